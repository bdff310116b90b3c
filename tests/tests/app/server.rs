//! The server with an application, over real sockets: HTTP as clients speak
//! it, well and badly, and the ways in which it ends.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use fingerpost::{App, Server, routes};
use futures_util::stream;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::sync::Notify;

use crate::support::{PATIENCE, PROMPT, Running, ended, get, request};

#[derive(Clone, Default)]
struct Gate {
    /// A handler has begun to wait.
    waiting: Arc<Notify>,
    /// It may go on.
    open: Arc<Notify>,
}

routes! {
    site<Gate>;

    "/"              => index,
    "/x/"            => index,
    "/say/<name>"    => say,
    "/wait"          => wait,
    "/big/<int:size>" => big,
    POST "/count"    => count,
    POST "/text"     => text,
    subdomain "kb" {
        "/test"      => say("kb"),
    }
}

async fn index() -> &'static str {
    "index\n"
}

async fn say(name: String) -> String {
    format!("<{name}>")
}

async fn wait(State(gate): State<Gate>) -> &'static str {
    gate.waiting.notify_one();
    gate.open.notified().await;
    "waited\n"
}

/// Chunks of which the receiver can tell whether they are all there, in order.
async fn big(size: usize) -> Response {
    const CHUNK: usize = 64 << 10;
    let chunks = (0..size.div_ceil(CHUNK)).map(move |number| {
        let length = CHUNK.min(size - number * CHUNK);
        Ok::<_, Infallible>(Bytes::from(vec![letter(number); length]))
    });
    Response::new(Body::from_stream(stream::iter(chunks)))
}

fn letter(number: usize) -> u8 {
    b'a' + u8::try_from(number % 26).unwrap()
}

async fn count(body: Body) -> String {
    let mut body = body.into_data_stream();
    let (mut length, mut sum) = (0_usize, 0_u64);
    while let Some(chunk) = futures_util::StreamExt::next(&mut body).await {
        let chunk = chunk.unwrap();
        length += chunk.len();
        sum += chunk.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    }
    format!("{length} bytes, sum {sum}\n")
}

async fn text(text: String) -> String {
    text
}

fn app() -> App {
    site::app(Gate::default())
}

#[tokio::test]
async fn requests_one_after_the_other() {
    let server = Running::start(app()).await;
    let mut client = server.client().await;
    for (method, host, path, status, body) in [
        ("GET", "localhost", "/", 200, "index\n"),
        ("HEAD", "localhost", "/", 200, ""),
        ("GET", "localhost", "/say/a%2Fb", 200, "<a/b>"),
        ("GET", "kb.localhost", "/test", 200, "<kb>"),
        ("GET", "localhost", "/nope", 404, "not found\n"),
        ("POST", "localhost", "/", 405, "method not allowed\n"),
        ("OPTIONS", "localhost", "/", 200, ""),
        ("OPTIONS", "localhost", "*", 200, ""),
        ("GET", "a b", "/", 400, "the request has a malformed Host\n"),
        (
            "GET",
            "localhost",
            "/say/%00",
            400,
            "the path of the request has a control character\n",
        ),
        ("GET", "localhost", "http://kb.localhost/test", 200, "<kb>"),
        ("GET", "localhost", "/say/%FF", 404, "not found\n"),
        ("GET", "", "/", 200, "index\n"),
        ("GET", "localhost", "/", 200, "index\n"),
    ] {
        let reply = client.ask(&request(method, host, path)).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, body),
            "{method} {host} {path}"
        );
    }
    // Several at once, answered in order.
    let pipeline = ["/say/a", "/nope", "/say/b"].map(|path| get("localhost", path));
    client.send(pipeline.concat()).await;
    for expected in ["<a>", "not found\n", "<b>"] {
        assert_eq!(client.reply(false).await.body, expected);
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let server = Running::start(app()).await;
    let mut client = server.client().await;
    for path in ["/", "/nope", "/x?q=1"] {
        let get = client.ask(&request("GET", "localhost", path)).await;
        let head = client.ask(&request("HEAD", "localhost", path)).await;
        assert_eq!(
            (head.status, head.headers()),
            (get.status, get.headers()),
            "{path}"
        );
        let length = get.body.len().to_string();
        assert_eq!(
            head.header("content-length"),
            Some(length.as_str()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn redirects_stay_on_the_host() {
    let server = Running::start(app()).await;
    let mut client = server.client().await;
    for (target, location) in [
        ("/x?q=1", Some("/x/?q=1")),
        ("//x", Some("/x/")),
        ("http://evil.com/x", Some("/x/")),
        ("//say//ann", Some("/say/ann")),
        ("//evil.com/x", None),
        ("//evil.com/%2e%2e", None),
        ("/\\evil.com/x", None),
    ] {
        let reply = client.ask(&get("localhost", target)).await;
        assert_eq!(reply.header("location"), location, "{target}");
        assert_eq!(
            reply.status,
            if location.is_some() { 308 } else { 404 },
            "{target}"
        );
    }
    let header = "GET /x HTTP/1.1\r\nHost: evil.com\r\nX-Forwarded-Host: worse.com\r\n\r\n";
    assert_eq!(client.ask(header).await.header("location"), Some("/x/"));
}

#[tokio::test]
async fn requests_that_are_none() {
    let server = Running::start(app()).await;
    for (request, status) in [
        // A request of HTTP/1.1 has a host, and one.
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET http://localhost/ HTTP/1.1\r\n\r\n", 400),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            400,
        ),
        ("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: user@localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400),
        // HTTP/1.0 is older than the header.
        ("GET / HTTP/1.0\r\n\r\n", 200),
        ("GET / HTTP/1.0\r\nHost: a b\r\n\r\n", 400),
        // Two Hosts are no better before a full URL.
        (
            "GET http://localhost/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            400,
        ),
        ("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n", 400),
        ("GARBAGE\r\n\r\n", 400),
        // We are no proxy.
        (
            "CONNECT evil.com:443 HTTP/1.1\r\nHost: evil.com:443\r\n\r\n",
            501,
        ),
    ] {
        let reply = server.ask(request).await;
        assert_eq!(reply.status, status, "{request:?}");
    }
    // It has harmed nobody.
    assert_eq!(server.ask(&get("localhost", "/")).await.status, 200);
}

#[tokio::test]
async fn nothing_is_smuggled() {
    let server = Running::start(app()).await;
    let mut client = server.client().await;
    // Whoever goes by the length takes the end for a second request.
    let smuggled = "POST /text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /say/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(smuggled).await;
    let all = String::from_utf8(client.rest().await).unwrap();
    assert!(!all.contains("<smuggled>"), "{all}");
    assert_eq!(all.matches("HTTP/1.1 ").count(), 1, "{all}");

    for lengths in [
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: +1\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
    ] {
        let request = format!("POST /text HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\nx");
        assert_eq!(server.ask(&request).await.status, 400, "{lengths}");
    }
}

#[tokio::test]
async fn the_server_name_reaches_the_application() {
    // In debug the default subdomain stands in for hosts that are not served.
    for (server, host, path, status) in [
        (Server::new(app()), "kb.localhost", "/test", 200),
        (Server::new(app()), "example.com", "/", 200),
        (
            Server::new(app()).server_name("example.com").debug(false),
            "kb.example.com",
            "/test",
            200,
        ),
        (
            Server::new(app()).server_name("example.com").debug(false),
            "localhost",
            "/",
            404,
        ),
        (
            Server::new(app()).server_name("example.com").debug(true),
            "localhost",
            "/",
            200,
        ),
        (
            Server::new(app()).server_name("example.com").debug(true),
            "localhost",
            "/test",
            404,
        ),
        // An application that knows its name keeps it, unless told otherwise.
        (
            Server::new(app().server_name("example.com")).debug(false),
            "kb.example.com",
            "/test",
            200,
        ),
        (
            Server::new(app().server_name("example.com")).debug(false),
            "kb.localhost",
            "/test",
            404,
        ),
        (
            Server::new(app().server_name("example.com"))
                .server_name("example.org")
                .debug(false),
            "kb.example.org",
            "/test",
            200,
        ),
        (
            Server::new(app()).trusted_hosts([".localhost"]),
            "kb.localhost",
            "/test",
            200,
        ),
        (
            Server::new(app()).trusted_hosts([".localhost"]),
            "evil.com",
            "/",
            400,
        ),
    ] {
        let server = Running::with(server).await;
        let reply = server.ask(&get(host, path)).await;
        assert_eq!(reply.status, status, "{host}{path}");
    }
}

#[tokio::test]
async fn a_head_that_does_not_end() {
    let soon = Duration::from_millis(300);
    let server = Running::with(Server::new(app()).header_timeout(soon)).await;
    for half in ["", "GET / HTTP/1.1\r\nHost: loc"] {
        let mut client = server.client().await;
        let begun = Instant::now();
        client.send(half).await;
        client.rest().await;
        let elapsed = begun.elapsed();
        assert!(
            elapsed >= soon && elapsed < PATIENCE,
            "{half:?}: {elapsed:?}"
        );
    }
    // Others are served meanwhile.
    let mut slow = server.client().await;
    slow.send("GET /").await;
    assert_eq!(server.ask(&get("localhost", "/")).await.status, 200);
}

const MEGABYTES: usize = 10 << 20;

#[tokio::test]
async fn large_bodies() {
    let server = Running::start(app()).await;
    let mut client = server.client().await;

    let head =
        format!("POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MEGABYTES}\r\n\r\n");
    client.send(head).await;
    client.send(vec![b'x'; MEGABYTES]).await;
    let expected = format!("{MEGABYTES} bytes, sum {}\n", MEGABYTES * usize::from(b'x'));
    assert_eq!(client.reply(false).await.body, expected);

    // The same connection, the other way round.
    client
        .send(
            request("GET", "localhost", &format!("/big/{MEGABYTES}"))
                .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
        )
        .await;
    let head = client.until("\r\n\r\n").await;
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    let chunked = client.rest().await;
    assert!(chunked.ends_with(b"0\r\n\r\n"));
    for number in [0, 1, 25] {
        let letters = chunked.iter().filter(|byte| **byte == letter(number));
        // `a` to `f` are also digits of the chunks' lengths.
        let expected = (MEGABYTES / (64 << 10) - number).div_ceil(26) * (64 << 10);
        assert!(
            letters.count() >= expected,
            "{}",
            char::from(letter(number))
        );
    }

    // Beyond what the server takes, without waiting for it.
    let strict = Running::with(Server::new(app()).body_limit(1000)).await;
    for (path, length, status) in [
        ("/count", 1000, 200),
        ("/count", 1001, 413),
        ("/nope", 1001, 413),
    ] {
        let mut client = strict.client().await;
        client
            .send(format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
            ))
            .await;
        if status == 200 {
            client.send(vec![b'x'; length]).await;
        }
        assert_eq!(client.reply(false).await.status, status, "{path} {length}");
    }
}

#[tokio::test]
async fn http2_with_prior_knowledge() {
    let server = Running::start(app()).await;
    let stream = tokio::net::TcpStream::connect(server.addr).await.unwrap();
    let handshake =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);

    let ask = |method: &'static str, uri: String, body: Bytes| {
        let mut sender = sender.clone();
        async move {
            let request = http::Request::builder().method(method).uri(uri);
            let response = sender
                .send_request(request.body(Full::new(body)).unwrap())
                .await
                .unwrap();
            let (parts, body) = response.into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        }
    };
    let port = server.addr.port();
    let (parts, body) = ask(
        "GET",
        format!("http://kb.localhost:{port}/test"),
        Bytes::new(),
    )
    .await;
    assert_eq!(
        (parts.version, &*body),
        (http::Version::HTTP_2, &b"<kb>"[..])
    );
    let (parts, _) = ask("GET", "http://localhost/x?q=1".into(), Bytes::new()).await;
    assert_eq!(
        (parts.status.as_u16(), &parts.headers["location"]),
        (308, &"/x/?q=1".parse().unwrap())
    );
    let (parts, body) = ask("HEAD", "http://localhost/".into(), Bytes::new()).await;
    assert_eq!(
        (parts.headers["content-length"].as_bytes(), body.len()),
        (&b"6"[..], 0)
    );
    let (parts, _) = ask("POST", "http://localhost/".into(), Bytes::new()).await;
    assert_eq!(parts.headers["allow"], "GET, HEAD, OPTIONS");

    // Streams at the same time, in both directions.
    let upload = ask(
        "POST",
        "http://localhost/count".into(),
        vec![1; MEGABYTES].into(),
    );
    let download = ask(
        "GET",
        format!("http://localhost/big/{MEGABYTES}"),
        Bytes::new(),
    );
    let small = ask("GET", "http://localhost/say/ann".into(), Bytes::new());
    let all = futures_util::future::join3(upload, download, small);
    let (upload, download, small) = tokio::time::timeout(PATIENCE, all).await.unwrap();
    assert_eq!(upload.1, format!("{MEGABYTES} bytes, sum {MEGABYTES}\n"));
    assert_eq!(download.1.len(), MEGABYTES);
    let in_order = |(place, byte): (usize, &u8)| *byte == letter(place / (64 << 10));
    assert!(download.1.iter().enumerate().all(in_order));
    assert_eq!(small.1, "<ann>");
}

#[tokio::test]
async fn an_idle_server_ends_at_once() {
    let server = Running::start(app()).await;
    let addr = server.addr;
    let mut idle = server.client().await;
    assert_eq!(idle.ask(&get("localhost", "/")).await.status, 200);
    let _silent = server.client().await;
    let elapsed = ended(server.stop()).await;
    assert!(elapsed < PROMPT, "{elapsed:?}");
    assert!(idle.rest().await.is_empty());
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn a_busy_server_ends_when_its_requests_are_done() {
    let gate = Gate::default();
    let server = Server::new(site::app(gate.clone())).shutdown_deadline(PATIENCE);
    let server = Running::with(server).await;
    let mut client = server.client().await;
    client.send(get("localhost", "/wait")).await;
    gate.waiting.notified().await;
    let mut task = server.stop();
    let still_runs = tokio::time::timeout(Duration::from_millis(300), &mut task).await;
    assert!(still_runs.is_err());
    gate.open.notify_one();
    let reply = client.reply(false).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "waited\n"));
    let elapsed = ended(task).await;
    assert!(elapsed < PROMPT, "{elapsed:?}");
}

#[tokio::test]
async fn the_deadline_ends_a_busy_server() {
    let gate = Gate::default();
    let deadline = Duration::from_millis(500);
    let server = Server::new(site::app(gate.clone())).shutdown_deadline(deadline);
    let server = Running::with(server).await;
    let mut client = server.client().await;
    client.send(get("localhost", "/wait")).await;
    gate.waiting.notified().await;
    let elapsed = ended(server.stop()).await;
    assert!(
        elapsed >= deadline && elapsed < deadline + PROMPT,
        "{elapsed:?}"
    );
    assert!(client.rest().await.is_empty());
}
