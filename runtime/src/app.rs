//! The application: a tower service that holds the map and the handlers.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use fingerpost_rules::Map;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body::Body as _;
use tower::ServiceExt as _;
use tower_layer::Layer;
use tower_service::Service;

use crate::dispatch::{Answer, Asked, BoxPageDebug, Origin, Reply, Site};
use crate::environ::Environ;
use crate::explain::Explained;
use crate::handler::{BoxFuture, Page};
use crate::listing::listing;
use crate::test::TestClient;

/// An application: what `routes!` makes of a block.
///
/// It is a tower service that is always ready, never fails, and is cheap to
/// clone; [`run`](crate::run), [`cli`](crate::cli()) and
/// [`Server`](crate::Server) serve it, and so does `axum::serve`. With the
/// feature `axum` it is also `Into<axum::Router>`, to be merged or nested.
///
/// ```
/// use fingerpost::routes;
///
/// routes! { site; "/" => hello }
///
/// async fn hello() -> &'static str { "Hello world!\n" }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let response = site::app().test().get("/").await;
/// assert_eq!(response.text(), "Hello world!\n");
/// # }
/// ```
#[derive(Clone)]
pub struct App {
    core: Core,
    layers: Vec<BoxLayer>,
    /// The layers around the core, put together when first needed. All clones
    /// share them, so that a layer which counts or keeps something does so for
    /// the whole application, not for one connection.
    layered: Arc<OnceLock<crate::dispatch::Service>>,
}

/// An application without its layers.
#[derive(Clone)]
struct Core {
    answer: Arc<dyn Answer>,
    site: Arc<Site>,
}

/// A layer without its type.
type BoxLayer = Arc<dyn Fn(crate::dispatch::Service) -> crate::dispatch::Service + Send + Sync>;

impl App {
    pub(crate) fn new(answer: Arc<dyn Answer>) -> Self {
        let site = Arc::default();
        App {
            core: Core { answer, site },
            layers: Vec::new(),
            layered: Arc::default(),
        }
    }

    /// The map of the rules.
    pub fn map(&self) -> &'static Map {
        self.core.answer.map()
    }

    /// Answers errors of routing by a page of the user's: 404 where no rule
    /// matches, 405 where none answers the method, 400 for requests that can
    /// not be answered at all. Responses of handlers are left as they are, a
    /// handler's own 404 included.
    ///
    /// A page is an `async fn` with extractors that need no state. Its status
    /// is the error's unless it sets another than 200; `Allow` is added to a
    /// 405. The last page for a status counts; a status that routing never
    /// answers is never asked for.
    ///
    /// ```
    /// # use fingerpost::routes;
    /// # routes! { site; "/" => hello }
    /// # async fn hello() {}
    /// async fn not_found(uri: http::Uri) -> String {
    ///     format!("there is nothing at {}\n", uri.path())
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let app = site::app().on_error(404, not_found);
    /// let response = app.test().get("/nope").await;
    /// assert_eq!((response.status().as_u16(), response.text()), (404, "there is nothing at /nope\n"));
    /// # }
    /// ```
    pub fn on_error<A>(self, status: u16, page: impl Page<A>) -> Self {
        self.with_site(|site| site.pages.push((status, BoxPageDebug(page.into_page()))))
    }

    /// Puts a tower layer around the application, matching included: it sees
    /// every request, and in responses of handlers the [`Matched`](crate::Matched)
    /// rule. The last layer is the outermost, as with `axum::Router::layer`.
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<crate::dispatch::Service> + Clone + Send + Sync + 'static,
        L::Service: Service<Request<Body>, Response = Response<B>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<Request<Body>>>::Future: Send + 'static,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<axum_core::BoxError>,
    {
        self.layers.push(Arc::new(move |inner| {
            let service = layer.layer(inner);
            crate::dispatch::Service::new(
                service.map_response(|response: Response<B>| response.map(Body::new)),
            )
        }));
        self.with_site(|site| site.layered = true)
    }

    /// Asks the application in process, without a socket.
    pub fn test(&self) -> TestClient {
        TestClient::new(self.clone())
    }

    /// The rules as a table: endpoint, methods, domain and rule.
    pub fn rules_table(&self) -> String {
        listing(self.map())
    }

    /// What the application does with a request, and why.
    pub(crate) fn explain_environ(&self, environ: &Environ<'_>) -> Explained {
        self.core.answer.explain(environ, &self.core.site)
    }

    /// The name of the server, if it was given one.
    pub(crate) fn known_name(&self) -> Option<&str> {
        self.core.site.server_name.as_deref()
    }

    /// Tells what the server knows: its name, if it was given one, and whether
    /// it may be helpful to strangers.
    pub(crate) fn on_server(self, server_name: Option<String>, debug: bool) -> Self {
        self.with_site(|site| {
            if server_name.is_some() {
                site.server_name = server_name.map(Into::into);
            }
            site.debug = debug;
            site.outermost = true;
        })
    }

    /// The name of the server, with the port if it is not the scheme's. The
    /// labels of the host before it are the subdomain; without a name, those
    /// before `localhost`. The name that a [`Server`](crate::Server) is given
    /// takes its place.
    pub fn server_name(self, name: impl Into<String>) -> Self {
        self.with_site(|site| site.server_name = Some(name.into().into()))
    }

    pub(crate) fn server_name_or<'a>(&'a self, name: &'a str) -> &'a str {
        self.core.site.server_name.as_deref().unwrap_or(name)
    }

    fn with_site(mut self, change: impl FnOnce(&mut Site)) -> Self {
        change(Arc::make_mut(&mut self.core.site));
        // The layers are around a core that does not know the change.
        self.layered = Arc::default();
        self
    }

    /// Answers a request, as the service does.
    pub(crate) fn answer(&self, asked: Asked) -> ResponseFuture {
        let is_head = asked.request.method() == Method::HEAD;
        let state = if self.layers.is_empty() {
            self.core.start(asked)
        } else {
            let answer = self.layered().oneshot(asked.introduced());
            State::Layered(Box::pin(async move {
                answer.await.unwrap_or_else(|never| match never {})
            }))
        };
        ResponseFuture { state, is_head }
    }

    fn layered(&self) -> crate::dispatch::Service {
        let core = || crate::dispatch::Service::new(self.core.clone());
        self.layered
            .get_or_init(|| self.layers.iter().fold(core(), |inner, layer| layer(inner)))
            .clone()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("map", self.map())
            .field("site", &self.core.site)
            .finish_non_exhaustive()
    }
}

impl Service<Request<Body>> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> ResponseFuture {
        self.answer(Asked::in_process(request))
    }
}

impl Core {
    fn start(&self, asked: Asked) -> State {
        match self.answer.answer(asked, &self.site) {
            Reply::Ready(response) => State::Ready(Some(response)),
            Reply::Running { future, origin } => State::Running { future, origin },
        }
    }
}

impl Service<Request<Body>> for Core {
    type Response = Response;
    type Error = Infallible;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> ResponseFuture {
        ResponseFuture {
            state: self.start(Asked::in_process(request)),
            // Layers see the body, as they do of GET: one that compresses it
            // changes the headers by what it finds.
            is_head: false,
        }
    }
}

/// `axum::serve(listener, app)`.
#[cfg(feature = "axum")]
impl<L: axum::serve::Listener> Service<axum::serve::IncomingStream<'_, L>> for App {
    type Response = App;
    type Error = Infallible;
    type Future = std::future::Ready<Result<App, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: axum::serve::IncomingStream<'_, L>) -> Self::Future {
        std::future::ready(Ok(self.clone()))
    }
}

#[cfg(feature = "axum")]
impl From<App> for axum::Router {
    fn from(app: App) -> Self {
        axum::Router::new().fallback_service(app)
    }
}

/// The response of an [`App`], under way.
pub struct ResponseFuture {
    state: State,
    is_head: bool,
}

enum State {
    /// A response, until it is taken.
    Ready(Option<Response>),
    Running {
        future: BoxFuture,
        origin: Option<Origin>,
    },
    /// What the layers make of it.
    Layered(BoxFuture),
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}

impl Future for ResponseFuture {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut response = match &mut self.state {
            State::Layered(future) => match future.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(response) => response,
            },
            State::Ready(response) => response.take().unwrap_or_else(server_error),
            State::Running { future, origin } => {
                // A panic of a handler is the end of its request, not of the
                // connection. What it has left half done is dropped with it.
                let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
                let mut response = match polled {
                    Ok(Poll::Pending) => return Poll::Pending,
                    Ok(Poll::Ready(response)) => response,
                    Err(_) => server_error(),
                };
                if let Some(origin) = origin.take() {
                    origin.finish(&mut response);
                }
                response
            }
        };
        if self.is_head {
            strip_body(&mut response);
        }
        Poll::Ready(Ok(response))
    }
}

/// What a panic is answered by.
pub(crate) fn server_error() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "internal server error\n").into_response()
}

/// HEAD: the headers of GET, with the length of the body, and no body (RFC
/// 9110, 9.3.2).
fn strip_body(response: &mut Response) {
    let headers = response.headers();
    let has_length =
        headers.contains_key(CONTENT_LENGTH) || headers.contains_key(TRANSFER_ENCODING);
    let status = response.status();
    let has_body = !status.is_informational()
        && status != StatusCode::NO_CONTENT
        && status != StatusCode::NOT_MODIFIED;
    if let Some(length) = response.body().size_hint().exact()
        && has_body
        && !has_length
    {
        response
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    *response.body_mut() = Body::empty();
}
