//! Checked rules to a table (see [`table`](crate::table) for its layout).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::check::{Checked, Domain};
use crate::converter::{Check, Converters, Shape};
use crate::error::{RuleError, RuleErrorKind};
use crate::map::Options;
use crate::part::{Element, Part, Piece, RuleVariable, Step, checks};
use crate::table::{
    BRANCH_SIZE, EDGE_SIZE, ELEMENT_SIZE, Key, MAGIC, NODE_SIZE, RULE_SIZE, SPAN_SIZE, branch,
    bucket, check, default, detail, edge, element, endpoint, header, map_flag, method, node, piece,
    rule, rule_flag, slot, variable,
};
use crate::text::ENCODED_SLASH;
use crate::value::Value;
use crate::words::word_at;

/// A table, made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compiled {
    pub(crate) table: Vec<u8>,
    pub(crate) text: String,
}

/// Compiles rules into a table.
pub(crate) fn compile(
    rules: &[Checked],
    options: &Options,
    converters: &Converters,
) -> Result<Compiled, RuleError> {
    let mut trie = Trie::default();
    for (number, rule) in rules.iter().enumerate() {
        trie.insert(rule, number);
    }
    trie.sort();
    let order = Order::new(rules, options);
    let mut writer = Writer::new(rules);
    writer.header(options, rules);
    writer.rules(rules, &order);
    writer.order(&order);
    writer.declared(converters);
    writer.trie(&trie, &options.default_subdomain);
    writer.finish()
}

/// The way of the search to each rule: of two ways the search takes the lesser
/// first, where neither is the beginning of the other.
pub(crate) fn search_order<'r>(
    rules: impl IntoIterator<Item = &'r Checked> + Clone,
) -> Vec<Vec<u32>> {
    let mut trie = Trie::default();
    for (number, rule) in rules.clone().into_iter().enumerate() {
        trie.insert(rule, number);
    }
    trie.sort();
    let ranks: Vec<HashMap<&Part, usize>> = trie
        .states
        .iter()
        .map(|state| {
            let parts = state.branches.iter().map(|(part, _)| part);
            parts.enumerate().map(|(rank, part)| (part, rank)).collect()
        })
        .collect();
    let way = |rule: &Checked| {
        let root = trie_root(rule);
        let mut state = root;
        let mut way = vec![root as u32];
        for step in std::iter::once(&rule.domain_step).chain(&rule.path_steps) {
            let next = match step {
                Step::Static(text) => trie.states[state].statics.get(text).map(|next| (0, *next)),
                Step::Dynamic(part) => ranks[state]
                    .get(part)
                    .map(|rank| (1 + *rank as u32, trie.states[state].branches[*rank].1)),
            };
            let Some((rank, target)) = next else { break };
            way.push(rank);
            state = target;
        }
        way
    };
    rules.into_iter().map(way).collect()
}

/// A state of the search, while it is made.
#[derive(Default)]
struct State {
    statics: BTreeMap<String, usize>,
    branches: Vec<(Part, usize)>,
    /// Where a part stands among the branches.
    by_part: HashMap<Part, usize>,
    rules: Vec<usize>,
    lenient: bool,
}

/// All states. The first three are the roots, the next three those of rules
/// that are only built.
struct Trie {
    states: Vec<State>,
}

impl Default for Trie {
    fn default() -> Self {
        Trie {
            states: (0..6).map(|_| State::default()).collect(),
        }
    }
}

/// The place of a domain among the roots.
pub(crate) fn root(domain: Domain) -> usize {
    match domain {
        Domain::HostAndPort => 0,
        Domain::Host => 1,
        Domain::Subdomain => 2,
    }
}

/// The root that a rule is found from.
fn trie_root(rule: &Checked) -> usize {
    root(rule.domain) + if rule.build_only { 3 } else { 0 }
}

impl Trie {
    fn insert(&mut self, rule: &Checked, number: usize) {
        let mut state = self.follow(trie_root(rule), &rule.domain_step);
        for step in &rule.path_steps {
            state = self.follow(state, step);
        }
        self.states[state].rules.push(number);
        self.states[state].lenient |= !rule.strict_slashes;
    }

    /// The state that a step leads to, made if it is new.
    fn follow(&mut self, from: usize, step: &Step) -> usize {
        let new = self.states.len();
        let state = &mut self.states[from];
        let target = match step {
            Step::Static(text) => match state.statics.get(text) {
                Some(known) => *known,
                None => {
                    state.statics.insert(text.clone(), new);
                    new
                }
            },
            Step::Dynamic(part) => match state.by_part.get(part) {
                Some(known) => state.branches[*known].1,
                None => {
                    state.by_part.insert(part.clone(), state.branches.len());
                    state.branches.push((part.clone(), new));
                    new
                }
            },
        };
        if target == new {
            self.states.push(State::default());
        }
        target
    }

    /// The state of the paths in a subdomain, if a request for it can match
    /// nowhere else: there are no hosts, and no subdomains with variables.
    fn only_paths_of(&self, subdomain: &str) -> Option<usize> {
        let is_empty = |state: &State| state.statics.is_empty() && state.branches.is_empty();
        let [host_and_port, host, subdomains, ..] = self.states.as_slice() else {
            return None;
        };
        let only = is_empty(host_and_port) && is_empty(host) && subdomains.branches.is_empty();
        only.then(|| subdomains.statics.get(subdomain).copied())
            .flatten()
    }

    /// Orders the branches: the first that matches is taken first. The sort is
    /// stable, so equals stay in the order of their registration.
    fn sort(&mut self) {
        for state in &mut self.states {
            state
                .branches
                .sort_by(|(left, _), (right, _)| left.weight.cmp(&right.weight));
        }
    }
}

/// Writes a table. All that has a fixed size stands first, at places that are
/// known before they are written; lists and literals are added behind.
struct Writer {
    bytes: Vec<u8>,
    text: String,
    /// Text that the table already has.
    spans: HashMap<String, u32>,
    regexes: Vec<String>,
    methods: Vec<String>,
    too_large: bool,
}

impl Writer {
    fn new(rules: &[Checked]) -> Self {
        let methods: BTreeSet<&String> = rules
            .iter()
            .filter_map(|rule| rule.methods.as_ref())
            .flatten()
            .collect();
        Writer {
            bytes: vec![0; header::SIZE],
            text: String::new(),
            spans: HashMap::new(),
            regexes: Vec::new(),
            methods: methods.into_iter().cloned().collect(),
            too_large: false,
        }
    }

    fn finish(mut self) -> Result<Compiled, RuleError> {
        let regexes = std::mem::take(&mut self.regexes);
        let list = self.reserve(regexes.len() * SPAN_SIZE);
        for (index, regex) in regexes.iter().enumerate() {
            self.put_span(list + index * SPAN_SIZE, regex);
        }
        self.put(header::REGEXES, list);
        self.put(header::REGEX_COUNT, regexes.len());
        if self.too_large || u32::try_from(self.bytes.len()).is_err() {
            let message = "these rules need a table of more than 4 GB";
            return Err(RuleError::new(RuleErrorKind::TooLarge, "", 0..0, message));
        }
        Ok(Compiled {
            table: self.bytes,
            text: self.text,
        })
    }

    /// Room for some bytes at the end, all zero.
    fn reserve(&mut self, size: usize) -> usize {
        let at = self.bytes.len();
        self.bytes.resize(at + size, 0);
        at
    }

    fn number(&mut self, value: usize) -> u32 {
        u32::try_from(value).unwrap_or_else(|_| {
            self.too_large = true;
            0
        })
    }

    fn put(&mut self, at: usize, value: usize) {
        let value = self.number(value);
        self.put_u32(at, value);
    }

    fn put_u32(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    fn put_u64(&mut self, at: usize, value: u64) {
        self.bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }

    /// A piece of text: where it begins, and how long it is.
    fn put_span(&mut self, at: usize, text: &str) {
        let start = match self.spans.get(text) {
            Some(start) => *start,
            None => {
                let start = self.number(self.text.len());
                self.text.push_str(text);
                self.spans.insert(text.to_owned(), start);
                start
            }
        };
        self.put_u32(at, start);
        self.put(at + 4, text.len());
    }

    fn header(&mut self, options: &Options, rules: &[Checked]) {
        let empty_subdomain = rules.iter().any(|rule| {
            rule.domain == Domain::Subdomain
                && rule.domain_step == Step::Static(String::new())
                && !rule.build_only
        });
        let has_hosts = rules.iter().any(|rule| rule.domain != Domain::Subdomain);
        let flags = [
            (options.merge_slashes, map_flag::MERGE_SLASHES),
            (options.host_matching, map_flag::HOST_MATCHING),
            (empty_subdomain, map_flag::EMPTY_SUBDOMAIN),
            (options.redirect_defaults, map_flag::REDIRECT_DEFAULTS),
            (options.sort_parameters, map_flag::SORT_PARAMETERS),
            (has_hosts, map_flag::HAS_HOSTS),
        ];
        self.put_u32(header::MAGIC, MAGIC);
        self.put_u32(header::FLAGS, combined(flags));
        self.put_span(header::DEFAULT_SUBDOMAIN, &options.default_subdomain);
        let methods = self.methods.clone();
        let list = self.reserve(methods.len() * method::SIZE);
        for (index, name) in methods.iter().enumerate() {
            let record = list + index * method::SIZE;
            self.put_u64(record + method::FIRST, word_at(name.as_bytes(), 0));
            self.put_span(record + method::NAME, name);
        }
        self.put(header::METHODS, list);
        self.put(header::METHOD_COUNT, methods.len());
    }

    fn rules(&mut self, rules: &[Checked], order: &Order<'_>) {
        let list = self.reserve(rules.len() * RULE_SIZE);
        self.put(header::RULES, list);
        self.put(header::RULE_COUNT, rules.len());
        for (number, rule) in rules.iter().enumerate() {
            self.rule(list + number * RULE_SIZE, rule, &order.places[number]);
        }
    }

    fn order(&mut self, order: &Order<'_>) {
        let numbers = self.reserve(order.numbers.len() * 4);
        for (index, number) in order.numbers.iter().enumerate() {
            self.put(numbers + 4 * index, *number);
        }
        self.put(header::ORDER, numbers);
        let list = self.reserve(order.endpoints.len() * endpoint::SIZE);
        for (index, (name, (start, count))) in order.endpoints.iter().enumerate() {
            let record = list + index * endpoint::SIZE;
            self.put_span(record + endpoint::NAME, name);
            self.put(record + endpoint::START, *start);
            self.put(record + endpoint::COUNT, *count);
        }
        self.put(header::ENDPOINTS, list);
        self.put(header::ENDPOINT_COUNT, order.endpoints.len());
    }

    fn declared(&mut self, converters: &Converters) {
        let declared = converters.regexes();
        let list = self.reserve(declared.len() * 2 * SPAN_SIZE);
        for (index, (name, regex)) in declared.iter().enumerate() {
            self.put_span(list + 2 * index * SPAN_SIZE, name);
            self.put_span(list + (2 * index + 1) * SPAN_SIZE, regex);
        }
        self.put(header::DECLARED, list);
        self.put(header::DECLARED_COUNT, declared.len());
    }

    fn rule(&mut self, at: usize, checked: &Checked, place: &Place) {
        let flags = [
            (checked.strict_slashes, rule_flag::STRICT_SLASHES),
            (checked.merge_slashes, rule_flag::MERGE_SLASHES),
            (checked.websocket, rule_flag::WEBSOCKET),
            (checked.methods.is_none(), rule_flag::ANY_METHOD),
            (checked.endpoint.is_some(), rule_flag::HAS_ENDPOINT),
            (checked.domain != Domain::Subdomain, rule_flag::BY_HOST),
            (place.is_alias, rule_flag::ALIAS),
            (checked.build_only, rule_flag::BUILD_ONLY),
            (checked.redirect_to.is_some(), rule_flag::REDIRECT),
            (place.may_have_defaults, rule_flag::MAY_HAVE_DEFAULTS),
            (!checked.overriders.is_empty(), rule_flag::OVERRIDDEN),
        ];
        self.put_u32(at + rule::FLAGS, combined(flags));
        let methods = checked.methods.iter().flatten();
        let bits = methods
            .filter_map(|method| self.methods.binary_search(method).ok())
            .fold(0, |bits, bit| bits | 1 << bit);
        self.put_u64(at + rule::METHODS, bits);
        self.put_span(at + rule::TEXT, &checked.rule);
        self.put_span(at + rule::TRACE, &checked.trace);
        self.put_span(
            at + rule::ENDPOINT,
            checked.endpoint.as_deref().unwrap_or(""),
        );
        self.put_span(at + rule::DOMAIN, &checked.domain_text);
        self.put(at + rule::DOMAIN_VARIABLES, checked.domain_variables);
        self.put_span(
            at + rule::REDIRECT,
            checked.redirect_to.as_deref().unwrap_or(""),
        );
        self.put(at + rule::RANK, place.rank);
        let overriders = self.reserve(checked.overriders.len() * 4);
        for (index, number) in checked.overriders.iter().enumerate() {
            self.put(overriders + 4 * index, *number);
        }
        self.put(at + rule::OVERRIDERS, overriders);
        self.put(at + rule::OVERRIDER_COUNT, checked.overriders.len());
        self.checks(at, checked);
        self.variables(at, &checked.variables);
        self.defaults(at, &checked.defaults);
        self.pieces(at, checked);
    }

    fn defaults(&mut self, at: usize, defaults: &[(String, Value<'static>)]) {
        let list = self.reserve(defaults.len() * default::SIZE);
        self.put(at + rule::DEFAULTS, list);
        self.put(at + rule::DEFAULT_COUNT, defaults.len());
        for (index, (name, value)) in defaults.iter().enumerate() {
            let record = list + index * default::SIZE;
            self.put_span(record + default::NAME, name);
            let place = record + default::VALUE;
            let kind = match value {
                // A list has been refused.
                Value::Null | Value::List(_) => default::NULL,
                Value::Bool(value) => {
                    self.put_u64(place, u64::from(*value));
                    default::BOOL
                }
                Value::Int(number) => {
                    self.put_u64(place, number.cast_unsigned());
                    default::INT
                }
                Value::Float(number) => {
                    self.put_u64(place, number.to_bits());
                    default::FLOAT
                }
                Value::Text(text) => {
                    self.put_span(place, text);
                    default::TEXT
                }
                Value::Uuid(_) => {
                    self.put_span(place, &value.to_string());
                    default::UUID
                }
            };
            self.put_u32(record + default::KIND, kind);
        }
    }

    fn pieces(&mut self, at: usize, checked: &Checked) {
        let pieces: Vec<&Piece> = checked
            .domain_pieces
            .iter()
            .chain(&checked.path_pieces)
            .collect();
        let list = self.reserve(pieces.len() * piece::SIZE);
        self.put(at + rule::PIECES, list);
        self.put(at + rule::DOMAIN_PIECES, checked.domain_pieces.len());
        self.put(at + rule::PATH_PIECES, checked.path_pieces.len());
        for (index, each) in pieces.into_iter().enumerate() {
            let record = list + index * piece::SIZE;
            match each {
                Piece::Literal(text) => {
                    self.put_u32(record, piece::LITERAL);
                    self.put_span(record + 4, text);
                }
                Piece::Variable(place) => {
                    self.put_u32(record, piece::VARIABLE);
                    self.put(record + 4, *place);
                }
            }
        }
    }

    fn checks(&mut self, at: usize, checked: &Checked) {
        let checks: Vec<(usize, Check)> = checks(&checked.variables).collect();
        let list = self.reserve(checks.len() * check::SIZE);
        self.put(at + rule::CHECKS, list);
        self.put(at + rule::CHECK_COUNT, checks.len());
        for (index, (place, check)) in checks.into_iter().enumerate() {
            let (kind, first, second) = match check {
                Check::Digits(count) => (check::DIGITS, u64::from(count), 0),
                Check::IntMin(min) => (check::INT_MIN, min.cast_unsigned(), 0),
                Check::IntMax(max) => (check::INT_MAX, max.cast_unsigned(), 0),
                Check::Float(min, max) => (check::FLOAT, min.to_bits(), max.to_bits()),
                Check::Path => (check::PATH, 0, 0),
            };
            let record = list + index * check::SIZE;
            self.put_u32(record, kind);
            self.put(record + 4, place);
            self.put_u64(record + 8, first);
            self.put_u64(record + 16, second);
        }
    }

    fn variables(&mut self, at: usize, variables: &[RuleVariable]) {
        let list = self.reserve(variables.len() * variable::SIZE);
        self.put(at + rule::VARIABLES, list);
        self.put(at + rule::VARIABLE_COUNT, variables.len());
        for (index, each) in variables.iter().enumerate() {
            let digits = each.converter.checks.iter().find_map(|check| match check {
                Check::Digits(count) => Some(*count),
                _ => None,
            });
            let (kind, argument) = match (&each.converter.shape, each.converter.declared) {
                (shape, Some(number)) => (
                    variable::DECLARED + self.number(number),
                    u32::from(shape.spans_segments()),
                ),
                (Shape::Int { .. }, None) => (variable::INT, digits.unwrap_or(0)),
                (Shape::Float { .. }, None) => (variable::FLOAT, 0),
                (Shape::Uuid, None) => (variable::UUID, 0),
                (Shape::Path, None) => (variable::PATH, 1),
                (_, None) => (variable::TEXT, 0),
            };
            let record = list + index * variable::SIZE;
            self.put_span(record + variable::NAME, &each.name);
            self.put_u32(record + variable::KIND, kind);
            self.put_u32(record + variable::ARGUMENT, argument);
            let element = Element::Variable(each.converter.shape.clone());
            let shape = match &each.converter.shape {
                Shape::Declared { .. } => self.regex(part_regex(&[element])),
                _ => {
                    let at = self.reserve(ELEMENT_SIZE);
                    self.element(at, &element);
                    at
                }
            };
            self.put(record + variable::SHAPE, shape);
        }
    }

    fn trie(&mut self, trie: &Trie, default_subdomain: &str) {
        let nodes = self.reserve(trie.states.len() * NODE_SIZE);
        let place = |state: usize| nodes + state * NODE_SIZE;
        for root in 0..3 {
            self.put(header::ROOTS + 4 * root, place(root));
            self.put(header::BUILD_ROOTS + 4 * root, place(3 + root));
        }
        if let Some(paths) = trie.only_paths_of(default_subdomain) {
            self.put(header::DEFAULT_PATHS, place(paths));
        }
        for (number, state) in trie.states.iter().enumerate() {
            let at = place(number);
            self.edges(at, state, place);
            self.branches(at, state, place);
            self.put(at + node::RULE_COUNT, state.rules.len());
            let rules = self.reserve(state.rules.len() * 4);
            self.put(at + node::RULES, rules);
            for (index, rule) in state.rules.iter().enumerate() {
                self.put(rules + 4 * index, *rule);
            }
            if let Some(slash) = state.statics.get("") {
                self.put(at + node::SLASH, place(*slash));
            }
            let flags = [
                (!state.statics.is_empty(), node::HAS_EDGES),
                (state.lenient, node::HAS_LENIENT),
                (!state.branches.is_empty(), node::HAS_BRANCHES),
            ];
            self.put_u32(at + node::FLAGS, combined(flags));
        }
    }

    fn edges(&mut self, at: usize, state: &State, place: impl Fn(usize) -> usize) {
        if state.statics.is_empty() {
            return;
        }
        // Edges that no hash tells apart hang behind one another.
        let mut chains: BTreeMap<u64, Vec<(&str, usize)>> = BTreeMap::new();
        for (text, target) in &state.statics {
            chains
                .entry(Key::new(text.as_bytes()).hash())
                .or_default()
                .push((text, place(*target)));
        }
        let hashes: Vec<u64> = chains.keys().copied().collect();
        let hash = PerfectHash::find(&hashes);
        let slots = self.reserve((hash.slot_mask as usize + 1) * EDGE_SIZE);
        for slot in 0..=hash.slot_mask as usize {
            self.put_u32(slots + slot * EDGE_SIZE + edge::DETAIL, edge::NONE);
        }
        // Where the last edge of a slot says which is next.
        let mut ends: HashMap<usize, usize> = HashMap::new();
        for (value, chain) in chains {
            let first = slots + hash.slot(value) as usize * EDGE_SIZE;
            // Edges but the last say which is next, in a detail. Of several
            // chains in a slot none knows that it is the last.
            let is_alone = hash.is_perfect && chain.len() == 1;
            for (text, target) in chain {
                let record = match ends.get(&first).copied() {
                    None => first,
                    Some(end) => {
                        let record = self.reserve(EDGE_SIZE);
                        self.put(end, record);
                        record
                    }
                };
                if let Some(next) = self.edge(record, text, target, is_alone) {
                    ends.insert(first, next);
                }
            }
        }
        self.put_u32(at + node::SLOT_MASK, hash.slot_mask);
        self.put(at + node::SLOTS, slots);
        match hash.seeds.as_slice() {
            [seed] => self.put_u32(at + node::SEEDS, *seed),
            seeds => {
                let list = self.reserve(seeds.len() * 4);
                for (index, seed) in seeds.iter().enumerate() {
                    self.put_u32(list + 4 * index, *seed);
                }
                self.put(at + node::SEEDS, list);
                self.put(at + node::BUCKET_MASK, seeds.len() - 1);
            }
        }
    }

    /// Writes an edge, and gives the place for that of the next in its slot if
    /// it has one.
    fn edge(&mut self, at: usize, text: &str, target: usize, is_alone: bool) -> Option<usize> {
        self.put_u64(at + edge::FIRST, Key::new(text.as_bytes()).first());
        self.put(at + edge::CHILD, target);
        if is_alone && text.len() <= edge::SHORT {
            self.put(at + edge::DETAIL, text.len());
            return None;
        }
        let record = self.reserve(detail::SEGMENT);
        self.put(at + edge::DETAIL, record);
        self.put(record + detail::LENGTH, text.len());
        self.literal(text);
        Some(record + detail::NEXT)
    }

    /// An item of `any` is a value, so a slash in it is one that was encoded.
    fn item(&mut self, item: &str) -> usize {
        let at = self.literal(item);
        for byte in self.bytes[at..].iter_mut().filter(|byte| **byte == b'/') {
            *byte = ENCODED_SLASH;
        }
        at
    }

    fn literal(&mut self, text: &str) -> usize {
        let at = self.reserve(text.len());
        self.bytes[at..].copy_from_slice(text.as_bytes());
        at
    }

    /// A branch says what it takes, two numbers that depend on it, and the node
    /// that it leads to.
    fn branches(&mut self, at: usize, state: &State, place: impl Fn(usize) -> usize) {
        let list = self.reserve(state.branches.len() * BRANCH_SIZE);
        self.put(at + node::BRANCHES, list);
        self.put(at + node::BRANCH_COUNT, state.branches.len());
        for (index, (part, target)) in state.branches.iter().enumerate() {
            let record = list + index * BRANCH_SIZE;
            let (kind, first, second) = self.part(part);
            let rest = if part.spans_segments() {
                branch::REST
            } else {
                0
            };
            let suffixed = if part.suffixed { branch::SUFFIXED } else { 0 };
            self.put_u32(record, kind | rest | suffixed);
            self.put(record + 4, first);
            self.put(record + 8, second);
            self.put(record + 12, place(*target));
        }
    }

    fn part(&mut self, part: &Part) -> (u32, usize, usize) {
        let declared =
            |element: &Element| matches!(element, Element::Variable(Shape::Declared { .. }));
        match part.elements.as_slice() {
            [Element::Variable(Shape::Text { min, max })] => {
                (branch::TEXT, *min as usize, max.unwrap_or(0) as usize)
            }
            [Element::Variable(Shape::Int { signed })] => (branch::INT, usize::from(*signed), 0),
            elements if elements.iter().any(declared) => {
                let number = self.regex(part_regex(elements));
                (
                    branch::REGEX,
                    number,
                    elements
                        .iter()
                        .filter(|element| matches!(element, Element::Variable(_)))
                        .count(),
                )
            }
            elements => {
                let list = self.reserve(elements.len() * ELEMENT_SIZE);
                for (index, element) in elements.iter().enumerate() {
                    self.element(list + index * ELEMENT_SIZE, element);
                }
                let kind = if elements.len() == 1 {
                    branch::ELEMENT
                } else {
                    branch::PATTERN
                };
                (kind, list, elements.len())
            }
        }
    }

    /// The number of a regular expression.
    fn regex(&mut self, regex: String) -> usize {
        let known = self.regexes.iter().position(|known| *known == regex);
        known.unwrap_or_else(|| {
            self.regexes.push(regex);
            self.regexes.len() - 1
        })
    }

    fn element(&mut self, at: usize, each: &Element) {
        let (kind, first, second) = match each {
            Element::Text(text) => (element::LITERAL, self.literal(text), text.len()),
            Element::Variable(shape) => match shape {
                Shape::Text { min, max } => {
                    (element::TEXT, *min as usize, max.unwrap_or(0) as usize)
                }
                Shape::Any(items) => {
                    let list = self.reserve(items.len() * SPAN_SIZE);
                    for (index, item) in items.iter().enumerate() {
                        let literal = self.item(item);
                        self.put(list + index * SPAN_SIZE, literal);
                        self.put(list + index * SPAN_SIZE + 4, item.len());
                    }
                    (element::ANY, list, items.len())
                }
                Shape::Int { signed } => (element::INT, usize::from(*signed), 0),
                Shape::Float { signed } => (element::FLOAT, usize::from(*signed), 0),
                Shape::Uuid => (element::UUID, 0, 0),
                // A part with a declared converter is a regular expression.
                Shape::Path | Shape::Declared { .. } => (element::PATH, 0, 0),
            },
        };
        self.put_u32(at, kind);
        self.put(at + 4, first);
        self.put(at + 8, second);
    }
}

/// The order in which the rules of each endpoint are listed and built.
struct Order<'r> {
    /// The numbers of the rules, endpoint after endpoint.
    numbers: Vec<usize>,
    /// Where the rules of an endpoint begin among the numbers, and how many
    /// there are.
    endpoints: BTreeMap<&'r str, (usize, usize)>,
    /// By number of the rule.
    places: Vec<Place>,
}

/// What a rule's place among those of its endpoint says.
#[derive(Clone, Default)]
struct Place {
    rank: usize,
    is_alias: bool,
    may_have_defaults: bool,
}

impl<'r> Order<'r> {
    /// Endpoints as they first come; in an endpoint aliases last, more
    /// arguments first, then more defaults (Werkzeug).
    fn new(rules: &'r [Checked], options: &Options) -> Self {
        let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
        let mut by_endpoint: HashMap<Option<&str>, usize> = HashMap::new();
        for (number, rule) in rules.iter().enumerate() {
            let endpoint = rule.endpoint.as_deref();
            let group = *by_endpoint.entry(endpoint).or_insert_with(|| {
                groups.push((endpoint, Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push(number);
        }
        let mut order = Order {
            numbers: Vec::new(),
            endpoints: BTreeMap::new(),
            places: vec![Place::default(); rules.len()],
        };
        for (endpoint, mut numbers) in groups {
            let key = |number: &usize| {
                let rule = &rules[*number];
                (
                    rule.alias,
                    Reverse(rule.arguments().len()),
                    Reverse(rule.defaults.len()),
                )
            };
            numbers.sort_by_cached_key(key);
            let mut rank = 0;
            for (index, number) in numbers.iter().enumerate() {
                if index > 0 && key(&numbers[index - 1]) != key(number) {
                    rank = index;
                }
                let rule = &rules[*number];
                let gives_defaults = |before: &usize| {
                    let before = &rules[*before];
                    !before.build_only
                        && !before.defaults.is_empty()
                        && before.arguments() == rule.arguments()
                };
                order.places[*number] = Place {
                    rank,
                    is_alias: rule.alias && options.redirect_defaults,
                    may_have_defaults: options.redirect_defaults
                        && numbers[..index].iter().any(gives_defaults),
                };
            }
            if let Some(endpoint) = endpoint {
                order
                    .endpoints
                    .insert(endpoint, (order.numbers.len(), numbers.len()));
            }
            order.numbers.extend(numbers);
        }
        order
    }
}

/// A part as one regular expression, with one group for each variable.
pub(crate) fn part_regex(elements: &[Element]) -> String {
    let mut regex = String::new();
    for element in elements {
        match element {
            Element::Text(text) => regex.push_str(&regex::escape(text)),
            Element::Variable(shape) => {
                regex.push('(');
                regex.push_str(&shape.regex());
                regex.push(')');
            }
        }
    }
    regex
}

fn combined<const N: usize>(flags: [(bool, u32); N]) -> u32 {
    flags
        .into_iter()
        .filter(|(set, _)| *set)
        .fold(0, |flags, (_, flag)| flags | flag)
}

/// Seeds under which no two hashes share a slot.
struct PerfectHash {
    seeds: Vec<u32>,
    slot_mask: u32,
    /// Whether no two hashes share a slot indeed: seeds may not be found.
    is_perfect: bool,
}

impl PerfectHash {
    /// Finds seeds for different hashes: one for all if they are few, else one
    /// for each bucket of about four, the fullest bucket first.
    fn find(hashes: &[u64]) -> Self {
        let mut slots = hashes.len().next_power_of_two();
        // Every doubling makes a collision less likely; the bound only keeps
        // the loop finite.
        for _ in 0..8 {
            let buckets = if hashes.len() <= 8 {
                1
            } else {
                hashes.len().div_ceil(4).next_power_of_two()
            };
            if let Some(found) = Self::try_find(hashes, buckets, slots) {
                return found;
            }
            slots *= 2;
        }
        // All in one slot, one behind the other, is slow and right.
        PerfectHash {
            seeds: vec![0],
            slot_mask: 0,
            is_perfect: hashes.len() <= 1,
        }
    }

    fn try_find(hashes: &[u64], buckets: usize, slots: usize) -> Option<Self> {
        let slot_mask = u32::try_from(slots - 1).ok()?;
        let bucket_mask = u32::try_from(buckets - 1).ok()?;
        let mut members: Vec<(u32, Vec<u64>)> = (0..=bucket_mask)
            .map(|bucket| (bucket, Vec::new()))
            .collect();
        for hash in hashes {
            members[bucket(*hash, bucket_mask) as usize].1.push(*hash);
        }
        members.sort_by_key(|(_, hashes)| Reverse(hashes.len()));
        let tries: u32 = if buckets == 1 { 64 } else { 4096 };
        let mut taken = vec![false; slots];
        let mut seeds = vec![0; buckets];
        for (bucket, hashes) in members {
            // Odd multipliers, far from one another.
            let mut multipliers =
                (1..=tries).map(|number: u32| number.wrapping_mul(0x9E37_79B9) | 1);
            let seed = multipliers.find(|seed| {
                let mut placed = 0;
                let free = hashes.iter().all(|hash| {
                    let slot = &mut taken[slot(*hash, *seed, slot_mask) as usize];
                    let free = !*slot;
                    if free {
                        *slot = true;
                        placed += 1;
                    }
                    free
                });
                if !free {
                    for hash in &hashes[..placed] {
                        taken[slot(*hash, *seed, slot_mask) as usize] = false;
                    }
                }
                free
            })?;
            seeds[bucket as usize] = seed;
        }
        Some(PerfectHash {
            seeds,
            slot_mask,
            is_perfect: true,
        })
    }

    fn slot(&self, hash: u64) -> u32 {
        // There are few enough seeds for 32 bits: they are in the table.
        let bucket = bucket(hash, self.seeds.len() as u32 - 1);
        slot(hash, self.seeds[bucket as usize], self.slot_mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_do_not_share_a_slot() {
        for count in [1, 2, 3, 5, 8, 9, 30, 100, 1000] {
            let hashes: Vec<u64> = (0..count)
                .map(|number: u32| Key::new(format!("segment{number}").as_bytes()).hash())
                .collect();
            let found = PerfectHash::find(&hashes);
            let slots: BTreeSet<u32> = hashes.iter().map(|hash| found.slot(*hash)).collect();
            assert_eq!(slots.len(), hashes.len(), "{count}");
            assert!(
                found.slot_mask as usize <= 4 * hashes.len(),
                "{count}: {}",
                found.slot_mask
            );
        }
    }

    #[test]
    fn a_part_is_a_regular_expression() {
        let elements = [
            Element::Text("v.".to_owned()),
            Element::Variable(Shape::Int { signed: true }),
            Element::Variable(Shape::Any(vec!["a|b".to_owned(), "c".to_owned()])),
        ];
        assert_eq!(part_regex(&elements), r"v\.(-?[0-9]+)((?:a\|b|c))");
    }
}
