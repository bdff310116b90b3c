//! One rule and the texts of its variables to a URL: what typed builders end in.
//!
//! `builder.rs` finds the rule by names and values that are known at run time only; here the rule
//! is known, and each value has been written by its own type. What a converter takes is read from
//! the same table, and a rule whose values could run into one another is asked to match what was
//! built, as there.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};

use crate::adapter::MapAdapter;
use crate::builder::{
    BuildOptions, Built, assemble, encode_pairs, host_text, is_folded, leads_back, normal_text,
    padded,
};
use crate::map::{BoundRule, VariableRecord};
use crate::matcher::refuses_value;
use crate::table::{map_flag, piece, rule, variable};
use crate::text::{FRAGMENT, PATH, Text};
use crate::value::Value;

/// A value in a single segment: its slashes are no slashes of the path.
const SEGMENT: AsciiSet = PATH.add(b'/');

/// A piece of a rule as a URL is written.
enum Piece<'m> {
    Literal(&'m str),
    Variable(usize),
}

impl<'m> BoundRule<'m> {
    /// The map of the rule.
    pub fn map(self) -> &'m crate::map::Map {
        self.map
    }

    /// Whether what is built always matches if each converter takes its value: no value can run
    /// into another one or into the host, since each variable stands alone in its segment.
    #[doc(hidden)]
    pub fn has_values_apart(self) -> bool {
        let [domain, path] = self.pieces();
        if domain
            .into_iter()
            .any(|piece| matches!(piece, Piece::Variable(_)))
        {
            return false;
        }
        let last = self.record().field(rule::PATH_PIECES) as usize;
        let mut before = "//";
        for (index, piece) in path.enumerate() {
            match piece {
                Piece::Literal(text) => {
                    if index == 0 && text.starts_with("//") {
                        return false;
                    }
                    before = text;
                }
                Piece::Variable(place) => {
                    let record = self.variable_records().nth(place);
                    let spans = record.is_none_or(VariableRecord::spans_segments);
                    if !before.contains('/')
                        || spans && !(before.ends_with('/') && index + 1 == last)
                    {
                        return false;
                    }
                    before = "";
                }
            }
        }
        true
    }

    /// Whether no default of the rule says otherwise than these texts.
    #[doc(hidden)]
    pub fn agrees(self, values: &[(&str, &str)]) -> bool {
        self.defaults().all(|(name, default)| {
            let given = find(values, name);
            given.is_none_or(|text| self.same_argument(name, &Value::Text(text.into()), &default))
        })
    }

    /// The path for these texts, as [`write_path`](Self::write_path).
    ///
    /// # Errors
    /// The name of a variable whose converter does not take its text, or whose value would not come
    /// back from the URL.
    #[doc(hidden)]
    pub fn checked_path(self, values: &[(&str, &str)]) -> Result<String, &'m str> {
        if let Some(name) = self.refused(values) {
            return Err(name);
        }
        let path = self.write_path(values);
        let leads = self.has_values_apart() || self.is_matched_by(values);
        if leads && !is_folded(path.as_bytes()) {
            return Ok(path);
        }
        // Of several values that run into one another, each is to blame.
        Err(self.variables().next().unwrap_or(""))
    }

    /// The variable whose converter does not take its text.
    fn refused(self, values: &[(&str, &str)]) -> Option<&'m str> {
        for (place, record) in self.variable_records().enumerate() {
            let takes = find(values, record.name).is_some_and(|text| {
                let text = written(record, text);
                let normal = normal_text(&text, record.spans_segments());
                let is_folded = record.kind == variable::TEXT && matches!(&*text, "." | "..");
                let is_declared = record.kind >= variable::DECLARED;
                !is_folded
                    && record.takes(self.map, &normal)
                    && !refuses_value(self.record(), place, &normal)
                    && (!is_declared || self.map.convert(record.kind, text.clone()).is_some())
            });
            if !takes {
                return Some(record.name);
            }
        }
        None
    }

    fn is_matched_by(self, values: &[(&str, &str)]) -> bool {
        let texts: Vec<String> = self
            .variable_records()
            .map(|record| written(record, find(values, record.name).unwrap_or("")).into_owned())
            .collect();
        assemble(self, &texts)
            .is_some_and(|url| leads_back(self, &url.written_domain, &Text::Decoded(url.path)))
    }

    /// The path for these texts, percent-encoded, whatever they are.
    #[doc(hidden)]
    pub fn write_path(self, values: &[(&str, &str)]) -> String {
        // Few characters are encoded; one of them takes three.
        let literals = self.rule().len();
        let length: usize = values
            .iter()
            .map(|(_, text)| text.len() + text.len() / 8)
            .sum();
        let mut path = String::with_capacity(literals + length + 8);
        path.push('/');
        let [_, pieces] = self.pieces();
        for (index, piece) in pieces.enumerate() {
            match piece {
                Piece::Literal(text) => {
                    let text = if index == 0 {
                        text.trim_start_matches('/')
                    } else {
                        text
                    };
                    path.extend(utf8_percent_encode(text, &PATH));
                }
                Piece::Variable(place) => {
                    let Some(record) = self.variable_records().nth(place) else {
                        continue;
                    };
                    let text = written(record, find(values, record.name).unwrap_or(""));
                    let kept = if record.spans_segments() {
                        &PATH
                    } else {
                        &SEGMENT
                    };
                    path.extend(utf8_percent_encode(&text, kept));
                }
            }
        }
        path
    }

    /// The domain for these texts, as it stands in a URL.
    #[doc(hidden)]
    pub fn write_domain(self, values: &[(&str, &str)]) -> String {
        let mut domain = String::new();
        let [pieces, _] = self.pieces();
        for piece in pieces {
            match piece {
                Piece::Literal(text) => domain.push_str(text),
                Piece::Variable(place) => {
                    let text = self
                        .variable_records()
                        .nth(place)
                        .and_then(|record| host_text(&written(record, find(values, record.name)?)));
                    domain.push_str(&text.unwrap_or_default());
                }
            }
        }
        domain
    }

    /// Adds pairs as the query, in the order that the map asks for.
    #[doc(hidden)]
    pub fn write_query(self, url: &mut String, pairs: &[(&str, Value<'_>)]) {
        let sorted = self.map.table().map_flag(map_flag::SORT_PARAMETERS);
        let query = encode_pairs(pairs.iter(), sorted);
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query);
        }
    }

    /// Adds a fragment.
    #[doc(hidden)]
    pub fn write_fragment(url: &mut String, fragment: &str) {
        url.push('#');
        url.extend(utf8_percent_encode(fragment, &FRAGMENT));
    }

    /// The pieces of the domain and of the path.
    fn pieces(self) -> [impl Iterator<Item = Piece<'m>>; 2] {
        let record = self.record();
        let table = record.table;
        let list = record.field(rule::PIECES) as usize;
        let domain = record.field(rule::DOMAIN_PIECES) as usize;
        let all = domain + record.field(rule::PATH_PIECES) as usize;
        [0..domain, domain..all].map(|range| {
            range.map(move |index| {
                let at = list + index * piece::SIZE;
                if table.u32(at) == piece::LITERAL {
                    Piece::Literal(self.map.text_of(table.span(at + 4)))
                } else {
                    Piece::Variable(table.place(at + 4))
                }
            })
        })
    }
}

impl MapAdapter<'_> {
    /// A rule's domain, and a path with all that follows it, as the request sees them.
    #[doc(hidden)]
    pub fn address_of(
        &self,
        rule: BoundRule<'_>,
        domain: String,
        path: String,
        options: BuildOptions<'_>,
    ) -> String {
        let built = Built {
            domain,
            path,
            by_host: rule.host().is_some(),
            websocket: rule.is_websocket(),
        };
        self.address(&built, options)
    }
}

fn find<'v>(values: &[(&str, &'v str)], name: &str) -> Option<&'v str> {
    let pair = values.iter().find(|(known, _)| *known == name);
    pair.map(|(_, text)| *text)
}

/// The text as the converter writes it: with as many digits as it asks for.
fn written<'t>(record: VariableRecord<'_>, text: &'t str) -> Cow<'t, str> {
    match (record.kind, record.argument) {
        (variable::INT, width @ 1..) => match text.parse() {
            Ok(number) => Cow::Owned(padded(number, width as usize)),
            Err(_) => Cow::Borrowed(text),
        },
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Map, Rule};

    #[test]
    fn values_are_apart_where_a_segment_has_one() {
        for (rule, apart) in [
            ("/", true),
            ("/<a>", true),
            ("/x/<int:a>/<b>.html", true),
            ("/x<a>y/", true),
            ("/files/<path:a>", true),
            ("/files/<path:a>/x", false),
            ("/files/<path:a>/", false),
            ("/v<path:a>", false),
            ("/<a>.<b>", false),
        ] {
            let map = Map::new([Rule::new(rule, "x")]).expect("the rule is right");
            let rule = map.rule(0).expect("there is a rule");
            assert_eq!(rule.has_values_apart(), apart, "{rule}");
        }
        let map = Map::new([Rule::new("/", "x").subdomain("<a>")]).expect("the rule is right");
        assert!(!map.rule(0).expect("there is a rule").has_values_apart());
    }

    #[test]
    fn texts_are_written_and_refused() {
        let url = |rule: &str, values: &[(&str, &str)]| {
            let map = Map::new([Rule::new(rule, "x")]).expect("the rule is right");
            let rule = map.rule(0).expect("there is a rule");
            rule.checked_path(values).map_err(str::to_owned)
        };
        for (rule, values, expected) in [
            (
                "/a b/<x>",
                &[("x", "a/b?#%\\é")][..],
                Ok("/a%20b/a%2Fb%3F%23%25%5C%C3%A9"),
            ),
            ("/<x>", &[("x", "a\r\n")], Ok("/a%0D%0A")),
            ("/<int(fixed_digits=3):x>", &[("x", "5")], Ok("/005")),
            ("/<int(max=5):x>", &[("x", "6")], Err("x")),
            ("/<x>", &[("x", "")], Err("x")),
            ("/<x>", &[("x", "..")], Err("x")),
            ("/<x>", &[("y", "a")], Err("x")),
            ("/<path:x>", &[("x", "a/b c")], Ok("/a/b%20c")),
            ("/<path:x>", &[("x", "a\nb")], Err("x")),
            ("/<path:x>", &[("x", "/evil")], Err("x")),
            ("/<path:x>", &[("x", "a/../b")], Err("x")),
            ("/<a>.<b>", &[("b", "2"), ("a", "1")], Ok("/1.2")),
            ("/<int:a><int:b>", &[("b", "2"), ("a", "1")], Ok("/12")),
        ] {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(url(rule, values), expected, "{rule} {values:?}");
        }
    }
}
