//! What several modules need: a running server, a client of raw bytes, and a
//! program that is ended with its test.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fingerpost::{App, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// When a test gives up: far longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Within this an idle server ends: one second, and time for a busy machine,
/// which is still far from the 10 seconds of the deadline.
pub(crate) const PROMPT: Duration = Duration::from_secs(4);

/// A server on a port of the system's choice. It ends with the test's runtime.
pub(crate) struct Running {
    pub(crate) addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(app: App) -> Self {
        Self::with(Server::new(app)).await
    }

    pub(crate) async fn with(server: Server) -> Self {
        let (stop, stopped) = oneshot::channel();
        let server = server.port(0).shutdown_on(async {
            let _ = stopped.await;
        });
        let bound = server.bind().await.unwrap();
        let addr = bound.local_addr();
        let task = tokio::spawn(bound.serve());
        Running { addr, stop, task }
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(self.addr).await
    }

    /// The response to a request of its own connection.
    pub(crate) async fn ask(&self, request: &str) -> Reply {
        self.client().await.ask(request).await
    }

    /// Asks the server to end; how long that takes is told by `ended`.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        let _ = self.stop.send(());
        self.task
    }
}

/// How long it takes until a server has ended.
pub(crate) async fn ended(task: JoinHandle<()>) -> Duration {
    let begun = Instant::now();
    timeout(PATIENCE, task).await.expect("it ends").unwrap();
    begun.elapsed()
}

/// A connection on which raw bytes are sent and responses are read.
pub(crate) struct Client {
    stream: TcpStream,
    unread: Vec<u8>,
}

/// A response, taken apart.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// All header lines, except for those that change from one to the next.
    pub(crate) fn headers(&self) -> Vec<&str> {
        let lines = self.head.lines().skip(1);
        lines.filter(|line| !line.starts_with("date:")).collect()
    }
}

impl Client {
    pub(crate) async fn connect(addr: SocketAddr) -> Self {
        let stream = timeout(PATIENCE, TcpStream::connect(addr)).await;
        Client {
            stream: stream.expect("it connects in time").unwrap(),
            unread: Vec::new(),
        }
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let written = timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await;
        written.expect("it is taken in time").unwrap();
    }

    pub(crate) async fn ask(&mut self, request: &str) -> Reply {
        self.send(request).await;
        self.reply(request.starts_with("HEAD ")).await
    }

    /// Reads a response; its body has a Content-Length, or is all the rest.
    pub(crate) async fn reply(&mut self, is_head: bool) -> Reply {
        let head = self.until("\r\n\r\n").await;
        let status = head.get(9..12).and_then(|code| code.parse().ok());
        let mut reply = Reply {
            status: status.unwrap_or_else(|| panic!("no response: {head:?}")),
            head,
            body: String::new(),
        };
        if is_head {
            return reply;
        }
        reply.body = match reply.header("content-length") {
            Some(length) => {
                let length = length.parse().unwrap();
                while self.unread.len() < length {
                    assert!(self.read().await > 0, "the body breaks off: {reply:?}");
                }
                let body = self.unread.drain(..length).collect();
                String::from_utf8(body).unwrap()
            }
            None => String::from_utf8(self.rest().await).unwrap(),
        };
        reply
    }

    /// Reads up to a text and gives all that stands before its end.
    pub(crate) async fn until(&mut self, end: &str) -> String {
        loop {
            let found = self
                .unread
                .windows(end.len())
                .position(|window| window == end.as_bytes());
            if let Some(place) = found {
                let text = self.unread.drain(..place + end.len()).collect();
                return String::from_utf8(text).unwrap();
            }
            let seen = String::from_utf8_lossy(&self.unread).into_owned();
            assert!(self.read().await > 0, "no {end:?} in {seen:?}");
        }
    }

    /// Reads until the server closes.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        while self.read().await > 0 {}
        std::mem::take(&mut self.unread)
    }

    async fn read(&mut self) -> usize {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await;
        // A connection that is reset has ended as well.
        read.expect("something comes in time").unwrap_or(0)
    }
}

/// A request as it stands on the wire.
pub(crate) fn get(host: &str, path: &str) -> String {
    request("GET", host, path)
}

pub(crate) fn request(method: &str, host: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")
}

/// A program of ours that serves. It is killed if its test ends before it.
pub(crate) struct Program {
    child: Child,
    pub(crate) addr: SocketAddr,
    stderr: Option<BufReader<std::process::ChildStderr>>,
}

impl Program {
    /// Starts it on a port of the system's choice and waits for the line that
    /// tells it.
    pub(crate) fn serve(executable: &str, options: &[&str]) -> Self {
        let mut child = Command::new(executable)
            .args(["run", "--port", "0"])
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().map(BufReader::new);
        let mut banner = String::new();
        if let Some(stderr) = &mut stderr {
            stderr.read_line(&mut banner).unwrap();
        }
        let addr = banner
            .strip_prefix(" * Running on http://")
            .and_then(|rest| rest.strip_suffix(" (press CTRL+C to quit)\n"))
            .and_then(|addr| addr.parse().ok());
        let addr = addr.unwrap_or_else(|| panic!("not the banner: {banner:?}"));
        Program {
            child,
            addr,
            stderr,
        }
    }

    /// Sends a signal by its name.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended: how, after how long, and what it had to say.
    pub(crate) fn wait(mut self) -> (ExitStatus, Duration, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "the program does not end");
            std::thread::sleep(Duration::from_millis(10));
        };
        let elapsed = begun.elapsed();
        let mut said = String::new();
        if let Some(stderr) = &mut self.stderr {
            stderr.read_to_string(&mut said).unwrap();
        }
        (status, elapsed, said)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
