//! A site with what `hello` lacks: a page that takes its time.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use fingerpost::routes;
use futures_util::{StreamExt as _, stream};

routes! {
    site;

    "/"         => index,
    "/seconds/<float:count>" => wait,
}

async fn index() -> &'static str {
    "index\n"
}

/// Says at once that it has begun, and when it is done.
async fn wait(count: f64) -> Response {
    let done = async move {
        tokio::time::sleep(Duration::from_secs_f64(count.min(600.0))).await;
        "done\n"
    };
    let begun = stream::iter(["begun\n"]);
    let lines = begun.chain(stream::once(done)).map(Ok::<_, Infallible>);
    Response::new(Body::from_stream(lines))
}

fn main() -> std::process::ExitCode {
    fingerpost::cli(site::app())
}
