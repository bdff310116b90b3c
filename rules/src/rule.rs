//! Rules as they are written, and the factories that make them.

use std::fmt;

use crate::value::Value;

/// A rule, not yet part of a map: a path with variables, the endpoint that it
/// leads to, and its options. Options that are not set are the map's.
///
/// ```
/// use fingerpost_rules::{Map, Rule};
///
/// let map = Map::new([
///     Rule::new("/", "index"),
///     Rule::new("/users/<int:id>", "user.show").methods(["GET"]),
/// ])?;
/// assert_eq!(map.rules().len(), 2);
/// # Ok::<(), fingerpost_rules::MapError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub(crate) rule: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) subdomain: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) methods: Option<Vec<String>>,
    pub(crate) strict_slashes: Option<bool>,
    pub(crate) merge_slashes: Option<bool>,
    pub(crate) websocket: bool,
    pub(crate) defaults: Vec<(String, Value<'static>)>,
    pub(crate) build_only: bool,
    pub(crate) alias: bool,
    pub(crate) redirect_to: Option<String>,
    pub(crate) overrides: Vec<String>,
}

impl Rule {
    /// A rule that leads to an endpoint.
    pub fn new(rule: impl Into<String>, endpoint: impl Into<String>) -> Self {
        Rule {
            endpoint: Some(endpoint.into()),
            ..Rule::without_endpoint(rule)
        }
    }

    /// A rule that is matched, and that no URL can be built from.
    pub fn without_endpoint(rule: impl Into<String>) -> Self {
        Rule {
            rule: rule.into(),
            endpoint: None,
            subdomain: None,
            host: None,
            methods: None,
            strict_slashes: None,
            merge_slashes: None,
            websocket: false,
            defaults: Vec::new(),
            build_only: false,
            alias: false,
            redirect_to: None,
            overrides: Vec::new(),
        }
    }

    /// The subdomain that the rule is for, in the same language as the path:
    /// `"kb"`, `"<tenant>"`. Without it, it is the map's `default_subdomain`.
    pub fn subdomain(mut self, subdomain: impl Into<String>) -> Self {
        self.subdomain = Some(subdomain.into());
        self
    }

    /// The host that the rule is for, in the same language as the path:
    /// `"example.com"`, `"<shop>.example.com:8080"`. Without a port it is for
    /// every port. A rule with a host is in no subdomain.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// The methods that the rule answers; without it, all. `GET` brings
    /// `HEAD`. Upper and lower case are the same.
    pub fn methods<M: Into<String>>(mut self, methods: impl IntoIterator<Item = M>) -> Self {
        self.methods = Some(methods.into_iter().map(Into::into).collect());
        self
    }

    /// Whether a path that ends in a slash is redirected to from the one
    /// without (`true`), or either matches either (`false`).
    pub fn strict_slashes(mut self, strict: bool) -> Self {
        self.strict_slashes = Some(strict);
        self
    }

    /// Whether a path with several slashes in a row is redirected to the one
    /// without. In a map that does not merge, no rule does (Werkzeug).
    pub fn merge_slashes(mut self, merge: bool) -> Self {
        self.merge_slashes = Some(merge);
        self
    }

    /// Values that the rule has without variables for them. A path of the same
    /// endpoint whose variables have just these values is redirected to it.
    pub fn defaults<N: Into<String>, V: Into<Value<'static>>>(
        mut self,
        defaults: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.defaults = defaults
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        self
    }

    /// Makes the rule one that URLs are built from, and that is never matched.
    pub fn build_only(mut self) -> Self {
        self.build_only = true;
        self
    }

    /// Makes the rule lead to another one of its endpoint, by a redirect.
    pub fn alias(mut self) -> Self {
        self.alias = true;
        self
    }

    /// Makes the rule a redirect: to a URL, to a path (`/new/<id>`), or to one
    /// below SCRIPT_NAME (`new/<id>`), in which `<name>` stands for the value of
    /// a variable. Values are encoded, so that none can change where it leads
    /// (difference D13).
    pub fn redirect_to(mut self, target: impl Into<String>) -> Self {
        self.redirect_to = Some(target.into());
        self
    }

    /// Makes the rule win over all rules of an endpoint that answer a request
    /// which it answers too: what to do where neither is more specific
    /// (difference D5).
    ///
    /// ```
    /// use fingerpost_rules::{Map, Outcome, Rule};
    ///
    /// let map = Map::new([
    ///     Rule::new("/<kind>/new", "new"),
    ///     Rule::new("/users/<name>", "user"),
    /// ])?;
    /// assert_eq!(map.overlaps().len(), 1);
    ///
    /// let map = Map::new([
    ///     Rule::new("/<kind>/new", "new").overrides("user"),
    ///     Rule::new("/users/<name>", "user"),
    /// ])?;
    /// assert!(map.overlaps().is_empty());
    /// let adapter = map.bind("example.com")?;
    /// let Outcome::Match(found) = adapter.match_("/users/new", "GET") else { panic!() };
    /// assert_eq!(found.endpoint(), Some("new"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn overrides(mut self, endpoint: impl Into<String>) -> Self {
        self.overrides.push(endpoint.into());
        self
    }

    /// The rule as one that wins over none.
    #[doc(hidden)]
    pub fn without_overrides(mut self) -> Self {
        self.overrides.clear();
        self
    }

    /// Makes the rule answer websocket upgrades, and nothing else.
    pub fn websocket(mut self) -> Self {
        self.websocket = true;
        self
    }
}

/// Something that gives rules: a [`Rule`], a list of them, or a factory around
/// a list. Every option of the rules inside is kept (difference D15).
pub trait RuleFactory {
    /// The rules, in order.
    fn into_rules(self) -> Vec<Rule>;
}

impl RuleFactory for Rule {
    fn into_rules(self) -> Vec<Rule> {
        vec![self]
    }
}

impl<F: RuleFactory> RuleFactory for Vec<F> {
    fn into_rules(self) -> Vec<Rule> {
        self.into_iter().flat_map(RuleFactory::into_rules).collect()
    }
}

impl<F: RuleFactory, const N: usize> RuleFactory for [F; N] {
    fn into_rules(self) -> Vec<Rule> {
        self.into_iter().flat_map(RuleFactory::into_rules).collect()
    }
}

/// Puts rules into a subdomain. The outermost of several counts.
///
/// ```
/// use fingerpost_rules::{Map, Rule, Subdomain};
///
/// let map = Map::new(Subdomain::new("kb", [Rule::new("/test", "hello2.test")]))?;
/// assert_eq!(map.rules()[0].to_string(), "<Rule 'kb|/test' -> hello2.test>");
/// # Ok::<(), fingerpost_rules::MapError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Subdomain {
    subdomain: String,
    rules: Vec<Rule>,
}

impl Subdomain {
    /// The rules, in this subdomain.
    pub fn new(subdomain: impl Into<String>, rules: impl RuleFactory) -> Self {
        Subdomain {
            subdomain: subdomain.into(),
            rules: rules.into_rules(),
        }
    }
}

impl RuleFactory for Subdomain {
    fn into_rules(self) -> Vec<Rule> {
        let Subdomain { subdomain, rules } = self;
        rules
            .into_iter()
            .map(|rule| rule.subdomain(subdomain.clone()))
            .collect()
    }
}

/// Puts a path before rules.
///
/// ```
/// use fingerpost_rules::{Map, Rule, Submount};
///
/// let map = Map::new(Submount::new("/blog", [Rule::new("/", "index")]))?;
/// assert_eq!(map.rules()[0].to_string(), "<Rule '/blog/' -> index>");
/// # Ok::<(), fingerpost_rules::MapError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Submount {
    path: String,
    rules: Vec<Rule>,
}

impl Submount {
    /// The rules, below this path. Slashes at its end do not count.
    pub fn new(path: impl Into<String>, rules: impl RuleFactory) -> Self {
        Submount {
            path: path.into(),
            rules: rules.into_rules(),
        }
    }
}

impl RuleFactory for Submount {
    fn into_rules(self) -> Vec<Rule> {
        let prefix = self.path.trim_end_matches('/');
        self.rules
            .into_iter()
            .map(|rule| Rule {
                rule: format!("{prefix}{}", rule.rule),
                ..rule
            })
            .collect()
    }
}

/// Puts text before the endpoints of rules.
///
/// ```
/// use fingerpost_rules::{EndpointPrefix, Map, Rule};
///
/// let map = Map::new(EndpointPrefix::new("blog.", [Rule::new("/", "index")]))?;
/// assert_eq!(map.rules()[0].endpoint(), Some("blog.index"));
/// # Ok::<(), fingerpost_rules::MapError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointPrefix {
    prefix: String,
    rules: Vec<Rule>,
}

impl EndpointPrefix {
    /// The rules, with this before their endpoints.
    pub fn new(prefix: impl Into<String>, rules: impl RuleFactory) -> Self {
        EndpointPrefix {
            prefix: prefix.into(),
            rules: rules.into_rules(),
        }
    }
}

impl RuleFactory for EndpointPrefix {
    fn into_rules(self) -> Vec<Rule> {
        let prefix = self.prefix;
        self.rules
            .into_iter()
            .map(|rule| Rule {
                endpoint: rule.endpoint.map(|endpoint| format!("{prefix}{endpoint}")),
                overrides: rule
                    .overrides
                    .into_iter()
                    .map(|endpoint| format!("{prefix}{endpoint}"))
                    .collect(),
                ..rule
            })
            .collect()
    }
}

/// Rules with placeholders, `$name` or `${name}`, to be filled in several
/// ways; `$$` is a dollar. They are filled in the rule string, the endpoint,
/// the subdomain and the host, in defaults that are text and in the target of
/// a redirect.
///
/// In `routes!` a `macro_rules!` macro around the block does this.
///
/// ```
/// use fingerpost_rules::{Map, Rule, RuleTemplate};
///
/// let resource = RuleTemplate::new([
///     Rule::new("/$name/", "$name.list"),
///     Rule::new("/$name/<int:id>", "$name.show"),
/// ]);
/// let map = Map::new([resource.fill(&[("name", "user")])?, resource.fill(&[("name", "page")])?])?;
/// assert_eq!(map.rules()[1].to_string(), "<Rule '/user/<id>' -> user.show>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTemplate {
    rules: Vec<Rule>,
}

/// A placeholder of a [`RuleTemplate`] that can not be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// Nothing is given for this name.
    Missing(String),
    /// A `$` is followed by no name; the text that it stands in.
    Malformed(String),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TemplateError::Missing(name) => write!(f, "nothing is given for `${name}`"),
            TemplateError::Malformed(text) => {
                write!(
                    f,
                    "a `$` in `{text}` is followed by no name; a dollar is written `$$`"
                )
            }
        }
    }
}

impl std::error::Error for TemplateError {}

impl RuleTemplate {
    /// Rules with placeholders.
    pub fn new(rules: impl RuleFactory) -> Self {
        RuleTemplate {
            rules: rules.into_rules(),
        }
    }

    /// The rules, filled.
    ///
    /// # Errors
    /// A placeholder that nothing is given for, or a `$` that is none.
    pub fn fill(&self, context: &[(&str, &str)]) -> Result<Vec<Rule>, TemplateError> {
        self.rules
            .iter()
            .map(|rule| fill_rule(rule, context))
            .collect()
    }
}

fn fill_rule(rule: &Rule, context: &[(&str, &str)]) -> Result<Rule, TemplateError> {
    let fill_option =
        |text: &Option<String>| text.as_ref().map(|text| fill(text, context)).transpose();
    let fill_default = |(name, value): &(String, Value<'static>)| {
        let value = match value {
            Value::Text(text) => Value::from(fill(text, context)?),
            other => other.clone(),
        };
        Ok((name.clone(), value))
    };
    Ok(Rule {
        rule: fill(&rule.rule, context)?,
        endpoint: fill_option(&rule.endpoint)?,
        subdomain: fill_option(&rule.subdomain)?,
        host: fill_option(&rule.host)?,
        redirect_to: fill_option(&rule.redirect_to)?,
        overrides: rule
            .overrides
            .iter()
            .map(|endpoint| fill(endpoint, context))
            .collect::<Result<_, _>>()?,
        defaults: rule
            .defaults
            .iter()
            .map(fill_default)
            .collect::<Result<_, _>>()?,
        ..rule.clone()
    })
}

/// Fills placeholders as Python's `string.Template` does.
fn fill(text: &str, context: &[(&str, &str)]) -> Result<String, TemplateError> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let malformed = || TemplateError::Malformed(text.to_owned());
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        if let Some(behind) = after.strip_prefix('$') {
            filled.push('$');
            rest = behind;
            continue;
        }
        let (name, behind) = match after.strip_prefix('{') {
            Some(braced) => braced.split_once('}').ok_or_else(malformed)?,
            None => after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len())),
        };
        if name.is_empty()
            || name.starts_with(|c: char| c.is_ascii_digit())
            || !name.chars().all(is_name)
        {
            return Err(malformed());
        }
        let value = context.iter().find(|(known, _)| *known == name);
        filled.push_str(
            value
                .ok_or_else(|| TemplateError::Missing(name.to_owned()))?
                .1,
        );
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}
