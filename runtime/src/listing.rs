//! The rules of a map as a table for people, as `flask routes` shows them.

use fingerpost_rules::{BoundRule, Map};

/// A line for each rule, under headings, in the order of the map.
pub(crate) fn listing(map: &Map) -> String {
    let rules = map.rules();
    let has_domains = rules
        .iter()
        .any(|rule| rule.host().is_some() || rule.subdomain().is_some_and(|name| !name.is_empty()));
    let mut rows = vec![["Endpoint", "Methods", "Domain", "Rule"].map(str::to_owned)];
    rows.extend(rules.iter().map(|rule| row(*rule)));
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let rule_off = widths.map(|width| "-".repeat(width));
    rows.insert(1, rule_off);

    let columns: &[usize] = if has_domains {
        &[0, 1, 2, 3]
    } else {
        &[0, 1, 3]
    };
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| format!("{:width$}", row[*column], width = widths[*column]))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

fn row(rule: BoundRule<'_>) -> [String; 4] {
    let methods = match rule.methods() {
        _ if rule.is_websocket() => "WEBSOCKET".to_owned(),
        Some(methods) => methods.to_string(),
        None => "ANY".to_owned(),
    };
    let domain = match (rule.host(), rule.subdomain()) {
        (Some(host), _) => format!("host {host}"),
        (None, subdomain) => subdomain.unwrap_or("").to_owned(),
    };
    [
        rule.endpoint().unwrap_or("-").to_owned(),
        methods,
        domain,
        rule.rule().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use fingerpost_rules::{Rule, Subdomain};

    use super::*;

    #[test]
    fn a_table_is_as_wide_as_its_words() {
        let map = Map::builder()
            .add(Rule::new("/", "hello").methods(["GET"]))
            .add(Subdomain::new(
                "kb",
                [Rule::new("/<path:page>", "hello2.test")],
            ))
            .build()
            .unwrap();
        assert_eq!(
            listing(&map),
            "Endpoint     Methods    Domain  Rule\n\
             -----------  ---------  ------  ------------\n\
             hello        GET, HEAD          /\n\
             hello2.test  ANY        kb      /<path:page>\n"
        );
    }
}
