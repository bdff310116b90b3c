//! What has been built: a URL on this host, one that needs another, and what a request sees of
//! either.

use std::fmt;

use axum_core::response::{IntoResponse, Response};
use fingerpost_rules::{BadHost, Bind, BoundRule, BuildOptions, Map, MapAdapter};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};

use super::urls::Served;
use crate::environ::{Environ, is_host};

/// A URL that stays on the default host: a path, with its query and fragment.
///
/// It begins with a single slash, and nothing in it can be read as a host. SCRIPT_NAME is not in
/// it: where an application may be mounted below a path, [`for_request`](Url::for_request) and
/// [`Urls::to`](crate::Urls::to) add it.
///
/// ```
/// use fingerpost::{redirect, routes, url};
///
/// routes! { site; "/users/<int:id>" => user, "/me" => me }
///
/// async fn user(id: u32) -> String { format!("user {id}\n") }
/// async fn me() -> axum::response::Response {
///     redirect(url!(site::user, id = 5).fragment("top"))
/// }
///
/// let url = url!(site::user, id = 5);
/// assert_eq!(url, "/users/5");
/// assert_eq!(url.absolute("https", "example.com")?, "https://example.com/users/5");
/// let _ = axum::response::Redirect::to(url.as_ref());
/// # Ok::<(), fingerpost::rules::BadHost>(())
/// ```
#[derive(Clone)]
pub struct Url {
    map: &'static Map,
    rule: usize,
    path: String,
}

/// A URL that needs its host: of a rule in a subdomain or on a host that is not the default one, or
/// of a websocket.
///
/// It is no text, so that it can not stand where a path of this host is meant (FP012):
/// [`absolute`](HostUrl::absolute) and [`for_request`](HostUrl::for_request) make one of it.
///
/// ```
/// use fingerpost::{routes, url};
///
/// routes! { site; subdomain "kb" { "/<int:id>" => article } }
///
/// async fn article(id: u32) -> String { format!("article {id}\n") }
///
/// let url = url!(site::article, id = 5);
/// assert_eq!(url.absolute("https", "example.com")?, "https://kb.example.com/5");
///
/// let request = http::Request::get("/").header("host", "kb.localhost:5000").body(())?;
/// assert_eq!(url.for_request(&fingerpost::Environ::new(&request)?)?, "/5");
///
/// let request = http::Request::get("/").header("host", "localhost:5000").body(())?;
/// assert_eq!(url.for_request(&fingerpost::Environ::new(&request)?)?, "http://kb.localhost:5000/5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```compile_fail
/// # use fingerpost::{redirect, routes, url};
/// # routes! { site; subdomain "kb" { "/" => index } }
/// # async fn index() {}
/// axum::response::Redirect::to(url!(site::index).as_ref());
/// ```
#[derive(Clone)]
pub struct HostUrl {
    url: Url,
    domain: String,
}

/// A URL as one request sees it: a path where it stays on the host of the request, else a whole
/// URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(String);

/// A converter refuses a value that is known only when the program runs, such as an empty text.
#[derive(Clone, PartialEq, Eq)]
pub struct RefusedValue {
    // Few URLs fail, and their results are passed on.
    refused: Box<Refused>,
}

#[derive(Clone, PartialEq, Eq)]
struct Refused {
    rule: String,
    endpoint: String,
    variable: String,
    value: String,
}

impl Url {
    pub(crate) fn new(map: &'static Map, rule: usize, path: String) -> Self {
        Url { map, rule, path }
    }

    /// Adds `#fragment`, in place of one that is there.
    pub fn fragment(mut self, fragment: &str) -> Self {
        if let Some((before, _)) = self.path.split_once('#') {
            self.path.truncate(before.len());
        }
        BoundRule::write_fragment(&mut self.path, fragment);
        self
    }

    /// The whole URL on a server, whose name has the port if it is not the scheme's. A scheme other
    /// than `https` and `wss` is taken for `http`.
    ///
    /// # Errors
    /// The name has no form that a host can have.
    pub fn absolute(&self, scheme: &str, server_name: &str) -> Result<Address, BadHost> {
        self.domain_url().absolute(scheme, server_name)
    }

    /// The URL as a request sees it, SCRIPT_NAME included. The name of the server is that of the
    /// [`App`](crate::App) which the request has come to.
    ///
    /// # Errors
    /// The host of the request has no form that a host can have.
    pub fn for_request(&self, environ: &Environ<'_>) -> Result<Address, BadHost> {
        self.domain_url().for_request(environ)
    }

    /// The path, with its query and fragment.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// The rule that it was built from, and its domain, which has no variables.
    fn domain_url(&self) -> HostUrl {
        let rule = self.map.rule(self.rule);
        HostUrl {
            url: self.clone(),
            domain: rule.map_or_else(String::new, |rule| rule.write_domain(&[])),
        }
    }
}

impl HostUrl {
    pub(crate) fn new(map: &'static Map, rule: usize, path: String, domain: String) -> Self {
        HostUrl {
            url: Url::new(map, rule, path),
            domain,
        }
    }

    /// Adds `#fragment`, in place of one that is there.
    pub fn fragment(mut self, fragment: &str) -> Self {
        self.url = self.url.fragment(fragment);
        self
    }

    /// The whole URL on a server, as [`Url::absolute`]. A rule with a host has that host, and of
    /// the server's name only the port.
    ///
    /// # Errors
    /// The name has no form that a host can have.
    pub fn absolute(&self, scheme: &str, server_name: &str) -> Result<Address, BadHost> {
        let adapter = self
            .url
            .map
            .bind(Bind::to(server_name).url_scheme(scheme))?;
        if !is_host(adapter.server_name().as_bytes()) {
            return Err(BadHost::new(server_name));
        }
        let options = BuildOptions::default().force_external(true);
        Ok(self.address(&adapter, options))
    }

    /// The URL as a request sees it: a path on its own host, else a whole URL.
    ///
    /// # Errors
    /// The host of the request has no form that a host can have.
    pub fn for_request(&self, environ: &Environ<'_>) -> Result<Address, BadHost> {
        let options = Served::options(environ.served());
        Ok(self.on(&self.url.map.bind_to_environ(environ, options)?))
    }

    /// The map that it was built of.
    pub(crate) fn map(&self) -> &'static Map {
        self.url.map
    }

    /// The URL as an adapter sees it.
    pub(crate) fn on(&self, adapter: &MapAdapter<'_>) -> Address {
        self.address(adapter, BuildOptions::default())
    }

    fn address(&self, adapter: &MapAdapter<'_>, options: BuildOptions<'_>) -> Address {
        let (domain, path) = (self.domain.clone(), self.url.path.clone());
        Address(match self.url.map.rule(self.url.rule) {
            Some(rule) => adapter.address_of(rule, domain, path, options),
            None => path,
        })
    }
}

impl From<Url> for HostUrl {
    /// Any URL can be taken for one that needs its host.
    fn from(url: Url) -> Self {
        url.domain_url()
    }
}

impl fmt::Debug for HostUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostUrl")
            .field("domain", &self.domain)
            .field("path", &self.url.path)
            .finish()
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Url").field(&self.path).finish()
    }
}

impl PartialEq for HostUrl {
    fn eq(&self, other: &Self) -> bool {
        (&self.domain, &self.url.path) == (&other.domain, &other.url.path)
    }
}

impl Eq for HostUrl {}

impl PartialEq for Url {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Url {}

impl From<Url> for String {
    fn from(url: Url) -> String {
        url.path
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.0
    }
}

macro_rules! text {
    ($($type:ident: $text:tt;)*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.$text)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.$text
            }
        }

        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                self.$text == other
            }
        }

        impl PartialEq<&str> for $type {
            fn eq(&self, other: &&str) -> bool {
                self.$text == *other
            }
        }
    )*};
}

text! {
    Url: path;
    Address: 0;
}

impl RefusedValue {
    pub(crate) fn new(rule: Option<BoundRule<'_>>, name: &str, values: &[(&str, &str)]) -> Self {
        let value = values.iter().find(|(known, _)| *known == name);
        RefusedValue {
            refused: Box::new(Refused {
                rule: rule.map_or("", |rule| rule.rule()).to_owned(),
                endpoint: rule
                    .and_then(|rule| rule.endpoint())
                    .unwrap_or("")
                    .to_owned(),
                variable: name.to_owned(),
                value: value.map_or("", |(_, text)| text).to_owned(),
            }),
        }
    }

    /// The endpoint.
    pub fn endpoint(&self) -> &str {
        &self.refused.endpoint
    }

    /// The variable; empty if the values are those of no rule together.
    pub fn variable(&self) -> &str {
        &self.refused.variable
    }
}

impl fmt::Display for RefusedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused {
            rule,
            endpoint,
            variable,
            value,
        } = &*self.refused;
        if variable.is_empty() {
            return write!(f, "no rule of `{endpoint}` has these values together");
        }
        write!(
            f,
            "url of `{endpoint}`: `{variable}` of \"{rule}\" cannot be {value:?}"
        )
    }
}

impl fmt::Debug for RefusedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefusedValue({self})")
    }
}

impl std::error::Error for RefusedValue {}

/// A value that can not stand in a URL of ours is none that the client has sent: 500.
impl IntoResponse for RefusedValue {
    fn into_response(self) -> Response {
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "a link could not be built\n",
        )
            .into_response()
    }
}

/// Answers with 303, See Other, which every method follows by GET: what a form that was sent ends
/// in.
///
/// It takes a [`Url`], or an [`Address`]; a [`HostUrl`] has to be made one for the request first,
/// by [`Urls::to`](crate::Urls::to).
pub fn redirect(url: impl RedirectTarget) -> Response {
    match HeaderValue::try_from(url.into()) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        // All of a URL is percent-encoded, so this is never reached.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What [`redirect`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no URL that a response can lead to [FP012]",
    label = "expected a `Url` or an `Address`",
    note = "a `HostUrl` leads to another host: say for which request, `urls.to(url)` with the extractor `Urls`, or on which server, `url.absolute(\"https\", \"example.com\")`"
)]
pub trait RedirectTarget: Into<String> {}

impl RedirectTarget for Url {}
impl RedirectTarget for Address {}
