//! Sets of rules, and requests for them: one rule in Werkzeug's words for every router.

use std::collections::BTreeMap;

use crate::github;

/// How many requests a router is asked, in an order that no branch predictor learns.
const REQUESTS: usize = 4_096;

/// Rules, and requests that they answer or do not.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) rules: Vec<String>,
    hits: Vec<Request>,
    misses: Vec<Request>,
}

/// A path, and what it leads to.
pub(crate) struct Request {
    pub(crate) path: String,
    /// The number of the rule, and the values of its variables.
    pub(crate) answer: Option<(usize, Vec<String>)>,
}

/// A segment of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Segment<'r> {
    Literal(&'r str),
    Variable { name: &'r str, is_int: bool },
}

/// The segments of a rule.
pub(crate) fn segments(rule: &str) -> impl Iterator<Item = Segment<'_>> {
    rule.split('/').skip(1).map(|segment| {
        let variable = segment
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        match variable {
            None => Segment::Literal(segment),
            Some(name) => match name.strip_prefix("int:") {
                Some(name) => Segment::Variable { name, is_int: true },
                None => Segment::Variable {
                    name,
                    is_int: false,
                },
            },
        }
    })
}

/// A rule with its variables written in another way.
pub(crate) fn written(rule: &str, variable: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for segment in segments(rule) {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            Segment::Variable { name, .. } => text.push_str(&variable(name)),
        }
    }
    text
}

/// A rule as matchit, axum and actix write it: `/users/{id}`.
pub(crate) fn braced(rule: &str) -> String {
    written(rule, |name| format!("{{{name}}}"))
}

/// Makes a set, by name, so that a child process asks the same requests.
type Make = (&'static str, fn() -> Vec<String>);

/// All sets, the one everybody knows first.
pub(crate) const SETS: [Make; 8] = [
    ("github", || github::RULES.map(str::to_owned).to_vec()),
    ("10 rules", || resources(10)),
    ("100 rules", || resources(100)),
    ("1 000 rules", || resources(1_000)),
    ("10 000 rules", || resources(10_000)),
    ("1 000 siblings", siblings),
    ("deep", deep),
    ("all static", all_static),
];

impl Set {
    /// The kinds of requests, by name.
    pub(crate) const KINDS: [&str; 2] = ["hits", "misses"];

    /// The requests of a kind.
    pub(crate) fn requests(&self, kind: &str) -> &[Request] {
        if kind == "hits" {
            &self.hits
        } else {
            &self.misses
        }
    }

    /// The set of a name.
    pub(crate) fn named(name: &str) -> Option<Set> {
        let (name, rules) = SETS.iter().find(|(known, _)| *known == name)?;
        Some(Set::new(name, rules()))
    }

    fn new(name: &'static str, rules: Vec<String>) -> Self {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let hits: Vec<Request> = (0..REQUESTS)
            .map(|_| hit(&rules, random.below(rules.len()), &mut random))
            .collect();
        let known = Known::new(&rules);
        let misses = hits
            .iter()
            .map(|hit| {
                loop {
                    let path = missed(&hit.path, &mut random);
                    if !known.matches(&path) {
                        break Request { path, answer: None };
                    }
                }
            })
            .collect();
        Set {
            name,
            hits,
            misses,
            rules,
        }
    }
}

/// A path that a rule answers, with values as they occur.
fn hit(rules: &[String], number: usize, random: &mut Random) -> Request {
    let mut values = Vec::new();
    let mut path = String::new();
    for segment in segments(&rules[number]) {
        path.push('/');
        match segment {
            Segment::Literal(literal) => path.push_str(literal),
            Segment::Variable { name, is_int } => {
                let value = if is_int {
                    random.below(1_000_000).to_string()
                } else {
                    value(name, random)
                };
                path.push_str(&value);
                values.push(value);
            }
        }
    }
    Request {
        path,
        answer: Some((number, values)),
    }
}

/// A value of a text variable. None of them is a literal of a rule.
fn value(name: &str, random: &mut Random) -> String {
    const PEOPLE: [&str; 8] = [
        "mitsuhiko",
        "davidism",
        "dtolnay",
        "hyperium",
        "tokio-rs",
        "rust-lang",
        "pallets",
        "ann",
    ];
    const REPOSITORIES: [&str; 8] = [
        "werkzeug",
        "axum",
        "serde",
        "hyper",
        "regex",
        "rust-analyzer",
        "flask",
        "x",
    ];
    match name {
        "sha" => format!(
            "{:016x}{:016x}{:08x}",
            random.next(),
            random.next(),
            random.next() as u32
        ),
        "token" | "client" | "gist" => {
            format!("{:016x}{:04x}", random.next(), random.next() as u16)
        }
        "owner" | "user" | "other" | "org" => random.pick(&PEOPLE).to_owned(),
        "repo" => random.pick(&REPOSITORIES).to_owned(),
        "email" => format!("{}@example.com", random.pick(&PEOPLE)),
        _ => format!("{}-{}", random.pick(&REPOSITORIES), random.below(100)),
    }
}

/// A path that is almost right: another beginning, another end, one segment too many, or a slip of
/// the pen.
fn missed(path: &str, random: &mut Random) -> String {
    match random.below(4) {
        0 => format!("/v{}{path}", random.below(10)),
        1 => format!("{path}{}", random.pick(&["s", ".json", "-old"])),
        2 => format!("{path}/{}", random.pick(&["edit", "history", "a/b/c"])),
        _ => {
            let places: Vec<usize> = path
                .bytes()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_lowercase())
                .map(|(place, _)| place)
                .collect();
            let mut path = path.to_owned();
            if !places.is_empty() {
                let place = places[random.below(places.len())];
                path.replace_range(place..place + 1, "q");
            }
            path
        }
    }
}

/// The rules by their first segments, which are literals, to tell whether one takes a path, as
/// simply as can be.
struct Known<'r>(BTreeMap<&'r str, Vec<Vec<Segment<'r>>>>);

impl<'r> Known<'r> {
    fn new(rules: &'r [String]) -> Self {
        let mut known: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for rule in rules {
            let first = rule.split('/').nth(1).unwrap_or("");
            known
                .entry(first)
                .or_default()
                .push(segments(rule).collect());
        }
        Known(known)
    }

    fn matches(&self, path: &str) -> bool {
        let first = path.split('/').nth(1).unwrap_or("");
        self.0.get(first).is_some_and(|rules| {
            rules.iter().any(|rule: &Vec<Segment<'_>>| {
                let mut given = path.split('/').skip(1);
                rule.iter().all(|segment| match (segment, given.next()) {
                    (Segment::Literal(literal), Some(given)) => *literal == given,
                    (Segment::Variable { .. }, Some(given)) => !given.is_empty(),
                    (_, None) => false,
                }) && given.next().is_none()
            })
        })
    }
}

/// Rules as applications have them: five for each resource, resources in areas.
fn resources(count: usize) -> Vec<String> {
    let areas = (count / 5).isqrt().max(1);
    (0..count)
        .map(|number| {
            let resource = number / 5;
            let area = word(resource % areas);
            let name = format!("{}-{}", word(resource * 7 + 3), word(resource));
            let tail = [
                "",
                "/<int:id>",
                "/<int:id>/edit",
                "/<int:id>/parts",
                "/<int:id>/parts/<name>",
            ];
            format!("/{area}/{name}{}", tail[number % 5])
        })
        .collect()
}

fn siblings() -> Vec<String> {
    (0..1_000)
        .map(|number| format!("/{}-{}/<int:id>", word(number * 7 + 3), word(number)))
        .collect()
}

/// Paths of 12 segments; every second one is a variable.
fn deep() -> Vec<String> {
    (0..64)
        .map(|number| {
            let pair =
                |level: usize| format!("/{}/<a{level}>", word(number >> level & 1 | level << 1));
            (0..6).map(pair).collect()
        })
        .collect()
}

/// The pages of a manual.
fn all_static() -> Vec<String> {
    (0..500)
        .map(|number| {
            let chapter = word(number / 25);
            format!("/manual/{chapter}/{}.html", word(number * 3 + 1))
        })
        .collect()
}

/// A word for each number, of lengths as words have.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "con", "di", "fer", "ga", "hol", "in", "ker", "lo", "mi", "nor", "pa", "ri", "sta",
        "ter", "vu",
    ];
    let mut rest = number;
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[rest % 16]);
        rest /= 16;
        if rest == 0 {
            return word + "e";
        }
    }
}

/// Numbers that are the same in every run.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}
