//! Aliases beside their rules, and the redirects of a site that has moved.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    "/"                              => index,
    #[alias]
    "/index.html"                    => index,
    #[alias]
    "/home/"                         => index,

    "/users/<int:id>"                => user,
    #[alias]
    "/user-<int:id>.html"            => user,
    #[alias]
    "/u<int:id>"                     => user,

    GET | POST "/search"             => search,
    #[alias]
    GET | POST "/find"               => search,

    // Wider than an alias, and than a redirect.
    "/<page>"                        => page,
    "/<page>.html"                   => page,

    "/people/<int:id>"               => redirect "/users/<id>",
    "/people/<path:rest>"            => redirect "/users/",
    "/old.html"                      => redirect "https://example.com/",

    #[build_only]
    #[endpoint = "static"]
    "/<path:file>",
    #[build_only]
    #[endpoint = "asset"]
    "/users/<name>",
}

async fn index() {}
async fn user(_id: u32) {}
async fn search() {}
async fn page(_page: String) {}

fn main() {
    site::app();
    for (request, answered) in [
        ("GET /index.html", "308 http://localhost/"),
        ("GET /user-5.html", "308 http://localhost/users/5"),
        ("GET /user-x.html", "page"),
        ("GET /u5", "308 http://localhost/users/5"),
        ("GET /people/5", "308 http://localhost/users/5"),
        ("GET /old.html", "308 https://example.com/"),
    ] {
        assert_eq!(answer(&site::MAP, request), answered, "{request}");
    }
}
