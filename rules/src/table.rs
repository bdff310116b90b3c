//! The table of a map: its layout, and how it is read.
//!
//! A table is a string of bytes, and a string of text that the bytes point
//! into. `routes!` writes both into the program; a map that is built at run
//! time holds the same two, made by the same code (`compile.rs`). Numbers are
//! little-endian, 32 bits if nothing else is said; a place in the table is a
//! number of bytes from its beginning.
//!
//! ```text
//! header   see `Header`
//! node     40 bytes   a state of the search
//! edge     16 bytes   a segment that leads from a node to another
//! detail              what else is to be said of an edge: see `Edge`
//! branch   16 bytes   a part with variables that leads from a node to another
//! element  12 bytes   a piece of a part
//! rule    104 bytes
//! check    24 bytes   a value that a rule refuses
//! variable 20 bytes
//! method   16 bytes
//! span      8 bytes   a piece of the text: where it begins, and its length
//! ```
//!
//! A node finds the edge of a segment by a perfect hash over the segment's
//! length and bytes. Segments that no hash tells apart hang behind one another.
//! What a search reads together stands together, and is taken at once as an
//! array of fixed size: one look at whether it is in the table, not one for
//! each field.
//!
//! Reading never panics: a place outside the table reads as zero, which is a
//! node without edges. A table that `compile` has written has no such places.

use crate::words::{truncated, word_at};

/// Reads a table.
#[derive(Clone, Copy)]
pub(crate) struct Table<'t> {
    bytes: &'t [u8],
}

/// Where things stand in the header.
pub(crate) mod header {
    pub(crate) const MAGIC: usize = 0;
    pub(crate) const FLAGS: usize = 4;
    pub(crate) const RULES: usize = 8;
    pub(crate) const RULE_COUNT: usize = 12;
    /// Roots for hosts with a port, hosts, and subdomains.
    pub(crate) const ROOTS: usize = 16;
    pub(crate) const METHODS: usize = 28;
    pub(crate) const METHOD_COUNT: usize = 32;
    pub(crate) const DEFAULT_SUBDOMAIN: usize = 36;
    pub(crate) const REGEXES: usize = 44;
    pub(crate) const REGEX_COUNT: usize = 48;
    /// The numbers of the rules, in the order of Werkzeug's list.
    pub(crate) const ORDER: usize = 52;
    /// The endpoints, by name.
    pub(crate) const ENDPOINTS: usize = 56;
    pub(crate) const ENDPOINT_COUNT: usize = 60;
    /// Names and regular expressions of the declared converters.
    pub(crate) const DECLARED: usize = 64;
    pub(crate) const DECLARED_COUNT: usize = 68;
    /// Roots, as above, for rules that are never matched, only built.
    pub(crate) const BUILD_ROOTS: usize = 72;
    /// The node of the paths in the default subdomain, if a search from there
    /// need not ask any other domain; else 0.
    pub(crate) const DEFAULT_PATHS: usize = 84;
    pub(crate) const SIZE: usize = 88;
}

/// The first bytes of a table; the last of them counts the layouts.
pub(crate) const MAGIC: u32 = u32::from_le_bytes(*b"fpt\x03");

/// Options of the map, in the header.
pub(crate) mod map_flag {
    pub(crate) const MERGE_SLASHES: u32 = 1;
    pub(crate) const HOST_MATCHING: u32 = 2;
    /// A rule that is not build-only is in the empty subdomain.
    pub(crate) const EMPTY_SUBDOMAIN: u32 = 4;
    pub(crate) const REDIRECT_DEFAULTS: u32 = 8;
    pub(crate) const SORT_PARAMETERS: u32 = 16;
    /// A rule goes by its host.
    pub(crate) const HAS_HOSTS: u32 = 32;
}

/// Options of a rule.
pub(crate) mod rule_flag {
    pub(crate) const STRICT_SLASHES: u32 = 1;
    pub(crate) const MERGE_SLASHES: u32 = 2;
    pub(crate) const WEBSOCKET: u32 = 4;
    pub(crate) const ANY_METHOD: u32 = 8;
    pub(crate) const HAS_ENDPOINT: u32 = 16;
    pub(crate) const BY_HOST: u32 = 32;
    pub(crate) const ALIAS: u32 = 64;
    pub(crate) const BUILD_ONLY: u32 = 128;
    pub(crate) const REDIRECT: u32 = 256;
    /// Another rule of the endpoint has defaults for the same arguments.
    pub(crate) const MAY_HAVE_DEFAULTS: u32 = 512;
    /// Another rule may win over it.
    pub(crate) const OVERRIDDEN: u32 = 1024;
    /// A match may turn out to be a redirect.
    pub(crate) const MAY_REDIRECT: u32 = ALIAS | REDIRECT | MAY_HAVE_DEFAULTS;
}

/// What a branch takes.
pub(crate) mod branch {
    /// A segment of some characters: at least, at most (0: any number).
    pub(crate) const TEXT: u32 = 0;
    /// A segment that is an integer: signed or not.
    pub(crate) const INT: u32 = 1;
    /// A segment that is a single element.
    pub(crate) const ELEMENT: u32 = 2;
    /// A segment of several elements.
    pub(crate) const PATTERN: u32 = 3;
    /// A segment that a regular expression matches.
    pub(crate) const REGEX: u32 = 4;
    /// Added to a kind: all the rest instead of a segment.
    pub(crate) const REST: u32 = 8;
    /// Added to `REST`: but for a slash at the end, which is its own segment.
    pub(crate) const SUFFIXED: u32 = 16;
    pub(crate) const KIND: u32 = 7;
    /// Where the state that a branch leads to stands in its record.
    pub(crate) const TARGET: usize = 12;
}

/// What an element is.
pub(crate) mod element {
    /// Bytes of the table: place, length.
    pub(crate) const LITERAL: u32 = 0;
    /// Characters but `/`: at least, at most (0: any number).
    pub(crate) const TEXT: u32 = 1;
    /// One of some spans of the text: place, count.
    pub(crate) const ANY: u32 = 2;
    pub(crate) const INT: u32 = 3;
    pub(crate) const FLOAT: u32 = 4;
    pub(crate) const UUID: u32 = 5;
    pub(crate) const PATH: u32 = 6;
}

/// What a check refuses.
pub(crate) mod check {
    pub(crate) const DIGITS: u32 = 0;
    pub(crate) const INT_MIN: u32 = 1;
    pub(crate) const INT_MAX: u32 = 2;
    pub(crate) const FLOAT: u32 = 3;
    pub(crate) const PATH: u32 = 4;
    pub(crate) const SIZE: usize = 24;
}

/// What a variable's value is where no handler says it.
pub(crate) mod variable {
    pub(crate) const NAME: usize = 0;
    pub(crate) const KIND: usize = 8;
    /// Of an `int`, the number of digits; of a declared converter, whether it
    /// spans segments.
    pub(crate) const ARGUMENT: usize = 12;
    /// The place of the element that takes its text; of a declared converter,
    /// the number of the regular expression.
    pub(crate) const SHAPE: usize = 16;
    pub(crate) const SIZE: usize = 20;

    pub(crate) const TEXT: u32 = 0;
    pub(crate) const INT: u32 = 1;
    pub(crate) const FLOAT: u32 = 2;
    pub(crate) const UUID: u32 = 3;
    pub(crate) const PATH: u32 = 4;
    /// Added to the number of a declared converter.
    pub(crate) const DECLARED: u32 = 16;
}

/// A default: its name, and its value.
pub(crate) mod default {
    pub(crate) const NAME: usize = 0;
    pub(crate) const KIND: usize = 8;
    pub(crate) const VALUE: usize = 12;
    pub(crate) const SIZE: usize = 20;

    pub(crate) const NULL: u32 = 0;
    pub(crate) const BOOL: u32 = 1;
    pub(crate) const INT: u32 = 2;
    pub(crate) const FLOAT: u32 = 3;
    /// A span.
    pub(crate) const TEXT: u32 = 4;
    /// A span.
    pub(crate) const UUID: u32 = 5;
}

/// An endpoint: its name, and its rules in the order in which they are built.
pub(crate) mod endpoint {
    pub(crate) const NAME: usize = 0;
    pub(crate) const START: usize = 8;
    pub(crate) const COUNT: usize = 12;
    pub(crate) const SIZE: usize = 16;
}

/// A piece of a rule as it is built: a span of text, or a variable's place.
pub(crate) mod piece {
    pub(crate) const LITERAL: u32 = 0;
    pub(crate) const VARIABLE: u32 = 1;
    pub(crate) const SIZE: usize = 12;
}

pub(crate) const NODE_SIZE: usize = 40;
pub(crate) const EDGE_SIZE: usize = 16;
pub(crate) const BRANCH_SIZE: usize = 16;
pub(crate) const ELEMENT_SIZE: usize = 12;
pub(crate) const RULE_SIZE: usize = 104;
pub(crate) const SPAN_SIZE: usize = 8;

/// A method: its first eight bytes, and its name.
pub(crate) mod method {
    pub(crate) const FIRST: usize = 0;
    pub(crate) const NAME: usize = 8;
    pub(crate) const SIZE: usize = 16;
}

/// A state of the search.
#[derive(Clone, Copy)]
pub(crate) struct Node<'t> {
    record: &'t [u8; NODE_SIZE],
}

/// Where the fields of a node stand.
pub(crate) mod node {
    /// Slots for edges less one, a power of two less one.
    pub(crate) const SLOT_MASK: usize = 0;
    pub(crate) const SLOTS: usize = 4;
    /// Buckets less one; with one bucket the seed stands in the node.
    pub(crate) const BUCKET_MASK: usize = 8;
    /// The seed, or the place of one seed for each bucket.
    pub(crate) const SEEDS: usize = 12;
    pub(crate) const BRANCHES: usize = 16;
    pub(crate) const BRANCH_COUNT: usize = 20;
    /// Numbers of the rules that end here.
    pub(crate) const RULES: usize = 24;
    pub(crate) const RULE_COUNT: usize = 28;
    /// The node behind the empty segment, or 0.
    pub(crate) const SLASH: usize = 32;
    pub(crate) const FLAGS: usize = 36;
    pub(crate) const HAS_EDGES: u32 = 1;
    /// A rule that ends here also matches with a slash at the end.
    pub(crate) const HAS_LENIENT: u32 = 2;
    pub(crate) const HAS_BRANCHES: u32 = 4;
}

impl Node<'_> {
    #[inline]
    pub(crate) fn field(self, at: usize) -> u32 {
        word(self.record, at)
    }

    #[inline]
    pub(crate) fn has(self, flag: u32) -> bool {
        self.field(node::FLAGS) & flag != 0
    }
}

/// An edge, as it stands in its slot. Most segments are short, and stand alone
/// in it; what does not fit is in a detail: the length of the segment, the
/// place of the next edge in this slot or 0, and the whole segment.
///
/// ```text
/// first word of the segment    8 bytes
/// detail                       4        its length, if that is all; else the
/// child                        4        place of the detail
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Edge<'t> {
    record: &'t [u8; EDGE_SIZE],
}

/// Where the fields of an edge stand.
pub(crate) mod edge {
    pub(crate) const FIRST: usize = 0;
    pub(crate) const DETAIL: usize = 8;
    pub(crate) const CHILD: usize = 12;
    /// The longest segment that needs no detail.
    pub(crate) const SHORT: usize = 8;
    /// The detail of a slot in which no edge stands. All places of details are
    /// greater: the header is before them.
    pub(crate) const NONE: u32 = 9;
}

/// Where the fields of the detail of an edge stand.
pub(crate) mod detail {
    pub(crate) const LENGTH: usize = 0;
    pub(crate) const NEXT: usize = 4;
    pub(crate) const SEGMENT: usize = 8;
}

impl Edge<'_> {
    #[inline]
    fn first(self) -> u64 {
        u64::from(word(self.record, edge::FIRST)) | u64::from(word(self.record, 4)) << 32
    }

    #[inline]
    fn detail(self) -> u32 {
        word(self.record, edge::DETAIL)
    }

    #[inline]
    fn child(self) -> u32 {
        word(self.record, edge::CHILD)
    }
}

/// A branch: what it takes, two numbers that depend on it, and where it leads.
#[derive(Clone, Copy)]
pub(crate) struct Branch {
    pub(crate) kind: u32,
    pub(crate) first: u32,
    pub(crate) second: u32,
    pub(crate) target: u32,
}

/// What a segment is looked up by: itself, and its first word, which who has
/// found its end has read already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key<'s> {
    first: u64,
    segment: &'s [u8],
}

impl<'s> Key<'s> {
    /// The key of a segment.
    pub(crate) fn new(segment: &'s [u8]) -> Self {
        let first = truncated(word_at(segment, 0), segment.len());
        Key { first, segment }
    }

    /// The key of a segment whose first word is known.
    #[inline]
    pub(crate) fn with_first(first: u64, segment: &'s [u8]) -> Self {
        Key { first, segment }
    }

    /// The first eight bytes of the segment.
    pub(crate) fn first(self) -> u64 {
        self.first
    }

    #[inline]
    pub(crate) fn hash(self) -> u64 {
        let length = (self.segment.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.first ^ length;
        if self.segment.len() > edge::SHORT {
            mixed ^= mixed_rest(self.segment);
        }
        let product = mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        product ^ product >> 32
    }
}

/// The bytes of a long segment that are not in its first word, so that siblings
/// which differ only there do not share a hash.
#[inline]
fn mixed_rest(segment: &[u8]) -> u64 {
    let end = segment.len().saturating_sub(8);
    let last = word_at(segment, end).rotate_left(29);
    (8..end).step_by(8).fold(last, |mixed, at| {
        (mixed ^ word_at(segment, at))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(31)
    })
}

/// The bucket of a hash.
#[inline]
pub(crate) fn bucket(hash: u64, mask: u32) -> u32 {
    (hash >> 40) as u32 & mask
}

/// The slot of a hash under a seed: multiplicative hashing, since a multiplier
/// moves apart what an addend would only move.
#[inline]
pub(crate) fn slot(hash: u64, seed: u32, mask: u32) -> u32 {
    (hash.wrapping_mul(u64::from(seed)) >> 32) as u32 & mask
}

#[inline]
fn word<const N: usize>(record: &[u8; N], at: usize) -> u32 {
    match record
        .get(at..at + 4)
        .and_then(|bytes| bytes.try_into().ok())
    {
        Some(bytes) => u32::from_le_bytes(bytes),
        None => 0,
    }
}

impl<'t> Table<'t> {
    #[inline]
    pub(crate) fn new(bytes: &'t [u8]) -> Self {
        Table { bytes }
    }

    #[inline]
    pub(crate) fn u32(self, at: usize) -> u32 {
        match self
            .bytes
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
        {
            Some(bytes) => u32::from_le_bytes(bytes),
            None => 0,
        }
    }

    #[inline]
    pub(crate) fn u64(self, at: usize) -> u64 {
        match self
            .bytes
            .get(at..at + 8)
            .and_then(|bytes| bytes.try_into().ok())
        {
            Some(bytes) => u64::from_le_bytes(bytes),
            None => 0,
        }
    }

    #[inline]
    pub(crate) fn place(self, at: usize) -> usize {
        self.u32(at) as usize
    }

    #[inline]
    pub(crate) fn bytes(self, at: u32, length: u32) -> &'t [u8] {
        let at = at as usize;
        self.bytes.get(at..at + length as usize).unwrap_or(&[])
    }

    /// A span at this place.
    #[inline]
    pub(crate) fn span(self, at: usize) -> (usize, usize) {
        (self.place(at), self.place(at + 4))
    }

    #[inline]
    pub(crate) fn node(self, at: u32) -> Node<'t> {
        const EMPTY: &[u8; NODE_SIZE] = &[0; NODE_SIZE];
        Node {
            record: self.record(at as usize).unwrap_or(EMPTY),
        }
    }

    #[inline]
    fn record<const N: usize>(self, at: usize) -> Option<&'t [u8; N]> {
        self.bytes.get(at..at.wrapping_add(N))?.first_chunk()
    }

    #[inline]
    fn edge(self, at: usize) -> Option<Edge<'t>> {
        self.record(at).map(|record| Edge { record })
    }

    /// The node that a segment leads to from this one.
    #[inline(always)]
    pub(crate) fn child(self, node: Node<'_>, key: Key<'_>) -> Option<u32> {
        let hash = key.hash();
        let seeds = node.field(node::SEEDS);
        let seed = match node.field(node::BUCKET_MASK) {
            0 => seeds,
            mask => self.u32(seeds as usize + 4 * bucket(hash, mask) as usize),
        };
        let slot = slot(hash, seed, node.field(node::SLOT_MASK)) as usize;
        let edge = self.edge(node.field(node::SLOTS) as usize + slot * EDGE_SIZE)?;
        if edge.first() == key.first && edge.detail() as usize == key.segment.len() {
            // A length is only there where it is that of a short segment.
            if key.segment.len() <= edge::SHORT {
                return Some(edge.child());
            }
        }
        if edge.detail() > edge::NONE {
            return self.child_by_detail(edge, key);
        }
        None
    }

    /// Goes along the edges of a slot, the first of which has a detail.
    fn child_by_detail(self, mut edge: Edge<'t>, key: Key<'_>) -> Option<u32> {
        let length = key.segment.len();
        loop {
            let at = edge.detail() as usize;
            let same = edge.first() == key.first
                && self.place(at + detail::LENGTH) == length
                && self.ends_as(at + detail::SEGMENT, key.segment);
            if same {
                return Some(edge.child());
            }
            let next = self.place(at + detail::NEXT);
            if next == 0 {
                return None;
            }
            edge = self.edge(next)?;
        }
    }

    /// Whether a segment whose first word is known to be the same is the one
    /// that stands at a place. A call of `memcmp` is for those that are longer
    /// than two words.
    #[inline]
    fn ends_as(self, at: usize, segment: &[u8]) -> bool {
        let Some(literal) = self.bytes.get(at..at + segment.len()) else {
            return false;
        };
        if segment.len() <= 16 {
            literal.last_chunk::<8>() == segment.last_chunk()
        } else {
            literal == segment
        }
    }

    /// A branch of a node, by its place among them.
    #[inline]
    pub(crate) fn branch(self, node: Node<'_>, index: u32) -> Branch {
        const EMPTY: &[u8; BRANCH_SIZE] = &[0; BRANCH_SIZE];
        let at = node.field(node::BRANCHES) as usize + index as usize * BRANCH_SIZE;
        let record = self.record(at).unwrap_or(EMPTY);
        Branch {
            kind: word(record, 0),
            first: word(record, 4),
            second: word(record, 8),
            target: word(record, branch::TARGET),
        }
    }

    /// The nodes that the edges of a node lead to, in no order that means
    /// anything.
    pub(crate) fn children(self, node: Node<'_>) -> impl Iterator<Item = u32> + use<'t> {
        let slots = node.field(node::SLOTS) as usize;
        let count = if node.has(node::HAS_EDGES) {
            node.field(node::SLOT_MASK) as usize + 1
        } else {
            0
        };
        let next = move |edge: &Edge<'t>| {
            let has_detail = edge.detail() > edge::NONE;
            let next = has_detail.then(|| self.place(edge.detail() as usize + detail::NEXT))?;
            (next != 0).then(|| self.edge(next)).flatten()
        };
        (0..count)
            .filter_map(move |slot| self.edge(slots + slot * EDGE_SIZE))
            .filter(|edge| edge.detail() != edge::NONE)
            .flat_map(move |first| std::iter::successors(Some(first), next))
            .map(Edge::child)
    }

    /// The states that a node leads to, by a segment or by a part with
    /// variables.
    pub(crate) fn successors(self, node: Node<'_>) -> impl Iterator<Item = u32> + use<'t> {
        let branches = node.field(node::BRANCHES) as usize;
        let targets = (0..node.field(node::BRANCH_COUNT) as usize)
            .map(move |index| self.u32(branches + index * BRANCH_SIZE + branch::TARGET));
        self.children(node).chain(targets)
    }

    /// The numbers of the rules that end in a node.
    #[inline]
    pub(crate) fn rules_of(self, node: Node<'_>) -> impl Iterator<Item = usize> + use<'t> {
        let list = node.field(node::RULES) as usize;
        (0..node.field(node::RULE_COUNT) as usize).map(move |index| self.place(list + 4 * index))
    }

    #[inline]
    pub(crate) fn map_flag(self, flag: u32) -> bool {
        self.u32(header::FLAGS) & flag != 0
    }

    pub(crate) fn rule_count(self) -> usize {
        self.place(header::RULE_COUNT)
    }

    /// The place of a rule, by its number.
    #[inline]
    pub(crate) fn rule(self, number: usize) -> RuleRecord<'t> {
        const EMPTY: &[u8; RULE_SIZE] = &[0; RULE_SIZE];
        let at = self
            .place(header::RULES)
            .wrapping_add(number.wrapping_mul(RULE_SIZE));
        RuleRecord {
            table: self,
            record: self.record(at).unwrap_or(EMPTY),
        }
    }
}

/// Where the fields of a rule stand.
pub(crate) mod rule {
    pub(crate) const FLAGS: usize = 0;
    pub(crate) const METHODS: usize = 4;
    pub(crate) const CHECKS: usize = 12;
    pub(crate) const CHECK_COUNT: usize = 16;
    pub(crate) const VARIABLES: usize = 20;
    pub(crate) const VARIABLE_COUNT: usize = 24;
    pub(crate) const DOMAIN_VARIABLES: usize = 28;
    pub(crate) const TEXT: usize = 32;
    pub(crate) const TRACE: usize = 40;
    pub(crate) const ENDPOINT: usize = 48;
    pub(crate) const DOMAIN: usize = 56;
    pub(crate) const REDIRECT: usize = 64;
    pub(crate) const DEFAULTS: usize = 72;
    pub(crate) const DEFAULT_COUNT: usize = 76;
    pub(crate) const PIECES: usize = 80;
    pub(crate) const DOMAIN_PIECES: usize = 84;
    pub(crate) const PATH_PIECES: usize = 88;
    /// Its place among the rules of its endpoint: equal ones differ only in
    /// the order of their registration.
    pub(crate) const RANK: usize = 92;
    /// Numbers of the rules that win over it.
    pub(crate) const OVERRIDERS: usize = 96;
    pub(crate) const OVERRIDER_COUNT: usize = 100;
}

/// A rule in the table.
#[derive(Clone, Copy)]
pub(crate) struct RuleRecord<'t> {
    pub(crate) table: Table<'t>,
    record: &'t [u8; RULE_SIZE],
}

impl RuleRecord<'_> {
    #[inline]
    pub(crate) fn has(self, flag: u32) -> bool {
        self.field(rule::FLAGS) & flag != 0
    }

    #[inline]
    pub(crate) fn field(self, at: usize) -> u32 {
        word(self.record, at)
    }

    #[inline]
    pub(crate) fn methods(self) -> u64 {
        u64::from(self.field(rule::METHODS)) | u64::from(self.field(rule::METHODS + 4)) << 32
    }

    pub(crate) fn span(self, at: usize) -> (usize, usize) {
        (self.field(at) as usize, self.field(at + 4) as usize)
    }
}
