//! Rules as they are written, and the factories that make them.

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(crate) rule: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) subdomain: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) methods: Option<Vec<String>>,
    pub(crate) strict_slashes: Option<bool>,
    pub(crate) merge_slashes: Option<bool>,
    pub(crate) websocket: bool,
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
    /// without.
    pub fn merge_slashes(mut self, merge: bool) -> Self {
        self.merge_slashes = Some(merge);
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
                ..rule
            })
            .collect()
    }
}
