//! What is built matches back, and no value changes the shape of a URL.
#![no_main]

use fingerpost_rules::{Map, Outcome, PathInfo, Rule, Value};
use libfuzzer_sys::fuzz_target;

const RULES: [&str; 8] = [
    "/<a>",
    "/x/<a>/y-<b>",
    "/<int:a>/<int(min=-5, max=5, signed=True):b>",
    "/<float(signed=True):a>/<uuid:b>",
    "/<path:a>",
    "/<path:a>/x/<b>/",
    "/<any('a/b', '..', é):a>/<string(length=2):b>",
    "/<a>.<b>",
];

fuzz_target!(|given: (u8, &str, Option<i64>, f64, &str)| {
    let (rule, text, number, float, other) = given;
    let rule = RULES[usize::from(rule) % RULES.len()];
    let Ok(map) = Map::new(Rule::new(rule, "x")) else {
        panic!("{rule} is good")
    };
    let Ok(adapter) = map.bind("localhost") else {
        panic!("the host is good")
    };
    let numbers = [
        number.map_or(Value::Float(float), Value::Int),
        Value::from(text),
    ];
    for a in numbers {
        for b in [
            Value::from(other),
            Value::Int(number.unwrap_or(0)),
            Value::Float(float),
        ] {
            let Ok(url) = adapter.build(
                "x",
                &[("a", a.clone()), ("b", b.clone()), ("q", text.into())],
            ) else {
                continue;
            };
            let path = url.split('?').next().unwrap_or("");
            assert!(
                url.bytes()
                    .all(|byte| byte.is_ascii_graphic() && byte != b'\\'),
                "{url}"
            );
            assert!(path.starts_with('/') && !path.starts_with("//"), "{url}");
            assert!(
                !path.split('/').any(|segment| matches!(segment, "." | "..")),
                "{url}"
            );
            let found = adapter.match_(PathInfo::Raw(path), "GET");
            let Outcome::Match(found) = found else {
                panic!("{rule} builds {url}: {found:?}")
            };
            // Two variables in one segment can be cut elsewhere.
            if rule != "/<a>.<b>"
                && let (Some(Value::Text(found)), Value::Text(text)) = (found.values().get("a"), &a)
            {
                assert_eq!(found, text, "{rule} builds {url}");
            }
        }
    }
});
