//! Several variables in a segment, kept apart by the text between them, or by their converters.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/<name>.json"                                    => one,
    "/<name>.xml"                                     => one,
    "/v<int:major>.<int:minor>"                       => numbers,
    "/<int:width>x<int:height>"                       => numbers,
    "/<int:from>-<int:to>"                            => numbers,
    "/<int:year>-w<int:week>"                         => numbers,
    "/people/@<name>"                                 => one,
    "/people/~<name>"                                 => one,

    // Each is a part of the next.
    "/files/<name>.tar.gz"                            => tarball,
    "/files/<name>.gz"                                => compressed,
    "/files/<name>.<format>"                          => formatted,
    "/files/<name>"                                   => one,

    "/<int:x>,<int:y>/<any(map, list):view>"          => point,
    "/<int:x>;<int:y>/<view>"                         => point,
}

async fn one(_name: String) {}
async fn tarball(_name: String) {}
async fn compressed(_name: String) {}
async fn formatted(_name: String, _format: String) {}
async fn numbers(_first: u32, _second: u32) {}
async fn point(_x: u32, _y: u32, _view: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /a.json", "one"),
        ("GET /v1.2", "numbers"),
        ("GET /3x4", "numbers"),
        ("GET /2026-w47", "numbers"),
        ("GET /files/a.tar.gz", "tarball"),
        ("GET /files/a.gz", "compressed"),
        ("GET /files/a.b", "formatted"),
        ("GET /files/a", "one"),
        ("GET /1,2/map", "point"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
