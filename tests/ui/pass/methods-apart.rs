//! Rules that no method brings together do not meet, however their paths cross.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    // One path.
    GET    "/users"           => list,
    POST   "/users"           => create,
    DELETE "/users"           => clear,
    PURGE  "/users"           => clear,
    WEBSOCKET "/users"        => list,

    // A HEAD of its own before the one that comes with GET.
    HEAD "/report"            => clear,
    GET  "/report"            => list,

    // Paths that cross at /posts/new.
    GET  "/posts/<name>"      => show,
    POST "/<section>/new"     => add,

    // Crossing, and only a HEAD that GET implies is common.
    GET  "/tags/<name>/all"   => show,
    HEAD "/<section>/top/all" => add,

    // Every method but for one that a narrower rule takes.
    ANY  "/all/files/<path:file>" => show,
    PUT  "/all/files/<name>"  => store,
}

async fn list() {}
async fn create() {}
async fn clear() {}
async fn show(_name: String) {}
async fn add(_section: String) {}
async fn store(_name: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /users", "list"),
        ("PURGE /users", "clear"),
        ("HEAD /report", "clear"),
        ("GET /report", "list"),
        ("HEAD /tags/top/all", "show"),
        ("HEAD /other/top/all", "add"),
        ("GET /posts/new", "show"),
        ("POST /posts/new", "add"),
        ("PUT /all/files/a", "store"),
        ("PUT /all/files/a/b", "show"),
        ("GET /all/files/a", "show"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
