//! How long matching takes: `cargo run --release -p fingerpost-benches`.
//!
//! It prints nanoseconds for one lookup, the least of several rounds, in
//! tables of 10 to 10 000 rules. With `-- growth` it prints whether the time
//! grows with the path and the table as it should, adversarial ones included;
//! with `-- compile`, what `routes!` costs while a program compiles.

#[cfg(unix)]
mod compile;
mod growth;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use fingerpost_rules::{Map, MapError, Outcome, Rule};

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        #[cfg(unix)]
        Some("compile") => compile::compile()?,
        #[cfg(not(unix))]
        Some("compile") => return Err("only Unix tells the time of a child".into()),
        Some("growth") => growth::growth(),
        _ => matching()?,
    }
    Ok(())
}

/// Prints how long a lookup takes.
fn matching() -> Result<(), MapError> {
    println!("| rules | build ms | match ns |\n| --- | --- | --- |");
    for count in [10, 100, 1_000, 10_000] {
        let rules: Vec<Rule> = (0..count)
            .map(|number| {
                Rule::new(
                    format!("/part{}/item{number}/<int:id>", number % 50),
                    format!("e{number}"),
                )
                .methods(["GET"])
            })
            .collect();
        let start = Instant::now();
        let map = Map::new(rules)?;
        let build = start.elapsed().as_secs_f64() * 1e3;

        let paths = shuffled(
            (0..count)
                .map(|number| format!("/part{}/item{number}/{number}", number % 50))
                .collect(),
        );
        let Ok(adapter) = map.bind("localhost") else {
            continue;
        };
        let round = || {
            let start = Instant::now();
            for path in &paths {
                let outcome = adapter.match_(black_box(path.as_str()), "GET");
                assert!(matches!(black_box(outcome), Outcome::Match(_)), "{path}");
            }
            start.elapsed().as_secs_f64() * 1e9 / paths.len() as f64
        };
        let best = (0..9).map(|_| round()).fold(f64::INFINITY, f64::min);
        println!("| {count} | {build:.2} | {best:.0} |");
    }
    Ok(())
}

/// The same paths in an order that no branch predictor learns.
fn shuffled(mut paths: Vec<String>) -> Vec<String> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for place in (1..paths.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        paths.swap(place, (state % (place as u64 + 1)) as usize);
    }
    paths
}
