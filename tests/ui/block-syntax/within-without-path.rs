use fingerpost::routes;

routes! {
    site;

    within {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
