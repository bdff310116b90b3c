//! The URL shortener of Werkzeug's tutorial, whose last rule is a part of the one before it.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    shortly;

    GET | POST "/"       => new_url,
    "/<short_id>"        => follow_link,
    "/<short_id>+"       => details,
    "/static/<path:file>" => file,
}

async fn new_url() {}
async fn follow_link(_short_id: String) {}
async fn details(_short_id: String) {}
async fn file(_file: String) {}

fn main() {
    shortly::app();
    for (request, endpoint) in [
        ("GET /abc", "follow_link"),
        ("GET /abc+", "details"),
        ("GET /+", "follow_link"),
    ] {
        assert_eq!(answer(&shortly::MAP, request), endpoint, "{request}");
    }
}
