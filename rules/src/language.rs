//! The texts that a part of a rule takes, as a language: whether two have a
//! text in common, whether one has a text that others lack, and the shortest.
//!
//! The languages are regular. A [`Language`] is a nondeterministic automaton
//! over characters whose threads are ordered: of several ways to cut a text
//! into variables the search takes one (see [`pattern`](crate::pattern)), so a
//! value that its converter refuses is refused even if another cut would have
//! been accepted. [`find`] goes through the texts, shortest first, in all
//! languages at once.
//!
//! Only texts count that a client sends as they stand, see [`Space`].

use std::cmp::Ordering;
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use regex_syntax::hir::{self, Class, Hir, HirKind};

use crate::converter::{Check, Shape};
use crate::domain::split_port;
use crate::part::Element;
use crate::text::ENCODED_SLASH;

/// A character of normal text (see [`text`](crate::text)): a code point,
/// [`ENCODED`], or in a host [`PORT`].
pub(crate) type Symbol = u32;

/// A slash that was percent-encoded.
pub(crate) const ENCODED: Symbol = 0x11_0000;

/// The colon before a port. A variable takes none: the port is cut off before a
/// rule that names none is compared, and one that names one has the colon in
/// its own text.
const PORT: Symbol = 0x11_0001;

const SLASH: Symbol = '/' as Symbol;
const DOT: Symbol = '.' as Symbol;
const MINUS: Symbol = '-' as Symbol;
const COLON: Symbol = ':' as Symbol;
const NEWLINE: Symbol = '\n' as Symbol;

/// The symbols of a text in which every `/` separates.
pub(crate) fn symbols(text: &str) -> impl Iterator<Item = Symbol> + '_ {
    text.chars().map(Symbol::from)
}

/// The symbols of a text of a rule that stands in a space.
pub(crate) fn symbols_in(space: Space, text: &str) -> impl DoubleEndedIterator<Item = Symbol> {
    let port = match space {
        Space::Host => split_port(text).0.len(),
        Space::Path | Space::Subdomain => text.len(),
    };
    text.char_indices().map(move |(at, character)| match at {
        at if at == port => PORT,
        _ => character.into(),
    })
}

/// Normal text again.
pub(crate) fn bytes(symbols: &[Symbol]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        match char::from_u32(*symbol) {
            None if *symbol == PORT => bytes.push(b':'),
            Some(character) => {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            None => bytes.push(ENCODED_SLASH),
        }
    }
    bytes
}

/// Where a text stands, which says what can be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Space {
    /// In a path. Clients fold away segments that are `.` or `..` (RFC 3986,
    /// 5.2.4), no link has control characters in it, and a value that begins
    /// with an encoded slash is one that `path` refuses and `string` does not:
    /// no rule is told from another by any of these.
    Path,
    /// A host, in the form in which hosts are compared, with or without a port.
    Host,
    /// The labels of a host before the name of the server.
    Subdomain,
}

/// What a space remembers of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    /// At the beginning of a text, a segment or a label.
    Begin,
    /// A segment has been only one or two dots so far.
    Dots(u8),
    Inside,
    AfterDot,
    AfterColon,
    Port,
    InBrackets,
    AfterBrackets,
}

impl Space {
    /// `None` if no text in this space goes on like this.
    fn step(self, place: Place, symbol: Symbol) -> Option<Place> {
        match self {
            Space::Path => match (symbol, place) {
                (SLASH | ENCODED, Place::Dots(_)) | (ENCODED, Place::Begin) => None,
                (SLASH, _) => Some(Place::Begin),
                // What stands between encoded slashes is no segment of dots either.
                (ENCODED, _) => Some(Place::AfterDot),
                (DOT, Place::Begin | Place::AfterDot) => Some(Place::Dots(1)),
                (DOT, Place::Dots(1)) => Some(Place::Dots(2)),
                (symbol, _) if symbol < 0x20 || symbol == 0x7F => None,
                _ => Some(Place::Inside),
            },
            Space::Host | Space::Subdomain => {
                if symbol == PORT {
                    let may_follow = matches!(place, Place::Inside | Place::AfterBrackets);
                    return (self == Space::Host && may_follow).then_some(Place::AfterColon);
                }
                let character = char::from_u32(symbol)?;
                let in_label = matches!(character, 'a'..='z' | '0'..='9' | '-' | '_');
                let may_be_address = self == Space::Host;
                match (place, character) {
                    (Place::Begin | Place::Inside | Place::AfterDot, _) if in_label => {
                        Some(Place::Inside)
                    }
                    (Place::Inside, '.') => Some(Place::AfterDot),
                    (Place::AfterColon | Place::Port, '0'..='9') => Some(Place::Port),
                    (Place::Begin, '[') if may_be_address => Some(Place::InBrackets),
                    (Place::InBrackets, 'a'..='f' | '0'..='9' | ':' | '.') => {
                        Some(Place::InBrackets)
                    }
                    (Place::InBrackets, ']') => Some(Place::AfterBrackets),
                    _ => None,
                }
            }
        }
    }

    fn may_end(self, place: Place) -> bool {
        match self {
            Space::Path => !matches!(place, Place::Dots(_)),
            Space::Subdomain => matches!(place, Place::Begin | Place::Inside),
            Space::Host => matches!(place, Place::Inside | Place::Port | Place::AfterBrackets),
        }
    }

    /// Whether a text is in the space.
    pub(crate) fn has(self, text: impl IntoIterator<Item = Symbol>) -> bool {
        text.into_iter()
            .try_fold(Place::Begin, |place, symbol| self.step(place, symbol))
            .is_some_and(|place| self.may_end(place))
    }

    /// The symbols that it tells from others.
    fn bounds(self) -> &'static [(Symbol, Symbol)] {
        match self {
            Space::Path => &[(0, 0x1F), (DOT, DOT), (SLASH, SLASH), (0x7F, 0x7F)],
            Space::Host | Space::Subdomain => &[
                (MINUS, MINUS),
                (DOT, DOT),
                (0x30, 0x39),
                (COLON, COLON),
                (0x5B, 0x5B),
                (0x5D, 0x5D),
                (0x5F, 0x5F),
                (0x61, 0x66),
                (0x67, 0x7A),
                (PORT, PORT),
            ],
        }
    }
}

type Ranges = Rc<[(Symbol, Symbol)]>;

fn has(ranges: &[(Symbol, Symbol)], symbol: Symbol) -> bool {
    ranges
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&symbol))
}

/// A step of the automaton.
#[derive(Debug, Clone)]
enum Node {
    /// Takes a symbol.
    Take(Ranges, usize),
    /// Takes at least and at most so many symbols, as many as it can or as few.
    Many {
        of: Ranges,
        min: u32,
        max: Option<u32>,
        greedy: bool,
        next: usize,
    },
    /// Goes on in one of these ways, the first rather than the second.
    Fork(Vec<usize>),
    /// Goes on only here.
    Look(Look, usize),
    /// From here on a value is watched.
    Begin(usize, usize),
    /// The value ends.
    End(usize),
    Accept,
}

/// What stands on both sides of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Regex(hir::Look),
    NotAfterSlash,
}

/// What refuses values of the right shape.
#[derive(Debug, Clone)]
enum Guard {
    Number {
        min: Option<Decimal>,
        max: Option<Decimal>,
        length: Option<u32>,
    },
    Path,
}

impl Guard {
    fn watch(&self) -> Watch {
        match self {
            Guard::Number { .. } => Watch::Number {
                length: 0,
                negative: false,
                zero: true,
                min: Compared::default(),
                max: Compared::default(),
            },
            Guard::Path => Watch::Path(Place::Begin),
        }
    }

    /// `None` if no value that goes on like this is accepted.
    fn step(&self, watch: Watch, symbol: Symbol) -> Option<Watch> {
        match (self, watch) {
            (Guard::Path, Watch::Path(place)) => {
                let next = match (symbol, place) {
                    (SLASH | ENCODED, Place::Begin | Place::Dots(_)) => return None,
                    (SLASH | ENCODED, _) => Place::AfterDot,
                    (DOT, Place::Begin | Place::AfterDot) => Place::Dots(1),
                    (DOT, Place::Dots(1)) => Place::Dots(2),
                    _ => Place::Inside,
                };
                Some(Watch::Path(next))
            }
            (
                Guard::Number {
                    min: least,
                    max: most,
                    length: wanted,
                },
                Watch::Number {
                    length,
                    negative,
                    zero,
                    min,
                    max,
                },
            ) => {
                let length = match wanted {
                    Some(wanted) if length == *wanted => return None,
                    Some(_) => length + 1,
                    None => 0,
                };
                let digit = u8::try_from(symbol).ok().filter(u8::is_ascii_digit);
                let step = |compared: Compared, bound: &Option<Decimal>| match bound {
                    Some(bound) => compared.step(bound, symbol),
                    None => compared,
                };
                let (min, max) = (step(min, least), step(max, most));
                let negative = negative || symbol == MINUS;
                // More digits make it larger still, so nothing is to be seen there.
                let (own, bound) = if negative { (min, least) } else { (max, most) };
                if bound
                    .as_ref()
                    .is_some_and(|bound| bound.negative == negative && own.has_more_digits(bound))
                {
                    return None;
                }
                Some(Watch::Number {
                    length,
                    negative,
                    zero: zero && digit.is_none_or(|digit| digit == b'0'),
                    min,
                    max,
                })
            }
            _ => None,
        }
    }

    /// Whether a value that ends here is accepted.
    fn accepts(&self, watch: Watch) -> bool {
        match (self, watch) {
            (Guard::Path, Watch::Path(place)) => !matches!(place, Place::Dots(_)),
            (
                Guard::Number {
                    min: least,
                    max: most,
                    length: wanted,
                },
                Watch::Number {
                    length,
                    negative,
                    zero,
                    min,
                    max,
                },
            ) => {
                let negative = negative && !zero;
                let order = |compared: Compared, bound: &Decimal| match (negative, bound.negative) {
                    (false, true) => Ordering::Greater,
                    (true, false) => Ordering::Less,
                    (false, false) => compared.order(bound),
                    (true, true) => compared.order(bound).reverse(),
                };
                let least = least.as_ref().is_none_or(|bound| order(min, bound).is_ge());
                let most = most.as_ref().is_none_or(|bound| order(max, bound).is_le());
                wanted.is_none_or(|wanted| length == wanted) && least && most
            }
            _ => false,
        }
    }
}

/// What is known of a value that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Watch {
    Number {
        length: u32,
        negative: bool,
        zero: bool,
        min: Compared,
        max: Compared,
    },
    Path(Place),
}

/// A bound of a number, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    /// Without zeros in front.
    whole: Vec<u8>,
    /// Without zeros at the end.
    fraction: Vec<u8>,
}

impl Decimal {
    fn new(written: &str) -> Self {
        let (negative, digits) = match written.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, written),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        Decimal {
            negative: negative && digits.bytes().any(|byte| matches!(byte, b'1'..=b'9')),
            whole: whole.trim_start_matches('0').bytes().collect(),
            fraction: fraction.trim_end_matches('0').bytes().collect(),
        }
    }
}

/// How the digits seen so far stand to those of a bound, signs apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Compared {
    /// Digits since the first that is not zero; one more than those of the
    /// bound stands for all above. Behind the point, digits since the point.
    digits: usize,
    behind_point: bool,
    order: Ordering,
}

impl Default for Compared {
    fn default() -> Self {
        Compared {
            digits: 0,
            behind_point: false,
            order: Ordering::Equal,
        }
    }
}

impl Compared {
    fn step(self, bound: &Decimal, symbol: Symbol) -> Self {
        let Some(digit) = u8::try_from(symbol).ok().filter(u8::is_ascii_digit) else {
            return match symbol {
                DOT => Compared {
                    digits: 0,
                    behind_point: true,
                    order: self.whole_order(bound),
                },
                _ => self,
            };
        };
        if self.behind_point {
            if self.order.is_ne() {
                return self;
            }
            let other = bound.fraction.get(self.digits).copied().unwrap_or(b'0');
            return Compared {
                digits: (self.digits + 1).min(bound.fraction.len()),
                order: digit.cmp(&other),
                ..self
            };
        }
        if self.digits == 0 && digit == b'0' {
            return self;
        }
        match bound.whole.get(self.digits) {
            Some(other) => Compared {
                digits: self.digits + 1,
                order: self.order.then(digit.cmp(other)),
                ..self
            },
            None => Compared {
                digits: bound.whole.len() + 1,
                order: Ordering::Equal,
                ..self
            },
        }
    }

    /// Whether more digits stand before the point than the bound has.
    fn has_more_digits(self, bound: &Decimal) -> bool {
        !self.behind_point && self.digits > bound.whole.len()
    }

    fn whole_order(self, bound: &Decimal) -> Ordering {
        self.digits.cmp(&bound.whole.len()).then(self.order)
    }

    fn order(self, bound: &Decimal) -> Ordering {
        if !self.behind_point {
            let rest = if bound.fraction.is_empty() {
                Ordering::Equal
            } else {
                Ordering::Less
            };
            return self.whole_order(bound).then(rest);
        }
        if self.order.is_eq() && self.digits < bound.fraction.len() {
            Ordering::Less
        } else {
            self.order
        }
    }
}

/// A piece of text between slashes, or all the rest of a path: what a step of
/// a rule takes, with the checks of its variables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    pub(crate) space: Space,
    pub(crate) elements: Vec<Element>,
    /// By variable.
    pub(crate) checks: Vec<Vec<Check>>,
    /// The text does not end in a slash: that belongs to the rule.
    pub(crate) suffixed: bool,
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tail {
    Exact,
    /// A slash may stand behind it.
    MayHaveSlash,
    /// A port may stand behind it.
    MayHavePort,
}

/// The texts that segments take, with slashes between them.
#[derive(Debug, Clone)]
pub(crate) struct Language {
    nodes: Vec<Node>,
    guards: Vec<Guard>,
    start: usize,
    /// A thread whose value is refused still stands for a cut that the search
    /// prefers to others.
    cuts_matter: bool,
    /// Some step looks at what stands before it.
    looks_back: bool,
    tells_digits: bool,
}

/// The automaton would have more steps than is sensible to look at.
const MOST_NODES: usize = 100_000;

impl Language {
    /// `None` if a regular expression is too large to be looked at.
    pub(crate) fn new(segments: &[&Segment], tail: Tail) -> Option<Self> {
        let mut maker = Maker {
            nodes: vec![Node::Accept],
            guards: Vec::new(),
            looks_back: false,
            too_large: false,
        };
        let mut next = match tail {
            Tail::Exact => 0,
            Tail::MayHaveSlash => maker.optional(&[(SLASH, SLASH)], 0),
            Tail::MayHavePort => {
                let port = maker.many(&[(0x30, 0x39)], 1, None, true, 0);
                let colon = maker.take(&[(PORT, PORT)], port);
                maker.push(Node::Fork(vec![colon, 0]))
            }
        };
        for (index, segment) in segments.iter().enumerate().rev() {
            next = maker.segment(segment, next);
            if index > 0 {
                next = maker.take(&[(SLASH, SLASH)], next);
            }
        }
        let is_watched = |checks: &Vec<Check>| !checks.is_empty();
        let cuts_matter = segments.iter().any(|segment| {
            segment.checks.len() > 1
                && (segment.checks.iter().any(is_watched) || segment.elements.iter().any(is_number))
        });
        (!maker.too_large).then(|| Language {
            tells_digits: maker
                .guards
                .iter()
                .any(|guard| matches!(guard, Guard::Number { .. })),
            nodes: maker.nodes,
            guards: maker.guards,
            start: next,
            cuts_matter,
            looks_back: maker.looks_back,
        })
    }

    /// Whether a text is in the language.
    pub(crate) fn has(&self, text: impl IntoIterator<Item = Symbol>) -> bool {
        let mut state = self.begin();
        for symbol in text {
            state = self.step(&self.closure(&state, Some(symbol)), symbol);
            if state.threads.is_empty() {
                return false;
            }
        }
        self.accepts(&self.closure(&state, None))
    }

    fn begin(&self) -> State {
        State {
            threads: vec![Thread {
                node: self.start,
                count: 0,
                value: Value::None,
            }],
            before: Before::Nothing,
        }
    }

    /// The state behind a symbol, of the threads that take one.
    fn step(&self, closure: &[Thread], symbol: Symbol) -> State {
        let mut threads: Vec<Thread> = Vec::new();
        let mut known = HashSet::new();
        for thread in closure {
            let (node, count) = match &self.nodes[thread.node] {
                Node::Take(ranges, next) if has(ranges, symbol) => (*next, 0),
                Node::Many { of, min, max, .. } if has(of, symbol) => {
                    let count = match max {
                        Some(_) => thread.count + 1,
                        None => (thread.count + 1).min(*min),
                    };
                    (thread.node, count)
                }
                _ => continue,
            };
            let value = match thread.value {
                Value::Watched(guard, watch) => match self.guards[guard].step(watch, symbol) {
                    Some(watch) => Value::Watched(guard, watch),
                    None => Value::Refused,
                },
                other => other,
            };
            if value == Value::Refused && !self.cuts_matter {
                continue;
            }
            // Of two cuts that go on alike, the search takes the first.
            if known.insert((node, count)) {
                threads.push(Thread { node, count, value });
            }
        }
        let before = if self.looks_back {
            Before::of(symbol)
        } else {
            Before::Nothing
        };
        State { threads, before }
    }

    fn accepts(&self, closure: &[Thread]) -> bool {
        closure
            .iter()
            .find(|thread| matches!(self.nodes[thread.node], Node::Accept))
            .is_some_and(|thread| thread.value != Value::Refused)
    }

    /// The threads that take a symbol or accept, the preferred first.
    fn closure(&self, state: &State, next: Option<Symbol>) -> Vec<Thread> {
        /// What is still to be done, the first at the end.
        enum Todo {
            Visit(Thread),
            Keep(Thread),
        }

        let mut found = Vec::new();
        let mut known = HashSet::new();
        let mut stack: Vec<Todo> = state
            .threads
            .iter()
            .rev()
            .copied()
            .map(Todo::Visit)
            .collect();
        while let Some(todo) = stack.pop() {
            let thread = match todo {
                Todo::Keep(thread) => {
                    found.push(thread);
                    continue;
                }
                Todo::Visit(thread) => thread,
            };
            if !known.insert((thread.node, thread.count)) {
                continue;
            }
            let at = |node: usize| Thread {
                node,
                count: 0,
                ..thread
            };
            match &self.nodes[thread.node] {
                Node::Take(..) | Node::Accept => found.push(thread),
                Node::Many {
                    min,
                    max,
                    greedy,
                    next,
                    ..
                } => {
                    let go_on = max
                        .is_none_or(|max| thread.count < max)
                        .then_some(Todo::Keep(thread));
                    let leave = (thread.count >= *min).then(|| Todo::Visit(at(*next)));
                    // What is pushed last is done first.
                    match greedy {
                        true => stack.extend(leave.into_iter().chain(go_on)),
                        false => stack.extend(go_on.into_iter().chain(leave)),
                    }
                }
                Node::Fork(ways) => {
                    stack.extend(ways.iter().rev().map(|way| Todo::Visit(at(*way))));
                }
                Node::Look(look, target) => {
                    if state.before.allows(*look, next) {
                        stack.push(Todo::Visit(at(*target)));
                    }
                }
                Node::Begin(guard, target) => stack.push(Todo::Visit(Thread {
                    value: match thread.value {
                        Value::Refused => Value::Refused,
                        _ => Value::Watched(*guard, self.guards[*guard].watch()),
                    },
                    ..at(*target)
                })),
                Node::End(target) => {
                    let value = match thread.value {
                        Value::Watched(guard, watch) if self.guards[guard].accepts(watch) => {
                            Value::None
                        }
                        Value::None => Value::None,
                        _ => Value::Refused,
                    };
                    if value != Value::Refused || self.cuts_matter {
                        stack.push(Todo::Visit(Thread {
                            value,
                            ..at(*target)
                        }));
                    }
                }
            }
        }
        found
    }

    /// The ranges of symbols that the automaton tells apart in a state.
    fn bounds(&self, state: &State, bounds: &mut Vec<(Symbol, Symbol)>) {
        let mut stack: Vec<usize> = state.threads.iter().map(|thread| thread.node).collect();
        let mut known = HashSet::new();
        while let Some(node) = stack.pop() {
            if !known.insert(node) {
                continue;
            }
            match &self.nodes[node] {
                Node::Take(ranges, _) => bounds.extend_from_slice(ranges),
                Node::Many { of, next, .. } => {
                    bounds.extend_from_slice(of);
                    stack.push(*next);
                }
                Node::Fork(ways) => stack.extend(ways),
                Node::Look(_, next) | Node::Begin(_, next) | Node::End(next) => stack.push(*next),
                Node::Accept => {}
            }
        }
        if self.tells_digits {
            bounds.extend((0x30..=0x39).map(|digit| (digit, digit)));
        }
        if self.looks_back {
            bounds.extend([
                (NEWLINE, NEWLINE),
                (0x30, 0x39),
                (0x41, 0x5A),
                (0x5F, 0x5F),
                (0x61, 0x7A),
            ]);
        }
    }
}

fn is_number(element: &Element) -> bool {
    matches!(
        element,
        Element::Variable(Shape::Int { .. } | Shape::Float { .. })
    )
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    threads: Vec<Thread>,
    before: Before,
}

impl State {
    fn is_live(&self) -> bool {
        self.threads
            .iter()
            .any(|thread| thread.value != Value::Refused)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Thread {
    node: usize,
    count: u32,
    value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Value {
    /// Nothing is to be watched.
    None,
    Watched(usize, Watch),
    /// A value has been refused.
    Refused,
}

/// What stands before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Before {
    Nothing,
    Slash,
    Word,
    Newline,
    Other,
}

impl Before {
    fn of(symbol: Symbol) -> Self {
        match symbol {
            SLASH => Before::Slash,
            NEWLINE => Before::Newline,
            symbol if is_word(symbol) => Before::Word,
            _ => Before::Other,
        }
    }

    /// Whether a place has what is asked on its sides. A part of a rule ends at
    /// a slash.
    fn allows(self, look: Look, next: Option<Symbol>) -> bool {
        use hir::Look as L;
        let is_start = matches!(self, Before::Nothing | Before::Slash);
        let is_end = next.is_none_or(|next| next == SLASH);
        let (left, right) = (self == Before::Word, next.is_some_and(is_word));
        match look {
            Look::NotAfterSlash => self != Before::Slash,
            Look::Regex(L::Start) => is_start,
            Look::Regex(L::End) => is_end,
            Look::Regex(L::StartLF | L::StartCRLF) => is_start || self == Before::Newline,
            Look::Regex(L::EndLF | L::EndCRLF) => is_end || next == Some(NEWLINE),
            Look::Regex(L::WordAscii | L::WordUnicode) => left != right,
            Look::Regex(L::WordAsciiNegate | L::WordUnicodeNegate) => left == right,
            Look::Regex(L::WordStartAscii | L::WordStartUnicode) => !left && right,
            Look::Regex(L::WordEndAscii | L::WordEndUnicode) => left && !right,
            Look::Regex(L::WordStartHalfAscii | L::WordStartHalfUnicode) => !left,
            Look::Regex(L::WordEndHalfAscii | L::WordEndHalfUnicode) => !right,
        }
    }
}

fn is_word(symbol: Symbol) -> bool {
    char::from_u32(symbol).is_some_and(|character| character.is_alphanumeric() || character == '_')
}

/// All code points but one, and [`ENCODED`].
fn all_but(symbol: Symbol) -> [(Symbol, Symbol); 3] {
    [(0, symbol - 1), (symbol + 1, 0x10_FFFF), (ENCODED, ENCODED)]
}

/// Makes an automaton, from its end to its beginning.
struct Maker {
    nodes: Vec<Node>,
    guards: Vec<Guard>,
    looks_back: bool,
    too_large: bool,
}

impl Maker {
    fn push(&mut self, node: Node) -> usize {
        if self.nodes.len() >= MOST_NODES {
            self.too_large = true;
            return 0;
        }
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn take(&mut self, ranges: &[(Symbol, Symbol)], next: usize) -> usize {
        self.push(Node::Take(ranges.into(), next))
    }

    fn many(
        &mut self,
        of: &[(Symbol, Symbol)],
        min: u32,
        max: Option<u32>,
        greedy: bool,
        next: usize,
    ) -> usize {
        self.push(Node::Many {
            of: of.into(),
            min,
            max,
            greedy,
            next,
        })
    }

    fn optional(&mut self, ranges: &[(Symbol, Symbol)], next: usize) -> usize {
        let taken = self.take(ranges, next);
        self.push(Node::Fork(vec![taken, next]))
    }

    fn text(&mut self, text: impl DoubleEndedIterator<Item = Symbol>, mut next: usize) -> usize {
        for symbol in text.rev() {
            next = self.take(&[(symbol, symbol)], next);
        }
        next
    }

    fn segment(&mut self, segment: &Segment, mut next: usize) -> usize {
        if segment.suffixed {
            self.looks_back = true;
            next = self.push(Node::Look(Look::NotAfterSlash, next));
        }
        let mut checks = segment.checks.iter().rev();
        for element in segment.elements.iter().rev() {
            next = match element {
                Element::Text(text) => self.text(symbols_in(segment.space, text), next),
                Element::Variable(shape) => {
                    let checks = checks.next().map_or(&[][..], Vec::as_slice);
                    self.variable(shape, checks, next)
                }
            };
        }
        next
    }

    fn variable(&mut self, shape: &Shape, checks: &[Check], next: usize) -> usize {
        let digits = [(0x30, 0x39)];
        match shape {
            Shape::Text { min, max } => self.many(&all_but(SLASH), *min, *max, true, next),
            Shape::Any(items) => {
                let items = items.iter().map(|item| {
                    // An item is a value, so a slash in it is one that was encoded.
                    let symbol = |character| match character {
                        '/' => ENCODED,
                        other => Symbol::from(other),
                    };
                    self.text(item.chars().map(symbol), next)
                });
                let items = items.collect();
                self.push(Node::Fork(items))
            }
            Shape::Int { signed } => {
                let next = self.push(Node::End(next));
                let first = self.many(&digits, 1, None, true, next);
                self.number(*signed, checks, first)
            }
            Shape::Float { signed } => {
                let next = self.push(Node::End(next));
                let fraction = self.many(&digits, 1, None, true, next);
                let point = self.take(&[(DOT, DOT)], fraction);
                let whole = self.many(&digits, 1, None, true, point);
                self.number(*signed, checks, whole)
            }
            Shape::Uuid => {
                let hexadecimal = [(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)];
                [12, 4, 4, 4, 8]
                    .into_iter()
                    .enumerate()
                    .fold(next, |next, (index, count)| {
                        let next = if index == 0 {
                            next
                        } else {
                            self.take(&[(MINUS, MINUS)], next)
                        };
                        (0..count).fold(next, |next, _| self.take(&hexadecimal, next))
                    })
            }
            Shape::Path => {
                let next = self.push(Node::End(next));
                let rest = self.many(&all_but(NEWLINE), 0, None, false, next);
                let first = self.take(&all_but(SLASH), rest);
                self.guards.push(Guard::Path);
                self.push(Node::Begin(self.guards.len() - 1, first))
            }
            Shape::Declared { regex, .. } => match regex_syntax::parse(regex) {
                Ok(hir) => self.hir(&hir, next),
                // An invalid one has been refused before.
                Err(_) => next,
            },
        }
    }

    fn number(&mut self, signed: bool, checks: &[Check], digits: usize) -> usize {
        let first = if signed {
            self.optional(&[(MINUS, MINUS)], digits)
        } else {
            digits
        };
        // Without limits it is a number of 64 bits (difference D7).
        let (mut least, mut most) = (Some(i64::MIN.to_string()), Some(i64::MAX.to_string()));
        let mut length = None;
        for check in checks {
            match *check {
                Check::Digits(digits) => length = Some(digits),
                Check::IntMin(min) => least = Some(min.to_string()),
                Check::IntMax(max) => most = Some(max.to_string()),
                Check::Float(min, max) => {
                    least = min.is_finite().then(|| min.to_string());
                    most = max.is_finite().then(|| max.to_string());
                }
                Check::Path => {}
            }
        }
        self.guards.push(Guard::Number {
            min: least.as_deref().map(Decimal::new),
            max: most.as_deref().map(Decimal::new),
            length,
        });
        self.push(Node::Begin(self.guards.len() - 1, first))
    }

    fn hir(&mut self, hir: &Hir, next: usize) -> usize {
        if self.too_large {
            return next;
        }
        match hir.kind() {
            HirKind::Empty => next,
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                self.text(text.chars().map(Symbol::from), next)
            }
            HirKind::Class(class) => {
                let ranges = ranges(class);
                self.take(&ranges, next)
            }
            HirKind::Look(look) => {
                self.looks_back = true;
                self.push(Node::Look(Look::Regex(*look), next))
            }
            HirKind::Capture(capture) => self.hir(&capture.sub, next),
            HirKind::Concat(parts) => parts
                .iter()
                .rev()
                .fold(next, |next, part| self.hir(part, next)),
            HirKind::Alternation(parts) => {
                let ways = parts.iter().map(|part| self.hir(part, next)).collect();
                self.push(Node::Fork(ways))
            }
            HirKind::Repetition(repetition) => self.repetition(repetition, next),
        }
    }

    fn repetition(&mut self, repetition: &hir::Repetition, next: usize) -> usize {
        let hir::Repetition {
            min,
            max,
            greedy,
            sub,
        } = repetition;
        if let HirKind::Class(class) = sub.kind() {
            return self.many(&ranges(class), *min, *max, *greedy, next);
        }
        let either = |body: usize, next: usize| match greedy {
            true => vec![body, next],
            false => vec![next, body],
        };
        let mut next = match max {
            None => {
                // The loop is known before what it repeats.
                let turn = self.push(Node::Fork(Vec::new()));
                let body = self.hir(sub, turn);
                if let Some(fork) = self.nodes.get_mut(turn).filter(|_| !self.too_large) {
                    *fork = Node::Fork(either(body, next));
                }
                turn
            }
            Some(max) => {
                let end = next;
                (*min..*max).fold(next, |next, _| {
                    let body = self.hir(sub, next);
                    self.push(Node::Fork(either(body, end)))
                })
            }
        };
        for _ in 0..*min {
            next = self.hir(sub, next);
            if self.too_large {
                break;
            }
        }
        next
    }
}

fn ranges(class: &Class) -> Vec<(Symbol, Symbol)> {
    match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    }
}

/// There are more cases than is sensible to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

/// So many cases are looked at before an answer is given up.
const MOST_CASES: usize = 20_000;

/// And so many threads are followed in them, of which a large regular
/// expression has thousands in each case.
const MOST_MOVES: usize = 300_000;

/// The work that a table may make: without a bound, many patterns that are hard
/// to tell apart would keep a compiler busy for minutes.
#[derive(Debug)]
pub(crate) struct Budget {
    moves: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Budget { moves: 10_000_000 }
    }
}

/// The shortest text of a space that is `wanted`, which is told for each
/// language whether it has the text. The first `required` languages must have
/// it, which keeps the search short.
pub(crate) fn find(
    space: Space,
    languages: &[&Language],
    required: usize,
    budget: &mut Budget,
    wanted: impl FnMut(&[bool]) -> bool,
) -> Result<Option<Vec<Symbol>>, TooMany> {
    let limit = budget.moves.min(MOST_MOVES);
    let mut moves = 0;
    let found = search(space, languages, required, limit, &mut moves, wanted);
    budget.moves = budget.moves.saturating_sub(moves);
    found
}

fn search(
    space: Space,
    languages: &[&Language],
    required: usize,
    limit: usize,
    moves: &mut usize,
    mut wanted: impl FnMut(&[bool]) -> bool,
) -> Result<Option<Vec<Symbol>>, TooMany> {
    /// A text that has been reached.
    struct Reached {
        states: Vec<State>,
        place: Place,
        last: Option<(usize, Symbol)>,
    }

    let first: Vec<State> = languages.iter().map(|language| language.begin()).collect();
    let mut known = HashSet::from([(first.clone(), Place::Begin)]);
    let mut reached = vec![Reached {
        states: first,
        place: Place::Begin,
        last: None,
    }];
    let mut waiting = VecDeque::from([0]);
    while let Some(index) = waiting.pop_front() {
        let (states, place) = (reached[index].states.clone(), reached[index].place);
        let closures: Vec<Vec<Thread>> = languages
            .iter()
            .zip(&states)
            .map(|(language, state)| language.closure(state, None))
            .collect();
        if space.may_end(place) {
            let has: Vec<bool> = languages
                .iter()
                .zip(&closures)
                .map(|(language, closure)| language.accepts(closure))
                .collect();
            if has[..required].iter().all(|has| *has) && wanted(&has) {
                let mut text = Vec::new();
                let mut at = index;
                while let Some((before, symbol)) = reached[at].last {
                    text.push(symbol);
                    at = before;
                }
                text.reverse();
                return Ok(Some(text));
            }
        }
        for symbol in candidates(space, languages, &states) {
            let Some(place) = space.step(place, symbol) else {
                continue;
            };
            let mut next = Vec::with_capacity(states.len());
            for (index, language) in languages.iter().enumerate() {
                // What follows makes a difference only to those that look at it.
                let state = if language.looks_back {
                    let closure = language.closure(&states[index], Some(symbol));
                    *moves += closure.len();
                    language.step(&closure, symbol)
                } else {
                    language.step(&closures[index], symbol)
                };
                *moves += 1 + closures[index].len();
                if *moves > limit {
                    return Err(TooMany);
                }
                if index < required && !state.is_live() {
                    break;
                }
                next.push(state);
            }
            if next.len() < states.len() || !known.insert((next.clone(), place)) {
                continue;
            }
            if reached.len() >= MOST_CASES {
                return Err(TooMany);
            }
            waiting.push_back(reached.len());
            reached.push(Reached {
                states: next,
                place,
                last: Some((index, symbol)),
            });
        }
    }
    Ok(None)
}

/// One symbol for each set of symbols that the languages can not tell apart,
/// the plainest first.
fn candidates(space: Space, languages: &[&Language], states: &[State]) -> Vec<Symbol> {
    let mut bounds = space.bounds().to_vec();
    for (language, state) in languages.iter().zip(states) {
        language.bounds(state, &mut bounds);
    }
    let mut cuts: Vec<Symbol> = bounds
        .into_iter()
        .flat_map(|(first, last)| [first, last + 1])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut candidates: Vec<Symbol> = cuts
        .windows(2)
        .map(|pair| plainest(pair[0], pair[1] - 1))
        // A class may have surrogates in its ranges, but no text has.
        .filter(|symbol| *symbol >= ENCODED || char::from_u32(*symbol).is_some())
        .collect();
    candidates.sort_unstable_by_key(|symbol| (plainness(*symbol), *symbol));
    candidates
}

/// The symbol of a range that reads best in an example.
fn plainest(first: Symbol, last: Symbol) -> Symbol {
    let range = first..=last;
    let preferred = [('x', 'x'), ('a', 'z'), ('0', '9'), ('A', 'Z'), ('-', '-')];
    preferred
        .into_iter()
        .map(|(low, high)| (Symbol::from(low), Symbol::from(high)))
        .find(|(low, high)| *low <= last && first <= *high)
        .map(|(low, _)| low.max(first))
        .or_else(|| (0x21..=0x7E).find(|symbol| range.contains(symbol)))
        .unwrap_or(first)
}

fn plainness(symbol: Symbol) -> u8 {
    match char::from_u32(symbol) {
        Some('x') => 0,
        Some('a'..='z') => 1,
        Some('0'..='9') => 2,
        Some('A'..='Z') => 3,
        Some('-' | '_' | '.' | '~') => 4,
        Some(' '..='~') => 5,
        Some(_) => 6,
        None => 7,
    }
}
