//! What the compiler says: programs that compile, and programs that do not,
//! each with what it says beside it.
//!
//! To renew the texts, run this test with `TRYBUILD=overwrite` and read the
//! difference as a user would: does what is underlined hold the mistake, and is
//! the way out told?

use std::env;
use std::process::Command;

/// The compiler whose texts these are. Others word and underline differently.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn the_compiler_says() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    if is_compiler_of_the_texts() {
        for kind in [
            "rule-syntax",
            "rule-set",
            "block-syntax",
            "handlers",
            "urls",
        ] {
            cases.compile_fail(format!("ui/{kind}/*.rs"));
        }
    } else {
        eprintln!("skipped what does not compile: the texts are those of {COMPILER}x");
    }
}

fn is_compiler_of_the_texts() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    version.is_ok_and(|version| version.stdout.starts_with(COMPILER.as_bytes()))
}
