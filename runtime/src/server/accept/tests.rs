//! Real sockets, raw bytes. Times are either short and awaited, or long and never reached.

use std::{pin::Pin, time::Instant};

use bytes::Bytes;
use http::StatusCode;
use http_body_util::BodyExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

use super::*;
use crate::server::guard::TrustedHost;

/// Far longer than any test runs.
const NEVER: Duration = Duration::from_secs(600);
/// Short, and long enough that a busy machine does not take it for over before it began.
const SOON: Duration = Duration::from_millis(300);
/// When a test gives up waiting.
const PATIENCE: Duration = Duration::from_secs(20);

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const WAIT: &str = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

/// An application with one page for each thing that tests want to happen.
#[derive(Clone, Default)]
struct Site {
    waiting: Arc<Notify>,
    release: Arc<Notify>,
}

impl Site {
    async fn page(self, mut request: Request<Body>) -> Response<Body> {
        let body = match request.uri().path() {
            "/wait" => {
                self.waiting.notify_one();
                self.release.notified().await;
                Body::from("waited")
            }
            "/peer" => {
                let peer = request.extensions().get::<PeerAddr>().unwrap().0;
                #[cfg(feature = "axum")]
                assert_eq!(
                    request
                        .extensions()
                        .get()
                        .map(|axum::extract::ConnectInfo(peer)| peer),
                    Some(&peer)
                );
                Body::from(peer.to_string())
            }
            "/echo" => match request.into_body().collect().await {
                Ok(body) => Body::from(body.to_bytes()),
                Err(error) => Body::from(format!("error: {error}")),
            },
            "/large" => Body::from(Bytes::from(vec![b'x'; LARGE])),
            "/upgrade" => {
                let upgrade = hyper::upgrade::on(&mut request);
                tokio::spawn(async move {
                    let mut socket = TokioIo::new(upgrade.await.unwrap());
                    let _ = socket.write_all(b"upgraded").await;
                    let _ = socket.read_to_end(&mut Vec::new()).await;
                });
                let response = Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
                let response = response.header("connection", "upgrade");
                let response = response.header("upgrade", "test").body(Body::empty());
                return response.unwrap();
            }
            path => Body::from(path.to_owned()),
        };
        Response::new(body)
    }
}

/// More than the buffers of two sockets hold.
const LARGE: usize = 32 << 20;

impl Application for Site {
    type Answer = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn answer(&self, request: Request<Body>, peer: PeerAddr) -> Self::Answer {
        let request = Asked::by(peer, request).introduced();
        let page = self.clone().page(request);
        Box::pin(async { Ok(page.await) })
    }
}

fn limits() -> Limits {
    Limits {
        patience: Patience {
            header: NEVER,
            idle: NEVER,
        },
        shutdown_deadline: NEVER,
        ..Limits::default()
    }
}

struct Running {
    addr: SocketAddr,
    site: Site,
    stop: oneshot::Sender<()>,
    at_once: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn start(limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let site = Site::default();
    let (stop, stopped) = oneshot::channel::<()>();
    let (at_once, at_once_asked) = oneshot::channel::<()>();
    let event = |receiver: oneshot::Receiver<()>| async {
        if receiver.await.is_err() {
            std::future::pending().await
        }
    };
    let (stopped, at_once_asked) = (event(stopped), event(at_once_asked));
    let server = tokio::spawn(serve(
        listener,
        site.clone(),
        limits,
        stopped,
        at_once_asked,
    ));
    Running {
        addr,
        site,
        stop,
        at_once,
        server,
    }
}

impl Running {
    async fn client(&self) -> Client {
        Client {
            stream: TcpStream::connect(self.addr).await.unwrap(),
        }
    }
}

async fn ends(server: JoinHandle<()>) {
    timeout(PATIENCE, server).await.unwrap().unwrap();
}

struct Client {
    stream: TcpStream,
}

impl Client {
    async fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }

    /// The head of the next response, and its body if the length is given.
    async fn response(&mut self) -> (String, String) {
        let read = async {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(self.stream.read_u8().await.unwrap());
            }
            let head = String::from_utf8(head).unwrap();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            let mut body = vec![0; length];
            self.stream.read_exact(&mut body).await.unwrap();
            (head, String::from_utf8(body).unwrap())
        };
        timeout(PATIENCE, read).await.unwrap()
    }

    async fn body_of(&mut self, request: &str) -> String {
        self.send(request).await;
        let (head, body) = self.response().await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        body
    }

    /// All that comes until the server closes the connection.
    async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset is an end, too.
        let _ = timeout(PATIENCE, self.stream.read_to_end(&mut rest))
            .await
            .unwrap();
        rest
    }
}

#[tokio::test]
async fn keep_alive() {
    let server = start(limits()).await;
    let mut client = server.client().await;
    for _ in 0..3 {
        assert_eq!(client.body_of(GET).await, "/");
    }
    // Two requests in one packet are two requests.
    client.send(&GET.repeat(2)).await;
    assert_eq!(client.response().await.1, "/");
    assert_eq!(client.response().await.1, "/");
}

#[tokio::test]
async fn the_peer_is_known() {
    let server = start(limits()).await;
    let mut client = server.client().await;
    let peer = client
        .body_of("GET /peer HTTP/1.1\r\nHost: a\r\n\r\n")
        .await;
    assert_eq!(peer, client.stream.local_addr().unwrap().to_string());
}

#[tokio::test]
async fn a_slow_first_head_is_cut_off() {
    let mut limits = limits();
    limits.patience.header = SOON;
    let server = start(limits).await;
    // The last two are the beginnings of an HTTP/2 preface and of a connection.
    for beginning in ["", "GET / HTTP/1.1\r\nHost:", "PRI * HT", H2_PREFACE] {
        let begun = Instant::now();
        let mut client = server.client().await;
        client.send(beginning).await;
        let rest = client.rest().await;
        assert!(begun.elapsed() >= SOON, "{beginning:?}");
        assert_eq!(rest.is_empty(), beginning != H2_PREFACE, "{beginning:?}");
    }
}

const H2_PREFACE: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[tokio::test]
async fn trickling_does_not_help() {
    let mut limits = limits();
    limits.patience.header = SOON;
    let server = start(limits).await;
    let (mut read, mut write) = server.client().await.stream.into_split();
    let trickle = tokio::spawn(async move {
        let _ = write.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n").await;
        while write.write_all(b"X: y\r\n").await.is_ok() {
            sleep(SOON / 10).await;
        }
    });
    let _ = timeout(PATIENCE, read.read_to_end(&mut Vec::new()))
        .await
        .unwrap();
    ends(trickle).await;
}

#[tokio::test]
async fn a_slow_second_head_is_cut_off_but_idleness_is_not() {
    let mut limits = limits();
    limits.patience.header = SOON;
    let server = start(limits).await;
    let mut client = server.client().await;
    assert_eq!(client.body_of(GET).await, "/");
    sleep(SOON * 2).await;
    assert_eq!(client.body_of(GET).await, "/");
    client.send("GET / HT").await;
    assert!(client.rest().await.is_empty());
}

#[tokio::test]
async fn idleness_has_its_own_limit() {
    let mut limits = limits();
    limits.patience.idle = SOON;
    let server = start(limits).await;
    let mut client = server.client().await;
    assert_eq!(client.body_of(GET).await, "/");
    let begun = Instant::now();
    assert!(client.rest().await.is_empty());
    assert!(begun.elapsed() >= SOON / 2);
}

#[tokio::test]
async fn a_handler_may_take_its_time() {
    let mut limits = limits();
    limits.patience = Patience {
        header: SOON,
        idle: SOON,
    };
    let server = start(limits).await;
    let mut client = server.client().await;
    client.send(WAIT).await;
    sleep(SOON * 3).await;
    server.site.release.notify_one();
    assert_eq!(client.response().await.1, "waited");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off() {
    let mut limits = limits();
    limits.patience.idle = SOON;
    let server = start(limits).await;
    let mut client = server.client().await;
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").await;
    sleep(SOON * 4).await;
    assert!(client.rest().await.len() < LARGE);
}

#[tokio::test]
async fn a_body_that_stalls_is_an_error() {
    let mut limits = limits();
    limits.patience.idle = SOON;
    let server = start(limits).await;
    let mut client = server.client().await;
    let text = client
        .body_of("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
        .await;
    assert_eq!(text, "error: the client stopped sending the request body");
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let mut limits = limits();
    limits.guard.body_limit = Some(3);
    let server = start(limits).await;
    let post = |rest: &str| format!("POST /echo HTTP/1.1\r\nHost: a\r\n{rest}");

    let mut client = server.client().await;
    let text = client.body_of(&post("Content-Length: 3\r\n\r\nabc")).await;
    assert_eq!(text, "abc");
    client.send(&post("Content-Length: 4\r\n\r\nabcd")).await;
    let (head, body) = client.response().await;
    assert!(head.starts_with("HTTP/1.1 413 "), "{head}");
    assert_eq!(body, "the request body is too large\n");
    assert!(client.rest().await.is_empty());

    let mut client = server.client().await;
    let chunked = post("Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n");
    let text = client.body_of(&chunked).await;
    assert_eq!(text, "error: length limit exceeded");
}

#[tokio::test]
async fn a_request_without_a_host_is_refused() {
    let server = start(limits()).await;
    let mut client = server.client().await;
    client.send("GET / HTTP/1.1\r\n\r\n").await;
    let (head, body) = client.response().await;
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
    assert_eq!(body, "the request has no Host\n");
    assert!(client.rest().await.is_empty());
    // HTTP/1.0 did not have it yet.
    let mut client = server.client().await;
    client.send("GET / HTTP/1.0\r\n\r\n").await;
    let (head, body) = client.response().await;
    assert!(head.starts_with("HTTP/1.0 200 "), "{head}");
    assert_eq!(body, "/");
}

#[tokio::test]
async fn an_untrusted_host_is_refused() {
    let mut limits = limits();
    limits.guard.trusted_hosts = Some([TrustedHost::new("good.test")].into());
    let server = start(limits).await;
    for (host, status) in [("good.test:5000", 200), ("evil.test", 400)] {
        let mut client = server.client().await;
        client
            .send(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"))
            .await;
        let (head, _) = client.response().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    }
}

#[tokio::test]
async fn nothing_is_smuggled_behind_two_lengths() {
    let server = start(limits()).await;
    let (length, chunked) = ("Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n");
    for lengths in [[length, chunked], [chunked, length]] {
        let mut client = server.client().await;
        let lengths = lengths.concat();
        // By its Content-Length, the body would be `0` and the request behind it another one;
        // read in chunks, the body is empty, and the second request must not be answered.
        client
            .send(&format!(
                "POST /echo HTTP/1.1\r\nHost: a\r\n{lengths}\r\n0\r\n\r\n{GET}"
            ))
            .await;
        let (head, body) = client.response().await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
        assert_eq!(body, "");
        assert!(client.rest().await.is_empty());
    }
    for broken in [
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: +3\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    ] {
        let mut client = server.client().await;
        client
            .send(&format!(
                "POST /echo HTTP/1.1\r\nHost: a\r\n{broken}\r\nabc"
            ))
            .await;
        let (head, _) = client.response().await;
        assert!(head.starts_with("HTTP/1.1 400 "), "{broken}{head}");
        assert!(client.rest().await.is_empty());
    }
}

#[tokio::test]
async fn too_long_heads_are_refused() {
    let server = start(limits()).await;
    let start = |path: usize| format!("GET /{} HTTP/1.1\r\nHost: a\r\nX: ", "a".repeat(path));
    let long = |text: String| format!("{text}{}\r\n\r\n", "b".repeat(60_000));
    // Not longer than what the server reads before it gives up: if it closed a socket with
    // something unread, the system might throw away its answer.
    let endless = start(0) + &"b".repeat(128 * 1024 - start(0).len());
    for (head, status) in [
        (long(start(60_000)), 200),
        (long(start(70_000)), 414),
        (endless, 431),
    ] {
        let mut client = server.client().await;
        client.send(&head).await;
        let (head, _) = client.response().await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    }
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let mut limits = limits();
    limits.max_headers = Some(2);
    let server = start(limits).await;
    let mut client = server.client().await;
    client
        .send("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nC: d\r\n\r\n")
        .await;
    let (head, _) = client.response().await;
    assert!(head.starts_with("HTTP/1.1 431 "), "{head}");
}

#[tokio::test]
async fn only_so_many_connections() {
    let mut limits = limits();
    limits.max_connections = 1;
    let server = start(limits).await;
    let mut first = server.client().await;
    assert_eq!(first.body_of(GET).await, "/");
    let mut second = server.client().await;
    second.send(GET).await;
    let early = timeout(SOON, second.stream.readable()).await;
    assert!(early.is_err(), "the second connection was served");
    drop(first);
    assert_eq!(second.response().await.1, "/");
}

#[tokio::test]
async fn an_idle_server_ends_quickly() {
    let server = start(limits()).await;
    let mut used = server.client().await;
    assert_eq!(used.body_of(GET).await, "/");
    let mut half = server.client().await;
    half.send("GET / HT").await;
    let mut fresh = server.client().await;
    let begun = Instant::now();
    server.stop.send(()).unwrap();
    ends(server.server).await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    for client in [&mut used, &mut half, &mut fresh] {
        assert!(client.rest().await.is_empty());
    }
    assert!(TcpStream::connect(server.addr).await.is_err());
}

#[tokio::test]
async fn a_running_request_is_finished() {
    let server = start(limits()).await;
    let mut client = server.client().await;
    client.send(WAIT).await;
    server.site.waiting.notified().await;
    server.stop.send(()).unwrap();
    sleep(SOON * 2).await;
    assert!(!server.server.is_finished());
    server.site.release.notify_one();
    let (head, body) = client.response().await;
    assert!(head.contains("\r\nconnection: close\r\n"), "{head}");
    assert_eq!(body, "waited");
    assert!(client.rest().await.is_empty());
    ends(server.server).await;
}

#[tokio::test]
async fn a_response_on_its_way_arrives_whole() {
    let server = start(limits()).await;
    let mut client = server.client().await;
    client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").await;
    client.stream.readable().await.unwrap();
    server.stop.send(()).unwrap();
    // By then hyper has taken the whole body, and only the socket knows that it is not sent.
    sleep(SOON * 2).await;
    assert!(!server.server.is_finished());
    assert!(client.rest().await.len() > LARGE);
    ends(server.server).await;
}

#[tokio::test]
async fn the_deadline_ends_the_rest() {
    let mut limits = limits();
    limits.shutdown_deadline = SOON;
    let server = start(limits).await;
    let mut client = server.client().await;
    client.send(WAIT).await;
    server.site.waiting.notified().await;
    server.stop.send(()).unwrap();
    ends(server.server).await;
    assert!(client.rest().await.is_empty());
}

#[tokio::test]
async fn a_second_signal_ends_at_once() {
    let server = start(limits()).await;
    let mut client = server.client().await;
    client.send(WAIT).await;
    server.site.waiting.notified().await;
    server.stop.send(()).unwrap();
    server.at_once.send(()).unwrap();
    ends(server.server).await;
    assert!(client.rest().await.is_empty());
}

#[tokio::test]
async fn an_upgraded_connection_keeps_its_place() {
    let mut limits = limits();
    // It is not watched: it may be silent for longer than any request.
    limits.patience = Patience {
        header: SOON,
        idle: SOON,
    };
    let server = start(limits).await;
    let mut client = server.client().await;
    client
        .send("GET /upgrade HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: test\r\n\r\n")
        .await;
    let (head, _) = client.response().await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    let mut text = [0; 8];
    client.stream.read_exact(&mut text).await.unwrap();
    assert_eq!(&text, b"upgraded");
    server.stop.send(()).unwrap();
    sleep(SOON * 3).await;
    assert!(!server.server.is_finished());
    drop(client);
    ends(server.server).await;
}

#[tokio::test]
async fn http2_with_prior_knowledge() {
    let mut limits = limits();
    limits.patience.header = SOON;
    let server = start(limits).await;
    let stream = TcpStream::connect(server.addr).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let connection = tokio::spawn(async { connection.await.unwrap() });
    let request = |path: &str| {
        let uri = format!("http://a.test{path}");
        Request::get(uri).body(Body::empty()).unwrap()
    };

    let response = sender.send_request(request("/two")).await.unwrap();
    assert_eq!(response.version(), http::Version::HTTP_2);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "/two");

    // Idleness is no slow head, and a running request is finished before the connection is closed.
    sleep(SOON * 2).await;
    let answer = sender.send_request(request("/wait"));
    let answer = tokio::spawn(async { answer.await.unwrap().into_body().collect().await.unwrap() });
    server.site.waiting.notified().await;
    server.stop.send(()).unwrap();
    sleep(SOON * 2).await;
    server.site.release.notify_one();
    assert_eq!(answer.await.unwrap().to_bytes(), "waited");
    ends(connection).await;
    ends(server.server).await;
}

#[tokio::test]
async fn an_idle_http2_connection_is_closed() {
    let server = start(limits()).await;
    let stream = TcpStream::connect(server.addr).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let connection = tokio::spawn(async { connection.await.unwrap() });
    let request = Request::get("http://a/").body(Body::empty()).unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    drop(response);
    server.stop.send(()).unwrap();
    ends(connection).await;
    ends(server.server).await;
}
