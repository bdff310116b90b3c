//! A `path` that takes all the rest, beside rules of every kind.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/<path:rest>"                     => rest,
    "/"                                => index,
    "/about"                           => index,
    "/users/"                          => index,
    "/<name>"                          => one,
    "/<int:id>"                        => number,
    "/pairs/<name>/<other>"            => two,
    "/users/<int:id>"                  => number,
    "/users/<int:id>/posts/<slug>"     => post,
    "/<name>.html"                     => one,
    "/static/<path:file>"              => rest,
    "/static/<path:file>.css"          => rest,
    "/api/<path:rest>"                 => service axum::Router::new(),
    POST "/api/login"                  => index,
    #[strict_slashes(false)]
    "/loose/a/b/"                        => index,
    "/old"                             => redirect "/about",
    WEBSOCKET "/<path:rest>"           => rest,
    WEBSOCKET "/feed"                  => index,
}

async fn rest(_rest: String) {}
async fn index() {}
async fn one(_name: String) {}
async fn two(_name: String, _other: String) {}
async fn number(_id: u32) {}
async fn post(_id: u32, _slug: String) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /", "index"),
        ("GET /about", "index"),
        ("GET /ann", "one"),
        ("GET /ann/bob", "rest"),
        ("GET /pairs/ann/bob", "two"),
        ("GET /ann/", "rest"),
        ("GET /users/", "index"),
        ("GET /users/5", "number"),
        ("GET /users/5/posts/tea", "post"),
        ("GET /users/5/posts", "rest"),
        ("GET /static/a/b.css", "rest"),
        ("GET /loose/a/b", "index"),
        ("GET /loose/a/b/", "index"),
        ("GET /old", "308 http://localhost/about"),
        ("WEBSOCKET /feed", "index"),
        ("WEBSOCKET /about", "rest"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
