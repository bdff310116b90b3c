use fingerpost::routes;

routes! {
    site;

    "/admin" {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
