//! Twelve tables as people who know Werkzeug write them, and what they answer.
//!
//! Where an answer is not Werkzeug's, a comment gives the difference, under its
//! number in `COMPATIBILITY.md`.

use std::error::Error;

use fingerpost_rules::{
    Bind, BuildOptions, Map, MapAdapter, Outcome, Rule, Subdomain, Value, encode_query,
};

type TestResult = Result<(), Box<dyn Error>>;

/// What a GET of a path leads to, in one line: `user id=5`, `308 http://…`,
/// `404`, `405 GET, HEAD` or `400`.
fn get(adapter: &MapAdapter<'_>, path: &str) -> String {
    answer(adapter, "GET", path)
}

fn answer(adapter: &MapAdapter<'_>, method: &str, path: &str) -> String {
    match adapter.match_(path, method) {
        Outcome::Match(found) => {
            let mut line = found.endpoint().unwrap_or("-").to_owned();
            for (name, value) in found.values().iter() {
                line.push_str(&format!(" {name}={value}"));
            }
            line
        }
        Outcome::Redirect(redirect) => format!("{} {redirect}", redirect.code()),
        Outcome::NotFound => "404".to_owned(),
        Outcome::MethodNotAllowed(allowed) => format!("405 {allowed}"),
        Outcome::WebsocketMismatch => "400".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Werkzeug's introduction: a rule in the default subdomain, two in another.
#[test]
fn case_1_subdomains() -> TestResult {
    let map = Map::builder()
        .default_subdomain("www")
        .add(Rule::new("/", "hello"))
        .add(Subdomain::new("kb", [Rule::new("/", "hello2")]))
        .add(Subdomain::new("kb", [Rule::new("/test", "hello2.test")]))
        .build()?;
    assert_eq!(
        format!("{map:#?}"),
        "Map([<Rule 'www|/' -> hello>,\n <Rule 'kb|/' -> hello2>,\n <Rule 'kb|/test' -> hello2.test>])"
    );

    let kb = map.bind(Bind::to("example.com").subdomain("kb"))?;
    assert_eq!(get(&kb, "/test"), "hello2.test");
    assert_eq!(kb.build("hello2.test", &[])?, "/test");
    assert_eq!(kb.build("hello", &[])?, "http://www.example.com/");

    let www = map.bind("example.com")?;
    assert_eq!(get(&www, "/test"), "404");
    assert_eq!(get(&www, "/"), "hello");
    assert_eq!(www.build("hello2.test", &[])?, "http://kb.example.com/test");
    Ok(())
}

/// A rule as it prints, and as the regular expression that Werkzeug's
/// introduction shows.
#[test]
fn case_2_printed_rules() -> TestResult {
    let map = Map::builder()
        .default_subdomain("www")
        .add(Rule::new("/add", "doAdd"))
        .add(Rule::new("/add/<int:x>/", "doAddX"))
        .build()?;
    let printed: Vec<String> = map.rules().iter().map(ToString::to_string).collect();
    assert_eq!(
        printed,
        [
            "<Rule 'www|/add' -> doAdd>",
            "<Rule 'www|/add/<x>/' -> doAddX>"
        ]
    );
    // No release of Werkzeug since 2.2 has one; this is what it was before.
    let regexes: Vec<String> = map.rules().iter().map(|rule| rule.regex()).collect();
    assert_eq!(regexes, [r"^www\|/add$", r"^www\|/add/(?P<x>[0-9]+)/$"]);
    Ok(())
}

/// The table of Werkzeug's documentation: an endpoint with three rules, values
/// that go to the query, and an application that is mounted below a path.
#[test]
fn case_3_documentation() -> TestResult {
    let map = Map::builder()
        .default_subdomain("www")
        .add([
            Rule::new("/", "static/index"),
            Rule::new("/about", "static/about"),
            Rule::new("/help", "static/help"),
        ])
        .add(Subdomain::new(
            "kb",
            [
                Rule::new("/", "kb/index"),
                Rule::new("/browse/", "kb/browse"),
                Rule::new("/browse/<int:id>/", "kb/browse"),
                Rule::new("/browse/<int:id>/<int:page>", "kb/browse"),
            ],
        ))
        .build()?;

    let www = map.bind("example.com")?;
    let browse = |values: &[(&str, Value<'_>)]| www.build("kb/browse", values);
    assert_eq!(browse(&[])?, "http://kb.example.com/browse/");
    assert_eq!(
        browse(&[("id", 42.into())])?,
        "http://kb.example.com/browse/42/"
    );
    assert_eq!(
        browse(&[("id", 42.into()), ("page", 3.into())])?,
        "http://kb.example.com/browse/42/3"
    );
    assert_eq!(www.build("static/about", &[])?, "/about");

    let bind = Bind::to("example.com").script_name("/app").subdomain("kb");
    let kb = map.bind(bind)?;
    let values = [
        ("id", 42.into()),
        ("page", 3.into()),
        ("q", vec![Some("a b"), None, Some("c&d")].into()),
    ];
    assert_eq!(
        kb.build("kb/browse", &values)?,
        "/app/browse/42/3?q=a+b&q=c%26d"
    );
    let query = encode_query(&[("x", "1 2".into())]);
    assert_eq!(
        get(&kb.clone().query(&query), "/browse/42"),
        "308 http://kb.example.com/app/browse/42/?x=1+2"
    );
    assert_eq!(
        get(&kb, "//browse///42//"),
        "308 http://kb.example.com/app/browse/42/"
    );
    assert_eq!(get(&kb, "/browse/x"), "404");
    Ok(())
}

/// Two rules for one page: the one that needs no value is the canonical one.
#[test]
fn case_4_defaults() -> TestResult {
    let map = Map::new([
        Rule::new("/foo/", "foo").defaults([("page", 1)]),
        Rule::new("/foo/<int:page>", "foo"),
    ])?;
    let adapter = map.bind("example.org")?;
    assert_eq!(get(&adapter, "/foo/"), "foo page=1");
    assert_eq!(get(&adapter, "/foo/1"), "308 http://example.org/foo/");
    assert_eq!(get(&adapter, "/foo/2"), "foo page=2");
    assert_eq!(get(&adapter, "/foo"), "308 http://example.org/foo/");
    assert_eq!(adapter.build("foo", &[])?, "/foo/");
    assert_eq!(adapter.build("foo", &[("page", 1.into())])?, "/foo/");
    assert_eq!(adapter.build("foo", &[("page", 2.into())])?, "/foo/2");
    Ok(())
}

/// Old URLs that lead to the new ones of the same page.
#[test]
fn case_5_aliases() -> TestResult {
    let map = Map::new([
        Rule::new("/", "index"),
        Rule::new("/index.html", "index").alias(),
        Rule::new("/users/", "users").defaults([("page", 1)]),
        Rule::new("/users/index.html", "users")
            .defaults([("page", 1)])
            .alias(),
        Rule::new("/users/page/<int:page>", "users"),
        Rule::new("/users/page-<int:page>.html", "users").alias(),
    ])?;
    let adapter = map.bind("example.com")?;
    for (path, url) in [
        ("/index.html", "http://example.com/"),
        ("/users/index.html", "http://example.com/users/"),
        ("/users/page-2.html", "http://example.com/users/page/2"),
    ] {
        assert_eq!(get(&adapter, path), format!("308 {url}"));
    }
    let query = encode_query(&[("foo", "bar".into())]);
    assert_eq!(
        get(&adapter.clone().query(&query), "/users/page-1.html"),
        "308 http://example.com/users/?foo=bar"
    );
    assert_eq!(adapter.build("index", &[])?, "/");
    Ok(())
}

/// Rules that share a path and differ in their methods.
#[test]
fn case_6_methods() -> TestResult {
    let map = Map::new([
        Rule::new("/<foo>", "get any").methods(["GET"]),
        Rule::new("/foo", "post foo").methods(["POST"]),
        Rule::new("/bar/", "get bar").methods(["GET"]),
        Rule::new("/bar", "post bar").methods(["POST"]),
    ])?;
    let adapter = map.bind("example.org")?;
    assert_eq!(answer(&adapter, "DELETE", "/foo"), "405 GET, HEAD, POST");
    assert_eq!(answer(&adapter, "GET", "/foo"), "get any foo=foo");
    assert_eq!(answer(&adapter, "HEAD", "/foo"), "get any foo=foo");
    assert_eq!(answer(&adapter, "POST", "/foo"), "post foo");
    // D2: `/<foo>` matches `/bar` as it stands, so GET is not redirected to
    // `/bar/`, as in Werkzeug.
    assert_eq!(answer(&adapter, "GET", "/bar"), "get any foo=bar");
    assert_eq!(answer(&adapter, "PUT", "/bar"), "405 GET, HEAD, POST");
    assert_eq!(answer(&adapter, "POST", "/bar/"), "405 GET, HEAD");
    Ok(())
}

/// Websocket rules answer upgrades, and their URLs have a scheme of their own.
#[test]
fn case_7_websockets() -> TestResult {
    let map = Map::new([Rule::new("/ws", "ws").websocket(), Rule::new("/h", "h")])?;

    let upgrade = map.bind(Bind::to("example.org").url_scheme("wss"))?;
    assert_eq!(get(&upgrade, "/ws"), "ws");
    assert_eq!(get(&upgrade, "/h"), "400");

    let http = map.bind(Bind::to("example.org").script_name("/r"))?;
    assert_eq!(get(&http, "/ws"), "400");
    assert_eq!(http.build("ws", &[])?, "ws://example.org/r/ws");
    let mut https = BuildOptions::default();
    https.url_scheme = Some("https");
    assert_eq!(http.build_with("ws", &[], https)?, "wss://example.org/r/ws");

    let mut external = BuildOptions::default();
    external.force_external = true;
    assert_eq!(upgrade.build("h", &[])?, "/h");
    assert_eq!(
        upgrade.build_with("h", &[], external)?,
        "https://example.org/h"
    );
    Ok(())
}

/// Hosts and paths beyond ASCII, and what is encoded where.
#[test]
fn case_8_unicode() -> TestResult {
    let map = Map::new([Rule::new("/войти/", "enter"), Rule::new("/<s>", "text")])?;
    let adapter = map.bind("☃.example.com")?;
    // D2: `/<s>` matches `/войти` as it stands.
    assert_eq!(get(&adapter, "/войти"), "text s=войти");
    let alone = Map::new(Rule::new("/войти/", "enter"))?;
    assert_eq!(
        get(&alone.bind("☃.example.com")?, "/войти"),
        "308 http://xn--n3h.example.com/%D0%B2%D0%BE%D0%B9%D1%82%D0%B8/"
    );

    // D11: the slash in the value is `%2F`; Werkzeug's `/` would match no rule
    // of one segment.
    let values = [
        ("s", "a b/%?#+&=:@;,!$'()*~\"<>é".into()),
        ("x", "1+2 &=#é".into()),
    ];
    assert_eq!(
        adapter.build("text", &values)?,
        "/a%20b%2F%25%3F%23+&=:@;,!$'()*~%22%3C%3E%C3%A9?x=1%2B2+%26%3D%23%C3%A9"
    );
    Ok(())
}

/// A URL that can not be built says what may have been meant.
#[test]
fn case_9_suggestions() -> TestResult {
    let map = Map::new(Rule::new("/foo/<id>/", "world").methods(["GET"]))?;
    let adapter = map.bind("example.com")?;
    let message = |endpoint, values: &[(&str, Value<'_>)], options| {
        adapter
            .build_with(endpoint, values, options)
            .expect_err("there is no such URL")
            .to_string()
    };
    let mut post = BuildOptions::default();
    post.method = Some("POST");
    assert_eq!(
        message("helloworld", &[], BuildOptions::default()),
        "Could not build url for endpoint 'helloworld'. Did you mean 'world' instead?"
    );
    assert_eq!(
        message("world", &[], BuildOptions::default()),
        "Could not build url for endpoint 'world'. Did you forget to specify values ['id']?"
    );
    assert_eq!(
        message("world", &[("id", 2.into())], post),
        "Could not build url for endpoint 'world' ('POST') with values ['id']. \
         Did you mean to use methods ['GET', 'HEAD']?"
    );
    Ok(())
}

/// Which of several rules that fit a path answers it.
#[test]
fn case_10_precedence() -> TestResult {
    let map = Map::new([
        Rule::new("/<path:p>/c", "simple"),
        Rule::new("/<path:p>/<a>/<b>", "complex"),
        Rule::new("/v<int:major>.<int:minor>", "version"),
        Rule::new("/<int:i>", "int"),
        Rule::new("/<uuid:u>", "uuid"),
        Rule::new("/d/<path:p>/", "dir"),
        Rule::new("/x<any(a, b):k>", "any"),
    ])?;
    let adapter = map.bind("example.org")?;
    for (path, expected) in [
        ("/a/b/c", "simple p=a/b"),
        ("/a/b/d", "complex p=a a=b b=d"),
        ("/v1.2", "version major=1 minor=2"),
        ("/007", "int i=7"),
        (
            "/0f8fad5b-d9cb-469f-a165-70867728950e",
            "uuid u=0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
        ("/d/x/", "dir p=x"),
        ("/d/x/y/", "dir p=x/y"),
        ("/xa", "any k=a"),
        ("/xc", "404"),
        // D2: these match as they stand, so they are not redirected to the
        // directories `/d/x/y/` and `/d/q/c/`, as in Werkzeug.
        ("/d/x/y", "complex p=d a=x b=y"),
        ("/d/q/c", "simple p=d/q"),
        // Nothing else fits here.
        ("/d/x", "308 http://example.org/d/x/"),
    ] {
        assert_eq!(get(&adapter, path), expected, "{path}");
    }
    Ok(())
}

/// Rules that go by the whole host, with variables in it.
#[test]
fn case_11_host_matching() -> TestResult {
    let map = Map::builder()
        .host_matching(true)
        .add([
            Rule::new("/", "index").host("app.test"),
            Rule::new("/", "index").host("<lang>.app.test"),
            Rule::new("/page/", "page")
                .host("app.<domain>")
                .defaults([("page", 1)]),
            Rule::new("/page/<int:page>/", "page").host("pages.<domain>"),
        ])
        .build()?;

    let pages = map.bind("pages.personal.test")?;
    assert_eq!(
        get(&pages, "/page/1/"),
        "308 http://app.personal.test/page/"
    );
    assert_eq!(
        get(&pages, "/page/2"),
        "308 http://pages.personal.test/page/2/"
    );
    assert_eq!(get(&map.bind("en.app.test")?, "/"), "index lang=en");

    let personal = [("domain", "personal.test".into())];
    let app = map.bind("app.test")?;
    assert_eq!(
        app.build("page", &personal)?,
        "http://app.personal.test/page/"
    );
    let app = map.bind("app.personal.test")?;
    assert_eq!(app.build("page", &personal)?, "/page/");

    // D8: a host without a port is for every port; in Werkzeug this is a 404.
    assert_eq!(get(&map.bind("app.test:5000")?, "/"), "index");
    Ok(())
}

/// A redirect: the status, the whole URL, and the path where that will do. The
/// response with its page is the server's.
#[test]
fn case_12_redirects() -> TestResult {
    let map = Map::new(Rule::new("/foo/", "foo"))?;
    let adapter = map.bind(Bind::to("example.org").query("a=1&b=2"))?;
    let Outcome::Redirect(redirect) = adapter.match_("/foo", "POST") else {
        return Err("no redirect".into());
    };
    assert_eq!(redirect.code(), 308);
    assert_eq!(redirect.url(), "http://example.org/foo/?a=1&b=2");
    assert_eq!(redirect.local(), Some("/foo/?a=1&b=2"));
    Ok(())
}
