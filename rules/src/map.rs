//! A map of rules: made, listed, and bound to a server.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use regex::bytes::Regex;

use crate::check::{check, overlaps};
use crate::compile::{Compiled, compile};
use crate::conflict::Dialect;
use crate::converter::{Convert, Converters, Declared, Verbatim, anchored};
use crate::error::{MapError, RuleError};
use crate::matcher::Captures;
use crate::pattern::Piece;
use crate::rule::{Rule, RuleFactory};
use crate::table::{
    SPAN_SIZE, Table, default, endpoint, header, map_flag, method, rule, rule_flag, variable,
};
use crate::value::Value;
use crate::words::{truncated, word_at};

/// The options of a map.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) default_subdomain: String,
    pub(crate) strict_slashes: bool,
    pub(crate) merge_slashes: bool,
    pub(crate) host_matching: bool,
    pub(crate) redirect_defaults: bool,
    pub(crate) sort_parameters: bool,
    /// Whether rules that overlap or can never run are mistakes.
    pub(crate) refuse_overlaps: bool,
    pub(crate) dialect: Dialect,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            default_subdomain: String::new(),
            strict_slashes: true,
            merge_slashes: true,
            host_matching: false,
            redirect_defaults: true,
            sort_parameters: false,
            refuse_overlaps: false,
            dialect: Dialect::default(),
        }
    }
}

/// Rules, checked and compiled, with the options that they share.
///
/// A map does not change: it is made once, by [`Map::new`] or [`Map::builder`]
/// at run time or by `routes!` while the program compiles, and then only read.
///
/// ```
/// use fingerpost_rules::{Map, Outcome, Rule, Subdomain};
///
/// let map = Map::builder()
///     .default_subdomain("www")
///     .add(Rule::new("/", "hello"))
///     .add(Subdomain::new("kb", [Rule::new("/test", "hello2.test")]))
///     .build()?;
/// assert_eq!(format!("{map:?}"), "Map([<Rule 'www|/' -> hello>, <Rule 'kb|/test' -> hello2.test>])");
///
/// let adapter = map.bind("example.com")?;
/// let Outcome::Match(found) = adapter.match_("/", "GET") else { panic!() };
/// assert_eq!(found.endpoint(), Some("hello"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Map {
    table: Cow<'static, [u8]>,
    text: Cow<'static, str>,
    converters: Conversions,
    /// Compiled when first needed: a `static` can not hold them.
    regexes: OnceLock<Box<[Option<Regex>]>>,
}

/// The conversions of declared converters, by number.
enum Conversions {
    Static(&'static [&'static dyn Convert]),
    Owned(Box<[Arc<dyn Convert>]>),
}

impl Map {
    /// A map of rules with the default options: strict slashes, slashes
    /// merged, no default subdomain.
    ///
    /// # Errors
    /// All mistakes in the rules, in their order.
    pub fn new(rules: impl RuleFactory) -> Result<Self, MapError> {
        Map::builder().add(rules).build()
    }

    /// Builds a map with options and declared converters.
    pub fn builder() -> MapBuilder {
        MapBuilder::default()
    }

    /// The map whose [`table`](Self::table_bytes) and [`text`](Self::text)
    /// these are: what `routes!` expands to.
    #[doc(hidden)]
    pub const fn from_static(
        table: &'static [u8],
        text: &'static str,
        converters: &'static [&'static dyn Convert],
    ) -> Self {
        Map {
            table: Cow::Borrowed(table),
            text: Cow::Borrowed(text),
            converters: Conversions::Static(converters),
            regexes: OnceLock::new(),
        }
    }

    /// The table, as bytes.
    #[doc(hidden)]
    pub fn table_bytes(&self) -> &[u8] {
        &self.table
    }

    /// The text that the table points into.
    #[doc(hidden)]
    pub fn table_text(&self) -> &str {
        &self.text
    }

    /// The rules in the order in which Werkzeug lists them: endpoints as they
    /// first come, and for each the rules in the order in which URLs are built.
    pub fn rules(&self) -> Vec<BoundRule<'_>> {
        let table = self.table();
        let list = table.place(header::ORDER);
        let numbers = (0..table.rule_count()).map(|index| table.place(list + 4 * index));
        numbers
            .map(|number| BoundRule { map: self, number })
            .collect()
    }

    /// The rules of an endpoint, in the order in which URLs are built; none if
    /// there is no such endpoint.
    /// ```
    /// use fingerpost_rules::{Map, Rule};
    ///
    /// let map = Map::new([Rule::new("/", "list"), Rule::new("/<int:page>", "list")])?;
    /// let rules: Vec<&str> = map.endpoint_rules("list").map(|rule| rule.rule()).collect();
    /// assert_eq!(rules, ["/<int:page>", "/"]);
    /// # Ok::<(), fingerpost_rules::MapError>(())
    /// ```
    pub fn endpoint_rules(&self, endpoint: &str) -> impl Iterator<Item = BoundRule<'_>> + use<'_> {
        let table = self.table();
        let list = table.place(header::ENDPOINTS);
        let record = |index: usize| list + index * endpoint::SIZE;
        let name = |index: usize| self.text_of(table.span(record(index) + endpoint::NAME));
        // By name, so halving finds it.
        let (mut low, mut high) = (0, table.place(header::ENDPOINT_COUNT));
        while low < high {
            let middle = low + (high - low) / 2;
            if name(middle) < endpoint {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let found = low < table.place(header::ENDPOINT_COUNT) && name(low) == endpoint;
        let start = if found {
            table.place(record(low) + endpoint::START)
        } else {
            0
        };
        let count = if found {
            table.place(record(low) + endpoint::COUNT)
        } else {
            0
        };
        let order = table.place(header::ORDER);
        (start..start + count).map(move |index| BoundRule {
            map: self,
            number: table.place(order + 4 * index),
        })
    }

    /// A rule by its number: its place among the rules as they were given.
    pub fn rule(&self, number: usize) -> Option<BoundRule<'_>> {
        (number < self.table().rule_count()).then_some(BoundRule { map: self, number })
    }

    pub(crate) fn numbered_rules(&self) -> impl Iterator<Item = BoundRule<'_>> {
        (0..self.table().rule_count()).map(|number| BoundRule { map: self, number })
    }

    /// The rules that answer a request which another one answers too, neither
    /// being more specific, and those that can never run. `routes!` refuses
    /// such rules; a map that is made at run time does if its builder was told
    /// to [refuse](MapBuilder::refuse_overlaps) them, and else the leftmost
    /// segment that differs decides, as in Werkzeug (difference D5).
    ///
    /// ```
    /// use fingerpost_rules::{Map, Rule};
    ///
    /// let map = Map::new([Rule::new("/users/<name>", "user"), Rule::new("/<kind>/new", "new")])?;
    /// let overlaps = map.overlaps();
    /// assert_eq!(
    ///     overlaps[0].to_string(),
    ///     "\"/users/<name>\" and \"/<kind>/new\" both answer GET /users/new [FP002]\n\
    ///      only \"/users/<name>\" answers /users/x\n\
    ///      only \"/<kind>/new\" answers /x/new\n\
    ///      help: narrow one (`<int:kind>`), add a rule for what both answer, or say who wins: \
    ///      `.overrides(\"user\")` on \"/<kind>/new\""
    /// );
    /// # Ok::<(), fingerpost_rules::MapError>(())
    /// ```
    pub fn overlaps(&self) -> Vec<RuleError> {
        overlaps(self)
    }

    /// The subdomain of rules and requests that name none.
    #[inline]
    pub fn default_subdomain(&self) -> &str {
        self.text_of(self.table().span(header::DEFAULT_SUBDOMAIN))
    }

    /// Whether all rules go by the whole host, and none by the subdomain.
    pub fn host_matching(&self) -> bool {
        self.table().map_flag(map_flag::HOST_MATCHING)
    }

    /// Whether a rule is in the empty subdomain.
    pub(crate) fn has_empty_subdomain(&self) -> bool {
        self.table().map_flag(map_flag::EMPTY_SUBDOMAIN)
    }

    #[inline]
    pub(crate) fn table(&self) -> Table<'_> {
        Table::new(&self.table)
    }

    #[inline]
    pub(crate) fn text_of(&self, (start, length): (usize, usize)) -> &str {
        self.text.get(start..start + length).unwrap_or("")
    }

    /// The bit of a method in the rules' sets; none for a method that no rule
    /// names. Upper and lower case are the same, as in Werkzeug.
    pub(crate) fn method_bit(&self, name: &str) -> u64 {
        // Nearly all are in upper case and short, so that a word is all.
        let first = truncated(word_at(name.as_bytes(), 0), name.len());
        let table = self.table();
        let list = table.place(header::METHODS);
        let is_it = |index: &usize| {
            let record = list + index * method::SIZE;
            table.u64(record + method::FIRST) == first && {
                let (start, length) = table.span(record + method::NAME);
                length == name.len() && (length <= 8 || self.text_of((start, length)) == name)
            }
        };
        let bit = (0..table.place(header::METHOD_COUNT)).find(is_it);
        match bit.or_else(|| self.method_in_lower_case(name)) {
            Some(bit) => 1 << bit,
            None => 0,
        }
    }

    fn method_in_lower_case(&self, name: &str) -> Option<usize> {
        if !name.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        self.method_names()
            .position(|known| known.eq_ignore_ascii_case(name))
    }

    pub(crate) fn method_names(&self) -> impl Iterator<Item = &str> + Clone {
        let table = self.table();
        let list = table.place(header::METHODS);
        (0..table.place(header::METHOD_COUNT))
            .map(move |index| self.text_of(table.span(list + index * method::SIZE + method::NAME)))
    }

    pub(crate) fn regex(&self, number: u32) -> Option<&Regex> {
        let regexes = self.regexes.get_or_init(|| {
            let table = self.table();
            let list = table.place(header::REGEXES);
            (0..table.place(header::REGEX_COUNT))
                .map(|index| {
                    Regex::new(&anchored(
                        self.text_of(table.span(list + index * SPAN_SIZE)),
                    ))
                    .ok()
                })
                .collect()
        });
        regexes.get(number as usize)?.as_ref()
    }

    /// The value of a variable of this kind.
    pub(crate) fn convert<'t>(&self, kind: u32, text: Cow<'t, str>) -> Option<Value<'t>> {
        match kind {
            variable::INT => text.parse().ok().map(Value::Int),
            variable::FLOAT => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(Value::Float),
            variable::UUID => Value::uuid(&text),
            variable::TEXT | variable::PATH => Some(Value::Text(text)),
            declared => self.declared(declared)?.from_url(text),
        }
    }

    /// The conversion of a declared converter, by the kind of its variables.
    pub(crate) fn declared(&self, kind: u32) -> Option<&dyn Convert> {
        let number = kind.checked_sub(variable::DECLARED)? as usize;
        match &self.converters {
            Conversions::Static(converters) => converters.get(number).copied(),
            Conversions::Owned(converters) => converters.get(number).map(|converter| &**converter),
        }
    }

    /// The converters, as they were when the map was made.
    pub(crate) fn converters(&self) -> Converters {
        let table = self.table();
        let list = table.place(header::DECLARED);
        let mut converters = Converters::default();
        for index in 0..table.place(header::DECLARED_COUNT) {
            let name = self.text_of(table.span(list + 2 * index * SPAN_SIZE));
            let regex = self.text_of(table.span(list + (2 * index + 1) * SPAN_SIZE));
            converters.declare(
                name.to_owned(),
                Declared {
                    regex: regex.into(),
                    convert: Arc::new(Verbatim),
                },
            );
        }
        converters
    }
}

impl fmt::Debug for Map {
    /// As Werkzeug prints a map: `{:?}` on one line, `{:#?}` with a line for
    /// each rule if they do not fit on one of 80 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<String> = self.rules().iter().map(BoundRule::to_string).collect();
        let line = rules.join(", ");
        if f.alternate() && line.chars().count() + 2 > 80 {
            write!(f, "Map([{}])", rules.join(",\n "))
        } else {
            write!(f, "Map([{line}])")
        }
    }
}

/// Builds a [`Map`].
#[derive(Default)]
pub struct MapBuilder {
    options: Options,
    converters: Converters,
    rules: Vec<Rule>,
}

impl fmt::Debug for MapBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapBuilder")
            .field("options", &self.options)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

impl MapBuilder {
    /// Adds rules, in order: a rule, a list of rules, or a factory.
    #[expect(clippy::should_implement_trait, reason = "Werkzeug's `Map.add`")]
    pub fn add(mut self, rules: impl RuleFactory) -> Self {
        self.rules.extend(rules.into_rules());
        self
    }

    /// The subdomain of rules and requests that name none.
    pub fn default_subdomain(mut self, subdomain: impl Into<String>) -> Self {
        self.options.default_subdomain = subdomain.into();
        self
    }

    /// Whether a rule that ends in a slash redirects to itself from the path
    /// without (`true`, the default), or matches both.
    pub fn strict_slashes(mut self, strict: bool) -> Self {
        self.options.strict_slashes = strict;
        self
    }

    /// Whether slashes in a row are redirected to a single one (`true`, the
    /// default).
    pub fn merge_slashes(mut self, merge: bool) -> Self {
        self.options.merge_slashes = merge;
        self
    }

    /// Makes all rules go by the whole host, as Werkzeug's `host_matching`: a
    /// rule without a host then matches nothing. Without it, rules with a host
    /// and rules in subdomains stand side by side.
    pub fn host_matching(mut self, host_matching: bool) -> Self {
        self.options.host_matching = host_matching;
        self
    }

    /// Whether a path whose values are the defaults of another rule of the
    /// endpoint is redirected to that rule, and an alias to the rule that it
    /// stands for (`true`, the default).
    pub fn redirect_defaults(mut self, redirect: bool) -> Self {
        self.options.redirect_defaults = redirect;
        self
    }

    /// Whether the pairs of a query that is built are sorted.
    pub fn sort_parameters(mut self, sort: bool) -> Self {
        self.options.sort_parameters = sort;
        self
    }

    /// Whether rules that overlap, or can never run, are mistakes like others
    /// (`false`, the default): see [`Map::overlaps`].
    pub fn refuse_overlaps(mut self, refuse: bool) -> Self {
        self.options.refuse_overlaps = refuse;
        self
    }

    /// Errors give advice as it is to be written in `routes!`.
    #[doc(hidden)]
    pub fn written_in_a_block(mut self) -> Self {
        self.options.dialect = Dialect::Attributes;
        self
    }

    /// Declares a converter: its regular expression, in the syntax of the
    /// regex crate, matches a whole segment; a literal `/` in it makes it take
    /// all the rest of the path, as `path` does.
    pub fn converter(
        mut self,
        name: impl Into<String>,
        regex: &str,
        convert: impl Convert + 'static,
    ) -> Self {
        self.converters.declare(
            name.into(),
            Declared {
                regex: regex.into(),
                convert: Arc::new(convert),
            },
        );
        self
    }

    /// What is wrong with the text of a host or subdomain that rules are to
    /// have in common: told once, instead of for each of them.
    pub fn check_domain(&self, domain: &str) -> Result<(), MapError> {
        let result = crate::check::domain_steps(domain, &self.converters);
        result.map(|_| ()).map_err(MapError::new)
    }

    /// What is wrong with the text of a path that rules are to have in common.
    pub fn check_submount(&self, path: &str) -> Result<(), MapError> {
        let result = crate::check::path_steps(path, &self.converters);
        result.map(|_| ()).map_err(MapError::new)
    }

    /// Checks the rules and compiles them.
    ///
    /// # Errors
    /// All mistakes, in the order of the rules.
    pub fn build(self) -> Result<Map, MapError> {
        let result = check(self.rules, &self.options, &self.converters).and_then(|rules| {
            compile(&rules, &self.options, &self.converters).map_err(|error| vec![error])
        });
        let Compiled { table, text } = result.map_err(MapError::new)?;
        let converters = self
            .converters
            .into_declared()
            .into_iter()
            .map(|declared| declared.convert)
            .collect();
        Ok(Map {
            table: Cow::Owned(table),
            text: Cow::Owned(text),
            converters: Conversions::Owned(converters),
            regexes: OnceLock::new(),
        })
    }
}

/// A rule of a map. It prints as in Werkzeug: `<Rule 'kb|/test' (GET, HEAD) ->
/// hello2.test>`.
#[derive(Clone, Copy)]
pub struct BoundRule<'m> {
    pub(crate) map: &'m Map,
    pub(crate) number: usize,
}

impl<'m> BoundRule<'m> {
    #[inline]
    pub(crate) fn record(self) -> crate::table::RuleRecord<'m> {
        self.map.table().rule(self.number)
    }

    fn text(self, at: usize) -> &'m str {
        self.map.text_of(self.record().span(at))
    }

    /// The place of the rule among the rules as they were given.
    #[inline]
    pub fn number(self) -> usize {
        self.number
    }

    /// The rule string, factories applied: `/users/<int:id>`.
    pub fn rule(self) -> &'m str {
        self.text(rule::TEXT)
    }

    /// The endpoint, if the rule has one.
    pub fn endpoint(self) -> Option<&'m str> {
        self.record()
            .has(rule_flag::HAS_ENDPOINT)
            .then(|| self.text(rule::ENDPOINT))
    }

    /// The subdomain as it was written, unless the rule goes by its host.
    pub fn subdomain(self) -> Option<&'m str> {
        (!self.record().has(rule_flag::BY_HOST)).then(|| self.text(rule::DOMAIN))
    }

    /// The host as it was written, if the rule goes by it.
    pub fn host(self) -> Option<&'m str> {
        self.record()
            .has(rule_flag::BY_HOST)
            .then(|| self.text(rule::DOMAIN))
    }

    /// The methods that the rule answers; `None` if it answers all.
    pub fn methods(self) -> Option<Methods<'m>> {
        let record = self.record();
        (!record.has(rule_flag::ANY_METHOD)).then(|| Methods {
            map: self.map,
            bits: record.methods(),
        })
    }

    /// Whether the rule answers websocket upgrades, and only those.
    pub fn is_websocket(self) -> bool {
        self.record().has(rule_flag::WEBSOCKET)
    }

    /// Whether all texts are values of the rule's converters, where no handler
    /// says what they are.
    pub fn accepts(self, captures: &Captures<'_>) -> bool {
        self.variable_records().enumerate().all(|(index, record)| {
            captures
                .text(index)
                .is_some_and(|text| self.map.convert(record.kind, text).is_some())
        })
    }

    /// Whether URLs are built from the rule, and it is never matched.
    pub fn is_build_only(self) -> bool {
        self.record().has(rule_flag::BUILD_ONLY)
    }

    pub(crate) fn has_strict_slashes(self) -> bool {
        self.record().has(rule_flag::STRICT_SLASHES)
    }

    pub(crate) fn merges_slashes(self) -> bool {
        self.record().has(rule_flag::MERGE_SLASHES)
    }

    /// The rules that win over this one, by number: those that the search
    /// tries first, first.
    pub(crate) fn overriders(self) -> impl Iterator<Item = usize> + use<'m> {
        let record = self.record();
        let list = record.field(rule::OVERRIDERS) as usize;
        (0..record.field(rule::OVERRIDER_COUNT) as usize)
            .map(move |index| record.table.place(list + 4 * index))
    }

    /// The target, if the rule is a redirect.
    pub fn redirect_to(self) -> Option<&'m str> {
        self.record()
            .has(rule_flag::REDIRECT)
            .then(|| self.text(rule::REDIRECT))
    }

    /// The names of the variables: of the host from left to right, then of the
    /// path.
    pub fn variables(self) -> impl ExactSizeIterator<Item = &'m str> {
        self.variable_records().map(|record| record.name)
    }

    /// The names of the variables, then of the defaults.
    pub fn arguments(self) -> impl Iterator<Item = &'m str> {
        self.variables()
            .chain(self.defaults().map(|(name, _)| name))
    }

    /// The defaults.
    pub fn defaults(self) -> impl ExactSizeIterator<Item = (&'m str, Value<'m>)> {
        let record = self.record();
        let table = record.table;
        let list = record.field(rule::DEFAULTS) as usize;
        (0..record.field(rule::DEFAULT_COUNT)).map(move |index| {
            let at = list + index as usize * default::SIZE;
            let number = table.u64(at + default::VALUE);
            let text = || self.map.text_of(table.span(at + default::VALUE));
            let value = match table.u32(at + default::KIND) {
                default::BOOL => Value::Bool(number != 0),
                default::INT => Value::Int(number.cast_signed()),
                default::FLOAT => Value::Float(f64::from_bits(number)),
                default::TEXT => Value::from(text()),
                default::UUID => Value::uuid(text()).unwrap_or(Value::Null),
                _ => Value::Null,
            };
            (self.map.text_of(table.span(at + default::NAME)), value)
        })
    }

    /// The rules of the same endpoint, in the order in which URLs are built.
    pub(crate) fn siblings(self) -> impl Iterator<Item = BoundRule<'m>> {
        let named = self
            .endpoint()
            .map(|endpoint| self.map.endpoint_rules(endpoint));
        let nameless = self.endpoint().is_none().then(|| self.map.rules());
        let nameless = nameless
            .into_iter()
            .flatten()
            .filter(|rule| rule.endpoint().is_none());
        named.into_iter().flatten().chain(nameless)
    }

    /// Whether two values of an argument are the same as values of its
    /// converter: that of the rule of this endpoint which has the variable
    /// (difference D18).
    pub(crate) fn same_argument(self, name: &str, left: &Value<'_>, right: &Value<'_>) -> bool {
        let record = self
            .siblings()
            .flat_map(BoundRule::variable_records)
            .find(|record| record.name == name);
        let canonical = |value: &Value<'_>| {
            let record = record?;
            self.map
                .convert(record.kind, Cow::Owned(self.map.to_text(record, value)?))
                .map(Value::into_owned)
        };
        match (canonical(left), canonical(right)) {
            (Some(left), Some(right)) => left == right,
            _ => left == right,
        }
    }

    /// The variables, with what their values are.
    pub(crate) fn variable_records(self) -> impl ExactSizeIterator<Item = VariableRecord<'m>> {
        let record = self.record();
        let table = record.table;
        let list = record.field(rule::VARIABLES) as usize;
        (0..record.field(rule::VARIABLE_COUNT)).map(move |index| {
            let at = list + index as usize * variable::SIZE;
            VariableRecord {
                name: self.map.text_of(table.span(at + variable::NAME)),
                kind: table.u32(at + variable::KIND),
                argument: table.u32(at + variable::ARGUMENT),
                shape: table.u32(at + variable::SHAPE),
            }
        })
    }
}

/// A variable of a rule, as the table has it.
#[derive(Clone, Copy)]
pub(crate) struct VariableRecord<'m> {
    pub(crate) name: &'m str,
    pub(crate) kind: u32,
    pub(crate) argument: u32,
    shape: u32,
}

impl VariableRecord<'_> {
    /// Whether the converter takes a text, in normal form.
    pub(crate) fn takes(self, map: &Map, text: &[u8]) -> bool {
        if self.kind >= variable::DECLARED {
            return map
                .regex(self.shape)
                .is_some_and(|regex| regex.is_match(text));
        }
        Piece::read(map.table(), self.shape).takes(map.table(), text)
    }

    /// Whether a slash in a value is a slash of the path.
    pub(crate) fn spans_segments(self) -> bool {
        self.argument != 0 && (self.kind == variable::PATH || self.kind >= variable::DECLARED)
    }
}

impl PartialEq for BoundRule<'_> {
    /// The same rule of the same map.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.map, other.map) && self.number == other.number
    }
}

impl Eq for BoundRule<'_> {}

impl fmt::Display for BoundRule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Rule {}", python_repr(self.text(rule::TRACE)))?;
        if let Some(methods) = self.methods() {
            write!(f, " ({methods})")?;
        }
        write!(f, " -> {}>", self.endpoint().unwrap_or("None"))
    }
}

impl fmt::Debug for BoundRule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A set of methods, in the order of the alphabet. It prints as a list, as in
/// the `Allow` header: `GET, HEAD`.
#[derive(Clone, Copy)]
pub struct Methods<'m> {
    map: &'m Map,
    bits: u64,
}

impl<'m> Methods<'m> {
    pub(crate) fn new(map: &'m Map, bits: u64) -> Self {
        Methods { map, bits }
    }

    /// The methods, in upper case.
    pub fn iter(&self) -> impl Iterator<Item = &'m str> + Clone + use<'m> {
        let bits = self.bits;
        let names = self.map.method_names().enumerate();
        names
            .filter(move |(bit, _)| bits & 1 << bit != 0)
            .map(|(_, name)| name)
    }

    /// Whether the set has a method; upper and lower case are the same.
    pub fn contains(&self, method: &str) -> bool {
        self.bits & self.map.method_bit(method) != 0
    }
}

impl fmt::Display for Methods<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, method) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(method)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Methods<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Text in quotes, as Python writes it.
pub(crate) fn python_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut repr = String::with_capacity(text.len() + 2);
    repr.push(quote);
    for character in text.chars() {
        match character {
            '\\' => repr.push_str("\\\\"),
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            _ if character == quote => repr.extend(['\\', character]),
            _ if character.is_ascii_control() => {
                repr.push_str(&format!("\\x{:02x}", character as u32))
            }
            _ => repr.push(character),
        }
    }
    repr.push(quote);
    repr
}
