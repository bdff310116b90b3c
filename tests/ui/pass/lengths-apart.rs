//! Texts whose lengths do not meet, or of which one is a part of the other.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/<string(length=2):code>"                     => country,
    "/<string(length=3):code>"                     => currency,
    "/<string(minlength=4, maxlength=8):name>"     => name,
    "/<string(minlength=9):title>"                 => title,

    "/crossing/<string(maxlength=3):a>/<b>"        => short,
    "/crossing/<string(minlength=4):a>/new"        => long,

    "/isbn/<int(fixed_digits=10):isbn>"            => isbn,
    "/isbn/<int(fixed_digits=13):isbn>"            => isbn,
    "/isbn/<string(length=9):draft>"               => name,
    "/isbn/<text>"                                 => title,
}

async fn country(_code: String) {}
async fn currency(_code: String) {}
async fn name(_name: String) {}
async fn title(_title: String) {}
async fn short(_a: String, _b: String) {}
async fn long(_a: String) {}
async fn isbn(_isbn: u64) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /de", "country"),
        ("GET /eur", "currency"),
        ("GET /d", "NotFound"),
        ("GET /anna", "name"),
        ("GET /annabella", "title"),
        ("GET /crossing/abc/new", "short"),
        ("GET /crossing/abcd/new", "long"),
        ("GET /isbn/1234567890", "isbn"),
        ("GET /isbn/123456789", "name"),
        ("GET /isbn/12345678", "title"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
