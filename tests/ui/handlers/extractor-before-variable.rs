use axum::http::Method;
use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
}

async fn show(_method: Method, _id: u32) {}

fn main() {
    site::app();
}
