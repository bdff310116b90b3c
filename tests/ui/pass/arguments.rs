//! Explicit arguments reorder the variables, leave some out, and add constants.

use axum::http::Method;
use fingerpost::routes;

routes! {
    site;

    "/pairs/<name>/<int:id>" => show(id, name),
    "/only/<name>/<int:id>" => one(id),
    "/none/<name>" => none(),
    "/first" => list(1, "all", -1.5),
    "/last" => list(u16::MAX, self::ALL, limits::LOWEST),
    "/path/<path:rest>" => texts(rest, "a", "b", "c", "d", true, 'x'),
    subdomain "<tenant>" {
        "/<int:id>" => show(id, tenant)
    }
}

const ALL: &str = "all";

mod limits {
    pub const LOWEST: f64 = -1.0;
}

async fn show(_id: u64, _name: String) {}
async fn one(_id: i8, _method: Method, _body: String) {}
async fn none() {}
async fn list(_page: u16, _tag: &'static str, _least: f64) {}
async fn texts(
    _rest: String,
    _a: &'static str,
    _b: String,
    _c: Box<str>,
    _d: std::borrow::Cow<'static, str>,
    _flag: bool,
    _letter: char,
) {
}

fn main() {
    site::app();
}
