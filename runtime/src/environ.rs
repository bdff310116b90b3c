//! A request as WSGI's environ (PEP 3333), without copying it.

use std::borrow::Cow;
use std::fmt;

use axum_core::body::Body;
use fingerpost_rules::PathInfo;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, UPGRADE};
use http::request::Parts;
use http::uri::{PathAndQuery, Scheme};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, Version};
use percent_encoding::percent_decode_str;

use crate::server::PeerAddr;
use crate::url::Served;

/// A request that can not be answered for what it is: 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadRequest {
    /// There is more than one Host (RFC 9112, 3.2).
    SeveralHosts,
    /// The host has no form that a host can have (RFC 9110, 7.2).
    MalformedHost,
    /// A control character stands in the path.
    ControlCharacter,
}

impl fmt::Display for BadRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadRequest::SeveralHosts => "the request has more than one Host",
            BadRequest::MalformedHost => "the request has a malformed Host",
            BadRequest::ControlCharacter => "the path of the request has a control character",
        })
    }
}

impl std::error::Error for BadRequest {}

/// A request, looked at as WSGI's environ.
///
/// Making one copies nothing, and a value is looked up when it is asked for.
/// Headers whose names have an underscore can not be seen through it, since
/// they can not be told from those with a dash.
///
/// ```
/// use fingerpost::Environ;
///
/// let request = http::Request::get("/a%20b?q=1").header("host", "kb.localhost:5000").body(())?;
/// let environ = Environ::new(&request)?;
/// assert_eq!(environ.get("PATH_INFO").as_deref(), Some("/a b"));
/// assert_eq!(environ.get("HTTP_HOST").as_deref(), Some("kb.localhost:5000"));
/// assert_eq!(environ.query_string(), "q=1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Environ<'r> {
    method: &'r Method,
    uri: &'r Uri,
    version: Version,
    headers: &'r HeaderMap,
    extensions: &'r Extensions,
    host: Option<Host<'r>>,
}

/// Where the host of a request stands.
#[derive(Clone, Copy)]
enum Host<'r> {
    Header(&'r HeaderValue),
    Authority(&'r http::uri::Authority),
}

impl Host<'_> {
    fn as_str(&self) -> &str {
        match self {
            // Looked at by `is_host`, so it is ASCII.
            Host::Header(value) => std::str::from_utf8(value.as_bytes()).unwrap_or(""),
            Host::Authority(authority) => authority.as_str(),
        }
    }
}

impl<'r> Environ<'r> {
    /// Looks at a request.
    ///
    /// # Errors
    /// The request has several hosts or a malformed one, or a control
    /// character in its path.
    pub fn new<B>(request: &'r Request<B>) -> Result<Self, BadRequest> {
        Environ {
            method: request.method(),
            uri: request.uri(),
            version: request.version(),
            headers: request.headers(),
            extensions: request.extensions(),
            host: find_host(request.uri(), request.headers())?,
        }
        .checked()
    }

    /// [`new`](Self::new), for an extractor.
    pub(crate) fn of_parts(parts: &'r Parts) -> Result<Self, BadRequest> {
        Environ {
            method: &parts.method,
            uri: &parts.uri,
            version: parts.version,
            headers: &parts.headers,
            extensions: &parts.extensions,
            host: find_host(&parts.uri, &parts.headers)?,
        }
        .checked()
    }

    /// What the server that the request has come to knows of itself.
    pub(crate) fn served(&self) -> Option<&'r Served> {
        self.extensions.get()
    }

    fn checked(self) -> Result<Self, BadRequest> {
        let environ = self;
        if has_control_character(environ.uri.path()) {
            return Err(BadRequest::ControlCharacter);
        }
        Ok(environ)
    }

    /// REQUEST_METHOD.
    #[doc(alias = "REQUEST_METHOD")]
    pub fn request_method(&self) -> &'r Method {
        self.method
    }

    /// HTTP_HOST: the host that the client asks, with its port. `None` if it
    /// names none, as HTTP/1.0 may.
    #[doc(alias = "HTTP_HOST")]
    pub fn host(&self) -> Option<&str> {
        self.host.as_ref().map(Host::as_str)
    }

    /// SCRIPT_NAME: the path that the application is mounted at, as it stands
    /// in the URL; what `axum::Router::nest_service` has stripped. It is empty,
    /// or begins with a slash and does not end with one.
    #[doc(alias = "SCRIPT_NAME")]
    pub fn script_name(&self) -> &'r str {
        #[cfg(feature = "axum")]
        if let Some(axum::extract::OriginalUri(original)) = self.extensions.get() {
            return stripped_prefix(original.path(), self.uri.path());
        }
        self.extensions.get().map_or("", |ScriptName(name)| name)
    }

    /// PATH_INFO: the path below [`script_name`](Self::script_name), as it
    /// stands in the URL. `get("PATH_INFO")` gives it decoded.
    #[doc(alias = "PATH_INFO")]
    pub fn path_info(&self) -> &'r str {
        self.uri.path()
    }

    /// QUERY_STRING, without `?`.
    #[doc(alias = "QUERY_STRING")]
    pub fn query_string(&self) -> &'r str {
        self.uri.query().unwrap_or("")
    }

    /// `wsgi.url_scheme`: `http` or `https`.
    #[doc(alias = "wsgi.url_scheme")]
    pub fn url_scheme(&self) -> &'static str {
        if self.uri.scheme() == Some(&Scheme::HTTPS) {
            "https"
        } else {
            "http"
        }
    }

    /// Whether the client asks for a websocket (RFC 6455, 4.1).
    pub fn is_websocket(&self) -> bool {
        let has_token = |name: HeaderName, wanted: &str| {
            self.headers
                .get_all(name)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .any(|token| token.trim().eq_ignore_ascii_case(wanted))
        };
        has_token(UPGRADE, "websocket") && has_token(CONNECTION, "upgrade")
    }

    /// The value of a key of the environ: `REQUEST_METHOD`, `HTTP_ACCEPT`, ….
    /// Paths are decoded, as WSGI has them; headers that stand several times
    /// are joined.
    pub fn get(&self, key: &str) -> Option<Cow<'_, str>> {
        let authority = || split_authority(self.host().unwrap_or(""));
        Some(match key {
            "REQUEST_METHOD" => self.method.as_str().into(),
            "SCRIPT_NAME" => percent_decode_str(self.script_name()).decode_utf8_lossy(),
            "PATH_INFO" => percent_decode_str(self.path_info()).decode_utf8_lossy(),
            "QUERY_STRING" => self.query_string().into(),
            "REQUEST_URI" => self
                .uri
                .path_and_query()
                .map_or("", PathAndQuery::as_str)
                .into(),
            "SERVER_PROTOCOL" => match self.version {
                Version::HTTP_09 => "HTTP/0.9",
                Version::HTTP_10 => "HTTP/1.0",
                Version::HTTP_2 => "HTTP/2",
                Version::HTTP_3 => "HTTP/3",
                _ => "HTTP/1.1",
            }
            .into(),
            "SERVER_NAME" => match authority().0 {
                "" => "localhost".into(),
                name => name.to_owned().into(),
            },
            "SERVER_PORT" => match authority().1 {
                "" if self.url_scheme() == "https" => "443".into(),
                "" => "80".into(),
                port => port.to_owned().into(),
            },
            "REMOTE_ADDR" => self.extensions.get::<PeerAddr>()?.0.ip().to_string().into(),
            "REMOTE_PORT" => self
                .extensions
                .get::<PeerAddr>()?
                .0
                .port()
                .to_string()
                .into(),
            "CONTENT_TYPE" => return self.header(CONTENT_TYPE),
            "CONTENT_LENGTH" => return self.header(CONTENT_LENGTH),
            "HTTP_HOST" => self.host()?.into(),
            "HTTP_CONTENT_TYPE" | "HTTP_CONTENT_LENGTH" => return None,
            "wsgi.url_scheme" => self.url_scheme().into(),
            _ => {
                let name = key.strip_prefix("HTTP_")?.replace('_', "-");
                return self.header(HeaderName::from_bytes(name.as_bytes()).ok()?);
            }
        })
    }

    fn header(&self, name: HeaderName) -> Option<Cow<'_, str>> {
        let separator = if name == COOKIE { "; " } else { "," };
        let mut values = self
            .headers
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()));
        let first = values.next()?;
        Some(values.fold(first, |mut joined, value| {
            let text = joined.to_mut();
            text.push_str(separator);
            text.push_str(&value);
            joined
        }))
    }
}

impl fmt::Debug for Environ<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environ")
            .field("REQUEST_METHOD", self.method)
            .field("HTTP_HOST", &self.host())
            .field("SCRIPT_NAME", &self.script_name())
            .field("PATH_INFO", &self.path_info())
            .field("QUERY_STRING", &self.query_string())
            .finish_non_exhaustive()
    }
}

impl fingerpost_rules::Environ for Environ<'_> {
    fn url_scheme(&self) -> &str {
        Environ::url_scheme(self)
    }

    fn host(&self) -> Option<&str> {
        Environ::host(self)
    }

    fn request_method(&self) -> &str {
        self.method.as_str()
    }

    fn script_name(&self) -> &str {
        Environ::script_name(self)
    }

    fn path_info(&self) -> PathInfo<'_> {
        PathInfo::Raw(self.uri.path())
    }

    fn query_string(&self) -> &str {
        Environ::query_string(self)
    }

    fn is_websocket(&self) -> bool {
        Environ::is_websocket(self)
    }
}

/// A request as a search sees it: it can be looked at once as a websocket
/// upgrade and once as a request like others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'e, 'r> {
    pub(crate) environ: &'e Environ<'r>,
    pub(crate) as_websocket: bool,
}

impl fingerpost_rules::Environ for Seen<'_, '_> {
    fn url_scheme(&self) -> &str {
        self.environ.url_scheme()
    }

    fn host(&self) -> Option<&str> {
        self.environ.host()
    }

    fn request_method(&self) -> &str {
        self.environ.request_method().as_str()
    }

    fn script_name(&self) -> &str {
        self.environ.script_name()
    }

    fn path_info(&self) -> PathInfo<'_> {
        PathInfo::Raw(self.environ.path_info())
    }

    fn query_string(&self) -> &str {
        self.environ.query_string()
    }

    fn is_websocket(&self) -> bool {
        self.as_websocket
    }
}

/// The host of a request. That of the URI wins over the header, as RFC 9112
/// says (3.2.2); HTTP/2 has it there.
fn find_host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Result<Option<Host<'r>>, BadRequest> {
    let mut hosts = headers.get_all(HOST).iter();
    let header = hosts.next();
    if hosts.next().is_some() {
        return Err(BadRequest::SeveralHosts);
    }
    if let Some(value) = header
        && !value.is_empty()
        && !is_host(value.as_bytes())
    {
        return Err(BadRequest::MalformedHost);
    }
    match uri.authority() {
        Some(authority) if is_host(authority.as_str().as_bytes()) => {
            Ok(Some(Host::Authority(authority)))
        }
        Some(_) => Err(BadRequest::MalformedHost),
        None => Ok(header.filter(|value| !value.is_empty()).map(Host::Header)),
    }
}

/// Whether a text is a host and perhaps a port, as RFC 3986 (3.2.2, 3.2.3) and
/// the names of DNS allow.
pub(crate) fn is_host(host: &[u8]) -> bool {
    let port = match host.strip_prefix(b"[") {
        Some(rest) => after_address(rest),
        None => after_name(host),
    };
    match port {
        Some([]) => true,
        Some([b':', digits @ ..]) => digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// What stands behind the name of a host, if it begins with one: a name has no
/// empty label but the last.
fn after_name(host: &[u8]) -> Option<&[u8]> {
    let mut before = OfName::Dot;
    let mut end = 0;
    for byte in host {
        match (before, OF_NAME[usize::from(*byte)]) {
            (OfName::Dot, OfName::Dot) => return None,
            (_, OfName::No) => break,
            (_, class) => before = class,
        }
        end += 1;
    }
    host.get(end..).filter(|_| end > 0)
}

/// Whether a byte can stand in the name of a host.
#[derive(Clone, Copy)]
enum OfName {
    No,
    Yes,
    Dot,
}

/// What each byte is. Every request is asked for its host, so it is looked up.
const OF_NAME: [OfName; 256] = {
    let mut of_name = [OfName::No; 256];
    let mut byte = 0;
    while byte < of_name.len() {
        of_name[byte] = match byte as u8 {
            b'.' => OfName::Dot,
            b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => OfName::Yes,
            _ => OfName::No,
        };
        byte += 1;
    }
    of_name
};

/// What stands behind an address of IPv6 and its bracket.
fn after_address(host: &[u8]) -> Option<&[u8]> {
    let close = host.iter().position(|byte| *byte == b']')?;
    let (address, rest) = host.split_at_checked(close)?;
    let is_address = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    (!address.is_empty() && address.iter().all(is_address)).then(|| rest.get(1..))?
}

/// `example.com:80` as `example.com` and `80`.
fn split_authority(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, ""),
    }
}

/// Whether a control character stands in a path, which percent-encoding can
/// hide from the parser of the request.
fn has_control_character(path: &str) -> bool {
    // To look at all of a path is quicker than to look for its first `%`.
    let encoded = path
        .bytes()
        .fold(false, |found, byte| found | (byte == b'%'));
    encoded && percent_decode_str(path).any(|byte| byte < 0x20 || byte == 0x7F)
}

/// What is missing at the front of `path` to make it `original`.
fn stripped_prefix<'r>(original: &'r str, path: &str) -> &'r str {
    match original.strip_suffix(path) {
        Some(prefix) => prefix,
        // Of a path that is the prefix itself, the `/` was made up.
        None if path == "/" => original.trim_end_matches('/'),
        None => "",
    }
}

/// The request below a part of its path: SCRIPT_NAME grows by what PATH_INFO
/// loses. `kept` is how many bytes of the path are left; a path is never empty,
/// so of none the `/` is left.
pub(crate) fn descend(request: &mut Request<Body>, kept: usize) {
    let path = request.uri().path();
    let rest = path
        .get(path.len().saturating_sub(kept)..)
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or("/");
    let path_and_query = match request.uri().query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(path_and_query).ok();
    let Ok(uri) = Uri::from_parts(parts) else {
        return;
    };
    let original = std::mem::replace(request.uri_mut(), uri);
    #[cfg(feature = "axum")]
    if request
        .extensions()
        .get::<axum::extract::OriginalUri>()
        .is_none()
    {
        request
            .extensions_mut()
            .insert(axum::extract::OriginalUri(original));
        return;
    }
    let above = request
        .extensions()
        .get()
        .map_or("", |ScriptName(name)| name);
    let script_name = format!(
        "{above}{}",
        stripped_prefix(original.path(), request.uri().path())
    );
    request.extensions_mut().insert(ScriptName(script_name));
}

/// SCRIPT_NAME of a request that has come down to a part of its path, where
/// axum's `OriginalUri` does not say it.
#[derive(Clone)]
struct ScriptName(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    #[test]
    fn hosts_are_checked() {
        for (host, valid) in [
            ("example.com", true),
            ("Example.com:80", true),
            ("a_b.localhost:5000", true),
            ("[::1]:5000", true),
            ("[::1]", true),
            ("127.0.0.1", true),
            ("example.com.", true),
            ("example.com:", true),
            ("a b", false),
            ("a/b", false),
            ("a@b", false),
            ("a,b", false),
            (".a", false),
            ("a..b", false),
            ("a:b", false),
            ("a:123456", false),
            ("[::1", false),
            ("[]", false),
            (":80", false),
            ("é", false),
        ] {
            assert_eq!(is_host(host.as_bytes()), valid, "{host}");
        }
    }

    #[test]
    fn a_request_has_one_host() {
        for (uri, headers, expected) in [
            ("/", &[][..], Ok(None)),
            ("/", &[("host", "")], Ok(None)),
            ("/", &[("host", "a")], Ok(Some("a"))),
            ("http://b:1/", &[("host", "a")], Ok(Some("b:1"))),
            (
                "/",
                &[("host", "a"), ("host", "a")],
                Err(BadRequest::SeveralHosts),
            ),
            ("/", &[("host", "a b")], Err(BadRequest::MalformedHost)),
            ("http://u@b/", &[], Err(BadRequest::MalformedHost)),
            (
                "http://b/",
                &[("host", "a/")],
                Err(BadRequest::MalformedHost),
            ),
            ("/%00", &[], Err(BadRequest::ControlCharacter)),
            ("/a%0Ab", &[], Err(BadRequest::ControlCharacter)),
            ("/%20", &[], Ok(None)),
        ] {
            let request = request(uri, headers);
            let host = Environ::new(&request).map(|environ| environ.host().map(str::to_owned));
            assert_eq!(
                host,
                expected.map(|host| host.map(str::to_owned)),
                "{uri} {headers:?}"
            );
        }
    }

    #[test]
    fn keys_are_looked_up() {
        let request = request(
            "/a%2Fb%20c?x=1",
            &[
                ("host", "kb.localhost:5000"),
                ("accept", "a"),
                ("accept", "b"),
                ("cookie", "x=1"),
                ("cookie", "y=2"),
                ("content-type", "text/plain"),
                ("x_forwarded_for", "spoofed"),
            ],
        );
        let environ = Environ::new(&request).unwrap();
        for (key, value) in [
            ("REQUEST_METHOD", Some("GET")),
            ("SCRIPT_NAME", Some("")),
            ("PATH_INFO", Some("/a/b c")),
            ("QUERY_STRING", Some("x=1")),
            ("REQUEST_URI", Some("/a%2Fb%20c?x=1")),
            ("SERVER_NAME", Some("kb.localhost")),
            ("SERVER_PORT", Some("5000")),
            ("SERVER_PROTOCOL", Some("HTTP/1.1")),
            ("HTTP_ACCEPT", Some("a,b")),
            ("HTTP_COOKIE", Some("x=1; y=2")),
            ("CONTENT_TYPE", Some("text/plain")),
            ("HTTP_CONTENT_TYPE", None),
            ("HTTP_X_FORWARDED_FOR", None),
            ("REMOTE_ADDR", None),
            ("wsgi.url_scheme", Some("http")),
            ("unknown", None),
        ] {
            assert_eq!(environ.get(key).as_deref(), value, "{key}");
        }
    }

    #[test]
    fn a_request_descends() {
        for (uri, kept, path, script_name) in [
            ("/files/a/b?q", 4, "/a/b", "/files"),
            ("/metrics", 0, "/", "/metrics"),
            ("/files/", 1, "/", "/files"),
        ] {
            let mut request = Request::builder().uri(uri).body(Body::empty()).unwrap();
            descend(&mut request, kept);
            assert_eq!(request.uri().path(), path, "{uri}");
            let environ = Environ::new(&request).unwrap();
            assert_eq!(environ.script_name(), script_name, "{uri}");
        }
    }
}
