use fingerpost::routes;

routes! {
    site;

    "/" => show,
    converter slug("[a-z]+") = String;
}

async fn show() {}

fn main() {
    site::app();
}
