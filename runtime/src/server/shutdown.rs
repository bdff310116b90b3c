//! The signals that ask a program to end.

use std::future::{Future, pending};

/// Completes at the next Ctrl+C, or at the next SIGTERM where there is one.
///
/// Listening begins with this call, not with the first poll, so that a signal which comes right
/// after the server has announced itself is not lost.
#[cfg(unix)]
pub(super) fn signal() -> impl Future<Output = ()> + Send {
    use tokio::signal::unix::{SignalKind, signal};

    let interrupt = signal(SignalKind::interrupt());
    let terminate = signal(SignalKind::terminate());
    async {
        match (interrupt, terminate) {
            (Ok(mut interrupt), Ok(mut terminate)) => tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            },
            // Where no handler can be installed, the system's own one ends the program.
            _ => pending().await,
        }
    }
}

/// Completes at the next Ctrl+C.
#[cfg(not(unix))]
pub(super) fn signal() -> impl Future<Output = ()> + Send {
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending().await
        }
    }
}
