//! Compares corpus files with our answers:
//! `cargo run --release -p fingerpost-tests --bin conformance -- FILE…`.
//!
//! Prints the first 20 queries that fail, then `N passed, N failed`; exits
//! with 1 if any failed, or if a file can not be read.

use std::path::Path;
use std::process::ExitCode;

use fingerpost_tests::corpus::{Report, compare, read};

fn main() -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: conformance FILE…");
        return ExitCode::from(2);
    }
    for file in &files {
        let report = match read(Path::new(file))
            .map_err(|error| error.to_string())
            .and_then(|text| compare(&text).map_err(|error| error.to_string()))
        {
            Ok(report) => report,
            Err(error) => {
                eprintln!("error: {file}: {error}");
                return ExitCode::FAILURE;
            }
        };
        let Report {
            passed: right,
            failures,
        } = report;
        for failure in failures.iter().take(20_usize.saturating_sub(failed)) {
            println!("{file}, {failure}");
        }
        passed += right;
        failed += failures.len();
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
