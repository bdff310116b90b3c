//! What is printed: Markdown tables, and the same as JSON.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Map, Value, json};

/// All tables of a run, printed as they come.
#[derive(Default)]
pub(crate) struct Report {
    tables: Vec<Value>,
    limits: Vec<Limit>,
}

/// What must hold.
struct Limit {
    what: String,
    measured: f64,
    bound: Bound,
}

/// Where a limit lies.
#[derive(Clone, Copy)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Limit {
    fn row(&self) -> Vec<Cell> {
        let (bound, holds) = match self.bound {
            Bound::AtMost(most) => (format!("at most {most}"), self.measured <= most),
            Bound::AtLeast(least) => (format!("at least {least}"), self.measured >= least),
        };
        vec![
            Cell::Text(self.what.clone()),
            Cell::Number(self.measured, 2),
            Cell::Text(bound),
            Cell::Text(if holds { "holds" } else { "**fails**" }.to_owned()),
        ]
    }
}

/// What a cell says: the same number for readers and for programs.
pub(crate) enum Cell {
    /// A number, and how many of its decimals are shown.
    Number(f64, usize),
    Text(String),
}

impl Cell {
    fn markdown(&self) -> String {
        match self {
            Cell::Number(number, decimals) => format!("{number:.decimals$}"),
            Cell::Text(text) => text.clone(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Number(number, _) => json!(number),
            Cell::Text(text) => json!(text),
        }
    }
}

impl Report {
    /// Prints a table; the first cell of each row names it.
    pub(crate) fn table(&mut self, title: &str, head: &[&str], rows: &[Vec<Cell>]) {
        println!("\n{title}\n\n| {} |", head.join(" | "));
        println!("|{}", " --- |".repeat(head.len()));
        for row in rows {
            let cells: Vec<String> = row.iter().map(Cell::markdown).collect();
            println!("| {} |", cells.join(" | "));
        }
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| {
                let cells = head.iter().zip(row);
                let cells: Map<String, Value> = cells
                    .map(|(name, cell)| ((*name).to_owned(), cell.json()))
                    .collect();
                Value::Object(cells)
            })
            .collect();
        self.tables.push(json!({ "title": title, "rows": rows }));
    }

    /// Remembers what was measured of something that must hold.
    pub(crate) fn limit(&mut self, what: String, measured: f64, bound: Bound) {
        self.limits.push(Limit {
            what,
            measured,
            bound,
        });
    }

    /// Prints what must hold, and whether it does.
    pub(crate) fn limits(&mut self) {
        let rows: Vec<Vec<Cell>> = self.limits.iter().map(Limit::row).collect();
        if !rows.is_empty() {
            self.table("What must hold", &["what", "measured", "limit", ""], &rows);
        }
    }

    /// Prints a line beneath a table.
    pub(crate) fn note(&mut self, text: &str) {
        println!("\n{text}");
    }

    /// Writes all tables to a file.
    pub(crate) fn write(&self, file: &Path) -> io::Result<()> {
        fs::write(file, format!("{:#}\n", Value::from(self.tables.clone())))
    }
}
