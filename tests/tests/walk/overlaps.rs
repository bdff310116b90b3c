//! What the map says of rules that overlap, held against what it does: against random requests, and
//! against the reference where rules override one another.
//!
//! A request is good for comparing rules only if a client could have sent it as it stands, so those
//! with dot segments, control characters or a segment that begins with `%2F` are left out here.

use std::collections::BTreeSet;

use fingerpost_rules::{Example, Map, Outcome, RuleError, RuleErrorKind};
use fingerpost_tests::random::{Bound, Random, RandomRequest, RandomRule, RandomTable};

use super::{
    Asked, Both, Listing, bind, builder_of, map_of, number, reference_of, without_duplicates,
};

/// Requests for each table.
const REQUESTS: usize = 60;
/// So many requests of the walk go into one table here, which takes far more time for each.
const SHARE: u64 = 8_000;

#[test]
fn what_is_said_of_overlaps_is_what_requests_see() {
    let mut tally = Tally::default();
    let mut reports = Vec::new();
    for seed in seeds(SHARE) {
        let mut random = Random::new(seed);
        let table = RandomTable::new(&mut random).crowded(&mut random);
        let (mut table, map) = without_duplicates(table);
        let mut map = map.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        if random.once_in(2) {
            map = with_overrides(&mut random, &mut table, map);
        }
        let errors = map.overlaps();
        tally.add(&table, &errors);
        let seen = Seen::new(&mut random, &table, &map, &errors);
        let mut wrong = seen.wrong_examples(&errors);
        wrong.extend(seen.dead_that_answer(&errors));
        wrong.extend(seen.alive_that_never_answer(&errors));
        wrong.extend(seen.open_pairs_not_told(&errors, &mut tally));
        if random.once_in(4) {
            wrong.extend(other_words(&table, &errors));
        }
        if !wrong.is_empty() {
            let wrong = wrong.join("\n");
            reports.push(format!("seed {seed}\n{}{wrong}\n", Listing(&table)));
        }
        assert!(reports.len() < super::REPORTS, "\n{}", reports.join("\n"));
    }
    assert!(reports.is_empty(), "\n{}", reports.join("\n"));
    println!("{tally:?}");
    tally.check();
}

#[test]
fn overrides_are_followed_as_the_reference_follows_them() {
    let mut reports = Vec::new();
    let mut changed = 0;
    for seed in seeds(SHARE / 2) {
        let mut random = Random::new(seed);
        let table = RandomTable::new(&mut random).crowded(&mut random);
        let (mut table, map) = without_duplicates(table);
        let plain = map.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let map = with_overrides(&mut random, &mut table, plain);
        let plain = map_of(&RandomTable {
            rules: table.rules.iter().cloned().map(without_overrides).collect(),
            ..table.clone()
        });
        let reference = reference_of(&table).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let plain = plain.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let both = Both::new(&table, map, reference);
        for _ in 0..4 * REQUESTS {
            let request = RandomRequest::new(&mut random, &table);
            changed += usize::from(answer(&plain, &request) != answer(&both.map, &request));
            if let Err(answers) = both.disagreement(&request) {
                reports.push(format!(
                    "seed {seed}\n{}{request:?}\n{answers}",
                    Listing(&table)
                ));
            }
        }
        assert!(reports.len() < super::REPORTS, "\n{}", reports.join("\n"));
    }
    assert!(reports.is_empty(), "\n{}", reports.join("\n"));
    assert!(changed > 10, "overrides changed {changed} answers");
}

fn seeds(share: u64) -> std::ops::Range<u64> {
    let first = number("FINGERPOST_SEED").unwrap_or(20_261_122);
    let requests = number("FINGERPOST_WALK").unwrap_or(100_000);
    first..first + requests.div_ceil(share)
}

fn without_overrides(mut random: RandomRule) -> RandomRule {
    random.rule.overrides.clear();
    random
}

/// Lets some rules that meet override one another, as far as the map does not refuse it.
fn with_overrides(random: &mut Random, table: &mut RandomTable, map: Map) -> Map {
    let overlaps = map.overlaps();
    let told = overlaps.iter().flat_map(|error| {
        let others = error.others().iter().map(|other| (error.rule(), *other));
        others.filter_map(|(rule, other)| Some((rule?, other)))
    });
    let mut pairs: Vec<(usize, usize)> = told.collect();
    let count = table.rules.len();
    pairs.extend((0..count.min(10)).map(|_| (random.below(count), random.below(count))));
    let mut map = map;
    for (rule, other) in pairs {
        let (rule, other) = match random.below(3) {
            0 => (rule, other),
            1 => (other, rule),
            _ => continue,
        };
        table.rules[rule].rule.overrides.push(other);
        match map_of(table) {
            Ok(better) => map = better,
            // They go in a circle, or do not meet.
            Err(_) => drop(table.rules[rule].rule.overrides.pop()),
        }
    }
    map
}

/// How many tables were worth it.
#[derive(Debug, Default)]
struct Tally {
    tables: usize,
    rules: usize,
    overlaps: usize,
    dead: usize,
    settled: usize,
}

impl Tally {
    fn add(&mut self, table: &RandomTable, errors: &[RuleError]) {
        let of = |kind| errors.iter().filter(|error| error.kind() == kind).count();
        self.tables += 1;
        self.rules += table.rules.len();
        self.overlaps += of(RuleErrorKind::Overlap);
        self.dead += of(RuleErrorKind::NeverRuns);
    }

    fn check(&self) {
        assert!(self.overlaps > self.tables / 8, "few overlaps: {self:?}");
        assert!(self.dead > self.tables / 50, "few dead rules: {self:?}");
        assert!(self.settled > self.tables / 4, "few pairs: {self:?}");
    }
}

/// A request of the sample, and which rules match it.
struct Sample {
    request: RandomRequest,
    /// By rule: whether it matches whatever its method is.
    matches: Vec<bool>,
}

/// A table and what requests see of it.
struct Seen<'t> {
    table: &'t RandomTable,
    map: &'t Map,
    alone: Vec<Map>,
    samples: Vec<Sample>,
    dead: BTreeSet<usize>,
}

impl<'t> Seen<'t> {
    fn new(
        random: &mut Random,
        table: &'t RandomTable,
        map: &'t Map,
        errors: &[RuleError],
    ) -> Self {
        let alone: Vec<Map> = (0..table.rules.len())
            .map(|rule| part_of(table, &[rule]))
            .collect();
        let mut seen = Seen {
            table,
            map,
            alone,
            samples: Vec::new(),
            dead: errors
                .iter()
                .filter(|error| error.kind() == RuleErrorKind::NeverRuns)
                .filter_map(RuleError::rule)
                .collect(),
        };
        for _ in 0..REQUESTS {
            let request = RandomRequest::new(random, table);
            if is_as_sent(&request) {
                let request = plain(request);
                let matches = (0..table.rules.len())
                    .map(|rule| seen.matches(rule, &request))
                    .collect();
                seen.samples.push(Sample { request, matches });
            }
        }
        seen
    }

    fn rule(&self, rule: usize) -> &fingerpost_tests::reference::Rule {
        &self.table.rules[rule].rule
    }

    /// Whether a rule by itself matches a request, be it for its method.
    fn matches(&self, rule: usize, request: &RandomRequest) -> bool {
        let request = RandomRequest {
            method: self.method_of(rule),
            websocket: self.rule(rule).websocket,
            ..request.clone()
        };
        answer(&self.alone[rule], &request).is_some()
    }

    /// One of the methods of a rule.
    fn method_of(&self, rule: usize) -> &'static str {
        let methods = self.rule(rule).methods.as_deref().unwrap_or_default();
        methods.first().map_or("GET", |method| known(method))
    }

    fn methods(&self, rule: usize) -> Option<BTreeSet<String>> {
        let bound = self.map.rule(rule)?;
        Some(bound.methods()?.iter().map(str::to_owned).collect())
    }

    /// A method that both rules answer, other than a HEAD that comes with GET.
    fn shared_method(&self, left: usize, right: usize) -> Option<&'static str> {
        let shared: Vec<String> = match (self.methods(left), self.methods(right)) {
            (None, None) => vec!["GET".to_owned()],
            (Some(methods), None) | (None, Some(methods)) => methods.into_iter().collect(),
            (Some(left), Some(right)) => left.intersection(&right).cloned().collect(),
        };
        let says_get = |rule| {
            self.methods(rule)
                .is_some_and(|methods| methods.contains("GET"))
        };
        let implied = |method: &str| method == "HEAD" && (says_get(left) || says_get(right));
        let said = shared.iter().find(|method| !implied(method));
        said.map(|method| known(method))
    }

    /// The examples of mistakes show them.
    fn wrong_examples(&self, errors: &[RuleError]) -> Vec<String> {
        let mut wrong = Vec::new();
        for error in errors {
            let Some(rule) = error.rule() else { continue };
            let examples: Vec<RandomRequest> = error.examples().iter().map(request_of).collect();
            let is = |example: &RandomRequest, rule: usize, expected: bool| {
                self.matches(rule, example) == expected
            };
            let shows = match (error.kind(), error.other(), examples.as_slice()) {
                // They are too complex to be told apart.
                (RuleErrorKind::Overlap, _, _) if error.message().contains("too complex") => true,
                (RuleErrorKind::Overlap, Some(other), [both, only @ ..]) => {
                    let (first, second) = (rule.min(other), rule.max(other));
                    let only_one = |example: &RandomRequest, one, another| {
                        is(example, one, true) && is(example, another, false)
                    };
                    let lonely = match only {
                        [] => true,
                        [one] => only_one(one, first, second) || only_one(one, second, first),
                        [one, other, ..] => {
                            only_one(one, first, second) && only_one(other, second, first)
                        }
                    };
                    let by_method = answer(&self.alone[first], both).is_some()
                        && answer(&self.alone[second], both).is_some();
                    lonely && (self.has_declared(first) || self.has_declared(second) || by_method)
                }
                (RuleErrorKind::NeverRuns, Some(_), [example]) => {
                    let found = answer(self.map, example);
                    self.has_declared(rule)
                        || is(example, rule, true) && found.is_some() && found != Some(rule)
                }
                _ => false,
            };
            if !shows && !self.has_declared(rule) {
                wrong.push(format!(
                    "examples do not show it: {:?}\n{error}",
                    error.examples()
                ));
            }
        }
        wrong
    }

    /// A rule that can never run answers nothing.
    fn dead_that_answer(&self, errors: &[RuleError]) -> Vec<String> {
        let mut wrong = Vec::new();
        for error in errors {
            let (RuleErrorKind::NeverRuns, Some(rule)) = (error.kind(), error.rule()) else {
                continue;
            };
            let of_method = error.message().split(" can never run for ").nth(1);
            let methods = of_method.and_then(|rest| rest.split(": ").next());
            for Sample { request, matches } in &self.samples {
                if !matches[rule] {
                    continue;
                }
                for method in METHODS {
                    let counts = methods.is_none_or(|list| list.split(", ").any(|one| one == *method))
                        // It comes with GET and makes no conflict by itself.
                        && *method != "HEAD";
                    let request = RandomRequest {
                        method,
                        websocket: self.rule(rule).websocket,
                        ..request.clone()
                    };
                    if counts && answer(self.map, &request) == Some(rule) {
                        wrong.push(format!("it runs for {request:?}\n{error}"));
                    }
                }
            }
        }
        wrong
    }

    /// A rule with a single URL which others answer is told.
    fn alive_that_never_answer(&self, errors: &[RuleError]) -> Vec<String> {
        let mut wrong = Vec::new();
        for rule in 0..self.table.rules.len() {
            let written = self.rule(rule);
            let is_literal =
                |text: &Option<String>| text.as_ref().is_none_or(|text| !text.contains(['<', '.']));
            let is_plain = written.rule.is_ascii() && !written.rule.contains(['<', '%', '.', ' ']);
            let strict = written
                .strict_slashes
                .unwrap_or(self.table.options.strict_slashes);
            let told = errors.iter().any(|error| error.rule() == Some(rule));
            let named = errors.iter().any(|error| error.others().contains(&rule));
            if !(is_plain && strict && is_literal(&written.subdomain) && written.host.is_none())
                || told
                || named
                || written.rule.contains("//")
            {
                continue;
            }
            let subdomain = written.subdomain.clone();
            let request = request_of_parts(
                None,
                Some(subdomain.unwrap_or_else(|| self.table.options.default_subdomain.clone())),
                written.rule.clone(),
                self.method_of(rule),
                written.websocket,
            );
            let Some(found) = answer(self.map, &request) else {
                continue;
            };
            let is_host_rule = self.rule(found).host.is_some();
            let is_other = found != rule && !is_host_rule && !self.has_declared(found);
            if is_other && self.methods(rule).is_none_or(|methods| methods.len() == 1) {
                wrong.push(format!("rule {rule} never runs, because of rule {found}"));
            }
        }
        wrong
    }

    /// Pairs that some request shows to meet and that are not told are settled.
    fn open_pairs_not_told(&self, errors: &[RuleError], tally: &mut Tally) -> Vec<String> {
        let mut wrong = Vec::new();
        let count = self.table.rules.len();
        for left in 0..count {
            for right in left + 1..count {
                let (one, other) = (self.rule(left), self.rule(right));
                let method = self.shared_method(left, right);
                if one.websocket != other.websocket
                    || one.host.is_some() != other.host.is_some()
                    || self.dead.contains(&left)
                    || self.dead.contains(&right)
                    || method.is_none()
                    || is_told(errors, left, right)
                    || one.overrides.contains(&right)
                    || other.overrides.contains(&left)
                {
                    continue;
                }
                let shared: Vec<&Sample> = self
                    .samples
                    .iter()
                    .filter(|sample| sample.matches[left] && sample.matches[right])
                    .collect();
                if shared.is_empty() {
                    continue;
                }
                tally.settled += 1;
                let two = part_of(self.table, &[left, right]);
                let asked = |sample: &Sample| RandomRequest {
                    method: method.unwrap_or("GET"),
                    websocket: one.websocket,
                    ..sample.request.clone()
                };
                let winners: BTreeSet<usize> = shared
                    .iter()
                    .filter_map(|sample| answer(&two, &asked(sample)))
                    .collect();
                let is_narrow = |narrow: usize, wide: usize| {
                    let mut samples = self.samples.iter();
                    // What a converter refuses by its value is not told by its regex.
                    self.has_declared(wide)
                        || samples.all(|sample| {
                            !sample.matches[narrow]
                                || sample.matches[wide]
                                || self.is_its_slash(narrow, wide, &sample.request)
                        })
                };
                let is_settled = match winners.into_iter().collect::<Vec<_>>()[..] {
                    [0] => is_narrow(left, right),
                    [1] => is_narrow(right, left),
                    _ => false,
                };
                let third_answers = |sample: &&Sample| {
                    answer(self.map, &asked(sample))
                        .is_some_and(|found| found != left && found != right)
                };
                if !is_settled && !shared.iter().all(third_answers) {
                    wrong.push(format!(
                        "rules {left} and {right} meet at {:?}, and neither is narrower and first",
                        asked(shared[0])
                    ));
                }
            }
        }
        wrong
    }

    /// Whether a request differs by a slash at the end that a rule does not mind from one that both
    /// match: such a slash is no URL of its own.
    fn is_its_slash(&self, narrow: usize, wide: usize, request: &RandomRequest) -> bool {
        let path = match request.path.strip_suffix('/') {
            Some(path) => path.to_owned(),
            None => format!("{}/", request.path),
        };
        let twin = RandomRequest {
            path,
            ..request.clone()
        };
        let strict = self.rule(narrow).strict_slashes;
        !strict.unwrap_or(self.table.options.strict_slashes)
            && self.matches(narrow, &twin)
            && self.matches(wide, &twin)
    }

    fn has_declared(&self, rule: usize) -> bool {
        let written = self.rule(rule);
        let texts = [
            Some(&written.rule),
            written.host.as_ref(),
            written.subdomain.as_ref(),
        ];
        self.table.declared().iter().any(|declared| {
            let opening = format!("<{}:", declared.name);
            texts.iter().flatten().any(|text| text.contains(&opening))
        })
    }
}

fn is_told(errors: &[RuleError], left: usize, right: usize) -> bool {
    errors.iter().any(|error| {
        let is_of = |rule: usize, other: usize| {
            error.rule() == Some(rule)
                && (error.others().contains(&other) || error.to_string().contains("it also meets"))
        };
        is_of(left, right) || is_of(right, left)
    })
}

/// Names make no difference, nor does who asks.
fn other_words(table: &RandomTable, errors: &[RuleError]) -> Vec<String> {
    let said = |errors: &[RuleError]| -> Vec<_> {
        errors
            .iter()
            .filter(|error| {
                matches!(
                    error.kind(),
                    RuleErrorKind::Overlap | RuleErrorKind::NeverRuns
                )
            })
            .map(|error| {
                (
                    error.kind(),
                    error.rule(),
                    error.others().to_vec(),
                    error.examples().to_vec(),
                )
            })
            .collect()
    };
    let mut wrong = Vec::new();
    let refused = match builder_of(table).refuse_overlaps(true).build() {
        Ok(_) => Vec::new(),
        Err(error) => error.into_errors(),
    };
    if said(&refused) != said(errors) {
        wrong.push(format!("when refused: {refused:#?}"));
    }
    let mut renamed = table.clone();
    for random in &mut renamed.rules {
        random.rule.rule = random
            .rule
            .rule
            .replace("v0>", "other>")
            .replace("v1>", "b>");
        random.rule.endpoint = format!("other.{}", random.rule.endpoint);
    }
    match map_of(&renamed) {
        Ok(map) if said(&map.overlaps()) == said(errors) => {}
        Ok(map) => wrong.push(format!("with other names: {:#?}", map.overlaps())),
        Err(error) => wrong.push(format!("with other names: {error}")),
    }
    wrong
}

/// A map of some of the rules of a table, numbered anew.
fn part_of(table: &RandomTable, rules: &[usize]) -> Map {
    let part = RandomTable {
        options: table.options.clone(),
        rules: rules
            .iter()
            .map(|rule| without_overrides(table.rules[*rule].clone()))
            .collect(),
    };
    map_of(&part).unwrap_or_else(|error| panic!("rules of a map are right: {error}"))
}

const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "M-SEARCH", "--",
];

fn known(method: &str) -> &'static str {
    let mut known = METHODS.iter();
    known
        .find(|known| known.eq_ignore_ascii_case(method))
        .unwrap_or(&"--")
}

/// The number of the rule that matches.
fn answer(map: &Map, request: &RandomRequest) -> Option<usize> {
    let environ = Asked(request);
    let adapter = bind(map, request, &environ).ok()?;
    match adapter.match_(
        fingerpost_rules::Environ::path_info(&environ),
        request.method,
    ) {
        Outcome::Match(found) => Some(found.rule().number()),
        _ => None,
    }
}

/// A request without what makes no difference here. Its subdomain does not depend on which other
/// rules there are.
fn plain(request: RandomRequest) -> RandomRequest {
    RandomRequest {
        server_name: None,
        script_name: "",
        query: "",
        asks_methods: false,
        secure: false,
        bound: match request.bound {
            // See difference D9: the bare name has the empty subdomain or the default one.
            Bound::ToHost(host) => match host.strip_suffix(".example.com") {
                Some(subdomain) => Bound::ToHost(format!("{subdomain}.example.com")),
                None if host.starts_with("localhost") => Bound::ToHost(format!("x.{host}")),
                None => Bound::ToHost(host),
            },
            to => to,
        },
        ..request
    }
}

fn request_of(example: &Example) -> RandomRequest {
    request_of_parts(
        example.host.clone(),
        example.subdomain.clone(),
        example.path.clone(),
        known(&example.method),
        example.websocket,
    )
}

fn request_of_parts(
    host: Option<String>,
    subdomain: Option<String>,
    path: String,
    method: &'static str,
    websocket: bool,
) -> RandomRequest {
    RandomRequest {
        bound: match (host, subdomain) {
            (Some(host), _) => Bound::ToHost(host),
            (None, subdomain) => Bound::To {
                server: "server.test",
                subdomain: subdomain.map(|subdomain| &*subdomain.leak()),
            },
        },
        server_name: None,
        path,
        is_raw: true,
        method,
        websocket,
        secure: false,
        script_name: "",
        query: "",
        asks_methods: false,
    }
}

/// Whether a client could have sent the path as it stands.
fn is_as_sent(request: &RandomRequest) -> bool {
    let Some(path) = request.path.strip_prefix('/') else {
        return false;
    };
    let mut segments = path.split('/').map(|segment| {
        let decoded = match request.is_raw {
            true => decoded(segment.as_bytes()),
            false => segment.as_bytes().to_vec(),
        };
        String::from_utf8(decoded).ok()
    });
    let is_fine = |segment: String| {
        !segment
            .chars()
            .any(|character| character.is_ascii_control())
            && !segment.starts_with('/')
            && !segment.split('/').any(|name| matches!(name, "." | ".."))
    };
    !path.starts_with('/') && segments.all(|segment| segment.is_some_and(is_fine))
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let code = (*first == b'%')
            .then(|| std::str::from_utf8(after.get(..2)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (rest, _) = match code {
            Some(code) => (&after[2..], decoded.push(code)),
            None => (after, decoded.push(*first)),
        };
    }
    decoded
}
