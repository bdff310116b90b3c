//! The user's own pages in place of routing's errors.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use fingerpost::{App, Matched, routes};

routes! {
    site;

    "/"          => index,
    POST "/form" => index,
    "/x/"        => index,
    "/gone"      => gone,
    "/none/<int:id>" => none,
    WEBSOCKET "/feed" => index,
}

async fn index() -> &'static str {
    "index\n"
}

async fn gone() -> StatusCode {
    StatusCode::NOT_FOUND
}

async fn none(id: u8) -> (StatusCode, String) {
    (StatusCode::METHOD_NOT_ALLOWED, format!("no {id}\n"))
}

async fn not_found(uri: Uri, matched: Option<Matched>) -> String {
    assert!(matched.is_none());
    format!("nothing at {}\n", uri.path())
}

async fn not_allowed(method: Method, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let agent = headers.get("user-agent").cloned();
    let agent = agent.unwrap_or(HeaderValue::from_static("nobody"));
    let length = body.len();
    (
        [("x-agent", agent)],
        format!("not by {method}, {length} bytes\n"),
    )
}

fn app() -> App {
    site::app()
        .on_error(404, not_found)
        .on_error(405, not_allowed)
        .on_error(400, async || "what?\n")
}

#[tokio::test]
async fn a_page_keeps_the_status_and_allow() {
    let client = app().test();

    let response = client.get("/nope?q=1").await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (404, "nothing at /nope\n")
    );

    let response = client
        .post("/")
        .header("user-agent", "test")
        .body("four")
        .await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (405, "not by POST, 4 bytes\n")
    );
    assert_eq!(response.header("allow"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(response.header("x-agent"), Some("test"));

    for request in [
        client.get("/").host("a b"),
        client.get("/").header("host", "twice"),
        client.get("/%00"),
        client.get("/feed"),
    ] {
        let response = request.await;
        assert_eq!(
            (response.status().as_u16(), response.text()),
            (400, "what?\n")
        );
    }

    // HEAD has no body here either, and OPTIONS and redirects are no errors.
    let response = client.head("/nope").await;
    assert_eq!((response.status().as_u16(), response.text()), (404, ""));
    let length = "nothing at /nope\n".len().to_string();
    assert_eq!(response.header("content-length"), Some(length.as_str()));
    assert_eq!(client.options("/form").await.status(), 200);
    assert_eq!(client.get("/x").await.location(), Some("/x/"));
}

#[tokio::test]
async fn a_handlers_own_error_is_its_own() {
    let client = app().test();
    let response = client.get("/gone").await;
    assert_eq!((response.status().as_u16(), response.text()), (404, ""));
    let response = client.get("/none/7").await;
    assert_eq!(
        (response.status().as_u16(), response.text()),
        (405, "no 7\n")
    );
    assert_eq!(response.header("allow"), None);
    // A value that the handler's type refuses is routing's.
    let response = client.get("/none/256").await;
    assert_eq!(response.text(), "nothing at /none/256\n");
}

#[tokio::test]
async fn a_page_may_decide_otherwise() {
    let app = site::app()
        .on_error(404, async || "the first\n")
        .on_error(404, async || Redirect::to("/"))
        .on_error(405, async || {
            (
                StatusCode::IM_A_TEAPOT,
                [("allow", "TEA")],
                "short and stout\n",
            )
        })
        .on_error(400, async || -> &'static str { panic!("on purpose") });
    let client = app.test();
    // The last page for a status counts.
    let response = client.get("/nope").await;
    assert_eq!(
        (response.status().as_u16(), response.location()),
        (303, Some("/"))
    );
    let response = client.post("/").await;
    assert_eq!(
        (response.status().as_u16(), response.header("allow")),
        (418, Some("TEA"))
    );
    assert_eq!(client.get("/%00").await.status(), 500);
}

#[tokio::test]
async fn without_pages_there_is_a_line_of_text() {
    let client = site::app().test();
    for (request, status) in [
        (client.get("/nope"), 404),
        (client.post("/"), 405),
        (client.get("/%00"), 400),
    ] {
        let response = request.await;
        assert_eq!(response.status(), status);
        assert_eq!(
            response.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        assert_eq!(response.text().lines().count(), 1, "{}", response.text());
    }
}
