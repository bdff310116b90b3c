//! Rules beside one another by hand: what is told of them, or that nothing is.

use std::borrow::Cow;

use fingerpost_rules::{Convert, Map, MapBuilder, Rule, RuleError, Value};

/// A declared converter that takes all that its expression takes.
struct Text;

impl Convert for Text {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        Some(Value::Text(text))
    }
}

/// A rule as a row writes it: the path, then words. A word is a method, `ws`, `lenient`, `keep` (for
/// slashes that are not merged), `host:…`, `on:…` (a subdomain) or `over:…` (an endpoint that it
/// overrides). Its endpoint is its place: `e0`, `e1` …
fn rule(place: usize, row: &str) -> Rule {
    let mut words = row.split("  ").filter(|word| !word.is_empty());
    let mut rule = Rule::new(words.next().unwrap_or("/"), format!("e{place}"));
    let mut methods = Vec::new();
    for word in words {
        rule = match word.split_once(':') {
            Some(("host", host)) => rule.host(host),
            Some(("on", subdomain)) => rule.subdomain(subdomain),
            Some(("over", endpoint)) => rule.overrides(endpoint),
            _ if word == "ws" => rule.websocket(),
            _ if word == "lenient" => rule.strict_slashes(false),
            _ if word == "keep" => rule.merge_slashes(false),
            _ => {
                methods.push(word);
                rule
            }
        };
    }
    if methods.is_empty() {
        rule
    } else {
        rule.methods(methods)
    }
}

fn map_of(rows: &[&str]) -> MapBuilder {
    let rules = rows.iter().enumerate().map(|(place, row)| rule(place, row));
    Map::builder()
        .converter("hex", "[0-9a-f]+", Text)
        .converter("slug", "[a-z]+(?:-[a-z]+)*", Text)
        .converter("dated", "[0-9]+/[0-9]+", Text)
        .converter("deep", "([a-z]{1,50}){1,50}", Text)
        .add(rules.collect::<Vec<Rule>>())
        .refuse_overlaps(true)
}

/// The first lines of all that is told.
fn told(rows: &[&str]) -> Vec<String> {
    let errors = match map_of(rows).build() {
        Ok(_) => Vec::new(),
        Err(error) => error.into_errors(),
    };
    let line = |error: &RuleError| format!("{} {}", error.kind().code(), error.message());
    errors.iter().map(line).collect()
}

/// Rules, and what is told of them.
type Row = (&'static [&'static str], &'static [&'static str]);

fn check(table: &[Row]) {
    let mut wrong = String::new();
    for (rows, expected) in table {
        let told = told(rows);
        if told != *expected {
            wrong.push_str(&format!("(&{rows:?}, &{told:?}),\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What people write every day, where the narrower rule is found first.
#[test]
fn no_false_alarms() {
    let fine: &[&[&str]] = &[
        &["/users/new", "/users/<name>"],
        &["/users/<name>", "/users/new"],
        &[
            "/<path:page>",
            "/",
            "/about",
            "/users/<int:id>/posts",
            "/static/<path:file>",
        ],
        &["/<any(de, en):lang>", "/<page>"],
        &["/<page>", "/<any(de, en):lang>", "/de"],
        &[
            "/<int:id>",
            "/<float:price>",
            "/<uuid:key>",
            "/<name>",
            "/<path:rest>",
        ],
        &["/<int(max=9):low>", "/<int(min=10):high>"],
        &["/<int(max=9):low>", "/<int:other>"],
        &["/<float(max=1.5):low>", "/<float(min=1.6):high>"],
        &["/<int:id>", "/<int(signed=True):any>"],
        &["/<int(fixed_digits=2):a>", "/<int(fixed_digits=3):b>"],
        &["/<string(length=2):code>", "/<name>"],
        &["/<string(maxlength=2):a>", "/<string(minlength=3):b>"],
        &["/<uuid:key>", "/<string(length=36):text>"],
        &["/<hex:key>", "/<name>"],
        &["/<int:a>", "/<hex:b>"],
        &["/<dated:day>", "/<path:page>"],
        &[
            "/users",
            "/users/<int:id>",
            "/users/<int:id>/posts",
            "/users/<int:id>/posts/<int:post>",
        ],
        &[
            "/users/  GET",
            "/users/  POST",
            "/users/<int:id>  GET",
            "/users/<int:id>  PUT  DELETE",
        ],
        &["/<name>/edit  GET", "/users/<id>  POST"],
        &["/<name>/edit  GET", "/users/<id>  HEAD"],
        &["/<name>/edit", "/users/<id>  ws"],
        &["/<a>.<b>", "/<c>"],
        &["/<a>.json", "/<a>.xml", "/<a>"],
        &["/file-<name>", "/<name>"],
        &["/a", "/a/"],
        &["/a/", "/<x>"],
        &["/<name>/edit  on:de", "/users/<id>  on:en"],
        &["/<name>/edit  on:<lang>", "/users/new  on:de"],
        &[
            "/  host:example.com",
            "/  host:<name>.example.com",
            "/  host:<any>",
        ],
        &["/  host:example.com:81", "/  host:example.com"],
        &[
            "/<name>/edit  host:a.test:81",
            "/users/<id>  host:a.test:82",
        ],
        // The port is cut off before the name is compared.
        &["/  host:<string(length=4):name>", "/  host:ab"],
        &["/<name>/edit  over:e1", "/users/<id>"],
        &["/<name>/edit", "/users/<id>  over:e0"],
        // A third rule answers all that both do.
        &["/<name>/edit", "/users/<id>", "/users/edit"],
        &["/<deep:a>", "/<b>"],
    ];
    let table: Vec<Row> = fine.iter().map(|rows| (*rows, &[][..])).collect();
    check(&table);
}

/// Two that answer one request, neither narrower: a URL that both answer.
#[test]
fn overlaps() {
    check(&[
        (
            &["/<name>/edit", "/users/<id>"],
            &["FP002 \"/<name>/edit\" and \"/users/<id>\" both answer GET /users/edit"],
        ),
        (
            &["/<path:a>/edit", "/users/<path:b>"],
            &["FP002 \"/<path:a>/edit\" and \"/users/<path:b>\" both answer GET /users/edit"],
        ),
        (
            &["/<int:a>", "/<string(length=2):b>"],
            &["FP002 \"/<int:a>\" and \"/<string(length=2):b>\" both answer GET /00"],
        ),
        (
            &["/<int(max=9):a>", "/<int(min=5):b>"],
            &["FP002 \"/<int(max=9):a>\" and \"/<int(min=5):b>\" both answer GET /5"],
        ),
        (
            &["/<float(max=2.5):a>", "/<float(min=1.5):b>"],
            &["FP002 \"/<float(max=2.5):a>\" and \"/<float(min=1.5):b>\" both answer GET /1.5"],
        ),
        (
            &["/<int(signed=True, max=0):a>", "/<int(min=0, max=5):b>"],
            &[
                "FP002 \"/<int(signed=True, max=0):a>\" and \"/<int(min=0, max=5):b>\" both answer GET /0",
            ],
        ),
        (
            &["/<any(a, b):x>", "/<any(b, c):y>"],
            &["FP002 \"/<any(a, b):x>\" and \"/<any(b, c):y>\" both answer GET /b"],
        ),
        (
            &["/<string(maxlength=3):a>", "/<string(minlength=3):b>"],
            &[
                "FP002 \"/<string(maxlength=3):a>\" and \"/<string(minlength=3):b>\" both answer GET /xxx",
            ],
        ),
        (
            &["/<a>.<b>", "/<a>-<b>"],
            &["FP002 \"/<a>.<b>\" and \"/<a>-<b>\" both answer GET /x-.x"],
        ),
        (
            &["/<a>.json", "/data<b>"],
            &["FP002 \"/<a>.json\" and \"/data<b>\" both answer GET /data.json"],
        ),
        (
            &["/<dated:day>", "/<int(max=9):month>/<day>"],
            &["FP002 \"/<dated:day>\" and \"/<int(max=9):month>/<day>\" both answer GET /0/0"],
        ),
        (
            &["/<uuid:key>", "/<string(maxlength=36):text>-000000000000"],
            &[
                "FP002 \"/<uuid:key>\" and \"/<string(maxlength=36):text>-000000000000\" both answer GET /aaaaaaaa-aaaa-aaaa-aaaa-000000000000",
            ],
        ),
        (
            &["/a  lenient", "/a/  lenient"],
            &["FP002 \"/a\" and \"/a/\" both answer GET /a"],
        ),
        (
            &["/<name>/edit  GET", "/users/<id>  GET  POST"],
            &["FP002 \"/<name>/edit\" and \"/users/<id>\" both answer GET /users/edit"],
        ),
        (
            &["/<name>/edit  HEAD", "/users/<id>  HEAD"],
            &["FP002 \"/<name>/edit\" and \"/users/<id>\" both answer HEAD /users/edit"],
        ),
        (
            &["/<name>/edit  ws", "/users/<id>  ws"],
            &["FP002 \"/<name>/edit\" and \"/users/<id>\" both answer GET /users/edit"],
        ),
        (
            &["/<name>/edit  on:<a>", "/users/<id>  on:de"],
            &[
                "FP002 \"/<name>/edit\" of subdomain \"<a>\" and \"/users/<id>\" of subdomain \"de\" both answer GET http://de.localhost/users/edit",
            ],
        ),
        (
            &["/  host:<a>.test", "/  host:www.<b>"],
            &[
                "FP002 \"/\" of host \"<a>.test\" and \"/\" of host \"www.<b>\" both answer GET http://www.test/",
            ],
        ),
        (
            &["/  host:<a>:81", "/  host:www.test"],
            &[
                "FP002 \"/\" of host \"<a>:81\" and \"/\" of host \"www.test\" both answer GET http://www.test:81/",
            ],
        ),
        (
            &["/<name>/edit", "/users/<id>", "/users/<int:id>"],
            &["FP002 \"/<name>/edit\" and \"/users/<id>\" both answer GET /users/edit"],
        ),
        (
            &["/<deep:a>x", "/y<deep:b>"],
            &["FP002 \"/<deep:a>x\" and \"/y<deep:b>\" both answer GET /yx"],
        ),
        // A class that leaves out some characters has no more than others.
        (&["/a<ov>/x", "/ab<slug:v>/x"], &[]),
    ]);
}

/// A rule for whose URLs others answer, by the real order of search.
#[test]
fn rules_that_never_run() {
    check(&[
        (
            &["/<any(a, b):x>", "/<string(length=1):y>", "/<any(b, a):z>"],
            &[
                "FP003 \"/<any(b, a):z>\" can never run: \"/<any(a, b):x>\" already answers all of it, e.g. /a",
            ],
        ),
        (
            &["/<path:a>", "/<path:b>/"],
            &[
                "FP003 \"/<path:b>/\" can never run: \"/<path:a>\" already answers all of it, e.g. /x/",
            ],
        ),
        (
            &["/<dated:day>", "/<year>/<month>"],
            &[
                "FP003 \"/<dated:day>\" can never run: \"/<year>/<month>\" already answers all of it, e.g. /0/0",
            ],
        ),
        (
            &[
                "/<int(max=9):low>",
                "/<int(min=5):high>",
                "/<int(min=3, max=20):some>",
            ],
            &[
                "FP002 \"/<int(max=9):low>\" and \"/<int(min=5):high>\" both answer GET /5",
                "FP003 \"/<int(min=3, max=20):some>\" can never run: \"/<int(max=9):low>\" and \"/<int(min=5):high>\" already answer all of it, e.g. /3",
            ],
        ),
        (
            &["/<a>  GET", "/<string:b>  GET  POST"],
            &["FP004 \"/<string:b>\" is declared twice for GET"],
        ),
        (
            &[
                "/de  over:e1",
                "/<any(de, en):a>  over:e2",
                "/de  POST",
                "/en",
            ],
            &[
                "FP003 \"/<any(de, en):a>\" can never run: \"/de\" and \"/en\" already answer all of it, e.g. /de",
                "FP004 \"/de\" is declared twice for POST",
            ],
        ),
        (
            &["/de", "/<any(de, en):a>  over:e0"],
            &[
                "FP003 \"/de\" can never run: \"/<any(de, en):a>\" already answers all of it, e.g. /de",
            ],
        ),
        // What overrides what overrides the first one may be this one.
        (
            &[
                "/<any(x, y, z):b>",
                "/<any(x, y):a>  over:e3",
                "/<string(maxlength=1):c>  over:e0",
                "/<d>  over:e2",
            ],
            &[
                "FP003 \"/<any(x, y, z):b>\" can never run: \"/<string(maxlength=1):c>\" already answers all of it, e.g. /x",
                "FP003 \"/<string(maxlength=1):c>\" can never run: \"/<d>\" already answers all of it, e.g. /x",
            ],
        ),
        (
            &["/<hex:a>", "/<any(a, b):b>", "/<any(b, a):c>"],
            &[
                "FP003 \"/<any(b, a):c>\" can never run: \"/<any(a, b):b>\" already answers all of it, e.g. /a",
            ],
        ),
    ]);
}

/// An override that settles nothing, and what comes before what.
#[test]
fn overrides_and_precedence() {
    check(&[
        (
            &["/a  over:e7", "/b"],
            &["FP017 \"/a\" overrides `e7`, which is no endpoint"],
        ),
        (
            &["/a  over:e1", "/b"],
            &["FP017 \"/a\" overrides `e1`, and meets no rule of it"],
        ),
        (
            &["/<a>  over:e1", "/b  over:e0"],
            &["FP017 \"/<a>\" and \"/b\" override one another"],
        ),
        (
            &["/<a>  over:e1", "/b  over:e2", "/<path:c>  over:e0"],
            &["FP017 \"/<a>\" and \"/b\" and \"/<path:c>\" override one another"],
        ),
        (
            &["/<a>  over:e0"],
            &["FP017 \"/<a>\" overrides `e0`, and meets no rule of it"],
        ),
        (
            &["/<a>  over:e1  GET", "/b  POST"],
            &["FP017 \"/<a>\" overrides `e1`, and meets no rule of it"],
        ),
        (
            &["/<a>/x", "/<b>/x", "/y/<c>"],
            &[
                "FP004 \"/<b>/x\" is declared twice for every method",
                "FP002 \"/<a>/x\" and \"/y/<c>\" both answer GET /y/x",
            ],
        ),
        (
            &["/<a>/x  GET", "/<b>/x  GET  POST"],
            &["FP004 \"/<b>/x\" is declared twice for GET"],
        ),
    ]);
}
