//! A map of rules: made, listed, and bound to a server.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use regex::bytes::Regex;

use crate::check::check;
use crate::compile::{Compiled, compile};
use crate::converter::{Convert, Converters, Declared, anchored};
use crate::error::MapError;
use crate::rule::{Rule, RuleFactory};
use crate::table::{SPAN_SIZE, Table, header, map_flag, rule, rule_flag, variable};
use crate::value::Value;

/// The options of a map.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) default_subdomain: String,
    pub(crate) strict_slashes: bool,
    pub(crate) merge_slashes: bool,
    pub(crate) host_matching: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            default_subdomain: String::new(),
            strict_slashes: true,
            merge_slashes: true,
            host_matching: false,
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
        let mut endpoints: Vec<Option<&str>> = Vec::new();
        let mut rules: Vec<_> = (0..self.table().rule_count())
            .map(|number| {
                let rule = BoundRule { map: self, number };
                let endpoint = rule.endpoint();
                let place = endpoints
                    .iter()
                    .position(|known| *known == endpoint)
                    .unwrap_or_else(|| {
                        endpoints.push(endpoint);
                        endpoints.len() - 1
                    });
                (place, std::cmp::Reverse(rule.variables().count()), rule)
            })
            .collect();
        rules.sort_by_key(|(endpoint, variables, _)| (*endpoint, *variables));
        rules.into_iter().map(|(_, _, rule)| rule).collect()
    }

    /// A rule by its number: its place among the rules as they were given.
    pub fn rule(&self, number: usize) -> Option<BoundRule<'_>> {
        (number < self.table().rule_count()).then_some(BoundRule { map: self, number })
    }

    /// The subdomain of rules and requests that name none.
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

    pub(crate) fn table(&self) -> Table<'_> {
        Table::new(&self.table)
    }

    pub(crate) fn text_of(&self, (start, length): (usize, usize)) -> &str {
        self.text.get(start..start + length).unwrap_or("")
    }

    /// The bit of a method in the rules' sets; none for a method that no rule
    /// names. Upper and lower case are the same, as in Werkzeug.
    pub(crate) fn method_bit(&self, method: &str) -> u64 {
        self.method_names()
            .position(|name| name.eq_ignore_ascii_case(method))
            .map_or(0, |bit| 1 << bit)
    }

    pub(crate) fn method_names(&self) -> impl Iterator<Item = &str> + Clone {
        let table = self.table();
        let list = table.place(header::METHODS);
        (0..table.place(header::METHOD_COUNT))
            .map(move |index| self.text_of(table.span(list + index * SPAN_SIZE)))
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
            variable::TEXT => Some(Value::Text(text)),
            declared => {
                let number = declared.checked_sub(variable::DECLARED)? as usize;
                match &self.converters {
                    Conversions::Static(converters) => converters.get(number)?.from_url(text),
                    Conversions::Owned(converters) => converters.get(number)?.from_url(text),
                }
            }
        }
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
        let result = check(self.rules, &self.options, &self.converters)
            .and_then(|rules| compile(&rules, &self.options).map_err(|error| vec![error]));
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
    fn record(self) -> crate::table::RuleRecord<'m> {
        self.map.table().rule(self.number)
    }

    fn text(self, at: usize) -> &'m str {
        self.map.text_of(self.record().span(at))
    }

    /// The place of the rule among the rules as they were given.
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

    /// The names of the variables: of the host from left to right, then of the
    /// path.
    pub fn variables(self) -> impl ExactSizeIterator<Item = &'m str> {
        self.variable_records().map(|(name, _)| name)
    }

    /// The variables, with the kinds of their values.
    pub(crate) fn variable_records(self) -> impl ExactSizeIterator<Item = (&'m str, u32)> {
        let record = self.record();
        let table = record.table;
        let list = record.field(rule::VARIABLES) as usize;
        (0..record.field(rule::VARIABLE_COUNT)).map(move |index| {
            let at = list + index as usize * variable::SIZE;
            (self.map.text_of(table.span(at)), table.u32(at + 8))
        })
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
fn python_repr(text: &str) -> String {
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
