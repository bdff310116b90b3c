//! Rules of other subdomains and hosts do not meet, however their paths cross.

use fingerpost::routes;
use fingerpost_tests::answer;

routes! {
    site;

    default_subdomain "www";

    "/"                                    => index,
    "/posts/<name>"                        => show,

    subdomain "" {
        "/"                                => index,
        "/<section>/new"                   => show,
    }
    subdomain "kb" {
        "/"                                => index,
        "/<any(posts, pages):section>/new" => show,
    }
    subdomain "<tenant>.kb" {
        "/"                                => show,
    }
    subdomain "<tenant>" {
        "/"                                => show,
        "/members/<name>"                  => of_tenant,
    }

    // A host with its port is a part of the host with any.
    host "example.com" {
        "/"                                => index,
        "/posts/<name>"                    => show,
    }
    host "example.com:8080" {
        "/"                                => index,
        "/posts/<name>"                    => show,
    }
    host "<any(eu, us):region>.example.com" {
        "/"                                => show,
    }
    host "<name>.example.com" {
        "/"                                => show,
        "/<section>/new"                   => of_tenant,
    }
}

async fn index() {}
async fn show(_name: String) {}
async fn of_tenant(_tenant: String, _name: String) {}

fn main() {
    site::app();
    for (request, endpoint) in [
        ("GET www.localhost/posts/new", "show"),
        ("GET kb.localhost/posts/new", "show"),
        ("GET acme.localhost/members/ann", "of_tenant"),
        ("GET kb.localhost/members/ann", "of_tenant"),
        ("GET eu.example.com/posts/new", "of_tenant"),
    ] {
        assert_eq!(answer(&site::MAP, request), endpoint, "{request}");
    }
}
