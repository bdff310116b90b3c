use fingerpost::routes;

routes! {
    site;

    "/files" => show,
    "/files" => service axum::Router::new(),
}

async fn show() {}

fn main() {
    site::app();
}
