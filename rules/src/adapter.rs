//! A map that is bound to a server and to what is known of a request.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::builder::Given;
use crate::domain::{BadHost, normal_host, split_port};
use crate::explain::{Explanation, Notes, RedirectBy, ValuesOfPath};
use crate::map::{BoundRule, Map, Methods};
use crate::matcher::{
    Captures, Fit, Found, Observer, Purpose, Request, Select, Spans, search, search_other_domains,
};
use crate::table::{header, map_flag, rule, rule_flag};
use crate::target::{self, Base, Target};
use crate::text::{PathInfo, Text, encoded_script_name};
use crate::value::Value;

/// What a map is bound to: the arguments of Werkzeug's `Map.bind`.
///
/// ```
/// use fingerpost_rules::{Bind, Map, Rule};
///
/// let map = Map::new([Rule::new("/", "index").subdomain("kb")])?;
/// let adapter = map.bind(Bind::to("example.com").subdomain("kb"))?;
/// assert_eq!(adapter.host(), "kb.example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Bind<'a> {
    server_name: &'a str,
    script_name: &'a str,
    subdomain: Option<&'a str>,
    url_scheme: &'a str,
    default_method: &'a str,
    path_info: PathInfo<'a>,
    query: &'a str,
}

impl<'a> Bind<'a> {
    /// Binds to a server: its name, with the port if it is not the scheme's.
    pub fn to(server_name: &'a str) -> Self {
        Bind {
            server_name,
            script_name: "/",
            subdomain: None,
            url_scheme: "http",
            default_method: "GET",
            path_info: PathInfo::Decoded("/"),
            query: "",
        }
    }

    /// The subdomain of the request; without it, the map's default.
    pub fn subdomain(mut self, subdomain: &'a str) -> Self {
        self.subdomain = Some(subdomain);
        self
    }

    /// SCRIPT_NAME: the path that the application is mounted at.
    #[doc(alias = "SCRIPT_NAME")]
    pub fn script_name(mut self, script_name: &'a str) -> Self {
        self.script_name = script_name;
        self
    }

    /// The scheme of URLs: `http`, `https`, or `ws` and `wss`, which make the
    /// request a websocket upgrade.
    pub fn url_scheme(mut self, url_scheme: &'a str) -> Self {
        self.url_scheme = url_scheme;
        self
    }

    /// The method where a match names none.
    pub fn default_method(mut self, method: &'a str) -> Self {
        self.default_method = method;
        self
    }

    /// PATH_INFO: the path where a match names none.
    #[doc(alias = "PATH_INFO")]
    pub fn path_info(mut self, path_info: impl Into<PathInfo<'a>>) -> Self {
        self.path_info = path_info.into();
        self
    }

    /// The query of the request, without `?`: redirects keep it.
    pub fn query(mut self, query: &'a str) -> Self {
        self.query = query;
        self
    }
}

impl<'a> From<&'a str> for Bind<'a> {
    fn from(server_name: &'a str) -> Self {
        Bind::to(server_name)
    }
}

/// What a map reads of a request, as WSGI's environ has it (PEP 3333).
pub trait Environ {
    /// `wsgi.url_scheme`: `http` or `https`.
    fn url_scheme(&self) -> &str;
    /// HTTP_HOST, or SERVER_NAME and SERVER_PORT; `None` if there is none.
    fn host(&self) -> Option<&str>;
    /// REQUEST_METHOD.
    fn request_method(&self) -> &str;
    /// SCRIPT_NAME: the path that the application is mounted at.
    fn script_name(&self) -> &str;
    /// PATH_INFO: the path below it.
    fn path_info(&self) -> PathInfo<'_>;
    /// QUERY_STRING, without `?`.
    fn query_string(&self) -> &str;
    /// Whether the client asks for a websocket: `Connection` has `upgrade` and
    /// `Upgrade` is `websocket`.
    fn is_websocket(&self) -> bool;
}

/// Options for [`Map::bind_to_environ`].
#[derive(Debug, Clone, Copy, Default)]
pub struct BindEnviron<'a> {
    /// The name of the server, with the port if it is not the scheme's; the
    /// labels of the host before it are the subdomain.
    pub server_name: Option<&'a str>,
    /// The subdomain, if it is not to be read from the host.
    pub subdomain: Option<&'a str>,
    /// Takes the default subdomain for a host that is none of the server's, so
    /// that a program can be tried under any name (difference D9).
    pub debug: bool,
}

impl Map {
    /// Binds the map to a server.
    ///
    /// # Errors
    /// The name of the server has no form that a host can have.
    pub fn bind<'a>(&'a self, bind: impl Into<Bind<'a>>) -> Result<MapAdapter<'a>, BadHost> {
        let bind = bind.into();
        let subdomain = if self.host_matching() {
            RequestSubdomain::None
        } else {
            let subdomain = bind.subdomain.unwrap_or_else(|| self.default_subdomain());
            RequestSubdomain::Named(normal_host(subdomain)?)
        };
        Ok(MapAdapter {
            map: self,
            server_name: normal_host(bind.server_name)?,
            script_name: bind.script_name,
            paths: self.paths_of(&subdomain),
            subdomain,
            url_scheme: bind.url_scheme,
            default_method: bind.default_method,
            path_info: bind.path_info,
            query: bind.query,
            websocket: matches!(bind.url_scheme, "ws" | "wss"),
        })
    }

    /// Binds the map to `localhost`, where nothing is known of a server.
    #[doc(hidden)]
    pub fn bind_nowhere(&self) -> MapAdapter<'_> {
        let subdomain = RequestSubdomain::Supplied(Cow::Borrowed(self.default_subdomain()));
        MapAdapter {
            map: self,
            server_name: Cow::Borrowed("localhost"),
            script_name: "",
            paths: self.paths_of(&subdomain),
            subdomain,
            url_scheme: "http",
            default_method: "GET",
            path_info: PathInfo::Decoded("/"),
            query: "",
            websocket: false,
        }
    }

    /// Binds the map to a request.
    ///
    /// The subdomain is what stands in the host before the server's name; with
    /// no such name, before `localhost`. A host that is just the name is the
    /// empty subdomain if a rule is in it, else the default one; so is a host
    /// of which nothing is known (difference D9).
    ///
    /// # Errors
    /// The host, or the server's name, has no form that a host can have.
    pub fn bind_to_environ<'a, E: Environ + ?Sized>(
        &'a self,
        environ: &'a E,
        options: BindEnviron<'a>,
    ) -> Result<MapAdapter<'a>, BadHost> {
        let websocket = environ.is_websocket();
        let url_scheme = match (environ.url_scheme(), websocket) {
            ("https" | "wss", true) => "wss",
            (_, true) => "ws",
            (scheme, false) => scheme,
        };
        let host = normal_host(without_default_port(
            environ.host().unwrap_or(""),
            url_scheme,
        ))?;
        let server_name = options
            .server_name
            .map(|name| normal_host(without_default_port(name, url_scheme)))
            .transpose()?;
        let (server_name, subdomain) = self.split_host(host, server_name, options)?;
        Ok(MapAdapter {
            map: self,
            server_name,
            script_name: environ.script_name(),
            paths: self.paths_of(&subdomain),
            subdomain,
            url_scheme,
            default_method: environ.request_method(),
            path_info: environ.path_info(),
            query: environ.query_string(),
            websocket,
        })
    }

    /// The node of the paths in a subdomain, if they are all that can match and
    /// no search is needed to find it: most maps have but one domain.
    fn paths_of(&self, subdomain: &RequestSubdomain<'_>) -> u32 {
        match subdomain.name() {
            Some(name) if name == self.default_subdomain() => {
                self.table().u32(header::DEFAULT_PATHS)
            }
            _ => 0,
        }
    }

    /// The server's name and the subdomain of a request (difference D9).
    fn split_host<'a>(
        &'a self,
        host: Cow<'a, str>,
        server_name: Option<Cow<'a, str>>,
        options: BindEnviron<'a>,
    ) -> Result<(Cow<'a, str>, RequestSubdomain<'a>), BadHost> {
        if self.host_matching() {
            return Ok((server_name.unwrap_or(host), RequestSubdomain::None));
        }
        if let Some(subdomain) = options.subdomain {
            return Ok((
                server_name.unwrap_or(host),
                RequestSubdomain::Named(normal_host(subdomain)?),
            ));
        }
        let supplied = || normal_host(self.default_subdomain()).map(RequestSubdomain::Supplied);
        // Where the server's name begins in the host. If none is set,
        // `localhost` is one, whatever its port.
        let name_start = match &server_name {
            Some(name) => host.strip_suffix(&**name).map(str::len),
            None => {
                let (name, _) = split_port(&host);
                let labels = name.strip_suffix("localhost");
                match labels.filter(|labels| labels.is_empty() || labels.ends_with('.')) {
                    Some(labels) => Some(labels.len()),
                    None => return Ok((host, supplied()?)),
                }
            }
        };
        let subdomain = match name_start {
            Some(0) if self.has_empty_subdomain() => RequestSubdomain::Named(Cow::Borrowed("")),
            Some(0) => supplied()?,
            Some(start) if host.as_bytes().get(start - 1) == Some(&b'.') => {
                RequestSubdomain::Named(piece(&host, 0..start - 1))
            }
            // Another name, of which the server's may be the end: `notexample.com`.
            _ if options.debug => return Ok((host, supplied()?)),
            _ => RequestSubdomain::Outside(host.clone()),
        };
        let server_name =
            server_name.unwrap_or_else(|| piece(&host, name_start.unwrap_or(0)..host.len()));
        Ok((server_name, subdomain))
    }
}

/// A piece of a text, borrowed from where the text is borrowed from.
fn piece<'t>(text: &Cow<'t, str>, range: Range<usize>) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or("")),
        Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or("").to_owned()),
    }
}

/// A host without the port that its scheme implies.
fn without_default_port<'h>(host: &'h str, url_scheme: &str) -> &'h str {
    let port = if matches!(url_scheme, "https" | "wss") {
        ":443"
    } else {
        ":80"
    };
    host.strip_suffix(port).unwrap_or(host)
}

/// The subdomain of a request.
#[derive(Debug, Clone)]
enum RequestSubdomain<'a> {
    /// It stands in the host, before the server's name.
    Named(Cow<'a, str>),
    /// The map's default, which does not stand in the host.
    Supplied(Cow<'a, str>),
    /// There is none: this host is outside the server's name, so that only
    /// rules for hosts match.
    Outside(Cow<'a, str>),
    /// There are none: all rules go by the host.
    None,
}

impl RequestSubdomain<'_> {
    #[inline]
    fn name(&self) -> Option<&str> {
        match self {
            RequestSubdomain::Named(name) | RequestSubdomain::Supplied(name) => Some(name),
            RequestSubdomain::Outside(_) | RequestSubdomain::None => None,
        }
    }
}

/// A map bound to a server: matches paths.
#[derive(Debug, Clone)]
pub struct MapAdapter<'a> {
    map: &'a Map,
    server_name: Cow<'a, str>,
    script_name: &'a str,
    subdomain: RequestSubdomain<'a>,
    url_scheme: &'a str,
    default_method: &'a str,
    path_info: PathInfo<'a>,
    query: &'a str,
    websocket: bool,
    /// The node of the paths, if the subdomain is the only domain that can
    /// match and its node is known; else 0.
    paths: u32,
}

/// What a rule that matched does with a request.
enum RuleRedirect {
    To(Redirect, RedirectBy),
    /// It redirects, and there is nowhere to go.
    Nowhere(RedirectBy),
    /// It answers.
    None,
}

/// What a path leads to. No match, a wrong method and a redirect are answers
/// like others, not failures.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Outcome<'m, M> {
    /// A rule.
    Match(M),
    /// Another URL, by status 308 (RFC 9110): the method stays the same.
    Redirect(Redirect),
    /// No rule matches: 404.
    NotFound,
    /// Rules match, but none answers the method: 405. These they answer.
    MethodNotAllowed(Methods<'m>),
    /// Only websocket rules match a plain request, or the other way round: 400.
    WebsocketMismatch,
}

impl PartialEq for Methods<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Where a request is redirected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    url: String,
    /// Where the path begins, if the URL is on the host of the request.
    path_start: Option<usize>,
}

impl Redirect {
    /// The whole URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path and query of the URL, if scheme and host are those of the
    /// request. It begins with a single slash, so it never leaves the host.
    pub fn local(&self) -> Option<&str> {
        self.url.get(self.path_start?..)
    }

    /// The status: 308, Permanent Redirect.
    pub fn code(&self) -> u16 {
        308
    }
}

/// A match: the rule, and the values of its variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<'m, 'p> {
    rule: BoundRule<'m>,
    values: Values<'m, 'p>,
}

impl<'m, 'p> Match<'m, 'p> {
    /// The rule that matched.
    pub fn rule(&self) -> BoundRule<'m> {
        self.rule
    }

    /// The endpoint of the rule, if it has one.
    pub fn endpoint(&self) -> Option<&'m str> {
        self.rule.endpoint()
    }

    /// The values of the rule's variables.
    pub fn values(&self) -> &Values<'m, 'p> {
        &self.values
    }
}

/// The values of variables, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Values<'m, 'p> {
    values: Vec<(&'m str, Value<'p>)>,
}

impl<'m, 'p> Values<'m, 'p> {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Value<'p>> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// All values: of the host's variables from left to right, then of the
    /// path's.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'m str, &Value<'p>)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

impl<'a> MapAdapter<'a> {
    /// The map that is bound.
    pub fn map(&self) -> &'a Map {
        self.map
    }

    /// The name of the server, with its port.
    pub fn server_name(&self) -> &str {
        &self.server_name
    }

    /// The subdomain of the request; `None` if it is in none.
    #[inline]
    pub fn subdomain(&self) -> Option<&str> {
        self.subdomain.name()
    }

    /// The host of the request, with its port: what URLs on it begin with.
    #[inline]
    pub fn host(&self) -> Cow<'_, str> {
        match &self.subdomain {
            RequestSubdomain::Named(subdomain) if !subdomain.is_empty() => {
                Cow::Owned(format!("{subdomain}.{}", self.server_name))
            }
            RequestSubdomain::Outside(host) => Cow::Borrowed(host),
            _ => Cow::Borrowed(&self.server_name),
        }
    }

    /// The scheme of URLs.
    pub fn url_scheme(&self) -> &'a str {
        self.url_scheme
    }

    /// Werkzeug's `get_host`: the host of a subdomain of the server.
    pub fn host_of(&self, subdomain: &str) -> String {
        if subdomain.is_empty() {
            self.server_name.clone().into_owned()
        } else {
            format!("{subdomain}.{}", self.server_name)
        }
    }

    /// A host with the port of the request, unless it names one (D8).
    pub(crate) fn with_port(&self, host: &str) -> String {
        if !split_port(host).1.is_empty() {
            return host.to_owned();
        }
        format!("{host}{}", split_port(&self.host()).1)
    }

    /// The host of a rule. A subdomain that does not stand in the request's
    /// host does not stand in its URLs either (D9).
    pub(crate) fn host_at(&self, domain: &str, by_host: bool) -> String {
        if by_host {
            self.with_port(domain)
        } else if self.subdomain() == Some(domain) {
            self.host().into_owned()
        } else {
            self.host_of(domain)
        }
    }

    /// SCRIPT_NAME with one leading slash and none at its end (D19); empty at
    /// the root.
    pub(crate) fn script_path(&self) -> String {
        match self.script_name.trim_matches('/') {
            "" => String::new(),
            script_name => format!("/{}", encoded_script_name(script_name)),
        }
    }

    /// The same adapter for a request with another query, without `?`.
    pub fn query(mut self, query: &'a str) -> Self {
        self.query = query;
        self
    }

    /// The method where a match names none.
    pub fn default_method(&self) -> &'a str {
        self.default_method
    }

    /// PATH_INFO of the request.
    #[doc(alias = "PATH_INFO")]
    pub fn path_info(&self) -> PathInfo<'a> {
        self.path_info
    }

    /// Whether the request is a websocket upgrade.
    pub fn is_websocket(&self) -> bool {
        self.websocket
    }

    /// The same adapter for a request that is, or is not, a websocket upgrade.
    pub fn websocket(mut self, websocket: bool) -> Self {
        self.websocket = websocket;
        self
    }

    /// Matches a path and a method.
    ///
    /// ```
    /// use fingerpost_rules::{Map, Outcome, Rule, Value};
    ///
    /// let map = Map::new([Rule::new("/users/<int:id>/", "user").methods(["GET"])])?;
    /// let adapter = map.bind("example.com")?;
    ///
    /// let Outcome::Match(found) = adapter.match_("/users/5/", "GET") else { panic!() };
    /// assert_eq!(found.endpoint(), Some("user"));
    /// assert_eq!(found.values().get("id"), Some(&Value::Int(5)));
    ///
    /// let Outcome::Redirect(redirect) = adapter.match_("/users/5", "GET") else { panic!() };
    /// assert_eq!(redirect.url(), "http://example.com/users/5/");
    ///
    /// let Outcome::MethodNotAllowed(methods) = adapter.match_("/users/5/", "PUT") else { panic!() };
    /// assert_eq!(methods.to_string(), "GET, HEAD");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn match_<'p>(
        &self,
        path: impl Into<PathInfo<'p>>,
        method: &str,
    ) -> Outcome<'a, Match<'a, 'p>> {
        let path = path.into();
        let text = path.normal();
        let mut dynamic = Dynamic { map: self.map };
        let found = |rule, spans: &Spans| Match {
            rule,
            values: self.values(rule, spans, path, &text),
        };
        self.outcome(&text, method, &mut dynamic, &mut (), found)
    }

    /// Matches the path and method of the request that the adapter is bound to.
    pub fn match_request(&self) -> Outcome<'a, Match<'a, 'a>> {
        self.match_(self.path_info, self.default_method)
    }

    /// Matches a path and a method, where `select` has a say about each rule.
    /// This is how values get types that the map does not know.
    #[inline]
    pub fn select<'p, S: Select + ?Sized>(
        &self,
        path: impl Into<PathInfo<'p>>,
        method: &str,
        select: &mut S,
    ) -> Outcome<'a, BoundRule<'a>> {
        self.outcome(&path.into().normal(), method, select, &mut (), |rule, _| {
            rule
        })
    }

    /// Tells which rules a path and a method make [`match_`](Self::match_) look
    /// at, which of them almost match and why not, and what the answer is.
    ///
    /// It is the same search, only watched. So it always tells the truth, and
    /// takes somewhat longer: it also goes to see what is behind the answer
    /// and in other domains.
    ///
    /// ```
    /// use fingerpost_rules::{Map, Rule};
    ///
    /// let map = Map::new([
    ///     Rule::new("/users/<int(max=99):id>/", "users.show").methods(["GET"]),
    ///     Rule::new("/users/new", "users.create").methods(["POST"]),
    /// ])?;
    /// let adapter = map.bind("example.com")?;
    ///
    /// assert_eq!(adapter.explain("/users/5", "GET").to_string(), "\
    /// users.show  /users/<int(max=99):id>/  almost: the path lacks its trailing slash  -> 308 http://example.com/users/5/
    /// result: 308 http://example.com/users/5/ by users.show
    /// ");
    /// assert_eq!(adapter.explain("/users/500/", "GET").to_string(), "\
    /// users.show    /users/<int(max=99):id>/  no: \"500\" is refused by <int(max=99):id>
    /// users.create  /users/new                no: \"500\" is not \"new\"
    /// result: 404
    /// ");
    /// assert_eq!(adapter.explain("/users/new", "GET").to_string(), "\
    /// users.create  /users/new                almost: method GET is not in POST        -> 405
    /// users.show    /users/<int(max=99):id>/  no: \"new\" does not fit <int(max=99):id>
    /// result: 405, Allow: POST
    /// ");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain<'p>(&self, path: impl Into<PathInfo<'p>>, method: &str) -> Explanation<'a> {
        self.explain_select(path, method, &mut Dynamic { map: self.map })
    }

    /// Explains what [`select`](Self::select) answers, where `select` has a say
    /// about each rule. It is never asked to answer, only to consider.
    pub fn explain_select<'p, S: Select + ?Sized>(
        &self,
        path: impl Into<PathInfo<'p>>,
        method: &str,
        select: &mut S,
    ) -> Explanation<'a> {
        let path = path.into().normal();
        let mut select = Considering(select);
        let mut notes = Notes::new(self.map);
        let outcome = self.outcome(&path, method, &mut select, &mut notes, |rule, _| rule);
        let host = self.host();
        let request = self.request(&host, method);
        search(
            self.map,
            &request,
            &path,
            &mut Spans::default(),
            &mut select,
            &mut notes.behind(),
        );
        let mut values = ValuesOfPath { map: self.map };
        search_other_domains(
            self.map,
            &request,
            &path,
            &mut values,
            &mut notes.elsewhere(),
        );
        notes.explain(request, &path, outcome)
    }

    /// The methods that a path answers, in the order of the alphabet; none if
    /// it matches no rule, or one that answers all.
    pub fn allowed_methods<'p>(&self, path: impl Into<PathInfo<'p>>) -> Vec<&'a str> {
        // No method has this name, so only a 405 tells what there is.
        match self.match_(path, "--") {
            Outcome::MethodNotAllowed(methods) => methods.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a path leads to a rule, at once or by a redirect.
    pub fn test<'p>(&self, path: impl Into<PathInfo<'p>>, method: &str) -> bool {
        matches!(
            self.match_(path, method),
            Outcome::Match(_) | Outcome::Redirect(_)
        )
    }

    /// Matches a path and calls `view` with the endpoint and the values.
    ///
    /// # Errors
    /// Everything but a match: the outcome, which is then never
    /// [`Outcome::Match`].
    pub fn dispatch<'p, R>(
        &self,
        view: impl FnOnce(&str, &Values<'a, 'p>) -> R,
        path: impl Into<PathInfo<'p>>,
        method: &str,
    ) -> Result<R, Outcome<'a, Match<'a, 'p>>> {
        match self.match_(path, method) {
            Outcome::Match(found) => Ok(view(found.endpoint().unwrap_or(""), found.values())),
            other => Err(other),
        }
    }

    #[inline]
    fn request<'r>(&'r self, host: &'r str, method: &'r str) -> Request<'r> {
        Request {
            host,
            subdomain: self.subdomain(),
            method: Some(method),
            websocket: self.websocket,
            build_only: false,
            keep_slashes: false,
            paths: self.paths,
        }
    }

    #[inline]
    fn outcome<S: Select + ?Sized, O: Observer, M>(
        &self,
        path: &Text<'_>,
        method: &str,
        select: &mut S,
        observer: &mut O,
        found: impl FnOnce(BoundRule<'a>, &Spans) -> M,
    ) -> Outcome<'a, M> {
        // The host is put together only for rules that go by it.
        let host = if self.map.table().map_flag(map_flag::HAS_HOSTS) {
            self.host()
        } else {
            Cow::Borrowed("")
        };
        let request = self.request(&host, method);
        let mut spans = Spans::default();
        match search(self.map, &request, path, &mut spans, select, observer) {
            Found::Rule(number) => {
                let rule = BoundRule {
                    map: self.map,
                    number,
                };
                if rule.record().has(rule_flag::MAY_REDIRECT) {
                    let domain = self.domain_of(rule);
                    let variables = rule.record().field(rule::DOMAIN_VARIABLES) as usize;
                    let captures = Captures::of_match(&domain, variables, path, &spans);
                    match self.redirect_of(rule, &captures, method) {
                        RuleRedirect::To(redirect, by) => {
                            observer.finds(number, Fit::Redirects(by));
                            return Outcome::Redirect(redirect);
                        }
                        RuleRedirect::Nowhere(by) => {
                            observer.finds(number, Fit::LeadsNowhere(by));
                            return Outcome::NotFound;
                        }
                        // The search has left the answer open.
                        RuleRedirect::None => {
                            select.select(number, &captures, Purpose::Answer);
                        }
                    }
                }
                Outcome::Match(found(rule, &spans))
            }
            Found::Redirect { path } => Outcome::Redirect(self.redirect(&path)),
            Found::MethodNotAllowed { methods } => {
                Outcome::MethodNotAllowed(Methods::new(self.map, methods))
            }
            Found::WebsocketMismatch => Outcome::WebsocketMismatch,
            Found::Nothing => Outcome::NotFound,
        }
    }

    /// Where a rule that matched sends the request, if it does: to the rule
    /// that it is an alias of, to the one whose defaults its values are, or to
    /// the target that it names.
    fn redirect_of(
        &self,
        rule: BoundRule<'a>,
        captures: &Captures<'_>,
        method: &str,
    ) -> RuleRedirect {
        let variables: Vec<(&str, Value<'_>)> = rule
            .variable_records()
            .enumerate()
            .filter_map(|(index, record)| {
                Some((
                    record.name,
                    self.map.convert(record.kind, captures.text(index)?)?,
                ))
            })
            .collect();
        let mut values = variables.clone();
        values.extend(rule.defaults());
        let values = Given::new(&values);
        if rule.record().has(rule_flag::ALIAS) {
            // A value that the other rule refuses leads nowhere (D14).
            return match self.alias_url(rule, &values, method) {
                Some(url) => {
                    let redirect = self.redirect_to_url(self.with_query(url));
                    RuleRedirect::To(redirect, RedirectBy::Alias)
                }
                None => RuleRedirect::Nowhere(RedirectBy::Alias),
            };
        }
        if rule.record().has(rule_flag::MAY_HAVE_DEFAULTS)
            && let Some((domain, by_host, path)) = self.default_url(rule, &values, method)
        {
            let host = self.host_at(&domain, by_host);
            return RuleRedirect::To(self.redirect_on(&host, &path), RedirectBy::Defaults);
        }
        let Some(target) = rule.redirect_to() else {
            return RuleRedirect::None;
        };
        let host = self.host();
        let script_name = self.script_path() + "/";
        let base = Base {
            scheme: self.url_scheme,
            host: &host,
            script_name: &script_name,
            query: self.query,
        };
        let text = |name: &str| {
            let record = rule.variable_records().find(|record| record.name == name)?;
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(target::Value {
                text: self.map.to_text(record, value)?,
                spans_segments: record.spans_segments(),
            })
        };
        match Target::parse(target).resolve(&base, text) {
            Some(url) => RuleRedirect::To(self.redirect_to_url(url), RedirectBy::Target),
            None => RuleRedirect::Nowhere(RedirectBy::Target),
        }
    }

    fn with_query(&self, mut url: String) -> String {
        if !self.query.is_empty() {
            url.push('?');
            url.push_str(self.query);
        }
        url
    }

    /// A redirect to a whole URL.
    fn redirect_to_url(&self, url: String) -> Redirect {
        let scheme = if self.url_scheme.is_empty() {
            "http"
        } else {
            self.url_scheme
        };
        let origin = format!("{scheme}://{}", self.host());
        let is_here = url
            .strip_prefix(&origin)
            .is_some_and(|path| path.starts_with('/') && !path.starts_with("//"));
        Redirect {
            path_start: is_here.then_some(origin.len()),
            url,
        }
    }

    /// The values of a rule that matched, borrowed from the path if they can.
    fn values<'p>(
        &self,
        rule: BoundRule<'a>,
        spans: &Spans,
        path: PathInfo<'p>,
        text: &Text<'_>,
    ) -> Values<'a, 'p> {
        let domain_variables = self
            .map
            .table()
            .rule(rule.number)
            .field(rule::DOMAIN_VARIABLES) as usize;
        let domain = self.domain_of(rule);
        let (PathInfo::Decoded(source) | PathInfo::Raw(source)) = path;
        let value = |index: usize, kind: u32| -> Option<Value<'p>> {
            let span = spans.get(index)?;
            let text: Cow<'p, str> = if index < domain_variables {
                Cow::Owned(domain.get(span)?.to_owned())
            } else if let Text::Plain(_) = text {
                Cow::Borrowed(source.get(span)?)
            } else {
                Cow::Owned(text.value(span)?.into_owned())
            };
            self.map.convert(kind, text)
        };
        let variables = rule
            .variable_records()
            .enumerate()
            .filter_map(|(index, record)| Some((record.name, value(index, record.kind)?)));
        let values = variables
            .chain(
                rule.defaults()
                    .map(|(name, value)| (name, value.into_owned())),
            )
            .collect();
        Values { values }
    }

    /// The text that the domain of a rule was matched against.
    fn domain_of(&self, rule: BoundRule<'_>) -> String {
        match rule.host() {
            None => self.subdomain().unwrap_or("").to_owned(),
            Some(host) if split_port(host).1.is_empty() => split_port(&self.host()).0.to_owned(),
            Some(_) => self.host().into_owned(),
        }
    }

    /// A path on the host of the request, as Werkzeug's `make_redirect_url`.
    fn redirect(&self, path: &str) -> Redirect {
        self.redirect_on(&self.host(), path)
    }

    /// A path on a host of the server.
    fn redirect_on(&self, host: &str, path: &str) -> Redirect {
        let scheme = if self.url_scheme.is_empty() {
            "http"
        } else {
            self.url_scheme
        };
        let mut url = format!("{scheme}://{host}");
        let path_start = (host == self.host()).then_some(url.len());
        url.push_str(&self.script_path());
        url.push('/');
        url.push_str(path.trim_start_matches('/'));
        if !self.query.is_empty() {
            url.push('?');
            url.push_str(self.query);
        }
        Redirect { url, path_start }
    }
}

/// Values without types from a handler: those of the converters.
struct Dynamic<'m> {
    map: &'m Map,
}

impl Select for Dynamic<'_> {
    fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        self.map
            .rule(rule)
            .is_some_and(|rule| rule.accepts(captures))
    }
}

/// Asks a [`Select`] only for its opinion, so that nothing is answered.
struct Considering<'s, S: ?Sized>(&'s mut S);

impl<S: Select + ?Sized> Select for Considering<'_, S> {
    fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        self.0.select(rule, captures, Purpose::Consider)
    }

    fn refused(&self) -> Option<usize> {
        self.0.refused()
    }
}

impl fmt::Display for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}
