use axum::Router;
use fingerpost::routes;

routes! {
    site;

    "/files" => service files(),
}

fn files() -> Router<String> {
    Router::new()
}

fn main() {
    site::app();
}
