//! All that a table of rules can say, with a map that is made at run time:
//! `cargo run --example rules`.

use std::borrow::Cow;
use std::error::Error;

use fingerpost::rules::{
    Bind, BuildOptions, Convert, EndpointPrefix, Map, MapAdapter, MapError, Outcome, Rule,
    RuleTemplate, Subdomain, Submount, Value, Verbatim,
};

/// A converter of our own: a color in base 16 is a number.
struct Color;

impl Convert for Color {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        i64::from_str_radix(&text, 16).ok().map(Value::Int)
    }

    fn to_url(&self, value: &Value<'_>) -> Option<String> {
        value.as_int().map(|color| format!("{color:06x}"))
    }
}

fn table() -> Result<Map, Box<dyn Error>> {
    // One pair of rules for each kind of thing: `$thing` is filled in.
    let things = RuleTemplate::new([
        Rule::new("/$thing/", "$thing.list"),
        Rule::new("/$thing/<int:id>", "$thing.show"),
    ]);

    let map = Map::builder()
        .default_subdomain("www")
        .strict_slashes(true)
        .merge_slashes(true)
        .redirect_defaults(true)
        .sort_parameters(true)
        .converter("color", "[0-9a-f]{6}", Color)
        .converter("version", r"[0-9]+\.[0-9]+", Verbatim)

        // Every converter, with arguments and without.
        .add([
            Rule::new("/",                                     "index"),
            Rule::new("/say/<name>",                           "say"),
            Rule::new("/country/<string(length=2):code>",      "country"),
            Rule::new("/nick/<string(minlength=2, maxlength=8):nick>", "nick"),
            Rule::new("/year/<int(fixed_digits=4, min=1900):year>", "year"),
            Rule::new("/degrees/<int(min=-90, max=90, signed=True):degrees>", "degrees"),
            Rule::new("/price/<float(min=0.01):price>",        "price"),
            Rule::new("/pages/<any(help, about, 'terms & more'):page>", "page"),
            Rule::new("/token/<uuid:token>",                   "token"),
            Rule::new("/files/<path:file>",                    "file"),
            Rule::new("/color/<color:rgb>",                    "color"),
            // Several variables and text in one segment.
            Rule::new("/v<version:version>/<name>-<int:build>.zip", "download"),
        ])

        // Two rules for one page; the one that needs no value is canonical.
        .add([
            Rule::new("/news/",           "news").defaults([("page", 1)]),
            Rule::new("/news/<int:page>", "news"),
        ])
        // An old URL that leads to the new one, one that leads elsewhere, and
        // one that somebody else answers.
        .add([
            Rule::new("/news-<int:page>.html", "news").alias(),
            Rule::new("/n/<int:page>",         "short").redirect_to("/news/<page>"),
            Rule::new("/docs/<path:page>",     "docs").redirect_to("https://docs.example.org/<page>"),
            Rule::new("/static/<path:file>",   "static").build_only(),
        ])
        // Methods; GET says HEAD.
        .add([
            Rule::new("/notes/", "note.list").methods(["GET"]),
            Rule::new("/notes/", "note.add").methods(["POST"]),
        ])
        // An upgrade to a websocket has rules of its own.
        .add([
            Rule::new("/live", "live"),
            Rule::new("/live", "live.socket").websocket(),
        ])
        // What the map says of slashes, said of one rule.
        .add([
            Rule::new("/loose/",         "loose").strict_slashes(false),
            Rule::new("/raw/<path:url>", "raw").merge_slashes(false),
        ])

        // Subdomains and hosts can have variables too.
        .add(Subdomain::new("<team>", [
            Rule::new("/", "team"),
            Rule::new("/members/<int:id>", "team.member"),
        ]))
        .add(Rule::new("/", "shop").host("<shop>.example.net"))
        // Factories inside factories.
        .add(Subdomain::new("api", Submount::new("/v1", EndpointPrefix::new("api.", [
            Rule::new("/users/", "users"),
            Rule::new("/users/<int:id>", "user"),
        ]))))

        .add(things.fill(&[("thing", "book")])?)
        .add(things.fill(&[("thing", "film")])?)
        .build()?;
    Ok(map)
}

fn main() -> Result<(), Box<dyn Error>> {
    let map = table()?;

    println!("The map, as Werkzeug prints one:\n\n{map:#?}");

    println!("\nEach rule as one regular expression:\n");
    for rule in map.rules() {
        println!("{:<14} {}", rule.endpoint().unwrap_or("-"), rule.regex());
    }

    println!("\nMatches on http://www.example.com:\n");
    let www = map.bind("example.com")?;
    for path in [
        "/say/ann", "/country/de", "/country/deu", "/year/1984", "/year/1815",
        "/degrees/-5", "/price/9.50", "/pages/terms & more",
        "/token/0f8fad5b-d9cb-469f-a165-70867728950e", "/files/a/b/c.txt",
        "/raw/https://example.org/a//b",
        "/color/ff8000", "/v1.2/tool-7.zip", "/notes/", "/live", "/loose", "/loose/",
        "/book/", "/film/3", "/static/style.css",
    ] {
        ask(&www, "GET", path);
    }
    ask(&www, "DELETE", "/notes/");

    println!("\nRedirects, which keep the query:\n");
    let www_with_query = www.clone().query("from=here");
    for path in [
        "/news", "/news/1", "/news-1.html", "/news-2.html", "/n/2", "/docs/rules/a%b",
        "//say///ann", "/book",
    ] {
        ask(&www_with_query, "GET", path);
    }

    println!("\nOther hosts, and an upgrade:\n");
    ask(&map.bind(Bind::to("example.com").subdomain("red"))?, "GET", "/members/7");
    ask(&map.bind(Bind::to("example.com").subdomain("api"))?, "GET", "/v1/users/7");
    ask(&map.bind(Bind::to("cheese.example.net").subdomain(""))?, "GET", "/");
    ask(&map.bind(Bind::to("example.com").url_scheme("wss"))?, "GET", "/live");

    println!("\nURLs, as www.example.com writes them:\n");
    url(&www, "say", &[("name", "a/b c".into())]);
    url(&www, "color", &[("rgb", 0xff_8000.into())]);
    url(&www, "file", &[("file", "a/b/ü.txt".into())]);
    url(&www, "news", &[("page", 1.into())]);
    url(&www, "news", &[("page", 2.into()), ("tag", vec!["x", "y&z"].into()), ("q", "a b".into())]);
    url(&www, "static", &[("file", "style.css".into())]);
    url(&www, "live.socket", &[]);
    url(&www, "team.member", &[("team", "red".into()), ("id", 7.into())]);
    url(&www, "shop", &[("shop", "cheese".into())]);
    let mut options = BuildOptions::default();
    options.force_external = true;
    options.url_scheme = Some("https");
    println!("{:<14} {}", "news, https", www.build_with("news", &[], options)?);

    println!("\nURLs that can not be:\n");
    url(&www, "film.shwo", &[("id", 3.into())]);
    url(&www, "team.member", &[("team", "red".into())]);
    // What is built matches: 1815 is before 1900, and no color is this large.
    url(&www, "year", &[("year", 1815.into())]);
    url(&www, "color", &[("rgb", 0x0100_0000.into())]);

    println!("\nMistakes are found when the map is made:\n");
    if let Err(mistakes) = a_bad_table() {
        println!("{mistakes}");
    }
    Ok(())
}

fn a_bad_table() -> Result<Map, MapError> {
    Map::new([
        Rule::new("/users/<imt:id>", "user"),
        Rule::new("/year/<int(max=5, min=9):year>", "year"),
        Rule::new("/old", "index").alias(),
    ])
}

/// Matches a path, and says what it leads to.
fn ask(adapter: &MapAdapter<'_>, method: &str, path: &str) {
    let answer = match adapter.match_(path, method) {
        Outcome::Match(found) => {
            let mut text = found.endpoint().unwrap_or("-").to_owned();
            for (name, value) in found.values().iter() {
                text += &format!(" {name}={value}");
            }
            text
        }
        Outcome::Redirect(redirect) => format!("{} {redirect}", redirect.code()),
        Outcome::NotFound => "404".to_owned(),
        Outcome::MethodNotAllowed(allowed) => format!("405, Allow: {allowed}"),
        Outcome::WebsocketMismatch => "400".to_owned(),
        other => format!("{other:?}"),
    };
    println!("{method} {}{path} -> {answer}", adapter.host());
}

/// Builds a URL, or says why it can not be.
fn url(adapter: &MapAdapter<'_>, endpoint: &str, values: &[(&str, Value<'_>)]) {
    match adapter.build(endpoint, values) {
        Ok(url) => println!("{endpoint:<14} {url}"),
        Err(error) => println!("{error}"),
    }
}
