//! An expression behind `service` is evaluated when the application is made.

use std::convert::Infallible;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use fingerpost::{App, routes};

routes! {
    site;

    "/router" => service Router::new().route("/router", get(|| async { "router" })),
    "/call" => service call(),
    "/block" => service { let router = Router::new(); router },
    "/nested" => service inner::app(),
    GET "/files/<path:rest>" => service Router::new()
    "/after" => show,
}

routes! { inner; "/nested" => show }

fn call() -> impl Clone + Send + Sync + tower::Service<Request, Response = Response, Error = Infallible, Future: Send> {
    tower::service_fn(async |_request| Ok(Response::default()))
}

async fn show() {}

fn main() {
    let app: App = site::app();
    let _: Router = app.into();
}
