//! Explanations of requests, and assertions that show them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use axum::Router;
use fingerpost::{App, assert_routes, routes};
use http::{Method, StatusCode};

routes! {
    site;

    GET "/users/<int:id>"    => users::show,
    POST "/users/<int:id>/"  => users::update,
    "/users/<month>/<int(max=99):day>" => users::r#match,
    "/raw/<path:rest>"       => service Router::new(),
    "/old"                   => redirect "/users/1",
    WEBSOCKET "/feed"        => feed,
    #[endpoint = "redirect"]
    "/upgrade"               => feed,
    #[endpoint = "special"]
    "/named"                 => feed,
    subdomain "kb" { "/test" => kb::test }
    host "www.example.com" { "/test" => test }
}

mod users {
    pub(crate) async fn show(_id: u8) {}
    pub(crate) async fn update(_id: u8) {}
    pub(crate) async fn r#match(_month: String, _day: i8) {}
}

mod kb {
    pub(crate) async fn test() {}
}

async fn feed() {}
async fn test() {}

fn app() -> App {
    site::app()
}

#[test]
fn lines_that_are_so() {
    assert_routes!(app(), GET "http://kb.localhost/test" => kb::test);
    assert_routes! {
        app(),
        GET "/users/5" => users::show,
        HEAD "http://localhost:5000/users/5?q#f" => crate::users::show;
        POST "/users/5" => redirect "/users/5/",
        PUT "/users/5" => 405,
        POST "/users/5/" => self::users::update::<u8>,
        GET "/users/may/5" => users::r#match,
        GET "/users/may/100" => 404,
        HEAD "/old" => redirect "/users/1",
        GET "https://localhost/old?q" => redirect "https://localhost/users/1?q",
        GET "/upgrade" => redirect,
        WEBSOCKET "/feed" => feed,
        GET "ws://localhost/feed" => feed;
        GET "/feed" => 400,
        WEBSOCKET "/upgrade" => redirect,
        GET "/named" => "special",
        GET "http://www.example.com/test" => test,
        OPTIONS "/users/5" => 200,
        GET "/%00" => 400,
    };
    let app = app().server_name("example.com");
    assert_routes!(app, GET "http://kb.example.com/test" => kb::test, GET "/users/5" => users::show);
}

/// What is said by a closure that panics, and in which line.
fn panic_of(act: impl FnOnce()) -> (String, u32) {
    let line = Arc::new(Mutex::new(0));
    let before = Arc::new(std::panic::take_hook());
    let (seen, forward) = (Arc::clone(&line), Arc::clone(&before));
    let this = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == this {
            *seen.lock().unwrap() = info.location().map_or(0, |place| place.line());
        } else {
            forward(info);
        }
    }));
    let panic = catch_unwind(AssertUnwindSafe(act)).expect_err("it panics");
    std::panic::set_hook(Box::new(move |info| before(info)));
    let line = *line.lock().unwrap();
    (*panic.downcast::<String>().expect("a text"), line)
}

#[test]
fn a_line_that_is_not_so_is_explained() {
    let here = line!();
    let (text, line) = panic_of(|| assert_routes!(app(), GET "/users/300" => users::show));
    let expected = "\
GET http://localhost/users/300 does not lead to users.show:

users.show    /users/<int:id>                   no: \"300\" is refused by the type of <int:id>
users.update  /users/<int:id>/                  no: \"300\" is refused by the type of <int:id>
users.match   /users/<month>/<int(max=99):day>  no: the path ends before <int(max=99):day>
result: 404
";
    assert_eq!((text.as_str(), line), (expected, here + 1));

    let (text, _) = panic_of(|| {
        assert_routes! { app(), GET "/users/5" => users::show, POST "/users/5" => users::show }
    });
    let expected = "\
POST http://localhost/users/5 does not lead to users.show:

users.show    /users/<int:id>   almost: method POST is not in GET, HEAD    -> would be 405, Allow: GET, HEAD, OPTIONS
users.update  /users/<int:id>/  almost: the path lacks its trailing slash  -> 308 http://localhost/users/5/
result: 308 http://localhost/users/5/ by users.update
";
    assert_eq!(text, expected);

    for (text, start) in [
        (
            panic_of(|| assert_routes!(app(), GET "/old" => redirect "/users/2")).0,
            "GET http://localhost/old does not lead to a redirect to /users/2:\n",
        ),
        (
            panic_of(|| assert_routes!(app(), GET "/old" => 404)).0,
            "GET http://localhost/old does not lead to 404:\n",
        ),
        (
            panic_of(|| assert_routes!(app(), GET "/users/5" => "users.update")).0,
            "GET http://localhost/users/5 does not lead to users.update:\n",
        ),
        (
            panic_of(|| assert_routes!(app(), GET "users/5" => users::show)).0,
            "\"users/5\" is no URL that can be asked: ",
        ),
    ] {
        assert!(text.starts_with(start), "{text}");
    }
}

#[test]
fn an_explanation_has_what_it_writes() {
    let app = app();
    let explanation = app.explain("GET", "/users/5").unwrap();
    assert_eq!(
        explanation.rule().and_then(|rule| rule.endpoint()),
        Some("users.show")
    );
    assert_eq!(
        (explanation.status(), explanation.is_answered()),
        (None, true)
    );
    assert_eq!(explanation.decided_by(), explanation.rule());

    let explanation = app.explain("PUT", "/users/5").unwrap();
    assert_eq!(explanation.method(), Method::PUT);
    assert_eq!(explanation.url(), "http://localhost/users/5");
    assert_eq!(explanation.status(), Some(StatusCode::METHOD_NOT_ALLOWED));
    assert!(!explanation.is_answered() && explanation.rule().is_none());
    let verdicts: Vec<_> = explanation
        .considered()
        .map(|(rule, verdict)| (rule.endpoint(), format!("{verdict:?}")))
        .collect();
    assert_eq!(verdicts[0], (Some("users.show"), "OtherMethod".to_owned()));
}

/// What is explained is what is answered, by the very handlers.
#[tokio::test]
async fn an_explanation_is_what_is_answered() {
    let app = app();
    for host in ["localhost", "kb.localhost:5000", "www.example.com"] {
        for path in [
            "/users/5",
            "/users/5/",
            "/users/300",
            "/users/-1",
            "/users/may/99",
            "/users/may/100",
            "/users//5",
            "/raw/a%2Fb",
            "/raw/",
            "/old",
            "/feed",
            "/test",
            "/%ff",
            "/",
        ] {
            for method in [Method::GET, Method::POST, Method::OPTIONS] {
                let explanation = app
                    .explain(method.as_str(), &format!("http://{host}{path}"))
                    .unwrap();
                let response = app.test().request(method.clone(), path).host(host).await;
                let matched: Option<fingerpost::Matched> = response.extension();
                let told = format!("{method} {host} {path}: {response:?}\n{explanation}");
                assert_eq!(
                    explanation.rule(),
                    matched.map(|matched| matched.bound_rule()),
                    "{told}"
                );
                if let Some(status) = explanation.status() {
                    assert_eq!(response.status(), status, "{told}");
                }
                let location = explanation.redirect().and_then(|redirect| redirect.local());
                assert_eq!(response.location(), location, "{told}");
            }
        }
    }
}
