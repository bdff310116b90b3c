//! The rules of a block as documentation: a table for the page of its module,
//! and for each rule what an editor shows.
//!
//! The columns are those of the program's `routes` command.

use fingerpost_rules::BoundRule;
use proc_macro2::TokenTree;

use crate::ast::Header;
use crate::check::{Checked, CheckedRule, Handler};

/// The rules as a Markdown table, with what goes before it; `None` if there are
/// no rules.
pub(crate) fn table(checked: &Checked, header: &Header) -> Option<String> {
    let rows: Vec<Row> = rows(checked).collect();
    if rows.is_empty() {
        return None;
    }
    let has_domains = rows.iter().any(|row| !row.domain.is_empty());
    let has_descriptions = rows.iter().any(|row| !row.description.is_empty());
    let columns = [true, true, has_domains, true, has_descriptions];
    let line = |cells: [&str; 5]| -> String {
        let cells = cells.iter().zip(columns).filter(|(_, shown)| *shown);
        let cells: String = cells.map(|(cell, _)| format!(" {cell} |")).collect();
        format!("|{cells}\n")
    };
    let mut text = if is_documented(header) {
        String::from("\n")
    } else {
        String::from("The routes of an application.\n\n")
    };
    text.push_str(&line(["Endpoint", "Methods", "Domain", "Rule", ""]));
    text.push_str(&line(["---"; 5]));
    for row in &rows {
        text.push_str(&line([
            &row.endpoint,
            &row.methods,
            &row.domain,
            &row.rule,
            &row.description,
        ]));
    }
    Some(text)
}

/// What an editor shows of a rule that leads to a handler: the table's line, and
/// the whole comment.
pub(crate) fn hover(checked: &Checked, number: usize, handler: &Handler) -> String {
    let Some((rule, bound)) = rule(checked, number) else {
        return String::new();
    };
    let (methods, text, handler) = (methods(bound), code(bound.rule()), code(&handler.shown));
    let domain = match domain(bound) {
        domain if domain.is_empty() => domain,
        domain => format!(" on {}", code(&domain)),
    };
    let mut shown = format!("{methods} {text}{domain}, answered by {handler}");
    if !rule.docs.is_empty() {
        shown.push_str("\n\n");
        shown.push_str(&rule.docs.join("\n"));
    }
    shown
}

/// The cells of a rule, as Markdown.
struct Row {
    endpoint: String,
    methods: String,
    domain: String,
    rule: String,
    description: String,
}

fn rows(checked: &Checked) -> impl Iterator<Item = Row> {
    (0..checked.rules.len())
        .filter_map(|number| rule(checked, number))
        .map(|(rule, bound)| Row {
            // It is no link to the handler: whether that is public is not known
            // here, and rustdoc shows a link to what is private as broken text.
            endpoint: bound
                .endpoint()
                .map_or_else(|| "-".to_owned(), |name| in_cell(&code(name))),
            methods: in_cell(&methods(bound)),
            domain: in_cell(&code(&domain(bound))),
            rule: in_cell(&code(bound.rule())),
            description: in_cell(&paragraph(&rule.docs)),
        })
}

fn rule(checked: &Checked, number: usize) -> Option<(&CheckedRule, BoundRule<'_>)> {
    Some((checked.rules.get(number)?, checked.map.rule(number)?))
}

fn methods(bound: BoundRule<'_>) -> String {
    match bound.methods() {
        _ if bound.is_websocket() => "WEBSOCKET".to_owned(),
        Some(methods) => methods.to_string(),
        None => "ANY".to_owned(),
    }
}

fn domain(bound: BoundRule<'_>) -> String {
    match (bound.host(), bound.subdomain()) {
        (Some(host), _) => format!("host {host}"),
        (None, subdomain) => subdomain.unwrap_or("").to_owned(),
    }
}

/// The first paragraph of a comment, on one line.
fn paragraph(docs: &[String]) -> String {
    let words: Vec<&str> = docs
        .iter()
        .map(|line| line.trim())
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty() && !line.starts_with("```"))
        .collect();
    words.join(" ")
}

/// Text as it is.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    // It ends with the first run of just as many backticks.
    let runs = text.split(|letter| letter != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Markdown in a cell of a table: a bar would begin the next one, even in code.
fn in_cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// Whether the author has written a comment for the block.
fn is_documented(header: &Header) -> bool {
    header
        .attributes
        .clone()
        .into_iter()
        .any(|tree| match tree {
            TokenTree::Group(attribute) => attribute
                .stream()
                .into_iter()
                .next()
                .is_some_and(|first| first.to_string() == "doc"),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_shown_as_it_is() {
        for (text, expected) in [
            ("/users/<int:id>", "`/users/<int:id>`"),
            ("/[a]*_b_\\c", "`/[a]*_b_\\c`"),
            ("/a|b", "`/a|b`"),
            ("/a`b", "``/a`b``"),
            ("`", "`` ` ``"),
            ("/a``b`", "``` /a``b` ```"),
            ("/a\nb", "`/a b`"),
            ("", ""),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn the_first_paragraph_describes() {
        for (docs, expected) in [
            (&["Shows it,", "  all.", "", "More."][..], "Shows it, all."),
            (&["", "a | b"], "a | b"),
            (&["So:", "```text", "x", "```"], "So:"),
            (&[], ""),
        ] {
            let docs: Vec<String> = docs.iter().map(ToString::to_string).collect();
            assert_eq!(paragraph(&docs), expected);
        }
    }
}
