//! What handlers take and give: variables, axum's extractors and responses,
//! websockets.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, Extension, Form, FromRef, OriginalUri, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::{Json, routing};
use fingerpost::{Matched, PeerAddr, TestRequest, handler, routes};
use futures_util::{SinkExt as _, Stream, StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use tokio_tungstenite::tungstenite;

use crate::support::{PATIENCE, Running, get};

#[derive(Clone)]
struct Shop {
    name: Arc<str>,
    stock: Stock,
}

#[derive(Clone)]
struct Stock(u32);

impl FromRef<Shop> for Stock {
    fn from_ref(shop: &Shop) -> Self {
        shop.stock.clone()
    }
}

fn shop() -> Shop {
    Shop {
        name: "corner".into(),
        stock: Stock(12),
    }
}

#[derive(Debug, PartialEq)]
struct Year(u16);

impl FromStr for Year {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.parse() {
            Ok(1666) => panic!("on purpose"),
            Ok(year @ 1900..) => Ok(Year(year)),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

mod words {
    pub(super) const LOCAL: &str = "moin";
}

routes! {
    site<Shop>;

    converter year("[0-9]{4}") = Year;

    // Variables.
    "/int/<int:n>"                 => show_i64,
    "/signed/<int(signed=True):n>" => show_i64,
    "/range/<int(min=3, max=5):n>" => show_u8,
    "/small/<int:n>"               => show_u8,
    "/small/<string:n>"            => show_string,
    "/tiny/<int:n>"                => show_u8,
    "/float/<float:n>"             => show_f64,
    "/uuid/<uuid:n>"               => show_uuid,
    "/any/<any(red, \"light blue\"):n>" => show_string,
    "/code/<string(length=2):n>"   => show_boxed,
    "/path/<path:n>"               => show_shared,
    "/year/<year:n>"               => show_year,
    "/<a>.<b>/<int:c>/three"       => three,
    subdomain "<tenant>" {
        "/of/<int:id>"             => of,
    }

    // Explicit arguments.
    "/swap/<a>/<int:b>"            => swapped(b, a),
    "/list"                        => list(1),
    "/list/<int:page>"             => list(page),
    "/list/<int:page>/<rest>"      => list(page),
    "/hi"                          => greet("hello"),
    "/moin"                        => greet(words::LOCAL),
    "/add/<int:n>"                 => add(n, 2),

    // Names that are compared.
    "/archive/<int:year>/<int:month>" => archive(month, year),
    "/archive/<int:year>"          => archive(1, year),
    #[defaults(month = 12)]
    "/december/<int:year>"         => archive(month, year),

    // Extractors.
    "/state"                       => state,
    "/query"                       => query,
    "/headers"                     => headers,
    "/uri/<path:rest>"             => uri,
    "/matched/<int:id>"            => matched,
    "/extension"                   => extension,
    "/peer"                        => peer,
    POST "/json/<int:id>"          => json,
    POST "/form"                   => form,
    POST "/bytes"                  => bytes,
    POST "/text"                   => text,
    POST "/request"                => request,

    // Responses.
    "/html"                        => html,
    "/none"                        => none,
    "/teapot"                      => teapot,
    "/result/<int:n>"              => result,
    "/sse"                         => sse,
    "/panic"                       => panics,
    "/panic/late"                  => panics_late,

    // Websockets.
    "/echo/<name>"                 => echo,
    WEBSOCKET "/feed"              => feed,
    WEBSOCKET "/both"              => feed,
    "/both"                        => html,
    "/routed/<path:rest>"          => service axum::Router::new().route("/ws", routing::any(feed)),
}

/// Of one month.
#[handler]
async fn archive(month: u8, mut year: u16, method: Method) -> String {
    year %= 100;
    format!("{method} {month}/{year:02}")
}

async fn show_i64(n: i64) -> String {
    n.to_string()
}

async fn show_u8(n: u8) -> String {
    format!("u8 {n}")
}

async fn show_string(n: String) -> String {
    format!("text {n}")
}

async fn show_f64(n: f64) -> String {
    format!("{n:?}")
}

async fn show_uuid(n: uuid::Uuid) -> String {
    n.to_string()
}

async fn show_boxed(n: Box<str>) -> String {
    n.into()
}

async fn show_shared(n: Arc<str>) -> String {
    n.to_string()
}

async fn show_year(year: Year) -> String {
    format!("{year:?}")
}

async fn three(a: String, b: String, c: u32) -> String {
    format!("{a} {b} {c}")
}

async fn of(tenant: String, id: u32, State(shop): State<Shop>) -> String {
    format!("{id} of {tenant} at {}", shop.name)
}

async fn swapped(b: i32, a: String) -> String {
    format!("{b} {a}")
}

async fn list(page: u32, uri: Uri) -> String {
    format!("page {page} at {uri}")
}

async fn greet(word: &'static str) -> &'static str {
    word
}

async fn add(a: u64, b: u64) -> String {
    (a + b).to_string()
}

async fn state(State(shop): State<Shop>, State(Stock(count)): State<Stock>) -> String {
    format!("{count} at {}", shop.name)
}

#[derive(Deserialize)]
struct Page {
    page: u32,
    #[serde(default)]
    per: Option<u32>,
}

async fn query(Query(Page { page, per }): Query<Page>) -> String {
    format!("{page} {per:?}")
}

async fn headers(headers: HeaderMap) -> String {
    let all = headers.get_all("x-tag").iter();
    all.filter_map(|tag| tag.to_str().ok())
        .collect::<Vec<_>>()
        .join("+")
}

async fn uri(rest: String, method: Method, uri: Uri, OriginalUri(original): OriginalUri) -> String {
    format!("{rest} {method} {uri} {original}")
}

async fn matched(id: u32, matched: Matched) -> String {
    format!("{id} {} {:?}", matched.rule(), matched.endpoint())
}

async fn extension(Extension(word): Extension<&'static str>) -> &'static str {
    word
}

async fn peer(
    ConnectInfo(addr): ConnectInfo<std::net::SocketAddr>,
    Extension(peer): Extension<PeerAddr>,
) -> String {
    assert_eq!(addr, peer.0);
    addr.ip().to_string()
}

#[derive(Deserialize, Serialize)]
struct Item {
    name: String,
    count: u32,
}

async fn json(
    id: u32,
    State(Stock(stock)): State<Stock>,
    Json(mut item): Json<Item>,
) -> Json<Item> {
    item.count += id + stock;
    Json(item)
}

async fn form(Form(Item { name, count }): Form<Item>) -> String {
    format!("{count} {name}")
}

async fn bytes(bytes: Bytes) -> String {
    format!("{:?}", &*bytes)
}

async fn text(text: String) -> String {
    format!("{} bytes", text.len())
}

async fn request(request: Request) -> Response {
    Response::new(request.into_body())
}

async fn html() -> Html<&'static str> {
    Html("<p>hi")
}

async fn none() {}

async fn teapot() -> impl IntoResponse {
    (StatusCode::IM_A_TEAPOT, [("x-tea", "green")], "short")
}

async fn result(n: u8) -> Result<String, (StatusCode, &'static str)> {
    match n {
        0 => Err((StatusCode::CONFLICT, "zero")),
        n => Ok(n.to_string()),
    }
}

async fn sse() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = ["one", "two"].map(|text| Ok(Event::default().event("count").data(text)));
    Sse::new(stream::iter(events))
}

async fn panics() -> &'static str {
    panic!("on purpose")
}

async fn panics_late() -> &'static str {
    tokio::task::yield_now().await;
    panic!("on purpose, later")
}

async fn echo(name: String, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        while let Some(Ok(message)) = socket.recv().await {
            if let Message::Text(text) = message {
                let reply = format!("{name}: {text}");
                let _ = socket.send(Message::Text(reply.into())).await;
            }
        }
    })
}

async fn feed(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket: WebSocket| {
        let _ = socket.send(Message::Text("news".into())).await;
    })
}

/// A response in a line: the text of a page, else its status.
async fn line(request: TestRequest) -> String {
    let response = request.await;
    match response.status().as_u16() {
        200 => response.text().to_owned(),
        status => status.to_string(),
    }
}

#[tokio::test]
async fn variables() {
    let client = site::app(shop()).test();
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    for (path, expected) in [
        ("/int/007", "7"),
        ("/int/9223372036854775807", "9223372036854775807"),
        ("/int/9223372036854775808", "404"),
        ("/int/-7", "404"),
        ("/int/+7", "404"),
        ("/int/%37", "7"),
        ("/int/%D9%A3", "404"),
        ("/signed/-7", "-7"),
        ("/signed/7", "7"),
        ("/range/2", "404"),
        ("/range/3", "u8 3"),
        ("/range/6", "404"),
        // What the handler's type refuses goes on to the next rule, or to none.
        ("/small/255", "u8 255"),
        ("/small/256", "text 256"),
        ("/small/x", "text x"),
        ("/tiny/255", "u8 255"),
        ("/tiny/256", "404"),
        ("/float/1.50", "1.5"),
        ("/float/1", "404"),
        ("/float/.5", "404"),
        ("/uuid/67e55044-10b1-426f-9247-bb680e5fe0c8", id),
        ("/uuid/67E55044-10B1-426F-9247-BB680E5FE0C8", id),
        ("/uuid/67e55044", "404"),
        ("/any/red", "text red"),
        ("/any/light%20blue", "text light blue"),
        ("/any/blue", "404"),
        ("/code/de", "de"),
        ("/code/%E2%82%AC%E2%82%AC", "€€"),
        ("/code/deu", "404"),
        ("/path/a/b%20c", "a/b c"),
        ("/year/2026", "Year(2026)"),
        ("/year/1899", "404"),
        ("/year/20260", "404"),
        ("/x.y/3/three", "x y 3"),
    ] {
        assert_eq!(line(client.get(path)).await, expected, "{path}");
    }
    let of = client.get("/of/7").host("ann.localhost:5000");
    assert_eq!(line(of).await, "7 of ann at corner");
    // The method is not decided by a value that no handler takes.
    assert_eq!(line(client.post("/tiny/256")).await, "404");
    assert_eq!(line(client.post("/tiny/255")).await, "405");
}

#[tokio::test]
async fn handlers_whose_names_are_compared() {
    let client = site::app(shop()).test();
    for (path, expected) in [
        ("/archive/2024/5", "GET 5/24"),
        ("/archive/1999", "GET 1/99"),
        ("/december/2001", "GET 12/01"),
    ] {
        assert_eq!(line(client.get(path)).await, expected, "{path}");
    }
}

#[tokio::test]
async fn explicit_arguments() {
    let client = site::app(shop()).test();
    for (path, expected) in [
        ("/swap/x/7", "7 x"),
        ("/list", "page 1 at /list"),
        ("/list/2", "page 2 at /list/2"),
        ("/list/2/x", "page 2 at /list/2/x"),
        ("/hi", "hello"),
        ("/moin", "moin"),
        ("/add/3", "5"),
    ] {
        assert_eq!(line(client.get(path)).await, expected, "{path}");
    }
}

#[tokio::test]
async fn extractors() {
    let client = site::app(shop()).layer(Extension("extended")).test();
    for (path, expected) in [
        ("/state", "12 at corner"),
        ("/query?page=3&per=4", "3 Some(4)"),
        ("/query?page=3", "3 None"),
        ("/query?page=x", "400"),
        ("/query", "400"),
        ("/uri/a%20b?q", "a b GET /uri/a%20b?q /uri/a%20b?q"),
        ("/matched/7", "7 /matched/<int:id> Some(\"matched\")"),
        ("/extension", "extended"),
    ] {
        assert_eq!(line(client.get(path)).await, expected, "{path}");
    }
    let tagged = client
        .get("/headers")
        .header("x-tag", "a")
        .header("x-tag", "b");
    assert_eq!(line(tagged).await, "a+b");
    let missing = site::app(shop()).test().get("/extension");
    assert_eq!(line(missing).await, "500");
}

#[tokio::test]
async fn bodies() {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    let client = site::app(shop()).test();
    for (path, kind, body, expected) in [
        (
            "/json/3",
            JSON,
            r#"{"name":"tea","count":1}"#,
            r#"{"name":"tea","count":16}"#,
        ),
        ("/json/3", JSON, r#"{"name":"tea"}"#, "422"),
        ("/json/3", JSON, "{", "400"),
        ("/json/3", "text/plain", "{}", "415"),
        ("/json/x", JSON, "{}", "404"),
        ("/form", FORM, "name=green+tea&count=2", "2 green tea"),
        ("/form", FORM, "name=tea", "422"),
        ("/form", "text/plain", "", "415"),
        ("/bytes", "", "\0\u{e9}", "[0, 195, 169]"),
        ("/text", "", "some", "4 bytes"),
        ("/request", "", "as it came", "as it came"),
    ] {
        let request = client.post(path).header("content-type", kind).body(body);
        assert_eq!(line(request).await, expected, "{path} {body}");
    }
    assert_eq!(line(client.post("/text").body(vec![0xFF])).await, "400");
    // axum's own limit of 2 MB.
    assert_eq!(
        line(client.post("/text").body(vec![b'x'; 2 << 20])).await,
        "2097152 bytes"
    );
    assert_eq!(
        line(client.post("/text").body(vec![b'x'; 3 << 20])).await,
        "413"
    );
}

#[tokio::test]
async fn responses() {
    let client = site::app(shop()).test();
    let html = client.get("/html").await;
    assert_eq!(
        html.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(html.text(), "<p>hi");
    assert_eq!(line(client.get("/none")).await, "");
    let teapot = client.get("/teapot").await;
    assert_eq!(
        (teapot.status().as_u16(), teapot.header("x-tea")),
        (418, Some("green"))
    );
    let conflict = client.get("/result/0").await;
    assert_eq!((conflict.status().as_u16(), conflict.text()), (409, "zero"));
    assert_eq!(line(client.get("/result/1")).await, "1");
    let sse = client.get("/sse").await;
    assert_eq!(sse.header("content-type"), Some("text/event-stream"));
    assert_eq!(
        sse.text(),
        "event: count\ndata: one\n\nevent: count\ndata: two\n\n"
    );
}

#[tokio::test]
async fn the_matched_rule_is_in_the_response() {
    let client = site::app(shop()).test();
    for (path, expected) in [
        ("/matched/7", Some(("/matched/<int:id>", Some("matched")))),
        (
            "/small/256",
            Some(("/small/<string:n>", Some("show_string"))),
        ),
        ("/routed/none", Some(("/routed/<path:rest>", None))),
        ("/panic", Some(("/panic", Some("panics")))),
        ("/nope", None),
        ("/form", None),
    ] {
        let matched = client.get(path).await.extension::<Matched>();
        let matched = matched.map(|matched| (matched.rule(), matched.endpoint()));
        assert_eq!(matched, expected, "{path}");
    }
}

#[tokio::test]
async fn a_panic_ends_its_request_and_no_more() {
    let server = Running::start(site::app(shop())).await;
    let mut client = server.client().await;
    for path in ["/panic", "/panic/late", "/year/1666"] {
        let reply = client.ask(&get("localhost", path)).await;
        assert_eq!(reply.status, 500, "{path}");
        assert!(!reply.body.contains("purpose"), "{}", reply.body);
        let next = client.ask(&get("localhost", "/hi")).await;
        assert_eq!(next.body, "hello", "after {path}");
    }
}

#[tokio::test]
async fn the_peer_is_known_on_a_socket() {
    let server = Running::start(site::app(shop())).await;
    let reply = server.ask(&get("localhost", "/peer")).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "127.0.0.1"));
}

#[tokio::test]
async fn events_come_as_they_are_made() {
    let server = Running::start(site::app(shop())).await;
    let mut client = server.client().await;
    client.send(get("localhost", "/sse")).await;
    client.until("data: one\n\n").await;
    client.until("data: two\n\n").await;
}

type Socket = tokio_tungstenite::WebSocketStream<tokio::net::TcpStream>;

/// A websocket to a path, or the status and Allow with which it was refused.
async fn connect(server: &Running, path: &str) -> Result<Socket, (u16, String)> {
    let stream = tokio::net::TcpStream::connect(server.addr).await.unwrap();
    let url = format!("ws://localhost{path}");
    let handshake = tokio_tungstenite::client_async(url, stream);
    match tokio::time::timeout(PATIENCE, handshake).await.unwrap() {
        Ok((socket, response)) => {
            assert_eq!(response.status(), 101);
            Ok(socket)
        }
        Err(tungstenite::Error::Http(response)) => {
            let body = response.body().as_deref().unwrap_or_default();
            let body = String::from_utf8_lossy(body).into_owned();
            Err((response.status().as_u16(), body))
        }
        Err(error) => panic!("{path}: {error}"),
    }
}

async fn receive(socket: &mut Socket) -> String {
    let message = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
    message.unwrap().unwrap().into_text().unwrap().to_string()
}

#[tokio::test]
async fn websockets() {
    let server = Running::start(site::app(shop())).await;

    // A plain GET rule takes upgrades too.
    let mut socket = connect(&server, "/echo/a%20b").await.unwrap();
    for word in ["moin", "€"] {
        socket.send(tungstenite::Message::text(word)).await.unwrap();
        assert_eq!(receive(&mut socket).await, format!("a b: {word}"));
    }
    socket.close(None).await.unwrap();

    // So do a rule for them alone, one beside a GET rule, and a service.
    for path in ["/feed", "/both", "/routed/ws"] {
        let mut socket = connect(&server, path).await.unwrap();
        assert_eq!(receive(&mut socket).await, "news", "{path}");
    }

    // Where no rule answers it, an upgrade is answered as any other request.
    assert_eq!(
        connect(&server, "/hi").await.map(drop),
        Err((200, "hello".to_owned()))
    );
    assert_eq!(
        connect(&server, "/nope").await.map(drop).unwrap_err().0,
        404
    );
    assert_eq!(
        connect(&server, "/form").await.map(drop).unwrap_err().0,
        405
    );

    for (path, status, body) in [
        ("/both", 200, "<p>hi"),
        ("/feed", 400, "only websocket upgrades are answered here\n"),
        // axum's extractor says so itself.
        (
            "/echo/x",
            400,
            "Connection header did not include 'upgrade'",
        ),
    ] {
        let reply = server.ask(&get("localhost", path)).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, body),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_body_that_is_a_stream() {
    let client = site::app(shop()).test();
    let parts = ["a", "b", "c"].map(Ok::<_, Infallible>);
    let body = Body::from_stream(stream::iter(parts));
    assert_eq!(line(client.post("/request").body(body)).await, "abc");
}
