use fingerpost::routes;

routes! {
    site;

    #[strict_slashes]
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
