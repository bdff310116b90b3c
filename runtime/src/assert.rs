//! `assert_routes!`: where URLs lead, as one line of a test each.

use fingerpost_rules::BoundRule;

use crate::app::App;
use crate::explain::Explanation;

/// Asserts where requests lead: to a handler, to a redirect, or to a status.
///
/// A line is a method, a URL as for [`App::explain`](crate::App::explain), and
/// one of these:
///
/// - a handler, as it stands in the block: its path is compared with the
///   endpoint, so it need not be in scope;
/// - an endpoint as text, for what has no handler;
/// - `redirect` and where to: a whole URL, or a path on the host that is asked;
/// - a status, where no handler is asked.
///
/// Nothing is run, so handlers need nothing to be there.
///
/// ```
/// use fingerpost::{assert_routes, routes};
///
/// routes! {
///     site;
///
///     "/"           => hello,
///     "/users/"     => users::list,
///     POST "/users" => users::create,
///     WEBSOCKET "/feed" => feed,
///     subdomain "kb" { "/test" => hello2::test }
/// }
/// # async fn hello() {}
/// # async fn feed() {}
/// # mod users { pub async fn list() {} pub async fn create() {} }
/// # mod hello2 { pub async fn test() {} }
///
/// assert_routes!(site::app(), GET "http://kb.localhost/test" => hello2::test);
/// assert_routes! {
///     site::app(),
///     GET "/" => hello,
///     HEAD "/" => "hello",
///     POST "/users" => users::create,
///     GET "/users" => redirect "/users/",
///     WEBSOCKET "/feed" => feed,
///     DELETE "/users/" => 405,
///     GET "/test" => 404,
/// }
/// ```
///
/// # Panics
/// A request leads elsewhere. What it leads to, and why, is in the message:
///
/// ```should_panic
/// # use fingerpost::{assert_routes, routes};
/// # routes! { site; "/" => hello, subdomain "kb" { "/test" => hello2::test } }
/// # async fn hello() {}
/// # mod hello2 { pub async fn test() {} }
/// // GET http://localhost/test does not lead to hello2.test:
/// //
/// // hello2.test  /test  no: the subdomain is empty, not "kb"
/// // result: 404
/// assert_routes!(site::app(), GET "/test" => hello2::test);
/// ```
#[macro_export]
macro_rules! assert_routes {
    // A line ends in a comma or a semicolon, and a path may stand before nothing else.
    (@ $app:ident $(,)? $(;)?) => {};
    (@ $app:ident , $($lines:tt)+) => { $crate::assert_routes!(@ $app $($lines)+) };
    (@ $app:ident ; $($lines:tt)+) => { $crate::assert_routes!(@ $app $($lines)+) };
    (@ $app:ident $method:ident $url:literal => redirect $to:literal $($lines:tt)*) => {
        $crate::private::assert_route(
            $app,
            ::core::stringify!($method),
            $url,
            $crate::private::Expected::Redirect($to),
        );
        $crate::assert_routes!(@ $app $($lines)*)
    };
    (@ $app:ident $method:ident $url:literal => $expected:literal $($lines:tt)*) => {
        $crate::private::assert_route(
            $app,
            ::core::stringify!($method),
            $url,
            $crate::private::Expected::from($expected),
        );
        $crate::assert_routes!(@ $app $($lines)*)
    };
    (@ $app:ident $method:ident $url:literal => $handler:path $(, $($lines:tt)*)?) => {
        $crate::private::assert_route(
            $app,
            ::core::stringify!($method),
            $url,
            $crate::private::Expected::Handler(::core::stringify!($handler)),
        );
        $crate::assert_routes!(@ $app $($($lines)*)?)
    };
    (@ $app:ident $method:ident $url:literal => $handler:path; $($lines:tt)*) => {
        $crate::assert_routes!(@ $app $method $url => $handler);
        $crate::assert_routes!(@ $app $($lines)*)
    };
    ($app:expr, $method:ident $($lines:tt)+) => {{
        let app: &$crate::App = &$app;
        $crate::assert_routes!(@ app $method $($lines)+);
    }};
}

/// Where a request is to lead.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// To a handler, by its path.
    Handler(&'static str),
    /// To a rule, by its endpoint.
    Endpoint(&'static str),
    /// To a redirect: its URL, or its path on the same host.
    Redirect(&'static str),
    /// To a status without a handler.
    Status(u16),
}

impl From<u16> for Expected {
    fn from(status: u16) -> Self {
        Expected::Status(status)
    }
}

impl From<&'static str> for Expected {
    fn from(endpoint: &'static str) -> Self {
        Expected::Endpoint(endpoint)
    }
}

impl Expected {
    fn is(self, explanation: &Explanation) -> bool {
        let endpoint = || explanation.rule().and_then(BoundRule::endpoint);
        match self {
            Expected::Handler(path) => endpoint() == Some(&endpoint_of(path)),
            Expected::Endpoint(name) => endpoint() == Some(name),
            Expected::Redirect(to) => explanation
                .redirect()
                .is_some_and(|redirect| redirect.url() == to || redirect.local() == Some(to)),
            Expected::Status(status) => explanation
                .status()
                .is_some_and(|answered| answered == status),
        }
    }

    fn told(self) -> String {
        match self {
            Expected::Handler(path) => endpoint_of(path),
            Expected::Endpoint(name) => name.to_owned(),
            Expected::Redirect(to) => format!("a redirect to {to}"),
            Expected::Status(status) => status.to_string(),
        }
    }
}

/// One line of `assert_routes!`.
///
/// # Panics
/// The request leads elsewhere, or is none.
#[track_caller]
pub fn assert_route(app: &App, method: &str, url: &str, expected: Expected) {
    let explanation = match app.explain(method, url) {
        Ok(explanation) => explanation,
        Err(error) => panic!("{error}"),
    };
    if !expected.is(&explanation) {
        let url = explanation.url();
        let expected = expected.told();
        panic!("{method} {url} does not lead to {expected}:\n\n{explanation}");
    }
}

/// The endpoint that `routes!` gives a handler of this path: names with dots,
/// without what says only where the path begins, generics and `r#`.
fn endpoint_of(path: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    let mut before = ' ';
    for character in path.chars() {
        match character {
            '<' => depth += 1,
            // In `Fn() -> T` it closes nothing.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ if depth == 0 && !character.is_whitespace() => plain.push(character),
            _ => {}
        }
        before = character;
    }
    let names: Vec<&str> = plain
        .split("::")
        .filter(|name| !name.is_empty())
        .map(|name| name.strip_prefix("r#").unwrap_or(name))
        .skip_while(|name| ["crate", "self", "super"].contains(name))
        .collect();
    names.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_endpoints() {
        for (path, endpoint) in [
            ("hello", "hello"),
            ("hello2::test", "hello2.test"),
            ("crate::hello2 :: test", "hello2.test"),
            ("::users::show", "users.show"),
            ("super::super::show", "show"),
            ("self::r#type::r#match", "type.match"),
            ("show::<Vec<u8>, fn() -> u8>", "show"),
            ("users::<u8>::show", "users.show"),
        ] {
            assert_eq!(endpoint_of(path), endpoint, "{path}");
        }
    }
}
