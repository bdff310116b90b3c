//! A literal is a part of what a variable takes, and wins, whichever of them is declared first.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/users/new"            => new,
    "/users/<name>"         => show,

    "/posts/<name>"         => show,
    "/posts/new"            => new,

    "/<section>/<name>"     => page,
    "/users/<name>/edit"    => show,
    "/<section>/<name>/edit" => page,

    // Literals and variables take turns, and each rule is a part of the next.
    "/turns/a/b/c"          => new,
    "/turns/a/b/<x>"        => show,
    "/turns/a/<x>/<y>"      => page,
    "/turns/<x>/<y>/<z>"    => three,
}

async fn new() {}
async fn show(_name: String) {}
async fn page(_section: String, _name: String) {}
async fn three(_x: String, _y: String, _z: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /users/new", "new"),
        ("GET /users/ann", "show"),
        ("GET /posts/new", "new"),
        ("GET /posts/ann", "show"),
        ("GET /other/ann", "page"),
        ("GET /turns/a/b/c", "new"),
        ("GET /turns/a/b/d", "show"),
        ("GET /turns/a/c/c", "page"),
        ("GET /turns/b/b/c", "three"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
