//! URLs as the request at hand sees them, and those of names that are known at run time only.

use std::fmt;
use std::sync::Arc;

use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response};
use fingerpost_rules::{
    Bind, BindEnviron, BuildError, BuildOptions, Map, MapAdapter, PathInfo, UrlValues, Value,
};
use http::StatusCode;
use http::request::Parts;

use super::address::{Address, HostUrl};
use crate::app::App;
use crate::environ::Environ;
use crate::matched::Matched;

/// What a server knows of itself, in the extensions of its requests if it is anything.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub(crate) server_name: Option<Arc<str>>,
    pub(crate) debug: bool,
}

impl Served {
    /// What a map is bound with.
    pub(crate) fn options(served: Option<&Served>) -> BindEnviron<'_> {
        BindEnviron {
            server_name: served.and_then(|served| served.server_name.as_deref()),
            subdomain: None,
            debug: served.is_some_and(|served| served.debug),
        }
    }
}

/// URLs as the request at hand sees them: an extractor.
///
/// Scheme, host, subdomain and SCRIPT_NAME are those of the request, so a URL is a path where it
/// stays on its host, and right under every mount.
///
/// ```
/// use fingerpost::{Urls, routes, url};
///
/// routes! {
///     site;
///     "/" => index,
///     subdomain "kb" { "/<int:id>" => article }
/// }
///
/// async fn index(urls: Urls) -> String {
///     let typed = urls.to(url!(site::article, id = 5));
///     let named = urls.url_for("article", &[("id", 5)]);
///     format!("{typed} {}", named.unwrap_or_else(|error| error.to_string()))
/// }
/// async fn article(id: u32) -> String { format!("article {id}\n") }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let response = site::app().test().get("/").host("localhost:5000").await;
/// assert_eq!(response.text(), "http://kb.localhost:5000/5 http://kb.localhost:5000/5");
/// # }
/// ```
#[derive(Clone)]
pub struct Urls {
    map: &'static Map,
    environ: Arc<Held>,
    served: Option<Served>,
}

/// What URLs depend on of a request, which goes on to the handler.
struct Held {
    url_scheme: &'static str,
    host: Option<String>,
    script_name: String,
    is_websocket: bool,
}

impl Held {
    fn new(environ: &Environ<'_>) -> Self {
        Held {
            url_scheme: environ.url_scheme(),
            host: environ.host().map(str::to_owned),
            script_name: environ.script_name().to_owned(),
            is_websocket: environ.is_websocket(),
        }
    }
}

impl fingerpost_rules::Environ for Held {
    fn url_scheme(&self) -> &str {
        self.url_scheme
    }

    fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    fn script_name(&self) -> &str {
        &self.script_name
    }

    fn is_websocket(&self) -> bool {
        self.is_websocket
    }

    // No path is matched, so nobody asks for what follows.

    fn request_method(&self) -> &str {
        "GET"
    }

    fn path_info(&self) -> PathInfo<'_> {
        PathInfo::Raw("/")
    }

    fn query_string(&self) -> &str {
        ""
    }
}

impl Urls {
    /// A URL as the request sees it: a path on its host, else a whole URL.
    pub fn to(&self, url: impl Into<HostUrl>) -> Address {
        let url = url.into();
        url.on(&self.adapter(url.map()))
    }

    /// The URL of an endpoint by its name: Flask's `url_for`.
    ///
    /// # Errors
    /// No rule of the endpoint fits the values. The error says which endpoint may have been meant,
    /// and which values are missing.
    pub fn url_for<'v>(
        &self,
        endpoint: &str,
        values: impl UrlValues<'v>,
    ) -> Result<String, BuildError> {
        self.adapter(self.map).url_for(endpoint, values)
    }

    /// [`url_for`](Self::url_for), with options.
    ///
    /// # Errors
    /// No rule of the endpoint fits the values and the options.
    pub fn build_with(
        &self,
        endpoint: &str,
        values: &[(&str, Value<'_>)],
        options: BuildOptions<'_>,
    ) -> Result<String, BuildError> {
        self.adapter(self.map).build_with(endpoint, values, options)
    }

    fn adapter<'a>(&'a self, map: &'a Map) -> MapAdapter<'a> {
        let options = Served::options(self.served.as_ref());
        // The host has been looked at when the request was matched.
        map.bind_to_environ(&*self.environ, options)
            .unwrap_or_else(|_| map.bind_nowhere())
    }
}

impl fmt::Debug for Urls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Urls")
            .field("host", &self.adapter(self.map).host())
            .finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequestParts<S> for Urls {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let Some(matched) = parts.extensions.get::<Matched>() else {
            let missing = "no rule has matched this request\n";
            return Err((StatusCode::INTERNAL_SERVER_ERROR, missing).into_response());
        };
        let environ = Environ::of_parts(parts)
            .map_err(|error| (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response())?;
        Ok(Urls {
            map: matched.bound_rule().map(),
            environ: Arc::new(Held::new(&environ)),
            served: parts.extensions.get().cloned(),
        })
    }
}

impl App {
    /// The URL of an endpoint by its name, where there is no request: a path on the default host,
    /// else a whole URL on the [server's name](App::server_name), or on `localhost`.
    ///
    /// ```
    /// # use fingerpost::routes;
    /// # routes! { site; "/users/<int:id>" => user }
    /// # async fn user(_: u32) {}
    /// assert_eq!(site::app().url_for("user", &[("id", 5)])?, "/users/5");
    /// # Ok::<(), fingerpost::rules::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// No rule of the endpoint fits the values. The error says which endpoint may have been meant,
    /// and which values are missing.
    pub fn url_for<'v>(
        &self,
        endpoint: &str,
        values: impl UrlValues<'v>,
    ) -> Result<String, BuildError> {
        let map = self.map();
        let name = self.server_name_or("localhost");
        let adapter = map
            .bind(Bind::to(name))
            .unwrap_or_else(|_| map.bind_nowhere());
        adapter.url_for(endpoint, values)
    }
}
