use fingerpost::routes;

routes! {
    site;

    mount "/admin" {
        "/" => show,
    }
}

async fn show() {}

fn main() {
    site::app();
}
