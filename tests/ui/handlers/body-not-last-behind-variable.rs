use axum::http::Method;
use fingerpost::routes;

routes! {
    site;

    "/users/<int:id>" => show,
}

async fn show(_id: u32, _body: String, _method: Method) {}

fn main() {
    site::app();
}
