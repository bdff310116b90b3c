use fingerpost::routes;

routes! {
    site;

    strict_slashes "no";

    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
