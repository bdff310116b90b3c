use fingerpost::routes;

routes! {
    site;

    mount "/files" => service axum::Router::new(),
    "/" => show,
}

async fn show() {}

fn main() {
    site::app();
}
