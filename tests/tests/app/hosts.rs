//! Which rules a host leads to: differences D8 and D9.

use fingerpost::{App, routes};

routes! {
    site;

    "/"           => root,
    "/only"       => root,
    GET "/both"   => root,
    "/dir/"       => root,

    subdomain "kb" {
        "/"       => kb,
        "/kb"     => kb,
        "/dir/"   => kb,
    }
    subdomain "a.b" { "/" => kb }
    subdomain "<tenant>.shop" {
        "/"       => tenant,
    }
    subdomain "Bücher" { "/" => books }

    host "api.example.com" {
        "/"       => api,
        POST "/both" => api,
        "/slash/" => api,
    }
    host "api.example.com:8443" {
        "/"       => secure,
    }
    host "<name>.example.org" {
        "/"       => tenant,
    }
}

async fn root() -> &'static str {
    "root"
}

async fn kb() -> &'static str {
    "kb"
}

async fn tenant(tenant: String) -> String {
    format!("of {tenant}")
}

async fn books() -> &'static str {
    "books"
}

async fn api() -> &'static str {
    "api"
}

async fn secure() -> &'static str {
    "secure"
}

/// What a path of a host answers: the text of a page, else the status.
async fn answer(app: &App, host: &str, path: &str) -> String {
    let response = app.test().get(path).host(host).await;
    match response.status().as_u16() {
        200 => response.text().to_owned(),
        308 => format!("308 {}", response.location().unwrap_or("-")),
        405 => format!("405 {}", response.header("allow").unwrap_or("-")),
        status => status.to_string(),
    }
}

async fn check(app: &App, cases: &[(&str, &str, &str)]) {
    for (host, path, expected) in cases {
        assert_eq!(answer(app, host, path).await, *expected, "{host}{path}");
    }
}

#[tokio::test]
async fn without_a_server_name() {
    check(
        &site::app(),
        &[
            ("localhost", "/", "root"),
            ("localhost:5000", "/", "root"),
            ("LocalHost", "/", "root"),
            ("kb.localhost", "/", "kb"),
            ("kb.localhost:5000", "/kb", "kb"),
            ("KB.LocalHost:5000", "/kb", "kb"),
            ("kb.localhost", "/only", "404"),
            ("localhost", "/kb", "404"),
            ("a.b.localhost", "/", "kb"),
            ("b.localhost", "/", "404"),
            ("ann.shop.localhost:1", "/", "of ann"),
            // A variable takes dots too, as in Werkzeug.
            ("x.ann.shop.localhost", "/", "of x.ann"),
            ("shop.localhost", "/", "404"),
            ("xn--bcher-kva.localhost", "/", "books"),
            // A host of which nothing is known is in the default subdomain.
            ("127.0.0.1:5000", "/only", "root"),
            ("[::1]:5000", "/only", "root"),
            ("example.com", "/only", "root"),
            ("kb.example.com", "/kb", "404"),
            ("notlocalhost", "/only", "root"),
            ("localhost.example.com", "/only", "root"),
            // Redirects stay on the host that was asked.
            ("kb.localhost:5000", "/dir?q=1", "308 /dir/?q=1"),
            ("example.com", "/dir", "308 /dir/"),
        ],
    )
    .await;
}

#[tokio::test]
async fn below_a_server_name() {
    check(
        &site::app().server_name("Example.com:5000"),
        &[
            ("example.com:5000", "/", "root"),
            ("EXAMPLE.com:5000", "/", "root"),
            ("kb.example.com:5000", "/kb", "kb"),
            ("ann.shop.example.com:5000", "/", "of ann"),
            ("nope.example.com:5000", "/", "404"),
            // The port counts, and so does the dot.
            ("example.com", "/", "404"),
            ("kb.example.com:80", "/kb", "404"),
            ("notexample.com:5000", "/", "404"),
            // `localhost` is as foreign as any other.
            ("localhost:5000", "/", "404"),
            ("kb.localhost:5000", "/kb", "404"),
            ("127.0.0.1:5000", "/", "404"),
        ],
    )
    .await;
    // That of the scheme need not be written.
    check(
        &site::app().server_name("example.com"),
        &[
            ("example.com", "/only", "root"),
            ("example.com:80", "/only", "root"),
            ("kb.example.com:80", "/kb", "kb"),
            ("example.com:443", "/only", "404"),
        ],
    )
    .await;
}

#[tokio::test]
async fn host_rules_beside_subdomains() {
    for app in [site::app(), site::app().server_name("example.com")] {
        check(
            &app,
            &[
                // Any port, after the rules that name it.
                ("api.example.com", "/", "api"),
                ("API.Example.com", "/", "api"),
                ("api.example.com:81", "/", "api"),
                ("api.example.com:8443", "/", "secure"),
                ("api.example.com:8443", "/slash/", "api"),
                ("api.example.com", "/slash?q", "308 /slash/?q"),
                // Also for a server of another name.
                ("ann.example.org", "/", "of ann"),
                ("ann.example.org:5000", "/", "of ann"),
                ("a.b.example.org", "/", "of a.b"),
                ("example.org.evil.com", "/slash/", "404"),
            ],
        )
        .await;
    }
    // A host of no subdomain is in the default one too: first the host's rules,
    // then those of the subdomain, then the methods of both.
    let app = site::app();
    check(
        &app,
        &[
            ("api.example.com", "/only", "root"),
            ("api.example.com", "/both", "root"),
        ],
    )
    .await;
    let response = app.test().put("/both").host("api.example.com").await;
    assert_eq!(response.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
}

mod www {
    fingerpost::routes! {
        pub(crate) site;
        default_subdomain "www";

        "/"                   => super::root,
        subdomain "kb" { "/"  => super::kb }
    }
}

mod both {
    fingerpost::routes! {
        pub(crate) site;
        default_subdomain "www";

        "/"                   => super::root,
        subdomain "" { "/"    => super::kb }
    }
}

#[tokio::test]
async fn the_default_subdomain_stands_in() {
    check(
        &www::site::app(),
        &[
            ("localhost", "/", "root"),
            ("www.localhost", "/", "root"),
            ("kb.localhost", "/", "kb"),
            ("example.com", "/", "root"),
            ("nope.localhost", "/", "404"),
        ],
    )
    .await;
    check(
        &www::site::app().server_name("example.com"),
        &[
            ("example.com", "/", "root"),
            ("www.example.com", "/", "root"),
            ("other.com", "/", "404"),
        ],
    )
    .await;
    // Not where the map has rules for the bare host.
    check(
        &both::site::app(),
        &[
            ("localhost", "/", "kb"),
            ("www.localhost", "/", "root"),
            ("example.com", "/", "root"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_request_has_one_host_that_can_be_one() {
    for host in [
        "a b",
        "a/b",
        "user@localhost",
        "localhost,evil.com",
        "localhost:port",
        "localhost:123456",
        ":80",
        "[::1",
        "a..b",
        ".localhost",
        "%6Cocalhost",
        "localhost?",
        "localhost#",
        "localhost\\",
    ] {
        assert_eq!(answer(&site::app(), host, "/").await, "400", "{host:?}");
    }
    let client = site::app().test();
    let twice = client.get("/").header("host", "localhost").await;
    assert_eq!(twice.status(), 400);
    let other = client.get("/").header("host", "kb.localhost").await;
    assert_eq!(other.status(), 400);
}

#[tokio::test]
async fn the_host_of_the_uri_wins() {
    let client = site::app().test();
    let absolute = client.get("http://kb.localhost:5000/kb").await;
    assert_eq!(absolute.text(), "kb");
    let without = client.get("http://kb.localhost/kb").no_host().await;
    assert_eq!(without.text(), "kb");
    let malformed = client.get("http://user@kb.localhost/kb").await;
    assert_eq!(malformed.status(), 400);
    let bare = client.get("http://kb.localhost").await;
    assert_eq!(bare.text(), "kb");
}

#[tokio::test]
async fn no_host_in_process_is_the_default_one() {
    for app in [site::app(), www::site::app()] {
        let client = app.test();
        assert_eq!(client.get("/").no_host().await.text(), "root");
        assert_eq!(client.get("/").host("").await.text(), "root");
    }
}
