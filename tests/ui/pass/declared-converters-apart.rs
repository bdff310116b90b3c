//! Declared converters whose expressions have no text in common, or of which one is a part of the
//! other.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    converter lower("[a-z]+") = String;
    converter upper("[A-Z]+") = String;
    converter hex("[0-9][0-9a-f]*[a-f]") = String;
    converter date(r"\d{4}-\d{2}-\d{2}") = String;
    converter version(r"v\d+(?:\.\d+)*") = String;
    converter pages("[0-9]+/[0-9]+") = String;

    "/<lower:word>"            => lower,
    "/<upper:word>"            => upper,
    "/<hex:sha>"               => hex,
    "/<date:day>"              => date,
    "/<version:version>"       => version,
    "/<int:id>"                => number,
    "/<pages:range>"           => pages,

    // Each is a part of `string`.
    "/in/all/<date:day>"       => date,
    "/in/all/<version:version>" => version,
    "/in/all/<text>"           => text,

    // What follows them keeps them apart.
    "/<lower:word>/<date:day>" => both,
    "/<lower:word>/<upper:word2>" => both,
    "/<date:day>-<int:number>" => numbered,
}

async fn lower(_word: String) {}
async fn upper(_word: String) {}
async fn hex(_sha: String) {}
async fn date(_day: String) {}
async fn version(_version: String) {}
async fn number(_id: u32) {}
async fn pages(_range: String) {}
async fn text(_text: String) {}
async fn both(_first: String, _second: String) {}
async fn numbered(_day: String, _number: u32) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /new", "lower"),
        ("GET /NEW", "upper"),
        ("GET /0af", "hex"),
        ("GET /7", "number"),
        ("GET /2026-11-22", "date"),
        ("GET /2026-11-22-3", "numbered"),
        ("GET /v1.2", "version"),
        ("GET /1/2", "pages"),
        ("GET /in/all/v1", "version"),
        ("GET /in/all/v", "text"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
