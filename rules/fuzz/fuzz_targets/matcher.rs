//! Small tables and requests: the matcher gives the answers of the slow reference.
#![no_main]

use arbitrary::Arbitrary;
use fingerpost_rules::{Bind, Map, Outcome, PathInfo, Rule};
use libfuzzer_sys::fuzz_target;

// Only a part of it is asked here.
#[allow(dead_code, reason = "the tests use more of the reference than this does")]
#[path = "../../../tests/src/reference.rs"]
mod reference;

use reference::{Answer, Domains, Options, Path, Reference, Request};

/// A piece of a path; rules that share pieces overlap.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Piece {
    Slash,
    A,
    Ab,
    One,
    Dash,
    Text,
    Short,
    Long,
    Int,
    Signed,
    Float,
    Any,
    Path,
}

impl Piece {
    fn written(self, number: usize) -> String {
        let converter = match self {
            Piece::Slash => return "/".to_owned(),
            Piece::A => return "a".to_owned(),
            Piece::Ab => return "ab".to_owned(),
            Piece::One => return "1".to_owned(),
            Piece::Dash => return "-".to_owned(),
            Piece::Text => "",
            Piece::Short => "string(maxlength=2):",
            Piece::Long => "string(minlength=2):",
            Piece::Int => "int(max=12):",
            Piece::Signed => "int(signed=True):",
            Piece::Float => "float:",
            Piece::Any => "any(a, ab, 'a/b'):",
            Piece::Path => "path:",
        };
        format!("<{converter}v{number}>")
    }
}

#[derive(Arbitrary, Debug)]
struct Written {
    pieces: Vec<Piece>,
    posts: bool,
    websocket: bool,
    strict: Option<bool>,
    merge: Option<bool>,
}

#[derive(Arbitrary, Debug)]
struct Table {
    rules: Vec<Written>,
    strict: bool,
    merge: bool,
    /// Paths, each as it stands in a URL or decoded.
    paths: Vec<(bool, String)>,
    websocket: bool,
}

fuzz_target!(|table: Table| {
    if table.rules.len() > 8 || table.rules.iter().any(|rule| rule.pieces.len() > 12) {
        return;
    }
    let options = Options {
        default_subdomain: String::new(),
        strict_slashes: table.strict,
        merge_slashes: table.merge,
        domains: Domains::Subdomains,
    };
    let mut slow: Vec<reference::Rule> = Vec::new();
    let mut fast: Vec<Rule> = Vec::new();
    for written in &table.rules {
        let pieces = written.pieces.iter().enumerate();
        let path: String = pieces
            .map(|(number, piece)| piece.written(number))
            .collect();
        let path = format!("/{path}");
        let methods = written
            .posts
            .then(|| if written.websocket { "GET" } else { "POST" });
        slow.push(reference::Rule {
            methods: methods.map(|method| vec![method.to_owned()]),
            strict_slashes: written.strict,
            merge_slashes: written.merge,
            websocket: written.websocket,
            ..reference::Rule::new(&path, "x")
        });
        let mut rule = Rule::new(&path, "x");
        rule = written.strict.into_iter().fold(rule, Rule::strict_slashes);
        rule = written.merge.into_iter().fold(rule, Rule::merge_slashes);
        rule = methods
            .into_iter()
            .fold(rule, |rule, method| rule.methods([method]));
        fast.push(if written.websocket {
            rule.websocket()
        } else {
            rule
        });
    }
    let map = Map::builder()
        .strict_slashes(table.strict)
        .merge_slashes(table.merge)
        .add(fast)
        .build();
    // The reference knows no duplicates.
    let (Ok(map), Ok(reference)) = (map, Reference::new(&options, &slow, &[])) else {
        return;
    };
    let scheme = if table.websocket { "ws" } else { "http" };
    let Ok(adapter) = map.bind(Bind::to("localhost").url_scheme(scheme)) else {
        panic!("a good host is refused");
    };
    for (raw, path) in &table.paths {
        let answer = reference.answer(&Request {
            host: "localhost",
            subdomain: Some(""),
            path: if *raw {
                Path::Raw(path)
            } else {
                Path::Decoded(path)
            },
            method: "GET",
            websocket: table.websocket,
            url_scheme: scheme,
            script_name: "",
            query: None,
        });
        let asked = if *raw {
            PathInfo::Raw(path)
        } else {
            PathInfo::Decoded(path)
        };
        let ours = match adapter.match_(asked, "GET") {
            Outcome::Match(found) => format!("{} {:?}", found.rule().number(), texts(&found)),
            Outcome::Redirect(redirect) => redirect.url().to_owned(),
            Outcome::MethodNotAllowed(methods) => methods.to_string(),
            other => format!("{other:?}"),
        };
        let theirs = match &answer {
            Answer::Match { rule, values } => {
                let texts: Vec<String> = values.iter().map(|(_, value)| text(value)).collect();
                format!("{rule} {texts:?}")
            }
            Answer::Redirect(url) => url.clone(),
            Answer::MethodNotAllowed(methods) => methods.join(", "),
            other => format!("{other:?}"),
        };
        assert_eq!(ours, theirs, "{path:?} in {map:?}");
    }
});

fn texts(found: &fingerpost_rules::Match<'_, '_>) -> Vec<String> {
    found
        .values()
        .iter()
        .map(|(_, value)| value.to_string())
        .collect()
}

fn text(value: &reference::Value) -> String {
    match value {
        reference::Value::Int(number) => number.to_string(),
        reference::Value::Float(number) => fingerpost_rules::Value::Float(*number).to_string(),
        reference::Value::Text(text) | reference::Value::Uuid(text) => text.clone(),
    }
}
