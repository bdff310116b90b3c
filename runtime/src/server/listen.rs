//! From a host and a port to an open socket.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use tokio::net::{TcpListener, lookup_host};

use super::ServeError;

/// Opens a socket at the first address of `host` that can be had.
pub(super) async fn bind(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    let mut refused = None;
    for addr in addresses(host, port).await? {
        match TcpListener::bind(addr).await {
            Ok(listener) => return Ok(listener),
            // The first address is the one that the user expects to read about.
            Err(reason) => refused = refused.or(Some(ServeError::Listen { addr, reason })),
        }
    }
    Err(refused.unwrap_or_else(|| bad_host(host, io::Error::other("it has no address"))))
}

/// Adopts a socket that somebody else has opened.
pub(super) fn adopt(listener: std::net::TcpListener) -> Result<TcpListener, ServeError> {
    listener
        .set_nonblocking(true)
        .and_then(|()| TcpListener::from_std(listener))
        .map_err(ServeError::Listener)
}

async fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>, ServeError> {
    if let Some(ip) = literal(host) {
        return Ok(vec![SocketAddr::new(ip, port)]);
    }
    if !is_name(host) {
        let reason = "expected an IP address or a host name, without scheme or port";
        return Err(bad_host(
            host,
            io::Error::new(io::ErrorKind::InvalidInput, reason),
        ));
    }
    let found = lookup_host((host, port)).await;
    let mut found: Vec<_> = found.map_err(|reason| bad_host(host, reason))?.collect();
    // `localhost` means 127.0.0.1 to most people and tools, as it does to Werkzeug.
    found.sort_by_key(SocketAddr::is_ipv6);
    Ok(found)
}

/// An address as such; an IPv6 one may stand in brackets, as in a URL.
fn literal(host: &str) -> Option<IpAddr> {
    let bracketed = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    match bracketed {
        Some(inside) => inside.parse().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    }
}

/// Whether the text can be a host name at all. Without this, a URL or a `host:port` would get the
/// resolver's answer, which does not say what is wrong.
fn is_name(host: &str) -> bool {
    let ok = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    !host.is_empty() && host.chars().all(ok)
}

fn bad_host(host: &str, reason: io::Error) -> ServeError {
    ServeError::Host {
        host: host.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn addresses_and_names() {
        for host in ["127.0.0.1", "localhost"] {
            let listener = bind(host, 0).await.unwrap();
            let addr = listener.local_addr().unwrap();
            assert!(
                addr.ip().is_loopback() && addr.port() != 0,
                "{host}: {addr}"
            );
        }
        // Not every machine has IPv6; what counts is that both spellings mean the same address.
        assert_eq!(literal("::1"), literal("[::1]"));
        assert!(literal("[::1]").is_some());
    }

    #[tokio::test]
    async fn a_port_in_use_is_told() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = taken.local_addr().unwrap();
        let error = bind("127.0.0.1", addr.port()).await.unwrap_err();
        assert!(error.is_port_taken());
        assert_eq!(
            error.to_string(),
            format!("cannot listen on {addr}: address already in use")
        );
    }

    #[tokio::test]
    async fn a_bad_host_is_told() {
        for host in ["", "http://localhost", "127.0.0.1:80", "a b", "[::1", "\0"] {
            let error = bind(host, 0).await.unwrap_err().to_string();
            let expected = format!(
                "invalid host `{}`: expected an IP address or a host name, without scheme or port",
                host.escape_debug()
            );
            assert_eq!(error, expected);
        }
        // No label may be this long, so the resolver says no without asking the network.
        let host = format!("{}.invalid", "a".repeat(64));
        let error = bind(&host, 0).await.unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("unknown host `{host}`: ")),
            "{error}"
        );
    }

    #[tokio::test]
    async fn an_address_of_another_machine_is_told() {
        // 192.0.2.0/24 is set apart for documentation, so no machine has it.
        let error = bind("192.0.2.1", 0).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "cannot listen on 192.0.2.1:0: this machine does not have that address"
        );
    }
}
