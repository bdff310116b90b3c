//! Subdomains and language codes, as Flask's documentation has them: a subdomain for each user
//! beside those with a name.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    default_subdomain "www";

    "/"                                          => index,
    submount "/<any(de, en):lang>" {
        "/"                                      => localized,
        "/about"                                 => about,
    }
    "/<any(de, en):lang>.txt"                    => localized,
    "/about"                                     => about_in("en"),
    "/static/<path:filename>"                    => file,

    subdomain "api" {
        "/"                                      => index,
        "/users/<int:id>"                        => user,
    }
    subdomain "<username>" {
        "/"                                      => profile,
        "/users/<name>"                          => friend,
        "/static/<path:filename>"                => file_of,
    }
    host "status.example.com" {
        "/"                                      => index,
    }
}

async fn index() {}
async fn localized(_lang: String) {}
async fn about(_lang: String) {}
async fn about_in(_lang: &'static str) {}
async fn file(_filename: String) {}
async fn user(_id: u32) {}
async fn profile(_username: String) {}
async fn friend(_username: String, _name: String) {}
async fn file_of(_username: String, _filename: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET www.localhost/", "index"),
        ("GET ann.localhost/", "profile"),
        ("GET api.localhost/users/5", "user"),
        ("GET api.localhost/users/bob", "friend"),
        ("GET ann.localhost/users/5", "friend"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
