//! URLs that are built: by typed builders, by `url!`, and by names at run time.

#![expect(
    clippy::needless_borrows_for_generic_args,
    reason = "builders take borrowed values, which is tried here"
)]

use std::borrow::Cow;
use std::sync::Arc;

use ::url as client;
use fingerpost::rules::{Outcome, PathInfo, Value};
use fingerpost::url::RefusedValue;
use fingerpost::{BuildUrl as _, Environ, HostUrl, Url, Urls, routes, url};
use proptest::prelude::*;
use uuid::Uuid;

routes! {
    site;
    default_subdomain "www";
    converter year("[0-9]{4}") = u16;
    converter color("[a-z]+") = paint::Color;

    "/"                                 => index,
    "/hello/<name>"                     => hello,
    "/users/<int:id>"                   => users::show,
    "/users/<name>/posts/<int:post>"    => users::post,
    "/users/<name>/<int:year>-<month>"  => users::month,
    "/limits/<int(max=9):id>/<string(length=2):code>" => limits,
    "/signed/<int(signed=True):id>"     => signed,
    "/kinds/<any(tea, coffee):kind>"    => kinds,
    "/files/<path:file>"                => files,
    "/price/<float:price>"              => price,
    "/uuid/<uuid:id>"                   => uuid,
    "/archive/<year:year>/<color:color>" => archive,
    #[defaults(page = 1)]
    "/list/"                            => list,
    "/list/<int:page>"                  => list,
    "/pages/"                           => pages(1),
    "/pages/<int:page>"                 => pages,
    "/type/<type>/<build>/<query>"      => r#type,
    #[build_only]
    #[endpoint = "static"]
    "/static/<path:file>",
    #[build_only]
    #[endpoint = "app"]
    "/app/<int:id>",
    #[build_only]
    #[endpoint = "no-name.at all"]
    "/nothing",

    subdomain "kb" {
        "/"                             => kb::index,
        "/<int:id>"                     => kb::article,
    }
    subdomain "<tenant>.shop" {
        "/items/<int:item>"             => shop::item,
    }
    host "status.example.org" {
        "/status"                       => status,
    }
    WEBSOCKET "/feed"                   => feed,
}

async fn index() {}
async fn hello(_name: String) {}
mod users {
    pub async fn show(_id: u32) {}
    pub async fn post(_name: String, _post: u64) {}
    pub async fn month(_name: String, _year: u16, _month: String) {}
}
async fn limits(_id: u8, _code: String) {}
async fn signed(_id: i64) {}
async fn kinds(_kind: String) {}
async fn files(_file: String) {}
async fn price(_price: f64) {}
async fn uuid(_id: Uuid) {}
async fn archive(_year: u16, _color: paint::Color) {}
async fn list(_page: u32) {}
async fn pages(_page: u32) {}
async fn r#type(_type: String, _build: String, _query: String) {}
mod kb {
    pub async fn index() {}
    pub async fn article(_id: u32) {}
}
mod shop {
    pub async fn item(_tenant: String, _item: u32) {}
}
async fn status() {}
async fn feed() {}

mod paint {
    /// It is written as it should not be, where it is wrong.
    #[derive(Clone, Copy)]
    pub enum Color {
        Red,
        Wrong,
    }

    impl std::str::FromStr for Color {
        type Err = ();
        fn from_str(text: &str) -> Result<Self, ()> {
            (text == "red").then_some(Color::Red).ok_or(())
        }
    }

    impl std::fmt::Display for Color {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(match self {
                Color::Red => "red",
                Color::Wrong => "/",
            })
        }
    }
}

/// What is no `Result` can not fail.
fn sure(url: Url) -> String {
    url.into()
}

fn checked(url: Result<Url, RefusedValue>) -> String {
    url.map_or_else(|error| error.to_string(), String::from)
}

#[test]
fn builders_write_what_types_allow() {
    let id = Uuid::from_u128(0x0f8f_ad5b_d9cb_469f_a165_7086_7728_950e);
    for (url, expected) in [
        (sure(site::index().build()), "/"),
        (
            sure(site::index().query("q", "a b&c").query("n", [1, 2]).build()),
            "/?q=a+b%26c&n=1&n=2",
        ),
        (sure(site::users::show().id(5_u32).build()), "/users/5"),
        (sure(site::users::show().id(&5_u64).build()), "/users/5"),
        (
            sure(site::users::show().id(u128::MAX).build()),
            "/users/340282366920938463463374607431768211455",
        ),
        (checked(site::users::show().id(5).build()), "/users/5"),
        (
            checked(site::signed().id(i64::MIN).build()),
            "/signed/-9223372036854775808",
        ),
        (sure(site::hello().name(5_u8).build()), "/hello/5"),
        (
            sure(site::hello().name(id).build()),
            "/hello/0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
        (
            checked(site::hello().name("a/b?#%\\\r\n").build()),
            "/hello/a%2Fb%3F%23%25%5C%0D%0A",
        ),
        (
            checked(site::hello().name(&String::from("ann")).build()),
            "/hello/ann",
        ),
        (
            checked(site::hello().name(Cow::Borrowed("ann")).build()),
            "/hello/ann",
        ),
        (
            checked(site::hello().name(Arc::<str>::from("ann")).build()),
            "/hello/ann",
        ),
        (
            sure(site::uuid().id(&id).build()),
            "/uuid/0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
        (
            checked(site::users::post().post(7_u8).name("ann").build()),
            "/users/ann/posts/7",
        ),
        (
            checked(site::limits().id(9).code("ab").build()),
            "/limits/9/ab",
        ),
        (checked(site::kinds().kind("tea").build()), "/kinds/tea"),
        (
            checked(site::files().file("a b/c").build()),
            "/files/a%20b/c",
        ),
        (
            checked(site::price().price(1e-7).build()),
            "/price/0.0000001",
        ),
        (sure(site::price().price(2_u8).build()), "/price/2.0"),
        (
            checked(site::archive().year(2024).color(&paint::Color::Red).build()),
            "/archive/2024/red",
        ),
        (
            checked(site::r#type().r#type("a").build("b").query("c").build()),
            "/type/a/b/c",
        ),
        (
            checked(site::r#static().file("x.css").build()),
            "/static/x.css",
        ),
        (sure(site::url::app().id(1_u8).build()), "/app/1"),
        (
            checked(
                site::users::month()
                    .name("ann")
                    .year(2024)
                    .month("05")
                    .build(),
            ),
            "/users/ann/2024-05",
        ),
        (sure(site::list().build()), "/list/"),
        (sure(site::list().page(1_u8).build()), "/list/"),
        (sure(site::list().page(2_u8).build()), "/list/2"),
        (sure(site::pages().build()), "/pages/"),
        (sure(site::pages().page(1_u8).build()), "/pages/1"),
    ] {
        assert_eq!(url, expected);
    }
}

#[test]
fn the_macro_writes_the_same() {
    let name = String::from("ann");
    for (url, expected) in [
        (sure(url!(site::index)), "/"),
        (
            sure(url!(site::index; page = 2, tag = ["a", "b"], none = None::<i32>)),
            "/?page=2&tag=a&tag=b",
        ),
        (sure(url!(site::users::show, id = 5)), "/users/5"),
        (
            sure(url!(site::users::show, id = 5; page = 2, "data-x" = true)),
            "/users/5?page=2&data-x=true",
        ),
        (sure(url!(site::hello, name = "ann")), "/hello/ann"),
        (sure(url!(site::hello, name = 5)), "/hello/5"),
        (checked(url!(site::hello, name = &name)), "/hello/ann"),
        (
            checked(url!(site::hello, name = &format!("{name}/x"))),
            "/hello/ann%2Fx",
        ),
        (checked(url!(site::hello, name = "/")), "/hello/%2F"),
        (
            sure(url!(site::users::post, post = 7, name = "ann")),
            "/users/ann/posts/7",
        ),
        (sure(url!(site::files, file = "a/b.txt")), "/files/a/b.txt"),
        (sure(url!(site::price, price = 1.5)), "/price/1.5"),
        (
            checked(url!(site::archive, year = 2024, color = paint::Color::Red)),
            "/archive/2024/red",
        ),
        (
            sure(url!(site::r#type, type = "a", build = "b", query = "c"; query = "d", type = 1)),
            "/type/a/b/c?query=d&type=1",
        ),
        (
            sure(url!(site::r#type, r#type = "a", build = "b", query = "c",)),
            "/type/a/b/c",
        ),
        (sure(url!(site::list)), "/list/"),
        (sure(url!(site::list, page = 1)), "/list/"),
        (sure(url!(site::list, page = 2)), "/list/2"),
        (
            sure(url!(site::index).fragment("a b").fragment("top#?")),
            "/#top%23?",
        ),
        (sure(url!(site::index; q = 1).fragment("x")), "/?q=1#x"),
    ] {
        assert_eq!(url, expected);
    }
}

#[test]
fn what_a_converter_refuses_is_an_error() {
    for (url, expected) in [
        (
            checked(url!(site::hello, name = &String::new())),
            "url of `hello`: `name` of \"/hello/<name>\" cannot be \"\"",
        ),
        (
            checked(url!(site::hello, name = &String::from(".."))),
            "url of `hello`: `name` of \"/hello/<name>\" cannot be \"..\"",
        ),
        (
            checked(url!(site::users::show, id = -5)),
            "url of `users.show`: `id` of \"/users/<int:id>\" cannot be \"-5\"",
        ),
        (
            checked(url!(site::limits, id = 10, code = "ab")),
            "url of `limits`: `id` of \"/limits/<int(max=9):id>/<string(length=2):code>\" cannot be \"10\"",
        ),
        (
            checked(url!(site::limits, id = 9, code = "abc")),
            "url of `limits`: `code` of \"/limits/<int(max=9):id>/<string(length=2):code>\" cannot be \"abc\"",
        ),
        (
            checked(url!(site::kinds, kind = "milk")),
            "url of `kinds`: `kind` of \"/kinds/<any(tea, coffee):kind>\" cannot be \"milk\"",
        ),
        (
            checked(url!(site::files, file = "/evil")),
            "url of `files`: `file` of \"/files/<path:file>\" cannot be \"/evil\"",
        ),
        (
            checked(url!(site::files, file = "a/../../b")),
            "url of `files`: `file` of \"/files/<path:file>\" cannot be \"a/../../b\"",
        ),
        (
            checked(url!(site::price, price = f64::NAN)),
            "url of `price`: `price` of \"/price/<float:price>\" cannot be \"NaN\"",
        ),
        (
            checked(url!(site::uuid, id = "5")),
            "url of `uuid`: `id` of \"/uuid/<uuid:id>\" cannot be \"5\"",
        ),
        (
            checked(url!(site::archive, year = 5, color = paint::Color::Red)),
            "url of `archive`: `year` of \"/archive/<year:year>/<color:color>\" cannot be \"5\"",
        ),
        (
            checked(url!(
                site::archive,
                year = 2024,
                color = paint::Color::Wrong
            )),
            "url of `archive`: `color` of \"/archive/<year:year>/<color:color>\" cannot be \"/\"",
        ),
    ] {
        assert_eq!(url, expected);
    }
}

/// What a request to this host, mounted at a path, sees.
fn seen(url: impl Into<HostUrl>, host: &str) -> String {
    let request = http::Request::get("/").header("host", host).body(());
    let request = request.expect("the request is right");
    let environ = Environ::new(&request).expect("its host is right");
    let address = url.into().for_request(&environ);
    address.expect("its host is right").into()
}

#[test]
fn hosts_are_written_where_they_are_needed() {
    let article: HostUrl = url!(site::kb::article, id = 5; q = 1);
    let item = |tenant: &str| url!(site::shop::item, tenant = tenant, item = 1_u8);
    for (url, expected) in [
        (seen(url!(site::index), "www.localhost:5000"), "/"),
        (
            seen(url!(site::index), "kb.localhost:5000"),
            "http://www.localhost:5000/",
        ),
        (seen(article.clone(), "kb.localhost:5000"), "/5?q=1"),
        (
            seen(article.clone().fragment("a"), "www.localhost"),
            "http://kb.localhost/5?q=1#a",
        ),
        (
            seen(url!(site::status), "www.localhost:5000"),
            "http://status.example.org:5000/status",
        ),
        (
            seen(url!(site::feed), "www.localhost"),
            "ws://www.localhost/feed",
        ),
    ] {
        assert_eq!(url, expected);
    }
    for (tenant, expected) in [
        ("acme", Some("https://acme.shop.example.com/items/1")),
        ("ACME", Some("https://acme.shop.example.com/items/1")),
        ("é", Some("https://xn--9ca.shop.example.com/items/1")),
        ("", None),
        ("a.b", Some("https://a.b.shop.example.com/items/1")),
        ("evil.com/", None),
        ("a.b", Some("https://a.b.shop.example.com/items/1")),
        ("a:80", None),
        ("a%2f", None),
        ("a\\b", None),
        ("a\r\n", None),
        ("a#", None),
        ("a?", None),
    ] {
        let url = item(tenant)
            .ok()
            .map(|url| url.absolute("https", "example.com"));
        let url = url.map(|url| url.expect("the server's name is right").to_string());
        assert_eq!(url.as_deref(), expected, "{tenant:?}");
    }
    for (scheme, server, expected) in [
        (
            "https",
            "example.com",
            Some("https://www.example.com/users/5"),
        ),
        (
            "javascript",
            "example.com:8000",
            Some("http://www.example.com:8000/users/5"),
        ),
        ("https", "example.com/evil", None),
        ("https", "a b", None),
    ] {
        let url = url!(site::users::show, id = 5)
            .absolute(scheme, server)
            .ok();
        assert_eq!(url.map(String::from).as_deref(), expected, "{server}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a text is: the URL is refused, or it is read by every client as it is written and
    /// leads to the same endpoint with the same text.
    #[test]
    fn no_text_changes_what_a_url_is(text in prop_oneof![any::<String>(), "[./\\\\%?#:@\r\n a-c]{0,6}"]) {
        let urls = [
            ("hello", "name", url!(site::hello, name = &text)),
            ("files", "file", url!(site::files, file = text.as_str())),
            ("users.month", "name", url!(site::users::month, name = &text, year = 2024, month = "05")),
        ];
        for (endpoint, name, url) in urls {
            let Ok(url) = url else { continue };
            let url = url!(site::index; q = text.as_str()).as_str().replacen('/', url.as_str(), 1);
            let base = client::Url::parse("https://www.example.com").expect("a URL");
            let read = base.join(&url).expect("clients can read it");
            prop_assert_eq!(read.host_str(), Some("www.example.com"));
            prop_assert_eq!(read.fragment(), None);
            let read_text = read.query_pairs().next().map(|(_, value)| value.into_owned());
            prop_assert_eq!(read_text.as_deref(), Some(text.as_str()));
            let (path, _) = url.split_once('?').expect("it has a query");
            prop_assert_eq!(read.path(), path);

            let adapter = site::MAP.bind("example.com").expect("a good host");
            let Outcome::Match(found) = adapter.match_(PathInfo::Raw(path), "GET") else {
                return Err(TestCaseError::fail(format!("{url} leads nowhere")));
            };
            prop_assert_eq!(found.endpoint(), Some(endpoint));
            prop_assert_eq!(found.values().get(name), Some(&Value::from(text.as_str())));
        }
    }
}

#[tokio::test]
async fn a_mounted_application_links_below_its_mount() {
    let app = links::app().server_name("example.com");
    let inner = axum::Router::from(app);
    let outer = axum::Router::new().nest_service("/a-b", inner);
    let request = http::Request::get("/a-b/").header("host", "example.com");
    let request = request
        .body(axum::body::Body::empty())
        .expect("the request is right");
    let response = tower::ServiceExt::oneshot(outer, request).await;
    let response = response.expect("a router never fails");
    let body = axum::body::to_bytes(response.into_body(), 1_000).await;
    assert_eq!(
        body.expect("there is a body"),
        "/a-b/users/5?q=1 /a-b/users/5 http://kb.example.com/a-b/ /a-b/users/5"
    );
}

routes! {
    links;

    "/"                => link_all,
    "/users/<int:id>"  => users::show,
    subdomain "kb" {
        "/"            => kb::index,
    }
}

async fn link_all(urls: Urls, request: axum::extract::Request) -> String {
    let environ = Environ::new(&request).expect("the request is right");
    let typed = url!(links::users::show, id = 5);
    let seen = typed.for_request(&environ).expect("its host is right");
    let named = urls.url_for("users.show", &[("id", 5), ("q", 1)]);
    let named = named.expect("there is such a rule");
    let other = urls.to(url!(links::kb::index));
    format!("{named} {seen} {other} {}", urls.to(typed))
}

#[test]
fn names_at_run_time_are_checked() {
    let app = links::app();
    assert_eq!(
        app.url_for("users.show", &[("id", 5)]).as_deref(),
        Ok("/users/5")
    );
    assert_eq!(app.url_for("link_all", ()).as_deref(), Ok("/"));
    assert_eq!(
        app.url_for("kb.index", ()).as_deref(),
        Ok("http://kb.localhost/")
    );
    let app = app.server_name("example.com:8000");
    assert_eq!(
        app.url_for("kb.index", ()).as_deref(),
        Ok("http://kb.example.com:8000/")
    );
    for (endpoint, values, expected) in [
        (
            "users.shwo",
            &[][..],
            "Could not build url for endpoint 'users.shwo'. Did you mean 'users.show' instead?",
        ),
        (
            "users.show",
            &[("i", 5)],
            "Could not build url for endpoint 'users.show' with values ['i']. Did you forget to specify values ['id']?",
        ),
        (
            "users.show",
            &[("id", -5)],
            "Could not build url for endpoint 'users.show' with values ['id'].",
        ),
    ] {
        let error = app
            .url_for(endpoint, values)
            .map_err(|error| error.to_string());
        assert_eq!(error, Err(expected.to_owned()));
    }
}
