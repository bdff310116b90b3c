//! Which rules meet: whether some URL is one of both, and which URLs are one
//! rule's alone.
//!
//! Where rules have single segments they meet segment by segment, and equal
//! segments are compared once, whatever rules they stand in; only a variable
//! that spans segments has the rest of the path looked at as a whole. The rules
//! stand in a trie over their segments, and two places of it are looked at
//! together only if some path leads to both, so that most pairs of rules are
//! never looked at.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::check::{Checked, Domain};
use crate::converter::{Check, Shape};
use crate::language::{
    Budget, Language, Segment, Space, Symbol, Tail, TooMany, find, symbols, symbols_in,
};
use crate::part::{Element, Step};

/// A URL, as the search sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) domain: Vec<Symbol>,
    /// From its first slash.
    pub(crate) path: Vec<Symbol>,
}

/// A text that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found<T> {
    /// There is none.
    Nothing,
    /// The shortest.
    Text(T),
    /// There are more cases than is sensible to look at.
    Unknown,
}

impl<T> Found<T> {
    fn of(found: Result<Option<T>, TooMany>) -> Self {
        match found {
            Ok(Some(text)) => Found::Text(text),
            Ok(None) => Found::Nothing,
            Err(TooMany) => Found::Unknown,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Found::Nothing)
    }

    pub(crate) fn text(self) -> Option<T> {
        match self {
            Found::Text(text) => Some(text),
            Found::Nothing | Found::Unknown => None,
        }
    }
}

/// The number of a piece: a domain, a segment, or the rest of a path.
type PieceId = usize;

/// The empty segment, which stands behind a slash at the end.
const EMPTY: PieceId = 0;

/// What two pieces are compared by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Domain(Domain, Step, Vec<CheckKey>),
    Segment(Step, Vec<CheckKey>),
    Rest(Vec<PieceId>, End),
}

/// A check of a variable, by its place, in a form that can be compared.
type CheckKey = (usize, u8, u64, u64);

fn check_key(place: usize, check: &Check) -> CheckKey {
    match *check {
        Check::Digits(digits) => (place, 0, digits.into(), 0),
        Check::IntMin(min) => (place, 1, min.cast_unsigned(), 0),
        Check::IntMax(max) => (place, 2, max.cast_unsigned(), 0),
        Check::Float(min, max) => (place, 3, min.to_bits(), max.to_bits()),
        Check::Path => (place, 4, 0, 0),
    }
}

/// How the path of a rule ends, behind its single segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum End {
    Exact,
    /// With a slash or without.
    MayHaveSlash,
    /// With all the rest.
    Rest(PieceId, Slash),
}

/// The slash behind all the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Slash {
    /// It is one of the value's.
    None,
    Required,
    Optional,
}

struct Piece {
    space: Space,
    kind: PieceKind,
    source: Source,
}

enum PieceKind {
    /// One text, which stands in the piece's space.
    Literal(Vec<Symbol>),
    /// Any segment that is not empty.
    AnySegment,
    /// Any path that is not empty.
    AnyRest,
    /// As an automaton says.
    Language,
    /// No text that counts, see [`Space`].
    Nothing,
}

/// What the language of a piece is made of.
enum Source {
    Segment(Segment, Tail),
    /// Segments, and what stands behind the last slash.
    Rest(Vec<PieceId>, End),
}

/// All pieces of some rules, each once, and what is known of them.
pub(crate) struct Pieces {
    numbers: HashMap<Key, PieceId>,
    pieces: Vec<Piece>,
    /// Made when first needed; `None` if it is too large.
    languages: HashMap<PieceId, Option<Rc<Language>>>,
    budget: Budget,
    first: HashMap<PieceId, Found<Vec<Symbol>>>,
    common: HashMap<(PieceId, PieceId), Found<Vec<Symbol>>>,
    only: HashMap<(PieceId, PieceId), Found<Vec<Symbol>>>,
}

impl Pieces {
    fn new() -> Self {
        let mut pieces = Pieces {
            numbers: HashMap::new(),
            pieces: Vec::new(),
            languages: HashMap::new(),
            budget: Budget::default(),
            first: HashMap::new(),
            common: HashMap::new(),
            only: HashMap::new(),
        };
        pieces.segment(&Step::Static(String::new()), &[]);
        pieces
    }

    fn add(&mut self, key: Key, piece: impl FnOnce() -> Piece) -> PieceId {
        if let Some(known) = self.numbers.get(&key) {
            return *known;
        }
        self.pieces.push(piece());
        self.numbers.insert(key, self.pieces.len() - 1);
        self.pieces.len() - 1
    }

    fn domain(&mut self, domain: Domain, step: &Step, checks: &[(usize, Check)]) -> PieceId {
        let (space, tail) = match domain {
            Domain::HostAndPort => (Space::Host, Tail::Exact),
            Domain::Host => (Space::Host, Tail::MayHavePort),
            Domain::Subdomain => (Space::Subdomain, Tail::Exact),
        };
        let key = Key::Domain(domain, step.clone(), keys(checks));
        self.add(key, || Piece::new(space, step, checks, tail))
    }

    fn segment(&mut self, step: &Step, checks: &[(usize, Check)]) -> PieceId {
        let key = Key::Segment(step.clone(), keys(checks));
        self.add(key, || Piece::new(Space::Path, step, checks, Tail::Exact))
    }

    /// All the rest of a path: segments and what stands behind them.
    fn rest(&mut self, segments: &[PieceId], end: End) -> PieceId {
        if let (&[], End::Rest(piece, Slash::None)) = (segments, end) {
            return piece;
        }
        self.add(Key::Rest(segments.to_vec(), end), || Piece {
            space: Space::Path,
            kind: PieceKind::Language,
            source: Source::Rest(segments.to_vec(), end),
        })
    }

    fn language(&mut self, piece: PieceId) -> Option<Rc<Language>> {
        if let Some(known) = self.languages.get(&piece) {
            return known.clone();
        }
        let language = match &self.pieces[piece].source {
            Source::Segment(segment, tail) => Language::new(&[segment], *tail),
            Source::Rest(segments, end) => {
                let (last, tail) = match *end {
                    End::Exact => (vec![], Tail::Exact),
                    End::MayHaveSlash => (vec![], Tail::MayHaveSlash),
                    End::Rest(piece, Slash::None) => (vec![piece], Tail::Exact),
                    End::Rest(piece, Slash::Optional) => (vec![piece], Tail::MayHaveSlash),
                    End::Rest(piece, Slash::Required) => (vec![piece, EMPTY], Tail::Exact),
                };
                let parts = segments.iter().chain(&last);
                let parts: Vec<&Segment> = parts
                    .filter_map(|piece| match &self.pieces[*piece].source {
                        Source::Segment(segment, _) => Some(segment),
                        Source::Rest(..) => None,
                    })
                    .collect();
                Language::new(&parts, tail)
            }
        };
        let language = language.map(Rc::new);
        self.languages.insert(piece, language.clone());
        language
    }

    /// The shortest text of a piece.
    fn first(&mut self, piece: PieceId) -> Found<Vec<Symbol>> {
        if let Some(known) = self.first.get(&piece) {
            return known.clone();
        }
        let found = match (&self.pieces[piece].kind, &self.pieces[piece].source) {
            (PieceKind::Literal(text), _) => Found::Text(text.clone()),
            (PieceKind::AnySegment | PieceKind::AnyRest, _) => Found::Text(vec!['x'.into()]),
            (PieceKind::Nothing, _) => Found::Nothing,
            // Segments are independent of one another.
            (PieceKind::Language, Source::Rest(segments, end)) if !segments.is_empty() => {
                let (mut all, end) = (segments.clone(), *end);
                if let End::Rest(..) = end {
                    all.push(self.rest(&[], end));
                }
                let mut texts = Vec::new();
                match each(all.into_iter(), &mut texts, |piece| self.first(piece)) {
                    Found::Text(()) => Found::Text(texts.join(&Symbol::from('/'))),
                    Found::Nothing => Found::Nothing,
                    Found::Unknown => Found::Unknown,
                }
            }
            (PieceKind::Language, _) => match self.language(piece) {
                Some(language) => Found::of(find(
                    self.pieces[piece].space,
                    &[&language],
                    1,
                    &mut self.budget,
                    |_| true,
                )),
                None => Found::Unknown,
            },
        };
        self.first.insert(piece, found.clone());
        found
    }

    /// The shortest text that two pieces of one space have in common.
    fn common(&mut self, left: PieceId, right: PieceId) -> Found<Vec<Symbol>> {
        use PieceKind::{AnyRest, AnySegment, Language, Literal, Nothing};

        let (left, right) = (left.min(right), left.max(right));
        if left == right {
            return self.first(left);
        }
        match (&self.pieces[left].kind, &self.pieces[right].kind) {
            (Nothing, _) | (_, Nothing) | (Literal(_), Literal(_)) => return Found::Nothing,
            (Literal(text), _) => return self.literal(text.clone(), right),
            (_, Literal(text)) => return self.literal(text.clone(), left),
            (AnySegment, Language) => return self.first(right),
            (Language, AnySegment) => return self.first(left),
            (AnyRest, _) => return self.not_empty(right),
            (_, AnyRest) => return self.not_empty(left),
            (AnySegment, AnySegment) | (Language, Language) => {}
        }
        if let Some(known) = self.common.get(&(left, right)) {
            return known.clone();
        }
        if self.are_plainly_apart(left, right) {
            return Found::Nothing;
        }
        let found = match (self.language(left), self.language(right)) {
            (Some(one), Some(other)) => Found::of(find(
                self.pieces[left].space,
                &[&one, &other],
                2,
                &mut self.budget,
                |_| true,
            )),
            _ => Found::Unknown,
        };
        self.common.insert((left, right), found.clone());
        found
    }

    /// Whether two pieces begin or end in other texts, or are other numbers: to
    /// see that takes no automaton.
    fn are_plainly_apart(&self, left: PieceId, right: PieceId) -> bool {
        let (one, other) = (self.plain_ends(left), self.plain_ends(right));
        let differ = |one: &str, other: &str, fits: fn(&str, &str) -> bool| {
            !fits(one, other) && !fits(other, one)
        };
        if differ(one.0, other.0, |one, other| one.starts_with(other))
            || differ(one.1, other.1, |one, other| one.ends_with(other))
        {
            return true;
        }
        match (self.number(left), self.number(right)) {
            (Some((least, most)), Some((other_least, other_most))) => {
                most < other_least || other_most < least
            }
            _ => false,
        }
    }

    /// The texts that a piece begins and ends in.
    fn plain_ends(&self, piece: PieceId) -> (&str, &str) {
        match &self.pieces[piece].source {
            Source::Segment(segment, Tail::Exact) => {
                fn text(element: Option<&Element>) -> &str {
                    match element {
                        Some(Element::Text(text)) => text,
                        _ => "",
                    }
                }
                (
                    text(segment.elements.first()),
                    text(segment.elements.last()),
                )
            }
            Source::Rest(segments, End::Exact) => match (segments.first(), segments.last()) {
                (Some(first), Some(last)) => (self.plain_ends(*first).0, self.plain_ends(*last).1),
                _ => ("", ""),
            },
            Source::Rest(segments, End::Rest(piece, Slash::None)) => {
                let first = segments.first().unwrap_or(piece);
                (self.plain_ends(*first).0, self.plain_ends(*piece).1)
            }
            Source::Segment(..) | Source::Rest(..) => ("", ""),
        }
    }

    /// The least and the greatest number of a piece that is one.
    fn number(&self, piece: PieceId) -> Option<(i64, i64)> {
        let Source::Segment(segment, Tail::Exact) = &self.pieces[piece].source else {
            return None;
        };
        let [Element::Variable(Shape::Int { .. })] = segment.elements.as_slice() else {
            return None;
        };
        let mut range = (i64::MIN, i64::MAX);
        for check in segment.checks.iter().flatten() {
            match *check {
                Check::IntMin(least) => range.0 = least,
                Check::IntMax(most) => range.1 = most,
                _ => {}
            }
        }
        Some(range)
    }

    fn literal(&mut self, text: Vec<Symbol>, piece: PieceId) -> Found<Vec<Symbol>> {
        match self.has(piece, &text) {
            Some(true) => Found::Text(text),
            Some(false) => Found::Nothing,
            None => Found::Unknown,
        }
    }

    /// The shortest text of a rest that begins with no slash.
    fn not_empty(&mut self, rest: PieceId) -> Found<Vec<Symbol>> {
        match self.first(rest) {
            // All texts of the rest begin with a segment, empty or not.
            Found::Text(text) if text.first().is_none_or(|first| *first == '/'.into()) => {
                Found::Nothing
            }
            found => found,
        }
    }

    /// The shortest text that the left piece has and the right one has not.
    fn only(&mut self, left: PieceId, right: PieceId) -> Found<Vec<Symbol>> {
        use PieceKind::{AnyRest, AnySegment, Language, Literal, Nothing};

        if left == right {
            return Found::Nothing;
        }
        match (&self.pieces[left].kind, &self.pieces[right].kind) {
            (Nothing, _) | (Language, AnySegment) => return Found::Nothing,
            (_, Nothing) => return self.first(left),
            (Literal(_), _) | (Language, AnyRest) => {
                return match self.common(left, right) {
                    Found::Nothing => self.first(left),
                    Found::Text(_) => Found::Nothing,
                    Found::Unknown => Found::Unknown,
                };
            }
            _ => {}
        }
        if let Some(known) = self.only.get(&(left, right)) {
            return known.clone();
        }
        let found = match self.only_short(left, right) {
            Some(text) => Found::Text(text),
            None => match (self.language(left), self.language(right)) {
                (Some(one), Some(other)) => {
                    let space = self.pieces[left].space;
                    Found::of(find(space, &[&one, &other], 1, &mut self.budget, |has| {
                        !has[1]
                    }))
                }
                _ => Found::Unknown,
            },
        };
        self.only.insert((left, right), found.clone());
        found
    }

    /// Of texts of one character the likeliest: no other is shorter.
    fn only_short(&mut self, left: PieceId, right: PieceId) -> Option<Vec<Symbol>> {
        ['x', 'a', '0']
            .into_iter()
            .map(|one| vec![one.into()])
            .find(|text| self.has(left, text) == Some(true) && self.has(right, text) == Some(false))
    }

    /// Whether a piece has a text that is in its space; `None` if it is too
    /// large to say.
    fn has(&mut self, piece: PieceId, text: &[Symbol]) -> Option<bool> {
        let slash = Symbol::from('/');
        Some(
            match (&self.pieces[piece].kind, &self.pieces[piece].source) {
                (PieceKind::Literal(literal), _) => literal == text,
                (PieceKind::AnySegment | PieceKind::AnyRest, _) => {
                    text.first().is_some_and(|first| *first != slash)
                }
                (PieceKind::Nothing, _) => false,
                (PieceKind::Language, Source::Rest(segments, end)) if !segments.is_empty() => {
                    let (segments, end) = (segments.clone(), *end);
                    let texts: Vec<&[Symbol]> = text.split(|symbol| *symbol == slash).collect();
                    return self.has_path(&segments, end, &texts);
                }
                (PieceKind::Language, _) => self.language(piece)?.has(text.iter().copied()),
            },
        )
    }

    /// Whether segments and what stands behind them have a path, given by its
    /// texts between slashes.
    fn has_path(&mut self, segments: &[PieceId], end: End, texts: &[&[Symbol]]) -> Option<bool> {
        let Some(behind) = texts.get(segments.len()..) else {
            return Some(false);
        };
        for (piece, text) in segments.iter().zip(texts) {
            if !self.has(*piece, text)? {
                return Some(false);
            }
        }
        match end {
            End::Exact => Some(behind.is_empty()),
            End::MayHaveSlash => Some(behind.is_empty() || *behind == [&[][..]]),
            End::Rest(..) if behind.is_empty() => Some(false),
            End::Rest(..) => {
                let rest = self.rest(&[], end);
                self.has(rest, &behind.join(&Symbol::from('/')))
            }
        }
    }
}

fn keys(checks: &[(usize, Check)]) -> Vec<CheckKey> {
    checks
        .iter()
        .map(|(place, check)| check_key(*place, check))
        .collect()
}

impl Piece {
    fn new(space: Space, step: &Step, checks: &[(usize, Check)], tail: Tail) -> Self {
        let (elements, suffixed) = match step {
            Step::Static(text) => (vec![Element::Text(text.clone())], false),
            Step::Dynamic(part) => (part.elements.clone(), part.suffixed),
        };
        let variables = elements
            .iter()
            .filter(|element| matches!(element, Element::Variable(_)))
            .count();
        let segment = Segment {
            space,
            checks: (0..variables)
                .map(|variable| {
                    let own = checks.iter().filter(|(place, _)| *place == variable);
                    own.map(|(_, check)| *check).collect()
                })
                .collect(),
            elements,
            suffixed,
        };
        let kind = match segment.elements.as_slice() {
            [Element::Text(text)] if !space.has(symbols_in(space, text)) => PieceKind::Nothing,
            // A port may stand behind what is otherwise plain.
            _ if tail != Tail::Exact => PieceKind::Language,
            [Element::Text(text)] => PieceKind::Literal(symbols_in(space, text).collect()),
            [Element::Variable(Shape::Text { min: 1, max: None })] => PieceKind::AnySegment,
            [Element::Variable(Shape::Path)] if !suffixed => PieceKind::AnyRest,
            _ => PieceKind::Language,
        };
        Piece {
            space,
            kind,
            source: Source::Segment(segment, tail),
        }
    }
}

/// A rule as the pieces that its URLs are made of.
struct Shown {
    domain: PieceId,
    space: Space,
    /// Its single segments.
    segments: Vec<PieceId>,
    end: End,
}

impl Shown {
    fn new(rule: &Checked, pieces: &mut Pieces) -> Self {
        let mut place = 0;
        let mut checks_of = |step: &Step| {
            let variables = match step {
                Step::Static(_) => 0,
                Step::Dynamic(part) => part
                    .elements
                    .iter()
                    .filter(|element| matches!(element, Element::Variable(_)))
                    .count(),
            };
            let own = rule.variables.get(place..place + variables).unwrap_or(&[]);
            place += variables;
            own.iter()
                .enumerate()
                .flat_map(|(place, variable)| {
                    variable
                        .converter
                        .checks
                        .iter()
                        .map(move |check| (place, *check))
                })
                .collect::<Vec<_>>()
        };
        let checks = checks_of(&rule.domain_step);
        let domain = pieces.domain(rule.domain, &rule.domain_step, &checks);
        let mut segments = Vec::with_capacity(rule.path_steps.len());
        let mut end = None;
        for step in &rule.path_steps {
            let checks = checks_of(step);
            let piece = pieces.segment(step, &checks);
            match step {
                Step::Dynamic(part) if part.spans_segments() => {
                    let slash = match (part.suffixed, rule.strict_slashes) {
                        (false, _) => Slash::None,
                        (true, true) => Slash::Required,
                        (true, false) => Slash::Optional,
                    };
                    end = Some(End::Rest(piece, slash));
                    break;
                }
                _ => segments.push(piece),
            }
        }
        let mut end = end.unwrap_or_else(|| {
            if rule.strict_slashes || segments == [EMPTY] {
                return End::Exact;
            }
            if segments.last() == Some(&EMPTY) {
                segments.pop();
            }
            End::MayHaveSlash
        });
        // Slashes at the front of a path are one, so no path begins with an
        // empty segment and goes on.
        match (segments.as_mut_slice(), end) {
            ([EMPTY], End::Exact) => {}
            ([EMPTY], End::MayHaveSlash) => end = End::Exact,
            ([first, ..], _) if *first == EMPTY => {
                *first = pieces.segment(&Step::Static("..".to_owned()), &[]);
            }
            _ => {}
        }
        Shown {
            domain,
            space: pieces.pieces[domain].space,
            segments,
            end,
        }
    }

    /// Its segments with so many in all; `None` if it has another number.
    fn form(&self, length: usize) -> Option<impl Fn(usize) -> PieceId + '_> {
        let own = self.segments.len();
        let fits = match self.end {
            End::Exact => length == own,
            End::MayHaveSlash => length == own || length == own + 1,
            End::Rest(..) => false,
        };
        fits.then_some(move |index: usize| self.segments.get(index).copied().unwrap_or(EMPTY))
    }

    fn lengths(&self) -> std::ops::RangeInclusive<usize> {
        let own = self.segments.len();
        own..=own + usize::from(self.end == End::MayHaveSlash)
    }

    /// The rule with the slash that it may end in and without it, or as it is.
    fn forms(&self) -> Vec<Shown> {
        let with = |segments: &[PieceId], end: End| Shown {
            domain: self.domain,
            space: self.space,
            segments: segments.to_vec(),
            end,
        };
        match self.end {
            End::MayHaveSlash => vec![
                with(&self.segments, End::Exact),
                with(&[self.segments.as_slice(), &[EMPTY]].concat(), End::Exact),
            ],
            End::Rest(piece, Slash::Optional) => vec![
                with(&self.segments, End::Rest(piece, Slash::None)),
                with(&self.segments, End::Rest(piece, Slash::Required)),
            ],
            end => vec![with(&self.segments, end)],
        }
    }

    fn has_rest(&self) -> bool {
        matches!(self.end, End::Rest(..))
    }
}

/// Rules that can be compared.
pub(crate) struct Meetings {
    pieces: Pieces,
    rules: Vec<Shown>,
}

impl Meetings {
    pub(crate) fn new<'r>(rules: impl IntoIterator<Item = &'r Checked>) -> Self {
        let mut pieces = Pieces::new();
        let rules = rules
            .into_iter()
            .map(|rule| Shown::new(rule, &mut pieces))
            .collect();
        Meetings { pieces, rules }
    }

    /// The shortest URL that two rules have in common.
    pub(crate) fn common(&mut self, left: usize, right: usize) -> Found<Url> {
        let Meetings { pieces, rules } = self;
        let (left, right) = (&rules[left], &rules[right]);
        if left.space != right.space {
            return Found::Nothing;
        }
        let domain = match pieces.common(left.domain, right.domain) {
            Found::Text(domain) => domain,
            Found::Nothing => return Found::Nothing,
            Found::Unknown => return Found::Unknown,
        };
        let mut texts = Vec::new();
        let path = if left.has_rest() || right.has_rest() {
            let Some((count, rests)) = split(pieces, left, right) else {
                return Found::Nothing;
            };
            let pairs = (0..count).map(|index| (left.segments[index], right.segments[index]));
            all(pairs.chain([rests]), &mut texts, |left, right| {
                pieces.common(left, right)
            })
        } else {
            let Some(length) = right.lengths().find(|length| left.form(*length).is_some()) else {
                return Found::Nothing;
            };
            let (Some(left), Some(right)) = (left.form(length), right.form(length)) else {
                return Found::Nothing;
            };
            let pairs = (0..length).map(|index| (left(index), right(index)));
            all(pairs, &mut texts, |left, right| pieces.common(left, right))
        };
        match path {
            Found::Text(()) => Found::Text(Url {
                domain,
                path: joined(&texts),
            }),
            Found::Nothing => Found::Nothing,
            Found::Unknown => Found::Unknown,
        }
    }

    /// Whether one of two rules that meet is narrower: it has nothing that the
    /// other has not. A slash at the end that is optional to it is no URL of
    /// its own.
    pub(crate) fn is_narrower(&mut self, left: usize, right: usize) -> bool {
        let Meetings { pieces, rules } = self;
        let forms = rules[left].forms();
        forms
            .iter()
            .any(|form| difference(pieces, form, &rules[right]).is_nothing())
    }

    /// The shortest URL of one rule that another has not, of two that meet.
    pub(crate) fn only(&mut self, left: usize, right: usize) -> Found<Url> {
        difference(&mut self.pieces, &self.rules[left], &self.rules[right])
    }

    /// A URL of a rule for which `wins`, which is told which of the others have
    /// it too. All of them are in the space of the rule.
    pub(crate) fn alone(
        &mut self,
        rule: usize,
        others: &[usize],
        wins: impl Fn(&[bool]) -> bool,
    ) -> Found<Url> {
        if let Some(url) = self.guess(rule, others, &wins) {
            return Found::Text(url);
        }
        let Meetings { pieces, rules } = self;
        let own = &rules[rule];
        let domains: Option<Vec<Rc<Language>>> = std::iter::once(&rule)
            .chain(others)
            .map(|rule| pieces.language(rules[*rule].domain))
            .collect();
        let Some(domains) = domains else {
            return Found::Unknown;
        };
        let domains: Vec<&Language> = domains.iter().map(Rc::as_ref).collect();
        // Which of the others are there depends on the domain.
        let mut seen: HashSet<Vec<bool>> = HashSet::new();
        let mut unknown = false;
        loop {
            let mut present = Vec::new();
            let domain = find(own.space, &domains, 1, &mut pieces.budget, |has| {
                present = has[1..].to_vec();
                !seen.contains(&present)
            });
            let domain = match domain {
                Ok(Some(domain)) => domain,
                Ok(None) if unknown => return Found::Unknown,
                Ok(None) => return Found::Nothing,
                Err(TooMany) => return Found::Unknown,
            };
            let here: Vec<usize> = (0..others.len()).filter(|index| present[*index]).collect();
            let wins_here = |has: &[bool]| {
                let mut all = vec![false; others.len()];
                for (index, has) in here.iter().zip(has) {
                    all[*index] = *has;
                }
                wins(&all)
            };
            let others_here: Vec<&Shown> =
                here.iter().map(|index| &rules[others[*index]]).collect();
            match path_alone(pieces, own, &others_here, wins_here) {
                Found::Text(path) => return Found::Text(Url { domain, path }),
                Found::Unknown => unknown = true,
                Found::Nothing => {}
            }
            seen.insert(present);
            if seen.len() > 64 {
                return Found::Unknown;
            }
        }
    }

    /// Whether a rule has a URL that none of the others has, as far as that can
    /// be seen at once.
    pub(crate) fn has_own(&mut self, rule: usize, others: &[usize]) -> bool {
        self.guess(rule, others, &|has: &[bool]| !has.contains(&true))
            .is_some()
    }

    /// A URL for which `wins`, among a few that are likely to be: most rules
    /// have one that nobody else thought of.
    fn guess(
        &mut self,
        rule: usize,
        others: &[usize],
        wins: &impl Fn(&[bool]) -> bool,
    ) -> Option<Url> {
        let Meetings { pieces, rules } = self;
        let own = &rules[rule];
        let domain = pieces.first(own.domain).text()?;
        for likely in ["x", "0", "xx0", "7-x"] {
            let likely: Vec<Symbol> = symbols(likely).collect();
            let mut pieces_of = own.segments.clone();
            if own.has_rest() {
                pieces_of.push(pieces.rest(&[], own.end));
            }
            let mut texts = Vec::with_capacity(pieces_of.len());
            for piece in pieces_of {
                texts.push(match pieces.has(piece, &likely)? {
                    true => likely.clone(),
                    false => pieces.first(piece).text()?,
                });
            }
            let path = texts.join(&Symbol::from('/'));
            let segments: Vec<&[Symbol]> =
                path.split(|symbol| *symbol == Symbol::from('/')).collect();
            let mut has = Vec::with_capacity(others.len());
            for other in others.iter().map(|other| &rules[*other]) {
                has.push(
                    pieces.has(other.domain, &domain)?
                        && pieces.has_path(&other.segments, other.end, &segments)?,
                );
            }
            if wins(&has) {
                return Some(Url {
                    domain,
                    path: joined(&texts),
                });
            }
        }
        None
    }

    /// The pairs of rules that may meet: all that do, and few that do not.
    pub(crate) fn candidates(&mut self) -> Vec<(usize, usize)> {
        let mut trie = Trie::new();
        for (number, rule) in self.rules.iter().enumerate() {
            trie.insert(number, rule);
        }
        trie.pairs(&mut self.pieces)
    }
}

/// The shortest URL of one rule that another has not, of two that meet.
fn difference(pieces: &mut Pieces, left: &Shown, right: &Shown) -> Found<Url> {
    let url = |domain: Vec<Symbol>, texts: &[Vec<Symbol>]| {
        Found::Text(Url {
            domain,
            path: joined(texts),
        })
    };
    let mut unknown = false;
    let here = match pieces.common(left.domain, right.domain) {
        Found::Text(domain) => domain,
        _ => return Found::Unknown,
    };
    match pieces.only(left.domain, right.domain) {
        Found::Text(domain) => match own_texts(pieces, left) {
            Some(texts) => return url(domain, &texts),
            None => return Found::Unknown,
        },
        Found::Unknown => unknown = true,
        Found::Nothing => {}
    }
    if left.has_rest() || right.has_rest() {
        let Some((count, rests)) = split(pieces, left, right) else {
            return Found::Unknown;
        };
        let pairs: Vec<_> = (0..count)
            .map(|index| (left.segments[index], right.segments[index]))
            .chain([rests])
            .collect();
        match differing(pieces, &pairs) {
            Found::Text(texts) => return url(here, &texts),
            Found::Unknown => unknown = true,
            Found::Nothing => {}
        }
    } else {
        for length in left.lengths() {
            let Some(own) = left.form(length) else {
                continue;
            };
            let Some(other) = right.form(length) else {
                let texts: Option<Vec<_>> = (0..length)
                    .map(|index| pieces.first(own(index)).text())
                    .collect();
                return match texts {
                    Some(texts) => url(here, &texts),
                    None => Found::Unknown,
                };
            };
            let pairs: Vec<_> = (0..length)
                .map(|index| (own(index), other(index)))
                .collect();
            match differing(pieces, &pairs) {
                Found::Text(texts) => return url(here, &texts),
                Found::Unknown => unknown = true,
                Found::Nothing => {}
            }
        }
    }
    if unknown {
        Found::Unknown
    } else {
        Found::Nothing
    }
}

/// The shortest texts of a rule.
fn own_texts(pieces: &mut Pieces, rule: &Shown) -> Option<Vec<Vec<Symbol>>> {
    let mut texts: Vec<Vec<Symbol>> = rule
        .segments
        .iter()
        .map(|piece| pieces.first(*piece).text())
        .collect::<Option<_>>()?;
    if rule.has_rest() {
        let rest = pieces.rest(&[], rule.end);
        texts.push(pieces.first(rest).text()?);
    }
    Some(texts)
}

/// The number of segments that two rules have in common before one of them
/// takes all the rest, and the rests of both; `None` if one has none.
fn split(pieces: &mut Pieces, left: &Shown, right: &Shown) -> Option<(usize, (PieceId, PieceId))> {
    let count = left.segments.len().min(right.segments.len());
    let mut rest = |rule: &Shown| {
        let segments = &rule.segments[count..];
        (!segments.is_empty() || rule.has_rest()).then(|| pieces.rest(segments, rule.end))
    };
    Some((count, (rest(left)?, rest(right)?)))
}

/// The texts of all pairs, if each has one.
fn all(
    pairs: impl Iterator<Item = (PieceId, PieceId)>,
    texts: &mut Vec<Vec<Symbol>>,
    mut text: impl FnMut(PieceId, PieceId) -> Found<Vec<Symbol>>,
) -> Found<()> {
    each(pairs, texts, |(left, right)| text(left, right))
}

/// A text for each, if there is one.
fn each<T>(
    all: impl Iterator<Item = T>,
    texts: &mut Vec<Vec<Symbol>>,
    mut text: impl FnMut(T) -> Found<Vec<Symbol>>,
) -> Found<()> {
    let mut unknown = false;
    for one in all {
        match text(one) {
            Found::Text(text) => texts.push(text),
            Found::Nothing => return Found::Nothing,
            Found::Unknown => unknown = true,
        }
    }
    if unknown {
        Found::Unknown
    } else {
        Found::Text(())
    }
}

/// Texts of the left pieces, one of which its right piece has not.
fn differing(pieces: &mut Pieces, pairs: &[(PieceId, PieceId)]) -> Found<Vec<Vec<Symbol>>> {
    let mut unknown = false;
    for (place, (left, right)) in pairs.iter().enumerate() {
        match pieces.only(*left, *right) {
            Found::Nothing => {}
            Found::Unknown => unknown = true,
            Found::Text(own) => {
                let texts = pairs.iter().enumerate().map(|(index, (left, right))| {
                    if index == place {
                        return Some(own.clone());
                    }
                    pieces.common(*left, *right).text()
                });
                return match texts.collect() {
                    Some(texts) => Found::Text(texts),
                    None => Found::Unknown,
                };
            }
        }
    }
    if unknown {
        Found::Unknown
    } else {
        Found::Nothing
    }
}

fn path_alone(
    pieces: &mut Pieces,
    own: &Shown,
    others: &[&Shown],
    wins: impl Fn(&[bool]) -> bool,
) -> Found<Vec<Symbol>> {
    // Segments that all others have as well make no difference.
    let mut shared = Vec::new();
    while shared.len() + 1 < own.segments.len() + usize::from(own.has_rest()) {
        let at = shared.len();
        let covers = others.iter().all(|other| {
            let has_more = other.segments.len() > at + 1
                || (other.segments.len() == at + 1 && other.has_rest());
            has_more
                && pieces
                    .only(own.segments[at], other.segments[at])
                    .is_nothing()
        });
        if !covers {
            break;
        }
        match pieces.first(own.segments[at]) {
            Found::Text(text) => shared.push(text),
            Found::Nothing => return Found::Nothing,
            Found::Unknown => return Found::Unknown,
        }
    }
    let mut language = |rule: &Shown| {
        let rest = pieces.rest(rule.segments.get(shared.len()..)?, rule.end);
        pieces.language(rest)
    };
    let languages: Option<Vec<Rc<Language>>> = std::iter::once(own)
        .chain(others.iter().copied())
        .map(&mut language)
        .collect();
    let Some(languages) = languages else {
        return Found::Unknown;
    };
    let languages: Vec<&Language> = languages.iter().map(Rc::as_ref).collect();
    match find(Space::Path, &languages, 1, &mut pieces.budget, |has| {
        wins(&has[1..])
    }) {
        Ok(Some(rest)) => {
            shared.push(rest);
            Found::Text(joined(&shared))
        }
        Ok(None) => Found::Nothing,
        Err(TooMany) => Found::Unknown,
    }
}

fn joined(texts: &[Vec<Symbol>]) -> Vec<Symbol> {
    let mut path = Vec::new();
    for text in texts {
        path.push('/'.into());
        path.extend_from_slice(text);
    }
    path
}

/// The rules by their pieces: first the domain, then the segments.
struct Trie {
    nodes: Vec<Node>,
    roots: HashMap<Space, usize>,
}

#[derive(Default)]
struct Node {
    literals: HashMap<PieceId, usize>,
    others: Vec<(PieceId, usize)>,
    /// Rules that end here, with a slash or without.
    ends: Vec<usize>,
    may_have_slash: Vec<usize>,
    /// Rules that take all the rest.
    rests: Vec<usize>,
}

impl Trie {
    fn new() -> Self {
        Trie {
            nodes: vec![Node::default(), Node::default()],
            roots: HashMap::from([(Space::Host, 0), (Space::Subdomain, 1)]),
        }
    }

    fn insert(&mut self, number: usize, rule: &Shown) {
        let mut at = self.roots.get(&rule.space).copied().unwrap_or(0);
        for piece in std::iter::once(&rule.domain).chain(&rule.segments) {
            at = self.follow(at, *piece);
        }
        let node = &mut self.nodes[at];
        match rule.end {
            End::Exact => node.ends.push(number),
            End::MayHaveSlash => {
                node.ends.push(number);
                node.may_have_slash.push(number);
            }
            End::Rest(..) => node.rests.push(number),
        }
    }

    /// Where a piece leads to. Which pieces are literals is settled by
    /// [`sort`](Self::sort), when all are known.
    fn follow(&mut self, at: usize, piece: PieceId) -> usize {
        if let Some(known) = self.nodes[at].literals.get(&piece) {
            return *known;
        }
        let new = self.nodes.len();
        self.nodes[at].literals.insert(piece, new);
        self.nodes.push(Node::default());
        new
    }

    fn sort(&mut self, pieces: &Pieces) {
        for node in &mut self.nodes {
            let is_literal =
                |piece: &PieceId| matches!(pieces.pieces[*piece].kind, PieceKind::Literal(_));
            let others = node.literals.extract_if(|piece, _| !is_literal(piece));
            node.others = others.collect();
            node.others.sort_unstable();
        }
    }

    fn pairs(mut self, pieces: &mut Pieces) -> Vec<(usize, usize)> {
        self.sort(pieces);
        let mut pairs = Vec::new();
        let mut waiting: Vec<(usize, usize)> =
            self.roots.values().map(|root| (*root, *root)).collect();
        while let Some((left, right)) = waiting.pop() {
            self.pairs_at(left, right, &mut pairs);
            self.children(left, right, pieces, &mut waiting);
        }
        for (left, right) in &mut pairs {
            (*left, *right) = ((*left).min(*right), (*left).max(*right));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The pairs of rules that end, or begin to take all the rest, here.
    fn pairs_at(&self, left: usize, right: usize, pairs: &mut Vec<(usize, usize)>) {
        let (first, second) = (&self.nodes[left], &self.nodes[right]);
        let mut add = |lefts: &[usize], rights: &[usize]| {
            for left in lefts {
                pairs.extend(
                    rights
                        .iter()
                        .filter(|right| *right != left)
                        .map(|right| (*left, *right)),
                );
            }
        };
        add(&first.ends, &second.ends);
        let behind_slash = |node: &Node| {
            node.literals
                .get(&EMPTY)
                .map(|node| &self.nodes[*node].ends)
        };
        if let Some(ends) = behind_slash(second) {
            add(&first.may_have_slash, ends);
        }
        if let Some(ends) = behind_slash(first) {
            add(&second.may_have_slash, ends);
        }
        if !first.rests.is_empty() {
            add(&first.rests, &self.below(right));
        }
        if !second.rests.is_empty() {
            add(&second.rests, &self.below(left));
        }
    }

    /// All rules that go on from a node.
    fn below(&self, node: usize) -> Vec<usize> {
        let mut rules = self.nodes[node].rests.clone();
        let mut waiting: Vec<usize> = self.targets(node).collect();
        while let Some(node) = waiting.pop() {
            rules.extend(self.nodes[node].ends.iter().chain(&self.nodes[node].rests));
            waiting.extend(self.targets(node));
        }
        rules
    }

    fn targets(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let others = self.nodes[node].others.iter().map(|(_, target)| *target);
        self.nodes[node].literals.values().copied().chain(others)
    }

    /// The pairs of nodes that some segment leads to from two.
    fn children(
        &self,
        left: usize,
        right: usize,
        pieces: &mut Pieces,
        waiting: &mut Vec<(usize, usize)>,
    ) {
        let (first, second) = (&self.nodes[left], &self.nodes[right]);
        let (few, many) = match first.literals.len() <= second.literals.len() {
            true => (first, second),
            false => (second, first),
        };
        waiting.extend(
            few.literals.iter().filter_map(|(piece, target)| {
                many.literals.get(piece).map(|other| (*target, *other))
            }),
        );
        let mut meet = |ones: &mut dyn Iterator<Item = (PieceId, usize)>,
                        others: &[(PieceId, usize)]| {
            for (piece, target) in ones {
                waiting.extend(
                    others
                        .iter()
                        .filter(|(other, _)| !pieces.common(piece, *other).is_nothing())
                        .map(|(_, other)| (target, *other)),
                );
            }
        };
        let literals = |node: &Node| -> Vec<(PieceId, usize)> {
            node.literals
                .iter()
                .map(|(piece, target)| (*piece, *target))
                .collect()
        };
        meet(&mut literals(first).into_iter(), &second.others);
        if left == right {
            for (index, other) in first.others.iter().enumerate() {
                meet(&mut std::iter::once(*other), &first.others[index..]);
            }
        } else {
            meet(&mut literals(second).into_iter(), &first.others);
            meet(&mut first.others.iter().copied(), &second.others);
        }
    }
}
