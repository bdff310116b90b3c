//! The search: path and host to a rule.
//!
//! Depth first, the more specific way first, back where a way ends (Werkzeug's
//! state machine). A state is reached in one way only, so a search visits each
//! at most once, and takes time linear in the path for every table.
//!
//! The search itself knows nothing of types: it asks a [`Select`] whether the
//! values suit a rule, and goes on if not (difference D1).

use std::borrow::Cow;
use std::ops::Range;

use crate::explain::{RedirectBy, RefusedBy};
use crate::map::Map;
use crate::pattern::{Piece, cut, is_int, is_text, refuses_path, variables};
use crate::table::{
    BRANCH_SIZE, Key, Node, RuleRecord, Table, branch, check, header, map_flag, node, rule,
    rule_flag,
};
use crate::text::{Text, leading_slashes};

/// What a search asks about a rule whose path, host and values fit the rule's
/// text and the arguments of its converters.
pub trait Select {
    /// Whether the values suit the rule numbered `rule`: false if one of them
    /// has no value in the type asked for. The rule then does not match, and
    /// the search goes on.
    ///
    /// If `purpose` is [`Purpose::Answer`] and the values suit, the search is
    /// over and this rule is its answer.
    fn select(&mut self, rule: usize, captures: &Captures<'_>, purpose: Purpose) -> bool;

    /// The variable whose value did not suit when [`select`](Self::select) was
    /// asked last, counted from 0; `None` if that is not known. An
    /// [`Explanation`](crate::Explanation) names it.
    fn refused(&self) -> Option<usize> {
        None
    }
}

/// What a search wants to know a rule's opinion for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The rule answers the request if the values suit it.
    Answer,
    /// The rule does not answer the request: its method is another, or its
    /// path has one more slash. The values decide whether that counts.
    Consider,
}

/// The texts of a rule's variables: of its host from left to right, then of
/// its path.
#[derive(Debug, Clone, Copy)]
pub struct Captures<'c> {
    domain: &'c str,
    domain_variables: usize,
    path: &'c Text<'c>,
    spans: &'c Spans,
}

impl<'c> Captures<'c> {
    /// The number of variables.
    pub fn len(&self) -> usize {
        self.spans.len
    }

    /// Whether the rule has no variables.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The texts of a match that has been found.
    pub(crate) fn of_match(
        domain: &'c str,
        domain_variables: usize,
        path: &'c Text<'c>,
        spans: &'c Spans,
    ) -> Self {
        Captures {
            domain,
            domain_variables,
            path,
            spans,
        }
    }

    /// The decoded text of a variable, counted from 0; `None` if the rule has
    /// not so many.
    pub fn text(&self, index: usize) -> Option<Cow<'c, str>> {
        let span = self.spans.get(index)?;
        if index < self.domain_variables {
            self.domain.get(span).map(Cow::Borrowed)
        } else {
            self.path.value(span)
        }
    }

    /// How many slashes separate the text of a variable from the end of the
    /// path, those in it included: what is left of a URL, decoded or not, where
    /// a rule ends in a `path` variable. `None` for a variable of the host, or
    /// one that does not reach to the end.
    pub fn slashes_from(&self, index: usize) -> Option<usize> {
        let path = self.path.bytes();
        let span = self
            .spans
            .get(index)
            .filter(|_| index >= self.domain_variables)?;
        let reaches_end = span.end == path.len();
        reaches_end.then(|| {
            path.get(span)
                .map_or(0, |text| text.iter().filter(|byte| **byte == b'/').count())
        })
    }

    pub(crate) fn bytes(&self, index: usize) -> &'c [u8] {
        let text = if index < self.domain_variables {
            self.domain.as_bytes()
        } else {
            self.path.bytes()
        };
        self.spans
            .get(index)
            .and_then(|span| text.get(span))
            .unwrap_or(&[])
    }
}

/// Where the variables stand in the text. Few are kept without memory of their
/// own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spans {
    few: [(u32, u32); 8],
    more: Vec<(u32, u32)>,
    len: usize,
}

impl Spans {
    #[inline]
    fn push(&mut self, span: Range<usize>) {
        // A text is shorter than 4 GB: the search refuses longer ones.
        let span = (span.start as u32, span.end as u32);
        match self.few.get_mut(self.len) {
            Some(place) => *place = span,
            None => self.more.push(span),
        }
        self.len += 1;
    }

    #[inline]
    fn truncate(&mut self, len: usize) {
        self.more.truncate(len.saturating_sub(self.few.len()));
        self.len = len;
    }

    pub(crate) fn get(&self, index: usize) -> Option<Range<usize>> {
        if index >= self.len {
            return None;
        }
        let (start, end) = *self
            .few
            .get(index)
            .or_else(|| self.more.get(index - self.few.len()))?;
        Some(start as usize..end as usize)
    }
}

/// Watches a search, so that there is one search and no second to explain it.
/// Nobody, which is `()`, costs nothing: what is told to it compiles away.
pub(crate) trait Observer {
    /// Whether anyone watches.
    const WATCHES: bool = true;
    /// Whether the search goes on behind a rule that answers. It then finds
    /// nothing, but everything has been told.
    const GOES_ON: bool = false;

    /// The search is in a state, and the path goes on at `at`: behind its end
    /// if that is more than its length.
    fn reaches(&mut self, state: u32, at: usize);

    /// The path fits a rule, and so does the host.
    fn finds(&mut self, rule: usize, fit: Fit<'_>);

    /// Nothing was found, and the search begins anew with the slashes merged.
    fn merges(&mut self);
}

impl Observer for () {
    const WATCHES: bool = false;

    #[inline(always)]
    fn reaches(&mut self, _: u32, _: usize) {}

    #[inline(always)]
    fn finds(&mut self, _: usize, _: Fit<'_>) {}

    #[inline(always)]
    fn merges(&mut self) {}
}

/// How a request fits a rule whose path and host it fits.
#[derive(Clone, Copy)]
pub(crate) enum Fit<'c> {
    /// In everything. The search is over.
    Whole,
    /// In everything, and the rule sends it on.
    Redirects(RedirectBy),
    /// In everything, and the rule would send it on if there were a way.
    LeadsNowhere(RedirectBy),
    /// But for a slash that the path lacks at its end.
    LacksSlash,
    /// But for a slash that the path has at its end.
    ExtraSlash,
    /// In everything, and so does a rule that overrides it.
    Overridden { by: usize },
    /// But for the method.
    OtherMethod,
    /// But for the protocol: the rule is for websockets and the request is
    /// none, or the other way round.
    OtherProtocol,
    /// But for a value, which the rule itself refuses or the [`Select`].
    Refused {
        captures: &'c Captures<'c>,
        by: RefusedBy,
        /// Which variable's it is, if the [`Select`] knows.
        variable: Option<usize>,
    },
}

/// What is asked of a table.
#[derive(Clone, Copy)]
pub(crate) struct Request<'r> {
    /// The host with its port.
    pub(crate) host: &'r str,
    /// `None` where no rule of any subdomain may match.
    pub(crate) subdomain: Option<&'r str>,
    /// `None` is every method.
    pub(crate) method: Option<&'r str>,
    pub(crate) websocket: bool,
    /// Asks the rules that are only built, instead of the others.
    pub(crate) build_only: bool,
    /// Takes slashes at the front as they stand, instead of as one.
    pub(crate) keep_slashes: bool,
}

/// What a search found.
pub(crate) enum Found {
    Rule {
        number: usize,
        spans: Spans,
    },
    /// Another path; percent-encoded.
    Redirect {
        path: String,
    },
    MethodNotAllowed {
        methods: u64,
    },
    WebsocketMismatch,
    Nothing,
}

/// Searches a map.
pub(crate) fn search<S: Select + ?Sized, O: Observer>(
    map: &Map,
    request: Request<'_>,
    path: &Text<'_>,
    select: &mut S,
    observer: &mut O,
) -> Found {
    if is_too_long(request, path) {
        return Found::Nothing;
    }
    let mut search = Search::new(map, request, path, select, observer);
    if let Some(number) = search.run_with_overrides() {
        return Found::Rule {
            number,
            spans: search.spans,
        };
    }
    if search.slash_redirect {
        return Found::Redirect {
            path: path.encoded() + "/",
        };
    }
    let mut missed = search.missed;
    if search.table.map_flag(map_flag::MERGE_SLASHES)
        && let Some(merged) = path.merged()
    {
        observer.merges();
        let mut search = Search::new(map, request, &merged, select, observer);
        search.missed = missed;
        search.purpose = Purpose::Consider;
        match search.run_with_overrides() {
            Some(number) if search.table.rule(number).has(rule_flag::MERGE_SLASHES) => {
                return Found::Redirect {
                    path: merged.encoded(),
                };
            }
            None if search.slash_redirect => {
                return Found::Redirect {
                    path: merged.encoded() + "/",
                };
            }
            Some(_) | None => missed = search.missed,
        }
    }
    if missed.methods != 0 {
        Found::MethodNotAllowed {
            methods: missed.methods,
        }
    } else if missed.websocket {
        Found::WebsocketMismatch
    } else {
        Found::Nothing
    }
}

/// Shows an observer the rules that a path fits in all domains, whatever the
/// host. The variables of the domain are empty.
pub(crate) fn search_other_domains<S: Select + ?Sized, O: Observer>(
    map: &Map,
    request: Request<'_>,
    path: &Text<'_>,
    select: &mut S,
    observer: &mut O,
) {
    const { assert!(O::GOES_ON, "the first rule would be the end") };
    if is_too_long(request, path) {
        return;
    }
    Search::new(map, request, path, select, observer).run_everywhere();
}

/// Places in the text are numbers of 32 bits.
fn is_too_long(request: Request<'_>, path: &Text<'_>) -> bool {
    u32::try_from(path.bytes().len().max(request.host.len())).is_err()
}

/// Rules that matched but for the method or the protocol.
#[derive(Clone, Copy, Default)]
struct Missed {
    methods: u64,
    websocket: bool,
}

struct Search<'s, S: ?Sized, O> {
    map: &'s Map,
    table: Table<'s>,
    host: &'s str,
    subdomain: Option<&'s str>,
    keep_slashes: bool,
    /// Where the table has its roots.
    roots: usize,
    /// The bit of the method; none for one that no rule names.
    method: u64,
    websocket: bool,
    /// The host or subdomain that the present root is for.
    domain: &'s str,
    text: &'s Text<'s>,
    path: &'s [u8],
    select: &'s mut S,
    observer: &'s mut O,
    /// What a match is good for.
    purpose: Purpose,
    /// The only rule that may answer, if not all may.
    only: Option<usize>,
    spans: Spans,
    missed: Missed,
    /// A rule would match with a slash at the end.
    slash_redirect: bool,
}

/// Where to go on if the present way ends.
#[derive(Clone, Copy)]
struct Fork {
    node: u32,
    /// The branch to try next.
    branch: u32,
    /// Where the segment begins.
    at: usize,
    spans: usize,
}

/// A segment of the path.
#[derive(Clone, Copy)]
struct Segment {
    end: usize,
    key: Key,
}

impl<'s, S: Select + ?Sized, O: Observer> Search<'s, S, O> {
    fn new(
        map: &'s Map,
        request: Request<'s>,
        text: &'s Text<'s>,
        select: &'s mut S,
        observer: &'s mut O,
    ) -> Self {
        Search {
            map,
            table: map.table(),
            host: request.host,
            subdomain: request.subdomain,
            method: request
                .method
                .map_or(u64::MAX, |method| map.method_bit(method)),
            keep_slashes: request.keep_slashes,
            roots: if request.build_only {
                header::BUILD_ROOTS
            } else {
                header::ROOTS
            },
            websocket: request.websocket,
            domain: "",
            text,
            path: text.bytes(),
            select,
            observer,
            purpose: Purpose::Answer,
            only: None,
            spans: Spans::default(),
            missed: Missed::default(),
            slash_redirect: false,
        }
    }

    /// The rule that answers: the first that is found, unless one overrides it
    /// and matches too.
    fn run_with_overrides(&mut self) -> Option<usize> {
        let found = self.run()?;
        if !self.table.rule(found).has(rule_flag::OVERRIDDEN) {
            return Some(found);
        }
        let number = self.last_overrider(found);
        // It has only been considered so far.
        let record = self.table.rule(number);
        if self.purpose == Purpose::Answer && !record.has(rule_flag::MAY_REDIRECT) {
            self.suits(number, record, Purpose::Answer);
        }
        Some(number)
    }

    /// The rule that overrides those that override a rule, as far as they
    /// match. No rule overrides itself, however many lie between.
    fn last_overrider(&mut self, found: usize) -> usize {
        let wanted = std::mem::replace(&mut self.purpose, Purpose::Consider);
        let mut last = found;
        'chain: loop {
            let record = self.table.rule(last);
            let list = record.field(rule::OVERRIDERS) as usize;
            for index in 0..record.field(rule::OVERRIDER_COUNT) as usize {
                let overrider = self.table.place(list + 4 * index);
                let (spans, domain) = (self.spans.clone(), self.domain);
                self.only = Some(overrider);
                if self.run().is_some() {
                    self.observer.finds(last, Fit::Overridden { by: overrider });
                    last = overrider;
                    continue 'chain;
                }
                (self.spans, self.domain) = (spans, domain);
            }
            break;
        }
        self.only = None;
        self.purpose = wanted;
        last
    }

    /// First the rules for hosts with a port, then for hosts, then those of
    /// the subdomain.
    fn run(&mut self) -> Option<usize> {
        let (name, _) = crate::domain::split_port(self.host);
        let domains = [Some(self.host), Some(name), self.subdomain];
        for (index, domain) in domains.into_iter().enumerate() {
            let Some(domain) = domain else { continue };
            let root = self.table.node(self.table.u32(self.roots + 4 * index));
            self.domain = domain;
            if let Some(found) = self.run_domain(root, domain) {
                return Some(found);
            }
        }
        None
    }

    fn run_domain(&mut self, root: Node<'s>, domain: &'s str) -> Option<usize> {
        let segment = domain.as_bytes();
        if let Some(state) = self.table.child(root, Key::new(segment), segment) {
            self.spans.truncate(0);
            if let Some(found) = self.run_path(state) {
                return Some(found);
            }
        }
        for index in 0..root.field(node::BRANCH_COUNT) {
            self.spans.truncate(0);
            let branch = self.branch(root, index);
            if self.takes(branch, segment, 0)
                && let Some(found) = self.run_path(branch.target)
            {
                return Some(found);
            }
        }
        None
    }

    /// Walks the path from the roots of all domains, whatever the host.
    fn run_everywhere(&mut self) {
        self.domain = "";
        for index in 0..3 {
            let root = self.table.node(self.table.u32(self.roots + 4 * index));
            for edge in self.table.edges(root) {
                self.spans.truncate(0);
                self.run_path(edge.child);
            }
            for index in 0..root.field(node::BRANCH_COUNT) {
                let branch = self.branch(root, index);
                self.spans.truncate(0);
                for _ in 0..self.variables(branch) {
                    self.spans.push(0..0);
                }
                self.run_path(branch.target);
            }
        }
    }

    /// How many spans a branch adds.
    fn variables(&self, branch: Branch) -> usize {
        match branch.kind & branch::KIND {
            branch::PATTERN => variables(self.table, branch.first, branch.second),
            branch::REGEX => self
                .map
                .regex(branch.first)
                .map_or(0, |regex| regex.captures_len() - 1),
            _ => 1,
        }
    }

    /// Walks the path from a root. `at` is where the present segment begins;
    /// behind the last one it is one more than the length of the path.
    fn run_path(&mut self, root: u32) -> Option<usize> {
        let end = self.path.len();
        let mut forks = Forks::default();
        let mut state = root;
        // No path at all has no segment, not even the empty one of `/`.
        let mut at = if end == 0 || self.keep_slashes {
            1
        } else {
            leading_slashes(self.path)
        };
        'walk: loop {
            self.observer.reaches(state, at);
            let node = self.table.node(state);
            let mut branch = 0;
            if at > end {
                if let Some(found) = self.arrive(node) {
                    return Some(found);
                }
            } else {
                let segment = self.segment(at);
                let text = &self.path[at..segment.end];
                if let Some(child) = self.table.child(node, segment.key, text) {
                    if node.field(node::BRANCH_COUNT) > 0 || self.ends_leniently(node) {
                        forks.push(Fork {
                            node: state,
                            branch: 0,
                            at,
                            spans: self.spans.len,
                        });
                    }
                    state = child;
                    at = segment.end + 1;
                    continue 'walk;
                }
                if let Some((target, next)) =
                    self.leave(node, state, &mut branch, at, segment, &mut forks)
                {
                    (state, at) = (target, next);
                    continue 'walk;
                }
                if let Some(found) = self.arrive_leniently(node, at, segment) {
                    return Some(found);
                }
            }
            // Back to the last fork, and on with its next branch.
            loop {
                let fork = forks.pop()?;
                self.spans.truncate(fork.spans);
                let node = self.table.node(fork.node);
                let segment = self.segment(fork.at);
                branch = fork.branch;
                if let Some((target, next)) =
                    self.leave(node, fork.node, &mut branch, fork.at, segment, &mut forks)
                {
                    (state, at) = (target, next);
                    continue 'walk;
                }
                if let Some(found) = self.arrive_leniently(node, fork.at, segment) {
                    return Some(found);
                }
            }
        }
    }

    #[inline]
    fn segment(&self, at: usize) -> Segment {
        let rest = self.path.get(at..).unwrap_or(&[]);
        let length = rest
            .iter()
            .position(|byte| *byte == b'/')
            .unwrap_or(rest.len());
        Segment {
            end: at + length,
            key: Key::new(&rest[..length]),
        }
    }

    /// Takes the first branch from `branch` on that the segment fits, and
    /// leaves a fork for the next.
    fn leave(
        &mut self,
        node: Node<'s>,
        state: u32,
        branch: &mut u32,
        at: usize,
        segment: Segment,
        forks: &mut Forks,
    ) -> Option<(u32, usize)> {
        let path = self.path;
        let count = node.field(node::BRANCH_COUNT);
        while *branch < count {
            let candidate = self.branch(node, *branch);
            *branch += 1;
            let spans = self.spans.len;
            let Some((text, next)) = candidate.part_of(path, at, segment.end) else {
                continue;
            };
            if self.takes(candidate, text, at) {
                forks.push(Fork {
                    node: state,
                    branch: *branch,
                    at,
                    spans,
                });
                return Some((candidate.target, next));
            }
            self.spans.truncate(spans);
        }
        None
    }

    #[inline]
    fn branch(&self, node: Node<'_>, index: u32) -> Branch {
        let at = node.field(node::BRANCHES) as usize + index as usize * BRANCH_SIZE;
        Branch {
            kind: self.table.u32(at),
            first: self.table.u32(at + 4),
            second: self.table.u32(at + 8),
            target: self.table.u32(at + branch::TARGET),
        }
    }

    /// Whether a branch takes a text that begins at `at`; its values are added
    /// to the spans.
    #[inline]
    fn takes(&mut self, branch: Branch, text: &'s [u8], at: usize) -> bool {
        let whole = match branch.kind & branch::KIND {
            branch::TEXT => is_text(text, branch.first, branch.second),
            branch::INT => is_int(text, branch.first != 0),
            branch::ELEMENT => Piece::read(self.table, branch.first).takes(self.table, text),
            branch::PATTERN => {
                let spans = &mut self.spans;
                return cut(self.table, branch.first, branch.second, text, |span| {
                    spans.push(at + span.start..at + span.end);
                });
            }
            branch::REGEX => return self.takes_by_regex(branch, text, at),
            _ => false,
        };
        if whole {
            self.spans.push(at..at + text.len());
        }
        whole
    }

    fn takes_by_regex(&mut self, branch: Branch, text: &[u8], at: usize) -> bool {
        let Some(regex) = self.map.regex(branch.first) else {
            return false;
        };
        let Some(captures) = regex.captures(text) else {
            return false;
        };
        for group in captures.iter().skip(1) {
            let span = group.map_or(0..0, |group| group.range());
            self.spans.push(at + span.start..at + span.end);
        }
        true
    }

    /// The path is at its end: the rules of this state, then those that have
    /// one slash more.
    fn arrive(&mut self, node: Node<'s>) -> Option<usize> {
        if let Some(found) = self.rules(node).find(|rule| self.answers(*rule)) {
            return Some(found);
        }
        let slash = node.field(node::SLASH);
        if slash == 0 {
            return None;
        }
        let behind = self.table.node(slash);
        for number in self.rules(behind) {
            if self.table.rule(number).has(rule_flag::STRICT_SLASHES) {
                if self.answers_for(number, Purpose::Consider) {
                    self.slash_redirect = true;
                    self.observer.finds(number, Fit::LacksSlash);
                }
            } else if self.answers(number) {
                return Some(number);
            }
        }
        None
    }

    /// Only a slash is left: the rules of this state that do not mind.
    #[inline]
    fn arrive_leniently(&mut self, node: Node<'s>, at: usize, segment: Segment) -> Option<usize> {
        let only_slash = segment.end == self.path.len() && at == segment.end;
        if !only_slash || !self.ends_leniently(node) {
            return None;
        }
        for number in self.rules(node) {
            let record = self.table.rule(number);
            if !record.has(rule_flag::STRICT_SLASHES) {
                if self.answers(number) {
                    return Some(number);
                }
            } else if O::WATCHES && self.suits(number, record, Purpose::Consider) {
                self.observer.finds(number, Fit::ExtraSlash);
            }
        }
        None
    }

    /// Whether it is worth to try [`arrive_leniently`](Self::arrive_leniently):
    /// for who watches, always.
    #[inline]
    fn ends_leniently(&self, node: Node<'s>) -> bool {
        O::WATCHES || node.has(node::HAS_LENIENT)
    }

    fn rules(&self, node: Node<'s>) -> impl Iterator<Item = usize> + use<'s, S, O> {
        self.table.rules_of(node)
    }

    fn answers(&mut self, number: usize) -> bool {
        let answers = self.answers_for(number, self.purpose);
        if answers {
            self.observer.finds(number, Fit::Whole);
        }
        answers && !O::GOES_ON
    }

    /// Whether a rule whose path fits answers the request. Where only the
    /// method or the protocol is wrong, it is remembered.
    fn answers_for(&mut self, number: usize, purpose: Purpose) -> bool {
        if self.only.is_some_and(|only| only != number) {
            return false;
        }
        let record = self.table.rule(number);
        let method_fits = record.has(rule_flag::ANY_METHOD) || record.methods() & self.method != 0;
        let protocol_fits = record.has(rule_flag::WEBSOCKET) == self.websocket;
        // What may turn out to be a redirect, or to be overridden, is asked
        // again when it has not.
        let is_open = record.has(rule_flag::MAY_REDIRECT | rule_flag::OVERRIDDEN);
        let purpose = if method_fits && protocol_fits && !is_open {
            purpose
        } else {
            Purpose::Consider
        };
        if !self.suits(number, record, purpose) {
            return false;
        }
        if !method_fits {
            self.missed.methods |= record.methods();
            self.observer.finds(number, Fit::OtherMethod);
        } else if !protocol_fits {
            self.missed.websocket = true;
            self.observer.finds(number, Fit::OtherProtocol);
        }
        method_fits && protocol_fits
    }

    fn suits(&mut self, number: usize, record: RuleRecord<'_>, purpose: Purpose) -> bool {
        let captures = Captures {
            domain: self.domain,
            domain_variables: record.field(rule::DOMAIN_VARIABLES) as usize,
            path: self.text,
            spans: &self.spans,
        };
        let by_rule = refuses(record, &captures);
        let suits = !by_rule && self.select.select(number, &captures, purpose);
        if O::WATCHES && !suits {
            let (by, variable) = if by_rule {
                (RefusedBy::Rule, None)
            } else {
                (RefusedBy::Type, self.select.refused())
            };
            let captures = &captures;
            self.observer.finds(
                number,
                Fit::Refused {
                    captures,
                    by,
                    variable,
                },
            );
        }
        suits
    }
}

/// Whether one of the checks of a rule refuses a value.
fn refuses(record: RuleRecord<'_>, captures: &Captures<'_>) -> bool {
    let table = record.table;
    let list = record.field(rule::CHECKS) as usize;
    (0..record.field(rule::CHECK_COUNT) as usize).any(|index| {
        let at = list + index * check::SIZE;
        check_refuses(table, at, captures.bytes(table.place(at + 4)))
    })
}

/// Whether one of the checks of a rule refuses the value of one variable.
pub(crate) fn refuses_value(record: RuleRecord<'_>, variable: usize, text: &[u8]) -> bool {
    let table = record.table;
    let list = record.field(rule::CHECKS) as usize;
    (0..record.field(rule::CHECK_COUNT) as usize).any(|index| {
        let at = list + index * check::SIZE;
        table.place(at + 4) == variable && check_refuses(table, at, text)
    })
}

fn check_refuses(table: Table<'_>, at: usize, text: &[u8]) -> bool {
    let argument = table.u64(at + 8);
    match table.u32(at) {
        check::DIGITS => text.len() as u64 != argument,
        check::INT_MIN => integer(text) < i128::from(argument.cast_signed()),
        check::INT_MAX => integer(text) > i128::from(argument.cast_signed()),
        check::FLOAT => {
            let range = f64::from_bits(argument)..=f64::from_bits(table.u64(at + 16));
            let number = std::str::from_utf8(text)
                .ok()
                .and_then(|text| text.parse::<f64>().ok());
            !number.is_some_and(|number| number.is_finite() && range.contains(&number))
        }
        check::PATH => refuses_path(text),
        _ => false,
    }
}

/// The number that is written, or the nearest that has 128 bits. Limits have
/// 64, so of a longer number it only counts that it is longer.
fn integer(text: &[u8]) -> i128 {
    let (negative, digits) = match text.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = &digits[zeros..];
    let number = if digits.len() > 30 {
        i128::MAX
    } else {
        digits.iter().fold(0, |number, digit| {
            number * 10 + i128::from(digit.wrapping_sub(b'0'))
        })
    };
    if negative { -number } else { number }
}

/// A part with variables, as it stands in the table.
#[derive(Clone, Copy)]
struct Branch {
    kind: u32,
    first: u32,
    second: u32,
    target: u32,
}

impl Branch {
    /// The text that the branch is to take from a path, and where the path
    /// goes on; `None` if it can not take any.
    #[inline]
    fn part_of(self, path: &[u8], at: usize, segment_end: usize) -> Option<(&[u8], usize)> {
        let end = path.len();
        if self.kind & branch::REST == 0 {
            return Some((path.get(at..segment_end)?, segment_end + 1));
        }
        let rest = path.get(at..)?;
        if self.kind & branch::SUFFIXED == 0 {
            return Some((rest, end + 1));
        }
        // The slash at the end is the rule's, and there is but one.
        match rest.strip_suffix(b"/") {
            Some(text) if text.ends_with(b"/") => None,
            Some(text) => Some((text, end)),
            None => Some((rest, end + 1)),
        }
    }
}

/// Where to go back to, the last first. Few need no memory of their own.
struct Forks {
    few: [Fork; 16],
    more: Vec<Fork>,
    len: usize,
}

impl Default for Forks {
    fn default() -> Self {
        Forks {
            few: [Fork {
                node: 0,
                branch: 0,
                at: 0,
                spans: 0,
            }; 16],
            more: Vec::new(),
            len: 0,
        }
    }
}

impl Forks {
    #[inline]
    fn push(&mut self, fork: Fork) {
        match self.few.get_mut(self.len) {
            Some(place) => *place = fork,
            None => self.more.push(fork),
        }
        self.len += 1;
    }

    #[inline]
    fn pop(&mut self) -> Option<Fork> {
        let index = self.len.checked_sub(1)?;
        self.len = index;
        match self.few.get(index) {
            Some(fork) => Some(*fork),
            None => self.more.pop(),
        }
    }
}
