use axum::http::Method;
use fingerpost::routes;

routes! {
    site;

    "/" => show,
}

async fn show(_body: String, _method: Method) {}

fn main() {
    site::app();
}
