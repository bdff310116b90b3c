//! Normal text: a path as the search reads it.
//!
//! A path is split at its slashes first and decoded after (difference D6), so
//! a slash that was written `%2F` must not look like one that separates. In
//! normal text it is the byte FF, and a segment that is not UTF-8 after
//! decoding is the single byte FE; neither occurs in UTF-8, so no literal of a
//! rule equals them, and FE matches no variable either.
//!
//! A path without `%` is its own normal text, and nothing is copied.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode, percent_encode, utf8_percent_encode,
};

use crate::words::{contains, has_slashes_in_a_row};

/// Stands for a slash that was percent-encoded.
pub(crate) const ENCODED_SLASH: u8 = 0xFF;
/// Stands for a segment that is not UTF-8.
pub(crate) const INVALID: u8 = 0xFE;

/// What stays as it is in a path (the URL standard's path characters).
pub(crate) const PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// What stays as it is in the query of a form, but for the space (Werkzeug).
const QUERY: AsciiSet = PATH.add(b'&').add(b'+').add(b'=').remove(b'?');

/// What stays as it is of a value in the fragment of a redirect's target.
pub(crate) const FRAGMENT: AsciiSet = PATH.remove(b'?');

/// What stays as it is of a value in the host of a redirect's target.
pub(crate) const HOST: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// What can not stand in a path as it is, or is a slash to browsers.
const UNSAFE: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// SCRIPT_NAME in a URL. It may come decoded or not, so only what can not stand
/// there is encoded.
pub(crate) fn encoded_script_name(script_name: &str) -> String {
    utf8_percent_encode(script_name, &UNSAFE).to_string()
}

/// Text as the query of a form has it: a space is `+`.
pub(crate) fn encode_form(text: &str) -> String {
    percent_encode(text.as_bytes(), &QUERY)
        .to_string()
        .replace("%20", "+")
}

/// Whether a text, in lower case, can be a label of a host.
pub(crate) fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The path of a request, PATH_INFO, as text or as it stands in the URL.
///
/// Werkzeug and WSGI know only the first; the second keeps `%2F` apart from
/// `/`. A `&str` is taken as text, as `match_("/a b", "GET")` in Werkzeug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathInfo<'p> {
    /// Decoded text: a `%` is a `%`, and every `/` separates.
    Decoded(&'p str),
    /// Percent-encoded, as in a URL or a request line.
    Raw(&'p str),
}

impl<'p> From<&'p str> for PathInfo<'p> {
    fn from(text: &'p str) -> Self {
        PathInfo::Decoded(text)
    }
}

impl<'p> From<&'p String> for PathInfo<'p> {
    fn from(text: &'p String) -> Self {
        PathInfo::Decoded(text)
    }
}

impl<'p> PathInfo<'p> {
    #[inline]
    pub(crate) fn normal(self) -> Text<'p> {
        match self {
            PathInfo::Raw(raw) if contains(raw.as_bytes(), b'%') => {
                Text::Decoded(decode(raw.as_bytes()))
            }
            PathInfo::Raw(text) | PathInfo::Decoded(text) => Text::Plain(text),
        }
    }
}

/// Normal text, borrowed where it can be.
#[derive(Debug, Clone)]
pub(crate) enum Text<'t> {
    Plain(&'t str),
    Decoded(Vec<u8>),
}

impl<'t> Text<'t> {
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Text::Plain(text) => text.as_bytes(),
            Text::Decoded(bytes) => bytes,
        }
    }

    /// The text of a value; `None` if the range is none of a value, which the
    /// search never gives.
    #[inline]
    pub(crate) fn value(&self, range: Range<usize>) -> Option<Cow<'_, str>> {
        match self {
            Text::Plain(text) => text.get(range).map(Cow::Borrowed),
            Text::Decoded(bytes) => denormal(bytes.get(range)?),
        }
    }

    /// The same path with each run of slashes merged into one, or `None` if
    /// there is nothing to merge. Slashes at the front count as one already.
    pub(crate) fn merged(&self) -> Option<Text<'static>> {
        let bytes = self.bytes();
        let front = leading_slashes(bytes);
        let path = &bytes[front..];
        if !has_slashes_in_a_row(path) {
            return None;
        }
        let mut merged = Vec::with_capacity(path.len() + 1);
        merged.push(b'/');
        for byte in path {
            if !(*byte == b'/' && merged.last() == Some(&b'/')) {
                merged.push(*byte);
            }
        }
        Some(Text::Decoded(merged))
    }

    /// The path as it is written in a URL, from its first slash.
    pub(crate) fn encoded(&self) -> String {
        encoded_path(self.bytes())
    }
}

/// Normal text of a path as it is written in a URL, from its first slash.
pub(crate) fn encoded_path(normal: &[u8]) -> String {
    let path = &normal[leading_slashes(normal)..];
    let mut encoded = String::with_capacity(path.len() + 1);
    encoded.push('/');
    for (index, piece) in path.split(|byte| *byte == ENCODED_SLASH).enumerate() {
        if index > 0 {
            encoded.push_str("%2F");
        }
        encoded.extend(percent_encode(piece, &PATH));
    }
    encoded
}

/// How many slashes stand at the front: they count as one.
#[inline]
pub(crate) fn leading_slashes(path: &[u8]) -> usize {
    path.iter().take_while(|byte| **byte == b'/').count()
}

/// A percent-encoded path as normal text.
fn decode(raw: &[u8]) -> Vec<u8> {
    let mut normal = Vec::with_capacity(raw.len());
    for (index, segment) in raw.split(|byte| *byte == b'/').enumerate() {
        if index > 0 {
            normal.push(b'/');
        }
        let start = normal.len();
        normal.extend(percent_decode(segment));
        let decoded = &mut normal[start..];
        if std::str::from_utf8(decoded).is_ok() {
            for byte in decoded.iter_mut().filter(|byte| **byte == b'/') {
                *byte = ENCODED_SLASH;
            }
        } else {
            normal.truncate(start);
            normal.push(INVALID);
        }
    }
    normal
}

/// The text that a piece of normal text stands for.
fn denormal(normal: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(normal) {
        return Some(Cow::Borrowed(text));
    }
    let bytes = normal
        .iter()
        .map(|byte| if *byte == ENCODED_SLASH { b'/' } else { *byte })
        .collect();
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_split_before_they_are_decoded() {
        for (raw, normal) in [
            ("/a/b", &b"/a/b"[..]),
            ("/a%20b", b"/a b"),
            ("/a%2Fb/c", b"/a\xFFb/c"),
            ("/%FF/%2f%ff", b"/\xFE/\xFE"),
            ("/%C3%A9", "/é".as_bytes()),
            ("/%zz%4", b"/%zz%4"),
        ] {
            assert_eq!(PathInfo::Raw(raw).normal().bytes(), normal, "{raw}");
        }
        assert_eq!(PathInfo::Decoded("/a%20b").normal().bytes(), b"/a%20b");
    }

    #[test]
    fn paths_are_encoded_anew() {
        for (raw, encoded) in [
            ("", "/"),
            ("///", "/"),
            ("//a b/", "/a%20b/"),
            ("/a%2Fb/%25", "/a%2Fb/%25"),
            ("/é!$&'()*+,:;=@-._~\"", "/%C3%A9!$&'()*+,:;=@-._~%22"),
        ] {
            assert_eq!(PathInfo::Raw(raw).normal().encoded(), encoded, "{raw}");
        }
    }

    #[test]
    fn slashes_are_merged() {
        let merged = |path| {
            PathInfo::Decoded(path)
                .normal()
                .merged()
                .map(|text| text.encoded())
        };
        assert_eq!(merged("//a/b"), None);
        assert_eq!(merged("//a///b//").as_deref(), Some("/a/b/"));
    }
}
