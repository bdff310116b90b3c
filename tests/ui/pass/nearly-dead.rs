//! Rules of which others take much, but not all: what is left is enough to live.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/<int(fixed_digits=2):id>"            => number,
    "/<uuid:id>"                           => uuid,
    "/<any(a, b, c):letter>"               => letter,
    "/<string(length=1):letter>"           => letter,
    "/<string(minlength=3):word>"          => word,
    // Texts of two characters that are no digits.
    "/<name>"                              => rest,

    // All numbers but 0.
    "/count/<int(min=1):n>"                => number,
    "/count/<int:n>"                       => zero,

    // All that is not PUT or POST, and what is no number.
    PUT | POST "/forms/<int:id>"           => number,
    PUT | POST | PATCH "/forms/<id>"       => rest,

    // Covered where a slash follows, and only there.
    "/docs/<path:page>/"                   => rest,
    "/docs/<path:page>"                    => rest,
}

async fn number(_id: u64) {}
async fn uuid(_id: uuid::Uuid) {}
async fn letter(_letter: String) {}
async fn word(_word: String) {}
async fn rest(_name: String) {}
async fn zero(_n: u32) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /a", "letter"),
        ("GET /d", "letter"),
        ("GET /55", "number"),
        ("GET /ab", "rest"),
        ("GET /abc", "word"),
        ("GET /count/1", "number"),
        ("GET /count/0", "zero"),
        ("PATCH /forms/5", "rest"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
