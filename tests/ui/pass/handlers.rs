//! What can be a handler.

use std::num::NonZeroU8;
use std::sync::Arc;

use axum::Json;
use axum::extract::Query;
use axum::http::{Method, StatusCode, Uri};
use axum::response::IntoResponse;
use fingerpost::routes;

use self::library::show as renamed;

routes! {
    site;

    "/plain" => plain,
    "/future" => future,
    "/imported" => renamed,
    "/constant" => CONSTANT,
    "/associated" => Users::list,
    "/generic/<int:value>" => generic::<u64>,
    "/inferred/<name>" => Holder::<String>::take,
    "/types/<name>/<int:id>/<float:by>/<uuid:key>" => types,
    "/extractors/<int:id>" => extractors,
    POST "/body/<any(up, down):way>" => body,
    "/result" => result,
    "/impl" => implements,
    "/keyword" => r#type,
    "/module" => service::redirect,
    "/self" => self::redirect,
}

async fn plain() {}

fn future() -> impl Future<Output = String> + Send {
    std::future::ready(String::new())
}

mod library {
    use axum::http::StatusCode;

    pub async fn show() -> StatusCode {
        StatusCode::NO_CONTENT
    }
}

const CONSTANT: fn() -> std::future::Ready<&'static str> = || std::future::ready("constant");

struct Users;

impl Users {
    async fn list() {}
}

async fn generic<T: std::fmt::Display + Send>(value: T) -> String {
    value.to_string()
}

struct Holder<T>(T);

impl<T: Send + 'static> Holder<T> {
    async fn take(value: T) {
        drop(Holder(value).0);
    }
}

async fn types(_name: Arc<str>, _id: NonZeroU8, _by: f32, _key: uuid::Uuid) {}

async fn extractors(_id: i128, _uri: Uri, _query: Query<Page>, _method: Method) {}

#[derive(serde::Deserialize)]
struct Page {
    #[allow(dead_code)]
    number: u32,
}

async fn body(_way: Box<str>, _uri: Uri, Json(page): Json<Page>) -> Json<u32> {
    Json(page.number)
}

async fn result() -> Result<&'static str, (StatusCode, String)> {
    Ok("result")
}

async fn implements() -> impl IntoResponse {
    ([("x-fingerpost", "yes")], "implements")
}

async fn r#type() {}

async fn redirect() {}

mod service {
    pub async fn redirect() {}
}

fn main() {
    site::app();
}
