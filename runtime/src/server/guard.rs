//! What is refused before the application sees it: requests that RFC 9112 wants refused and hyper
//! lets pass.
//!
//! Content-Length together with Transfer-Encoding is the classic request smuggling. hyper removes
//! the Content-Length before anybody can see it, reads the body as chunked and closes the
//! connection after the response, so that nothing after the body is taken for a request. RFC 9112,
//! 6.3 allows just that. The check below is for the day when hyper shows both.

use std::sync::Arc;

use axum_core::body::Body;
use http::{
    HeaderValue, Response, StatusCode, Version,
    header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING},
    request::Parts,
};

/// What requests must be like.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    /// The hosts that we answer for; `None` is all of them.
    pub(super) trusted_hosts: Option<Arc<[TrustedHost]>>,
    /// How many bytes a body may have.
    pub(super) body_limit: Option<usize>,
}

/// A request that is not let through, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    MissingHost,
    UntrustedHost,
    AmbiguousLength,
    UnknownCoding,
    TooLarge,
}

impl Guard {
    pub(super) fn check(&self, head: &Parts) -> Result<(), Refusal> {
        check_host_present(head)?;
        check_host_trusted(head, self.trusted_hosts.as_deref())?;
        check_framing(head)?;
        check_length(head, self.body_limit)
    }
}

fn check_host_present(head: &Parts) -> Result<(), Refusal> {
    let present = match head.version {
        // Version 1.0 is older than the header.
        Version::HTTP_09 | Version::HTTP_10 => true,
        // Even a request for `http://host/path` must have the header.
        Version::HTTP_11 => head.headers.contains_key(HOST),
        // In HTTP/2 the `:authority` takes its place; hyper puts it into the URI.
        _ => head.uri.authority().is_some() || head.headers.contains_key(HOST),
    };
    present.then_some(()).ok_or(Refusal::MissingHost)
}

fn check_host_trusted(head: &Parts, trusted: Option<&[TrustedHost]>) -> Result<(), Refusal> {
    let Some(trusted) = trusted else {
        return Ok(());
    };
    let host = match head.uri.authority() {
        Some(authority) => authority.host(),
        None => {
            let host = head.headers.get(HOST).map(HeaderValue::to_str);
            without_port(host.and_then(Result::ok).unwrap_or_default())
        }
    };
    let known = trusted.iter().any(|trusted| trusted.covers(host));
    known.then_some(()).ok_or(Refusal::UntrustedHost)
}

fn check_framing(head: &Parts) -> Result<(), Refusal> {
    let mut codings = head.headers.get_all(TRANSFER_ENCODING).iter();
    let Some(coding) = codings.next() else {
        return Ok(());
    };
    if head.headers.contains_key(CONTENT_LENGTH) {
        return Err(Refusal::AmbiguousLength);
    }
    // hyper is content if the last coding is `chunked`. It decodes nothing else, so the application
    // would read compressed bytes as if they were the body.
    let chunked = coding.as_bytes().eq_ignore_ascii_case(b"chunked") && codings.next().is_none();
    chunked.then_some(()).ok_or(Refusal::UnknownCoding)
}

fn check_length(head: &Parts, limit: Option<usize>) -> Result<(), Refusal> {
    let Some(limit) = limit else {
        return Ok(());
    };
    let length = head.headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    match length {
        // A limit that does not fit is one that nothing exceeds.
        Some(length) if length > u64::try_from(limit).unwrap_or(u64::MAX) => Err(Refusal::TooLarge),
        _ => Ok(()),
    }
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Self::MissingHost | Self::UntrustedHost | Self::AmbiguousLength => {
                StatusCode::BAD_REQUEST
            }
            Self::UnknownCoding => StatusCode::NOT_IMPLEMENTED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::MissingHost => "the request has no Host\n",
            Self::UntrustedHost => "this Host is not served here\n",
            Self::AmbiguousLength => "the request has both Content-Length and Transfer-Encoding\n",
            Self::UnknownCoding => "no Transfer-Encoding other than chunked is supported\n",
            Self::TooLarge => "the request body is too large\n",
        }
    }

    /// The answer, after which an HTTP/1 connection is closed: what follows on it cannot be
    /// trusted to be a request.
    pub(super) fn response(self, version: Version) -> Response<Body> {
        let mut response = Response::new(Body::from(self.text()));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(CONTENT_TYPE, plain);
        // HTTP/2 knows no such header.
        if version < Version::HTTP_2 {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// One entry of the list of trusted hosts: `example.com` is itself, `.example.com` is also all
/// below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TrustedHost {
    name: String,
    below: bool,
}

impl TrustedHost {
    pub(super) fn new(entry: &str) -> Self {
        let (name, below) = match entry.strip_prefix('.') {
            Some(name) => (name, true),
            None => (entry, false),
        };
        Self {
            name: without_port(name).to_ascii_lowercase(),
            below,
        }
    }

    fn covers(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let Some(front) = host.strip_suffix(&self.name) else {
            return false;
        };
        front.is_empty() || (self.below && front.len() > 1 && front.ends_with('.'))
    }
}

/// The name or address in a Host header. An IPv6 address keeps its brackets, as in a URI.
fn without_port(host: &str) -> &str {
    let end = match host.find(']') {
        Some(bracket) if host.starts_with('[') => bracket + 1,
        _ => host.find(':').unwrap_or(host.len()),
    };
    host.get(..end).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, Request};

    fn verdict(
        guard: &Guard,
        version: Version,
        uri: &str,
        headers: &[(HeaderName, &str)],
    ) -> Result<(), Refusal> {
        let mut request = Request::builder().version(version).uri(uri);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        guard.check(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn a_host_must_be_there() {
        let guard = Guard::default();
        let missing = Err(Refusal::MissingHost);
        for (version, uri, host, expected) in [
            (Version::HTTP_11, "/", Some("a"), Ok(())),
            (Version::HTTP_11, "/", Some(""), Ok(())),
            (Version::HTTP_11, "/", None, missing),
            (Version::HTTP_11, "http://a/", None, missing),
            (Version::HTTP_10, "/", None, Ok(())),
            (Version::HTTP_2, "http://a/", None, Ok(())),
            (Version::HTTP_2, "/", Some("a"), Ok(())),
            (Version::HTTP_2, "/", None, missing),
        ] {
            let headers: Vec<_> = host.map(|host| (HOST, host)).into_iter().collect();
            let found = verdict(&guard, version, uri, &headers);
            assert_eq!(found, expected, "{version:?} {uri} {host:?}");
        }
    }

    #[test]
    fn only_trusted_hosts_pass() {
        let trusted = ["example.com", ".deep.test:80", "[::1]"].map(TrustedHost::new);
        let guard = Guard {
            trusted_hosts: Some(Arc::new(trusted)),
            ..Guard::default()
        };
        for (host, ok) in [
            ("example.com", true),
            ("EXAMPLE.com:5000", true),
            ("a.example.com", false),
            ("aexample.com", false),
            ("example.com.evil.test", false),
            ("example.com@evil.test", false),
            ("deep.test", true),
            ("a.b.deep.test:81", true),
            ("adeep.test", false),
            (".deep.test", false),
            ("[::1]:5000", true),
            ("[::2]", false),
            ("[::1", false),
            ("", false),
        ] {
            let found = verdict(&guard, Version::HTTP_11, "/", &[(HOST, host)]);
            assert_eq!(found.is_ok(), ok, "{host}");
        }
        // The host in the request line is the one that counts.
        let both = |uri, host| verdict(&guard, Version::HTTP_11, uri, &[(HOST, host)]).is_ok();
        assert!(both("http://example.com:1/", "evil.test"));
        assert!(!both("http://evil.test/", "example.com"));
    }

    #[test]
    fn a_body_has_one_length() {
        let framing = |headers: &[(HeaderName, &str)]| {
            let mut headers = headers.to_vec();
            headers.push((HOST, "a"));
            verdict(&Guard::default(), Version::HTTP_11, "/", &headers)
        };
        let te = TRANSFER_ENCODING;
        assert_eq!(framing(&[(te.clone(), "Chunked")]), Ok(()));
        assert_eq!(framing(&[(CONTENT_LENGTH, "3")]), Ok(()));
        assert_eq!(
            framing(&[(CONTENT_LENGTH, "3"), (te.clone(), "chunked")]),
            Err(Refusal::AmbiguousLength)
        );
        let unknown = Err(Refusal::UnknownCoding);
        assert_eq!(framing(&[(te.clone(), "gzip, chunked")]), unknown);
        assert_eq!(
            framing(&[(te.clone(), "chunked"), (te, "chunked")]),
            unknown
        );
    }

    #[test]
    fn a_body_may_be_too_large() {
        let guard = Guard {
            body_limit: Some(3),
            ..Guard::default()
        };
        for (length, expected) in [
            ("3", Ok(())),
            ("4", Err(Refusal::TooLarge)),
            ("18446744073709551615", Err(Refusal::TooLarge)),
        ] {
            let headers = [(HOST, "a"), (CONTENT_LENGTH, length)];
            assert_eq!(
                verdict(&guard, Version::HTTP_11, "/", &headers),
                expected,
                "{length}"
            );
        }
    }
}
