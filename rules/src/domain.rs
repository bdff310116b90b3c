//! Hosts and subdomains, as they are compared: in lower case, IDNA-encoded
//! (difference D8).

use std::borrow::Cow;

use crate::error::{RuleError, RuleErrorKind};
use crate::syntax::{Item, Syntax};

/// A host that no request can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadHost {
    host: String,
}

impl BadHost {
    /// A host that has been found wrong.
    #[doc(hidden)]
    pub fn new(host: impl Into<String>) -> Self {
        BadHost { host: host.into() }
    }

    /// The host as it was given.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl std::fmt::Display for BadHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is no valid host", self.host)
    }
}

impl std::error::Error for BadHost {}

/// A host in the form in which hosts are compared. A port stays as it is, and
/// so does an address in brackets.
pub(crate) fn normal_host(host: &str) -> Result<Cow<'_, str>, BadHost> {
    if is_normal(host) {
        return Ok(Cow::Borrowed(host));
    }
    let (name, port) = split_port(host);
    let encoded = encode(name)
        .filter(|name| !has_empty_label(name))
        .ok_or_else(|| BadHost {
            host: host.to_owned(),
        })?;
    Ok(Cow::Owned(encoded + port))
}

/// Most hosts are in normal form as they come. Each request has one, so it is
/// looked at once; what would take a second look has the answer no, which only
/// means that it is made normal again.
fn is_normal(host: &str) -> bool {
    let seen = host
        .bytes()
        .fold(0, |seen, byte| seen | KINDS[usize::from(byte)]);
    seen & OTHER == 0 && (seen & DOT == 0 || !has_empty_label(host))
}

const NAME: u8 = 0;
const DOT: u8 = 1;
const OTHER: u8 = 2;

/// What each byte is in a host. A colon is what the name ends with, or stands
/// in brackets, which are `OTHER`.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b':' => NAME,
            b'.' => DOT,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
};

/// Whether two dots stand together, or one at the beginning; one at the end
/// marks a name as complete (RFC 1034, 3.1).
fn has_empty_label(name: &str) -> bool {
    let mut is_behind_dot = true;
    name.bytes().any(|byte| {
        let is_dot = byte == b'.';
        is_dot && std::mem::replace(&mut is_behind_dot, is_dot) || {
            is_behind_dot = is_dot;
            false
        }
    })
}

/// `example.com:80` as `example.com` and `:80`; the port may be missing.
pub(crate) fn split_port(host: &str) -> (&str, &str) {
    let bytes = host.as_bytes();
    let mut colon = bytes.iter().position(|byte| *byte == b':');
    // The colons of an IPv6 address stand in brackets.
    if let Some((first, rest)) = colon.and_then(|first| Some((first, bytes.get(first..)?)))
        && let Some(bracket) = rest.iter().rposition(|byte| *byte == b']')
    {
        let behind = rest.iter().skip(bracket).position(|byte| *byte == b':');
        colon = behind.map(|place| first + bracket + place);
    }
    host.split_at(colon.unwrap_or(host.len()))
}

/// Lower case and IDNA, as UTS 46 says; `None` if that can not be. Also for a
/// piece of a name: what stands behind a variable begins with a dot.
fn encode(name: &str) -> Option<String> {
    if name.is_ascii() {
        Some(name.to_ascii_lowercase())
    } else {
        idna::domain_to_ascii(name).ok()
    }
}

/// Encodes the text of the host or subdomain of a rule, and checks that a
/// request can have it. Variables stay as they are.
pub(crate) fn encode_rule(source: &str, written: &Syntax) -> Result<Syntax, RuleError> {
    let mut syntax = written.clone();
    let bad = |label: &str, why: &str| {
        let start = source.find(label).unwrap_or(0);
        RuleError::new(
            RuleErrorKind::BadDomain,
            source,
            start..start + label.len(),
            format!("`{label}` can not stand in a host: {why}"),
        )
        .note("note: a label is made of letters, digits, `-` and `_`, and has at most 63 of them")
    };
    let mut port = false;
    for item in &mut syntax.items {
        match item {
            Item::Slash => {
                let error = bad("/", "a host has no slashes");
                return Err(error
                    .note("help: write the name alone, without scheme and path: `example.com`"));
            }
            Item::Variable(_) => {}
            Item::Text(text) => {
                let (name, rest) = if port {
                    ("", text.as_str())
                } else {
                    split_port(text)
                };
                port |= !rest.is_empty();
                let address = name
                    .strip_prefix('[')
                    .and_then(|name| name.strip_suffix(']'));
                let (labels, allowed) = match address {
                    Some(address) => (address, ":"),
                    None => (name, "-_"),
                };
                for label in labels.split('.') {
                    let wrong = label.chars().find(|c| {
                        c.is_ascii() && !(c.is_ascii_alphanumeric() || allowed.contains(*c))
                    });
                    if let Some(character) = wrong {
                        return Err(bad(
                            label,
                            &format!("`{character}` is no character of a name"),
                        ));
                    }
                    if label.len() > 63 {
                        return Err(bad(label, "a label has at most 63 characters"));
                    }
                }
                if let Some(wrong) = rest.chars().find(|c| !(c.is_ascii_digit() || *c == ':')) {
                    return Err(bad(text, &format!("`{wrong}` is no digit of a port")));
                }
                let encoded =
                    encode(name).ok_or_else(|| bad(name, "it has no form in ASCII (IDNA)"))?;
                *text = format!("{encoded}{rest}");
            }
        }
    }
    let full: String = syntax
        .items
        .iter()
        .map(|item| match item {
            Item::Text(text) => text.as_str(),
            Item::Slash | Item::Variable(_) => "v",
        })
        .collect();
    let (name, _) = split_port(&full);
    if has_empty_label(name) || name.ends_with('.') {
        return Err(RuleError::new(
            RuleErrorKind::BadDomain,
            source,
            0..source.len(),
            format!("`{source}` has an empty label"),
        )
        .note("note: labels are separated by single dots, with none at the beginning or end"));
    }
    Ok(syntax)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_made_comparable() {
        for (host, normal) in [
            ("", ""),
            ("example.com:5000", "example.com:5000"),
            ("Example.COM", "example.com"),
            ("☃.example.com:80", "xn--n3h.example.com:80"),
            ("[::1]:5000", "[::1]:5000"),
            ("[FE80::1]", "[fe80::1]"),
        ] {
            assert_eq!(normal_host(host).as_deref(), Ok(normal));
        }
        assert!(normal_host("a\u{ad}\u{200d}..é.\u{2028}").is_err());
    }

    #[test]
    fn text_behind_a_variable_begins_with_a_dot() {
        for (written, encoded) in [
            ("<a>.Example.com", ".example.com"),
            ("<a>.É.com:81", ".xn--9ca.com:81"),
        ] {
            let syntax =
                crate::parse::parse(written).and_then(|syntax| encode_rule(written, &syntax));
            let last = syntax.map(|syntax| syntax.items.last().cloned());
            assert_eq!(last, Ok(Some(Item::Text(encoded.to_owned()))));
        }
        for written in ["<a>..com", ".<a>", "a..b", "<a>."] {
            let syntax =
                crate::parse::parse(written).and_then(|syntax| encode_rule(written, &syntax));
            assert!(syntax.is_err(), "{written}");
        }
    }

    #[test]
    fn ports_are_split_off() {
        for (host, name, port) in [
            ("a", "a", ""),
            ("a:1", "a", ":1"),
            ("[::1]", "[::1]", ""),
            ("[::1]:1", "[::1]", ":1"),
        ] {
            assert_eq!(split_port(host), (name, port));
        }
    }
}
