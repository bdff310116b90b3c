//! Options of rules: defaults, aliases, redirects, rules that are only built.

use fingerpost::routes;
use fingerpost::rules::{Map, Rule, Value, Verbatim};

routes! {
    pub site;
    default_subdomain "www";

    converter slug("[a-z-]+") = Slug;

    "/"                                         => index,
    #[alias] "/index.html"                      => index,

    // Acceptance case 5 of Werkzeug's documentation.
    #[defaults(page = 1)] "/users/"             => users,
    "/users/page/<int:page>"                    => users,
    #[alias] #[defaults(page = 1)]
    "/users/index.html"                         => users,
    #[alias] "/users/page-<int:page>.html"      => users,

    // The default stands between two variables of the other rule.
    #[defaults(month = 6)] "/<int:year>/<slug:title>/"   => post,
    "/<int:year>/<int:month>/<slug:title>/"              => post,

    #[defaults(title = "about")] "/about"       => titled(title, 2),
    "/titled/<slug:title>"                      => titled(title, 1),
    #[defaults(kind = "plain")] "/plain"        => plain(kind),

    "/old/<int:id>"                             => redirect "/new/<id>?from=old",
    "/out/<path:rest>"                          => redirect "https://example.org/<rest>",
    "/wiki/<name>"                              => redirect "//<name>.example.org/",
    "/old/<name>"                               => named,

    #[build_only] #[endpoint = "cdn"]
    "/static/<path:file>",
}

struct Slug(String);

impl std::str::FromStr for Slug {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(Slug(text.to_owned()))
    }
}

async fn index() -> &'static str {
    "index"
}
async fn users(page: u32) -> String {
    format!("users {page}")
}
async fn post(year: u16, month: u8, title: Slug) -> String {
    format!("{year}-{month} {}", title.0)
}
async fn titled(title: Slug, way: u8) -> String {
    format!("{} {way}", title.0)
}
async fn plain(kind: String) -> String {
    kind
}
async fn named(name: String) -> String {
    format!("named {name}")
}

#[tokio::test]
async fn answers_are_those_of_werkzeug() {
    let client = site::app().test();
    for (path, expected) in [
        ("/", "200 index"),
        ("/index.html", "308 /"),
        ("/users/", "200 users 1"),
        ("/users/page/2", "200 users 2"),
        ("/users/page/1", "308 /users/"),
        ("/users", "308 /users/"),
        ("/users/index.html", "308 /users/"),
        ("/users/page-2.html", "308 /users/page/2"),
        ("/users/page-1.html?a=b", "308 /users/?a=b"),
        ("/2026/tea/", "200 2026-6 tea"),
        ("/2026/7/tea/", "200 2026-7 tea"),
        ("/2026/6/tea/", "308 /2026/tea/"),
        // The month does not fit the handler's type: no match, and no redirect.
        ("/2026/300/tea/", "404 not found\n"),
        ("/about", "200 about 2"),
        ("/titled/x", "200 x 1"),
        ("/titled/about", "308 /about"),
        ("/plain", "200 plain"),
        ("/old/5", "308 /new/5?from=old"),
        ("/old/5?q=1", "308 /new/5?from=old&q=1"),
        ("/old/ann", "200 named ann"),
        ("/out/a%20b/c", "308 https://example.org/a%20b/c"),
        ("/out//evil.com", "308 /out/evil.com"),
        ("/wiki/a%2Fb", "308 //a%2Fb.example.org/"),
        ("/static/x.css", "404 not found\n"),
    ] {
        let response = client.get(path).host("www.localhost").await;
        let text = response.location().map_or(response.text(), |location| {
            location.trim_start_matches("http:")
        });
        assert_eq!(
            format!("{} {text}", response.status().as_u16()),
            expected,
            "{path}"
        );
    }
}

#[test]
fn a_rule_that_is_only_built_is_listed_and_built() {
    let adapter = site::MAP.bind("example.com").unwrap();
    assert_eq!(
        adapter
            .build("cdn", &[("file", Value::from("a/b.css"))])
            .unwrap(),
        "/static/a/b.css"
    );
    assert_eq!(
        adapter.build("users", &[("page", Value::from(1))]).unwrap(),
        "/users/"
    );
    assert!(site::app().rules_table().contains("/static/<path:file>"));
}

/// What the compiler has made of the block is what a map at run time is made
/// of the same rules, byte by byte.
#[test]
fn the_table_of_a_block_is_that_of_a_map() {
    let get = |rule: &str, endpoint: &str| Rule::new(rule, endpoint).methods(["GET"]);
    let map = Map::builder()
        .default_subdomain("www")
        .converter("slug", "[a-z-]+", Verbatim)
        .add([
            get("/", "index"),
            get("/index.html", "index").alias(),
            get("/users/", "users").defaults([("page", 1)]),
            get("/users/page/<int:page>", "users"),
            get("/users/index.html", "users")
                .alias()
                .defaults([("page", 1)]),
            get("/users/page-<int:page>.html", "users").alias(),
            get("/<int:year>/<slug:title>/", "post").defaults([("month", 6)]),
            get("/<int:year>/<int:month>/<slug:title>/", "post"),
            get("/about", "titled").defaults([("title", "about")]),
            get("/titled/<slug:title>", "titled"),
            get("/plain", "plain").defaults([("kind", "plain")]),
            Rule::without_endpoint("/old/<int:id>")
                .methods(["GET"])
                .redirect_to("/new/<id>?from=old"),
            Rule::without_endpoint("/out/<path:rest>")
                .methods(["GET"])
                .redirect_to("https://example.org/<rest>"),
            Rule::without_endpoint("/wiki/<name>")
                .methods(["GET"])
                .redirect_to("//<name>.example.org/"),
            get("/old/<name>", "named"),
            Rule::new("/static/<path:file>", "cdn").build_only(),
        ])
        .build()
        .unwrap();
    assert_eq!(format!("{:#?}", site::MAP), format!("{map:#?}"));
    assert_eq!(site::MAP.table_text(), map.table_text());
    assert!(site::MAP.table_bytes() == map.table_bytes());
}
