//! What holds for every table, every value and every request, tried on random ones.
//!
//! Rules are made of few words and of all kinds of converters, so that they overlap, and texts are
//! made of what URLs are easily broken with. A table that fails is made smaller before it is told.

use std::borrow::Cow;

use fingerpost_rules::{
    BindEnviron, BoundRule, BuildOptions, Convert, EndpointPrefix, Environ, Map, MapAdapter,
    Outcome, PathInfo, Rule, RuleFactory, RuleTemplate, Subdomain, Submount, Value, encode_query,
    variables,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use regex::Regex;
use url::Url;

// ---------------------------------------------------------------------------------------------
// Random tables.
// ---------------------------------------------------------------------------------------------

/// Whole numbers in base 16: what it writes, it reads.
struct Hex;

impl Convert for Hex {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        i64::from_str_radix(&text, 16).ok().map(Value::Int)
    }

    fn to_url(&self, value: &Value<'_>) -> Option<String> {
        value.as_int().map(|number| format!("{number:x}"))
    }
}

/// Text that begins with the character that the expression asks for, and that may be refused.
struct Tag;

impl Convert for Tag {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        (!text.ends_with('!')).then_some(Value::Text(text))
    }
}

/// All kinds of variables, `#` for the name. A map must know `hex`, `tag` and `pair`.
const VARIABLES: &[&str] = &[
    "<#>",
    "<#>",
    "<string(length=2):#>",
    "<string(minlength=2):#>",
    "<string(maxlength=1):#>",
    "<string(2, 3):#>",
    "<int:#>",
    "<int:#>",
    "<int(signed=True):#>",
    "<int(min=-3, max=4, signed=True):#>",
    "<int(fixed_digits=2):#>",
    "<int(fixed_digits=3, signed=True):#>",
    "<float:#>",
    "<float(signed=True):#>",
    "<float(min=-1.5, max=2, signed=True):#>",
    "<uuid:#>",
    "<any(a, ab, b):#>",
    "<any('a/b', é, \"x y\", '..', '?'):#>",
    "<path:#>",
    "<path:#>",
    "<hex:#>",
    "<tag:#>",
    "<pair:#>",
];

/// What stands between variables and slashes.
const WORDS: &[&str] = &["a", "ab", "1", "-", ".", "é", "a b", "%2F", "..", "b?", "|"];

const SUBDOMAINS: &[&str] = &[
    "", "kb", "KB", "a.b", "ü", "<d>", "<d>.kb", "<int:d>", "<d>-<e>",
];

const HOSTS: &[&str] = &[
    "example.com",
    "Example.com:81",
    "<d>.example.com",
    "<any(kb, www):d>.test:81",
    "<d>",
];

/// A variable of a random rule is called by its place.
const NAMES: &[&str] = &["a", "b", "c", "f", "g", "h", "i", "j"];

fn slash_or(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("/"), 2 => select(words), 3 => select(VARIABLES)]
}

/// A rule string; no two variables have one name.
fn rule_text() -> impl Strategy<Value = String> {
    vec(slash_or(WORDS), 0..7).prop_map(|pieces| {
        let mut names = NAMES.iter();
        let mut text = String::from("/");
        for piece in pieces {
            match piece.contains('#').then(|| names.next()) {
                None => text.push_str(piece),
                Some(Some(name)) => text.push_str(&piece.replace('#', name)),
                Some(None) => {}
            }
        }
        // Slashes at the front are one to every search, and are built as one: such a rule is dead
        // where they are kept.
        format!("/{}", text.trim_start_matches('/'))
    })
}

/// Puts a rule into a subdomain or on a host.
type Put = fn(Rule, &'static str) -> Rule;

/// A rule as its author writes it.
#[derive(Clone, Debug)]
struct Written {
    path: String,
    endpoint: &'static str,
    domain: &'static str,
    put: Put,
    strict_slashes: Option<bool>,
    merge_slashes: Option<bool>,
    methods: Option<Vec<&'static str>>,
    websocket: bool,
    has_default: bool,
}

impl Written {
    fn rule(&self) -> Rule {
        self.rule_for(&self.path)
    }

    /// The rule with another path.
    fn rule_for(&self, path: &str) -> Rule {
        let mut rule = (self.put)(Rule::new(path, self.endpoint), self.domain);
        if let Some(strict) = self.strict_slashes {
            rule = rule.strict_slashes(strict);
        }
        if let Some(merge) = self.merge_slashes {
            rule = rule.merge_slashes(merge);
        }
        if self.has_default {
            rule = rule.defaults([("unknown", "x")]);
        }
        match &self.methods {
            _ if self.websocket => rule.websocket(),
            Some(methods) => rule.methods(methods.clone()),
            None => rule,
        }
    }

    /// The rule's variables as they are written, those of the domain first.
    fn sources(&self) -> impl Iterator<Item = (String, &str)> {
        [self.domain, &self.path]
            .into_iter()
            .flat_map(variables)
            .map(|variable| (variable.name, variable.source))
    }

    /// Whether a text can be cut between variables in several ways: two stand in one segment, or
    /// one of several that takes slashes stands before another.
    fn is_ambiguous(&self) -> bool {
        let several = |part: &str| variables(part).len() > 1;
        let spanning = ["<path:", "<pair:"]
            .iter()
            .filter_map(|open| self.path.find(open))
            .min();
        several(self.domain)
            || self.path.replace("'a/b'", "").split('/').any(several)
            || spanning.is_some_and(|at| several(&self.path[at..]))
    }
}

/// A rule of one of three endpoints, with some options.
fn rule() -> impl Strategy<Value = Written> {
    let option = || prop_oneof![4 => Just(None), 1 => any::<bool>().prop_map(Some)];
    let methods = prop_oneof![
        2 => Just(None),
        1 => subsequence(vec!["GET", "POST", "PUT"], 1..3).prop_map(Some),
    ];
    let subdomain: Put = Rule::subdomain;
    let host: Put = Rule::host;
    let domain = prop_oneof![
        3 => Just(("", subdomain)),
        2 => select(SUBDOMAINS).prop_map(move |domain| (domain, subdomain)),
        1 => select(HOSTS).prop_map(move |domain| (domain, host)),
    ];
    let endpoint = select(vec!["x", "y", "z"]);
    let rare = || prop::bool::weighted(0.1);
    (
        rule_text(),
        endpoint,
        domain,
        option(),
        option(),
        methods,
        rare(),
        rare(),
    )
        .prop_map(
            |(path, endpoint, (domain, put), strict, merge, methods, websocket, has_default)| {
                Written {
                    path,
                    endpoint,
                    domain,
                    put,
                    strict_slashes: strict,
                    merge_slashes: merge,
                    methods,
                    websocket,
                    has_default,
                }
            },
        )
}

/// A table, and how its map is made.
#[derive(Clone, Debug)]
struct Table {
    rules: Vec<Written>,
    default_subdomain: &'static str,
    strict_slashes: bool,
    merge_slashes: bool,
}

fn table() -> impl Strategy<Value = Table> {
    let flag = || prop::bool::weighted(0.8);
    (vec(rule(), 1..6), select(vec!["", "www"]), flag(), flag()).prop_map(
        |(rules, default_subdomain, strict_slashes, merge_slashes)| Table {
            rules,
            default_subdomain,
            strict_slashes,
            merge_slashes,
        },
    )
}

impl Table {
    /// The map of some rules under the options of this table; `None` if they make none, such as
    /// rules that say the same.
    fn map_of(&self, rules: impl RuleFactory) -> Option<Map> {
        Map::builder()
            .default_subdomain(self.default_subdomain)
            .strict_slashes(self.strict_slashes)
            .merge_slashes(self.merge_slashes)
            .converter("hex", "[0-9a-f]+", Hex)
            .converter("tag", "[a-zé][^/]*", Tag)
            .converter("pair", "[a-z]+/[^/]+", Tag)
            .add(rules)
            .build()
            .ok()
    }

    /// The rules without those that are duplicates, and the map of them.
    fn map(&self) -> (Vec<&Written>, Map) {
        let mut rules: Vec<&Written> = Vec::new();
        for written in &self.rules {
            rules.push(written);
            if self
                .map_of(
                    rules
                        .iter()
                        .map(|written| written.rule())
                        .collect::<Vec<_>>(),
                )
                .is_none()
            {
                rules.pop();
            }
        }
        let map = self.map_of(
            rules
                .iter()
                .map(|written| written.rule())
                .collect::<Vec<_>>(),
        );
        (rules, map.expect("rules that have been tried"))
    }

    /// Each rule with the map of it alone.
    fn single_maps(&self) -> impl Iterator<Item = (&Written, Map)> {
        self.rules
            .iter()
            .filter_map(|written| Some((written, self.map_of(written.rule())?)))
    }
}

// ---------------------------------------------------------------------------------------------
// Random values and requests.
// ---------------------------------------------------------------------------------------------

/// Texts that change a URL if they are not encoded, and texts that converters take or nearly take.
const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "ab",
    "kb",
    "www",
    "KB",
    "é",
    "ü",
    "x y",
    "1",
    "01",
    "007",
    "-1",
    "-0",
    "+1",
    "1.5",
    "-1.5",
    "1e3",
    "٣",
    "ff",
    "a/b",
    "a/b/c",
    "//evil.test",
    "/evil",
    "\\\\evil.test\\",
    "..",
    ".",
    "../..",
    "a/../b",
    "a/./b",
    "%2F",
    "%2e%2e",
    "%",
    "%zz",
    "?",
    "a?b=c",
    "#",
    "a#b",
    "a:b",
    "http://evil.test/",
    "javascript:alert(1)",
    "@evil.test",
    "a@b",
    "\r\nSet-Cookie: a=b",
    "\n",
    "\0",
    "\t",
    "a;b",
    "a&b=c",
    "<a>",
    "\"",
    "a!",
    "|",
    "日本語",
    "\u{202e}",
    "\u{10ffff}",
    "{}`^[]",
    "xn--",
    "xn--a",
    "-",
    "--",
    ".com",
    "a.b",
    "a..b",
    "127.0.0.1",
    "[::1]",
    "a:81",
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "0F8FAD5B-D9CB-469F-A165-70867728950E",
    "0f8fad5bd9cb469fa16570867728950e",
    "9223372036854775807",
    "9223372036854775808",
    "170141183460469231731687303715884105728",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(TEXTS).prop_map(str::to_owned),
        1 => vec(select(TEXTS), 2..4).prop_map(|texts| texts.concat()),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value<'static>> {
    let int = prop_oneof![
        -9..200_i64,
        any::<i64>(),
        select(vec![0, i64::MIN, i64::MAX])
    ];
    let float = prop_oneof![
        -3.0..3.0_f64,
        any::<f64>(),
        select(vec![
            0.0,
            -0.0,
            1.0,
            1e300,
            1e-7,
            f64::NAN,
            f64::INFINITY,
            f64::MIN_POSITIVE
        ])
    ];
    prop_oneof![
        8 => text().prop_map(Value::from),
        4 => int.prop_map(Value::Int),
        3 => float.prop_map(Value::Float),
        1 => any::<[u8; 16]>().prop_map(Value::Uuid),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => vec(text(), 0..3).prop_map(|texts| Value::List(texts.into_iter().map(Value::from).collect())),
        1 => Just(Value::Null),
    ]
}

/// A value that a variable like this one may well take.
fn fitting(source: &str) -> BoxedStrategy<Value<'static>> {
    let kind = source
        .trim_start_matches('<')
        .split(['(', ':', '>'])
        .next()
        .unwrap_or("");
    match kind {
        "int" | "hex" => (-5..150_i64).prop_map(Value::Int).boxed(),
        "float" => (-20..30_i32)
            .prop_map(|tenths| Value::Float(f64::from(tenths) / 10.0))
            .boxed(),
        "uuid" => any::<[u8; 16]>().prop_map(Value::Uuid).boxed(),
        "any" => select(vec![
            "a", "ab", "b", "a/b", "é", "x y", "..", "?", "kb", "www",
        ])
        .prop_map(Value::from)
        .boxed(),
        "pair" => select(vec!["a/b", "ab/é", "x/?"])
            .prop_map(Value::from)
            .boxed(),
        "path" => select(vec!["a", "a/b", "a//b", "a/b/c d", "?/#"])
            .prop_map(Value::from)
            .boxed(),
        _ => select(vec!["a", "ab", "é", "abc", "kb", "x?y", "a/b", "é é"])
            .prop_map(Value::from)
            .boxed(),
    }
}

/// A value for each variable that any rule of a table has, and for none.
type Values = Vec<(&'static str, Value<'static>)>;

fn table_and_values() -> impl Strategy<Value = (Table, Values)> {
    table().prop_flat_map(|table| {
        let known: Vec<(String, &str)> = table.rules.iter().flat_map(Written::sources).collect();
        let names = NAMES.iter().copied().chain(["d", "e", "unknown"]);
        let values: Vec<_> = names
            .map(|name| {
                let source = known.iter().find(|(known, _)| known == name);
                let fits = source.map_or(value().boxed(), |(_, source)| fitting(source));
                let value = prop_oneof![3 => fits, 2 => value()];
                value.prop_map(move |value| (name, value))
            })
            .collect();
        (Just(table.clone()), values)
    })
}

/// A request, as a server gives it to a map.
#[derive(Clone, Debug)]
struct Asked<'r> {
    host: &'r str,
    path: PathInfo<'r>,
    method: &'r str,
    websocket: bool,
}

impl Environ for Asked<'_> {
    fn url_scheme(&self) -> &str {
        "http"
    }

    fn host(&self) -> Option<&str> {
        Some(self.host)
    }

    fn request_method(&self) -> &str {
        self.method
    }

    fn script_name(&self) -> &str {
        ""
    }

    fn path_info(&self) -> PathInfo<'_> {
        self.path
    }

    fn query_string(&self) -> &str {
        ""
    }

    fn is_websocket(&self) -> bool {
        self.websocket
    }
}

const SERVER: BindEnviron<'static> = BindEnviron {
    server_name: Some("server.test"),
    subdomain: None,
    debug: false,
};

// ---------------------------------------------------------------------------------------------
// What is built matches back (difference D11).
// ---------------------------------------------------------------------------------------------

/// So many random tables are tried for each property.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 1_000,
        ..ProptestConfig::with_cases(cases)
    }
}

/// A URL that has been built, taken apart as it was written.
struct Address<'u> {
    websocket: bool,
    host: &'u str,
    path: &'u str,
    query: Option<&'u str>,
}

impl<'u> Address<'u> {
    fn of(url: &'u str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (host, _) = rest.split_at(rest.find('/')?);
        let (path, query) = match rest[host.len()..].split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (&rest[host.len()..], None),
        };
        Some(Address {
            websocket: scheme == "ws",
            host,
            path,
            query,
        })
    }

    fn request<'r>(&'r self, rule: Option<BoundRule<'r>>) -> Asked<'r> {
        let methods = rule.and_then(|rule| rule.methods());
        let method = methods.and_then(|methods| methods.iter().next());
        Asked {
            host: self.host,
            path: PathInfo::Raw(self.path),
            method: method.unwrap_or("GET"),
            websocket: self.websocket,
        }
    }
}

/// Every client reads the URL as it is written: nothing in it is folded away, and no value has
/// become another part of it.
fn is_read_as_written(url: &str, address: &Address<'_>) -> Result<(), TestCaseError> {
    // A client takes a host whose last label is a number for an address (WHATWG URL, 3.5).
    let name = address.host.trim_end_matches(":81");
    if name
        .rsplit('.')
        .next()
        .is_some_and(|label| label.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Ok(());
    }
    // Nor does it take a label for IDNA that is none; the map has none to look into.
    if name.contains("xn--") {
        return Ok(());
    }
    let client = Url::parse(url);
    let client = client.map_err(|error| TestCaseError::fail(format!("{url}: {error}")))?;
    prop_assert_eq!(client.path(), address.path, "{}", url);
    // Browsers write an apostrophe as `%27`, which means the same.
    let query = client.query().map(|query| query.replace("%27", "'"));
    prop_assert_eq!(query.as_deref(), address.query, "{}", url);
    prop_assert_eq!(client.fragment(), None, "{}", url);
    prop_assert!(
        client.username().is_empty() && client.password().is_none(),
        "{}",
        url
    );
    prop_assert!(
        !address.path.starts_with("//"),
        "{} leads to another host",
        url
    );
    prop_assert!(
        url.bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\'),
        "{}",
        url
    );
    Ok(())
}

/// Whether a value that was given for a variable has come back. A host is in lower case and
/// encoded, so that only plain text comes back from it.
fn is_same(given: &Value<'_>, found: &Value<'_>, in_domain: bool) -> bool {
    let given = given.to_string();
    match found {
        Value::Int(number) => given.parse() == Ok(*number),
        Value::Float(number) => given.parse() == Ok(*number),
        Value::Uuid(_) => given.eq_ignore_ascii_case(&found.to_string()),
        Value::Text(text) if in_domain => !given.is_ascii() || given.eq_ignore_ascii_case(text),
        found => given == found.to_string(),
    }
}

/// The text of a value that has the type of its variable, as the value's own type writes it.
fn text_of(source: &str, value: &Value<'_>) -> Option<String> {
    match value {
        Value::Null | Value::List(_) | Value::Bool(_) => None,
        // Its values are no texts, and a block can have no such converter.
        _ if source.starts_with("<hex") => None,
        value if source.starts_with("<int") => value.as_int().map(|number| number.to_string()),
        Value::Float(_) => Some(value.to_string()),
        _ if source.starts_with("<float") => None,
        value => Some(value.to_string()),
    }
}

fn external() -> BuildOptions<'static> {
    let mut options = BuildOptions::default();
    options.force_external = true;
    options
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_built_matches_back((table, values) in table_and_values()) {
        for (written, map) in table.single_maps() {
            let [rule] = map.rules()[..] else { panic!("one rule makes one rule") };
            let adapter = map.bind("server.test").expect("a good host");
            let Ok(url) = adapter.build_with(rule.endpoint().unwrap_or(""), &values, external()) else {
                continue;
            };
            let address = Address::of(&url).expect("a whole URL");
            is_read_as_written(&url, &address)?;

            let request = address.request(Some(rule));
            let adapter = map.bind_to_environ(&request, SERVER).expect("a good host");
            let found = match adapter.match_request() {
                Outcome::Match(found) => found,
                other => return Err(TestCaseError::fail(format!("{written:?} builds {url}: {other:?}"))),
            };
            let in_domain = variables(written.domain).len();
            for (place, (name, found)) in found.values().iter().take(rule.variables().len()).enumerate() {
                let (_, given) = values.iter().find(|(known, _)| *known == name).expect("it was built");
                prop_assert!(
                    written.is_ambiguous() || is_same(given, found, place < in_domain),
                    "{} builds {}: {} was {:?} and is {:?}", written.path, url, name, given, found
                );
            }
        }
    }

    /// What typed builders end in: the rule is known, and values have been written.
    #[test]
    fn a_known_rule_writes_what_is_built((table, values) in table_and_values()) {
        for (written, map) in table.single_maps() {
            let [rule] = map.rules()[..] else { panic!("one rule makes one rule") };
            let given: Values = rule
                .variables()
                .filter_map(|name| values.iter().find(|(known, _)| *known == name).cloned())
                .collect();
            let sources: Vec<(String, &str)> = written.sources().collect();
            let texts: Option<Vec<(&str, String)>> = given
                .iter()
                .map(|(name, value)| {
                    let (_, source) = sources.iter().find(|(known, _)| known == name)?;
                    Some((*name, text_of(source, value)?))
                })
                .collect();
            let Some(texts) = texts else { continue };
            let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            let adapter = map.bind("server.test").expect("a good host");
            let built = adapter.build_with(rule.endpoint().unwrap_or(""), &given, external());
            let checked = rule.checked_path(&texts);
            match built {
                Ok(url) => {
                    prop_assert!(checked.is_ok(), "{} is built of {:?}: {:?}", url, texts, checked);
                    let typed = adapter.address_of(
                        rule, rule.write_domain(&texts), checked.unwrap_or_default(), external(),
                    );
                    prop_assert_eq!(url, typed);
                }
                Err(error) => prop_assert!(checked.is_err(), "{:?} of {:?}: {}", texts, written, error),
            }
        }
    }

    #[test]
    fn what_is_built_is_found_in_the_whole_map((table, values) in table_and_values()) {
        let (_, map) = table.map();
        for endpoint in ["x", "y", "z"] {
            for method in ["GET", "POST", "PUT"] {
                let adapter = map.bind("server.test").expect("a good host");
                let mut options = external();
                options.method = Some(method);
                let Ok(url) = adapter.build_with(endpoint, &values, options) else { continue };
                let address = Address::of(&url).expect("a whole URL");
                is_read_as_written(&url, &address)?;
                let request = Asked { method, ..address.request(None) };
                let adapter = map.bind_to_environ(&request, SERVER).expect("a good host");
                match adapter.match_request() {
                    Outcome::Match(_) => {}
                    // To the same values without the default.
                    Outcome::Redirect(redirect) => {
                        let next = Address::of(redirect.url()).expect("a whole URL");
                        let request = Asked { method, ..next.request(None) };
                        let adapter = map.bind_to_environ(&request, SERVER).expect("a good host");
                        prop_assert!(matches!(adapter.match_request(), Outcome::Match(_)), "{} to {}", url, redirect);
                    }
                    other => prop_assert!(false, "{} for {}: {:?}", url, method, other),
                }
            }
        }
    }
}

/// A table whose values are all refused would show nothing.
#[test]
fn many_urls_are_built() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let (mut built, mut refused) = (0, 0);
    for _ in 0..300 {
        let tree = table_and_values().new_tree(&mut runner).expect("a table");
        let (table, values) = tree.current();
        for (_, map) in table.single_maps() {
            let adapter = map.bind("server.test").expect("a good host");
            let endpoint = map.rules()[0].endpoint().unwrap_or("");
            match adapter.build(endpoint, &values) {
                Ok(_) => built += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(
        built > 200 && refused > 100,
        "{built} URLs built, {refused} refused"
    );
}

// ---------------------------------------------------------------------------------------------
// A rule as a regular expression.
// ---------------------------------------------------------------------------------------------

/// A path that a rule may well match: its text with other text for the variables.
fn filled(rule: &str, texts: &[&str]) -> String {
    let mut path = rule.to_owned();
    for (variable, text) in variables(rule).into_iter().zip(texts.iter().cycle()) {
        path = path.replacen(variable.source, text, 1);
    }
    path
}

/// Whether no value that the rule's expression takes is refused, as far as the values that it has
/// cut go.
fn takes_all(rule: BoundRule<'_>, found: &regex::Captures<'_>) -> bool {
    let sources = variables(rule.rule())
        .into_iter()
        .chain(variables(rule.host().or(rule.subdomain()).unwrap_or("")));
    sources.into_iter().all(|variable| {
        let text = found
            .name(&variable.name)
            .map_or("", |found| found.as_str());
        match variable.converter.as_str() {
            "int"
                if variable.source.contains('(') && !variable.source.contains("(signed=True)") =>
            {
                false
            }
            "float" if variable.source.contains("min") => false,
            "int" => text.parse::<i64>().is_ok(),
            "hex" => i64::from_str_radix(text, 16).is_ok(),
            "float" => text.parse::<f64>().is_ok_and(f64::is_finite),
            "path" => !text.split('/').any(|segment| matches!(segment, "." | "..")),
            "tag" | "pair" => !text.ends_with('!'),
            // An item with a slash in it stands for an encoded one, which decoded text has not.
            "any" => !text.contains('/'),
            _ => true,
        }
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_regex_of_a_rule_takes_what_it_matches(
        table in table(),
        fillings in vec(vec(select(TEXTS), 4), 8),
        label in select(vec!["", "kb", "www", "a.b", "12", "x.kb", "a-b"]),
    ) {
        for (_, map) in table.single_maps() {
            let [rule] = map.rules()[..] else { panic!("one rule makes one rule") };
            let source = rule.regex();
            let regex = Regex::new(&source);
            prop_assert!(regex.is_ok(), "{}: {:?}", source, regex);
            let regex = regex.expect("it is one");
            for texts in &fillings {
                // The matcher takes slashes at the front as one, and a redirect is no match.
                let path = format!("/{}", filled(rule.rule(), texts).trim_start_matches('/'));
                let host = match rule.host() {
                    Some(host) => filled(host, &[&label.replace('.', "-")]),
                    None if label.is_empty() => "server.test".to_owned(),
                    None => format!("{label}.server.test"),
                };
                let methods = rule.methods();
                let request = Asked {
                    host: &host,
                    path: PathInfo::Decoded(&path),
                    method: methods.and_then(|methods| methods.iter().next()).unwrap_or("GET"),
                    websocket: rule.is_websocket(),
                };
                let Ok(adapter) = map.bind_to_environ(&request, SERVER) else { continue };
                let matches = matches!(adapter.match_request(), Outcome::Match(_));
                let bound = adapter.host();
                let domain = match rule.host() {
                    // A rule without a port is for every port.
                    Some(host) if !host.contains(":81") => bound.trim_end_matches(":81"),
                    Some(_) => &bound,
                    None => adapter.subdomain().unwrap_or(""),
                };
                let subject = format!("{domain}|{path}");
                match regex.captures(&subject) {
                    None => prop_assert!(!matches, "{} of {} on {:?}", source, rule, subject),
                    Some(found) => prop_assert!(
                        // Whose slash is whose is open where slashes in a row are kept.
                        matches || rule.rule().contains("//") || !takes_all(rule, &found),
                        "{} of {} takes {:?}", source, rule, subject
                    ),
                }
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------
// Parsed, printed and parsed again.
// ---------------------------------------------------------------------------------------------

/// A rule with every variable written the long way: `<a>` is `<default:a>`.
fn written_out(rule: &str) -> String {
    let mut written = String::new();
    let mut rest = rule;
    for variable in variables(rule) {
        let (before, behind) = rest
            .split_once(variable.source)
            .expect("variables stand in order");
        let arguments = variable
            .source
            .split_once('(')
            .and_then(|(_, rest)| rest.rsplit_once(')'));
        let arguments =
            arguments.map_or(String::new(), |(arguments, _)| format!("( {arguments} )"));
        written += &format!(
            "{before}<{}{arguments}:{}>",
            variable.converter, variable.name
        );
        rest = behind;
    }
    written + rest
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_map_is_made_again_from_its_rules(table in table()) {
        let (rules, map) = table.map();
        let (_, again) = table.map();
        prop_assert_eq!(map.table_bytes(), again.table_bytes());
        prop_assert_eq!(map.table_text(), again.table_text());

        let printed = |print: fn(&str) -> String| {
            let rule = |(number, written): (usize, &&Written)| {
                Some(written.rule_for(&print(map.rule(number)?.rule())))
            };
            let rules: Option<Vec<Rule>> = rules.iter().enumerate().map(rule).collect();
            table.map_of(rules?)
        };
        let same = printed(str::to_owned).expect("the same rules");
        prop_assert_eq!(map.table_bytes(), same.table_bytes());
        prop_assert_eq!(map.table_text(), same.table_text());

        let long = printed(written_out).expect("the same rules");
        for (rule, long) in map.rules().into_iter().zip(long.rules()) {
            prop_assert_eq!(rule.to_string(), long.to_string());
            prop_assert_eq!(rule.regex(), long.regex());
        }
    }
}

// ---------------------------------------------------------------------------------------------
// Nothing panics.
// ---------------------------------------------------------------------------------------------

/// Text that is nearly a rule, a host, a path, a target or a template, or nothing of the kind.
fn anything() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "/",
        "//",
        "<",
        ">",
        "<a>",
        "<b>",
        "<int:a>",
        "<path:b>",
        "<int(",
        "<any(",
        "<string(",
        ")",
        ":",
        ",",
        "=",
        "'",
        "\"",
        "min=",
        "max=",
        "length=",
        "minlength=",
        "65536",
        "4294967296",
        "-1",
        "9223372036854775808",
        "1e999",
        "True",
        "None",
        "\\",
        "\\u",
        "$",
        "${",
        "$a",
        "}",
        "$$",
        "http:",
        "ftp://",
        "//x",
        "?",
        "#",
        "&",
        "..",
        ".",
        "%",
        "%F",
        "%FF",
        "%2F",
        "%00",
        "%C3%A9",
        "é",
        "日",
        "\0",
        "\n",
        "\u{130}",
        "\u{df}",
        "xn--",
        "[",
        "]",
        "[::1]",
        ":81",
        ":",
        "localhost",
        "server.test",
        " ",
    ];
    prop_oneof![
        4 => vec(select(PIECES), 0..8).prop_map(|pieces| pieces.concat()),
        2 => any::<String>(),
        1 => vec(any::<char>(), 0..4).prop_map(|characters| characters.into_iter().collect()),
        1 => (select(PIECES), 1..300_usize).prop_map(|(piece, times)| piece.repeat(times)),
    ]
}

fn anything_as_rule() -> impl Strategy<Value = Rule> {
    let text = prop_oneof![1 => anything(), 2 => rule_text()];
    let some = || prop::option::weighted(0.2, anything());
    let defaults = vec((anything(), value()), 0..2);
    (
        text,
        some(),
        some(),
        some(),
        some(),
        defaults,
        any::<[bool; 4]>(),
    )
        .prop_map(
            |(
                text,
                subdomain,
                host,
                method,
                target,
                defaults,
                [websocket, build_only, alias, strict],
            )| {
                let mut rule = Rule::new(text, "x")
                    .defaults(defaults)
                    .strict_slashes(strict);
                if let Some(subdomain) = subdomain {
                    rule = rule.subdomain(subdomain);
                }
                if let Some(host) = host {
                    rule = rule.host(host);
                }
                if let Some(method) = method {
                    rule = rule.methods([method]);
                }
                if let Some(target) = target {
                    rule = rule.redirect_to(target);
                }
                if alias && strict {
                    rule = rule.alias();
                }
                match (websocket, build_only) {
                    (true, true) => rule.websocket().build_only(),
                    (true, false) => rule.websocket(),
                    _ => rule,
                }
            },
        )
}

/// Does everything that a map can do for a request.
fn ask(
    map: &Map,
    adapter: &MapAdapter<'_>,
    path: &str,
    method: &str,
    values: &[(&str, Value<'_>)],
) {
    for path in [PathInfo::Raw(path), PathInfo::Decoded(path)] {
        if let Outcome::Redirect(redirect) = adapter.match_(path, method) {
            // It never leads to another host by its path.
            assert!(
                redirect
                    .local()
                    .is_none_or(|local| !local.starts_with("//")),
                "{redirect}"
            );
        }
        let _ = adapter.explain(path, method).to_string();
        adapter.test(path, method);
        adapter.allowed_methods(path);
    }
    for (endpoint, method) in [("x", None), (path, Some(method))] {
        let mut options = BuildOptions::default();
        options.method = method;
        options.url_scheme = method;
        if let Err(error) = adapter.build_with(endpoint, values, options) {
            let _ = error.to_string();
        }
    }
    for rule in map.rules() {
        let _ = (rule.to_string(), rule.regex(), rule.arguments().count());
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn no_input_makes_anything_panic(
        rules in vec(anything_as_rule(), 1..4),
        [host, server, path, method, script_name] in [anything(), anything(), anything(), anything(), anything()],
        values in vec((select(NAMES), value()), 0..6),
        by_host in any::<bool>(),
    ) {
        let builder = || Map::builder().host_matching(by_host).default_subdomain(if by_host { &server } else { "" })
            .converter("pair", "[a-z]+/[^/]+", Tag).converter("hex", "[0-9a-f]+", Hex).converter("tag", &path, Tag);
        let _ = builder().check_domain(&host);
        let _ = builder().check_submount(&path);
        // Most rules are wrong, so that the good ones of them make a map of their own.
        let mut good = Vec::new();
        for rule in &rules {
            match builder().add(rule.clone()).build() {
                Ok(_) => good.push(rule.clone()),
                Err(error) => drop((error.to_string(), format!("{error:?}"))),
            }
        }
        if let Ok(map) = builder().add(good).build() {
            let request = Asked { host: &host, path: PathInfo::Raw(&path), method: &method, websocket: by_host };
            let server_name = (!server.is_empty()).then_some(server.as_str());
            if let Ok(adapter) = map.bind_to_environ(&request, BindEnviron { server_name, ..SERVER }) {
                ask(&map, &adapter, &path, &method, &values);
            }
            let bind = fingerpost_rules::Bind::to("server.test").script_name(&script_name).url_scheme(&method).query(&path);
            let filled = rules.iter().zip(map.rules()).map(|(_, rule)| rule.rule().replace(['<', '>'], "a"));
            for path in filled.chain([path.clone()]) {
                if let Ok(adapter) = map.bind(bind.clone()) {
                    ask(&map, &adapter, &path, &method, &values);
                }
            }
        }
    }

    #[test]
    fn factories_take_every_text(rules in vec(anything_as_rule(), 1..3), [text, other] in [anything(), anything()], value in value()) {
        let _ = RuleTemplate::new(rules.clone()).fill(&[("a", &text), (&other, "b")]);
        let _ = Map::new(Submount::new(&text, rules.clone()));
        let _ = Map::new(Subdomain::new(&text, EndpointPrefix::new(&other, rules)));
        let _ = variables(&text);
        let query = encode_query(&[(&text, value.clone()), (&other, value)]);
        prop_assert!(query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#'), "{}", query);
    }
}
