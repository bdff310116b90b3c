//! Asks an application in process, without a socket.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use axum_core::body::Body;
use bytes::Bytes;
use http::header::{HOST, HeaderName, LOCATION};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::app::App;

/// Asks an [`App`], made by [`App::test`].
///
/// ```
/// use fingerpost::routes;
///
/// routes! { site; "/" => hello, subdomain "kb" { POST "/say" => say } }
///
/// async fn hello() -> &'static str { "Hello world!\n" }
/// async fn say(body: String) -> String { format!("you say {body}\n") }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let client = site::app().test();
/// assert_eq!(client.get("/").await.text(), "Hello world!\n");
///
/// let response = client.post("/say").host("kb.localhost").body("hi").await;
/// assert_eq!((response.status().as_u16(), response.text()), (200, "you say hi\n"));
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TestClient {
    app: App,
}

macro_rules! methods {
    ($($name:ident $method:ident)*) => {$(
        #[doc = concat!("A ", stringify!($method), " request. The path is percent-encoded, as in a URL.")]
        pub fn $name(&self, path: &str) -> TestRequest {
            self.request(Method::$method, path)
        }
    )*};
}

impl TestClient {
    pub(crate) fn new(app: App) -> Self {
        TestClient { app }
    }

    methods! {
        get GET
        post POST
        put PUT
        patch PATCH
        delete DELETE
        head HEAD
        options OPTIONS
    }

    /// A request by any method. The path is percent-encoded, as in a URL.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        let uri = path
            .parse::<Uri>()
            .map(|uri| *request.uri_mut() = uri)
            .map_err(|error| format!("`{path}` is no path: {error}"));
        request
            .headers_mut()
            .insert(HOST, HeaderValue::from_static("localhost"));
        TestRequest {
            app: self.app.clone(),
            request,
            mistake: uri.err(),
        }
    }
}

/// A request that is being put together. Awaiting it, or its
/// [`send`](Self::send), asks the application.
#[must_use = "a request does nothing until it is awaited"]
pub struct TestRequest {
    app: App,
    request: Request<Body>,
    mistake: Option<String>,
}

impl fmt::Debug for TestRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestRequest")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

impl TestRequest {
    /// The host that is asked, with its port: `kb.localhost:5000`. Without it,
    /// it is `localhost`.
    pub fn host(mut self, host: &str) -> Self {
        self.request.headers_mut().remove(HOST);
        self.header("host", host)
    }

    /// Adds a header. A name that stands already gets a second value.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.request.headers_mut().append(name, value);
            }
            _ => self.mistake = Some(format!("`{name}: {value}` is no header")),
        }
        self
    }

    /// Takes the Host away, as HTTP/1.0 may.
    pub fn no_host(mut self) -> Self {
        self.request.headers_mut().remove(HOST);
        self
    }

    /// The body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Puts a value into the request's extensions, as layers and servers do.
    pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.request.extensions_mut().insert(value);
        self
    }

    /// Asks the application and reads the whole response.
    ///
    /// # Panics
    /// The path or a header is none, or the body of the response fails: a test
    /// should then fail at once.
    pub async fn send(self) -> TestResponse {
        if let Some(mistake) = self.mistake {
            panic!("{mistake}");
        }
        let response = self
            .app
            .oneshot(self.request)
            .await
            .unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = match body.collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) => panic!("the body of the response failed: {error}"),
        };
        let text = String::from_utf8_lossy(&body).into_owned();
        TestResponse {
            response: Response::from_parts(parts, body),
            text,
        }
    }
}

impl IntoFuture for TestRequest {
    type Output = TestResponse;
    type IntoFuture = Pin<Box<dyn Future<Output = TestResponse> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// A response, read to its end.
#[derive(Debug)]
pub struct TestResponse {
    response: Response<Bytes>,
    text: String,
}

impl TestResponse {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The first value of a header, if it has one that is ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// Where a redirect leads to.
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        self.response.body()
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A value of the response's extensions, such as [`Matched`](crate::Matched).
    pub fn extension<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        self.response.extensions().get().cloned()
    }
}
