//! A slow matcher that is easy to believe: the yardstick for the real one.
//!
//! It is written from the rules of matching alone and shares no code with the crates it judges.
//! Speed is no aim. Every request walks a tree of states by plain recursion, tries every branch,
//! and runs an ordinary regular expression over every part with a variable in it.
//!
//! What happens to a request, in order:
//!
//! 1. The path is split at its real slashes, then each segment is decoded ([`Path`]).
//! 2. Every table is searched: host rules that name a port, other host rules, rules of the subdomain.
//!    The first rule that matches the path as it stands is the answer ([`Answer::Match`]), or one that
//!    overrides it and matches too.
//! 3. Otherwise the first rule that only lacks a trailing slash gives a redirect.
//! 4. Otherwise steps 2 and 3 are tried with runs of slashes merged, and what is found is a redirect;
//!    but if the rule found forbids merging, there is none.
//! 5. Otherwise rules that only had other methods give a 405, rules that only differ in being
//!    for websockets a mismatch, and without either nothing is found.
//!
//! ```text
//! "/user/<int:id>/<path:rest>/"  in subdomain "kb"
//!
//!  static "kb"   static ""   static "user"   dynamic [0-9]+   dynamic [^/].*?   static ""
//!  the domain    before the  a segment       takes one        final: takes all  the slash
//!                first "/"                   segment          that is left      at the end
//! ```

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};

// ---------------------------------------------------------------------------------------------
// What goes in and what comes out.
// ---------------------------------------------------------------------------------------------

/// What holds for all rules of a map or a block.
#[derive(Clone, Debug)]
pub struct Options {
    /// The subdomain of rules that name none.
    pub default_subdomain: String,
    /// Whether rules that do not say otherwise redirect to their trailing slash.
    pub strict_slashes: bool,
    /// Whether a path that matches nothing is tried again with runs of slashes merged.
    /// Also what holds for rules that do not say otherwise.
    pub merge_slashes: bool,
    /// What the rules are sorted by before their paths are looked at.
    pub domains: Domains,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            default_subdomain: String::new(),
            strict_slashes: true,
            merge_slashes: true,
            domains: Domains::Subdomains,
        }
    }
}

/// Which domain a rule belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Domains {
    /// A map without host matching: every rule has a subdomain, `host` is not looked at.
    Subdomains,
    /// A map with host matching: every rule has a host, `subdomain` is not looked at.
    Hosts,
    /// A block, where both stand in one table: a rule with a `host` is a host rule,
    /// every other one belongs to a subdomain. Host rules are searched first.
    Both,
}

/// One rule, as an author writes it.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// The rule's text: `/user/<int:id>`.
    pub rule: String,
    /// The endpoint; only carried along.
    pub endpoint: String,
    /// The subdomain, which may hold variables; `None` is the default subdomain.
    pub subdomain: Option<String>,
    /// The host, which may hold variables and a port.
    pub host: Option<String>,
    /// The methods in any case; `None` is every method. `GET` brings `HEAD` with it.
    pub methods: Option<Vec<String>>,
    /// Overrides [`Options::strict_slashes`].
    pub strict_slashes: Option<bool>,
    /// Overrides [`Options::merge_slashes`].
    pub merge_slashes: Option<bool>,
    /// Whether the rule answers websocket requests, and only those.
    pub websocket: bool,
    /// Whether the rule only serves to build URLs and never matches.
    pub build_only: bool,
    /// The rules, by their place in the table, from which this one takes the URLs that both match.
    pub overrides: Vec<usize>,
}

impl Rule {
    /// A rule with nothing but a text and an endpoint.
    pub fn new(rule: &str, endpoint: &str) -> Self {
        Rule {
            rule: rule.to_owned(),
            endpoint: endpoint.to_owned(),
            ..Rule::default()
        }
    }
}

/// Reads the value of a declared converter; `None` refuses it.
pub type Read = Arc<dyn Fn(&str) -> Option<Value> + Send + Sync>;

/// A converter that the author declares: a regex and a type.
#[derive(Clone)]
pub struct Declared {
    /// The name that rules call it by.
    pub name: String,
    /// The regex, without anchors. With a literal `/` in it the converter spans segments.
    pub regex: String,
    /// Reads a text that the regex matches.
    pub read: Read,
}

impl Declared {
    /// A declared converter whose type takes every text.
    pub fn text(name: &str, regex: &str) -> Self {
        Declared::new(name, regex, |text| Some(Value::Text(text.to_owned())))
    }

    /// A declared converter that reads its values with `read`.
    pub fn new(
        name: &str,
        regex: &str,
        read: impl Fn(&str) -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        Declared {
            name: name.to_owned(),
            regex: regex.to_owned(),
            read: Arc::new(read),
        }
    }
}

impl fmt::Debug for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared")
            .field("name", &self.name)
            .field("regex", &self.regex)
            .finish_non_exhaustive()
    }
}

/// The path of a request.
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// Text that is decoded already, as a WSGI server gives it: every `/` separates segments.
    Decoded(&'a str),
    /// The path as it stands in the request line. It is split first and decoded after, so `%2F`
    /// stays inside its segment; a `%` without two hexadecimal digits stands for itself.
    Raw(&'a str),
}

/// A request, as far as matching looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The host with its port, as [`ascii_host`] writes it. Host rules look at it, and redirects
    /// keep it.
    pub host: &'a str,
    /// The subdomain; `None` if the host is outside the server's name, where no rule of any
    /// subdomain matches. [`subdomain_of`] computes it.
    pub subdomain: Option<&'a str>,
    /// The path below the script name.
    pub path: Path<'a>,
    /// The method, in any case.
    pub method: &'a str,
    /// Whether this is a websocket request.
    pub websocket: bool,
    /// The scheme of redirects; empty is `http`.
    pub url_scheme: &'a str,
    /// What stands before the path in redirects.
    pub script_name: &'a str,
    /// The query of redirects, without `?`.
    pub query: Option<&'a str>,
}

/// The value of a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of `int`.
    Int(i64),
    /// Of `float`; always finite.
    Float(f64),
    /// Of `string`, `any` and `path`.
    Text(String),
    /// Of `uuid`, in lower case.
    Uuid(String),
}

/// What a table says to a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A rule matches.
    Match {
        /// Its place in the table.
        rule: usize,
        /// Its variables from left to right, those of the domain first.
        values: Vec<(String, Value)>,
    },
    /// The full URL of the same resource, written with its slashes as the rule has them.
    Redirect(String),
    /// 404.
    NotFound,
    /// 405, with the methods that would match, sorted.
    MethodNotAllowed(Vec<String>),
    /// A websocket request where only plain ones are answered, or the reverse.
    WebsocketMismatch,
}

// ---------------------------------------------------------------------------------------------
// The table and its answers.
// ---------------------------------------------------------------------------------------------

/// A table of rules that answers requests.
#[derive(Debug)]
pub struct Reference {
    merge_slashes: bool,
    rules: Vec<Checked>,
    tables: Vec<Table>,
    has_bare_rules: bool,
}

/// A rule after parsing.
#[derive(Debug)]
struct Checked {
    kind: TableKind,
    parts: Vec<Part>,
    variables: Vec<(String, Converter)>,
    methods: Option<BTreeSet<String>>,
    strict_slashes: bool,
    merge_slashes: bool,
    websocket: bool,
    overrides: Vec<usize>,
}

/// The rules that are searched together, and the text that their domain is compared with.
#[derive(Debug)]
struct Table {
    kind: TableKind,
    root: State,
}

/// The tables, in the order of search.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum TableKind {
    HostWithPort,
    HostOfAnyPort,
    Subdomain,
}

impl Reference {
    /// Makes a table of `rules`, in which `declared` converters are known beside the built-in ones.
    ///
    /// # Errors
    ///
    /// If a rule can not be read: malformed text, an unknown converter, bad arguments of one, a
    /// variable that stands twice, a variable in a domain that takes more than one segment.
    /// Mistakes that lie between rules, such as duplicates, are not looked for.
    pub fn new(options: &Options, rules: &[Rule], declared: &[Declared]) -> Result<Self, String> {
        let mut reference = Reference {
            merge_slashes: options.merge_slashes,
            rules: Vec::new(),
            tables: [
                TableKind::HostWithPort,
                TableKind::HostOfAnyPort,
                TableKind::Subdomain,
            ]
            .map(|kind| Table {
                kind,
                root: State::default(),
            })
            .into(),
            has_bare_rules: false,
        };
        for (index, rule) in rules.iter().enumerate() {
            let checked = Checked::new(options, rule, declared)
                .map_err(|error| format!("{}: {error}", rule.rule))?;
            if !rule.build_only {
                let bare = checked
                    .parts
                    .first()
                    .is_some_and(|part| part.is_static_text(""));
                reference.has_bare_rules |= checked.kind == TableKind::Subdomain && bare;
                for table in &mut reference.tables {
                    if table.kind == checked.kind {
                        table.root.add(&checked.parts, index);
                    }
                }
            }
            reference.rules.push(checked);
        }
        for table in &mut reference.tables {
            table.root.sort();
        }
        Ok(reference)
    }

    /// Whether a rule that is not build-only stands in the empty subdomain.
    pub fn has_bare_rules(&self) -> bool {
        self.has_bare_rules
    }

    /// Matches a request.
    pub fn answer(&self, request: &Request<'_>) -> Answer {
        let path = segments(request.path);
        let plain = self.search(None, &path, request);
        if let Some(found) = plain.exact {
            let found = self.settle_overrides(found, &path, request);
            return Answer::Match {
                rule: found.rule,
                values: found.values,
            };
        }
        if plain.lacks_slash {
            return Answer::Redirect(redirect(request, &with_trailing_slash(&path)));
        }
        let mut misses = plain.misses;
        misses.count_those_without_slash();
        let merged = merge_slashes(&path);
        if self.merge_slashes && merged != path {
            let again = self.search(None, &merged, request);
            let exact = again.exact;
            match exact.map(|found| self.settle_overrides(found, &merged, request)) {
                Some(found) if self.rules[found.rule].merge_slashes => {
                    return Answer::Redirect(redirect(request, &merged));
                }
                // The rule forbids merging. As in Werkzeug, the search is not taken up behind it.
                Some(_) => {}
                None if again.lacks_slash => {
                    return Answer::Redirect(redirect(request, &with_trailing_slash(&merged)));
                }
                None => {}
            }
            misses.add(again.misses);
            misses.count_those_without_slash();
        }
        misses.answer()
    }

    /// The methods that a 405 on this request's path would list, sorted. Empty if the path matches
    /// a rule that takes every method, or none, or only with a redirect.
    pub fn allowed_methods(&self, request: &Request<'_>) -> Vec<String> {
        // No rule can name this method, since it is none.
        match self.answer(&Request {
            method: "--",
            ..*request
        }) {
            Answer::MethodNotAllowed(methods) => methods,
            _ => Vec::new(),
        }
    }

    /// Whether the request matches, be it by a redirect.
    pub fn test(&self, request: &Request<'_>) -> bool {
        matches!(
            self.answer(request),
            Answer::Match { .. } | Answer::Redirect(_)
        )
    }

    /// Searches the tables for one spelling of the path. With `only`, no other rules match.
    fn search(
        &self,
        only: Option<&BTreeSet<usize>>,
        path: &[Segment],
        request: &Request<'_>,
    ) -> Outcome {
        let mut search = Search {
            reference: self,
            only,
            method: request.method.to_uppercase(),
            websocket: request.websocket,
            slash: unused_character(path, request.host),
            lacks_slash: false,
            misses: Misses::default(),
        };
        let mut exact = None;
        for table in &self.tables {
            let domain = match table.kind {
                TableKind::HostWithPort => Some(request.host),
                TableKind::HostOfAnyPort => Some(without_port(request.host)),
                TableKind::Subdomain => request.subdomain,
            };
            // A host outside the server's name has no subdomain: the table is as good as empty.
            let Some(domain) = domain else { continue };
            let mut parts = vec![Some(domain.to_owned())];
            parts.extend_from_slice(path);
            exact = exact.or_else(|| search.walk(&table.root, &parts, &[]));
        }
        Outcome {
            exact,
            lacks_slash: search.lacks_slash,
            misses: search.misses,
        }
    }

    /// Hands a URL on to the rule that overrides the one found, if it matches it as well, from there
    /// to the one that overrides that, and so on. Of several the one that the search tries first
    /// is taken.
    fn settle_overrides(&self, found: Found, path: &[Segment], request: &Request<'_>) -> Found {
        let mut found = found;
        let mut passed = BTreeSet::from([found.rule]);
        loop {
            let all = self.rules.iter().enumerate();
            let overriders: BTreeSet<usize> = all
                .filter(|(_, other)| other.overrides.contains(&found.rule))
                .map(|(index, _)| index)
                .collect();
            match self.search(Some(&overriders), path, request).exact {
                // Two rules that override each other would pass the URL to and fro.
                Some(better) if passed.insert(better.rule) => found = better,
                _ => return found,
            }
        }
    }
}

/// What [`regex_of`] writes for a real slash.
pub const REAL_SLASH: &str = "\u{10FFFF}";

/// The regular expression of the paths that a rule matches, without their first slash, before single
/// values are refused. A real slash in it is [`REAL_SLASH`], and a `/` is one that came as `%2F`.
/// It does not tell that a rule which is not strict takes two slashes in the place of its own, nor
/// that a value before a slash at the end of a rule does not end in another.
///
/// # Errors
///
/// If the rule can not be read.
pub fn regex_of(options: &Options, rule: &Rule, declared: &[Declared]) -> Result<String, String> {
    let checked = Checked::new(options, rule, declared)?;
    // Those of the domain, and of what stands before the first slash.
    let mut parts: Vec<&Part> = checked.parts.iter().skip(2).collect();
    let has_slash = parts.len() > 1 && parts.last().is_some_and(|part| part.is_static_text(""));
    if has_slash {
        parts.pop();
    }
    let patterns = parts.iter().map(|part| {
        let pattern = part.pattern(USUAL_SLASH)?;
        let pattern = pattern.trim_start_matches(r"\A").trim_end_matches(r"\z");
        Ok(pattern.to_owned())
    });
    let patterns: Vec<String> = patterns.collect::<Result<_, String>>()?;
    let is_root = parts.len() == 1 && parts[0].is_static_text("");
    let end = match (has_slash, checked.strict_slashes) {
        _ if is_root => String::new(),
        (true, true) => REAL_SLASH.to_owned(),
        (false, true) => String::new(),
        (_, false) if !has_slash && parts.last().is_some_and(|part| part.is_final) => String::new(),
        (_, false) => format!("{REAL_SLASH}?"),
    };
    Ok(format!(r"\A(?:{}){end}\z", patterns.join(REAL_SLASH)))
}

/// Compiles a regex, or takes it from those that any table has compiled: compiling one is by far
/// the slowest thing here, and random tables have the same parts over and over.
fn regex(pattern: &str) -> Result<Arc<Regex>, String> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Regex>>>> = LazyLock::new(Mutex::default);

    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(pattern) {
        return Ok(regex.clone());
    }
    let regex = RegexBuilder::new(pattern)
        .size_limit(1 << 28)
        .build()
        .map(Arc::new)
        .map_err(|error| error.to_string())?;
    known.insert(pattern.to_owned(), regex.clone());
    Ok(regex)
}

// ---------------------------------------------------------------------------------------------
// The search.
// ---------------------------------------------------------------------------------------------

/// A rule that matches.
#[derive(Debug)]
struct Found {
    rule: usize,
    values: Vec<(String, Value)>,
}

/// What a search over all tables saw.
#[derive(Debug)]
struct Outcome {
    exact: Option<Found>,
    lacks_slash: bool,
    misses: Misses,
}

/// The rules that would have matched, had the method been another or the request (not) been for a
/// websocket.
#[derive(Debug, Default)]
struct Misses {
    methods: BTreeSet<String>,
    websocket: bool,
    /// The same of rules that lack the trailing slash besides. They count when nothing matches.
    methods_without_slash: BTreeSet<String>,
    websocket_without_slash: bool,
}

impl Misses {
    fn add(&mut self, other: Misses) {
        self.methods.extend(other.methods);
        self.websocket |= other.websocket;
        self.methods_without_slash
            .extend(other.methods_without_slash);
        self.websocket_without_slash |= other.websocket_without_slash;
    }

    fn count_those_without_slash(&mut self) {
        self.methods.append(&mut self.methods_without_slash);
        self.websocket |= self.websocket_without_slash;
    }

    fn answer(self) -> Answer {
        if !self.methods.is_empty() {
            Answer::MethodNotAllowed(self.methods.into_iter().collect())
        } else if self.websocket {
            Answer::WebsocketMismatch
        } else {
            Answer::NotFound
        }
    }
}

/// How a rule stands to a request whose domain and path it matches.
enum Verdict {
    Fits(Found),
    OtherMethod,
    OtherProtocol,
    /// A converter refuses its value, so that the rule does not match at all.
    Refused,
}

/// One walk through the states.
struct Search<'a> {
    reference: &'a Reference,
    /// The rules that may match, if not all may.
    only: Option<&'a BTreeSet<usize>>,
    method: String,
    websocket: bool,
    /// The character that stands for a real slash where segments are joined.
    slash: char,
    lacks_slash: bool,
    misses: Misses,
}

impl Search<'_> {
    /// Follows `parts` from `state` on; `values` are the texts of the variables so far.
    fn walk(&mut self, state: &State, parts: &[Segment], values: &[String]) -> Option<Found> {
        let Some((part, rest)) = parts.split_first() else {
            return self.arrive(state, values);
        };

        // Static text goes before every variable.
        if let Some(next) = part.as_ref().and_then(|text| state.statics.get(text)) {
            let found = self.walk(next, rest, values);
            if found.is_some() {
                return found;
            }
        }

        for (dynamic, next) in &state.dynamic {
            let Some((texts, remaining)) = self.take(dynamic, parts) else {
                continue;
            };
            let values = [values, &texts].concat();
            let found = self.walk(next, &remaining, &values);
            if found.is_some() {
                return found;
            }
        }

        // One trailing slash too many: a rule that is not strict overlooks it.
        if part.as_deref() == Some("") && rest.is_empty() {
            for &rule in &state.rules {
                if !self.reference.rules[rule].strict_slashes {
                    let found = self.consider(rule, values);
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// The path is used up: the rules of this state match it, and those one slash further might.
    fn arrive(&mut self, state: &State, values: &[String]) -> Option<Found> {
        for &rule in &state.rules {
            let found = self.consider(rule, values);
            if found.is_some() {
                return found;
            }
        }
        let with_slash = state.statics.get("")?;
        for &rule in &with_slash.rules {
            match self.judge(rule, values) {
                // A rule that is not strict matches without its slash.
                Verdict::Fits(found) if !self.reference.rules[rule].strict_slashes => {
                    return Some(found);
                }
                // The search goes on: a rule that matches exactly is better.
                Verdict::Fits(_) => self.lacks_slash = true,
                Verdict::OtherMethod => {
                    let methods = self.reference.rules[rule].methods.iter().flatten().cloned();
                    self.misses.methods_without_slash.extend(methods);
                }
                Verdict::OtherProtocol => self.misses.websocket_without_slash = true,
                Verdict::Refused => {}
            }
        }
        None
    }

    /// Gives the rule if it fits, and otherwise remembers why not.
    fn consider(&mut self, rule: usize, values: &[String]) -> Option<Found> {
        match self.judge(rule, values) {
            Verdict::Fits(found) => return Some(found),
            Verdict::OtherMethod => {
                let methods = self.reference.rules[rule].methods.iter().flatten().cloned();
                self.misses.methods.extend(methods);
            }
            Verdict::OtherProtocol => self.misses.websocket = true,
            Verdict::Refused => {}
        }
        None
    }

    fn judge(&self, index: usize, texts: &[String]) -> Verdict {
        if self.only.is_some_and(|only| !only.contains(&index)) {
            return Verdict::Refused;
        }
        let rule = &self.reference.rules[index];
        let mut values = Vec::new();
        for ((name, converter), text) in rule.variables.iter().zip(texts) {
            match converter.read(text) {
                Some(value) => values.push((name.clone(), value)),
                None => return Verdict::Refused,
            }
        }
        match &rule.methods {
            Some(methods) if !methods.contains(&self.method) => Verdict::OtherMethod,
            _ if rule.websocket != self.websocket => Verdict::OtherProtocol,
            _ => Verdict::Fits(Found {
                rule: index,
                values,
            }),
        }
    }

    /// Lets a part with variables take its segments: the texts of its variables, and what is left.
    fn take(&self, part: &Part, parts: &[Segment]) -> Option<(Vec<String>, Vec<Segment>)> {
        let (first, rest) = parts.split_first()?;
        let mut remaining = rest.to_vec();
        let mut target = first.clone()?;
        if part.is_final {
            for segment in rest {
                // A segment that is not UTF-8 matches no variable.
                target.push(self.slash);
                target.push_str(segment.as_ref()?);
            }
            remaining = Vec::new();
        }
        if part.is_suffixed {
            // The slash at the end belongs to the rule; what is before it may not end in another.
            if let Some(before) = target.strip_suffix(self.slash) {
                target = before.to_owned();
                remaining = vec![Some(String::new())];
            }
            if target.ends_with(self.slash) {
                return None;
            }
        }
        let regex = if self.slash == USUAL_SLASH {
            part.regex.clone()?
        } else {
            regex(&part.pattern(self.slash).ok()?).ok()?
        };
        let captures = regex.captures(&target)?;
        // The first group is the whole; converters have no groups of their own.
        let texts = captures.iter().skip(1).flatten();
        let texts = texts
            .map(|text| text.as_str().replace(self.slash, "/"))
            .collect();
        Some((texts, remaining))
    }
}

// ---------------------------------------------------------------------------------------------
// States and parts.
// ---------------------------------------------------------------------------------------------

/// A point that rules with the same parts so far share.
#[derive(Debug, Default)]
struct State {
    statics: BTreeMap<String, State>,
    /// Sorted: the first part that leads to a match wins.
    dynamic: Vec<(Part, State)>,
    /// The rules that end here, in order of registration.
    rules: Vec<usize>,
}

impl State {
    fn add(&mut self, parts: &[Part], rule: usize) {
        let Some((part, rest)) = parts.split_first() else {
            self.rules.push(rule);
            return;
        };
        let next = if let Some(text) = part.static_text() {
            self.statics.entry(text).or_default()
        } else {
            let place = match self
                .dynamic
                .iter()
                .position(|(known, _)| known.is_same(part))
            {
                Some(place) => place,
                None => {
                    self.dynamic.push((part.clone(), State::default()));
                    self.dynamic.len() - 1
                }
            };
            &mut self.dynamic[place].1
        };
        next.add(rest, rule);
    }

    /// Puts the more specific parts first. The sort is stable, so ties keep the order in which the
    /// parts were first registered.
    fn sort(&mut self) {
        self.dynamic.sort_by_key(|(part, _)| part.order());
        for next in self.statics.values_mut() {
            next.sort();
        }
        for (_, next) in &mut self.dynamic {
            next.sort();
        }
    }
}

/// What a rule has between two slashes, or from a spanning variable to its end.
#[derive(Clone, Debug)]
struct Part {
    items: Vec<Item>,
    /// Whether the part takes all segments that are left.
    is_final: bool,
    /// Whether the part is final and followed by the rule's trailing slash.
    is_suffixed: bool,
    /// Its pattern where [`USUAL_SLASH`] is a real slash, and the regex of that; none without a
    /// variable.
    usual_pattern: String,
    regex: Option<Arc<Regex>>,
}

#[derive(Clone, Debug)]
enum Item {
    Text(String),
    /// A slash of the rule inside a final part.
    Slash,
    Variable(Converter),
}

/// What parts are sorted by, least first: whether final, the number of static texts (more of them
/// first), their lengths (longer ones first), the number of variables (more first), and the
/// weights of the converters.
type Order = (
    bool,
    Reverse<usize>,
    Vec<Reverse<usize>>,
    Reverse<usize>,
    Vec<u32>,
);

impl Part {
    fn new(items: Vec<Item>, is_final: bool, is_suffixed: bool) -> Result<Self, String> {
        let mut part = Part {
            items,
            is_final,
            is_suffixed,
            usual_pattern: String::new(),
            regex: None,
        };
        if part.is_dynamic() {
            part.usual_pattern = part.pattern(USUAL_SLASH)?;
            part.regex = Some(regex(&part.usual_pattern)?);
        }
        Ok(part)
    }

    fn is_dynamic(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item, Item::Variable(_)))
    }

    fn static_text(&self) -> Option<String> {
        self.items
            .iter()
            .map(|item| match item {
                Item::Text(text) => Some(text.as_str()),
                Item::Slash | Item::Variable(_) => None,
            })
            .collect()
    }

    fn is_static_text(&self, text: &str) -> bool {
        self.static_text().is_some_and(|own| own == text)
    }

    fn order(&self) -> Order {
        let mut lengths = Vec::new();
        let mut weights = Vec::new();
        for item in &self.items {
            match item {
                Item::Text(text) => lengths.push(Reverse(text.chars().count())),
                Item::Variable(converter) => weights.push(converter.weight()),
                Item::Slash => {}
            }
        }
        let texts = Reverse(lengths.len());
        let variables = Reverse(weights.len());
        (self.is_final, texts, lengths, variables, weights)
    }

    /// Whether two rules that have these parts at the same place share the state behind them:
    /// if the parts take the same texts in the same order of search. What their converters refuse
    /// after that is each rule's own affair.
    fn is_same(&self, other: &Part) -> bool {
        self.is_suffixed == other.is_suffixed
            && self.order() == other.order()
            && self.usual_pattern == other.usual_pattern
    }

    /// The regex of the whole part, in which `slash` is a real slash. Its groups are its variables.
    fn pattern(&self, slash: char) -> Result<String, String> {
        let mut pattern = String::from(r"\A");
        for item in &self.items {
            match item {
                Item::Text(text) => pattern.push_str(&regex::escape(text)),
                Item::Slash => pattern.push_str(&regex::escape(&slash.to_string())),
                Item::Variable(converter) => {
                    pattern.push_str(&format!("({})", converter.pattern(slash)?));
                }
            }
        }
        pattern.push_str(r"\z");
        Ok(pattern)
    }
}

// ---------------------------------------------------------------------------------------------
// Converters.
// ---------------------------------------------------------------------------------------------

#[derive(Clone, Debug)]
enum Converter {
    String {
        min: usize,
        max: Option<usize>,
    },
    Any {
        items: Vec<String>,
    },
    Path,
    Int {
        digits: usize,
        min: Option<i64>,
        max: Option<i64>,
        signed: bool,
    },
    Float {
        min: Option<f64>,
        max: Option<f64>,
        signed: bool,
    },
    Uuid,
    Declared(Declared),
}

impl Converter {
    /// How wide the converter is: narrower ones, of less weight, are tried first.
    fn weight(&self) -> u32 {
        match self {
            Converter::Any { .. } => 40,
            // Limits count before a sign: `int(signed=True, max=5)` goes before `int(signed=True)`.
            Converter::Int {
                digits: 0,
                min: None,
                max: None,
                signed,
            }
            | Converter::Float {
                min: None,
                max: None,
                signed,
            } => {
                if *signed {
                    55
                } else {
                    50
                }
            }
            Converter::Int { .. } | Converter::Float { .. } => 45,
            Converter::Uuid => 60,
            Converter::Declared(_) => 80,
            Converter::String { min, max } => {
                if *min > 1 || max.is_some() {
                    90
                } else {
                    100
                }
            }
            Converter::Path => 200,
        }
    }

    /// Whether a value may hold real slashes.
    fn spans_segments(&self) -> bool {
        match self {
            Converter::Path => true,
            Converter::Declared(declared) => {
                regex_syntax::parse(&declared.regex).is_ok_and(|hir| has_literal_slash(&hir))
            }
            _ => false,
        }
    }

    /// The texts that the converter takes. A real slash is written `slash` in them, and a `/` is
    /// one that came as `%2F`.
    fn pattern(&self, slash: char) -> Result<String, String> {
        let real_slash = regex::escape(&slash.to_string());
        let pattern = match self {
            Converter::String { min, max } => {
                let max = max.map(|max| max.to_string()).unwrap_or_default();
                format!("[^{real_slash}]{{{min},{max}}}")
            }
            Converter::Any { items } => {
                // An item is a value, not a piece of the rule: a slash in it is one that came
                // as `%2F`, since no real slash is within a segment.
                let items = items.iter().map(|item| regex::escape(item));
                format!("(?:{})", items.collect::<Vec<_>>().join("|"))
            }
            Converter::Path => format!(r"[^{real_slash}][^\n]*?"),
            Converter::Int { signed: false, .. } => "[0-9]+".to_owned(),
            Converter::Int { signed: true, .. } => "-?[0-9]+".to_owned(),
            Converter::Float { signed: false, .. } => r"[0-9]+\.[0-9]+".to_owned(),
            Converter::Float { signed: true, .. } => r"-?[0-9]+\.[0-9]+".to_owned(),
            Converter::Uuid => {
                "[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}"
                    .to_owned()
            }
            Converter::Declared(declared) => {
                let parsed =
                    regex_syntax::parse(&declared.regex).map_err(|error| error.to_string())?;
                with_real_slashes(&parsed, slash, self.spans_segments()).to_string()
            }
        };
        Ok(pattern)
    }

    /// Reads the value of a text that the pattern took; `None` refuses it.
    fn read(&self, text: &str) -> Option<Value> {
        match self {
            Converter::String { .. } | Converter::Any { .. } => Some(Value::Text(text.to_owned())),
            Converter::Path => {
                let has_dots = text.split('/').any(|name| name == "." || name == "..");
                let is_refused = text.starts_with('/') || has_dots;
                (!is_refused).then(|| Value::Text(text.to_owned()))
            }
            Converter::Int {
                digits, min, max, ..
            } => {
                if *digits > 0 && text.len() != *digits {
                    return None;
                }
                // Numbers that do not fit 64 bits are refused here.
                let value = text.parse::<i64>().ok()?;
                let fits = min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
                fits.then_some(Value::Int(value))
            }
            Converter::Float { min, max, .. } => {
                let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
                let fits = min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
                fits.then_some(Value::Float(value))
            }
            Converter::Uuid => Some(Value::Uuid(text.to_ascii_lowercase())),
            Converter::Declared(declared) => (declared.read)(text),
        }
    }

    fn new(name: &str, arguments: Arguments, declared: &[Declared]) -> Result<Self, String> {
        let mut arguments = arguments;
        let converter = match name {
            "default" | "string" => {
                let min = arguments.number::<usize>(Some(0), "minlength")?;
                let max = arguments.number(Some(1), "maxlength")?;
                match arguments.number(Some(2), "length")? {
                    Some(length) => Converter::String {
                        min: length,
                        max: Some(length),
                    },
                    None => Converter::String {
                        min: min.unwrap_or(1),
                        max,
                    },
                }
            }
            "any" => Converter::Any {
                items: arguments.rest(),
            },
            "path" => Converter::Path,
            "int" => Converter::Int {
                digits: arguments.number(Some(0), "fixed_digits")?.unwrap_or(0),
                min: arguments.number(Some(1), "min")?,
                max: arguments.number(Some(2), "max")?,
                signed: arguments.flag(Some(3), "signed")?,
            },
            "float" => Converter::Float {
                min: arguments.number(Some(0), "min")?,
                max: arguments.number(Some(1), "max")?,
                signed: arguments.flag(Some(2), "signed")?,
            },
            "uuid" => Converter::Uuid,
            other => match declared.iter().find(|known| known.name == other) {
                Some(known) => Converter::Declared(known.clone()),
                None => return Err(format!("unknown converter `{other}`")),
            },
        };
        arguments.finish()?;
        let is_empty = match &converter {
            Converter::String { min, max } => *min == 0 || max.is_some_and(|max| max < *min),
            Converter::Any { items } => items.is_empty() || items.iter().any(String::is_empty),
            Converter::Int {
                min: Some(min),
                max: Some(max),
                ..
            } => min > max,
            Converter::Float {
                min: Some(min),
                max: Some(max),
                ..
            } => min > max,
            _ => false,
        };
        if is_empty {
            Err(format!("`{name}` can not have these arguments"))
        } else {
            Ok(converter)
        }
    }
}

/// Whether a slash stands in a regex for itself. One in a class does not: `[^/]+` takes one segment.
fn has_literal_slash(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.contains(&b'/'),
        HirKind::Capture(capture) => has_literal_slash(&capture.sub),
        HirKind::Repetition(repetition) => has_literal_slash(&repetition.sub),
        HirKind::Concat(hirs) | HirKind::Alternation(hirs) => hirs.iter().any(has_literal_slash),
        _ => false,
    }
}

/// A declared regex without groups, whose names could clash, and with `slash` in the place of
/// slashes: those in the text of a declared regex are real ones. A class is about the decoded
/// segment, in which a `/` is one that came as `%2F`; it takes a real slash only if it takes any,
/// and if the converter spans segments.
fn with_real_slashes(hir: &Hir, slash: char, spans_segments: bool) -> Hir {
    let within = |sub: &Hir| with_real_slashes(sub, slash, spans_segments);
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            Hir::literal(text.replace('/', &slash.to_string()).into_bytes())
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            let ranges = class.ranges().iter();
            let mut takes_slash = ranges.map(|range| range.start()..=range.end());
            let only = ClassUnicode::new([ClassUnicodeRange::new(slash, slash)]);
            if spans_segments && takes_slash.any(|range| range.contains(&'/')) {
                class.union(&only);
            } else {
                class.difference(&only);
            }
            Hir::class(Class::Unicode(class))
        }
        HirKind::Capture(Capture { sub, .. }) => within(sub),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(within(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Concat(hirs) => Hir::concat(hirs.iter().map(within).collect()),
        HirKind::Alternation(hirs) => Hir::alternation(hirs.iter().map(within).collect()),
        _ => hir.clone(),
    }
}

// ---------------------------------------------------------------------------------------------
// Reading rules.
// ---------------------------------------------------------------------------------------------

impl Checked {
    fn new(options: &Options, rule: &Rule, declared: &[Declared]) -> Result<Self, String> {
        if !rule.rule.starts_with('/') {
            return Err("a rule starts with `/`".to_owned());
        }
        let (kind, domain) = match (options.domains, &rule.host) {
            (Domains::Hosts, host) => host_table(host.as_deref().unwrap_or_default()),
            (Domains::Both, Some(host)) => host_table(host),
            (Domains::Subdomains, _) | (Domains::Both, None) => {
                let subdomain = rule
                    .subdomain
                    .as_ref()
                    .unwrap_or(&options.default_subdomain);
                (TableKind::Subdomain, subdomain.clone())
            }
        };
        let merge_slashes = rule.merge_slashes.unwrap_or(options.merge_slashes);
        let mut path = tokens(&rule.rule)?;
        if merge_slashes {
            path.dedup_by(|token, before| matches!((token, before), (Token::Slash, Token::Slash)));
        }

        let mut variables = Vec::new();
        let domain = domain_part(&tokens(&domain)?, declared, &mut variables)?;
        let mut parts = vec![domain];
        parts.extend(path_parts(&path, declared, &mut variables)?);
        let names = variables
            .iter()
            .map(|(name, _)| name)
            .collect::<BTreeSet<_>>();
        if names.len() < variables.len() {
            return Err("a variable stands twice".to_owned());
        }
        let methods = rule.methods.as_ref().map(|methods| {
            let mut methods = methods
                .iter()
                .map(|name| name.to_uppercase())
                .collect::<BTreeSet<_>>();
            if methods.contains("GET") {
                methods.insert("HEAD".to_owned());
            }
            methods
        });
        Ok(Checked {
            kind,
            parts,
            variables,
            methods,
            strict_slashes: rule.strict_slashes.unwrap_or(options.strict_slashes),
            merge_slashes,
            websocket: rule.websocket,
            overrides: rule.overrides.clone(),
        })
    }
}

/// The table of a host rule. It names a port if a `:` stands outside its variables.
fn host_table(host: &str) -> (TableKind, String) {
    let names_port = tokens(host).is_ok_and(|tokens| {
        tokens
            .iter()
            .any(|token| matches!(token, Token::Text(text) if text.contains(':')))
    });
    let kind = if names_port {
        TableKind::HostWithPort
    } else {
        TableKind::HostOfAnyPort
    };
    (kind, host.to_owned())
}

/// A rule's words.
#[derive(Debug)]
enum Token {
    Slash,
    Text(String),
    Variable {
        converter: String,
        arguments: String,
        name: String,
    },
}

/// Splits a rule or domain into its words.
fn tokens(rule: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = rule;
    while let Some(first) = rest.chars().next() {
        match first {
            '/' => {
                tokens.push(Token::Slash);
                rest = &rest[1..];
            }
            '<' => {
                let (variable, after) =
                    variable(&rest[1..]).ok_or_else(|| format!("malformed rule: `{rule}`"))?;
                tokens.push(variable);
                rest = after;
            }
            _ => {
                let end = rest.find(['/', '<']).unwrap_or(rest.len());
                tokens.push(Token::Text(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
    }
    Ok(tokens)
}

/// Reads a variable behind its `<`: `name>`, `converter:name>` or `converter(arguments):name>`.
fn variable(text: &str) -> Option<(Token, &str)> {
    let (word, after) = identifier(text)?;
    if let Some(rest) = after.strip_prefix('>') {
        let token = Token::Variable {
            converter: "default".to_owned(),
            arguments: String::new(),
            name: word.to_owned(),
        };
        return Some((token, rest));
    }
    let named = |text: &'_ str, arguments: &str| -> Option<(Token, usize)> {
        let (name, rest) = identifier(text.strip_prefix(':')?)?;
        let rest = rest.strip_prefix('>')?;
        let token = Token::Variable {
            converter: word.to_owned(),
            arguments: arguments.to_owned(),
            name: name.to_owned(),
        };
        Some((token, rest.len()))
    };
    let (token, left) = if let Some(inside) = after.strip_prefix('(') {
        // The arguments end at the first `)` behind which the variable can end.
        inside
            .match_indices(')')
            .find_map(|(end, _)| named(&inside[end + 1..], &inside[..end]))?
    } else {
        named(after, "")?
    };
    Some((token, &text[text.len() - left..]))
}

fn identifier(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .unwrap_or(text.len());
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts_well.then(|| text.split_at(end))
}

type Variables = Vec<(String, Converter)>;

/// Turns a word into an item, and notes the variable.
fn item(token: &Token, declared: &[Declared], variables: &mut Variables) -> Result<Item, String> {
    match token {
        Token::Slash => Ok(Item::Slash),
        Token::Text(text) => Ok(Item::Text(text.clone())),
        Token::Variable {
            converter,
            arguments,
            name,
        } => {
            let converter = Converter::new(converter, Arguments::parse(arguments)?, declared)?;
            variables.push((name.clone(), converter.clone()));
            Ok(Item::Variable(converter))
        }
    }
}

/// The part of a host or subdomain, which is compared like one segment, without case and
/// IDNA-encoded.
fn domain_part(
    tokens: &[Token],
    declared: &[Declared],
    variables: &mut Variables,
) -> Result<Part, String> {
    let mut items = Vec::new();
    for token in tokens {
        items.push(match item(token, declared, variables)? {
            Item::Slash => return Err("a domain has no `/`".to_owned()),
            Item::Variable(converter) if converter.spans_segments() => {
                return Err("a variable of a domain takes no `/`".to_owned());
            }
            Item::Text(text) => Item::Text(
                ascii_host(&text).ok_or_else(|| format!("`{text}` can not stand in a host"))?,
            ),
            Item::Variable(converter) => Item::Variable(converter),
        });
    }
    Part::new(items, false, false)
}

/// The parts of a path, between its slashes.
fn path_parts(
    tokens: &[Token],
    declared: &[Declared],
    variables: &mut Variables,
) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut items = Vec::new();
    let mut is_final = false;
    for token in tokens {
        let item = item(token, declared, variables)?;
        match &item {
            Item::Slash if !is_final => {
                parts.push(Part::new(std::mem::take(&mut items), false, false)?);
                continue;
            }
            Item::Variable(converter) if converter.spans_segments() => is_final = true,
            _ => {}
        }
        items.push(item);
    }
    // The trailing slash of a final part becomes a part of its own, as in every other rule.
    let is_suffixed = is_final && matches!(items.last(), Some(Item::Slash));
    if is_suffixed {
        items.pop();
    }
    parts.push(Part::new(items, is_final, is_suffixed)?);
    if is_suffixed {
        parts.push(Part::new(Vec::new(), false, false)?);
    }
    Ok(parts)
}

/// The arguments of a converter, taken out one by one.
#[derive(Debug, Default)]
struct Arguments {
    positional: Vec<Option<String>>,
    named: Vec<(String, String)>,
}

impl Arguments {
    /// Splits arguments at their commas: `1, -2, 'a,b', max=3,`.
    fn parse(text: &str) -> Result<Self, String> {
        let mut arguments = Arguments::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let mut name = None;
            if let Some((word, after)) = rest.split_once('=')
                && word
                    .trim_end()
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '_')
            {
                name = Some(word.trim_end().to_owned());
                rest = after.trim_start();
            }
            let quote = rest
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => rest[1..].split_once(quote).ok_or("a quote is not closed")?,
                None => rest.split_at(rest.find(',').unwrap_or(rest.len())),
            };
            let value = if quote.is_some() {
                value
            } else {
                value.trim_end()
            };
            let bare = value.strip_prefix('-').unwrap_or(value);
            let is_word = bare
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            if quote.is_none() && (bare.is_empty() || !is_word) {
                return Err(format!("bad argument `{value}`"));
            }
            match name {
                Some(name) => arguments.named.push((name, value.to_owned())),
                None => arguments.positional.push(Some(value.to_owned())),
            }
            rest = after.trim_start();
            rest = match rest.strip_prefix(',') {
                Some(after) => after.trim_start(),
                None if rest.is_empty() => rest,
                None => return Err(format!("expected a comma before `{rest}`")),
            };
        }
        Ok(arguments)
    }

    fn take(&mut self, place: Option<usize>, name: &str) -> Option<String> {
        let positional = place.and_then(|place| self.positional.get_mut(place)?.take());
        let named = self.named.iter().position(|(own, _)| own == name);
        positional.or_else(|| named.map(|index| self.named.remove(index).1))
    }

    fn number<T: std::str::FromStr>(
        &mut self,
        place: Option<usize>,
        name: &str,
    ) -> Result<Option<T>, String> {
        match self.take(place, name) {
            None => Ok(None),
            Some(text) if text == "None" => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(format!("`{name}` can not be `{text}`")),
            },
        }
    }

    fn flag(&mut self, place: Option<usize>, name: &str) -> Result<bool, String> {
        match self.take(place, name).as_deref() {
            None | Some("False") => Ok(false),
            Some("True") => Ok(true),
            Some(text) => Err(format!("`{name}` can not be `{text}`")),
        }
    }

    fn rest(&mut self) -> Vec<String> {
        self.positional.drain(..).flatten().collect()
    }

    fn finish(self) -> Result<(), String> {
        let unknown = self.positional.into_iter().flatten().next();
        match unknown.or_else(|| self.named.into_iter().next().map(|(name, _)| name)) {
            Some(unknown) => Err(format!("unknown argument `{unknown}`")),
            None => Ok(()),
        }
    }
}

// ---------------------------------------------------------------------------------------------
// Paths.
// ---------------------------------------------------------------------------------------------

/// A decoded segment; `None` if it is not UTF-8, which matches no rule.
type Segment = Option<String>;

/// Splits a path, of whose leading slashes one is kept. The empty path has one empty segment.
fn segments(path: Path<'_>) -> Vec<Segment> {
    let text = match path {
        Path::Decoded(text) | Path::Raw(text) => text,
    };
    if text.is_empty() {
        return vec![Some(String::new())];
    }
    let from_slash = format!("/{}", text.trim_start_matches('/'));
    from_slash
        .split('/')
        .map(|segment| match path {
            Path::Decoded(_) => Some(segment.to_owned()),
            Path::Raw(_) => percent_decoded(segment),
        })
        .collect()
}

fn percent_decoded(segment: &str) -> Segment {
    let mut decoded = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let digit = |byte: &u8| {
            char::from(*byte)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        match (first, after) {
            (b'%', [high, low, after @ ..])
                if let (Some(high), Some(low)) = (digit(high), digit(low)) =>
            {
                decoded.push(high * 16 + low);
                rest = after;
            }
            _ => decoded.push(*first),
        }
    }
    String::from_utf8(decoded).ok()
}

fn with_trailing_slash(path: &[Segment]) -> Vec<Segment> {
    [path, &[Some(String::new())]].concat()
}

/// Removes the empty segments between slashes, but not the one behind a trailing slash.
fn merge_slashes(path: &[Segment]) -> Vec<Segment> {
    let last = path.len().saturating_sub(1);
    let is_kept = |(index, segment): &(usize, &Segment)| {
        *index == 0 || *index == last || segment.as_deref() != Some("")
    };
    path.iter()
        .enumerate()
        .filter(is_kept)
        .map(|(_, segment)| segment.clone())
        .collect()
}

/// The URL of a redirect. The segments are encoded anew, so that a slash inside one stays `%2F`.
fn redirect(request: &Request<'_>, path: &[Segment]) -> String {
    let path = path
        .iter()
        .map(|segment| quoted(segment.as_deref().unwrap_or_default()));
    let path = path.collect::<Vec<_>>().join("/");
    let scheme = if request.url_scheme.is_empty() {
        "http"
    } else {
        request.url_scheme
    };
    let script_name = match request.script_name.trim_matches('/') {
        "" => String::new(),
        name => format!("/{name}"),
    };
    let query = request.query.filter(|query| !query.is_empty());
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!(
        "{scheme}://{}{script_name}/{}{query}",
        request.host,
        path.trim_start_matches('/')
    )
}

fn quoted(segment: &str) -> String {
    let mut quoted = String::new();
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,:;=@".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            quoted.push_str(&format!("%{byte:02X}"));
        }
    }
    quoted
}

/// What real slashes are written with where segments are joined, since a segment may hold a `/` of
/// its own.
const USUAL_SLASH: char = char::MAX;

/// The last character of Unicode that neither the path nor the host has.
fn unused_character(path: &[Segment], host: &str) -> char {
    let is_used = |character: &char| {
        host.contains(*character) || path.iter().flatten().any(|text| text.contains(*character))
    };
    // The range is far larger than any path that arrives here.
    ('\u{F0000}'..=USUAL_SLASH)
        .rev()
        .find(|character| !is_used(character))
        .unwrap_or(USUAL_SLASH)
}

// ---------------------------------------------------------------------------------------------
// Hosts.
// ---------------------------------------------------------------------------------------------

/// The subdomain of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Subdomain {
    /// As it stands in the host.
    InHost(String),
    /// The default subdomain stands in for it; the host does not name it.
    Default,
    /// The host is outside the server's name.
    Foreign,
}

/// Finds the subdomain of a request to `host`, both names as [`ascii_host`] writes them and without
/// the scheme's own port. `has_bare_rules` says whether the map has rules in the empty subdomain
/// ([`Reference::has_bare_rules`]).
pub fn subdomain_of(host: &str, server_name: Option<&str>, has_bare_rules: bool) -> Subdomain {
    let bare = || {
        if has_bare_rules {
            Subdomain::InHost(String::new())
        } else {
            Subdomain::Default
        }
    };
    // Without a server's name any port of `localhost` will do: nothing is set that could disagree.
    let base = server_name.unwrap_or("localhost");
    let host = if server_name.is_none() {
        without_port(host)
    } else {
        host
    };
    if host == base {
        return bare();
    }
    match host
        .strip_suffix(base)
        .and_then(|labels| labels.strip_suffix('.'))
    {
        Some(labels) => Subdomain::InHost(labels.to_owned()),
        None if server_name.is_some() => Subdomain::Foreign,
        None => Subdomain::Default,
    }
}

/// A host in lower case and IDNA-encoded, its port kept; `None` if it can not be encoded.
pub fn ascii_host(host: &str) -> Option<String> {
    if host.is_ascii() {
        return Some(host.to_ascii_lowercase());
    }
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, format!(":{port}")),
        None => (host, String::new()),
    };
    // Label by label, since the text of a rule may begin or end with a dot.
    let labels = name.split('.').map(|label| {
        if label.is_ascii() {
            Some(label.to_ascii_lowercase())
        } else {
            idna::domain_to_ascii(label).ok()
        }
    });
    Some(format!(
        "{}{port}",
        labels.collect::<Option<Vec<_>>>()?.join(".")
    ))
}

/// A host without its port. The colons of an IPv6 address stand in brackets.
fn without_port(host: &str) -> &str {
    let name_end = host.rfind(']').unwrap_or(0);
    match host[name_end..].find(':') {
        Some(colon) => &host[..name_end + colon],
        None => host,
    }
}
