//! A slash at the end tells two rules apart, unless one of them does not mind.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    // Two pages.
    "/docs"                         => leaf,
    "/docs/"                        => branch,
    "/docs/<name>"                  => page,
    "/docs/<name>/"                 => folder,

    "/projects/"                    => branch,
    "/about"                        => leaf,

    #[strict_slashes(false)]
    submount "/loose" {
        "/a"                        => leaf,
        "/b/"                       => branch,
        "/<name>/"                  => folder,
    }

    #[merge_slashes(false)]
    "/raw/<path:url>"               => page,
    "/raw/"                         => branch,
}

async fn leaf() {}
async fn branch() {}
async fn page(_name: String) {}
async fn folder(_name: String) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /docs", "leaf"),
        ("GET /docs/", "branch"),
        ("GET /docs/a", "page"),
        ("GET /docs/a/", "folder"),
        ("GET /projects", "308 http://localhost/projects/"),
        ("GET /about/", "NotFound"),
        ("GET /loose/a/", "leaf"),
        ("GET /loose/b", "branch"),
        ("GET /loose/c", "folder"),
        ("GET /raw/https://example.com", "page"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
