//! A walk over random requests against random tables: the matcher and the reference, which share
//! no code, give the same answers.
//!
//! `FINGERPOST_WALK` sets the number of requests, `FINGERPOST_SEED` where the walk begins; a report
//! names the seed of its table, so that a walk of one step from there sees it again.

mod languages;
mod overlaps;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fingerpost_rules::{
    BadHost, Bind, BindEnviron, BoundRule, Captures, Convert, Environ, Explanation, Map,
    MapAdapter, MapBuilder, MapError, Outcome, PathInfo, Purpose, RuleErrorKind, Select, Value,
    Verdict,
};
use fingerpost_tests::random::{Bound, Random, RandomRequest, RandomRule, RandomTable};
use fingerpost_tests::reference::{
    self, Answer, Declared, Domains, Path, Reference, Request, Subdomain, ascii_host, subdomain_of,
};

/// Requests for each table.
const REQUESTS: usize = 200;
/// So many disagreements say enough.
const REPORTS: usize = 5;

#[test]
fn random_requests_get_the_answers_of_the_reference() {
    let requests = number("FINGERPOST_WALK").unwrap_or(100_000);
    let first = number("FINGERPOST_SEED").unwrap_or(20_261_122);
    let mut tally = Tally::default();
    let mut reports = Vec::new();
    for seed in first..first + requests.div_ceil(REQUESTS as u64) {
        let mut random = Random::new(seed);
        let (table, map) = without_duplicates(RandomTable::new(&mut random));
        let both = map.and_then(|map| Ok(Both::new(&table, map, reference_of(&table)?)));
        let both = both.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        for _ in 0..REQUESTS {
            let request = RandomRequest::new(&mut random, &table);
            match both.disagreement(&request) {
                Ok(answer) => tally.add(&answer),
                Err(_) => reports.push(report(seed, &table, &request)),
            }
            assert!(reports.len() < REPORTS, "{}", reports.join("\n"));
        }
    }
    assert!(reports.is_empty(), "{}", reports.join("\n"));
    println!("{tally:?}");
    tally.check();
}

#[test]
fn rules_with_a_slip_of_the_pen_are_refused_by_both_or_read_alike() {
    let mut random = Random::new(number("FINGERPOST_SEED").unwrap_or(20_261_122));
    let mut refused = 0;
    let mut reports = Vec::new();
    for _ in 0..number("FINGERPOST_WALK").unwrap_or(100_000) / 20 {
        let mut table = RandomTable::new(&mut random);
        let rule = table.rules.swap_remove(random.below(table.rules.len()));
        table.rules = vec![rule.misspelt(&mut random)];
        let map = map_of(&table);
        let reference = reference_of(&table);
        match (map, reference) {
            (Err(_), Err(_)) => refused += 1,
            (Ok(map), Ok(reference)) => {
                let both = Both::new(&table, map, reference);
                for _ in 0..4 {
                    let request = RandomRequest::new(&mut random, &table);
                    if let Err(answers) = both.disagreement(&request) {
                        reports.push(format!("{}{request:?}\n{answers}", Listing(&table)));
                    }
                }
            }
            (map, reference) => reports.push(format!(
                "{}the map: {:?}\nthe reference: {:?}\n",
                Listing(&table),
                map.err().map(|error| error.to_string()),
                reference.err()
            )),
        }
        assert!(reports.len() < REPORTS, "\n{}", reports.join("\n"));
    }
    assert!(reports.is_empty(), "\n{}", reports.join("\n"));
    assert!(refused > 100, "{refused} rules were refused");
}

/// The search is explained by itself, watched, so an explanation can not be wrong about the answer.
/// About the rules it could: each is asked here as if it were the only one.
#[test]
fn an_explanation_is_what_happens() {
    let requests = number("FINGERPOST_WALK").unwrap_or(100_000) / 20;
    let first = number("FINGERPOST_SEED").unwrap_or(20_261_122);
    let mut told = BTreeMap::new();
    for seed in first..first + requests.div_ceil(REQUESTS as u64) {
        let mut random = Random::new(seed);
        let (table, _) = without_duplicates(RandomTable::new(&mut random));
        let mut rules: Vec<_> = table.rules.iter().map(rule_of).collect();
        for rule in &mut rules {
            if random.once_in(8) {
                *rule = rule.clone().redirect_to("/target");
            }
        }
        let map = options_of(&table).add(rules).add(sending_on()).build();
        let map = map.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        for _ in 0..REQUESTS {
            let mut request = RandomRequest::new(&mut random, &table);
            if random.once_in(8) {
                request.path = random.pick(SENT_ON).to_owned();
            }
            let environ = Asked(&request);
            let Ok(adapter) = bind(&map, &request, &environ) else {
                continue;
            };
            let explanation = adapter.explain(environ.path_info(), request.method);
            let wrong = check_explanation(&adapter, &request, &explanation);
            if let Err(wrong) = wrong {
                panic!("seed {seed}: {wrong}\n{request:?}\n{map:#?}\n{explanation}");
            }
            for considered in explanation.considered() {
                let verdict = format!("{:?}", considered.verdict());
                let name = verdict.split([' ', '(']).next().unwrap_or("").to_owned();
                *told.entry(name).or_insert(0_u64) += 1;
            }
        }
    }
    println!("{told:?}");
    for name in [
        "Answers",
        "Redirects",
        "LeadsNowhere",
        "OtherMethod",
        "OtherProtocol",
        "LacksSlash",
        "ExtraSlash",
        "DoubledSlashes",
        "Refused",
        "OtherDomain",
        "Outranked",
        "Elsewhere",
    ] {
        let count = told.get(name).copied().unwrap_or(0);
        assert!(count > requests / 500, "{name} is rare: {told:?}");
    }
}

/// Rules that send requests on in ways that the reference does not know.
fn sending_on() -> [fingerpost_rules::Rule; 4] {
    let rule = fingerpost_rules::Rule::new;
    [
        rule("/old/<name>", "name").alias(),
        rule("/new/<string(length=1):name>", "name"),
        rule("/list", "list").defaults([("page", 1)]),
        rule("/list/<int:page>", "list"),
    ]
}

/// Paths for them.
const SENT_ON: &[&str] = &[
    "/old/x",
    "/old/long",
    "/list/1",
    "/list/2",
    "/list//1",
    "/new/x/",
];

/// What an explanation says that is not so.
fn check_explanation(
    adapter: &MapAdapter<'_>,
    request: &RandomRequest,
    explanation: &Explanation<'_>,
) -> Result<(), String> {
    let environ = Asked(request);
    let matched = adapter.match_(environ.path_info(), request.method);
    let outcome = explanation.outcome();
    let is_same = match (outcome, &matched) {
        (Outcome::Match(rule), Outcome::Match(found)) => *rule == found.rule(),
        (Outcome::Redirect(left), Outcome::Redirect(right)) => left == right,
        (Outcome::MethodNotAllowed(left), Outcome::MethodNotAllowed(right)) => left == right,
        (Outcome::WebsocketMismatch, Outcome::WebsocketMismatch) => true,
        (Outcome::NotFound, Outcome::NotFound) => true,
        _ => false,
    };
    if !is_same {
        return Err(format!("the match is {matched:?}"));
    }
    let is_answered = matches!(outcome, Outcome::Match(_) | Outcome::Redirect(_));
    let decided_by = explanation.decided_by();
    if is_answered && decided_by.is_none() {
        return Err("nobody knows by whom".to_owned());
    }
    let mut allowed = BTreeSet::new();
    let mut other_protocol = false;
    let mut verdicts = BTreeMap::new();
    for considered in explanation.considered() {
        let (rule, verdict) = (considered.rule(), considered.verdict());
        let decides = decided_by == Some(rule);
        let may_decide = match verdict {
            Verdict::Answers => matches!(outcome, Outcome::Match(_)),
            Verdict::LeadsNowhere(_) => matches!(outcome, Outcome::NotFound),
            Verdict::Redirects(_) | Verdict::LacksSlash | Verdict::DoubledSlashes { .. } => {
                matches!(outcome, Outcome::Redirect(_))
            }
            _ => false,
        };
        let must_decide = matches!(
            verdict,
            Verdict::Answers | Verdict::Redirects(_) | Verdict::LeadsNowhere(_)
        );
        if decides && !may_decide || must_decide && !decides {
            return Err(format!("{rule}: {verdict:?} and {decided_by:?} decides"));
        }
        if let (Verdict::OtherMethod, Some(methods)) = (verdict, rule.methods()) {
            allowed.extend(methods.iter().map(str::to_owned));
        }
        other_protocol |= *verdict == Verdict::OtherProtocol;
        if rule.is_build_only() || verdicts.insert(rule.number(), verdict).is_some() {
            return Err(format!("{rule} is told of twice, or is only built"));
        }
    }
    match outcome {
        Outcome::MethodNotAllowed(methods) if !methods.iter().eq(allowed.iter()) => {
            return Err(format!("almost are {allowed:?}"));
        }
        Outcome::WebsocketMismatch if !other_protocol => {
            return Err("no rule has another protocol".to_owned());
        }
        _ => {}
    }
    for rule in adapter.map().rules() {
        let alone = alone(adapter, request, rule);
        let there = in_its_domain(adapter.map(), request, rule);
        let sends_on = rule.redirect_to().is_some() || SENT_ON.contains(&request.path.as_str());
        // With its slashes merged the path may fit it, but another came first.
        let doubled = request.path.trim_start_matches('/').contains("//");
        let is_nothing = match alone {
            Alone::NotFound => true,
            Alone::Redirect => doubled,
            Alone::OtherMethod | Alone::OtherProtocol => doubled && is_answered,
            Alone::Match => false,
        };
        let is_so = match verdicts.get(&rule.number()) {
            _ if sends_on => true,
            Some(Verdict::Answers | Verdict::Outranked) => alone == Alone::Match,
            Some(Verdict::OtherMethod) => alone == Alone::OtherMethod,
            Some(Verdict::OtherProtocol) => alone == Alone::OtherProtocol,
            Some(Verdict::LacksSlash | Verdict::DoubledSlashes { lacks_slash: true }) => {
                alone == Alone::Redirect
            }
            Some(Verdict::DoubledSlashes { lacks_slash: false }) => {
                matches!(alone, Alone::Redirect | Alone::NotFound)
            }
            Some(Verdict::OtherDomain) => {
                alone == Alone::NotFound && there != Some(Alone::NotFound)
            }
            Some(_) => is_nothing,
            None if is_answered => alone != Alone::Match && there != Some(Alone::Match),
            None => is_nothing && there != Some(Alone::Match),
        };
        if !is_so {
            return Err(format!("{rule} alone: {alone:?}, in its domain: {there:?}"));
        }
    }
    Ok(())
}

/// What a request would lead to if there were one rule only.
#[derive(Debug, PartialEq)]
enum Alone {
    Match,
    Redirect,
    OtherMethod,
    OtherProtocol,
    NotFound,
}

fn alone(adapter: &MapAdapter<'_>, request: &RandomRequest, rule: BoundRule<'_>) -> Alone {
    struct Only<'m>(BoundRule<'m>);
    impl Select for Only<'_> {
        fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
            rule == self.0.number() && self.0.accepts(captures)
        }
    }
    match adapter.select(Asked(request).path_info(), request.method, &mut Only(rule)) {
        Outcome::Match(_) => Alone::Match,
        Outcome::Redirect(_) => Alone::Redirect,
        Outcome::MethodNotAllowed(_) => Alone::OtherMethod,
        Outcome::WebsocketMismatch => Alone::OtherProtocol,
        _ => Alone::NotFound,
    }
}

/// The same on the rule's own host or subdomain, if that has no variables.
fn in_its_domain(map: &Map, request: &RandomRequest, rule: BoundRule<'_>) -> Option<Alone> {
    let domain = rule.host().or(rule.subdomain())?;
    if domain.contains('<') || rule.host() == Some("") {
        return None;
    }
    let (server, subdomain) = match rule.host() {
        Some(host) => (host, ""),
        None => ("server.test", domain),
    };
    let bind = Bind::to(server)
        .subdomain(subdomain)
        .url_scheme(scheme(request));
    let adapter = map.bind(bind).ok()?;
    Some(alone(&adapter, request, rule))
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// What the requests came to: a walk that only sees 404 shows nothing.
#[derive(Debug, Default)]
struct Tally {
    requests: u64,
    matches: u64,
    values: u64,
    redirects: u64,
    wrong_methods: u64,
    websocket_mismatches: u64,
    bad_hosts: u64,
}

impl Tally {
    fn add(&mut self, answer: &Option<Answer>) {
        self.requests += 1;
        match answer {
            None => self.bad_hosts += 1,
            Some(Answer::Match { values, .. }) => {
                self.matches += 1;
                self.values += u64::from(!values.is_empty());
            }
            Some(Answer::Redirect(_)) => self.redirects += 1,
            Some(Answer::MethodNotAllowed(_)) => self.wrong_methods += 1,
            Some(Answer::WebsocketMismatch) => self.websocket_mismatches += 1,
            Some(Answer::NotFound) => {}
        }
    }

    fn check(&self) {
        let at_least = |share: u64| self.requests / share;
        assert!(self.matches > at_least(5), "few matches: {self:?}");
        assert!(self.values > at_least(10), "few values: {self:?}");
        assert!(self.redirects > at_least(50), "few redirects: {self:?}");
        assert!(self.wrong_methods > at_least(20), "few 405: {self:?}");
        assert!(
            self.websocket_mismatches > at_least(200),
            "few mismatches: {self:?}"
        );
        assert!(self.bad_hosts < at_least(20), "many bad hosts: {self:?}");
    }
}

/// A table as both matchers have it.
struct Both {
    map: Map,
    reference: Reference,
    default_subdomain: String,
    by_host: bool,
}

impl Both {
    fn new(table: &RandomTable, map: Map, reference: Reference) -> Self {
        Both {
            map,
            reference,
            default_subdomain: table.options.default_subdomain.clone(),
            by_host: table.options.domains == Domains::Hosts,
        }
    }

    /// The answer if both give the same, and both answers otherwise. There is none if the host is
    /// no host.
    fn disagreement(&self, request: &RandomRequest) -> Result<Option<Answer>, Box<Answers>> {
        let ours = self.ours(request);
        let theirs = self.theirs(request);
        match (&ours, &theirs) {
            (None, None) => Ok(None),
            (Some(ours), Some(theirs)) if ours == theirs => Ok(Some(ours.answer.clone())),
            _ => Err(Box::new(Answers { ours, theirs })),
        }
    }

    fn ours(&self, request: &RandomRequest) -> Option<Seen> {
        let environ = Asked(request);
        let adapter = bind(&self.map, request, &environ).ok()?;
        let path = environ.path_info();
        Some(Seen {
            answer: match adapter.match_(path, request.method) {
                Outcome::Match(found) => Answer::Match {
                    rule: found.rule().number(),
                    values: found
                        .values()
                        .iter()
                        .map(|(name, value)| (name.to_owned(), value_of(value)))
                        .collect(),
                },
                Outcome::Redirect(redirect) => Answer::Redirect(redirect.url().to_owned()),
                Outcome::MethodNotAllowed(methods) => {
                    Answer::MethodNotAllowed(methods.iter().map(str::to_owned).collect())
                }
                Outcome::WebsocketMismatch => Answer::WebsocketMismatch,
                Outcome::NotFound => Answer::NotFound,
                other => panic!("an outcome that this test does not know: {other:?}"),
            },
            allowed_methods: request.asks_methods.then(|| {
                let methods = adapter.allowed_methods(path);
                methods.into_iter().map(str::to_owned).collect()
            }),
            test: adapter.test(path, request.method),
        })
    }

    fn theirs(&self, request: &RandomRequest) -> Option<Seen> {
        let (host, subdomain) = self.host_and_subdomain(request)?;
        let asked = Request {
            host: &host,
            subdomain: subdomain.as_deref(),
            path: if request.is_raw {
                Path::Raw(&request.path)
            } else {
                Path::Decoded(&request.path)
            },
            method: request.method,
            websocket: request.websocket,
            url_scheme: scheme(request),
            script_name: request.script_name,
            query: Some(request.query),
        };
        let answer = self.reference.answer(&asked);
        Some(Seen {
            allowed_methods: request
                .asks_methods
                .then(|| self.reference.allowed_methods(&asked)),
            test: matches!(answer, Answer::Match { .. } | Answer::Redirect(_)),
            answer,
        })
    }

    /// The host that host rules see, and the subdomain, if the host is in one.
    fn host_and_subdomain(&self, request: &RandomRequest) -> Option<(String, Option<String>)> {
        let normal = |host: &str| {
            let port = if request.secure { ":443" } else { ":80" };
            ascii_host(host.strip_suffix(port).unwrap_or(host)).filter(|host| is_host(host))
        };
        let default = ascii_host(&self.default_subdomain)?;
        match &request.bound {
            Bound::To { server, subdomain } => {
                let server = ascii_host(server)?;
                if self.by_host {
                    return Some((server, None));
                }
                let subdomain = subdomain.map_or(Some(default), |own| {
                    ascii_host(own).filter(|own| is_host(own))
                })?;
                let host = match subdomain.as_str() {
                    "" => server,
                    subdomain => format!("{subdomain}.{server}"),
                };
                Some((host, Some(subdomain)))
            }
            Bound::ToHost(host) => {
                let host = normal(host)?;
                let server_name = match request.server_name {
                    Some(name) => Some(normal(name)?),
                    None => None,
                };
                if self.by_host {
                    return Some((server_name.unwrap_or(host), None));
                }
                let has_bare_rules = self.reference.has_bare_rules();
                let subdomain = match subdomain_of(&host, server_name.as_deref(), has_bare_rules) {
                    Subdomain::InHost(subdomain) => Some(subdomain),
                    Subdomain::Default => Some(default),
                    Subdomain::Foreign => None,
                };
                Some((host, subdomain))
            }
        }
    }
}

fn is_host(host: &str) -> bool {
    !host.starts_with('.') && !host.contains("..")
}

/// What one matcher says to a request.
#[derive(Debug, PartialEq)]
struct Seen {
    answer: Answer,
    allowed_methods: Option<Vec<String>>,
    test: bool,
}

/// What both say, where it is not the same; none where the host is no host.
struct Answers {
    ours: Option<Seen>,
    theirs: Option<Seen>,
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the map: {:?}", self.ours)?;
        writeln!(f, "the reference: {:?}", self.theirs)
    }
}

/// A request as an environ.
struct Asked<'r>(&'r RandomRequest);

impl Environ for Asked<'_> {
    fn url_scheme(&self) -> &str {
        if self.0.secure { "https" } else { "http" }
    }

    fn host(&self) -> Option<&str> {
        match &self.0.bound {
            Bound::ToHost(host) => Some(host),
            Bound::To { .. } => None,
        }
    }

    fn request_method(&self) -> &str {
        self.0.method
    }

    fn script_name(&self) -> &str {
        self.0.script_name
    }

    fn path_info(&self) -> PathInfo<'_> {
        if self.0.is_raw {
            PathInfo::Raw(&self.0.path)
        } else {
            PathInfo::Decoded(&self.0.path)
        }
    }

    fn query_string(&self) -> &str {
        self.0.query
    }

    fn is_websocket(&self) -> bool {
        self.0.websocket
    }
}

fn bind<'a>(
    map: &'a Map,
    request: &RandomRequest,
    environ: &'a Asked<'a>,
) -> Result<MapAdapter<'a>, BadHost> {
    match &request.bound {
        Bound::To { server, subdomain } => {
            let bind = Bind::to(server)
                .script_name(environ.script_name())
                .query(environ.query_string())
                .url_scheme(scheme(request));
            map.bind(match subdomain {
                Some(subdomain) => bind.subdomain(subdomain),
                None => bind,
            })
        }
        Bound::ToHost(_) => map.bind_to_environ(
            environ,
            BindEnviron {
                server_name: request.server_name,
                ..BindEnviron::default()
            },
        ),
    }
}

fn scheme(request: &RandomRequest) -> &'static str {
    match (request.secure, request.websocket) {
        (false, false) => "http",
        (true, false) => "https",
        (false, true) => "ws",
        (true, true) => "wss",
    }
}

fn value_of(value: &Value<'_>) -> reference::Value {
    match value {
        Value::Text(text) => reference::Value::Text(text.to_string()),
        Value::Int(number) => reference::Value::Int(*number),
        Value::Float(number) => reference::Value::Float(*number),
        uuid => reference::Value::Uuid(uuid.to_string()),
    }
}

/// A declared converter of the reference, for a map.
struct Reads(Declared);

impl Convert for Reads {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        Some(match (self.0.read)(&text)? {
            reference::Value::Int(number) => Value::Int(number),
            reference::Value::Float(number) => Value::Float(number),
            reference::Value::Text(text) | reference::Value::Uuid(text) => Value::from(text),
        })
    }
}

fn reference_of(table: &RandomTable) -> Result<Reference, String> {
    Reference::new(&table.options, &table.plain_rules(), &table.declared())
}

fn map_of(table: &RandomTable) -> Result<Map, MapError> {
    builder_of(table).build()
}

/// The builder of a table's map, without its rules.
fn options_of(table: &RandomTable) -> MapBuilder {
    let options = &table.options;
    let builder = Map::builder()
        .default_subdomain(&options.default_subdomain)
        .strict_slashes(options.strict_slashes)
        .merge_slashes(options.merge_slashes)
        .host_matching(options.domains == Domains::Hosts);
    table
        .declared()
        .into_iter()
        .fold(builder, |builder, declared| {
            builder.converter(
                declared.name.clone(),
                &declared.regex.clone(),
                Reads(declared),
            )
        })
}

fn builder_of(table: &RandomTable) -> MapBuilder {
    let overridden = |random: &RandomRule| -> Vec<&str> {
        let places = random.rule.overrides.iter();
        let rules = places.filter_map(|place| table.rules.get(*place));
        rules.map(|other| other.rule.endpoint.as_str()).collect()
    };
    let rules: Vec<_> = table
        .rules
        .iter()
        .map(|random| {
            let endpoints = overridden(random).into_iter();
            endpoints.fold(rule_of(random), fingerpost_rules::Rule::overrides)
        })
        .collect();
    options_of(table).add(rules)
}

fn rule_of(random: &RandomRule) -> fingerpost_rules::Rule {
    let written = &random.rule;
    let mut rule = fingerpost_rules::Rule::new(&written.rule, &written.endpoint);
    if let Some(subdomain) = &written.subdomain {
        rule = rule.subdomain(subdomain);
    }
    if let Some(host) = &written.host {
        rule = rule.host(host);
    }
    if let Some(methods) = &written.methods {
        rule = rule.methods(methods);
    }
    if let Some(strict) = written.strict_slashes {
        rule = rule.strict_slashes(strict);
    }
    if let Some(merge) = written.merge_slashes {
        rule = rule.merge_slashes(merge);
    }
    if written.websocket {
        rule.websocket()
    } else {
        rule
    }
}

/// The table without the rules that a map refuses as duplicates, which the reference does not know,
/// and its map.
fn without_duplicates(mut table: RandomTable) -> (RandomTable, Result<Map, String>) {
    let map = map_of(&table).or_else(|error| {
        let mut duplicates: Vec<usize> = error
            .errors()
            .iter()
            .filter(|error| error.kind() == RuleErrorKind::Duplicate)
            .filter_map(|error| error.rule())
            .collect();
        duplicates.sort_unstable();
        duplicates.dedup();
        for duplicate in duplicates.into_iter().rev() {
            table.rules.remove(duplicate);
        }
        map_of(&table).map_err(|error| error.to_string())
    });
    (table, map)
}

/// Tells a disagreement, with as few rules as show it.
fn report(seed: u64, table: &RandomTable, request: &RandomRequest) -> String {
    let answers = |table: &RandomTable| {
        let map = map_of(table).ok()?;
        let both = Both::new(table, map, reference_of(table).ok()?);
        both.disagreement(request).err()
    };
    let mut table = table.clone();
    let mut place = 0;
    while place < table.rules.len() {
        let mut less = table.clone();
        less.rules.remove(place);
        if answers(&less).is_some() {
            table = less;
        } else {
            place += 1;
        }
    }
    format!(
        "\nseed {seed}\n{}{request:?}\n{}",
        Listing(&table),
        answers(&table).map_or_else(String::new, |answers| answers.to_string())
    )
}

/// A table for a report.
struct Listing<'t>(&'t RandomTable);

impl fmt::Display for Listing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.0.options)?;
        for (number, RandomRule { rule, .. }) in self.0.rules.iter().enumerate() {
            writeln!(
                f,
                "{number} {:?} subdomain {:?} host {:?} methods {:?} strict {:?} merge {:?} websocket {} \
                 overrides {:?}",
                rule.rule,
                rule.subdomain,
                rule.host,
                rule.methods,
                rule.strict_slashes,
                rule.merge_slashes,
                rule.websocket,
                rule.overrides
            )?;
        }
        Ok(())
    }
}
