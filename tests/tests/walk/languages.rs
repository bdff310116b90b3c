//! Whether rules overlap, by another way: the regular expression of a rule, which the reference
//! writes, as a table of states, and both tables walked together.
//!
//! Numbers have limits that no regular expression tells, so the rules here have none; `path` stands
//! only where its value begins behind a slash.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use fingerpost_rules::{Convert, Map, Outcome, Rule, RuleErrorKind, Value};
use fingerpost_tests::random::Random;
use fingerpost_tests::reference::{self, Declared, Options, regex_of};
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};

use super::number;

/// What is asked of a text: which of the tables has it.
type Wanted = fn(left: bool, right: bool) -> bool;

/// Pairs of rules.
const PAIRS: u64 = 200;

const WORDS: &[&str] = &["a", "b", "ab", "1", "12", "a-b", "é", ":", "x.y"];
const JOINTS: &[&str] = &["-", ".", "a", "1", "ab"];
const VARIABLES: &[&str] = &[
    "<#>",
    "<string(length=2):#>",
    "<string(maxlength=2):#>",
    "<string(minlength=2):#>",
    "<any(a, b, ab):#>",
    "<any(ab, 'a/b', \"1\"):#>",
    "<uuid:#>",
    "<digits:#>",
    "<hex:#>",
    "<pair:#>",
    "<dir:#>",
    "<slug:#>",
    "<list:#>",
];
const DECLARED: &[(&str, &str)] = &[
    ("digits", "[0-9]+"),
    ("hex", "[0-9a-f]+"),
    ("pair", "[a-z]+/[a-z0-9é]+"),
    ("dir", "[a-z]+(?:/[^/.]+)*?"),
    ("slug", "[^/]+"),
    ("list", "(?:[a-zé]|-){2}(,[0-9b]{1,2})*"),
];

/// What clients send as it stands, in the terms of `language.rs`: `S` is a slash, and `/` one that
/// was percent-encoded.
fn as_sent() -> String {
    let name = r"(?:[^./S\x00-\x1F\x7F][^/S\x00-\x1F\x7F]*|\.[^./S\x00-\x1F\x7F][^/S\x00-\x1F\x7F]*|\.\.[^/S\x00-\x1F\x7F]+)";
    let segment = format!("(?:{name}(?:/(?:{name})?)*)?");
    let first = format!("{name}(?:/(?:{name})?)*");
    format!(r"\A(?:{first}(?:S{segment})*)?\z").replace('S', reference::REAL_SLASH)
}

struct Table(dense::DFA<Vec<u32>>);

impl Table {
    fn new(regex: &str) -> Self {
        let made = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .start_kind(StartKind::Anchored)
                    .match_kind(MatchKind::All)
                    .dfa_size_limit(Some(1 << 26)),
            )
            .build(regex);
        Table(made.unwrap_or_else(|error| panic!("{regex}: {error}")))
    }

    fn start(&self) -> StateID {
        let config = start::Config::new().anchored(Anchored::Yes);
        self.0
            .start_state(&config)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    fn accepts(&self, state: StateID) -> bool {
        self.0.is_match_state(self.0.next_eoi_state(state))
    }
}

/// The shortest text that clients send and that is wanted.
fn text(sent: &Table, left: &Table, right: &Table, wanted: Wanted) -> Option<String> {
    let begin = [sent.start(), left.start(), right.start()];
    let mut before: HashMap<[StateID; 3], Option<([StateID; 3], u8)>> =
        HashMap::from([(begin, None)]);
    let mut waiting = VecDeque::from([begin]);
    // One byte for each set that none of the tables tells apart; `x` first, for texts that read well.
    let mut classes = HashSet::new();
    let bytes: Vec<u8> = [b'x']
        .into_iter()
        .chain(0..=255)
        .filter(|byte| {
            classes.insert([sent, left, right].map(|table| table.0.byte_classes().get(*byte)))
        })
        .collect();
    while let Some(states) = waiting.pop_front() {
        let [one, two, three] = states;
        if sent.accepts(one) && wanted(left.accepts(two), right.accepts(three)) {
            let mut bytes = Vec::new();
            let mut at = states;
            while let Some(Some((earlier, byte))) = before.get(&at) {
                bytes.push(*byte);
                at = *earlier;
            }
            bytes.reverse();
            return Some(String::from_utf8_lossy(&bytes).into_owned());
        }
        for &byte in &bytes {
            let next = [
                sent.0.next_state(one, byte),
                left.0.next_state(two, byte),
                right.0.next_state(three, byte),
            ];
            let is_lost = sent.0.is_dead_state(next[0])
                || left.0.is_dead_state(next[1]) && right.0.is_dead_state(next[2]);
            if !is_lost && !before.contains_key(&next) {
                before.insert(next, Some((states, byte)));
                waiting.push_back(next);
            }
        }
    }
    None
}

/// A declared converter that takes whatever its expression does.
struct Text;

impl Convert for Text {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        Some(Value::Text(text))
    }
}

fn rule(random: &mut Random) -> String {
    let mut rule = String::new();
    let mut names = ["v", "w", "x", "y", "z", "t", "u", "s", "r"].iter();
    let mut variable = |random: &mut Random| {
        let name = names.next().copied().unwrap_or("last");
        random.pick(VARIABLES).replace('#', name)
    };
    for _ in 0..1 + random.below(3) {
        rule.push('/');
        match random.below(5) {
            0 | 1 => rule.push_str(random.pick(WORDS)),
            2 => rule.push_str(&variable(random)),
            _ => {
                if random.once_in(3) {
                    rule.push_str(random.pick(JOINTS));
                }
                rule.push_str(&variable(random));
                if random.once_in(2) {
                    rule.push_str(random.pick(JOINTS));
                    if random.once_in(3) {
                        rule.push_str(&variable(random));
                    }
                }
            }
        }
    }
    if random.once_in(4) {
        rule.push_str("/<path:p>");
        if random.once_in(3) {
            rule.push_str(&format!("/{}", random.pick(WORDS)));
        }
    }
    if random.once_in(4) && !rule.ends_with("<path:p>") {
        rule.push('/');
    }
    rule
}

/// Two rules of which the second is often made of the first.
fn pair(random: &mut Random) -> (String, String) {
    let left = rule(random);
    if random.once_in(4) {
        return (left, rule(random));
    }
    let mut segments: Vec<String> = left.split('/').skip(1).map(str::to_owned).collect();
    let place = random.below(segments.len());
    let other = rule(random);
    let others: Vec<&str> = other
        .split('/')
        .skip(1)
        .filter(|one| !one.contains("<path"))
        .collect();
    if !others.is_empty() && !segments[place].is_empty() {
        segments[place] = random
            .pick(&others)
            .replace(":", ":o")
            .replace("<v>", "<ov>")
            .replace("<w>", "<ow>")
            .replace("<x>", "<ox>")
            .replace("<y>", "<oy>");
    }
    (left, format!("/{}", segments.join("/")))
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Apart,
    Narrower,
    NeverRuns,
    Overlap,
}

#[test]
fn pairs_of_rules_are_judged_as_their_regular_expressions_are() {
    let mut random = Random::new(number("FINGERPOST_SEED").unwrap_or(20_261_122));
    let declared: Vec<Declared> = DECLARED
        .iter()
        .map(|(name, regex)| Declared::text(name, regex))
        .collect();
    let sent = Table::new(&as_sent());
    let mut tally: HashMap<String, usize> = HashMap::new();
    let mut reports = Vec::new();
    for _ in 0..number("FINGERPOST_WALK").unwrap_or(PAIRS * 500) / 500 {
        let (left, right) = pair(&mut random);
        let strict = [!random.once_in(4), !random.once_in(4)];
        let written = [&left, &right];
        let rules = (0..2).map(|place| {
            Rule::new(written[place], format!("e{place}")).strict_slashes(strict[place])
        });
        let builder = DECLARED
            .iter()
            .fold(Map::builder(), |builder, (name, regex)| {
                builder.converter(*name, regex, Text)
            });
        let Ok(map) = builder.add(rules.collect::<Vec<_>>()).build() else {
            // Both say the same.
            continue;
        };
        let table = |written: &str, strict: bool| {
            let mut rule = reference::Rule::new(written, "e");
            rule.strict_slashes = Some(strict);
            let regex = regex_of(&Options::default(), &rule, &declared);
            Table::new(&regex.unwrap_or_else(|error| panic!("{error}")))
        };
        let [one, other] = [0, 1].map(|place| table(written[place], strict[place]));
        // With the slash that does not matter, and without.
        let forms = [0, 1].map(|place| match written[place].strip_suffix('/') {
            _ if strict[place] || written[place].ends_with("<path:p>") => {
                vec![table(written[place], strict[place])]
            }
            Some("") => vec![table(written[place], true)],
            Some(without) => vec![table(written[place], true), table(without, true)],
            None => vec![
                table(written[place], true),
                table(&format!("{}/", written[place]), true),
            ],
        });
        let expected = expected(&map, &sent, [&one, &other], &forms, written);
        let errors = map.overlaps();
        let found = match errors.as_slice() {
            [] => match text(&sent, &one, &other, |left, right| left && right) {
                Some(_) => Verdict::Narrower,
                None => Verdict::Apart,
            },
            [error, ..] if error.kind() == RuleErrorKind::NeverRuns => Verdict::NeverRuns,
            _ => Verdict::Overlap,
        };
        *tally.entry(format!("{expected:?}")).or_default() += 1;
        if expected != found {
            reports.push(format!(
                "{left} and {right} (strict {strict:?}): {expected:?}, not {found:?}\n{errors:?}\n"
            ));
        }
        assert!(reports.len() < super::REPORTS, "\n{}", reports.join("\n"));
    }
    assert!(reports.is_empty(), "\n{}", reports.join("\n"));
    println!("{tally:?}");
    // Without limits of numbers and with declared converters, few rules never run.
    for verdict in ["Apart", "Narrower", "Overlap"] {
        let count = tally.get(verdict).copied().unwrap_or_default();
        assert!(count > 10, "few pairs: {tally:?}");
    }
}

fn expected(
    map: &Map,
    sent: &Table,
    [one, other]: [&Table; 2],
    forms: &[Vec<Table>; 2],
    written: [&String; 2],
) -> Verdict {
    let Some(both) = text(sent, one, other, |left, right| left && right) else {
        return Verdict::Apart;
    };
    let is_within = |left: &Table, right: &Table| {
        text(sent, left, right, |left, right| left && !right).is_none()
    };
    let (left_within, right_within) = (is_within(one, other), is_within(other, one));
    // Where both do not mind the slash, which is first may depend on it.
    let winner = |path: &str| match map.bind("h").ok()?.match_(path, "GET") {
        Outcome::Match(found) => Some(found.rule().number()),
        _ => None,
    };
    let path = |text: &str| {
        let encoded = text.replace('%', "%25").replace('/', "%2F");
        format!("/{}", encoded.replace(reference::REAL_SLASH, "/"))
    };
    let first = winner(&path(&both));
    let with_slash = |text: &str| match text.strip_suffix(reference::REAL_SLASH) {
        Some(without) => without.to_owned(),
        None => format!("{text}{}", reference::REAL_SLASH),
    };
    let has_both = |text: &str| {
        [one, other].iter().all(|table| {
            let end = text
                .bytes()
                .fold(table.start(), |state, byte| table.0.next_state(state, byte));
            table.accepts(end)
        })
    };
    let slashed = with_slash(&both);
    if has_both(&slashed) && winner(&path(&slashed)) != first {
        return Verdict::Overlap;
    }
    let (narrow, wide, second_within) = match first {
        Some(0) => (0, other, right_within),
        _ => (1, one, left_within),
    };
    // A slash at the end that is optional is no URL of its own.
    let first_within = forms[narrow].iter().any(|form| is_within(form, wide));
    let is_declared = DECLARED
        .iter()
        .any(|(name, _)| written[narrow].contains(&format!("<{name}:")));
    match (first_within, second_within) {
        (true, false) => Verdict::Narrower,
        (_, true) if !is_declared => Verdict::NeverRuns,
        _ => Verdict::Overlap,
    }
}
