//! One connection: its socket, what it is doing, and how long it may take.

use std::{
    future::{Future, poll_fn},
    io::{self, IoSlice},
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use http::Version;
use hyper_util::server::graceful::GracefulConnection;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, watch},
    time::{Instant, sleep_until},
};

/// How long a connection without a request gets to say goodbye. HTTP/1 needs none of it; HTTP/2
/// needs one round trip.
const FAREWELL: Duration = Duration::from_millis(250);

/// Between two looks at a connection that has no deadline, because a request is running.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// How patient we are with a client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For the first request of a connection, and for the head of each that has begun.
    pub(super) header: Duration,
    /// For anything else that the client owes us: the next request, the next part of a body, room
    /// in its receive window.
    pub(super) idle: Duration,
}

/// Runs a connection to its end: until the client leaves, its patience is used up, or the server
/// stops and the requests that are running have been answered.
pub(super) async fn drive<C>(
    connection: C,
    activity: &Activity,
    mut stopping: watch::Receiver<bool>,
) where
    C: GracefulConnection,
{
    let mut connection = pin!(connection);
    let mut stop = pin!(stopping.wait_for(|stopping| *stopping));
    let mut alarm = pin!(sleep_until(Instant::now() + LOOK_AGAIN));
    let mut leaving = None;

    poll_fn(|cx| {
        if leaving.is_none() && stop.as_mut().poll(cx).is_ready() {
            leaving = Some(Instant::now());
            connection.as_mut().graceful_shutdown();
        }
        loop {
            // Whether it ended well or in an error, there is nobody left to tell.
            if connection.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let overdue = loop {
                let due = {
                    let mut state = activity.state();
                    state.stamp();
                    state.due(activity.patience, leaving)
                };
                // Moving the alarm costs more than letting it ring too early now and then, so it
                // is only ever moved forward here, and back when it has rung.
                if let Some(due) = due
                    && due.at < alarm.deadline()
                {
                    alarm.as_mut().reset(due.at);
                }
                if alarm.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                let now = Instant::now();
                match due {
                    Some(due) if due.at <= now => break due,
                    Some(due) => alarm.as_mut().reset(due.at),
                    None => alarm.as_mut().reset(now + LOOK_AGAIN),
                }
            };
            if overdue.last {
                return Poll::Ready(());
            }
            leaving = Some(Instant::now());
            connection.as_mut().graceful_shutdown();
        }
    })
    .await;
}

/// What a connection is doing, as its socket and its requests report it.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<State>,
    patience: Patience,
}

#[derive(Debug)]
struct State {
    /// Requests whose response is not yet wholly handed to hyper.
    running: usize,
    /// Whether hyper has bytes that the client does not take.
    blocked: bool,
    /// Whether a request has come at all.
    greeted: bool,
    http2: bool,
    /// Whether the next request's head has begun.
    head_begun: bool,
    /// When the first byte of it came.
    head_since: Option<Instant>,
    /// Whether the client has done something for us since `since`.
    stirred: bool,
    /// The last time that the client did something for us.
    since: Instant,
}

/// When the client must have done what we wait for.
#[derive(Clone, Copy, Debug)]
struct Due {
    at: Instant,
    /// Whether it is then simply cut off, without a goodbye.
    last: bool,
}

impl Activity {
    pub(super) fn new(patience: Patience) -> Self {
        Self {
            state: Mutex::new(State {
                running: 0,
                blocked: false,
                greeted: false,
                http2: false,
                head_begun: false,
                head_since: None,
                stirred: false,
                since: Instant::now(),
            }),
            patience,
        }
    }

    pub(super) fn patience(&self) -> Patience {
        self.patience
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that holds the lock can panic half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Looks at the clock for what has happened in this turn of the connection. That is once for a
    /// request, and not at each of its steps.
    fn stamp(&mut self) {
        let unstamped_head = self.head_begun && self.head_since.is_none();
        if !self.stirred && !unstamped_head {
            return;
        }
        let now = Instant::now();
        if std::mem::take(&mut self.stirred) {
            self.since = now;
        }
        if unstamped_head {
            self.head_since = Some(now);
        }
    }

    /// `None` while the next step is ours; a handler may take as long as it likes.
    fn due(&self, patience: Patience, leaving: Option<Instant>) -> Option<Due> {
        let (since, patience, last) = if self.blocked {
            (self.since, patience.idle, true)
        } else if self.running > 0 {
            return None;
        } else if let Some(leaving) = leaving {
            (leaving.max(self.since), FAREWELL, true)
        } else if !self.greeted {
            (self.since, patience.header, false)
        } else if let Some(begun) = self.head_since {
            (begun, patience.header, false)
        } else {
            (self.since, patience.idle, false)
        };
        let at = since.checked_add(patience)?;
        Some(Due { at, last })
    }

    fn received(&mut self) {
        // In HTTP/2, bytes between two requests need not be the next one: they may be a ping.
        if self.running == 0 && !self.http2 {
            self.head_begun = true;
        }
    }

    fn sent(&mut self, blocked: bool) {
        // What HTTP/2 sends between two requests, such as pings, does not make a client less idle.
        if self.running > 0 || self.blocked || blocked {
            if !(self.blocked && blocked) {
                self.stirred = true;
            }
            self.blocked = blocked;
        }
    }
}

/// Held while a request is answered.
#[derive(Debug)]
pub(super) struct Busy {
    activity: Arc<Activity>,
}

impl Busy {
    pub(super) fn new(activity: Arc<Activity>, version: Version) -> Self {
        let mut state = activity.state();
        state.running += 1;
        state.greeted = true;
        state.http2 = version == Version::HTTP_2;
        state.head_begun = false;
        state.head_since = None;
        drop(state);
        Self { activity }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.activity.state();
        state.running -= 1;
        state.stirred = true;
        if state.http2 {
            // Its requests end in turns of their own.
            state.stamp();
        }
    }
}

/// A client's socket. It holds its place among the server's connections for as long as it is open:
/// after an upgrade, hyper hands it over, and the place goes with it.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    activity: Arc<Activity>,
    _place: OwnedSemaphorePermit,
}

impl Socket {
    pub(super) fn new(
        stream: TcpStream,
        activity: Arc<Activity>,
        place: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            stream,
            activity,
            _place: place,
        }
    }

    fn note_write(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.activity.state().sent(outcome.is_pending());
        outcome
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.activity.state().received();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.note_write(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.note_write(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
