//! The target of a redirect: resolved as its author wrote it, so that no value
//! can change where it leads (difference D13).

use percent_encoding::utf8_percent_encode;

use crate::parse::variables;
use crate::text::{FRAGMENT, HOST, PATH, encode_form};

/// A redirect's target, taken apart: text in which `<name>` stands for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target<'t> {
    scheme: Option<&'t str>,
    authority: Option<&'t str>,
    path: &'t str,
    query: Option<&'t str>,
    fragment: Option<&'t str>,
}

/// What a target is resolved against.
pub(crate) struct Base<'b> {
    pub(crate) scheme: &'b str,
    pub(crate) host: &'b str,
    pub(crate) script_name: &'b str,
    /// The query of the request, which the redirect keeps.
    pub(crate) query: &'b str,
}

/// The part of a URL that a value stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Authority,
    Path,
    Query,
    Fragment,
}

impl<'t> Target<'t> {
    /// Takes a target apart (RFC 3986, appendix B).
    pub(crate) fn parse(target: &'t str) -> Self {
        let (rest, fragment) = cut(target, '#');
        let (rest, query) = cut(rest, '?');
        let is_scheme = |scheme: &str| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        };
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, rest),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Target {
            scheme,
            authority,
            path,
            query,
            fragment,
        }
    }

    /// Whether the target is the path of a rule, so that a request would come
    /// back for ever. Converters do not count, nor does what is before it.
    pub(crate) fn leads_to(self, rule: &str) -> bool {
        let bare = variables(rule)
            .into_iter()
            .fold(rule.to_owned(), |rule, variable| {
                rule.replacen(variable.source, &format!("<{}>", variable.name), 1)
            });
        let is_plain = self.scheme.is_none() && self.authority.is_none();
        is_plain && self.path.trim_start_matches('/') == bare.trim_start_matches('/')
    }

    /// The names of the values, from left to right.
    pub(crate) fn names(target: &str) -> Vec<&str> {
        pieces(target)
            .filter_map(|(name, piece)| name.then_some(piece))
            .collect()
    }

    /// The whole URL, with the values that `text` gives; `None` if one of them
    /// can not stand where it is asked for.
    pub(crate) fn resolve(
        self,
        base: &Base<'_>,
        text: impl Fn(&str) -> Option<Value>,
    ) -> Option<String> {
        let fill = |template: &str, part: Part| fill(template, part, &text);
        let mut url = String::new();
        url.push_str(self.scheme.unwrap_or(if base.scheme.is_empty() {
            "http"
        } else {
            base.scheme
        }));
        url.push(':');
        let is_relative = self.scheme.is_none();
        match self.authority {
            Some(authority) => url.extend(["//", &fill(authority, Part::Authority)?]),
            None if is_relative => url.extend(["//", base.host]),
            None => {}
        }
        let path = if self.authority.is_none() && is_relative {
            joined(base.script_name, self.path)
        } else {
            self.path.to_owned()
        };
        url.push_str(&fill(&path, Part::Path)?);
        let query = match self.query {
            Some(query) => Some(fill(query, Part::Query)?),
            None => None,
        };
        let queries: Vec<&str> = query
            .as_deref()
            .into_iter()
            .chain([base.query])
            .filter(|query| !query.is_empty())
            .collect();
        if !queries.is_empty() {
            url.push('?');
            url.push_str(&queries.join("&"));
        }
        if let Some(fragment) = self.fragment.filter(|fragment| !fragment.is_empty()) {
            url.push('#');
            url.push_str(&fill(fragment, Part::Fragment)?);
        }
        Some(url)
    }
}

/// A value to be written into a target.
pub(crate) struct Value {
    pub(crate) text: String,
    /// Whether its slashes are slashes of the path.
    pub(crate) spans_segments: bool,
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Text, and names in angle brackets, in turn; whether each is a name.
fn pieces(template: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(inside) = rest.strip_prefix('<')
            && let Some((name, after)) = inside.split_once('>')
            && !name.is_empty()
        {
            rest = after;
            return Some((true, name));
        }
        // A `<` at the front that opens no name is text.
        let next = rest.char_indices().skip(1).find(|(_, c)| *c == '<');
        let (text, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some((false, text))
    })
}

fn fill(template: &str, part: Part, text: &impl Fn(&str) -> Option<Value>) -> Option<String> {
    let mut filled = String::new();
    for (is_name, piece) in pieces(template) {
        if !is_name {
            filled.push_str(piece);
            continue;
        }
        let value = text(piece)?;
        match part {
            Part::Authority => filled.extend(utf8_percent_encode(&value.text, &HOST)),
            Part::Path => {
                let encoded = utf8_percent_encode(&value.text, &PATH).to_string();
                filled.push_str(&if value.spans_segments {
                    encoded
                } else {
                    encoded.replace('/', "%2F")
                });
            }
            Part::Query => filled.push_str(&encode_form(&value.text)),
            Part::Fragment => filled.extend(utf8_percent_encode(&value.text, &FRAGMENT)),
        }
    }
    Some(filled)
}

/// A path relative to SCRIPT_NAME, with `.` and `..` taken away (RFC 3986,
/// 5.2): those that the author wrote, since no value is in it yet.
fn joined(script_name: &str, path: &str) -> String {
    let base = format!("/{}", script_name.trim_start_matches('/'));
    if path.is_empty() {
        // Nothing but a query, or nothing at all, stays where it is.
        return base;
    }
    let whole = match path.strip_prefix('/') {
        Some(_) => path.to_owned(),
        None => {
            let folder = &base[..base.rfind('/').map_or(0, |index| index + 1)];
            format!("{folder}{path}")
        }
    };
    let mut segments: Vec<&str> = Vec::new();
    let mut rest = whole.split('/').skip(1).peekable();
    while let Some(segment) = rest.next() {
        let is_last = rest.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    segments.pop();
                }
                if is_last {
                    segments.push("");
                }
            }
            _ => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}
