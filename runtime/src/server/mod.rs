//! The server: an [`App`] on a TCP socket, over HTTP/1 and HTTP/2, with limits and a shutdown in
//! good order.
//!
//! ```text
//! listen      a host and a port become a socket
//! accept      the loop: one task for each connection, and the shutdown
//! connection  one connection: its socket, its clock
//! guard       requests that the application never sees
//! body        request bodies, limited; response bodies, watched
//! shutdown    the signals
//! ```

mod accept;
mod body;
mod connection;
mod error;
mod guard;
mod listen;
mod shutdown;

use std::{
    fmt,
    future::{Future, pending},
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    process::ExitCode,
    time::Duration,
};

use http::Extensions;
use tokio::net::TcpListener;

use self::{
    accept::Limits,
    connection::Patience,
    guard::{Guard, TrustedHost},
};
use crate::app::App;

pub use self::error::ServeError;

/// Serves `app` on <http://127.0.0.1:5000> until Ctrl+C or SIGTERM, as Flask's `app.run()` does.
///
/// Blocks the thread. When the server cannot start, the reason goes to stderr as one line and the
/// exit code is 1. [`Server`] has all that can be chosen.
///
/// ```no_run
/// # fn site() -> fingerpost::App { fingerpost::routes! {} }
/// fn main() -> std::process::ExitCode {
///     fingerpost::run(site())
/// }
/// ```
pub fn run(app: App) -> ExitCode {
    match Server::new(app).run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error, "`Server::port`"),
    }
}

/// Tells why the server could not start; `other_port` is how to choose another port.
pub(crate) fn complain(error: &ServeError, other_port: &str) -> ExitCode {
    if error.is_port_taken() {
        say(format_args!(
            "error: {error}; choose another port with {other_port}"
        ));
    } else {
        say(format_args!("error: {error}"));
    }
    ExitCode::FAILURE
}

/// Writes a line to stderr. A closed stderr is no reason to stop serving, let alone to panic.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// The address that a request came from, in the request's extensions.
///
/// Behind a reverse proxy it is the proxy's. With the feature `axum`, the extractor
/// `ConnectInfo<SocketAddr>` gives the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerAddr(pub SocketAddr);

impl PeerAddr {
    /// Puts the address where layers and extractors look for it.
    pub(crate) fn insert_into(self, extensions: &mut Extensions) {
        extensions.insert(self);
        #[cfg(feature = "axum")]
        extensions.insert(axum::extract::ConnectInfo(self.0));
    }
}

/// An [`App`] with an address and limits, ready to be served.
///
/// ```no_run
/// # fn site() -> fingerpost::App { fingerpost::routes! {} }
/// # async fn example() -> Result<(), fingerpost::ServeError> {
/// use fingerpost::Server;
///
/// Server::new(site())
///     .host("0.0.0.0")
///     .port(8000)
///     .server_name("example.com")
///     .serve()
///     .await
/// # }
/// ```
///
/// It answers a request itself, without the application, that
///
/// - has no Host, though HTTP/1.1 requires it, or one that is not [trusted](Self::trusted_hosts):
///   400;
/// - has a Transfer-Encoding besides `chunked`: 501;
/// - announces a body above the [limit](Self::body_limit): 413.
///
/// A request with both Content-Length and Transfer-Encoding is read by the latter alone, and the
/// connection ends with it, so that nothing can be smuggled behind it.
#[must_use = "a server does nothing until it is run"]
pub struct Server {
    app: App,
    address: Address,
    server_name: Option<String>,
    debug: bool,
    limits: Limits,
    shutdown: Pin<Box<dyn Future<Output = ()> + Send>>,
}

enum Address {
    Of { host: String, port: u16 },
    Bound(std::net::TcpListener),
}

impl Server {
    /// A server on 127.0.0.1:5000.
    pub fn new(app: App) -> Self {
        Self {
            app,
            address: Address::Of {
                host: "127.0.0.1".to_owned(),
                port: 5000,
            },
            server_name: None,
            debug: cfg!(debug_assertions),
            limits: Limits::default(),
            shutdown: Box::pin(pending()),
        }
    }

    /// The address to listen at, or a name for it: `127.0.0.1`, `::1`, `localhost`. `0.0.0.0` and
    /// `::` are all addresses of the machine.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        let port = match self.address {
            Address::Of { port, .. } => port,
            Address::Bound(_) => 5000,
        };
        let host = host.into();
        self.address = Address::Of { host, port };
        self
    }

    /// The port to listen at; with 0 the system chooses one, which [`BoundServer::local_addr`]
    /// tells.
    pub fn port(mut self, port: u16) -> Self {
        let host = match self.address {
            Address::Of { host, .. } => host,
            Address::Bound(_) => "127.0.0.1".to_owned(),
        };
        self.address = Address::Of { host, port };
        self
    }

    /// A socket that already listens, in place of host and port. One of tokio's can be given
    /// through its `into_std`.
    pub fn listener(mut self, listener: std::net::TcpListener) -> Self {
        self.address = Address::Bound(listener);
        self
    }

    /// The name that the site is known by, Flask's `SERVER_NAME`, with the port if clients write
    /// one: `example.com` or `example.com:5000`. Subdomains are what stands before it.
    pub fn server_name(mut self, server_name: impl Into<String>) -> Self {
        self.server_name = Some(server_name.into());
        self
    }

    /// Whether the application may tell clients about its inside, such as on error pages.
    ///
    /// By default so in debug builds. It is never so on an address that other machines can reach.
    pub fn debug(mut self, debug: bool) -> Self {
        self.debug = debug;
        self
    }

    /// The hosts that are served; requests for any other are answered with 400. By default all
    /// are served.
    ///
    /// `example.com` is that host alone, `.example.com` also every host below it. Ports and case
    /// do not count. Names beyond ASCII are written as in DNS, `xn--…`.
    pub fn trusted_hosts<H: AsRef<str>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        let hosts = hosts.into_iter();
        let hosts = hosts.map(|host| TrustedHost::new(host.as_ref())).collect();
        self.limits.guard.trusted_hosts = Some(hosts);
        self
    }

    /// How long a client may take for the first request of a connection, and for the head of each
    /// further one that it has begun; then the connection is closed. 10 seconds by default.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.limits.patience.header = timeout;
        self
    }

    /// How long a client may keep us waiting elsewhere: between two requests, in the middle of a
    /// request body, or by not reading its response. 75 seconds by default, which is more than
    /// reverse proxies keep their idle connections.
    ///
    /// An overdue request body is an error to whoever reads it; else the connection is closed.
    /// WebSockets are not watched.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.limits.patience.idle = timeout;
        self
    }

    /// How many connections are served at a time, WebSockets included; more wait until one ends.
    /// 10 000 by default, at least 1.
    pub fn max_connections(mut self, count: usize) -> Self {
        self.limits.max_connections = count;
        self
    }

    /// How many header lines an HTTP/1 request may have before it is answered with 431. 100 by
    /// default; any other number costs a little speed. HTTP/2 requests are limited to 16 KiB of
    /// headers.
    pub fn max_headers(mut self, count: usize) -> Self {
        self.limits.max_headers = Some(count);
        self
    }

    /// How many bytes a request body may have. No limit by default: the server stores no bodies,
    /// and axum's extractors, which do, have their own limit of 2 MB.
    ///
    /// A body that is announced as longer is answered with 413 at once; one of unknown length
    /// becomes an error where it grows too long, which axum's extractors answer with 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.guard.body_limit = Some(bytes);
        self
    }

    /// How long running requests, and WebSockets, may take to end when the server shuts down.
    /// 10 seconds by default.
    pub fn shutdown_deadline(mut self, deadline: Duration) -> Self {
        self.limits.shutdown_deadline = deadline;
        self
    }

    /// Shuts down when `event` completes, as on Ctrl+C and SIGTERM, which continue to count.
    pub fn shutdown_on(mut self, event: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Box::pin(event);
        self
    }

    /// Opens the socket. From then on clients can connect; they are answered as soon as the
    /// result is [served](BoundServer::serve).
    ///
    /// # Errors
    ///
    /// When the host is no host or the address cannot be had.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without its IO and time drivers, as all of tokio's
    /// sockets do.
    pub async fn bind(self) -> Result<BoundServer, ServeError> {
        let listener = match self.address {
            Address::Of { host, port } => listen::bind(&host, port).await?,
            Address::Bound(listener) => listen::adopt(listener)?,
        };
        let addr = listener.local_addr().map_err(ServeError::Listener)?;
        let debug = self.debug && addr.ip().to_canonical().is_loopback();
        let app = self.app.on_server(self.server_name, debug);
        Ok(BoundServer {
            app,
            listener,
            addr,
            limits: self.limits,
            shutdown: self.shutdown,
        })
    }

    /// Serves until the shutdown is complete. Prints nothing.
    ///
    /// The shutdown begins with Ctrl+C, SIGTERM or [the given event](Self::shutdown_on): the
    /// socket is closed, idle connections end at once, running requests are finished. It is over
    /// when the last connection has ended, at the [deadline](Self::shutdown_deadline), or at a
    /// second signal. What still runs then is dropped.
    ///
    /// # Errors
    ///
    /// When the server cannot start; once it runs, it does not fail.
    ///
    /// # Panics
    ///
    /// As [`bind`](Self::bind).
    pub async fn serve(self) -> Result<(), ServeError> {
        self.bind().await?.serve().await;
        Ok(())
    }

    /// Starts an async runtime, serves on it as [`serve`](Self::serve) does, and blocks until that
    /// is over. Prints the address to stderr.
    ///
    /// # Errors
    ///
    /// As [`serve`](Self::serve), and when there can be no runtime, as inside of another one.
    pub fn run(mut self) -> Result<(), ServeError> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(ServeError::InsideRuntime);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(ServeError::Runtime)?;
        self.limits.talkative = true;
        let outcome = runtime.block_on(self.serve());
        // A blocking call that goes on beyond the deadline must not hold the program up.
        runtime.shutdown_background();
        outcome
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut server = f.debug_struct("Server");
        match &self.address {
            Address::Of { host, port } => server.field("host", host).field("port", port),
            Address::Bound(listener) => server.field("listener", listener),
        };
        server
            .field("server_name", &self.server_name)
            .finish_non_exhaustive()
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            patience: Patience {
                header: Duration::from_secs(10),
                idle: Duration::from_secs(75),
            },
            max_connections: 10_000,
            max_headers: None,
            guard: Guard::default(),
            shutdown_deadline: Duration::from_secs(10),
            talkative: false,
        }
    }
}

/// A [`Server`] whose socket is open; made by [`Server::bind`].
#[must_use = "clients wait until the server is served"]
pub struct BoundServer {
    app: App,
    listener: TcpListener,
    addr: SocketAddr,
    limits: Limits,
    shutdown: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl BoundServer {
    /// The address that clients reach it at.
    pub fn local_addr(&self) -> SocketAddr {
        self.addr
    }

    /// Serves until the shutdown is complete, as [`Server::serve`] does.
    pub async fn serve(self) {
        // Before the address is announced: who reads it may send a signal at once.
        let signal = shutdown::signal();
        if self.limits.talkative {
            say(format_args!("{}", Banner(self.addr)));
        }
        let stop = async {
            tokio::select! {
                () = signal => {}
                () = self.shutdown => {}
            }
        };
        // Listens only once the first signal has come, so that it is the second that counts.
        let at_once = async { shutdown::signal().await };
        accept::serve(self.listener, self.app, self.limits, stop, at_once).await;
    }
}

impl fmt::Debug for BoundServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundServer")
            .field("local_addr", &self.addr)
            .finish_non_exhaustive()
    }
}

/// Where the server can be reached, as a URL that a terminal makes clickable.
struct Banner(SocketAddr);

impl fmt::Display for Banner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(addr) = *self;
        let (reachable, note) = match addr.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => {
                (Ipv4Addr::LOCALHOST.into(), " and all other addresses")
            }
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => {
                (Ipv6Addr::LOCALHOST.into(), " and all other addresses")
            }
            ip => (ip, ""),
        };
        let addr = SocketAddr::new(reachable, addr.port());
        write!(
            f,
            " * Running on http://{addr}{note} (press CTRL+C to quit)"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `tokio::spawn` asks for; a compile-time test.
    const _: fn(Server) = |server| {
        fn spawn(_: impl Future<Output = Result<(), ServeError>> + Send + 'static) {}
        spawn(server.serve());
    };

    #[test]
    fn the_banner_names_an_address_that_works() {
        for (addr, expected) in [
            ("127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("0.0.0.0:80", "http://127.0.0.1:80 and all other addresses"),
            ("[::1]:5000", "http://[::1]:5000"),
            ("[::]:5000", "http://[::1]:5000 and all other addresses"),
        ] {
            let banner = Banner(addr.parse().unwrap()).to_string();
            let expected = format!(" * Running on {expected} (press CTRL+C to quit)");
            assert_eq!(banner, expected);
        }
    }
}
