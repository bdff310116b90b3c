//! From a match to a response: the handler's, a redirect's, or an error's.

use std::borrow::Cow;
use std::cell::Cell;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use fingerpost_rules::{
    BadHost, BindEnviron, BoundRule, Captures, Convert, Map, MapAdapter, Methods, Outcome, Purpose,
    Redirect, Select,
};
use http::header::{ALLOW, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, Request, StatusCode};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tower::ServiceExt as _;
use tower::util::BoxCloneSyncService;

use crate::app::{App, server_error};
use crate::environ::{Environ, Seen, descend};
use crate::explain::Explained;
use crate::handler::{BoxFuture, BoxPage, Call, Endpoint, Values, Verdict, Waiting};
use crate::matched::Matched;
use crate::server::PeerAddr;
use crate::url::Served;

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
    let mut rules = (0..).map_while(|number| map.rule(number));
    App::new(Arc::new(Program {
        map,
        targets: B::TARGETS,
        state,
        services,
        upgrades: rules.any(BoundRule::is_websocket),
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
    pub(crate) server_name: Option<Arc<str>>,
    pub(crate) debug: bool,
    /// Layers stand around the application.
    pub(crate) layered: bool,
    /// The application stands directly in a server, and in nothing else.
    pub(crate) outermost: bool,
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

/// A request, and who asks. Few of those who answer want to know that, so it is
/// put into the request's extensions only for those who could.
pub(crate) struct Asked {
    pub(crate) request: Request<Body>,
    peer: Option<PeerAddr>,
}

impl Asked {
    /// What somebody asks through a server.
    pub(crate) fn by(peer: PeerAddr, request: Request<Body>) -> Self {
        Asked {
            request,
            peer: Some(peer),
        }
    }

    /// What a service or a test asks: if it knows for whom, it says so itself.
    pub(crate) fn in_process(request: Request<Body>) -> Self {
        Asked {
            request,
            peer: None,
        }
    }

    /// The request as those see it who can look at its extensions.
    pub(crate) fn introduced(mut self) -> Request<Body> {
        if let Some(peer) = self.peer {
            peer.insert_into(self.request.extensions_mut());
        }
        self.request
    }
}

/// A response, or what will be one.
pub(crate) enum Reply {
    Ready(Response),
    Running {
        future: BoxFuture,
        origin: Option<Origin>,
    },
}

/// Where a response comes from that is to be told so.
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
    fn answer(&self, asked: Asked, site: &Site) -> Reply;
    /// Tells what `answer` does with a request, and why.
    fn explain(&self, environ: &Environ<'_>, site: &Site) -> Explained;
}

/// The map of a block, what its rules lead to, and its state.
struct Program<S: 'static> {
    map: &'static Map,
    targets: &'static [Target<S>],
    state: S,
    services: Vec<Service>,
    /// Whether a rule answers websocket upgrades. Where none does, an upgrade
    /// is a request like others.
    upgrades: bool,
}

impl<S: Clone + Send + Sync + 'static> Answer for Program<S> {
    fn map(&self) -> &'static Map {
        self.map
    }

    fn answer(&self, asked: Asked, site: &Site) -> Reply {
        let decision = match Environ::new(&asked.request) {
            // The variables are converted here, and the user's code for it may
            // panic as a handler may.
            Ok(environ) => catch_unwind(AssertUnwindSafe(|| self.decide(&environ, site)))
                .unwrap_or_else(|_| Decision::Response(server_error())),
            Err(error) => Decision::error(StatusCode::BAD_REQUEST, format!("{error}\n")),
        };
        match decision {
            Decision::Target(chosen) => self.run(chosen, asked, site),
            Decision::Response(response) => Reply::Ready(response),
            Decision::Error {
                status,
                allow,
                line,
            } => site.error(asked, status, allow, line),
        }
    }

    fn explain(&self, environ: &Environ<'_>, site: &Site) -> Explained {
        if let Some((status, text)) = without_rules(environ) {
            return Explained::by_status(status, text);
        }
        let explain = |as_websocket| {
            let seen = Seen {
                environ,
                as_websocket,
            };
            let Ok(adapter) = self.bind(&seen, site) else {
                return Explained::by_status(StatusCode::BAD_REQUEST, MALFORMED_HOST);
            };
            let mut probe = Probe {
                program: self,
                refused: None,
            };
            let method = environ.request_method();
            let explanation =
                adapter.explain_select(adapter.path_info(), method.as_str(), &mut probe);
            Explained::new(self.map, explanation, method)
        };
        if environ.is_websocket() {
            let explained = explain(true);
            if explained.rule().is_some() {
                return explained;
            }
        }
        explain(false)
    }
}

/// What is to be done with a request.
enum Decision {
    Target(Chosen),
    Response(Response),
    /// There is no answer but an error's.
    Error {
        status: StatusCode,
        allow: Option<HeaderValue>,
        line: Cow<'static, str>,
    },
}

impl Decision {
    fn error(status: StatusCode, line: impl Into<Cow<'static, str>>) -> Self {
        Decision::Error {
            status,
            allow: None,
            line: line.into(),
        }
    }
}

/// The target of a rule that answers a request.
struct Chosen {
    matched: Matched,
    target: Ready,
}

/// A target that has taken the values.
enum Ready {
    /// A handler that needs no more.
    Running(BoxFuture),
    /// A handler that needs the request.
    Waiting(Waiting),
    /// A service, and how much of the path it is given.
    Service { service: Service, kept: usize },
}

/// What is asked of the server as a whole is answered without a rule.
fn without_rules(environ: &Environ<'_>) -> Option<(StatusCode, &'static str)> {
    let method = environ.request_method();
    match environ.path_info() {
        // RFC 9110, 9.3.7.
        "*" if method == Method::OPTIONS => Some((StatusCode::OK, "")),
        "*" => Some((StatusCode::BAD_REQUEST, "only OPTIONS asks for *")),
        // A tunnel has no path, and there is none here (RFC 9110, 9.3.6).
        "" if method == Method::CONNECT => {
            Some((StatusCode::NOT_IMPLEMENTED, "this server is no proxy"))
        }
        _ => None,
    }
}

const MALFORMED_HOST: &str = "the request has a malformed Host";

impl<S: Clone + Send + Sync + 'static> Program<S> {
    fn bind<'h>(&self, seen: &'h Seen<'_, '_>, site: &'h Site) -> Result<MapAdapter<'h>, BadHost> {
        let options = BindEnviron {
            server_name: site.server_name.as_deref(),
            subdomain: None,
            debug: site.debug,
        };
        self.map.bind_to_environ(seen, options)
    }

    /// What the rules, or none of them, make of a request.
    fn decide(&self, environ: &Environ<'_>, site: &Site) -> Decision {
        match without_rules(environ) {
            Some((StatusCode::OK, _)) => return Decision::Response(StatusCode::OK.into_response()),
            Some((status, text)) => return Decision::error(status, format!("{text}\n")),
            None => {}
        }
        let mut seen = Seen {
            environ,
            as_websocket: self.upgrades && environ.is_websocket(),
        };
        let mut choice = Choice {
            program: self,
            path: environ.path_info(),
            chosen: None,
        };
        if seen.as_websocket {
            let outcome = choice.search(&seen, site);
            if let (Ok(Outcome::Match(_)), Some(chosen)) = (outcome, choice.chosen.take()) {
                return Decision::Target(chosen);
            }
            // An upgrade that no websocket rule answers is a request like others.
            seen.as_websocket = false;
        }
        match (choice.search(&seen, site), choice.chosen) {
            (Ok(Outcome::Match(_)), Some(chosen)) => Decision::Target(chosen),
            (Ok(Outcome::Redirect(redirect)), _) => {
                Decision::Response(redirect_response(&redirect))
            }
            (Ok(Outcome::MethodNotAllowed(methods)), _) => {
                let allow = allow(methods);
                if environ.request_method() == Method::OPTIONS {
                    return Decision::Response(options_response(allow));
                }
                Decision::Error {
                    status: StatusCode::METHOD_NOT_ALLOWED,
                    allow,
                    line: "method not allowed\n".into(),
                }
            }
            (Ok(Outcome::WebsocketMismatch), _) => Decision::error(
                StatusCode::BAD_REQUEST,
                "only websocket upgrades are answered here\n",
            ),
            (Ok(_), _) => Decision::error(StatusCode::NOT_FOUND, "not found\n"),
            (Err(_), _) => Decision::error(StatusCode::BAD_REQUEST, format!("{MALFORMED_HOST}\n")),
        }
    }

    /// Gives the request to the target that was chosen for it.
    fn run(&self, chosen: Chosen, asked: Asked, site: &Site) -> Reply {
        let Chosen { matched, target } = chosen;
        let introduced = || {
            let mut request = asked.introduced();
            site.tell(&mut request);
            request.extensions_mut().insert(matched);
            request
        };
        let future = match target {
            Ready::Running(future) => future,
            Ready::Waiting(waiting) => waiting(introduced()),
            Ready::Service { service, kept } => {
                let mut request = introduced();
                descend(&mut request, kept);
                let answer = service.oneshot(request);
                Box::pin(async move { answer.await.unwrap_or_else(|never| match never {}) })
            }
        };
        let origin = site.is_observed().then_some(Origin::Rule(matched));
        Reply::Running { future, origin }
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
                    Verdict::Accepted | Verdict::Running(_) | Verdict::Waiting(_) => Ok(()),
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

/// A search under way, and the target that it has chosen.
struct Choice<'p, 'r, S: 'static> {
    program: &'p Program<S>,
    path: &'r str,
    chosen: Option<Chosen>,
}

impl<S: Clone + Send + Sync + 'static> Choice<'_, '_, S> {
    fn search<'h>(
        &mut self,
        seen: &'h Seen<'_, '_>,
        site: &'h Site,
    ) -> Result<Outcome<'h, BoundRule<'h>>, BadHost> {
        let adapter = self.program.bind(seen, site)?;
        Ok(adapter.select(adapter.path_info(), adapter.default_method(), self))
    }

    /// The target of a rule, if it takes the values.
    fn target(&self, rule: BoundRule<'static>, captures: &Captures<'_>) -> Option<Ready> {
        let program = self.program;
        match program.targets.get(rule.number())? {
            Target::Handler(endpoint) => {
                let text = |index| captures.text(index);
                match endpoint(&mut Call::run(Values::new(&text), &program.state)) {
                    Verdict::Running(future) => Some(Ready::Running(future)),
                    Verdict::Waiting(waiting) => Some(Ready::Waiting(waiting)),
                    // It is called to run.
                    Verdict::Accepted | Verdict::Refused => None,
                }
            }
            Target::Service(number) if rule.accepts(captures) => {
                let service = program.services.get(*number)?.clone();
                let kept = trailing_path(rule.rule(), captures, self.path);
                Some(Ready::Service { service, kept })
            }
            Target::Service(_) | Target::None => None,
        }
    }
}

impl<S: Clone + Send + Sync + 'static> Select for Choice<'_, '_, S> {
    fn select(&mut self, rule: usize, captures: &Captures<'_>, purpose: Purpose) -> bool {
        let Some(rule) = self.program.map.rule(rule) else {
            return false;
        };
        match purpose {
            Purpose::Consider => self.program.takes(rule, captures).is_ok(),
            Purpose::Answer => {
                let matched = Matched::new(rule);
                let target = self.target(rule, captures);
                self.chosen = target.map(|target| Chosen { matched, target });
                self.chosen.is_some()
            }
        }
    }
}

/// How many bytes at the end of a path belong to the `path` variable that a
/// rule ends in, the slash before it included; 0 if it ends in none.
fn trailing_path(rule: &str, captures: &Captures<'_>, path: &str) -> usize {
    let ends_in_variable = rule.ends_with('>');
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
    /// Whether somebody may look at the extensions of responses, which cost
    /// more than the search.
    fn is_observed(&self) -> bool {
        self.layered || !self.outermost
    }

    /// Tells a request what is known of its server, for URLs that handlers build.
    fn tell(&self, request: &mut Request<Body>) {
        if self.server_name.is_some() || self.debug {
            request.extensions_mut().insert(Served {
                server_name: self.server_name.clone(),
                debug: self.debug,
            });
        } else {
            // An application around this one may have told its own.
            request.extensions_mut().remove::<Served>();
        }
    }

    /// The user's page for an error, or a line of text.
    fn error(
        &self,
        mut asked: Asked,
        status: StatusCode,
        allow: Option<HeaderValue>,
        line: impl Into<Body>,
    ) -> Reply {
        if let Some((_, page)) = self
            .pages
            .iter()
            .rev()
            .find(|(code, _)| *code == status.as_u16())
        {
            let mut request = asked.introduced();
            self.tell(&mut request);
            return Reply::Running {
                future: page.0(request),
                origin: Some(Origin::Page { status, allow }),
            };
        }
        let mut response = Response::new(line.into());
        *response.status_mut() = status;
        // Nobody reads the request's headers any more; their place in memory
        // is good for these.
        let headers = response.headers_mut();
        *headers = std::mem::take(asked.request.headers_mut());
        headers.clear();
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(CONTENT_TYPE, text);
        if let Some(allow) = allow {
            headers.insert(ALLOW, allow);
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
/// for them; in the order of the alphabet, in which the map has them.
fn allow(methods: Methods<'_>) -> Option<HeaderValue> {
    const OPTIONS: &str = "OPTIONS";
    let mut list = String::with_capacity(64);
    let mut add = |method| {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(method);
    };
    let mut methods = methods
        .iter()
        .filter(|method| *method != OPTIONS)
        .peekable();
    while let Some(method) = methods.next_if(|method| *method < OPTIONS) {
        add(method);
    }
    add(OPTIONS);
    methods.for_each(add);
    HeaderValue::from_str(&list).ok()
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
