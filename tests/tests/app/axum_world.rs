//! axum's world stays whole: routers around the application and below it,
//! layers, and axum's own server.

use std::convert::Infallible;
use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, OriginalUri, Path, Request};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use fingerpost::{App, Environ, Matched, TestResponse, routes};
use http_body_util::BodyExt as _;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::{Layer, Service, ServiceExt};
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::normalize_path::NormalizePathLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::support::{Client, get};

routes! {
    site;

    "/"              => index,
    "/say/<name>"    => say,
    "/dir/"          => index,
    POST "/form"     => index,
    "/long"          => long,
    "/never"         => never,
    "/where/<path:rest>" => whereabouts,

    "/static/<path:file>" => service ServeDir::new(env!("CARGO_MANIFEST_DIR")),
    "/v1/<path:rest>"     => service api(),
    "/v1"                 => service api(),
    GET "/info"           => service api(),
    "/users/<name>/<path:rest>" => service api(),
    "/again/<path:rest>"  => service below::site::app(),
}

mod below {
    use super::{index, whereabouts};

    fingerpost::routes! {
        pub(crate) site;

        "/dir/"              => index,
        "/where/<path:rest>" => whereabouts,
    }
}

async fn index() -> &'static str {
    "index\n"
}

async fn say(name: String) -> String {
    format!("<{name}>")
}

const LONG: usize = 10_000;

async fn long() -> String {
    "long ".repeat(LONG / 5)
}

async fn never() {
    std::future::pending().await
}

/// Where a request is, as WSGI sees it.
async fn whereabouts(rest: String, request: Request) -> String {
    let environ = Environ::new(&request).unwrap();
    let (script_name, path_info) = (environ.script_name(), environ.path_info());
    format!("{script_name} {path_info} {rest}")
}

/// An application of axum, to stand behind a rule.
fn api() -> Router {
    let here = async |request: Request| {
        let environ = Environ::new(&request).unwrap();
        let original = request.extensions().get::<OriginalUri>().unwrap();
        format!("{} {} {}", environ.script_name(), request.uri(), original.0)
    };
    Router::new()
        .route("/", routing::get(here))
        .route("/here/{*rest}", routing::get(here))
        .route(
            "/users/{id}",
            routing::get(async |Path(id): Path<String>| format!("user {id}")),
        )
}

/// A response to a request for a router, or for any other service.
async fn ask<S>(service: S, request: http::request::Builder) -> TestedResponse
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let request = request.body(Body::empty()).unwrap();
    let (parts, body) = service.oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    TestedResponse {
        status: parts.status.as_u16(),
        location: parts
            .headers
            .get("location")
            .map(|value| value.to_str().unwrap().to_owned()),
        text: String::from_utf8(body.to_vec()).unwrap(),
    }
}

#[derive(Debug)]
struct TestedResponse {
    status: u16,
    location: Option<String>,
    text: String,
}

impl TestedResponse {
    /// The text of a page, the target of a redirect, else the status.
    fn line(self) -> String {
        match (self.status, self.location) {
            (200, _) => self.text,
            (status, Some(location)) => format!("{status} {location}"),
            (status, None) => status.to_string(),
        }
    }
}

#[tokio::test]
async fn a_router_around_the_application() {
    let health = Router::new().route("/health", routing::get(async || "well"));
    let nested = health.clone().nest_service("/app", site::app());
    let merged = health.clone().merge(Router::from(site::app()));
    let fallback = health.clone().fallback_service(site::app());
    let deep = Router::new().nest("/a", Router::new().nest_service("/{b}", site::app()));
    for (router, path, expected) in [
        (&nested, "/health", "well"),
        (&nested, "/app/", "index\n"),
        (&nested, "/app", "index\n"),
        (&nested, "/app/say/a%2Fb", "<a/b>"),
        (&nested, "/say/ann", "404"),
        (&nested, "/app/nope", "404"),
        // Redirects know where the application is mounted.
        (&nested, "/app/dir?q=1", "308 /app/dir/?q=1"),
        (&nested, "/app//say//ann", "308 /app/say/ann"),
        (&nested, "/app/where/a/b", "/app /where/a/b a/b"),
        (&deep, "/a/x%20y/dir", "308 /a/x%20y/dir/"),
        (&deep, "/a/x/where/z", "/a/x /where/z z"),
        (&merged, "/health", "well"),
        (&merged, "/say/ann", "<ann>"),
        (&merged, "/dir?q=1", "308 /dir/?q=1"),
        (&merged, "/where/z", " /where/z z"),
        (&merged, "/nope", "404"),
        (&fallback, "/health", "well"),
        (&fallback, "/say/ann", "<ann>"),
        (&fallback, "/dir", "308 /dir/"),
    ] {
        let response = ask(router.clone(), http::Request::get(path)).await;
        assert_eq!(response.line(), expected, "{path}");
    }
    // Methods are the application's where its rules are.
    let request = http::Request::post("/app/");
    let response = nested
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.headers()["allow"], "GET, HEAD, OPTIONS");
    let request = http::Request::head("/say/ann");
    let response = merged
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.headers()["content-length"], "5");
}

#[tokio::test]
async fn a_service_below_the_application() {
    let client = site::app().test();
    let manifest = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();

    let file = client.get("/static/Cargo.toml").await;
    assert_eq!((file.status().as_u16(), file.bytes()), (200, &*manifest));
    let length = manifest.len().to_string();
    let head = client.head("/static/Cargo.toml").await;
    assert_eq!(
        (head.header("content-length"), head.text()),
        (Some(length.as_str()), "")
    );
    assert_eq!(
        head.extension::<Matched>().unwrap().rule(),
        "/static/<path:file>"
    );

    for (path, expected) in [
        ("/static/none", "404"),
        ("/static", "404"),
        ("/static/../Cargo.toml", "404"),
        ("/static/%2e%2e/Cargo.toml", "404"),
        ("/static/..%2fCargo.toml", "404"),
        ("/static//Cargo.toml", "308 /static/Cargo.toml"),
        // A trailing path is PATH_INFO, raw; what is before it is SCRIPT_NAME.
        ("/v1/users/7", "user 7"),
        ("/v1/users/a%2Fb", "user a/b"),
        (
            "/v1/here/a%2Fb?q=1",
            "/v1 /here/a%2Fb?q=1 /v1/here/a%2Fb?q=1",
        ),
        ("/%761/here/x", "/%761 /here/x /%761/here/x"),
        ("/v1/none", "404"),
        (
            "/users/a%2Fb/here/x",
            "/users/a%2Fb /here/x /users/a%2Fb/here/x",
        ),
        // Without one, PATH_INFO is empty, which a URI cannot say.
        ("/v1", "/v1 / /v1"),
        ("/info?q", "/info /?q /info?q"),
        // An application of ours below another: prefixes add up.
        ("/again/where/x", "/again /where/x x"),
        ("/again/dir?q", "308 /again/dir/?q"),
        ("/again/nope", "404"),
    ] {
        let response = client.get(path).await;
        assert_eq!(line(&response), expected, "{path}");
    }

    // All methods, unless the rule says otherwise.
    let post = client.post("/v1/users/7").await;
    assert_eq!(
        (post.status().as_u16(), post.header("allow")),
        (405, Some("GET,HEAD"))
    );
    let post = client.post("/info").await;
    assert_eq!(post.header("allow"), Some("GET, HEAD, OPTIONS"));

    // And all of that below another router.
    let router = Router::new().nest_service("/top", site::app());
    for (path, expected) in [
        ("/top/v1/here/x", "/top/v1 /here/x /top/v1/here/x"),
        ("/top/v1", "/top/v1 / /top/v1"),
        ("/top/again/where/x", "/top/again /where/x x"),
        ("/top/again/dir", "308 /top/again/dir/"),
    ] {
        let response = ask(router.clone(), http::Request::get(path)).await;
        assert_eq!(response.line(), expected, "{path}");
    }
}

fn line(response: &TestResponse) -> String {
    match (response.status().as_u16(), response.location()) {
        (200, _) => response.text().to_owned(),
        (status, Some(location)) => format!("{status} {location}"),
        (status, None) => status.to_string(),
    }
}

#[tokio::test]
async fn layers_of_tower_http() {
    let app = site::app()
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_millis(200),
        ))
        .layer(CompressionLayer::new())
        .layer(SetResponseHeaderLayer::if_not_present(
            header::SERVER,
            HeaderValue::from_static("signpost"),
        ))
        .layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_methods([Method::GET]),
        )
        .layer(TraceLayer::new_for_http())
        .layer(NormalizePathLayer::trim_trailing_slash());
    let client = app.test();

    // Before matching: `/say/ann/` is none of the rules'.
    let response = client.get("/say/ann/").await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (200, "<ann>")
    );
    assert_eq!(response.header("server"), Some("signpost"));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        response.extension::<Matched>().unwrap().rule(),
        "/say/<name>"
    );

    assert_eq!(client.get("/never").await.status(), 504);
    // What routing answers itself goes through them too.
    let response = client.get("/nope").await;
    assert_eq!(
        (response.status().as_u16(), response.header("server")),
        (404, Some("signpost"))
    );

    let preflight = client
        .options("/form")
        .header("origin", "http://evil.com")
        .header("access-control-request-method", "POST")
        .await;
    assert_eq!(
        preflight.header("access-control-allow-methods"),
        Some("GET")
    );
    assert_eq!(preflight.header("allow"), None);

    let response = client.get("/long").header("accept-encoding", "gzip").await;
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert!(response.bytes().len() < LONG / 10);
    let mut text = String::new();
    flate2::read::GzDecoder::new(response.bytes())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text.len(), LONG);
    let response = client.get("/long").await;
    assert_eq!(
        (response.header("content-encoding"), response.bytes().len()),
        (None, LONG)
    );
}

#[tokio::test]
async fn head_through_layers_is_head_of_what_they_make() {
    let client = site::app().layer(CompressionLayer::new()).test();
    for encoding in ["gzip", "identity"] {
        let get = client
            .get("/long")
            .header("accept-encoding", encoding)
            .await;
        let head = client
            .head("/long")
            .header("accept-encoding", encoding)
            .await;
        assert_eq!(head.text(), "");
        for name in ["content-encoding", "vary", "content-type"] {
            assert_eq!(head.header(name), get.header(name), "{encoding} {name}");
        }
        // Compressed on the way, the length is not known beforehand (RFC 9110,
        // 8.6: then there is none rather than a wrong one).
        let length = (encoding == "identity").then(|| LONG.to_string());
        assert_eq!(
            head.header("content-length"),
            length.as_deref(),
            "{encoding}"
        );
    }
}

/// Adds a letter to what the request brought and to what the response says.
#[derive(Clone)]
struct Letter(char);

#[derive(Clone)]
struct Trail(String);

impl<S: Clone> Layer<S> for Letter {
    type Service = Lettered<S>;

    fn layer(&self, inner: S) -> Lettered<S> {
        Lettered {
            inner,
            letter: self.0,
        }
    }
}

#[derive(Clone)]
struct Lettered<S> {
    inner: S,
    letter: char,
}

impl<S> Service<Request> for Lettered<S>
where
    S: Service<Request, Error = Infallible, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = futures_util::future::BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(
        &mut self,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let mut trail = request
            .extensions_mut()
            .remove()
            .unwrap_or(Trail(String::new()));
        trail.0.push(self.letter);
        request.extensions_mut().insert(trail.clone());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            let value = HeaderValue::from_str(&trail.0).unwrap();
            response.headers_mut().append("x-trail", value);
            Ok(response)
        })
    }
}

#[tokio::test]
async fn the_last_layer_is_the_outermost() {
    // Pages and names may be given before or after.
    let app = site::app()
        .layer(Letter('a'))
        .on_error(404, async || "no\n")
        .layer(Letter('b'))
        .server_name("example.com");
    let response = app.test().get("/").host("example.com").await;
    let trail: Vec<_> = response.headers().get_all("x-trail").iter().collect();
    assert_eq!(trail, ["ba", "b"]);
    let response = app.test().get("/").host("localhost").await;
    assert_eq!((response.status().as_u16(), response.text()), (404, "no\n"));
}

/// Counts how often it is put around something.
#[derive(Clone)]
struct Counted(Arc<AtomicUsize>);

impl<S> Layer<S> for Counted {
    type Service = S;

    fn layer(&self, inner: S) -> S {
        self.0.fetch_add(1, Ordering::SeqCst);
        inner
    }
}

#[tokio::test]
async fn clones_share_their_layers() {
    let count = Arc::new(AtomicUsize::new(0));
    let app = site::app()
        .layer(Counted(Arc::clone(&count)))
        .layer(GlobalConcurrencyLimitLayer::new(1));
    for _ in 0..3 {
        // As a server does for each connection.
        assert_eq!(app.clone().test().get("/").await.status(), 200);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn services_can_be_asked_by_hand() {
    let request = http::Request::get("/say/ann").body(Body::empty()).unwrap();
    let mut app = site::app();
    let response = ServiceExt::<Request>::ready(&mut app)
        .await
        .unwrap()
        .call(request)
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    // A request without a host, as such tests make them, is for the default one.
    assert_eq!(
        response.into_body().collect().await.unwrap().to_bytes(),
        "<ann>"
    );
}

#[tokio::test]
async fn axum_serves_the_application() {
    async fn bind() -> (tokio::net::TcpListener, std::net::SocketAddr) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        (listener, addr)
    }
    fn router() -> Router {
        Router::new().nest_service("/app", site::app())
    }

    let (listener, plain) = bind().await;
    tokio::spawn(axum::serve(listener, site::app()).into_future());
    let (listener, layered) = bind().await;
    let app: App = site::app().layer(Letter('a'));
    tokio::spawn(axum::serve(listener, app).into_future());
    let (listener, nested) = bind().await;
    tokio::spawn(axum::serve(listener, router()).into_future());
    let (listener, informed) = bind().await;
    let app = site::app().layer(axum::middleware::from_fn(
        async |ConnectInfo(peer): ConnectInfo<std::net::SocketAddr>,
               request: Request,
               next: axum::middleware::Next| {
            let mut response = next.run(request).await;
            let peer = HeaderValue::from_str(&peer.ip().to_string()).unwrap();
            response.headers_mut().insert("x-peer", peer);
            response.into_response()
        },
    ));
    let make = axum::ServiceExt::<Request>::into_make_service_with_connect_info::<
        std::net::SocketAddr,
    >(app);
    tokio::spawn(axum::serve(listener, make).into_future());

    for (addr, path) in [
        (plain, "/say/ann"),
        (layered, "/say/ann"),
        (nested, "/app/say/ann"),
        (informed, "/say/ann"),
    ] {
        let mut client = Client::connect(addr).await;
        for _ in 0..2 {
            let reply = client.ask(&get("localhost", path)).await;
            assert_eq!((reply.status, reply.body.as_str()), (200, "<ann>"));
            assert_eq!(
                reply.header("x-peer"),
                (addr == informed).then_some("127.0.0.1")
            );
            assert_eq!(reply.header("x-trail"), (addr == layered).then_some("a"));
        }
        let reply = client.ask(&get("localhost", "//evil.com/x")).await;
        assert_eq!(reply.status, 404);
    }
    let uri: Uri = "/app".parse().unwrap();
    let mut client = Client::connect(nested).await;
    let reply = client.ask(&get("localhost", &format!("{uri}/dir?q"))).await;
    assert_eq!(reply.header("location"), Some("/app/dir/?q"));
}
