//! Numbers whose ranges or digits do not meet, or of which one range is a part of the other.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/<int(max=9):n>"                           => few,
    "/<int(min=10, max=99):n>"                  => some,
    "/<int(min=100):n>"                         => many,

    "/digits/<int(fixed_digits=2):n>"           => few,
    "/digits/<int(fixed_digits=4):n>"           => many,

    "/signed/<int(signed=True, max=-1):n>"      => below,
    "/signed/<int(min=0):n>"                    => many,

    "/crossing/<int(max=9):n>/<name>"           => few_named,
    "/crossing/<int(min=10):n>/new"             => many,

    "/share/<float(max=0.5):x>"                 => small,
    "/share/<float(min=0.75):x>"                => large,
    "/share/<int:n>"                            => few,

    "/months/<int(min=1, max=12):n>"            => few,
    "/months/<name>"                            => named,
}

async fn few(_n: u32) {}
async fn some(_n: u32) {}
async fn many(_n: u32) {}
async fn below(_n: i32) {}
async fn few_named(_n: u32, _name: String) {}
async fn small(_x: f64) {}
async fn large(_x: f64) {}
async fn named(_name: String) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /9", "few"),
        ("GET /10", "some"),
        ("GET /009", "few"),
        ("GET /100", "many"),
        ("GET /digits/12", "few"),
        ("GET /digits/1234", "many"),
        ("GET /digits/123", "NotFound"),
        ("GET /signed/-5", "below"),
        ("GET /signed/5", "many"),
        ("GET /crossing/5/new", "few_named"),
        ("GET /crossing/50/new", "many"),
        ("GET /share/0.25", "small"),
        ("GET /share/0.80", "large"),
        ("GET /share/1", "few"),
        ("GET /months/12", "few"),
        ("GET /months/13", "named"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
