//! Pairs of rules for one page: one with a value as default, one with a variable for it.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    #[defaults(page = 1)]
    "/posts/"                         => posts,
    "/posts/page/<int:page>"          => posts,

    // The longer path is beside the shorter one, and both beside a text.
    #[defaults(page = 1)]
    "/<tag>/"                         => tagged,
    "/<tag>/<int:page>"               => tagged,
    "/<tag>/<name>"                   => named,

    #[defaults(lang = "en")]
    "/about"                          => about,
    "/<any(de, en, fr):lang>/about"   => about,

    #[defaults(year = 2026, month = 1)]
    "/archive/"                       => archive,
    #[defaults(month = 1)]
    "/archive/<int:year>/"            => archive,
    "/archive/<int:year>/<int:month>/" => archive,
}

async fn posts(_page: u32) {}
async fn tagged(_tag: String, _page: u32) {}
async fn named(_tag: String, _name: String) {}
async fn about(_lang: String) {}
async fn archive(_year: u32, _month: u32) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /posts/page/2", "posts"),
        ("GET /posts/page/1", "308 http://localhost/posts/"),
        ("GET /tea/2", "tagged"),
        ("GET /tea/1", "308 http://localhost/tea/"),
        ("GET /tea/green", "named"),
        ("GET /en/about", "308 http://localhost/about"),
        ("GET /fr/about", "about"),
        ("GET /archive/2026/1/", "308 http://localhost/archive/"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
