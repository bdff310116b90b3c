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
//! edge     32 bytes   a segment that leads from a node to another
//! branch   16 bytes   a part with variables that leads from a node to another
//! element  12 bytes   a piece of a part
//! rule    104 bytes
//! check    24 bytes   a value that a rule refuses
//! variable 20 bytes
//! span      8 bytes   a piece of the text: where it begins, and its length
//! ```
//!
//! A node finds the edge of a segment by a perfect hash over the segment's
//! length and bytes. Segments that no hash tells apart hang behind one another.
//!
//! Reading never panics: a place outside the table reads as zero, which is a
//! node without edges. A table that `compile` has written has no such places.

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
    pub(crate) const SIZE: usize = 84;
}

/// The first bytes of a table; the last of them counts the layouts.
pub(crate) const MAGIC: u32 = u32::from_le_bytes(*b"fpt\x02");

/// Options of the map, in the header.
pub(crate) mod map_flag {
    pub(crate) const MERGE_SLASHES: u32 = 1;
    pub(crate) const HOST_MATCHING: u32 = 2;
    /// A rule that is not build-only is in the empty subdomain.
    pub(crate) const EMPTY_SUBDOMAIN: u32 = 4;
    pub(crate) const REDIRECT_DEFAULTS: u32 = 8;
    pub(crate) const SORT_PARAMETERS: u32 = 16;
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
pub(crate) const EDGE_SIZE: usize = 32;
pub(crate) const BRANCH_SIZE: usize = 16;
pub(crate) const ELEMENT_SIZE: usize = 12;
pub(crate) const RULE_SIZE: usize = 104;
pub(crate) const SPAN_SIZE: usize = 8;

/// A slot of a node in which no edge stands has this length.
pub(crate) const NO_EDGE: u32 = u32::MAX;

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
}

impl Node<'_> {
    pub(crate) fn field(self, at: usize) -> u32 {
        word(self.record, at)
    }

    pub(crate) fn has(self, flag: u32) -> bool {
        self.field(node::FLAGS) & flag != 0
    }
}

/// An edge, as it stands in its slot.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    first: u64,
    last: u64,
    length: u32,
    pub(crate) child: u32,
    /// The whole segment, in the table.
    pub(crate) literal: u32,
    /// The next edge with this key, or 0.
    pub(crate) next: u32,
}

/// What a segment is looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) length: u32,
    /// What is between, mixed; 0 if that is nothing.
    middle: u64,
}

impl Key {
    /// The key of a segment. The first word has the first eight bytes, the
    /// last one the last eight of a segment that has more than eight.
    pub(crate) fn new(segment: &[u8]) -> Self {
        let word = |bytes: &[u8]| {
            bytes
                .iter()
                .take(8)
                .enumerate()
                .fold(0, |word, (index, byte)| {
                    word | u64::from(*byte) << (8 * index)
                })
        };
        let tail = if segment.len() > 8 {
            &segment[segment.len() - 8..]
        } else {
            &[]
        };
        // A longer segment than fits is the key of no edge: see `NO_EDGE`.
        let length = u32::try_from(segment.len()).unwrap_or(NO_EDGE - 1);
        Key {
            first: word(segment),
            last: word(tail),
            length,
            middle: middle(segment),
        }
    }

    #[inline]
    pub(crate) fn hash(self) -> u64 {
        let mixed = self.first
            ^ self.middle
            ^ self.last.rotate_left(29)
            ^ u64::from(self.length).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let product = mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        product ^ product >> 32
    }
}

/// The bytes of a long segment that are in neither word, so that siblings which
/// differ only there do not share a hash.
#[inline]
fn middle(segment: &[u8]) -> u64 {
    if segment.len() <= 16 {
        return 0;
    }
    segment[8..segment.len() - 8]
        .chunks(8)
        .fold(0, |mixed, chunk| {
            let word = chunk
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte));
            (mixed ^ word)
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

    pub(crate) fn place(self, at: usize) -> usize {
        self.u32(at) as usize
    }

    pub(crate) fn bytes(self, at: u32, length: u32) -> &'t [u8] {
        let at = at as usize;
        self.bytes.get(at..at + length as usize).unwrap_or(&[])
    }

    /// A span at this place.
    pub(crate) fn span(self, at: usize) -> (usize, usize) {
        (self.place(at), self.place(at + 4))
    }

    #[inline]
    pub(crate) fn node(self, at: u32) -> Node<'t> {
        const EMPTY: &[u8; NODE_SIZE] = &[0; NODE_SIZE];
        let at = at as usize;
        let record = self
            .bytes
            .get(at..at + NODE_SIZE)
            .and_then(|bytes| bytes.try_into().ok());
        Node {
            record: record.unwrap_or(EMPTY),
        }
    }

    #[inline]
    fn edge(self, at: u32) -> Option<Edge> {
        let at = at as usize;
        let record: &[u8; EDGE_SIZE] = self.bytes.get(at..at + EDGE_SIZE)?.try_into().ok()?;
        let long = |at: usize| u64::from(word(record, at)) | u64::from(word(record, at + 4)) << 32;
        Some(Edge {
            first: long(0),
            last: long(8),
            length: word(record, 16),
            child: word(record, 20),
            literal: word(record, 24),
            next: word(record, 28),
        })
    }

    /// The node that a segment leads to from this one.
    #[inline]
    pub(crate) fn child(self, node: Node<'_>, key: Key, segment: &[u8]) -> Option<u32> {
        if !node.has(node::HAS_EDGES) {
            return None;
        }
        let hash = key.hash();
        let seeds = node.field(node::SEEDS);
        let seed = match node.field(node::BUCKET_MASK) {
            0 => seeds,
            mask => self.u32(seeds as usize + 4 * bucket(hash, mask) as usize),
        };
        let slot = slot(hash, seed, node.field(node::SLOT_MASK));
        let mut edge = self.edge(node.field(node::SLOTS) + slot * EDGE_SIZE as u32)?;
        loop {
            // Up to sixteen bytes the key says all of the segment.
            let same = edge.first == key.first
                && edge.last == key.last
                && edge.length == key.length
                && (key.length <= 16 || self.bytes(edge.literal, key.length) == segment);
            if same {
                return Some(edge.child);
            }
            if edge.next == 0 {
                return None;
            }
            edge = self.edge(edge.next)?;
        }
    }

    /// The edges of a node, in no order that means anything.
    pub(crate) fn edges(self, node: Node<'_>) -> impl Iterator<Item = Edge> + use<'t> {
        let slots = node.field(node::SLOTS);
        let count = if node.has(node::HAS_EDGES) {
            node.field(node::SLOT_MASK).saturating_add(1)
        } else {
            0
        };
        let edge = move |at| self.edge(at).filter(|edge: &Edge| edge.length != NO_EDGE);
        (0..count)
            .filter_map(move |slot| edge(slots + slot * EDGE_SIZE as u32))
            .flat_map(move |first| {
                std::iter::successors(Some(first), move |before| {
                    (before.next != 0).then(|| edge(before.next)).flatten()
                })
            })
    }

    /// The states that a node leads to, by a segment or by a part with
    /// variables.
    pub(crate) fn successors(self, node: Node<'_>) -> impl Iterator<Item = u32> + use<'t> {
        let branches = node.field(node::BRANCHES) as usize;
        let targets = (0..node.field(node::BRANCH_COUNT) as usize)
            .map(move |index| self.u32(branches + index * BRANCH_SIZE + branch::TARGET));
        self.edges(node).map(|edge| edge.child).chain(targets)
    }

    /// The numbers of the rules that end in a node.
    pub(crate) fn rules_of(self, node: Node<'_>) -> impl Iterator<Item = usize> + use<'t> {
        let list = node.field(node::RULES) as usize;
        (0..node.field(node::RULE_COUNT) as usize).map(move |index| self.place(list + 4 * index))
    }

    pub(crate) fn map_flag(self, flag: u32) -> bool {
        self.u32(header::FLAGS) & flag != 0
    }

    pub(crate) fn rule_count(self) -> usize {
        self.place(header::RULE_COUNT)
    }

    /// The place of a rule, by its number.
    pub(crate) fn rule(self, number: usize) -> RuleRecord<'t> {
        RuleRecord {
            table: self,
            at: self.place(header::RULES) + number * RULE_SIZE,
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
    at: usize,
}

impl RuleRecord<'_> {
    pub(crate) fn has(self, flag: u32) -> bool {
        self.field(rule::FLAGS) & flag != 0
    }

    pub(crate) fn field(self, at: usize) -> u32 {
        self.table.u32(self.at + at)
    }

    pub(crate) fn methods(self) -> u64 {
        self.table.u64(self.at + rule::METHODS)
    }

    pub(crate) fn span(self, at: usize) -> (usize, usize) {
        self.table.span(self.at + at)
    }
}
