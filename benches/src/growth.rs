//! Whether matching takes linear time: nanoseconds for each byte of the path, which stay the same
//! however long the path and however large the table.

use std::hint::black_box;
use std::time::Instant;

use fingerpost_rules::{Map, Rule, Verbatim};

use crate::report::{Cell, Report};

/// Lengths of paths, in bytes.
const LENGTHS: [usize; 4] = [1 << 10, 1 << 12, 1 << 14, 1 << 16];

/// Numbers of rules.
const COUNTS: [usize; 4] = [10, 100, 1_000, 10_000];

/// Rules and a piece that paths for them are made of. No path matches, so that every way is tried.
struct Case {
    name: &'static str,
    rules: &'static [&'static str],
    piece: &'static str,
}

/// What a search that tries cut after cut takes the square of the length for, or more.
const CASES: [Case; 9] = [
    Case {
        name: "three `path` with a slash between",
        rules: &["/<path:a>/x/<path:b>/x/<path:c>/!"],
        piece: "/x",
    },
    Case {
        name: "four `path` in one part",
        rules: &["/<path:a>-<path:b>-<path:c>-<path:d>!"],
        piece: "/a-",
    },
    Case {
        name: "`<a>-<b>-<c>`",
        rules: &["/<a>-<b>-<c>!"],
        piece: "a-",
    },
    Case {
        name: "numbers side by side",
        rules: &["/<int:a><int:b><int:c>!", "/<float:a><float:b>!"],
        piece: "1.1",
    },
    Case {
        name: "lengths side by side",
        rules: &["/<string(maxlength=500):a><string(minlength=500):b><string(length=99):c>!"],
        piece: "é",
    },
    Case {
        name: "items of `any` side by side",
        rules: &["/<any(a, aa, aaa):a><any(aa, a):b><path:c>!"],
        piece: "a",
    },
    Case {
        name: "siblings that share their beginning",
        rules: &[
            "/<path:a>!",
            "/<a>/<path:b>!",
            "/<a>/<b>/<path:c>!",
            "/x/<a>/<path:c>!",
            "/x/x/<path:c>!",
        ],
        piece: "/x",
    },
    Case {
        name: "a declared converter that spans segments",
        rules: &["/<words:a>!", "/<words:a>/<words:b>!"],
        piece: "/ab",
    },
    Case {
        name: "a declared converter in one segment",
        rules: &["/<nested:a>!", "/<nested:a>-<nested:b>!"],
        piece: "a",
    },
];

/// Prints two tables: how matching grows with the path, and how it grows with the rules.
pub(crate) fn growth(report: &mut Report) -> Result<(), String> {
    let mut rows = Vec::new();
    for case in &CASES {
        let rules = case.rules.iter().map(|rule| Rule::without_endpoint(*rule));
        let mut row = vec![Cell::Text(case.name.to_owned())];
        for length in LENGTHS {
            let path = format!("/{}", case.piece.repeat(length / case.piece.len()));
            row.push(cell(rules.clone().collect(), &path)?);
        }
        rows.push(row);
    }
    let title = "Nanoseconds for each byte of a path that matches nothing, by its length";
    report.table(title, &["rules", "1 kB", "4 kB", "16 kB", "64 kB"], &rows);

    let mut rows = Vec::new();
    for (name, rule, path) in TABLES {
        let mut row = vec![Cell::Text(name.to_owned())];
        for count in COUNTS {
            let rules = (0..count).map(|number| Rule::without_endpoint(rule(number)));
            row.push(cell(rules.collect(), &path())?);
        }
        rows.push(row);
    }
    let title = "The same for paths of 1 kB, by the number of rules";
    report.table(title, &["rules", "10", "100", "1 000", "10 000"], &rows);
    Ok(())
}

/// How a table that grows is made, rule by rule, and a path for it.
type Growing = (&'static str, fn(usize) -> String, fn() -> String);

/// Only the last of these looks at every rule, since each of them matches but for its value.
const TABLES: [Growing; 4] = [
    (
        "long siblings of one length",
        |number| format!("/{}{number:09}{}", "x".repeat(500), "y".repeat(500)),
        || format!("/{}{:09}{}", "x".repeat(500), "z", "y".repeat(500)),
    ),
    (
        "deep siblings of one shape",
        |number| format!("/<a>/<b>/item{number}/<path:c>"),
        || format!("/a/b/item/{}", "x/".repeat(500)),
    ),
    (
        "a hundred beginnings",
        |number| format!("/part{}/<a>-<b>/item{number}", number % 100),
        || format!("/part7/{}/item", "a-".repeat(500)),
    ),
    (
        "all values refused",
        |number| format!("/<int(min={}):a>", number + 2),
        || format!("/{}1", "0".repeat(1_000)),
    ),
];

/// The time for each byte, the least of several rounds.
fn cell(rules: Vec<Rule>, path: &str) -> Result<Cell, String> {
    let map = Map::builder()
        .converter("words", "[a-z]+(?:/[a-z]+)*", Verbatim)
        .converter("nested", "(?:[a-z]+)+", Verbatim)
        .add(rules)
        .build()
        .map_err(|error| error.to_string())?;
    let adapter = map.bind("localhost").map_err(|error| error.to_string())?;
    let round = || {
        let start = Instant::now();
        black_box(adapter.match_(black_box(path), "GET"));
        start.elapsed().as_secs_f64() * 1e9
    };
    let best = (0..15).map(|_| round()).fold(f64::INFINITY, f64::min);
    Ok(Cell::Number(best / path.len() as f64, 1))
}
