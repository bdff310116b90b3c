//! Why a request leads where it does: what an observer of the search has seen,
//! rule by rule, and what came of it.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use crate::adapter::Outcome;
use crate::domain::split_port;
use crate::map::{BoundRule, Map};
use crate::matcher::{Captures, Fit, Observer, Purpose, Request, Select, refuses_value};
use crate::parse::{parse, variables};
use crate::suggest::nearest;
use crate::syntax::Item;
use crate::table::{header, rule, rule_flag};
use crate::text::Text;

/// Why a path and a method lead where they do, as
/// [`MapAdapter::explain`](crate::MapAdapter::explain) tells it.
///
/// It has an item for each rule that answered, almost matched, or fits but for
/// its host; and where nothing answers, for the few whose path goes farthest
/// with the request's. `Display` writes a line for each, and the result below:
///
/// ```
/// use fingerpost_rules::{Map, Rule, Verdict};
///
/// let map = Map::new([
///     Rule::new("/users/<int:id>", "users.show").methods(["GET"]),
///     Rule::new("/", "pages.home").subdomain("www"),
/// ])?;
/// let explanation = map.bind("example.com")?.explain("/users/5", "POST");
///
/// let considered: Vec<_> = explanation.considered().collect();
/// assert_eq!(considered[0].rule().endpoint(), Some("users.show"));
/// assert_eq!(considered[0].verdict(), &Verdict::OtherMethod);
/// assert_eq!(considered[0].to_string(), "almost: method POST is not in GET, HEAD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Explanation<'m> {
    map: &'m Map,
    method: String,
    host: String,
    subdomain: Option<String>,
    considered: Vec<(usize, Verdict)>,
    outcome: Outcome<'m, BoundRule<'m>>,
    decided_by: Option<usize>,
    /// Whether there is any rule for the host.
    has_domain: bool,
    answers_options: bool,
}

/// What a request is to a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The rule answers.
    Answers,
    /// The rule matches, and sends the request on.
    Redirects(RedirectBy),
    /// The rule matches and would send the request on, but these values lead
    /// nowhere: 404.
    LeadsNowhere(RedirectBy),
    /// The rule answers other methods.
    OtherMethod,
    /// The rule answers websocket upgrades only and the request is none, or
    /// the other way round.
    OtherProtocol,
    /// The rule would match with a slash at the end of the path.
    LacksSlash,
    /// The rule would match without the slash at the end of the path.
    ExtraSlash,
    /// The rule would match with the slashes that stand in a row merged into
    /// one.
    DoubledSlashes {
        /// And with a slash at the end of the path.
        lacks_slash: bool,
    },
    /// The path fits, but a value is refused, so that the rule does not match
    /// (difference D1): this one, if it is known.
    Refused(Option<Refusal>),
    /// The path fits, but the host or subdomain is another.
    OtherDomain,
    /// The rule matches too, but the one that decides comes first.
    Outranked,
    /// The rule was found, but one that overrides it matches too.
    Overridden {
        /// The number of that rule.
        by: usize,
    },
    /// The path goes another way.
    Elsewhere {
        /// The segment with which it leaves the rule; `None` if it ends there.
        segment: Option<String>,
        /// What the rule has in its place; `None` if it ends there.
        expected: Option<String>,
    },
}

/// A value that a rule does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The name of the variable.
    pub variable: String,
    /// The variable as it is written: `<int(max=5):id>`.
    pub source: String,
    /// The text that stands in its place, decoded.
    pub text: String,
    /// What refuses it.
    pub by: RefusedBy,
}

/// What refuses a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusedBy {
    /// The converter, by its arguments.
    Rule,
    /// The type that the value is to have: that of the handler, or, where no
    /// handler says it, that of the converter.
    Type,
}

/// Why a rule that matches sends a request on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectBy {
    /// It is an alias of another rule.
    Alias,
    /// The values are the defaults of another rule of the endpoint.
    Defaults,
    /// It names a target.
    Target,
}

/// A rule that an [`Explanation`] tells of. It prints what it is to the
/// request: `almost: method POST is not in GET, HEAD`.
#[derive(Debug, Clone, Copy)]
pub struct Considered<'e> {
    explanation: &'e Explanation<'e>,
    number: usize,
    verdict: &'e Verdict,
}

impl<'m> Explanation<'m> {
    /// The rules, in the order in which the search came to them; then those of
    /// other domains, then those whose path goes another way, the one that it
    /// leaves last before the others.
    pub fn considered(&self) -> impl ExactSizeIterator<Item = Considered<'_>> {
        let considered = self.considered.iter();
        considered.map(|(number, verdict)| Considered {
            explanation: self,
            number: *number,
            verdict,
        })
    }

    /// What the request leads to: exactly what a match gives.
    pub fn outcome(&self) -> &Outcome<'m, BoundRule<'m>> {
        &self.outcome
    }

    /// The rule that answers or redirects, or whose redirect leads nowhere.
    pub fn decided_by(&self) -> Option<BoundRule<'m>> {
        self.map.rule(self.decided_by?)
    }

    /// Whether a rule answers, or redirects.
    pub fn is_answered(&self) -> bool {
        matches!(self.outcome, Outcome::Match(_) | Outcome::Redirect(_))
    }

    /// Writes OPTIONS among the methods of `Allow`, and 200 where it is asked,
    /// for a server that answers it for all rules.
    pub fn answering_options(mut self) -> Self {
        self.answers_options = true;
        self
    }

    /// The lines of the rules, without the result.
    pub fn rules_text(&self) -> String {
        let rows: Vec<[String; 4]> = self
            .considered()
            .map(|considered| {
                let rule = considered.rule();
                let consequence = self
                    .consequence(&considered)
                    .map_or_else(String::new, |consequence| format!("-> {consequence}"));
                [
                    rule.endpoint().unwrap_or("-").to_owned(),
                    rule.rule().to_owned(),
                    considered.to_string(),
                    consequence,
                ]
            })
            .collect();
        let width = |column: usize| {
            let widths = rows.iter().map(|row| row[column].chars().count());
            widths.max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2)];
        let mut text = String::new();
        for [name, rule, verdict, consequence] in &rows {
            let line = format!(
                "{name:0$}  {rule:1$}  {verdict:2$}  {consequence}",
                widths[0], widths[1], widths[2]
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// What follows from what a rule says, if it is not only that the search
    /// goes on.
    fn consequence(&self, considered: &Considered<'_>) -> Option<String> {
        if considered.verdict == &Verdict::OtherMethod {
            return Some(match &self.outcome {
                Outcome::MethodNotAllowed(_) => self.method_status().to_owned(),
                _ => {
                    let methods = considered.rule().methods()?;
                    format!("would be 405, Allow: {}", self.allow(methods.iter()))
                }
            });
        }
        match &self.outcome {
            Outcome::Redirect(redirect) if self.decided_by == Some(considered.number) => {
                Some(format!("{} {}", redirect.code(), redirect.url()))
            }
            _ => None,
        }
    }

    /// The status where no rule answers the method.
    fn method_status(&self) -> &'static str {
        if self.answers_options && self.method.eq_ignore_ascii_case("OPTIONS") {
            "200"
        } else {
            "405"
        }
    }

    fn allow<'n>(&self, methods: impl Iterator<Item = &'n str>) -> String {
        let options = self.answers_options.then_some("OPTIONS");
        let mut methods: Vec<&str> = methods.chain(options).collect();
        methods.sort_unstable();
        methods.dedup();
        methods.join(", ")
    }

    /// The result as one line, without a line break:
    /// `308 http://example.com/users/ by users.list`.
    pub fn result_text(&self) -> String {
        let by = self
            .decided_by()
            .map_or_else(String::new, |rule| format!(" by {}", name_of(rule)));
        match &self.outcome {
            Outcome::Match(rule) => format!("answered by {}", name_of(*rule)),
            Outcome::Redirect(redirect) => format!("{} {}{by}", redirect.code(), redirect.url()),
            Outcome::NotFound if !self.has_domain => match &self.subdomain {
                Some(subdomain) if !subdomain.is_empty() => {
                    format!("404, no rule is for the subdomain {subdomain:?}")
                }
                _ => format!("404, no rule is for the host {:?}", self.host),
            },
            Outcome::NotFound => format!("404{by}"),
            Outcome::MethodNotAllowed(methods) => {
                let (status, methods) = (self.method_status(), self.allow(methods.iter()));
                format!("{status}, Allow: {methods}")
            }
            Outcome::WebsocketMismatch => "400".to_owned(),
        }
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rules_text())?;
        writeln!(f, "result: {}", self.result_text())
    }
}

impl<'e> Considered<'e> {
    /// The rule.
    pub fn rule(&self) -> BoundRule<'e> {
        BoundRule {
            map: self.explanation.map,
            number: self.number,
        }
    }

    /// What the request is to it.
    pub fn verdict(&self) -> &'e Verdict {
        self.verdict
    }
}

impl fmt::Display for Considered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { map, method, .. } = self.explanation;
        let name = |number| map.rule(number).map_or("another rule", name_of);
        match self.verdict {
            Verdict::Answers => f.write_str("answers"),
            Verdict::Redirects(by) => f.write_str(match by {
                RedirectBy::Alias => "redirects: it is an alias",
                RedirectBy::Defaults => "redirects: its values are the defaults of another rule",
                RedirectBy::Target => "redirects: it has a target",
            }),
            Verdict::LeadsNowhere(by) => f.write_str(match by {
                RedirectBy::Alias => "no: it is an alias of no rule that takes its values",
                RedirectBy::Defaults => "no: no other rule takes its values",
                RedirectBy::Target => "no: a value can not stand in its target",
            }),
            Verdict::OtherMethod => {
                write!(f, "almost: method {} is not in ", method.escape_debug())?;
                match self.rule().methods() {
                    Some(methods) => methods.fmt(f),
                    None => f.write_str("its methods"),
                }
            }
            Verdict::OtherProtocol if self.rule().is_websocket() => {
                f.write_str("almost: it answers websocket upgrades only")
            }
            Verdict::OtherProtocol => f.write_str("almost: it answers no websocket upgrades"),
            Verdict::LacksSlash => f.write_str("almost: the path lacks its trailing slash"),
            Verdict::ExtraSlash => f.write_str("no: the path has one slash too many at its end"),
            Verdict::DoubledSlashes { lacks_slash: true } => {
                f.write_str("almost: the path has slashes in a row, and lacks its trailing one")
            }
            Verdict::DoubledSlashes { lacks_slash: false }
                if self.rule().record().has(rule_flag::MERGE_SLASHES) =>
            {
                f.write_str("almost: the path has slashes in a row")
            }
            Verdict::DoubledSlashes { lacks_slash: false } => {
                f.write_str("no: the path has slashes in a row, and the rule merges none")
            }
            Verdict::Refused(Some(refusal)) => {
                write!(f, "no: {:?} is refused by ", refusal.text)?;
                match refusal.by {
                    RefusedBy::Rule => f.write_str(&refusal.source),
                    RefusedBy::Type => write!(f, "the type of {}", refusal.source),
                }
            }
            Verdict::Refused(None) => f.write_str("no: a value is refused"),
            Verdict::OtherDomain => self.write_other_domain(f),
            Verdict::Outranked => {
                let first = self.explanation.decided_by.map_or("another rule", name);
                write!(f, "no: it fits too, but {first} comes first")
            }
            Verdict::Overridden { by } => {
                write!(f, "no: it fits, but {} overrides it", name(*by))
            }
            Verdict::Elsewhere { segment, expected } => match (segment, expected) {
                (Some(segment), Some(expected)) if expected.contains('<') => {
                    write!(f, "no: {segment:?} does not fit {expected}")
                }
                (Some(segment), Some(expected)) => {
                    write!(f, "no: {segment:?} is not {expected:?}")?;
                    if is_near(segment, expected) {
                        f.write_str(": did you mean that?")?;
                    }
                    Ok(())
                }
                (Some(segment), None) => write!(f, "no: it ends before {segment:?}"),
                (None, Some(expected)) if expected.contains('<') => {
                    write!(f, "no: the path ends before {expected}")
                }
                (None, Some(expected)) => write!(f, "no: the path ends before {expected:?}"),
                (None, None) => f.write_str("no: the path goes another way"),
            },
        }
    }
}

impl Considered<'_> {
    fn write_other_domain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation {
            host, subdomain, ..
        } = self.explanation;
        let rule = self.rule();
        if let Some(expected) = rule.host() {
            let (name, port) = split_port(host);
            let asked = if split_port(expected).1.is_empty() || port.is_empty() {
                name
            } else {
                host
            };
            return write!(f, "no: the host is {asked:?}, not {expected:?}");
        }
        let quoted = |subdomain: &str| match subdomain {
            "" => "empty".to_owned(),
            subdomain => format!("{subdomain:?}"),
        };
        match (subdomain, rule.subdomain()) {
            (Some(asked), Some(expected)) => write!(
                f,
                "no: the subdomain is {}, not {}",
                quoted(asked),
                quoted(expected)
            ),
            _ => write!(f, "no: the host {host:?} is outside of the server's name"),
        }
    }
}

/// What a rule is called: its endpoint, or else its text.
fn name_of(rule: BoundRule<'_>) -> &str {
    rule.endpoint().unwrap_or(rule.rule())
}

/// Whether a segment is a slip of the pen for a literal one. Of two letters each
/// pair would be.
fn is_near(segment: &str, literal: &str) -> bool {
    literal.chars().count() > 2 && nearest(segment, [literal]).is_some()
}

/// What is seen of a search.
#[derive(Debug)]
pub(crate) struct Notes<'m> {
    map: &'m Map,
    considered: Vec<(usize, Verdict)>,
    /// Where each rule stands among those considered, if it is one of them.
    places: HashMap<usize, Option<usize>>,
    /// The states in which the path as it stands was, and where it went on.
    reached: HashMap<u32, usize>,
    /// Whether the path that is searched is the one with its slashes merged.
    merged: bool,
    /// The rule that this path fits.
    whole: Option<usize>,
    /// The first rule that it fits but for a slash at its end.
    lacks_slash: Option<usize>,
}

impl Observer for Notes<'_> {
    fn reaches(&mut self, state: u32, at: usize) {
        if !self.merged {
            self.reached.insert(state, at);
        }
    }

    fn finds(&mut self, rule: usize, fit: Fit<'_>) {
        let verdict = match fit {
            Fit::Whole => {
                self.whole = Some(rule);
                if self.merged {
                    Verdict::DoubledSlashes { lacks_slash: false }
                } else {
                    Verdict::Answers
                }
            }
            Fit::LacksSlash => {
                self.lacks_slash.get_or_insert(rule);
                if self.merged {
                    Verdict::DoubledSlashes { lacks_slash: true }
                } else {
                    Verdict::LacksSlash
                }
            }
            Fit::Redirects(by) => Verdict::Redirects(by),
            Fit::LeadsNowhere(by) => Verdict::LeadsNowhere(by),
            Fit::ExtraSlash => Verdict::ExtraSlash,
            Fit::Overridden { by } => Verdict::Overridden { by },
            Fit::OtherMethod => Verdict::OtherMethod,
            Fit::OtherProtocol => Verdict::OtherProtocol,
            Fit::Refused {
                captures,
                by,
                variable,
            } => Verdict::Refused(refusal(self.map, rule, captures, by, variable)),
        };
        self.note(rule, verdict);
    }

    fn merges(&mut self) {
        self.merged = true;
        self.whole = None;
        self.lacks_slash = None;
    }
}

impl<'m> Notes<'m> {
    pub(crate) fn new(map: &'m Map) -> Self {
        Notes {
            map,
            considered: Vec::new(),
            places: HashMap::new(),
            reached: HashMap::new(),
            merged: false,
            whole: None,
            lacks_slash: None,
        }
    }

    /// A path with merged slashes may say something new of a rule. It counts if
    /// it says more than that the rule does not match.
    fn note(&mut self, rule: usize, verdict: Verdict) {
        let place = self.places.get(&rule).copied().flatten();
        match place.and_then(|place| self.considered.get_mut(place)) {
            Some((_, known)) => {
                let is_weak = matches!(
                    known,
                    Verdict::Answers | Verdict::Refused(_) | Verdict::ExtraSlash
                );
                if is_weak && !matches!(verdict, Verdict::Refused(_) | Verdict::ExtraSlash) {
                    *known = verdict;
                }
            }
            None => {
                self.places.insert(rule, Some(self.considered.len()));
                self.considered.push((rule, verdict));
            }
        }
    }

    /// Sees what the search has not come to because it was over.
    pub(crate) fn behind(&mut self) -> Behind<'_, 'm> {
        Behind {
            notes: self,
            verdict: Verdict::Outranked,
            is_over: false,
        }
    }

    /// Sees what would be found in other domains.
    pub(crate) fn elsewhere(&mut self) -> Behind<'_, 'm> {
        Behind {
            notes: self,
            verdict: Verdict::OtherDomain,
            is_over: false,
        }
    }

    /// All that there is to tell, once the outcome is known.
    pub(crate) fn explain(
        mut self,
        request: Request<'_>,
        path: &Text<'_>,
        outcome: Outcome<'m, BoundRule<'m>>,
    ) -> Explanation<'m> {
        let decided_by = match &outcome {
            Outcome::Match(rule) => Some(rule.number()),
            Outcome::Redirect(_) => self.whole.or(self.lacks_slash),
            Outcome::NotFound if !self.merged => self.whole,
            _ => None,
        };
        if !matches!(outcome, Outcome::Match(_) | Outcome::Redirect(_)) {
            let strays = self.farthest(path.bytes());
            self.considered.extend(strays);
        }
        Explanation {
            map: self.map,
            method: request.method.unwrap_or("").to_owned(),
            host: request.host.to_owned(),
            subdomain: request.subdomain.map(str::to_owned),
            considered: self.considered,
            outcome,
            decided_by,
            has_domain: !self.reached.is_empty(),
            answers_options: false,
        }
    }
}

/// How many rules are told of that the path does not fit.
const STRAYS: usize = 8;

impl Notes<'_> {
    /// The rules of the request's domains which its path leaves last, a slip of
    /// the pen counting as if it were none; of equal ones the first.
    fn farthest(&self, path: &[u8]) -> Vec<(usize, Verdict)> {
        let mut strays: Vec<(usize, usize, Verdict)> = self
            .strays(path)
            .into_iter()
            .map(
                |Stray {
                     rule,
                     depth,
                     verdict,
                 }| {
                    let is_near = matches!(
                        &verdict,
                        Verdict::Elsewhere { segment: Some(segment), expected: Some(expected) }
                            if is_near(segment, expected)
                    );
                    (depth + usize::from(is_near), rule, verdict)
                },
            )
            .collect();
        strays.sort_by_key(|(score, rule, _)| (std::cmp::Reverse(*score), *rule));
        // Those that have nothing in common with the path say something only
        // where there are no others.
        let has_better =
            !self.considered.is_empty() || strays.first().is_some_and(|(score, ..)| *score > 0);
        strays
            .into_iter()
            .filter(|(score, ..)| *score > 0 || !has_better)
            .take(STRAYS)
            .map(|(_, rule, verdict)| (rule, verdict))
            .collect()
    }

    /// The rules below the states that the search was in: each left at the last
    /// of them on its way.
    fn strays(&self, path: &[u8]) -> Vec<Stray> {
        let table = self.map.table();
        let roots = (0..3).map(|index| table.node(table.u32(header::ROOTS + 4 * index)));
        let mut open: Vec<Way> = roots
            .flat_map(|root| table.successors(root))
            .filter_map(|state| {
                let at = *self.reached.get(&state)?;
                Some(Way {
                    state,
                    depth: 0,
                    left: Left { at, depth: 0 },
                })
            })
            .collect();
        let mut strays = Vec::new();
        while let Some(Way { state, depth, left }) = open.pop() {
            let reached = self.reached.get(&state);
            let left = reached.map_or(left, |at| Left { at: *at, depth });
            let node = table.node(state);
            for rule in table.rules_of(node) {
                if self.places.contains_key(&rule) {
                    continue;
                }
                let rest = path.get(left.at..).filter(|rest| !rest.is_empty());
                let segment = rest.map(|rest| {
                    let segment = rest.split(|byte| *byte == b'/').next().unwrap_or(rest);
                    String::from_utf8_lossy(segment).into_owned()
                });
                let expected = segment_of(self.map, rule, left.depth);
                strays.push(Stray {
                    rule,
                    depth: left.depth,
                    verdict: Verdict::Elsewhere { segment, expected },
                });
            }
            open.extend(table.successors(node).map(|state| Way {
                state,
                depth: depth + 1,
                left,
            }));
        }
        strays
    }
}

/// A rule that the path does not fit.
struct Stray {
    rule: usize,
    /// How many segments they have in common.
    depth: usize,
    verdict: Verdict,
}

/// A state below a root, and where the search was last on the way to it.
struct Way {
    state: u32,
    depth: usize,
    left: Left,
}

#[derive(Clone, Copy)]
struct Left {
    at: usize,
    depth: usize,
}

/// A segment of a rule as it is written; `None` where it has no more, or only
/// its slash at the end. A variable that spans segments takes what follows.
fn segment_of(map: &Map, number: usize, depth: usize) -> Option<String> {
    let rule = BoundRule { map, number };
    let text = rule.rule();
    let merges = rule.record().has(rule_flag::MERGE_SLASHES);
    let mut spans = rule
        .variable_records()
        .filter(|record| record.spans_segments());
    let spanning = spans.next().map(|record| record.name);
    let (mut place, mut spans_segments) = (0, false);
    let mut segments: Vec<Range<usize>> = Vec::new();
    for item in parse(text).ok()?.items {
        let start = place;
        match item {
            Item::Slash => {
                place += 1;
                let is_empty = segments.last().is_some_and(Range::is_empty);
                match segments.last_mut() {
                    Some(last) if spans_segments => last.end = place,
                    Some(last) if is_empty && merges => *last = place..place,
                    _ => segments.push(place..place),
                }
                continue;
            }
            Item::Text(text) => place += text.len(),
            Item::Variable(variable) => {
                place = variable.span.end;
                spans_segments |= spanning == Some(variable.name.as_str());
            }
        }
        match segments.last_mut() {
            Some(last) => last.end = place,
            None => segments.push(start..place),
        }
    }
    let segment = text.get(segments.get(depth)?.clone())?;
    (!segment.is_empty()).then(|| segment.to_owned())
}

/// Which value a rule refuses.
fn refusal(
    map: &Map,
    number: usize,
    captures: &Captures<'_>,
    by: RefusedBy,
    variable: Option<usize>,
) -> Option<Refusal> {
    let rule = BoundRule { map, number };
    let record = rule.record();
    let domain = rule.host().or(rule.subdomain()).unwrap_or("");
    let written: Vec<_> = variables(domain)
        .into_iter()
        .chain(variables(rule.rule()))
        .collect();
    let refuses = |index: &usize| match by {
        RefusedBy::Rule => refuses_value(record, *index, captures.bytes(*index)),
        RefusedBy::Type => {
            let mut records = rule.variable_records();
            let value = records
                .nth(*index)
                .and_then(|variable| map.convert(variable.kind, captures.text(*index)?));
            value.is_none()
        }
    };
    let index = variable.or_else(|| (0..captures.len()).find(refuses))?;
    let written = written.get(index)?;
    Some(Refusal {
        variable: written.name.clone(),
        source: written.source.to_owned(),
        text: captures
            .text(index)
            .map_or_else(String::new, |text| text.into_owned()),
        by,
    })
}

/// Sees the rules that the path fits and that are not noted yet.
#[derive(Debug)]
pub(crate) struct Behind<'n, 'm> {
    notes: &'n mut Notes<'m>,
    /// What they are: behind the answer, or in another domain.
    verdict: Verdict,
    /// What follows is of no interest.
    is_over: bool,
}

impl Observer for Behind<'_, '_> {
    const GOES_ON: bool = true;

    fn reaches(&mut self, _: u32, _: usize) {}

    fn finds(&mut self, rule: usize, fit: Fit<'_>) {
        if self.is_over || self.notes.places.contains_key(&rule) {
            return;
        }
        let is_other_domain = self.verdict == Verdict::OtherDomain;
        let is_told = match fit {
            Fit::Whole => true,
            Fit::OtherMethod | Fit::OtherProtocol => is_other_domain,
            // The values of the domain are not known, so that they are refused
            // says nothing.
            Fit::Refused { captures, .. } => {
                is_other_domain && !refuses_path_values(self.notes.map, rule, captures)
            }
            _ => false,
        };
        if is_told {
            self.notes.note(rule, self.verdict.clone());
        } else {
            // It is seen, so it is none of another domain.
            self.notes.places.insert(rule, None);
        }
    }

    fn merges(&mut self) {
        self.is_over = true;
    }
}

/// Whether a rule, or a converter, refuses a value of the path.
fn refuses_path_values(map: &Map, number: usize, captures: &Captures<'_>) -> bool {
    let rule = BoundRule { map, number };
    let record = rule.record();
    let in_domain = record.field(rule::DOMAIN_VARIABLES) as usize;
    let mut records = rule.variable_records().enumerate().skip(in_domain);
    records.any(|(index, variable)| {
        let value = captures
            .text(index)
            .and_then(|text| map.convert(variable.kind, text));
        refuses_value(record, index, captures.bytes(index)) || value.is_none()
    })
}

/// Looks only at the values of the path.
pub(crate) struct ValuesOfPath<'m> {
    pub(crate) map: &'m Map,
}

impl Select for ValuesOfPath<'_> {
    fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        !refuses_path_values(self.map, rule, captures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rule, RuleFactory};

    fn explained(rules: impl RuleFactory, host: &str, request: &str) -> String {
        let map = Map::new(rules).unwrap();
        let (subdomain, server_name) = host.split_once('.').unwrap_or(("", host));
        let bind = crate::Bind::to(server_name).subdomain(subdomain);
        let (method, path) = request.split_once(' ').unwrap();
        map.bind(bind).unwrap().explain(path, method).to_string()
    }

    fn users() -> impl RuleFactory {
        [
            Rule::new("/users/<int:id>", "show").methods(["GET"]),
            Rule::new("/users/<int:id>/", "update").methods(["POST"]),
            Rule::new("/users/<int(max=99):id>/posts/<slug>", "post"),
            Rule::new("/users/new", "new").methods(["GET", "POST"]),
            Rule::new("/users/<name>", "named"),
            Rule::new("/raw/<name>", "raw").merge_slashes(false),
            Rule::new("/old/<name>", "old").alias(),
            Rule::new("/older/<string(length=1):name>", "old"),
            Rule::new("/list", "list").defaults([("page", 1)]),
            Rule::new("/list/<int:page>", "list"),
            Rule::new("/moved", "moved").redirect_to("/users/new"),
            Rule::new("/feed", "feed").websocket(),
        ]
    }

    #[test]
    fn every_verdict_is_told() {
        for (request, expected) in [
            ("GET /users/new", "\
new    /users/new     answers
named  /users/<name>  no: it fits too, but new comes first
result: answered by new
"),
            ("POST /users/5", "\
show    /users/<int:id>   almost: method POST is not in GET, HEAD    -> would be 405, Allow: GET, HEAD
update  /users/<int:id>/  almost: the path lacks its trailing slash
named   /users/<name>     answers
result: answered by named
"),
            ("PUT /users/5/", "\
update  /users/<int:id>/                      almost: method PUT is not in POST               -> 405
show    /users/<int:id>                       no: the path has one slash too many at its end
named   /users/<name>                         no: the path has one slash too many at its end
post    /users/<int(max=99):id>/posts/<slug>  no: the path ends before \"posts\"
new     /users/new                            no: \"5\" is not \"new\"
result: 405, Allow: POST
"),
            ("DELETE /users/nwe/", "\
named   /users/<name>                         no: the path has one slash too many at its end
new     /users/new                            no: \"nwe\" is not \"new\": did you mean that?
show    /users/<int:id>                       no: \"nwe\" does not fit <int:id>
update  /users/<int:id>/                      no: \"nwe\" does not fit <int:id>
post    /users/<int(max=99):id>/posts/<slug>  no: \"nwe\" does not fit <int(max=99):id>
result: 404
"),
            ("GET /users/500/posts/x", "\
post    /users/<int(max=99):id>/posts/<slug>  no: \"500\" is refused by <int(max=99):id>
show    /users/<int:id>                       no: it ends before \"posts\"
update  /users/<int:id>/                      no: it ends before \"posts\"
named   /users/<name>                         no: it ends before \"posts\"
new     /users/new                            no: \"500\" is not \"new\"
result: 404
"),
            ("GET /users/99999999999999999999/posts/x", "\
post    /users/<int(max=99):id>/posts/<slug>  no: \"99999999999999999999\" is refused by <int(max=99):id>
show    /users/<int:id>                       no: it ends before \"posts\"
update  /users/<int:id>/                      no: it ends before \"posts\"
named   /users/<name>                         no: it ends before \"posts\"
new     /users/new                            no: \"99999999999999999999\" is not \"new\"
result: 404
"),
            ("GET /users/5//posts/x", "\
post  /users/<int(max=99):id>/posts/<slug>  almost: the path has slashes in a row  -> 308 http://localhost/users/5/posts/x
result: 308 http://localhost/users/5/posts/x by post
"),
            ("POST /users//5", "\
show    /users/<int:id>   almost: method POST is not in GET, HEAD                            -> would be 405, Allow: GET, HEAD
update  /users/<int:id>/  almost: the path has slashes in a row, and lacks its trailing one
named   /users/<name>     almost: the path has slashes in a row                              -> 308 http://localhost/users/5
result: 308 http://localhost/users/5 by named
"),
            ("GET /raw//x", "\
raw  /raw/<name>  no: the path has slashes in a row, and the rule merges none
result: 404
"),
            ("GET /old/x", "\
old  /old/<name>  redirects: it is an alias  -> 308 http://localhost/older/x
result: 308 http://localhost/older/x by old
"),
            ("GET /old/anyone", "\
old  /old/<name>  no: it is an alias of no rule that takes its values
result: 404 by old
"),
            ("GET /list/1", "\
list  /list/<int:page>  redirects: its values are the defaults of another rule  -> 308 http://localhost/list
result: 308 http://localhost/list by list
"),
            ("GET /moved", "\
moved  /moved  redirects: it has a target  -> 308 http://localhost/users/new
result: 308 http://localhost/users/new by moved
"),
            ("GET /feed", "\
feed  /feed  almost: it answers websocket upgrades only
result: 400
"),
            ("GET /users", "\
show    /users/<int:id>                       no: the path ends before <int:id>
update  /users/<int:id>/                      no: the path ends before <int:id>
post    /users/<int(max=99):id>/posts/<slug>  no: the path ends before <int(max=99):id>
new     /users/new                            no: the path ends before \"new\"
named   /users/<name>                         no: the path ends before <name>
result: 404
"),
            ("GET /fed", "\
feed  /feed  no: \"fed\" is not \"feed\": did you mean that?
result: 404
"),
        ] {
            assert_eq!(
                explained(users(), "localhost", request),
                expected,
                "{request}"
            );
        }
    }

    #[test]
    fn rules_of_other_domains_are_told() {
        let rules = || -> Vec<Rule> {
            vec![
                Rule::new("/<path:any>", "any").subdomain("www"),
                Rule::new("/a", "bare").subdomain(""),
                Rule::new("/<int(max=5):n>", "number").subdomain("<int(min=1):tenant>"),
                Rule::new("/a", "host").host("www.example.com"),
                Rule::new("/a", "port").host("acme.example.com:81"),
                Rule::new("/a", "built").subdomain("www").build_only(),
                Rule::new("/b", "other").subdomain("acme"),
            ]
        };
        for (host, request, expected) in [
            (
                "acme.example.com",
                "GET /a",
                "\
port  /a           no: the host is \"acme.example.com\", not \"acme.example.com:81\"
host  /a           no: the host is \"acme.example.com\", not \"www.example.com\"
bare  /a           no: the subdomain is \"acme\", not empty
any   /<path:any>  no: the subdomain is \"acme\", not \"www\"
result: 404
",
            ),
            (
                "acme.example.com",
                "GET /4",
                "\
any     /<path:any>      no: the subdomain is \"acme\", not \"www\"
number  /<int(max=5):n>  no: the subdomain is \"acme\", not \"<int(min=1):tenant>\"
result: 404
",
            ),
            (
                "acme.example.com",
                "GET /6",
                "\
any  /<path:any>  no: the subdomain is \"acme\", not \"www\"
result: 404
",
            ),
            (
                "nowhere.example.com:80",
                "GET /a",
                "\
port  /a           no: the host is \"nowhere.example.com:80\", not \"acme.example.com:81\"
host  /a           no: the host is \"nowhere.example.com\", not \"www.example.com\"
bare  /a           no: the subdomain is \"nowhere\", not empty
any   /<path:any>  no: the subdomain is \"nowhere\", not \"www\"
result: 404, no rule is for the subdomain \"nowhere\"
",
            ),
            (
                "0.example.com",
                "GET /1",
                "\
number  /<int(max=5):n>  no: \"0\" is refused by <int(min=1):tenant>
any     /<path:any>      no: the subdomain is \"0\", not \"www\"
result: 404
",
            ),
            (
                "www.example.com",
                "GET /a",
                "\
host  /a           answers
any   /<path:any>  no: it fits too, but host comes first
port  /a           no: the host is \"www.example.com\", not \"acme.example.com:81\"
bare  /a           no: the subdomain is \"www\", not empty
result: answered by host
",
            ),
        ] {
            assert_eq!(
                explained(rules(), host, request),
                expected,
                "{host} {request}"
            );
        }
    }

    #[test]
    fn a_host_outside_of_the_name_is_told() {
        struct Asked;
        impl crate::Environ for Asked {
            fn url_scheme(&self) -> &str {
                "http"
            }
            fn host(&self) -> Option<&str> {
                Some("evil.com")
            }
            fn request_method(&self) -> &str {
                "GET"
            }
            fn script_name(&self) -> &str {
                ""
            }
            fn path_info(&self) -> crate::PathInfo<'_> {
                crate::PathInfo::Raw("/a%2Fb")
            }
            fn query_string(&self) -> &str {
                ""
            }
            fn is_websocket(&self) -> bool {
                false
            }
        }
        let map = Map::new([Rule::new("/<x>", "x")]).unwrap();
        let options = crate::BindEnviron {
            server_name: Some("example.com"),
            ..Default::default()
        };
        let adapter = map.bind_to_environ(&Asked, options).unwrap();
        let explanation = adapter.explain(adapter.path_info(), "GET");
        assert_eq!(
            explanation.to_string(),
            "\
x  /<x>  no: the host \"evil.com\" is outside of the server's name
result: 404, no rule is for the host \"evil.com\"
"
        );
    }

    #[test]
    fn methods_have_options_if_they_are_to() {
        let map = Map::new([Rule::new("/", "x").methods(["PUT"])]).unwrap();
        let explanation = map
            .bind("localhost")
            .unwrap()
            .explain("/", "GET")
            .answering_options();
        assert_eq!(explanation.result_text(), "405, Allow: OPTIONS, PUT");
        assert!(!explanation.is_answered());
        let explanation = map.bind("localhost").unwrap().explain("/", "OPTIONS");
        assert_eq!(explanation.result_text(), "405, Allow: PUT");
        let explanation = explanation.answering_options();
        assert_eq!(explanation.result_text(), "200, Allow: OPTIONS, PUT");
    }

    #[test]
    fn a_large_table_is_not_told_whole() {
        let rules: Vec<Rule> = (0..100)
            .map(|number| Rule::new(format!("/items/{number}/<x>"), "x"))
            .collect();
        let map = Map::new(rules).unwrap();
        let adapter = map.bind("localhost").unwrap();
        let explanation = adapter.explain("/items/71/", "GET");
        let first = explanation
            .considered()
            .next()
            .map(|considered| considered.rule().rule());
        assert_eq!(
            (first, explanation.considered().len()),
            (Some("/items/71/<x>"), STRAYS)
        );
    }

    #[test]
    fn segments_of_rules_are_those_of_the_search() {
        let map = Map::builder()
            .converter("deep", "[a-z]+/[a-z]+", crate::Verbatim)
            .add([
                Rule::new("/a//b/<any(\"c/d\", e):x>.<y>/", "merged"),
                Rule::new("/a//b", "kept").merge_slashes(false),
                Rule::new("/a/<path:rest>/edit/x", "rest"),
                Rule::new("/<deep:x>/x", "deep"),
            ])
            .build()
            .unwrap();
        let segments = |number| -> Vec<Option<String>> {
            (0..5)
                .map(|depth| segment_of(&map, number, depth))
                .collect()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            segments(0),
            [
                some("a"),
                some("b"),
                some("<any(\"c/d\", e):x>.<y>"),
                None,
                None
            ]
        );
        assert_eq!(segments(1), [some("a"), None, some("b"), None, None]);
        assert_eq!(
            segments(2),
            [some("a"), some("<path:rest>/edit/x"), None, None, None]
        );
        assert_eq!(segments(3), [some("<deep:x>/x"), None, None, None, None]);
    }
}
