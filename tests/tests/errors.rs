//! The page of errors, `fingerpost::docs::errors`, says what the compiler says.
//!
//! Each of its sections is about a code and has one example or several: a program with the mistake,
//! what the compiler says to it, and a program without. The first two are a program of `ui` and its
//! text, which `ui.rs` compares with the compiler's; that the last one compiles is shown by the
//! documentation's tests.
//!
//! A new code is a program in `ui` first (`ui.rs` says how its text gets there). This test then asks
//! for a section in the page: copy the program into it, its `main` hidden by `# `, with any output,
//! and this test shows the right one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../runtime/src/docs/errors.md");

#[test]
fn the_page_shows_what_the_compiler_says() {
    let cases = cases();
    let sections = sections();
    let mut mistakes = Vec::new();

    let codes: Vec<&str> = sections.iter().map(|section| section.code).collect();
    if !codes.is_sorted_by(|one, next| one < next) {
        mistakes.push(format!("the sections are out of order: {codes:?}"));
    }
    let known: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| codes_in(&case.output))
        .collect();
    for code in known {
        if !codes.contains(&code) {
            mistakes.push(format!("{code} has programs in tests/ui, and no section"));
        }
    }

    for Section { code, blocks } in &sections {
        let kinds: Vec<&str> = blocks.iter().map(|block| block.kind).collect();
        let examples = kinds
            .chunks(3)
            .all(|kinds| kinds == ["compile_fail", "text", ""]);
        if !examples || kinds.is_empty() {
            mistakes.push(format!(
                "{code} needs a `compile_fail` program, its output as `text` and a program that \
                 compiles, each time; it has {kinds:?}"
            ));
            continue;
        }
        for example in blocks.chunks(3) {
            let [program, output, _] = example else {
                continue;
            };
            let at = format!("{code}, line {}", program.line);
            let Some(case) = cases.iter().find(|case| case.program == program.text) else {
                mistakes.push(format!("{at}: no program in tests/ui is this one"));
                continue;
            };
            if case.output != output.text {
                let expected = &case.output;
                mistakes.push(format!("{at}: the compiler says\n\n{expected}"));
            }
            if !codes_in(&case.output).any(|told| told == *code) {
                mistakes.push(format!("{at}: the output has another code"));
            }
        }
    }
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

/// The codes of the errors in an output: `… [FP001]`.
fn codes_in(output: &str) -> impl Iterator<Item = &str> {
    output
        .lines()
        .filter_map(|line| line.strip_suffix(']')?.rsplit_once('['))
        .map(|(_, code)| code)
        .filter(|code| code.starts_with("FP"))
}

/// What the page says of a code.
struct Section {
    code: &'static str,
    blocks: Vec<Block>,
}

/// A block of code in the page.
struct Block {
    /// What stands behind the fence.
    kind: &'static str,
    /// The line of the fence.
    line: usize,
    text: String,
}

/// A program of `ui`, and what the compiler says to it.
struct Case {
    program: String,
    output: String,
}

fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in (1..).zip(PAGE.lines()) {
        match (&mut open, line.strip_prefix("```")) {
            (Some(block), None) => {
                block.text += shown(block.kind, line);
                block.text.push('\n');
            }
            (Some(_), Some(_)) => {
                let section = sections.last_mut().expect("a block stands in a section");
                section.blocks.extend(open.take());
            }
            (None, Some(kind)) => {
                open = Some(Block {
                    kind,
                    line: number,
                    text: String::new(),
                });
            }
            (None, None) => {
                if let Some((code, _)) = line
                    .strip_prefix("# ")
                    .and_then(|line| line.split_once(':'))
                {
                    sections.push(Section {
                        code,
                        blocks: Vec::new(),
                    });
                }
            }
        }
    }
    sections
}

/// A line as the compiler sees it: rustdoc hides those that begin with `#` and a space.
fn shown<'l>(kind: &str, line: &'l str) -> &'l str {
    match (kind, line) {
        ("text", _) => line,
        (_, "#") => "",
        _ => line.strip_prefix("# ").unwrap_or(line),
    }
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let entries = |path: &Path| {
        let entries = fs::read_dir(path).expect("tests/ui can be read");
        entries.map(|entry| entry.expect("its entries can be read").path())
    };
    entries(&root)
        .flat_map(|kind| entries(&kind).collect::<Vec<_>>())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "stderr")
        })
        .map(|path| {
            let text = |path: &Path| fs::read_to_string(path).expect("a case can be read");
            let path = path.with_extension("rs");
            let place = path
                .strip_prefix(env!("CARGO_MANIFEST_DIR"))
                .unwrap_or(&path);
            let place = place.display().to_string();
            Case {
                program: text(&path),
                // As a user's own program would have it.
                output: text(&path.with_extension("stderr"))
                    .replace(&format!("$DIR/{place}"), "src/main.rs")
                    .replace(&place, "src/main.rs"),
            }
        })
        .collect()
}
