use fingerpost::routes;

routes! {
    site;

    "/" => show,
    strict_slashes false;
}

async fn show() {}

fn main() {
    site::app();
}
