//! What a table costs before it is asked: the time to build a `Map` at run time, and the bytes that a
//! block adds to a program.

use std::env;
use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use fingerpost_rules::{Map, Rule};

use crate::clock;
use crate::report::{Bound, Cell, Report};
use crate::sets::{SETS, Segment, segments};

/// Builds of each map.
const ROUNDS: usize = 9;

/// Times building a `Map` for each set, the check for conflicts included.
pub(crate) fn build(report: &mut Report) -> Result<(), String> {
    let mut rows = Vec::new();
    for (name, rules) in SETS {
        let texts = rules();
        let mut times = Vec::new();
        let mut sizes = [0, 0];
        for _ in 0..ROUNDS {
            let rules: Vec<Rule> = texts
                .iter()
                .enumerate()
                .map(|(number, rule)| Rule::new(rule, format!("e{number}")).methods(["GET"]))
                .collect();
            let start = clock::of_thread();
            let map = Map::new(rules).map_err(|error| error.to_string())?;
            times.push((clock::of_thread() - start).as_secs_f64() * 1e3);
            sizes = [map.table_bytes().len(), map.table_text().len()];
            black_box(map);
        }
        times.sort_by(f64::total_cmp);
        let median = times[ROUNDS / 2];
        rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Number(texts.len() as f64, 0),
            Cell::Number(median, 2),
            Cell::Number(times[0], 2),
            Cell::Number(sizes[0] as f64 / texts.len() as f64, 0),
            Cell::Number(sizes[1] as f64 / texts.len() as f64, 0),
        ]);
        if texts.len() == 10_000 {
            let what = "milliseconds to build a `Map` of 10 000 rules".to_owned();
            report.limit(what, median, Bound::AtMost(200.0));
        }
    }
    report.table(
        &format!("Building a `Map` at run time, of {ROUNDS} times"),
        &[
            "set",
            "rules",
            "median ms",
            "minimum ms",
            "table bytes/rule",
            "text bytes/rule",
        ],
        &rows,
    );
    Ok(())
}

/// Compiles a program without rules to speak of and one with a block of 1 000, and compares them.
/// All rules of a shape have the same handler, so that it is the block that counts.
pub(crate) fn size(report: &mut Report) -> Result<(), String> {
    let sizes =
        build_programs().map_err(|error| format!("the programs were not built: {error}"))?;
    let [few, many] = sizes;
    report.table(
        "Stripped release programs",
        &["block", "kB"],
        &[
            vec![Cell::Text("of 5 rules".to_owned()), Cell::Number(few, 1)],
            vec![
                Cell::Text("of 1 000 rules".to_owned()),
                Cell::Number(many, 1),
            ],
        ],
    );
    let what = "kB that a block of 1 000 rules adds to a release program".to_owned();
    report.limit(what, many - few, Bound::AtMost(100.0));
    Ok(())
}

/// The sizes of the two programs, in kB.
fn build_programs() -> io::Result<[f64; 2]> {
    let package = env::temp_dir().join(format!("fingerpost-size-{}", std::process::id()));
    let programs = package.join("src/bin");
    fs::create_dir_all(&programs)?;
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let manifest = format!(
        "[package]\nname = \"fingerpost-size\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [workspace]\n[dependencies]\nfingerpost = {{ path = {runtime:?}, default-features = false }}\n\
         [profile.release]\ncodegen-units = 1\nstrip = true\n"
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    let rules = SETS.iter().find(|(name, _)| *name == "1 000 rules");
    let rules = rules.map_or(Vec::new(), |(_, rules)| rules());
    fs::write(programs.join("few.rs"), program(&rules[..5]))?;
    fs::write(programs.join("many.rs"), program(&rules))?;
    // The dependencies stay built for the next time.
    let target = target_directory()?;
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--target-dir"])
        .arg(&target)
        .current_dir(&package)
        .status()?;
    fs::remove_dir_all(&package)?;
    if !status.success() {
        return Err(io::Error::other("cargo has failed"));
    }
    let size = |name: &str| -> io::Result<f64> {
        let program = target.join("release").join(name);
        let program = program.with_extension(env::consts::EXE_EXTENSION);
        Ok(fs::metadata(program)?.len() as f64 / 1e3)
    };
    Ok([size("few")?, size("many")?])
}

/// Beside what this program was built into.
fn target_directory() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2);
    Ok(target
        .ok_or_else(|| io::Error::other("this program has no folder"))?
        .join("size"))
}

/// A program with these rules.
fn program(rules: &[String]) -> String {
    let mut text = "fingerpost::routes! {\n    site;\n".to_owned();
    for rule in rules {
        let variables: Vec<bool> = segments(rule)
            .filter_map(|segment| match segment {
                Segment::Literal(_) => None,
                Segment::Variable { is_int, .. } => Some(is_int),
            })
            .collect();
        let handler = match variables[..] {
            [] => "none",
            [true] => "number",
            _ => "number_text",
        };
        text.push_str(&format!("    {rule:?} => {handler},\n"));
    }
    text + "}\n\
        async fn none() {}\n\
        async fn number(_: u32) {}\n\
        async fn number_text(_: u32, _: String) {}\n\
        fn main() -> std::process::ExitCode { fingerpost::run(site::app()) }\n"
}
