//! The accept loop: from a listening socket to connections that the application answers, and in
//! good order back to none.

use std::{
    convert::Infallible, future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration,
};

use axum_core::body::Body;
use http::{Request, Response};
use http_body::Body as _;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    PeerAddr,
    body::{RequestBody, ResponseBody},
    connection::{Activity, Busy, Patience, Socket, drive},
    guard::Guard,
    say,
};
use crate::{
    app::{App, ResponseFuture},
    dispatch::Asked,
};

/// How long to wait after the system has refused to give us a connection that is there.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the steps of a shutdown take if nothing is in their way.
const SHORT: Duration = Duration::from_millis(600);

/// The bounds within which connections are served.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) patience: Patience,
    pub(super) max_connections: usize,
    pub(super) max_headers: Option<usize>,
    pub(super) guard: Guard,
    pub(super) shutdown_deadline: Duration,
    /// Whether to tell on stderr what a slow shutdown waits for.
    pub(super) talkative: bool,
}

/// What answers the requests: an [`App`], or what a test has in place of it.
pub(super) trait Application: Clone + Send + 'static {
    type Answer: Future<Output = Result<Response<Body>, Infallible>> + Send;

    fn answer(&self, request: Request<Body>, peer: PeerAddr) -> Self::Answer;
}

impl Application for App {
    type Answer = ResponseFuture;

    fn answer(&self, request: Request<Body>, peer: PeerAddr) -> ResponseFuture {
        App::answer(self, Asked::by(peer, request))
    }
}

/// Serves until `stop` completes, then answers what is running, until the deadline or until
/// `at_once` completes.
pub(super) async fn serve<A: Application>(
    listener: TcpListener,
    application: A,
    limits: Limits,
    stop: impl Future<Output = ()>,
    at_once: impl Future<Output = ()>,
) {
    let mut stop = pin!(stop);
    let (stopping, _) = watch::channel(false);
    let protocols = protocols(limits.max_headers);
    let mut door = Door::new(listener, limits.max_connections);
    let mut connections = JoinSet::new();

    loop {
        let (stream, peer, place) = tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = connections.join_next() => continue,
            entrant = door.next() => entrant,
        };
        // Without it, small answers would wait for the client's acknowledgement of earlier ones.
        let _ = stream.set_nodelay(true);
        let activity = Arc::new(Activity::new(limits.patience));
        let front = Front {
            application: application.clone(),
            guard: limits.guard.clone(),
            activity: Arc::clone(&activity),
            peer: PeerAddr(peer),
        };
        let socket = TokioIo::new(Socket::new(stream, Arc::clone(&activity), place));
        let answer = service_fn(move |request| front.answer(request));
        let connection = protocols
            .serve_connection_with_upgrades(socket, answer)
            .into_owned();
        let stopping = stopping.subscribe();
        connections.spawn(async move { drive(connection, &activity, stopping).await });
    }

    let places = door.close();
    stopping.send_replace(true);
    drain(places, &limits, at_once).await;
    // A handler that blocks its thread cannot be aborted and must not hold us up.
    let _ = timeout(SHORT, connections.shutdown()).await;
}

/// Waits until no connection is left, upgraded ones included.
async fn drain(places: Places, limits: &Limits, at_once: impl Future<Output = ()>) {
    let mut at_once = pin!(at_once);
    let deadline = limits.shutdown_deadline;
    let all_gone = async {
        if timeout(SHORT, places.all_free()).await.is_err() {
            if limits.talkative {
                let (count, wait) = (places.taken(), deadline.as_secs_f32());
                say(format_args!(
                    " * Shutting down: up to {wait:.0} s for {count} busy connection(s) \
                     (press CTRL+C again to quit at once)"
                ));
            }
            places.all_free().await;
        }
    };
    tokio::select! {
        biased;
        () = &mut at_once => {}
        () = all_gone => {}
        () = sleep(deadline) => {}
    }
}

fn protocols(max_headers: Option<usize>) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // hyper's own clock for heads also runs between two requests, so it would close idle
    // connections as early as slow ones; `drive` knows the difference, and also watches over what
    // comes before hyper knows which protocol it is.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        // Heads longer than this are answered with 431.
        .max_buf_size(128 * 1024);
    if let Some(max_headers) = max_headers {
        builder.http1().max_headers(max_headers);
    }
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(100)
        .max_header_list_size(16 * 1024)
        // Clients that have vanished during a long answer.
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}

/// Where connections come in, one for each free place.
struct Door {
    listener: TcpListener,
    places: Places,
    /// Whether the last attempt failed, so that the reason is told once and not every second.
    jammed: bool,
}

impl Door {
    fn new(listener: TcpListener, max_connections: usize) -> Self {
        Self {
            listener,
            places: Places::new(max_connections),
            jammed: false,
        }
    }

    /// The next client. While all places are taken, clients wait in the system's queue.
    async fn next(&mut self) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
        let place = self.places.take().await;
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    self.jammed = false;
                    return (stream, peer, place);
                }
                // The client has left before its turn came.
                Err(error) if is_about_client(&error) => {}
                // Mostly too many open files, which ends when a connection does. The client is
                // still in the queue, so to try again at once would be a busy loop.
                Err(error) => {
                    if !self.jammed {
                        self.jammed = true;
                        say(format_args!("error: cannot accept connections: {error}"));
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn close(self) -> Places {
        self.places
    }
}

fn is_about_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// The places for connections.
struct Places {
    free: Arc<Semaphore>,
    count: u32,
}

impl Places {
    fn new(count: usize) -> Self {
        // A server without any place would be none.
        let count = count.clamp(1, Semaphore::MAX_PERMITS);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            free: Arc::new(Semaphore::new(count as usize)),
            count,
        }
    }

    async fn take(&self) -> OwnedSemaphorePermit {
        match Arc::clone(&self.free).acquire_owned().await {
            Ok(place) => place,
            // Only a closed semaphore gives none, and this one is never closed.
            Err(_) => std::future::pending().await,
        }
    }

    async fn all_free(&self) {
        let _ = self.free.acquire_many(self.count).await;
    }

    fn taken(&self) -> usize {
        (self.count as usize).saturating_sub(self.free.available_permits())
    }
}

/// What hyper calls: the application, with what one connection adds to it.
struct Front<A> {
    application: A,
    guard: Guard,
    activity: Arc<Activity>,
    peer: PeerAddr,
}

impl<A: Application> Front<A> {
    fn answer(
        &self,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<ResponseBody>, Infallible>> + use<A> {
        let version = request.version();
        let busy = Busy::new(Arc::clone(&self.activity), version);
        let admitted = self.admit(request);
        let answer = admitted.map(|request| self.application.answer(request, self.peer));
        async move {
            let Ok(response) = match answer {
                Ok(answer) => answer.await,
                Err(refusal) => Ok(refusal.response(version)),
            };
            Ok(response.map(|body| ResponseBody::new(body, busy)))
        }
    }

    fn admit(&self, request: Request<Incoming>) -> Result<Request<Body>, super::guard::Refusal> {
        let (head, body) = request.into_parts();
        self.guard.check(&head)?;
        let body = if body.is_end_stream() {
            Body::empty()
        } else {
            let patience = self.activity.patience().idle;
            Body::new(RequestBody::new(body, self.guard.body_limit, patience))
        };
        Ok(Request::from_parts(head, body))
    }
}

#[cfg(test)]
mod tests;
