//! The items of an `any` are literals: they win against a text, and lose against none.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/<name>"                                 => show,
    "/<any(about, imprint):page>"             => page,
    "/<any('terms & more', help):page>"       => help,

    "/<name>/<any(edit, delete):action>"      => act,
    "/<name>/<other>"                         => both,
    "/<any(about, imprint):page>/<any(edit, delete):action>" => act_on_page,

    // Both ends of a segment.
    "/all/files/<name>.<any(png, jpg):format>" => image,
    "/all/files/<name>"                       => show,
}

async fn show(_name: String) {}
async fn page(_page: String) {}
async fn help(_page: String) {}
async fn act(_name: String, _action: String) {}
async fn both(_name: String, _other: String) {}
async fn act_on_page(_page: String, _action: String) {}
async fn image(_name: String, _format: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET /ann", "show"),
        ("GET /imprint", "page"),
        ("GET /help", "help"),
        ("GET /ann/edit", "act"),
        ("GET /ann/bob", "both"),
        ("GET /about/edit", "act_on_page"),
        ("GET /all/files/a.png", "image"),
        ("GET /all/files/a.txt", "show"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
