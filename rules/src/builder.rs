//! Endpoint and values to a URL.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::adapter::MapAdapter;
use crate::map::{BoundRule, Map, VariableRecord, python_repr};
use crate::matcher::{Captures, Found, Purpose, Request, Select, Spans, refuses_value, search};
use crate::suggest::ratio;
use crate::table::{map_flag, piece, rule, rule_flag, variable};
use crate::text::{ENCODED_SLASH, Text, encode_form};
use crate::value::Value;

/// What a URL is to be built of, beyond the endpoint and the values.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct BuildOptions<'a> {
    /// The method that the URL is for; without one, the adapter's, then any.
    pub method: Option<&'a str>,
    /// A whole URL even where a path would do.
    pub force_external: bool,
    /// Whether values that are no arguments go to the query (`true`), or
    /// nowhere.
    pub append_unknown: bool,
    /// The scheme of a whole URL; without one, the adapter's. The empty one
    /// makes the URL relative to the scheme: `//host/…`.
    pub url_scheme: Option<&'a str>,
}

impl<'a> BuildOptions<'a> {
    /// For a URL of this method, which its rule must then answer.
    pub fn method(mut self, method: &'a str) -> Self {
        self.method = Some(method);
        self
    }

    /// A whole URL even where a path would do.
    pub fn force_external(mut self, force: bool) -> Self {
        self.force_external = force;
        self
    }

    /// Whether values that are no arguments go to the query, or nowhere.
    pub fn append_unknown(mut self, append: bool) -> Self {
        self.append_unknown = append;
        self
    }

    /// The scheme of a whole URL; the empty one makes it relative to the
    /// scheme.
    pub fn url_scheme(mut self, scheme: &'a str) -> Self {
        self.url_scheme = Some(scheme);
        self
    }
}

impl Default for BuildOptions<'_> {
    fn default() -> Self {
        BuildOptions {
            method: None,
            force_external: false,
            append_unknown: true,
            url_scheme: None,
        }
    }
}

/// Why no URL could be built, with what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError {
    // Few URLs fail, and their results are passed on.
    failure: Box<Failure>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Failure {
    endpoint: String,
    values: Vec<String>,
    method: Option<String>,
    suggested: Option<Suggestion>,
}

/// The rule that is most like what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    endpoint: Option<String>,
    rule: String,
    methods: Option<Vec<String>>,
    /// Sorted, each once.
    arguments: Vec<String>,
}

impl Suggestion {
    fn new(rule: BoundRule<'_>) -> Self {
        let arguments: BTreeSet<&str> = rule.arguments().collect();
        Suggestion {
            endpoint: rule.endpoint().map(str::to_owned),
            rule: rule.rule().to_owned(),
            methods: rule
                .methods()
                .map(|methods| methods.iter().map(str::to_owned).collect()),
            arguments: arguments.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Its endpoint.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// The rule string.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl BuildError {
    /// The endpoint that was asked for.
    pub fn endpoint(&self) -> &str {
        &self.failure.endpoint
    }

    /// The rule that is most like what was asked for; `None` if the map has no
    /// rules.
    pub fn suggested(&self) -> Option<&Suggestion> {
        self.failure.suggested.as_ref()
    }
}

impl fmt::Display for BuildError {
    /// Werkzeug's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Could not build url for endpoint {}",
            python_repr(&self.failure.endpoint)
        )?;
        if let Some(method) = &self.failure.method {
            write!(f, " ({})", python_repr(method))?;
        }
        if !self.failure.values.is_empty() {
            write!(f, " with values {}", python_list(&self.failure.values))?;
        }
        f.write_str(".")?;
        let Some(suggested) = &self.failure.suggested else {
            return Ok(());
        };
        if suggested.endpoint() != Some(&self.failure.endpoint) {
            return write!(
                f,
                " Did you mean {} instead?",
                python_repr(suggested.endpoint().unwrap_or("None"))
            );
        }
        if let (Some(method), Some(methods)) = (&self.failure.method, &suggested.methods)
            && !methods.contains(method)
        {
            write!(f, " Did you mean to use methods {}?", python_list(methods))?;
        }
        let missing: Vec<&String> = suggested
            .arguments
            .iter()
            .filter(|name| !self.failure.values.contains(name))
            .collect();
        if !missing.is_empty() {
            write!(
                f,
                " Did you forget to specify values {}?",
                python_list(missing)
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

fn python_list<'t>(texts: impl IntoIterator<Item = &'t String>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|text| python_repr(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// Whether the URL of an alias will do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aliases {
    Take,
    Skip,
}

/// A URL that has been built, but for the scheme and the server's name.
pub(crate) struct Built {
    pub(crate) domain: String,
    /// Encoded, with its query.
    pub(crate) path: String,
    pub(crate) by_host: bool,
    pub(crate) websocket: bool,
}

/// Names and values, given for a URL.
pub(crate) struct Given<'g, 'v> {
    pairs: &'g [(&'g str, Value<'v>)],
    /// The places of the pairs in the order of their names, where there are
    /// many: looking for each one by one would take the square of their number.
    by_name: Vec<usize>,
}

impl<'g, 'v> Given<'g, 'v> {
    /// So many are found as fast one by one.
    const FEW: usize = 16;

    pub(crate) fn new(pairs: &'g [(&'g str, Value<'v>)]) -> Self {
        let mut by_name = Vec::new();
        if pairs.len() > Self::FEW {
            by_name.extend(0..pairs.len());
            // Stable: of two values of one name the first counts.
            by_name.sort_by_key(|place| pairs[*place].0);
        }
        Given { pairs, by_name }
    }

    pub(crate) fn find(&self, name: &str) -> Option<&'g Value<'v>> {
        let (known, value) = if self.by_name.is_empty() {
            self.pairs.iter().find(|(known, _)| *known == name)?
        } else {
            let before = |place: &usize| self.pairs[*place].0 < name;
            let place = self.by_name.partition_point(before);
            &self.pairs[*self.by_name.get(place)?]
        };
        (*known == name).then_some(value)
    }
}

impl<'a> MapAdapter<'a> {
    /// Builds the URL of an endpoint: a path, or a whole URL where it leads to
    /// another host.
    ///
    /// Values are given by name; those that are no arguments of the rule go to
    /// the query, lists as several pairs, and [`Value::Null`] not at all. A
    /// value that its converter refuses makes its rule not fit, so that what is
    /// built always matches (difference D11).
    ///
    /// ```
    /// use fingerpost_rules::{Map, Rule, Value};
    ///
    /// let map = Map::new([
    ///     Rule::new("/downloads/", "downloads"),
    ///     Rule::new("/downloads/<int:id>", "downloads.show"),
    /// ])?;
    /// let adapter = map.bind("example.com")?;
    /// assert_eq!(adapter.build("downloads.show", &[("id", 42.into())])?, "/downloads/42");
    /// assert_eq!(adapter.build("downloads", &[("q", "a b".into())])?, "/downloads/?q=a+b");
    ///
    /// let error = adapter.build("downloads.shwo", &[]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "Could not build url for endpoint 'downloads.shwo'. Did you mean 'downloads.show' instead?"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// No rule of the endpoint fits the values and the method.
    pub fn build(
        &self,
        endpoint: &str,
        values: &[(&str, Value<'_>)],
    ) -> Result<String, BuildError> {
        self.build_with(endpoint, values, BuildOptions::default())
    }

    /// [`build`](Self::build), with options.
    ///
    /// # Errors
    /// No rule of the endpoint fits the values and the method.
    pub fn build_with(
        &self,
        endpoint: &str,
        values: &[(&str, Value<'_>)],
        options: BuildOptions<'_>,
    ) -> Result<String, BuildError> {
        let given: Vec<(&str, Value<'_>)> = values
            .iter()
            .filter(|(_, value)| *value != Value::Null)
            .cloned()
            .collect();
        let given = Given::new(&given);
        let build = |method: Option<&str>| {
            self.build_for(
                endpoint,
                &given,
                method,
                options.append_unknown,
                Aliases::Take,
            )
        };
        let built = match options.method {
            Some(method) => build(Some(method)),
            None => build(Some(self.default_method())).or_else(|| build(None)),
        };
        match built {
            Some(built) => Ok(self.address(&built, options)),
            None => Err(self.build_error(endpoint, &given, options.method)),
        }
    }

    /// Whether an endpoint has a rule with all these arguments.
    pub fn is_endpoint_expecting(&self, endpoint: &str, arguments: &[&str]) -> bool {
        self.map().is_endpoint_expecting(endpoint, arguments)
    }

    /// The first rule in build order that fits; of equals, one of the present
    /// domain (difference D12).
    fn build_for(
        &self,
        endpoint: &str,
        given: &Given<'_, '_>,
        method: Option<&str>,
        append_unknown: bool,
        aliases: Aliases,
    ) -> Option<Built> {
        let mut best: Option<(u32, Built)> = None;
        for rule in self.map().endpoint_rules(endpoint) {
            if aliases == Aliases::Skip && rule.record().has(rule_flag::ALIAS) {
                continue;
            }
            let rank = rule.record().field(rule::RANK);
            if best.as_ref().is_some_and(|(before, _)| *before != rank) {
                break;
            }
            let Some(built) = self.build_rule(rule, given, method, append_unknown) else {
                continue;
            };
            if self.is_here(&built) {
                return Some(built);
            }
            best.get_or_insert((rank, built));
        }
        best.map(|(_, built)| built)
    }

    fn build_rule(
        &self,
        rule: BoundRule<'_>,
        given: &Given<'_, '_>,
        method: Option<&str>,
        append_unknown: bool,
    ) -> Option<Built> {
        if !suits(rule, given, method) {
            return None;
        }
        let texts = texts(rule, given)?;
        let Assembled {
            domain,
            written_domain,
            path,
        } = assemble(rule, &texts)?;
        if is_folded(&path) {
            return None;
        }
        let path = Text::Decoded(path);
        if !leads_back(rule, &written_domain, &path) {
            return None;
        }
        let mut path = path.encoded();
        if append_unknown {
            let mut arguments: Vec<&str> = rule.arguments().collect();
            arguments.sort_unstable();
            let unknown = given
                .pairs
                .iter()
                .filter(|(name, _)| arguments.binary_search(name).is_err());
            let query = encode_pairs(
                unknown,
                self.map().table().map_flag(map_flag::SORT_PARAMETERS),
            );
            if !query.is_empty() {
                path.push('?');
                path.push_str(&query);
            }
        }
        Some(Built {
            domain,
            path,
            by_host: rule.host().is_some(),
            websocket: rule.is_websocket(),
        })
    }

    /// Whether a URL is on the host of the request.
    fn is_here(&self, built: &Built) -> bool {
        if built.by_host {
            self.with_port(&built.domain) == self.host()
        } else {
            self.subdomain() == Some(&built.domain)
        }
    }

    /// The URL as the request sees it.
    pub(crate) fn address(&self, built: &Built, options: BuildOptions<'_>) -> String {
        let scheme = options.url_scheme.unwrap_or(self.url_scheme());
        let secure = matches!(scheme, "https" | "wss");
        let scheme = match (built.websocket, secure) {
            (true, true) => "wss",
            (true, false) => "ws",
            (false, true) => "https",
            (false, false) if scheme.is_empty() => "",
            (false, false) => "http",
        };
        let path = built.path.trim_start_matches('/');
        let script_name = self.script_path();
        if !options.force_external && !built.websocket && self.is_here(built) {
            return format!("{script_name}/{path}");
        }
        let host = self.host_at(&built.domain, built.by_host);
        let colon = if scheme.is_empty() { "" } else { ":" };
        format!("{scheme}{colon}//{host}{script_name}/{path}")
    }

    fn build_error(
        &self,
        endpoint: &str,
        given: &Given<'_, '_>,
        method: Option<&str>,
    ) -> BuildError {
        let mut values: Vec<String> = given
            .pairs
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        values.sort_unstable();
        values.dedup();
        let score = |rule: &BoundRule<'_>| {
            let likeness = ratio(rule.endpoint().unwrap_or("None"), endpoint);
            let takes_all = values
                .iter()
                .all(|name| rule.arguments().any(|known| known == name));
            let methods = rule.methods();
            let method_fits = method.is_some_and(|method| {
                methods.is_some_and(|methods| methods.iter().any(|known| known == method))
            });
            0.98 * likeness
                + 0.01 * f64::from(u8::from(takes_all))
                + 0.01 * f64::from(u8::from(method_fits))
        };
        // Of equals the first in the list, as Python's `max`.
        let mut suggested: Option<(f64, BoundRule<'a>)> = None;
        for rule in self.map().rules() {
            let score = score(&rule);
            if suggested.as_ref().is_none_or(|(best, _)| score > *best) {
                suggested = Some((score, rule));
            }
        }
        let failure = Failure {
            endpoint: endpoint.to_owned(),
            values,
            method: method.map(str::to_owned),
            suggested: suggested.map(|(_, rule)| Suggestion::new(rule)),
        };
        BuildError {
            failure: Box::new(failure),
        }
    }

    /// Where a request to an alias is to go.
    pub(crate) fn alias_url(
        &self,
        rule: BoundRule<'a>,
        values: &Given<'_, '_>,
        method: &str,
    ) -> Option<String> {
        let method = method.to_ascii_uppercase();
        let built = self.build_for(
            rule.endpoint()?,
            values,
            Some(&method),
            false,
            Aliases::Skip,
        )?;
        let options = BuildOptions {
            force_external: true,
            ..BuildOptions::default()
        };
        Some(self.address(&built, options))
    }

    /// The domain and path of the rule that has the values of a match as its
    /// defaults, if there is one.
    pub(crate) fn default_url(
        &self,
        rule: BoundRule<'a>,
        values: &Given<'_, '_>,
        method: &str,
    ) -> Option<(String, bool, String)> {
        let method = method.to_ascii_uppercase();
        let arguments: BTreeSet<&str> = rule.arguments().collect();
        rule.siblings()
            .take_while(|other| *other != rule)
            .filter(|other| !other.is_build_only() && other.defaults().next().is_some())
            .filter(|other| other.arguments().collect::<BTreeSet<&str>>() == arguments)
            .find_map(|other| {
                let built = self.build_rule(other, values, Some(&method), false)?;
                Some((built.domain, built.by_host, built.path))
            })
    }
}

impl Map {
    /// Whether an endpoint has a rule with all these arguments.
    pub fn is_endpoint_expecting(&self, endpoint: &str, arguments: &[&str]) -> bool {
        self.endpoint_rules(endpoint).any(|rule| {
            arguments
                .iter()
                .all(|name| rule.arguments().any(|known| known == *name))
        })
    }
}

/// Whether a rule can be built from these values: all its arguments are there,
/// and no default says otherwise.
fn suits(rule: BoundRule<'_>, given: &Given<'_, '_>, method: Option<&str>) -> bool {
    if let (Some(method), Some(methods)) = (method, rule.methods())
        && !methods.iter().any(|known| known == method)
    {
        return false;
    }
    let has_all = rule.variables().all(|name| given.find(name).is_some());
    has_all
        && rule.defaults().all(|(name, default)| {
            given
                .find(name)
                .is_none_or(|value| rule.same_argument(name, value, &default))
        })
}

/// The text of each variable, as its converter writes it and takes it.
fn texts(rule: BoundRule<'_>, given: &Given<'_, '_>) -> Option<Vec<String>> {
    let text = |(place, record): (usize, VariableRecord<'_>)| {
        let text = rule.map.to_text(record, given.find(record.name)?)?;
        let normal = normal_text(&text, record.spans_segments());
        let taken =
            record.takes(rule.map, &normal) && !refuses_value(rule.record(), place, &normal);
        taken.then_some(text.clone())
    };
    rule.variable_records().enumerate().map(text).collect()
}

/// The normal text of a value: a slash that is none of the path is encoded.
pub(crate) fn normal_text(text: &str, spans_segments: bool) -> Cow<'_, [u8]> {
    if spans_segments || !text.contains('/') {
        return Cow::Borrowed(text.as_bytes());
    }
    text.bytes()
        .map(|byte| if byte == b'/' { ENCODED_SLASH } else { byte })
        .collect()
}

/// A rule with texts in the places of its variables.
pub(crate) struct Assembled {
    /// As it stands in a URL: IDNA-encoded.
    domain: String,
    /// As the values are written.
    pub(crate) written_domain: String,
    /// In normal text.
    pub(crate) path: Vec<u8>,
}

pub(crate) fn assemble(rule: BoundRule<'_>, texts: &[String]) -> Option<Assembled> {
    let record = rule.record();
    let table = record.table;
    let list = record.field(rule::PIECES) as usize;
    let domain_pieces = record.field(rule::DOMAIN_PIECES) as usize;
    let spans: Vec<bool> = rule
        .variable_records()
        .map(|variable| variable.spans_segments())
        .collect();
    let mut domain = String::new();
    let mut written_domain = String::new();
    let mut path = Vec::new();
    for index in 0..domain_pieces + record.field(rule::PATH_PIECES) as usize {
        let at = list + index * piece::SIZE;
        let place = table.place(at + 4);
        let is_literal = table.u32(at) == piece::LITERAL;
        let text = if is_literal {
            rule.map.text_of(table.span(at + 4))
        } else {
            texts.get(place)?
        };
        if index < domain_pieces {
            let encoded = if is_literal {
                Cow::Borrowed(text)
            } else {
                Cow::Owned(host_text(text)?)
            };
            domain.push_str(&encoded);
            written_domain.push_str(text);
        } else {
            let spans_segments = is_literal || spans.get(place).copied().unwrap_or(false);
            path.extend_from_slice(&normal_text(text, spans_segments));
        }
    }
    Some(Assembled {
        domain,
        written_domain,
        path,
    })
}

/// The text of a value in a host; `None` if it can not stand there.
pub(crate) fn host_text(text: &str) -> Option<String> {
    let host = crate::domain::normal_host(text).ok()?.into_owned();
    let is_label = host.split('.').all(crate::text::is_host_label);
    is_label.then_some(host)
}

/// Whether clients fold a piece of a path away: `.` or `..` (D19).
pub(crate) fn is_folded(path: &[u8]) -> bool {
    path.split(|byte| *byte == b'/')
        .any(|segment| matches!(segment, b"." | b".."))
}

/// Whether what has been built matches its rule, so that no converter refuses
/// a value of its own: what D11 asks.
pub(crate) fn leads_back(rule: BoundRule<'_>, domain: &str, path: &Text<'_>) -> bool {
    struct Only<'m>(BoundRule<'m>);
    impl Select for Only<'_> {
        fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
            // The search may cut values apart elsewhere than they were joined.
            let mut variables = self.0.variable_records().enumerate();
            rule == self.0.number
                && variables.all(|(place, record)| {
                    let text = captures.text(place);
                    text.is_some_and(|text| self.0.map.convert(record.kind, text).is_some())
                })
        }
    }
    let by_host = rule.host().is_some();
    let request = Request {
        host: if by_host { domain } else { "" },
        subdomain: (!by_host).then_some(domain),
        method: None,
        websocket: rule.is_websocket(),
        build_only: rule.is_build_only(),
        keep_slashes: true,
        paths: 0,
    };
    let mut spans = Spans::default();
    let found = search(
        rule.map,
        &request,
        path,
        &mut spans,
        &mut Only(rule),
        &mut (),
    );
    matches!(found, Found::Rule(number) if number == rule.number)
}

/// Pairs as a query, as HTML forms write it: a space is `+`. A list gives a
/// pair for each of its items, and nothing gives no pair.
///
/// ```
/// use fingerpost_rules::encode_query;
///
/// let query = encode_query(&[("q", "a b".into()), ("tag", vec!["x", "y&z"].into())]);
/// assert_eq!(query, "q=a+b&tag=x&tag=y%26z");
/// ```
pub fn encode_query(pairs: &[(&str, Value<'_>)]) -> String {
    encode_pairs(pairs.iter(), false)
}

pub(crate) fn encode_pairs<'g, 'v: 'g>(
    pairs: impl Iterator<Item = &'g (&'v str, Value<'v>)>,
    sort: bool,
) -> String {
    let mut flat: Vec<(&str, Cow<'_, str>)> = Vec::new();
    for (name, value) in pairs {
        let items = match value {
            Value::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        flat.extend(
            items
                .iter()
                .filter(|item| **item != Value::Null)
                .map(|item| match item {
                    Value::Text(text) => (*name, Cow::Borrowed(text.as_ref())),
                    item => (*name, Cow::Owned(item.to_string())),
                }),
        );
    }
    if sort {
        flat.sort();
    }
    let pair = |(name, value): &(&str, Cow<'_, str>)| {
        format!("{}={}", encode_form(name), encode_form(value))
    };
    flat.iter().map(pair).collect::<Vec<String>>().join("&")
}

impl Map {
    /// The text of a value for a variable, or `None` if it can not stand for
    /// one. Whether its converter takes the text is for the search to say.
    pub(crate) fn to_text(&self, record: VariableRecord<'_>, value: &Value<'_>) -> Option<String> {
        match (record.kind, value) {
            (_, Value::Null | Value::List(_)) => None,
            (variable::INT, value) => {
                let number = match value {
                    Value::Int(number) => *number,
                    Value::Text(text) if crate::pattern::is_int(text.as_bytes(), true) => {
                        text.parse().ok()?
                    }
                    _ => return None,
                };
                Some(padded(number, record.argument as usize))
            }
            (variable::FLOAT, value) => {
                let number = match value {
                    Value::Float(number) => *number,
                    Value::Int(number) => *number as f64,
                    Value::Text(text) if crate::pattern::is_float(text.as_bytes(), true) => {
                        text.parse().ok()?
                    }
                    _ => return None,
                };
                number.is_finite().then(|| Value::Float(number).to_string())
            }
            (variable::UUID, Value::Uuid(_)) => Some(value.to_string()),
            (variable::UUID, Value::Text(text)) => Some(text.clone().into_owned()),
            (variable::UUID, _) => None,
            // Clients fold these away (D19).
            (variable::TEXT, Value::Text(text)) if matches!(text.as_ref(), "." | "..") => None,
            (variable::TEXT | variable::PATH, value) => Some(value.to_string()),
            (declared, value) => self.declared(declared)?.to_url(value),
        }
    }
}

/// A number with so many characters at least, zeros before it (Python's
/// `zfill`).
pub(crate) fn padded(number: i64, width: usize) -> String {
    if number < 0 {
        format!(
            "-{:0>width$}",
            number.unsigned_abs(),
            width = width.saturating_sub(1)
        )
    } else {
        format!("{number:0>width$}")
    }
}
