use fingerpost::routes;

routes! {
    site;

    #[build_only]
    #[endpoint = "asset"]
    "/static/<path:name>"

    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
