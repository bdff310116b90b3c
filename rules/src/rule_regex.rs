//! A rule as one regular expression: for people, logs and gateways.

use crate::converter::{Converters, Shape};
use crate::domain::encode_rule;
use crate::map::BoundRule;
use crate::parse::parse;
use crate::syntax::{Item, Syntax};
use crate::table::rule_flag;

impl BoundRule<'_> {
    /// The rule as one anchored regular expression over the domain, a bar and
    /// the decoded path, for the `regex` crate and its like. It accepts what
    /// the rule takes by itself, before single values are refused: a path that
    /// is redirected for want of a slash is not accepted.
    ///
    /// ```
    /// use fingerpost_rules::{Map, Rule};
    ///
    /// let map = Map::builder()
    ///     .default_subdomain("www")
    ///     .add([Rule::new("/add", "doAdd"), Rule::new("/add/<int:x>", "doAdd")])
    ///     .build()?;
    /// let regexes: Vec<String> = map.rules().iter().map(|rule| rule.regex()).collect();
    /// assert_eq!(regexes, [r"^www\|/add/(?P<x>[0-9]+)$", r"^www\|/add$"]);
    /// # Ok::<(), fingerpost_rules::MapError>(())
    /// ```
    pub fn regex(self) -> String {
        let converters = self.map.converters();
        let domain_text = self.host().or(self.subdomain()).unwrap_or("");
        // What is in a map has been parsed before.
        let domain = parse(domain_text).and_then(|syntax| encode_rule(domain_text, &syntax));
        let path = parse(self.rule());
        let (Ok(domain), Ok(path)) = (domain, path) else {
            return String::new();
        };
        let merged = self.record().has(rule_flag::MERGE_SLASHES);
        let mut regex = String::from("^");
        regex.push_str(&items_regex(domain_text, &domain, &converters, false));
        regex.push_str(r"\|");
        regex.push_str(&items_regex(self.rule(), &path, &converters, merged));
        if !self.record().has(rule_flag::STRICT_SLASHES) {
            // Behind a slash of its own a rule takes one more or one less, but
            // only one less where a variable would take the other.
            let spans_segments = || {
                self.variable_records()
                    .any(|record| record.spans_segments())
            };
            regex.push_str(match regex.ends_with('/') {
                true if spans_segments() => "?",
                true => "{0,2}",
                false => "/?",
            });
        }
        regex.push('$');
        regex
    }
}

fn items_regex(source: &str, syntax: &Syntax, converters: &Converters, merged: bool) -> String {
    let mut regex = String::new();
    let mut items = syntax.items.iter().peekable();
    while let Some(item) = items.next() {
        match item {
            Item::Slash => {
                if !(merged && regex.ends_with('/')) {
                    regex.push('/');
                }
            }
            Item::Text(text) => regex.push_str(&regex::escape(text)),
            Item::Variable(variable) => {
                let Ok(converter) = converters.resolve(source, variable) else {
                    continue;
                };
                let ends_in_slash = items.clone().next().is_some()
                    && items.clone().all(|item| *item == Item::Slash);
                let shape = match converter.shape {
                    // The slash at the end is the rule's, and there is but one.
                    Shape::Path if ends_in_slash => r"[^/](?:.*?[^/\n])?".to_owned(),
                    shape => shape.plain_regex(),
                };
                regex.push_str(&format!("(?P<{}>{shape})", variable.name));
            }
        }
    }
    regex
}
