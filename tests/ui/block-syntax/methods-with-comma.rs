use fingerpost::routes;

routes! {
    site;

    GET, POST "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
