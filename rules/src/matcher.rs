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
    Branch, Key, Node, RuleRecord, Table, branch, check, header, map_flag, node, rule, rule_flag,
};
use crate::text::{Text, leading_slashes};
use crate::words::{Segment, Segments};

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
    #[inline]
    pub fn len(&self) -> usize {
        self.spans.len
    }

    /// Whether the rule has no variables.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The texts of a match that has been found.
    #[inline]
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
    #[inline(always)]
    pub fn text(&self, index: usize) -> Option<Cow<'c, str>> {
        let span = self.spans.get(index)?;
        match self.path {
            // Most paths are as they were written.
            Text::Plain(path) => {
                let text = if index < self.domain_variables {
                    self.domain
                } else {
                    path
                };
                text.get(span).map(Cow::Borrowed)
            }
            Text::Decoded(_) => self.decoded(index, span),
        }
    }

    fn decoded(&self, index: usize, span: Range<usize>) -> Option<Cow<'c, str>> {
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

    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<Range<usize>> {
        if index >= self.len {
            return None;
        }
        let (start, end) = match self.few.get(index) {
            Some(span) => *span,
            None => *self.more.get(index - self.few.len())?,
        };
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
    /// The node of the paths, if the only domain that can match is known; else
    /// 0, and the search finds the domain by the host and the subdomain.
    pub(crate) paths: u32,
}

/// What a search found.
pub(crate) enum Found {
    /// A rule, by its number.
    Rule(usize),
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

/// Searches a map. Where a rule's variables stand is told by `spans`, which
/// begin empty: they are the caller's, since moving them costs as much as
/// taking a segment.
#[inline]
pub(crate) fn search<S: Select + ?Sized, O: Observer>(
    map: &Map,
    request: &Request<'_>,
    path: &Text<'_>,
    spans: &mut Spans,
    select: &mut S,
    observer: &mut O,
) -> Found {
    if is_too_long(request, path) {
        return Found::Nothing;
    }
    let mut search = Search::new(map, request, path, spans, select, observer);
    if let Some(number) = search.run_with_overrides() {
        return Found::Rule(number);
    }
    if search.slash_redirect {
        return Found::Redirect {
            path: path.encoded() + "/",
        };
    }
    let missed = search.missed;
    if search.table.map_flag(map_flag::MERGE_SLASHES)
        && let Some(merged) = path.merged()
    {
        observer.merges();
        let mut search = Search::new(map, request, &merged, spans, select, observer);
        search.missed = missed;
        return search.found_merged();
    }
    missed.found()
}

/// Shows an observer the rules that a path fits in all domains, whatever the
/// host. The variables of the domain are empty.
pub(crate) fn search_other_domains<S: Select + ?Sized, O: Observer>(
    map: &Map,
    request: &Request<'_>,
    path: &Text<'_>,
    select: &mut S,
    observer: &mut O,
) {
    const { assert!(O::GOES_ON, "the first rule would be the end") };
    if is_too_long(request, path) {
        return;
    }
    let mut spans = Spans::default();
    Search::new(map, request, path, &mut spans, select, observer).run_everywhere();
}

/// Places in the text are numbers of 32 bits.
#[inline]
fn is_too_long(request: &Request<'_>, path: &Text<'_>) -> bool {
    u32::try_from(path.bytes().len().max(request.host.len())).is_err()
}

/// Rules that matched but for the method or the protocol.
#[derive(Clone, Copy, Default)]
struct Missed {
    methods: u64,
    websocket: bool,
}

impl Missed {
    fn found(self) -> Found {
        if self.methods != 0 {
            Found::MethodNotAllowed {
                methods: self.methods,
            }
        } else if self.websocket {
            Found::WebsocketMismatch
        } else {
            Found::Nothing
        }
    }
}

struct Search<'s, S: ?Sized, O> {
    map: &'s Map,
    table: Table<'s>,
    request: &'s Request<'s>,
    /// The bit of the method; none for one that no rule names.
    method: u64,
    /// The host or subdomain that the present root is for.
    domain: &'s str,
    text: &'s Text<'s>,
    path: &'s [u8],
    segments: Segments<'s>,
    select: &'s mut S,
    observer: &'s mut O,
    /// What a match is good for.
    purpose: Purpose,
    /// The only rule that may answer, if not all may.
    only: Option<usize>,
    spans: &'s mut Spans,
    missed: Missed,
    /// A rule would match with a slash at the end.
    slash_redirect: bool,
}

/// Where to go on if the present way ends.
#[derive(Clone, Copy, Default)]
struct Fork {
    node: u32,
    /// The branch to try next.
    branch: u32,
    /// Where the segment begins.
    at: u32,
    spans: u32,
}

/// A state, and what is left of the path behind its slash: nothing, not even an
/// empty segment, where the path is at its end.
type Way<'s> = (u32, Option<&'s [u8]>);

/// What there is behind a fork.
enum Back<'s> {
    Way(Way<'s>),
    /// A rule that answers.
    Rule(usize),
}

impl<'s, S: Select + ?Sized, O: Observer> Search<'s, S, O> {
    #[inline]
    fn new(
        map: &'s Map,
        request: &'s Request<'s>,
        text: &'s Text<'s>,
        spans: &'s mut Spans,
        select: &'s mut S,
        observer: &'s mut O,
    ) -> Self {
        Search {
            map,
            table: map.table(),
            request,
            method: request
                .method
                .map_or(u64::MAX, |method| map.method_bit(method)),
            domain: "",
            text,
            path: text.bytes(),
            segments: Segments::new(text.bytes()),
            select,
            observer,
            purpose: Purpose::Answer,
            only: None,
            spans,
            missed: Missed::default(),
            slash_redirect: false,
        }
    }

    /// Searches a path with its slashes merged, where it has not been found as
    /// it is: a rule is only a reason to redirect to it.
    #[cold]
    fn found_merged(mut self) -> Found {
        self.purpose = Purpose::Consider;
        match self.run_with_overrides() {
            Some(number) if self.table.rule(number).has(rule_flag::MERGE_SLASHES) => {
                Found::Redirect {
                    path: self.text.encoded(),
                }
            }
            None if self.slash_redirect => Found::Redirect {
                path: self.text.encoded() + "/",
            },
            Some(_) | None => self.missed.found(),
        }
    }

    /// The rule that answers: the first that is found, unless one overrides it
    /// and matches too.
    #[inline]
    fn run_with_overrides(&mut self) -> Option<usize> {
        let found = self.run()?;
        if self.table.rule(found).has(rule_flag::OVERRIDDEN) {
            return Some(self.overrider_of(found));
        }
        Some(found)
    }

    /// The rule that answers in the place of one that may be overridden.
    #[cold]
    fn overrider_of(&mut self, found: usize) -> usize {
        let number = self.last_overrider(found);
        // It has only been considered so far.
        let record = self.table.rule(number);
        if self.purpose == Purpose::Answer && !record.has(rule_flag::MAY_REDIRECT) {
            self.suits(number, record, Purpose::Answer);
        }
        number
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
                (*self.spans, self.domain) = (spans, domain);
            }
            break;
        }
        self.only = None;
        self.purpose = wanted;
        last
    }

    /// First the rules for hosts with a port, then for hosts, then those of
    /// the subdomain.
    #[inline]
    fn run(&mut self) -> Option<usize> {
        if self.request.paths != 0 {
            self.domain = self.request.subdomain.unwrap_or("");
            self.spans.truncate(0);
            return self.run_path(self.request.paths);
        }
        self.run_domains()
    }

    /// The root of a kind of domain.
    fn root(&self, index: usize) -> Node<'s> {
        let roots = if self.request.build_only {
            header::BUILD_ROOTS
        } else {
            header::ROOTS
        };
        self.table.node(self.table.u32(roots + 4 * index))
    }

    fn run_domains(&mut self) -> Option<usize> {
        if self.table.map_flag(map_flag::HAS_HOSTS) {
            let host = self.request.host;
            let (name, _) = crate::domain::split_port(host);
            for (index, host) in [host, name].into_iter().enumerate() {
                if let Some(found) = self.run_domain(index, host) {
                    return Some(found);
                }
            }
        }
        self.run_domain(2, self.request.subdomain?)
    }

    /// Walks the paths of the domains of a root that a text fits.
    fn run_domain(&mut self, root: usize, domain: &'s str) -> Option<usize> {
        let root = self.root(root);
        self.domain = domain;
        let segment = domain.as_bytes();
        if root.has(node::HAS_EDGES)
            && let Some(state) = self.table.child(root, Key::new(segment))
        {
            self.spans.truncate(0);
            if let Some(found) = self.run_path(state) {
                return Some(found);
            }
        }
        for index in 0..root.field(node::BRANCH_COUNT) {
            self.spans.truncate(0);
            let branch = self.table.branch(root, index);
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
            let root = self.root(index);
            for state in self.table.children(root) {
                self.spans.truncate(0);
                self.run_path(state);
            }
            for index in 0..root.field(node::BRANCH_COUNT) {
                let branch = self.table.branch(root, index);
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

    /// Walks the path from a root.
    ///
    /// This is the loop that a match spends its time in, so it has what most
    /// steps need and calls for the rest.
    fn run_path(&mut self, root: u32) -> Option<usize> {
        let (table, segments) = (self.table, self.segments);
        let mut forks = Forks::default();
        // No path at all has no segment, not even the empty one of `/`.
        let front = if self.path.is_empty() || self.request.keep_slashes {
            1
        } else {
            leading_slashes(self.path)
        };
        let mut way: Way<'s> = (root, segments.rest(front));
        loop {
            let (state, rest) = way;
            if O::WATCHES {
                let at = rest.map_or(self.path.len() + 1, |rest| segments.place(rest));
                self.observer.reaches(state, at);
            }
            let node = table.node(state);
            if let Some(rest) = rest {
                let segment = segments.first(rest);
                let key = Key::with_first(segment.first, segment.text);
                if node.has(node::HAS_EDGES)
                    && let Some(child) = table.child(node, key)
                {
                    if node.has(node::HAS_BRANCHES) || self.ends_leniently(node) {
                        forks.push(self.fork(state, 0, segments.place(rest)));
                    }
                    way = (child, segment.behind);
                    continue;
                }
                if node.has(node::HAS_BRANCHES)
                    && let Some(next) = self.leave(node, state, 0, rest, segment, &mut forks)
                {
                    way = next;
                    continue;
                }
                if rest.is_empty()
                    && let Some(found) = self.arrive_leniently(node)
                {
                    return Some(found);
                }
            } else if let Some(found) = self.arrive(node) {
                return Some(found);
            }
            match self.go_back(&mut forks)? {
                Back::Way(next) => way = next,
                Back::Rule(found) => return Some(found),
            }
        }
    }

    /// Back to the last fork, and on with its next branch.
    #[inline(never)]
    fn go_back(&mut self, forks: &mut Forks) -> Option<Back<'s>> {
        loop {
            let fork = forks.pop()?;
            self.spans.truncate(fork.spans as usize);
            let node = self.table.node(fork.node);
            let rest = self.segments.rest(fork.at as usize)?;
            let segment = self.segments.first(rest);
            if let Some(way) = self.leave(node, fork.node, fork.branch, rest, segment, forks) {
                return Some(Back::Way(way));
            }
            if rest.is_empty()
                && let Some(found) = self.arrive_leniently(node)
            {
                return Some(Back::Rule(found));
            }
        }
    }

    /// A fork here. All numbers are of places in the path or the table, which
    /// have 32 bits.
    #[inline]
    fn fork(&self, state: u32, branch: u32, at: usize) -> Fork {
        Fork {
            node: state,
            branch,
            at: at as u32,
            spans: self.spans.len as u32,
        }
    }

    /// Takes the first branch from `index` on that the path fits, and leaves a
    /// fork if there is more to try.
    #[inline(always)]
    fn leave(
        &mut self,
        node: Node<'s>,
        state: u32,
        mut index: u32,
        rest: &'s [u8],
        segment: Segment<'s>,
        forks: &mut Forks,
    ) -> Option<Way<'s>> {
        let count = node.field(node::BRANCH_COUNT);
        let at = self.segments.place(rest);
        while index < count {
            let branch = self.table.branch(node, index);
            index += 1;
            let fork = self.fork(state, index, at);
            // Most variables are a segment as it stands.
            let behind = if branch.kind == branch::TEXT {
                if !is_text(segment.text, branch.first, branch.second) {
                    continue;
                }
                self.spans.push(at..at + segment.text.len());
                segment.behind
            } else {
                let Some(behind) = self.follow(branch, rest, segment) else {
                    continue;
                };
                behind
            };
            if index < count || self.ends_leniently(node) {
                forks.push(fork);
            }
            return Some((branch.target, behind));
        }
        None
    }

    /// What is left of the path behind a branch, if it takes its part of it:
    /// its values are then added to the spans.
    #[inline(never)]
    fn follow(
        &mut self,
        branch: Branch,
        rest: &'s [u8],
        segment: Segment<'s>,
    ) -> Option<Option<&'s [u8]>> {
        let (text, behind) = part_of(branch, rest, segment)?;
        let spans = self.spans.len;
        if self.takes(branch, text, self.segments.place(rest)) {
            return Some(behind);
        }
        self.spans.truncate(spans);
        None
    }

    /// Whether a branch takes a text that begins at `at`; its values are added
    /// to the spans.
    fn takes(&mut self, branch: Branch, text: &[u8], at: usize) -> bool {
        let whole = match branch.kind & branch::KIND {
            branch::TEXT => is_text(text, branch.first, branch.second),
            branch::INT => is_int(text, branch.first != 0),
            branch::ELEMENT => Piece::read(self.table, branch.first).takes(self.table, text),
            _ => return self.takes_apart(branch, text, at),
        };
        if whole {
            self.spans.push(at..at + text.len());
        }
        whole
    }

    /// The same for a branch whose values are pieces of the text.
    fn takes_apart(&mut self, branch: Branch, text: &[u8], at: usize) -> bool {
        match branch.kind & branch::KIND {
            branch::PATTERN => {
                let spans = &mut *self.spans;
                cut(self.table, branch.first, branch.second, text, |span| {
                    spans.push(at + span.start..at + span.end);
                })
            }
            branch::REGEX => self.takes_by_regex(branch, text, at),
            _ => false,
        }
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
    #[inline(never)]
    fn arrive(&mut self, node: Node<'s>) -> Option<usize> {
        if let Some(found) = self.rules(node).find(|rule| self.answers(*rule)) {
            return Some(found);
        }
        match node.field(node::SLASH) {
            0 => None,
            slash => self.arrive_before(slash),
        }
    }

    /// The path is at its end, and lacks the slash that leads to a state.
    #[inline(never)]
    fn arrive_before(&mut self, slash: u32) -> Option<usize> {
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
    #[inline(never)]
    fn arrive_leniently(&mut self, node: Node<'s>) -> Option<usize> {
        if !self.ends_leniently(node) {
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

    #[inline]
    fn rules(&self, node: Node<'s>) -> impl Iterator<Item = usize> + use<'s, S, O> {
        self.table.rules_of(node)
    }

    #[inline(always)]
    fn answers(&mut self, number: usize) -> bool {
        let answers = self.answers_for(number, self.purpose);
        if answers {
            self.observer.finds(number, Fit::Whole);
        }
        answers && !O::GOES_ON
    }

    /// Whether a rule whose path fits answers the request. Where only the
    /// method or the protocol is wrong, it is remembered.
    #[inline(always)]
    fn answers_for(&mut self, number: usize, purpose: Purpose) -> bool {
        if self.only.is_some_and(|only| only != number) {
            return false;
        }
        let record = self.table.rule(number);
        let method_fits = record.has(rule_flag::ANY_METHOD) || record.methods() & self.method != 0;
        let protocol_fits = record.has(rule_flag::WEBSOCKET) == self.request.websocket;
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

    #[inline]
    fn suits(&mut self, number: usize, record: RuleRecord<'_>, purpose: Purpose) -> bool {
        let captures = Captures {
            domain: self.domain,
            domain_variables: record.field(rule::DOMAIN_VARIABLES) as usize,
            path: self.text,
            spans: self.spans,
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
#[inline]
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

/// The text that a branch is to take of what is left of the path, and what is
/// behind it; `None` if it can not take any.
#[inline]
fn part_of<'s>(
    branch: Branch,
    rest: &'s [u8],
    segment: Segment<'s>,
) -> Option<(&'s [u8], Option<&'s [u8]>)> {
    if branch.kind & branch::REST == 0 {
        return Some((segment.text, segment.behind));
    }
    if branch.kind & branch::SUFFIXED == 0 {
        return Some((rest, None));
    }
    // The slash at the end is the rule's, and there is but one.
    match rest.strip_suffix(b"/") {
        Some(text) if text.ends_with(b"/") => None,
        Some(text) => Some((text, Some(&[]))),
        None => Some((rest, None)),
    }
}

/// Where to go back to, the last first. Few need no memory of their own.
#[derive(Default)]
struct Forks {
    few: [Fork; 4],
    more: Vec<Fork>,
    len: usize,
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
