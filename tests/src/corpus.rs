//! The routing corpus: maps and queries with the answers that they have, made
//! with real Werkzeug (see `corpus/README.md`), and their comparison with ours.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use fingerpost_rules::{
    BadHost, Bind, BindEnviron, BuildOptions, Convert, EndpointPrefix, Environ, Map, MapAdapter,
    MapError, Match, Outcome, PathInfo, Rule, RuleFactory, RuleTemplate, Subdomain, Submount,
    Value, Verbatim, encode_query,
};
use serde_json::{Value as Json, json};

/// How a file compares.
#[derive(Debug, Default)]
pub struct Report {
    /// How many answers are as expected.
    pub passed: usize,
    /// Those that are not.
    pub failures: Vec<Failure>,
}

/// An answer that is not the one expected.
#[derive(Debug)]
pub struct Failure {
    /// The line of the file, or the test and the line in it.
    pub line: String,
    /// What was asked.
    pub query: String,
    /// What should have been answered.
    pub expected: String,
    /// What was.
    pub got: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure {
            line,
            query,
            expected,
            got,
        } = self;
        write!(
            f,
            "{line}\n  query    {query}\n  expected {expected}\n  got      {got}"
        )
    }
}

impl Report {
    fn compare(&mut self, line: &str, query: impl fmt::Display, expected: &Json, got: &Json) {
        if expected == got {
            self.passed += 1;
        } else {
            self.failures.push(Failure {
                line: line.to_owned(),
                query: query.to_string(),
                expected: expected.to_string(),
                got: got.to_string(),
            });
        }
    }
}

/// The text of a file, which may be compressed by gzip.
///
/// # Errors
/// The file can not be read.
pub fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let mut file = File::open(path)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        file.read_to_string(&mut text)?;
    }
    Ok(text)
}

/// Compares all lines of a file: JSON lines, or one object with `tests`.
///
/// # Errors
/// A line is no JSON.
pub fn compare(text: &str) -> serde_json::Result<Report> {
    let mut report = Report::default();
    // A file of tests is one object over many lines.
    if let Ok(file) = serde_json::from_str::<Json>(text)
        && let Some(tests) = file["tests"].as_array()
    {
        for test in tests {
            compare_test(test, &mut report);
        }
        return Ok(report);
    }
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        compare_line(
            &format!("line {}", number + 1),
            &serde_json::from_str(line)?,
            &mut report,
        );
    }
    Ok(report)
}

/// Compares one of Werkzeug's own tests.
pub fn compare_test(test: &Json, report: &mut Report) {
    let name = test["test"].as_str().unwrap_or("");
    for (number, line) in test["lines"].as_array().into_iter().flatten().enumerate() {
        compare_line(&format!("{name}, line {}", number + 1), line, report);
    }
}

/// Compares one map and its queries.
pub fn compare_line(name: &str, line: &Json, report: &mut Report) {
    let map = match build_map(&line["map"]) {
        Ok(map) => map,
        Err(mistake) => {
            // Which mistake it is called is the corpus's business; that it is
            // one, and told with its place, is ours.
            let refused = if line["map_error"].is_null() {
                json!(mistake)
            } else {
                json!("refused")
            };
            return report.compare(name, "map", &json!("refused"), &refused);
        }
    };
    if !line["map_error"].is_null() {
        return report.compare(
            name,
            format_args!("map {}", line["map"]),
            &line["map_error"],
            &json!(format!("{map:?}")),
        );
    }
    let expected: Vec<&Json> = line["flat"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|rule| &rule["text"])
        .collect();
    let texts: Vec<String> = map.rules().iter().map(ToString::to_string).collect();
    report.compare(name, "rules", &json!(expected), &json!(texts));

    let bind = &line["bind"];
    let environ = JsonEnviron::new(&bind["environ"]);
    let query = query_of(&bind["query_args"]);
    match bind_map(&map, bind, &environ, &query) {
        Err(_) => report.compare(
            name,
            format_args!("bind {bind}"),
            &json!(!line["bind_error"].is_null()),
            &json!(true),
        ),
        Ok(_) if !line["bind_error"].is_null() => {
            report.compare(
                name,
                format_args!("bind {bind}"),
                &line["bind_error"],
                &Json::Null,
            );
        }
        Ok(adapter) => {
            for query in line["queries"].as_array().into_iter().flatten() {
                let got = answer(&map, &adapter, query);
                let op = query["op"].as_str().unwrap_or("");
                let asked = format_args!("{op} {} on {map:?} bound to {bind}", query["in"]);
                report.compare(name, asked, &normal(&query["out"]), &normal(&got));
            }
        }
    }
}

/// The same JSON with the members of objects in the order of their names: the
/// order counts in what is asked, not in what is answered.
fn normal(json: &Json) -> Json {
    match json {
        Json::Array(items) => items.iter().map(normal).collect(),
        Json::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(name, value)| (name.clone(), normal(value)))
                .collect();
            members.sort_by(|(left, _), (right, _)| left.cmp(right));
            members.into_iter().collect()
        }
        other => other.clone(),
    }
}

fn build_map(map: &Json) -> Result<Map, String> {
    let options = &map["options"];
    let flag = |name: &str, default: bool| options[name].as_bool().unwrap_or(default);
    let mut builder = Map::builder()
        .default_subdomain(options["default_subdomain"].as_str().unwrap_or(""))
        .strict_slashes(flag("strict_slashes", true))
        .merge_slashes(flag("merge_slashes", true))
        .redirect_defaults(flag("redirect_defaults", true))
        .sort_parameters(flag("sort_parameters", false))
        .host_matching(flag("host_matching", false))
        .converter("hex", "[0-9a-f]+", Hex)
        .converter("even", "[0-9]+", Even)
        .converter("two", "[a-z0-9]+/[a-z0-9]+", Verbatim);
    for (name, converter) in map["converters"].as_object().into_iter().flatten() {
        builder = builder.converter(name, converter["regex"].as_str().unwrap_or(""), Verbatim);
    }
    builder
        .add(rules(&map["rules"])?)
        .build()
        .map_err(|error: MapError| error.to_string())
}

/// Whole numbers in lower-case base 16.
struct Hex;

impl Convert for Hex {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        i64::from_str_radix(&text, 16).ok().map(Value::Int)
    }

    fn to_url(&self, value: &Value<'_>) -> Option<String> {
        match value {
            Value::Int(number) if *number >= 0 => Some(format!("{number:x}")),
            Value::Text(text) => i64::from_str_radix(text, 16)
                .ok()
                .map(|_| text.clone().into_owned()),
            _ => None,
        }
    }
}

/// Even numbers.
struct Even;

impl Even {
    fn number(text: &str) -> Option<i64> {
        text.parse().ok().filter(|number| number % 2 == 0)
    }
}

impl Convert for Even {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        Even::number(&text).map(Value::Int)
    }

    fn to_url(&self, value: &Value<'_>) -> Option<String> {
        match value {
            Value::Int(_) | Value::Text(_) => {
                Even::number(&value.to_string()).map(|number| number.to_string())
            }
            _ => None,
        }
    }
}

fn rules(factories: &Json) -> Result<Vec<Rule>, String> {
    let mut all = Vec::new();
    for factory in factories.as_array().into_iter().flatten() {
        let text = |name: &str| factory[name].as_str().unwrap_or("");
        all.extend(match text("kind") {
            "rule" => vec![rule(factory)],
            "subdomain" => {
                Subdomain::new(text("subdomain"), rules(&factory["rules"])?).into_rules()
            }
            "submount" => Submount::new(text("path"), rules(&factory["rules"])?).into_rules(),
            "endpoint_prefix" => {
                EndpointPrefix::new(text("prefix"), rules(&factory["rules"])?).into_rules()
            }
            "template" => {
                let members = factory["context"].as_object().into_iter().flatten();
                let context: Vec<(&str, &str)> = members
                    .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or("")))
                    .collect();
                let template = RuleTemplate::new(rules(&factory["rules"])?);
                template.fill(&context).map_err(|error| error.to_string())?
            }
            other => return Err(format!("unknown factory {other}")),
        });
    }
    Ok(all)
}

fn rule(json: &Json) -> Rule {
    let text = json["rule"].as_str().unwrap_or("");
    let mut rule = match json["endpoint"].as_str() {
        Some(endpoint) => Rule::new(text, endpoint),
        None => Rule::without_endpoint(text),
    };
    if let Some(subdomain) = json["subdomain"].as_str() {
        rule = rule.subdomain(subdomain);
    }
    if let Some(host) = json["host"].as_str() {
        rule = rule.host(host);
    }
    if let Some(methods) = json["methods"].as_array() {
        rule = rule.methods(methods.iter().filter_map(Json::as_str));
    }
    if let Some(strict) = json["strict_slashes"].as_bool() {
        rule = rule.strict_slashes(strict);
    }
    if let Some(merge) = json["merge_slashes"].as_bool() {
        rule = rule.merge_slashes(merge);
    }
    if let Some(defaults) = json["defaults"].as_object() {
        rule = rule.defaults(
            defaults
                .iter()
                .map(|(name, default)| (name, value(default).into_owned())),
        );
    }
    if let Some(target) = json["redirect_to"].as_str() {
        rule = rule.redirect_to(target);
    }
    let is = |name: &str| json[name].as_bool().unwrap_or(false);
    if is("websocket") {
        rule = rule.websocket();
    }
    if is("build_only") {
        rule = rule.build_only();
    }
    if is("alias") {
        rule = rule.alias();
    }
    rule
}

fn value(json: &Json) -> Value<'_> {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::String(text) => Value::from(text.as_str()),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(_) => match (
            json["$uuid"].as_str(),
            json["$bigint"].as_str(),
            json["$float"].as_str(),
        ) {
            (Some(uuid), _, _) => Value::from(uuid),
            // More digits than a number has are text that is written alike.
            (_, Some(digits), _) => Value::from(digits),
            (_, _, Some("inf")) => Value::Float(f64::INFINITY),
            (_, _, Some("-inf")) => Value::Float(f64::NEG_INFINITY),
            _ => Value::Float(f64::NAN),
        },
    }
}

/// Values by name. Of a multi-dict, a single value stands for itself.
fn values(json: &Json) -> Vec<(&str, Value<'_>)> {
    if let Some(pairs) = json["$multidict"].as_array() {
        return pairs
            .iter()
            .filter_map(|pair| {
                let list = pair[1].as_array()?;
                let value = match list.as_slice() {
                    [] => return None,
                    // A single value stands for itself, but for `None`: its
                    // name has been given.
                    [single] if !single.is_null() => value(single),
                    many => Value::List(many.iter().map(value).collect()),
                };
                Some((pair[0].as_str()?, value))
            })
            .collect();
    }
    json.as_object()
        .into_iter()
        .flatten()
        .map(|(name, json)| (name.as_str(), value(json)))
        .collect()
}

fn query_of(json: &Json) -> String {
    match json {
        Json::String(query) => query.clone(),
        json => encode_query(&values(json)),
    }
}

/// An environ as the corpus writes it: strings are bytes, read as Latin-1.
struct JsonEnviron<'j> {
    environ: &'j Json,
    host: Option<String>,
    script_name: String,
    path_info: String,
    query: String,
}

impl<'j> JsonEnviron<'j> {
    fn new(environ: &'j Json) -> Self {
        let text = |name: &str| environ[name].as_str().unwrap_or("");
        let decoded = |name: &str| {
            let bytes: Vec<u8> = text(name)
                .chars()
                .map(|c| u8::try_from(c).unwrap_or(b'?'))
                .collect();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let server = match (text("SERVER_NAME"), text("SERVER_PORT")) {
            ("", _) => None,
            (name, "") => Some(name.to_owned()),
            (name, port) => Some(format!("{name}:{port}")),
        };
        JsonEnviron {
            environ,
            host: Some(text("HTTP_HOST"))
                .filter(|host| !host.is_empty())
                .map(str::to_owned)
                .or(server),
            script_name: decoded("SCRIPT_NAME"),
            path_info: decoded("PATH_INFO"),
            query: decoded("QUERY_STRING"),
        }
    }

    fn text(&self, name: &str) -> &str {
        self.environ[name].as_str().unwrap_or("")
    }
}

impl Environ for JsonEnviron<'_> {
    fn url_scheme(&self) -> &str {
        self.text("wsgi.url_scheme")
    }

    fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    fn request_method(&self) -> &str {
        self.text("REQUEST_METHOD")
    }

    fn script_name(&self) -> &str {
        &self.script_name
    }

    fn path_info(&self) -> PathInfo<'_> {
        PathInfo::Decoded(&self.path_info)
    }

    fn query_string(&self) -> &str {
        &self.query
    }

    fn is_websocket(&self) -> bool {
        let tokens = self.text("HTTP_CONNECTION").split(',');
        let wants_upgrade = tokens
            .into_iter()
            .any(|token| token.trim().eq_ignore_ascii_case("upgrade"));
        wants_upgrade && self.text("HTTP_UPGRADE").eq_ignore_ascii_case("websocket")
    }
}

fn bind_map<'a>(
    map: &'a Map,
    json: &'a Json,
    environ: &'a JsonEnviron<'_>,
    query: &'a str,
) -> Result<MapAdapter<'a>, BadHost> {
    let text = |name: &str| json[name].as_str();
    if json["kind"] == "environ" {
        let options = BindEnviron {
            server_name: text("server_name"),
            subdomain: text("subdomain"),
            debug: false,
        };
        return map.bind_to_environ(environ, options);
    }
    let mut bind = Bind::to(text("server_name").unwrap_or("")).query(query);
    if let Some(script_name) = text("script_name") {
        bind = bind.script_name(script_name);
    }
    if let Some(subdomain) = text("subdomain") {
        bind = bind.subdomain(subdomain);
    }
    if let Some(scheme) = text("url_scheme") {
        bind = bind.url_scheme(scheme);
    }
    if let Some(method) = text("default_method") {
        bind = bind.default_method(method);
    }
    if let Some(path_info) = text("path_info") {
        bind = bind.path_info(path_info);
    }
    map.bind(bind)
}

fn answer(map: &Map, adapter: &MapAdapter<'_>, query: &Json) -> Json {
    let input = &query["in"];
    let method = input["method"].as_str();
    let path = match (input["raw_path"].as_str(), input["path"].as_str()) {
        (Some(raw), _) => PathInfo::Raw(raw),
        (_, Some(text)) => PathInfo::Decoded(text),
        _ => adapter.path_info(),
    };
    let endpoint = input["endpoint"].as_str().unwrap_or("");
    match query["op"].as_str() {
        Some("match") => {
            let query = query_of(&input["query_args"]);
            let mut adapter = adapter.clone();
            if let Some(websocket) = input["websocket"].as_bool() {
                adapter = adapter.websocket(websocket);
            }
            if !input["query_args"].is_null() {
                adapter = adapter.query(&query);
            }
            outcome(adapter.match_(path, method.unwrap_or(adapter.default_method())))
        }
        Some("allowed_methods") => json!({ "methods": adapter.allowed_methods(path) }),
        Some("test") => {
            json!({ "bool": adapter.test(path, method.unwrap_or(adapter.default_method())) })
        }
        Some("build") => {
            let mut options = BuildOptions::default();
            options.method = method;
            options.force_external = input["force_external"].as_bool().unwrap_or(false);
            options.append_unknown = input["append_unknown"].as_bool().unwrap_or(true);
            options.url_scheme = input["url_scheme"].as_str();
            match adapter.build_with(endpoint, &values(&input["values"]), options) {
                Ok(url) => json!({ "url": url }),
                Err(error) => json!({ "build_error": error.to_string() }),
            }
        }
        Some("suggest") => {
            let mut options = BuildOptions::default();
            options.method = method;
            let error = adapter
                .build_with(endpoint, &values(&input["values"]), options)
                .err();
            let suggested = error.as_ref().and_then(|error| error.suggested());
            let rule =
                suggested.map(|rule| json!({ "endpoint": rule.endpoint(), "rule": rule.rule() }));
            json!({ "suggested": rule })
        }
        Some("is_endpoint_expecting") => {
            let arguments: Vec<&str> = input["arguments"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Json::as_str)
                .collect();
            json!({ "bool": map.is_endpoint_expecting(endpoint, &arguments) })
        }
        Some("repr") => json!({ "text": format!("{map:#?}") }),
        other => json!({ "unknown": other }),
    }
}

fn outcome(outcome: Outcome<'_, Match<'_, '_>>) -> Json {
    match outcome {
        Outcome::Match(found) => {
            let values: serde_json::Map<String, Json> = found
                .values()
                .iter()
                .map(|(name, value)| (name.to_owned(), json_of(value)))
                .collect();
            json!({ "match": { "endpoint": found.endpoint(), "rule": found.rule().rule(), "values": values } })
        }
        Outcome::Redirect(redirect) => {
            json!({ "redirect": redirect.url(), "code": redirect.code() })
        }
        Outcome::NotFound => json!({ "not_found": true }),
        Outcome::MethodNotAllowed(methods) => {
            json!({ "method_not_allowed": methods.iter().collect::<Vec<_>>() })
        }
        Outcome::WebsocketMismatch => json!({ "websocket_mismatch": true }),
        other => json!({ "unknown": format!("{other:?}") }),
    }
}

fn json_of(value: &Value<'_>) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Bool(value) => json!(value),
        Value::List(values) => values.iter().map(json_of).collect(),
        Value::Null => Json::Null,
        other => json!({ "$uuid": other.to_string() }),
    }
}
