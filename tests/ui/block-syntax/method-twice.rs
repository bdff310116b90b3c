use fingerpost::routes;

routes! {
    site;

    GET | GET "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
