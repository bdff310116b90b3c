use fingerpost::routes;

routes! {
    site;

    default_subdomain "my blog";

    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
