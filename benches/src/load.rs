//! Requests over loopback: the same handler behind raw hyper, plain axum and fingerpost.
//!
//! Each server is a child process with one thread; the client is this one. They take turns for
//! several rounds. Its processor's time is what a server tells of itself, so the client's does not
//! count.

use std::convert::Infallible;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Instant;

use futures_util::future::try_join_all;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use crate::clock;
use crate::github;
use crate::report::{Bound, Cell, Report};

/// The first argument of a child that serves: the front's name follows.
pub(crate) const SERVER: &str = "load-server";
/// What serves, hyper first: the others are measured by it.
const FRONTS: [&str; 3] = ["hyper", "fingerpost", "axum"];
/// Turns of each server.
const ROUNDS: usize = 9;
/// Connections at a time.
const CONNECTIONS: usize = 16;
/// Requests of a connection in a turn.
const REQUESTS: usize = 1_000;

const REQUEST: &[u8] = b"GET /teams/123456 HTTP/1.1\r\n\
    Host: localhost\r\nUser-Agent: fingerpost-benches\r\nAccept: */*\r\n\r\n";
const ANSWER: &[u8] = b"123456";

/// What a turn of a server gave.
struct Turn {
    requests_per_second: f64,
    /// Microseconds of the processor, for each request.
    cost: f64,
}

/// Asks all servers, and compares them.
pub(crate) fn load(report: &mut Report) -> Result<(), String> {
    load_servers(report).map_err(|error| format!("the load test failed: {error}"))
}

fn load_servers(report: &mut Report) -> std::io::Result<()> {
    let mut servers = Vec::new();
    for front in FRONTS {
        servers.push(Server::start(front)?);
    }
    let runtime = runtime()?;
    let mut turns: Vec<Vec<Turn>> = FRONTS.iter().map(|_| Vec::new()).collect();
    // The first round only warms up.
    for round in 0..=ROUNDS {
        for offset in 0..servers.len() {
            let index = (offset + round) % servers.len();
            let turn = servers[index].turn(&runtime)?;
            if round > 0 {
                turns[index].push(turn);
            }
        }
    }
    let speeds: Vec<f64> = turns
        .iter()
        .map(|turns| median(turns, |turn| turn.requests_per_second))
        .collect();
    let costs: Vec<f64> = turns
        .iter()
        .map(|turns| median(turns, |turn| turn.cost))
        .collect();
    let rows: Vec<Vec<Cell>> = FRONTS
        .iter()
        .enumerate()
        .map(|(index, front)| {
            vec![
                Cell::Text((*front).to_owned()),
                Cell::Number(speeds[index], 0),
                Cell::Number(speeds[index] / speeds[0], 2),
                Cell::Number(costs[index], 2),
                Cell::Number(costs[index] / costs[0], 2),
            ]
        })
        .collect();
    report.table(
        &format!("Over loopback, {CONNECTIONS} connections: medians of {ROUNDS} rounds"),
        &[
            "server",
            "requests/s",
            "to hyper's",
            "CPU µs/request",
            "to hyper's CPU",
        ],
        &rows,
    );
    let what = |other| format!("CPU of a request over loopback, to {other}'s");
    report.limit(what("hyper"), costs[1] / costs[0], Bound::AtMost(1.1));
    report.limit(what("axum"), costs[1] / costs[2], Bound::AtMost(1.0));
    Ok(())
}

fn median(turns: &[Turn], value: impl Fn(&Turn) -> f64) -> f64 {
    let mut values: Vec<f64> = turns.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// A child that serves, until it is dropped.
struct Server {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    fn start(front: &str) -> std::io::Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args([SERVER, front])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("the child has no pipes"));
        };
        let mut answers = BufReader::new(answers);
        let address = line(&mut answers)?;
        Ok(Server {
            child,
            ask,
            answers,
            address,
        })
    }

    /// Nanoseconds of the processor that the server has used.
    fn used(&mut self) -> std::io::Result<u64> {
        self.ask.write_all(b"\n")?;
        line(&mut self.answers)
    }

    fn turn(&mut self, runtime: &Runtime) -> std::io::Result<Turn> {
        let before = self.used()?;
        let start = Instant::now();
        let connections = (0..CONNECTIONS).map(|_| connection(self.address));
        runtime.block_on(try_join_all(connections))?;
        let seconds = start.elapsed().as_secs_f64();
        let used = self.used()?.saturating_sub(before);
        let requests = (CONNECTIONS * REQUESTS) as f64;
        Ok(Turn {
            requests_per_second: requests / seconds,
            cost: used as f64 / 1e3 / requests,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended already is no trouble.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line that a child has written.
fn line<T: std::str::FromStr>(answers: &mut BufReader<ChildStdout>) -> std::io::Result<T> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    let value = line.trim().parse();
    value.map_err(|_| std::io::Error::other(format!("the server says {line:?}")))
}

/// Asks again and again, each time after the answer.
async fn connection(address: SocketAddr) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut response = [0; 1_024];
    for _ in 0..REQUESTS {
        stream.write_all(REQUEST).await?;
        let mut filled = 0;
        // The answer is short and its text is known, so its end is seen without reading its head.
        while !response[..filled].ends_with(ANSWER) {
            match stream.read(&mut response[filled..]).await? {
                0 => return Err(std::io::Error::other("another answer than expected")),
                read => filled += read,
            }
        }
        if !response.starts_with(b"HTTP/1.1 200 OK\r\n") {
            return Err(std::io::Error::other("another status than expected"));
        }
    }
    Ok(())
}

/// Serves as a child: tells where, then with each line that it is sent what it has used.
pub(crate) fn serve(front: &str) -> Result<(), String> {
    let served = runtime().and_then(|runtime| runtime.block_on(serve_front(front)));
    served.map_err(|error| error.to_string())
}

async fn serve_front(front: &str) -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    thread::spawn(|| {
        for _ in std::io::stdin().lines() {
            println!("{}", clock::of_process().as_nanos());
        }
        // The parent has gone.
        std::process::exit(0);
    });
    match front {
        "hyper" => serve_hyper(listener).await,
        "axum" => axum::serve(listener, github::router()).await,
        "fingerpost" => {
            let server = fingerpost::Server::new(github::site::app());
            let served = server.listener(listener.into_std()?).serve().await;
            served.map_err(std::io::Error::other)
        }
        _ => Err(std::io::Error::other(format!(
            "there is no server `{front}`"
        ))),
    }
}

async fn serve_hyper(listener: TcpListener) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), service_fn(answer));
        tokio::spawn(connection);
    }
}

/// What the rule does, by hand: the number in the path, as text.
async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let number = request.uri().path().strip_prefix("/teams/");
    let Some(number) = number.and_then(|number| number.parse::<u32>().ok()) else {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return Ok(response);
    };
    let text = github::handlers::number(number).await;
    let mut response = Response::new(Full::from(text));
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    Ok(response)
}
