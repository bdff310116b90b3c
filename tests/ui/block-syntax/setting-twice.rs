use fingerpost::routes;

routes! {
    site;

    strict_slashes false;
    strict_slashes true;

    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
