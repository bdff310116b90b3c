//! From a match to a response: the handler's, a redirect's, or an error's.

use std::cell::Cell;
use std::convert::Infallible;
use std::sync::Arc;

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use fingerpost_rules::{
    BadHost, BindEnviron, BoundRule, Captures, Convert, Map, MapAdapter, Outcome, Purpose,
    Redirect, Select,
};
use http::header::{ALLOW, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, Request, StatusCode};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

use crate::app::App;
use crate::environ::{Detached, Environ, descend};
use crate::explain::Explained;
use crate::handler::{BoxFuture, BoxPage, Call, Endpoint, Values, Verdict};
use crate::matched::Matched;

/// A tower service as the target of a rule.
pub type Service = BoxCloneSyncService<Request<Body>, Response, Infallible>;

/// What a rule leads to.
#[derive(Debug)]
pub enum Target<S: 'static> {
    /// A handler.
    Handler(Endpoint<S>),
    /// A service, by its place among those of the block.
    Service(usize),
    /// Nothing: the rule is a redirect, or URLs are only built from it.
    None,
}

/// What `routes!` implements for a block: the targets of its rules, in order.
pub trait Block: 'static {
    /// The state of the handlers.
    type State: Clone + Send + Sync + 'static;
    /// The target of each rule.
    const TARGETS: &'static [Target<Self::State>];
    /// What the map makes of the declared converters.
    const CONVERTERS: &'static [&'static dyn Convert];

    /// The services of the block, made anew.
    fn services() -> Vec<Service> {
        Vec::new()
    }
}

/// The application of a block.
pub fn app<B: Block>(map: &'static Map, state: B::State, services: Vec<Service>) -> App {
    App::new(Arc::new(Program {
        map,
        targets: B::TARGETS,
        state,
        services,
    }))
}

/// A service as a target.
pub fn service<T: IntoService>(service: T) -> Service {
    service.into_service()
}

/// What can stand behind `service`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a service that can answer requests",
    label = "expected a tower service",
    note = "it must be a `tower::Service<Request<Body>>` with `Error = Infallible` and a response that is `IntoResponse`, and be `Clone + Send + Sync`; an `axum::Router<()>` is one"
)]
pub trait IntoService {
    /// The service without its type.
    fn into_service(self) -> Service;
}

#[diagnostic::do_not_recommend]
impl<T> IntoService for T
where
    T: tower_service::Service<Request<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    T::Response: IntoResponse,
    T::Future: Send + 'static,
{
    fn into_service(self) -> Service {
        BoxCloneSyncService::new(self.map_response(IntoResponse::into_response))
    }
}

/// What the server knows of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Site {
    pub(crate) server_name: Option<String>,
    pub(crate) debug: bool,
    pub(crate) pages: Vec<(u16, BoxPageDebug)>,
}

/// A page that can be shown in the debug form of its owner.
#[derive(Clone)]
pub(crate) struct BoxPageDebug(pub(crate) BoxPage);

impl std::fmt::Debug for BoxPageDebug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Page")
    }
}

/// A response, or what will be one.
pub(crate) enum Reply {
    Ready(Response),
    Running { future: BoxFuture, origin: Origin },
}

/// Where a response comes from.
pub(crate) enum Origin {
    /// The target of a rule.
    Rule(Matched),
    /// A page of the user's in place of an error.
    Page {
        status: StatusCode,
        allow: Option<HeaderValue>,
    },
}

/// An application without its state's type.
pub(crate) trait Answer: Send + Sync + 'static {
    fn map(&self) -> &'static Map;
    fn answer(&self, request: Request<Body>, site: &Site) -> Reply;
    /// Tells what `answer` does with a request of this head, and why.
    fn explain(&self, head: Detached, site: &Site) -> Explained;
}

/// The map of a block, what its rules lead to, and its state.
struct Program<S: 'static> {
    map: &'static Map,
    targets: &'static [Target<S>],
    state: S,
    services: Vec<Service>,
}

impl<S: Clone + Send + Sync + 'static> Answer for Program<S> {
    fn map(&self) -> &'static Map {
        self.map
    }

    fn answer(&self, request: Request<Body>, site: &Site) -> Reply {
        let mut head = match Environ::new(&request) {
            Ok(environ) => environ.detach(),
            Err(error) => {
                return site.error(request, StatusCode::BAD_REQUEST, None, &error.to_string());
            }
        };
        match without_rules(&head) {
            Some((StatusCode::OK, _)) => return Reply::Ready(StatusCode::OK.into_response()),
            Some((status, text)) => return site.error(request, status, None, text),
            None => {}
        }
        let mut choice = Choice {
            program: self,
            request: Some(request),
            reply: None,
        };
        // An upgrade that no websocket rule answers is a request like others.
        if head.websocket && matches!(choice.search(&head, site), Ok(Outcome::Match(_))) {
            return choice.reply();
        }
        head.websocket = false;
        let outcome = choice.search(&head, site);
        let Some(request) = choice.request.take() else {
            return choice.reply();
        };
        match outcome {
            Ok(Outcome::Match(_)) => choice.reply(),
            Ok(Outcome::Redirect(redirect)) => Reply::Ready(redirect_response(&redirect)),
            Ok(Outcome::MethodNotAllowed(methods)) => {
                let allow = allow(methods.iter());
                if head.method == Method::OPTIONS {
                    return Reply::Ready(options_response(allow));
                }
                site.error(
                    request,
                    StatusCode::METHOD_NOT_ALLOWED,
                    allow,
                    "method not allowed",
                )
            }
            Ok(Outcome::WebsocketMismatch) => site.error(
                request,
                StatusCode::BAD_REQUEST,
                None,
                "only websocket upgrades are answered here",
            ),
            Ok(_) => site.error(request, StatusCode::NOT_FOUND, None, "not found"),
            Err(_) => site.error(request, StatusCode::BAD_REQUEST, None, MALFORMED_HOST),
        }
    }

    fn explain(&self, mut head: Detached, site: &Site) -> Explained {
        if let Some((status, text)) = without_rules(&head) {
            return Explained::by_status(status, text);
        }
        let explain = |head: &Detached| match self.bind(head, site) {
            Ok(adapter) => {
                let mut probe = Probe {
                    program: self,
                    refused: None,
                };
                let method = head.method.as_str();
                let explanation = adapter.explain_select(adapter.path_info(), method, &mut probe);
                Explained::new(self.map, explanation, &head.method)
            }
            Err(_) => Explained::by_status(StatusCode::BAD_REQUEST, MALFORMED_HOST),
        };
        if head.websocket {
            let explained = explain(&head);
            if explained.rule().is_some() {
                return explained;
            }
            head.websocket = false;
        }
        explain(&head)
    }
}

/// What is asked of the server as a whole is answered without a rule.
fn without_rules(head: &Detached) -> Option<(StatusCode, &'static str)> {
    match head.path() {
        // RFC 9110, 9.3.7.
        "*" if head.method == Method::OPTIONS => Some((StatusCode::OK, "")),
        "*" => Some((StatusCode::BAD_REQUEST, "only OPTIONS asks for *")),
        // A tunnel has no path, and there is none here (RFC 9110, 9.3.6).
        "" if head.method == Method::CONNECT => {
            Some((StatusCode::NOT_IMPLEMENTED, "this server is no proxy"))
        }
        _ => None,
    }
}

const MALFORMED_HOST: &str = "the request has a malformed Host";

impl<S: Clone + Send + Sync + 'static> Program<S> {
    fn bind<'h>(&self, head: &'h Detached, site: &'h Site) -> Result<MapAdapter<'h>, BadHost> {
        let options = BindEnviron {
            server_name: site.server_name.as_deref(),
            subdomain: None,
            debug: site.debug,
        };
        self.map.bind_to_environ(head, options)
    }

    /// Whether the target of a rule takes the values; if not, the variable
    /// whose value it refuses, where that is known.
    fn takes(&self, rule: BoundRule<'_>, captures: &Captures<'_>) -> Result<(), Option<usize>> {
        match self.targets.get(rule.number()) {
            Some(Target::Handler(endpoint)) => {
                // A handler asks for one value after the other.
                let asked = Cell::new(None);
                let text = |index| {
                    asked.set(Some(index));
                    captures.text(index)
                };
                match endpoint(&mut Call::probe(Values::new(&text), &self.state)) {
                    Verdict::Refused => Err(asked.get()),
                    Verdict::Accepted | Verdict::Running(_) => Ok(()),
                }
            }
            Some(Target::Service(_) | Target::None) if rule.accepts(captures) => Ok(()),
            Some(Target::Service(_) | Target::None) | None => Err(None),
        }
    }
}

/// Looks whether targets take the values, and runs nothing.
struct Probe<'p, S: 'static> {
    program: &'p Program<S>,
    refused: Option<usize>,
}

impl<S: Clone + Send + Sync + 'static> Select for Probe<'_, S> {
    fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        let Some(rule) = self.program.map.rule(rule) else {
            return false;
        };
        let taken = self.program.takes(rule, captures);
        self.refused = taken.err().flatten();
        taken.is_ok()
    }

    fn refused(&self) -> Option<usize> {
        self.refused
    }
}

/// A search under way: the request until a target takes it, then its reply.
struct Choice<'p, S: 'static> {
    program: &'p Program<S>,
    request: Option<Request<Body>>,
    reply: Option<Reply>,
}

impl<S: Clone + Send + Sync + 'static> Choice<'_, S> {
    fn search<'h>(
        &mut self,
        head: &'h Detached,
        site: &'h Site,
    ) -> Result<Outcome<'h, BoundRule<'h>>, BadHost> {
        let adapter = self.program.bind(head, site)?;
        Ok(adapter.select(adapter.path_info(), head.method.as_str(), self))
    }

    fn reply(self) -> Reply {
        // A search that ends in a match has a reply.
        self.reply
            .unwrap_or_else(|| Reply::Ready(StatusCode::NOT_FOUND.into_response()))
    }

    fn run_service(&mut self, service: usize, matched: Matched, captures: &Captures<'_>) -> bool {
        let (Some(service), Some(mut request)) =
            (self.program.services.get(service), self.request.take())
        else {
            return false;
        };
        request.extensions_mut().insert(matched);
        let kept = trailing_path(matched, captures, request.uri().path());
        descend(&mut request, kept);
        let answer = service.clone().oneshot(request);
        let future = Box::pin(async move { answer.await.unwrap_or_else(|never| match never {}) });
        self.reply = Some(Reply::Running {
            future,
            origin: Origin::Rule(matched),
        });
        true
    }
}

impl<S: Clone + Send + Sync + 'static> Select for Choice<'_, S> {
    fn select(&mut self, rule: usize, captures: &Captures<'_>, purpose: Purpose) -> bool {
        let Some(bound) = self.program.map.rule(rule) else {
            return false;
        };
        let matched = Matched::new(bound);
        match (self.program.targets.get(rule), purpose) {
            (_, Purpose::Consider) => self.program.takes(bound, captures).is_ok(),
            (Some(Target::Handler(endpoint)), Purpose::Answer) => {
                if let Some(request) = &mut self.request {
                    request.extensions_mut().insert(matched);
                }
                let text = |index| captures.text(index);
                let mut call =
                    Call::run(Values::new(&text), &self.program.state, &mut self.request);
                match endpoint(&mut call) {
                    Verdict::Running(future) => {
                        self.reply = Some(Reply::Running {
                            future,
                            origin: Origin::Rule(matched),
                        });
                        true
                    }
                    Verdict::Accepted => true,
                    Verdict::Refused => {
                        if let Some(request) = &mut self.request {
                            request.extensions_mut().remove::<Matched>();
                        }
                        false
                    }
                }
            }
            (Some(Target::Service(_)), Purpose::Answer) if !bound.accepts(captures) => false,
            (Some(Target::Service(number)), Purpose::Answer) => {
                self.run_service(*number, matched, captures)
            }
            (Some(Target::None) | None, Purpose::Answer) => false,
        }
    }
}

/// How many bytes at the end of a path belong to the `path` variable that a
/// rule ends in, the slash before it included; 0 if it ends in none.
fn trailing_path(matched: Matched, captures: &Captures<'_>, path: &str) -> usize {
    let ends_in_variable = matched.rule().ends_with('>');
    let last = captures.len().checked_sub(1).filter(|_| ends_in_variable);
    let Some(slashes) = last.and_then(|last| captures.slashes_from(last)) else {
        return 0;
    };
    let mut slashes = path
        .bytes()
        .enumerate()
        .rev()
        .filter(|(_, byte)| *byte == b'/')
        .skip(slashes);
    slashes.next().map_or(0, |(place, _)| path.len() - place)
}

impl Site {
    /// The user's page for an error, or a line of text.
    fn error(
        &self,
        request: Request<Body>,
        status: StatusCode,
        allow: Option<HeaderValue>,
        text: &str,
    ) -> Reply {
        if let Some((_, page)) = self
            .pages
            .iter()
            .rev()
            .find(|(code, _)| *code == status.as_u16())
        {
            return Reply::Running {
                future: page.0(request),
                origin: Origin::Page { status, allow },
            };
        }
        let mut response = (status, format!("{text}\n")).into_response();
        if let Some(allow) = allow {
            response.headers_mut().insert(ALLOW, allow);
        }
        Reply::Ready(response)
    }
}

impl Origin {
    /// What a response gets that its maker does not know of.
    pub(crate) fn finish(self, response: &mut Response) {
        match self {
            Origin::Rule(matched) => {
                response.extensions_mut().insert(matched);
            }
            Origin::Page { status, allow } => {
                // A page that says nothing of a status means the error's.
                if response.status() == StatusCode::OK {
                    *response.status_mut() = status;
                }
                if let Some(allow) = allow {
                    response.headers_mut().entry(ALLOW).or_insert(allow);
                }
            }
        }
    }
}

/// The `Allow` header: what the rules answer, and OPTIONS, which is answered
/// for them; in the order of the alphabet.
fn allow<'m>(methods: impl Iterator<Item = &'m str>) -> Option<HeaderValue> {
    let mut methods: Vec<&str> = methods.chain(["OPTIONS"]).collect();
    methods.sort_unstable();
    methods.dedup();
    HeaderValue::try_from(methods.join(", ")).ok()
}

fn options_response(allow: Option<HeaderValue>) -> Response {
    let mut response = StatusCode::OK.into_response();
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

/// What may not stand in a URL as it is (RFC 3986, 2). Browsers take a
/// backslash for a slash, and one in SCRIPT_NAME or the query can be as the
/// client has sent it.
pub(crate) const NOT_OF_A_URL: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// 308 to a path of the same host. The path begins with a single slash and has
/// no backslash, so no client reads a host in it.
fn redirect_response(redirect: &Redirect) -> Response {
    let location = redirect.local().unwrap_or(redirect.url());
    let location = utf8_percent_encode(location, &NOT_OF_A_URL).to_string();
    let Ok(header) = HeaderValue::try_from(&location) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Of what means something in HTML, only this is left.
    let link = location.replace('&', "&amp;");
    let page = format!(
        "<!doctype html>\n<html lang=en>\n<title>Permanent Redirect</title>\n<p>This page is at <a href=\"{link}\">{link}</a>.\n"
    );
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    (
        StatusCode::PERMANENT_REDIRECT,
        [(LOCATION, header), (CONTENT_TYPE, html)],
        page,
    )
        .into_response()
}
