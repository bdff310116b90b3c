//! Allocations, counted: none for a match, and for a request no more than axum's `Router` makes for
//! the same handler.
//!
//! `allocation_counter` counts those of the thread that asks. Its allocator is the whole program's,
//! so these tests are a program of their own.

use std::convert::Infallible;
use std::hint::black_box;

use allocation_counter::measure;
use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fingerpost::routes;
use fingerpost_rules::{
    BindEnviron, Captures, Environ, Map, Outcome, PathInfo, Purpose, Rule, Select,
};
use futures_util::FutureExt as _;
use http::header::HOST;
use http::{HeaderValue, Method, Request, StatusCode, Uri};
use tower::Service;

/// The allocations of what is done.
fn allocations(mut done: impl FnMut()) -> u64 {
    // What is made once, when it is first needed, does not count.
    done();
    measure(done).count_total
}

/// Looks at each value, as a handler's types do.
struct Look;

impl Select for Look {
    fn select(&mut self, _: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        for index in 0..captures.len() {
            black_box(captures.text(index));
        }
        true
    }
}

const RULES: [&str; 9] = [
    "/",
    "/about/team",
    "/users/<int:id>",
    "/users/<int:id>/posts/<slug>",
    "/files/<path:file>",
    "/files/<path:file>/raw",
    "/at/<float:x>,<float:y>",
    "/in/<any(first, second):list>/<uuid:id>",
    "/<a>/<b>/<c>/<d>/<e>/<f>/<g>/<h>",
];

/// What is asked, and what the answer is.
const MATCHES: [(&str, &str, &str); 12] = [
    ("GET", "/", "a match"),
    ("GET", "/about/team", "a match"),
    ("GET", "/users/5", "a match"),
    ("GET", "/users/5/posts/a-b", "a match"),
    ("GET", "/files/a/b/c.txt", "a match"),
    ("GET", "/files/a/b/c.txt/raw", "a match"),
    ("GET", "/at/1.5,2.5", "a match"),
    (
        "GET",
        "/in/second/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "a match",
    ),
    ("GET", "/1/2/3/4/5/6/7/8", "a match"),
    ("GET", "/users/ann", "nothing"),
    ("GET", "/about/team/x", "nothing"),
    ("PUT", "/users/5", "a wrong method"),
];

#[test]
fn a_match_allocates_nothing() {
    let map = Map::new(RULES.map(|rule| Rule::new(rule, "endpoint").methods(["GET"]))).unwrap();
    let adapter = map.bind("localhost").unwrap();
    for (method, path, expected) in MATCHES {
        let ask = || match adapter.select(PathInfo::Raw(path), method, &mut Look) {
            Outcome::Match(_) => "a match",
            Outcome::MethodNotAllowed(_) => "a wrong method",
            Outcome::NotFound => "nothing",
            _ => "something else",
        };
        assert_eq!(ask(), expected, "{method} {path}");
        let count = allocations(|| {
            black_box(ask());
        });
        assert_eq!(count, 0, "{method} {path}");
    }
}

/// A request as the map sees it.
struct Head {
    host: &'static str,
}

impl Environ for Head {
    fn url_scheme(&self) -> &str {
        "http"
    }
    fn host(&self) -> Option<&str> {
        Some(self.host)
    }
    fn request_method(&self) -> &str {
        "GET"
    }
    fn script_name(&self) -> &str {
        ""
    }
    fn path_info(&self) -> PathInfo<'_> {
        PathInfo::Raw("/users/5")
    }
    fn query_string(&self) -> &str {
        ""
    }
    fn is_websocket(&self) -> bool {
        false
    }
}

#[test]
fn binding_to_a_request_allocates_little() {
    let rules = |subdomain: &str| {
        let rules = RULES.map(|rule| Rule::new(rule, "endpoint").methods(["GET"]));
        rules.map(|rule| rule.subdomain(subdomain)).to_vec()
    };
    // The server's name and the subdomain are copied out of the host today.
    for (subdomain, host, most) in [
        ("", "localhost:5000", 1),
        ("", "example.com", 0),
        ("kb", "kb.localhost:5000", 4),
    ] {
        let map = Map::new(rules(subdomain)).unwrap();
        let head = Head { host };
        let count = allocations(|| {
            let adapter = map.bind_to_environ(&head, BindEnviron::default()).unwrap();
            let outcome = adapter.select(adapter.path_info(), adapter.default_method(), &mut Look);
            assert!(matches!(outcome, Outcome::Match(_)), "{host}");
        });
        assert!(count <= most, "{host}: {count}");
    }
}

routes! {
    site;

    "/users/<int:id>" => user,
    "/say/<name>"     => say,
}

async fn user(id: u32) -> String {
    id.to_string()
}

async fn say(name: String) -> String {
    name
}

fn router() -> axum::Router {
    axum::Router::new()
        .route("/users/{id}", get(|Path(id): Path<u32>| user(id)))
        .route("/say/{name}", get(|Path(name): Path<String>| say(name)))
}

/// The allocations of a request, from the time that it is made.
fn of_request<S>(service: &mut S, method: &Method, path: &'static str, status: StatusCode) -> u64
where
    S: Service<Request<Body>, Response = Response, Error = Infallible>,
{
    allocations(|| {
        let mut request = Request::new(Body::empty());
        request.method_mut().clone_from(method);
        *request.uri_mut() = Uri::from_static(path);
        let host = HeaderValue::from_static("localhost:5000");
        request.headers_mut().insert(HOST, host);
        let response = service.call(request).now_or_never().unwrap();
        assert_eq!(response.unwrap().status(), status, "{method} {path}");
    })
}

#[test]
fn a_request_allocates_no_more_than_with_axum() {
    for (method, path, status, most) in [
        (Method::GET, "/users/5", StatusCode::OK, 11),
        (Method::GET, "/say/ann", StatusCode::OK, 11),
        (Method::GET, "/nothing", StatusCode::NOT_FOUND, 4),
        (Method::POST, "/users/5", StatusCode::METHOD_NOT_ALLOWED, 6),
    ] {
        let ours = of_request(&mut site::app(), &method, path, status);
        let axum = of_request(&mut router(), &method, path, status);
        assert!(
            ours <= most && ours <= axum,
            "{method} {path}: {ours}, with axum {axum}"
        );
    }
}
