//! fingerpost beside its peers: `cargo run --release -p fingerpost-benches`.
//!
//! It prints Markdown tables; `--json FILE` writes the same numbers to a file. What is measured is
//! named behind `--`, nanoseconds for a lookup if nothing is:
//!
//! - `timing [SET]`: nanoseconds for a lookup, ours and the peers', in all sets of rules, or in
//!   those whose name holds a text;
//! - `instructions [SET]`: instructions for a lookup, likewise, and for a whole request in process,
//!   beside axum's `Router`; needs valgrind;
//! - `load`: requests per second over loopback, and what each costs the server's processor, ours
//!   beside plain axum and raw hyper;
//! - `build`: the time to build a `Map` at run time;
//! - `size`: the bytes that a block of 1 000 rules adds to a release program;
//! - `compile`: what `routes!` costs while a program compiles, beside plain axum;
//! - `urls`: what a URL costs beside `format!`;
//! - `growth`: whether the time grows with the path and the table as it should, adversarial ones
//!   included.

mod building;
mod clock;
#[cfg(unix)]
mod compile;
mod github;
mod growth;
mod instructions;
mod load;
mod ours;
mod peers;
mod report;
mod requests;
mod sets;
mod timing;
mod urls;

use std::path::PathBuf;
use std::process::ExitCode;

use report::Report;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = take_option(&mut arguments, "--json").map(PathBuf::from);
    let mut report = Report::default();
    let done = run(&mut report, &arguments);
    report.limits();
    let written = done.and_then(|()| match json {
        Some(file) => report.write(&file).map_err(|error| error.to_string()),
        None => Ok(()),
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// What the first argument names.
fn run(report: &mut Report, arguments: &[String]) -> Result<(), String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => timing::timing(report, ""),
        ["timing", set @ ..] => timing::timing(report, set.first().unwrap_or(&"")),
        ["instructions", set @ ..] => {
            instructions::instructions(report, set.first().unwrap_or(&""))
        }
        [instructions::CHILD, case @ ..] => instructions::child(case),
        ["load"] => load::load(report),
        [load::SERVER, front] => load::serve(front),
        ["build"] => building::build(report),
        ["size"] => building::size(report),
        #[cfg(unix)]
        ["compile"] => compile::compile().map_err(|error| error.to_string()),
        #[cfg(not(unix))]
        ["compile"] => Err("only Unix tells the time of a child".to_owned()),
        ["urls"] => {
            urls::urls();
            Ok(())
        }
        ["growth"] => growth::growth(report),
        _ => Err(format!("unknown arguments: {}", arguments.join(" "))),
    }
}

/// Takes an option and its value out of the arguments.
fn take_option(arguments: &mut Vec<String>, name: &str) -> Option<String> {
    let place = arguments.iter().position(|argument| argument == name)?;
    let mut taken = arguments.drain(place..(place + 2).min(arguments.len()));
    taken.nth(1)
}
