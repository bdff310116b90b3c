//! Why an application answers a request as it does.

use std::fmt;

use fingerpost_rules::{BoundRule, Map, Outcome, Redirect, Verdict};
use http::header::{CONNECTION, HOST, UPGRADE};
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use percent_encoding::utf8_percent_encode;

use crate::app::App;
use crate::dispatch::NOT_OF_A_URL;
use crate::environ::{BadRequest, Environ};

/// What an [`App`] does with a request, and why: made by [`App::explain`].
///
/// `Display` writes a line for each rule that answered, almost matched, or fits
/// but for its host, and the result below them.
#[derive(Debug, Clone)]
pub struct Explanation {
    method: Method,
    url: String,
    explained: Explained,
}

/// An explanation, whatever was asked.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    considered: Vec<(BoundRule<'static>, Verdict)>,
    decided_by: Option<BoundRule<'static>>,
    reached: Reached,
    /// A line for each rule.
    rules: String,
    /// What came of it, in one line.
    result: String,
}

/// Where a request leads to.
#[derive(Debug, Clone)]
enum Reached {
    Rule(BoundRule<'static>),
    Redirect(Redirect),
    Status(StatusCode),
}

impl Explained {
    /// What an explanation of the rules means to an application: it answers
    /// OPTIONS itself.
    pub(crate) fn new(
        map: &'static Map,
        explanation: fingerpost_rules::Explanation<'_>,
        method: &Method,
    ) -> Self {
        let explanation = explanation.answering_options();
        // The same rules, which live as long as the program.
        let rule = |rule: BoundRule<'_>| map.rule(rule.number());
        let reached = match explanation.outcome() {
            Outcome::Match(found) => rule(*found).map(Reached::Rule),
            Outcome::Redirect(redirect) => Some(Reached::Redirect(redirect.clone())),
            Outcome::MethodNotAllowed(_) if method == Method::OPTIONS => {
                Some(Reached::Status(StatusCode::OK))
            }
            Outcome::MethodNotAllowed(_) => Some(Reached::Status(StatusCode::METHOD_NOT_ALLOWED)),
            Outcome::WebsocketMismatch => Some(Reached::Status(StatusCode::BAD_REQUEST)),
            _ => None,
        };
        Explained {
            considered: explanation
                .considered()
                .filter_map(|item| Some((rule(item.rule())?, item.verdict().clone())))
                .collect(),
            decided_by: explanation.decided_by().and_then(rule),
            reached: reached.unwrap_or(Reached::Status(StatusCode::NOT_FOUND)),
            rules: explanation.rules_text(),
            result: explanation.result_text(),
        }
    }

    /// What is answered without any rule.
    pub(crate) fn by_status(status: StatusCode, text: &str) -> Self {
        let separator = if text.is_empty() { "" } else { ", " };
        Explained {
            considered: Vec::new(),
            decided_by: None,
            reached: Reached::Status(status),
            rules: String::new(),
            result: format!("{}{separator}{text}", status.as_u16()),
        }
    }

    /// The rule that answers.
    pub(crate) fn rule(&self) -> Option<BoundRule<'static>> {
        match self.reached {
            Reached::Rule(rule) => Some(rule),
            Reached::Redirect(_) | Reached::Status(_) => None,
        }
    }
}

impl Explanation {
    /// The method that was asked about.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The URL that was asked about.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The rule whose handler or service answers.
    pub fn rule(&self) -> Option<BoundRule<'static>> {
        self.explained.rule()
    }

    /// The redirect that is the answer.
    pub fn redirect(&self) -> Option<&Redirect> {
        match &self.explained.reached {
            Reached::Redirect(redirect) => Some(redirect),
            Reached::Rule(_) | Reached::Status(_) => None,
        }
    }

    /// The status of the answer; `None` where it is for a handler to say.
    pub fn status(&self) -> Option<StatusCode> {
        match &self.explained.reached {
            Reached::Rule(_) => None,
            Reached::Redirect(_) => Some(StatusCode::PERMANENT_REDIRECT),
            Reached::Status(status) => Some(*status),
        }
    }

    /// Whether there is an answer: a handler's, a redirect, or what OPTIONS is
    /// answered.
    pub fn is_answered(&self) -> bool {
        self.status()
            .is_none_or(|status| !status.is_client_error() && !status.is_server_error())
    }

    /// The rule that answers or redirects, or whose redirect leads nowhere.
    pub fn decided_by(&self) -> Option<BoundRule<'static>> {
        self.explained.decided_by
    }

    /// The rules that are told of, and what the request is to each.
    pub fn considered(&self) -> impl ExactSizeIterator<Item = (BoundRule<'static>, &Verdict)> {
        let considered = self.explained.considered.iter();
        considered.map(|(rule, verdict)| (*rule, verdict))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explained.rules)?;
        writeln!(f, "result: {}", self.explained.result)
    }
}

/// A method or a URL that no request can have, and what would be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRequest {
    message: String,
}

impl fmt::Display for NoRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for NoRequest {}

impl App {
    /// Tells what a request would lead to and why, without running a handler:
    /// which rules come into question, which almost match and why not.
    ///
    /// The URL is one with a host, `http://kb.localhost:5000/test`, or a path
    /// alone, which is asked of the server's name, or of `localhost` if it has
    /// none. Everything is as with a request over a socket: the same search,
    /// the same subdomain, the handlers' own types. The URLs of `ws:` and the
    /// method `WEBSOCKET` ask for an upgrade.
    ///
    /// ```
    /// use fingerpost::routes;
    ///
    /// routes! {
    ///     site;
    ///
    ///     GET "/users/<int:id>" => users::show,
    ///     POST "/users/new"     => users::create,
    ///     subdomain "www" { "/users/<name>" => pages::user }
    /// }
    /// # mod users { pub async fn show(_id: u8) {} pub async fn create() {} }
    /// # mod pages { pub async fn user(_name: String) {} }
    ///
    /// let explanation = site::app().explain("GET", "http://localhost:5000/users/300")?;
    /// assert_eq!(explanation.to_string(), "\
    /// users.show    /users/<int:id>  no: \"300\" is refused by the type of <int:id>
    /// pages.user    /users/<name>    no: the subdomain is empty, not \"www\"
    /// users.create  /users/new       no: \"300\" is not \"new\"
    /// result: 404
    /// ");
    /// assert_eq!(explanation.status(), Some(http::StatusCode::NOT_FOUND));
    /// # Ok::<(), fingerpost::NoRequest>(())
    /// ```
    ///
    /// # Errors
    /// The method or the URL is none.
    pub fn explain(&self, method: &str, url: &str) -> Result<Explanation, NoRequest> {
        let request = request(method, url, self.known_name())?;
        let explained = match Environ::new(&request) {
            Ok(environ) => self.explain_environ(&environ),
            Err(error @ (BadRequest::MalformedHost | BadRequest::SeveralHosts)) => {
                return Err(no_url(url, &error.to_string()));
            }
            Err(error) => Explained::by_status(StatusCode::BAD_REQUEST, &error.to_string()),
        };
        Ok(Explanation {
            method: request.method().clone(),
            url: request.uri().to_string(),
            explained,
        })
    }
}

/// The request that a method and a URL stand for.
fn request(method: &str, url: &str, server_name: Option<&str>) -> Result<Request<()>, NoRequest> {
    let (scheme, host, path) = split(url, server_name)?;
    let is_upgrade = method == "WEBSOCKET" || scheme.starts_with("ws");
    let method = if is_upgrade { "GET" } else { method };
    let method = Method::from_bytes(method.as_bytes()).map_err(|_| NoRequest {
        message: format!("{method:?} is no method"),
    })?;
    let scheme = if scheme.ends_with('s') {
        "https"
    } else {
        "http"
    };
    let uri = match path.as_str() {
        "*" => Uri::try_from("*"),
        path => Uri::try_from(format!("{scheme}://{host}{path}")),
    };
    let uri = uri.map_err(|error| no_url(url, &error.to_string()))?;
    let mut request = Request::new(());
    *request.method_mut() = method;
    let headers = request.headers_mut();
    if uri.authority().is_none() {
        let host = HeaderValue::try_from(host);
        headers.insert(HOST, host.map_err(|error| no_url(url, &error.to_string()))?);
    }
    if is_upgrade {
        headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    }
    *request.uri_mut() = uri;
    Ok(request)
}

/// A URL as scheme, host with port, and path with query. What people write
/// and browsers encode is encoded; what is encoded stays so.
fn split<'u>(
    url: &'u str,
    server_name: Option<&'u str>,
) -> Result<(String, &'u str, String), NoRequest> {
    let (url_without_fragment, _) = url.split_once('#').unwrap_or((url, ""));
    let (scheme, host, path) = match url_without_fragment.split_once("://") {
        _ if url.starts_with('/') || url == "*" => {
            let host = server_name.unwrap_or("localhost");
            ("http".to_owned(), host, url_without_fragment)
        }
        Some((scheme, rest)) => {
            let scheme = scheme.to_ascii_lowercase();
            if !["http", "https", "ws", "wss"].contains(&scheme.as_str()) {
                return Err(no_url(url, "it is none of http:, https:, ws: or wss:"));
            }
            let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            (scheme, host, path)
        }
        None => {
            let why = format!("write http://{url}, or a path that begins with /");
            return Err(no_url(url, &why));
        }
    };
    if host.is_empty() {
        return Err(no_url(url, "it has no host"));
    }
    let slash = if path.is_empty() || path.starts_with('?') {
        "/"
    } else {
        ""
    };
    let path = utf8_percent_encode(path, &NOT_OF_A_URL);
    Ok((scheme, host, format!("{slash}{path}")))
}

fn no_url(url: &str, why: &str) -> NoRequest {
    NoRequest {
        message: format!("{url:?} is no URL that can be asked: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_requests() {
        for (url, server_name, expected) in [
            ("/a?b#c", None, "http://localhost/a?b"),
            ("/a b/é%2F", None, "http://localhost/a%20b/%C3%A9%2F"),
            ("//a", Some("example.com"), "http://example.com//a"),
            ("/?to=http://x", None, "http://localhost/?to=http://x"),
            (
                "http://kb.localhost:5000",
                Some("x"),
                "http://kb.localhost:5000/",
            ),
            ("HTTPS://Host?a", None, "https://Host/?a"),
            ("wss://host/feed", None, "https://host/feed"),
            ("*", None, "*"),
        ] {
            let request = request("GET", url, server_name).unwrap();
            assert_eq!(request.uri().to_string(), expected, "{url}");
            let environ = Environ::new(&request).unwrap();
            assert_eq!(environ.is_websocket(), url.starts_with("ws"), "{url}");
            assert!(environ.host().is_some(), "{url}");
        }
        assert!(request("WEBSOCKET", "/", None).is_ok_and(|request| request.method() == "GET"));
    }

    #[test]
    fn what_is_no_request_is_told() {
        for (method, url, expected) in [
            (
                "GET",
                "localhost:5000/a",
                "write http://localhost:5000/a, or a path",
            ),
            ("GET", "ftp://host/", "it is none of http:"),
            ("GET", "http:///a", "it has no host"),
            ("GET", "http://a b/", "invalid"),
            ("GET", "", "or a path that begins with /"),
            ("G T", "/", "\"G T\" is no method"),
            ("", "/", "\"\" is no method"),
        ] {
            let error = request(method, url, None).unwrap_err().to_string();
            assert!(error.contains(expected), "{url}: {error}");
        }
    }
}
