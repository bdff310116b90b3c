#![doc = include_str!("docs/guide.md")]

mod app;
mod assert;
#[cfg(feature = "cli")]
mod cli;
mod dispatch;
pub mod docs;
mod environ;
mod explain;
mod handler;
mod listing;
mod matched;
mod names;
#[doc(hidden)]
pub mod private;
mod server;
mod test;
pub mod url;

pub use app::{App, ResponseFuture};
#[cfg(feature = "cli")]
pub use cli::cli;
pub use environ::{BadRequest, Environ};
pub use explain::{Explanation, NoRequest};
#[doc = include_str!("docs/handler.md")]
pub use fingerpost_macros::handler;
#[doc = include_str!("docs/routes.md")]
pub use fingerpost_macros::routes;
#[doc = include_str!("docs/url_macro.md")]
pub use fingerpost_macros::url;
pub use fingerpost_rules as rules;
pub use fingerpost_rules::Map;
pub use handler::Page;
pub use matched::Matched;
pub use server::{BoundServer, PeerAddr, ServeError, Server, run};
pub use test::{TestClient, TestRequest, TestResponse};
pub use url::{BuildUrl, HostUrl, Url, Urls, redirect};

/// The README's code compiles.
#[doc = include_str!("../../README.md")]
#[cfg(doctest)]
struct Readme;
