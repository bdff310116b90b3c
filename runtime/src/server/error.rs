use std::{error::Error, fmt, io, net::SocketAddr};

/// Why a [`Server`](super::Server) could not start.
///
/// The text is one line, fit to be shown after `error: `.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The host is neither an address nor a name that the system can resolve.
    Host {
        /// The host as it was given.
        host: String,
        /// The system's answer.
        reason: io::Error,
    },
    /// No socket could be opened at this address.
    Listen {
        /// The address that was tried.
        addr: SocketAddr,
        /// The system's answer.
        reason: io::Error,
    },
    /// The listener given to [`Server::listener`](super::Server::listener) cannot be used.
    Listener(io::Error),
    /// The tokio runtime could not be started.
    Runtime(io::Error),
    /// A blocking `run` was called inside an async runtime, where it would deadlock.
    InsideRuntime,
}

impl ServeError {
    /// Whether the address is taken by another program, so that another port would help.
    pub fn is_port_taken(&self) -> bool {
        matches!(self, Self::Listen { reason, .. } if reason.kind() == io::ErrorKind::AddrInUse)
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host { host, reason } if reason.kind() == io::ErrorKind::InvalidInput => {
                write!(f, "invalid host `{}`: {reason}", host.escape_debug())
            }
            Self::Host { host, reason } => {
                write!(f, "unknown host `{}`: {reason}", host.escape_debug())
            }
            Self::Listen { addr, reason } => {
                write!(f, "cannot listen on {addr}: ")?;
                match reason.kind() {
                    io::ErrorKind::AddrInUse => f.write_str("address already in use"),
                    io::ErrorKind::AddrNotAvailable => {
                        f.write_str("this machine does not have that address")
                    }
                    io::ErrorKind::PermissionDenied => {
                        f.write_str("permission denied (ports below 1024 are privileged)")
                    }
                    _ => write!(f, "{reason}"),
                }
            }
            Self::Listener(reason) => write!(f, "cannot use the given listener: {reason}"),
            Self::Runtime(reason) => write!(f, "cannot start the async runtime: {reason}"),
            Self::InsideRuntime => f.write_str(
                "`run` blocks and so cannot be called in an async function; \
                 use `Server::new(app).serve().await`",
            ),
        }
    }
}

// The reason is part of the text, so it is not given as `source` a second time.
impl Error for ServeError {}
