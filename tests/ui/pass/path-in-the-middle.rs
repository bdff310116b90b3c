//! A `path` with something behind it, beside rules that never end so, or that are a part of it.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    wiki;

    "/"                              => index,
    "/<path:page>"                   => show,
    "/<path:page>/edit"              => edit,
    "/<path:page>/history"           => history,
    "/<path:page>/history/<int:id>"  => version,
}

routes! {
    apart;

    "/<path:page>/edit"              => edit,
    "/about"                         => index,
    "/users/<int:id>"                => number,
    "/<int:id>/<int:other>"          => version_of_number,
    "/files/<name>.txt"              => show,
    "/all/"                          => index,
    POST "/<name>/edit"              => edit,
}

async fn index() {}
async fn show(_page: String) {}
async fn edit(_page: String) {}
async fn history(_page: String) {}
async fn version(_page: String, _id: u32) {}
async fn number(_id: u32) {}
async fn version_of_number(_id: u32, _other: u32) {}

fn main() {
    wiki::app();
    apart::app();
    for (request, endpoint) in [
        ("GET /a/b", "show"),
        ("GET /a/b/edit", "edit"),
        ("GET /edit", "show"),
        ("GET /a/history", "history"),
        ("GET /a/history/3", "version"),
        ("GET /a/history/x", "show"),
    ] {
        assert_eq!(answer(&wiki::MAP, request), endpoint, "{request}");
    }
}
