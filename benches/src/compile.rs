//! What `routes!` costs while a program compiles: `cargo run --release -p fingerpost-benches -- compile`.
//!
//! All times are processor time of the user, without the system's, as a machine that does something
//! else besides disturbs them least; medians, taken by turns. The crates that are compiled are
//! written below the target directory, and build this checkout in a debug profile, the macro
//! included: that is what users wait for.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::resource::{UsageWho, getrusage};

use github::api;

#[path = "../../tests/tables/github.rs"]
mod github;

/// How often everything is measured.
const ROUNDS: usize = 5;

/// Numbers of rules, and the seconds that the macro may add for them.
const BLOCKS: [(usize, f64); 3] = [(100, 0.1), (1_000, 0.5), (5_000, 3.0)];

/// Handlers in the programs that are compared with axum's.
const HANDLERS: usize = 300;

/// The most that a program with `routes!` may take, as a multiple of what the same with axum's
/// `Router` takes.
const LIMITS: [(&str, &str, f64); 2] = [
    ("`cargo check`", "check", 1.5),
    ("clean debug build", "build", 0.8),
];

/// Prints two tables: what a block adds to a compilation, and a program beside the same in axum.
pub(crate) fn compile() -> Result<(), Box<dyn Error>> {
    let workshop = Workshop::new()?;
    blocks(&workshop)?;
    programs(&workshop)
}

/// Blocks of rules that have no handlers, so that nothing of them is typed: what is left is the
/// macro, and what rustc does with the table.
fn blocks(workshop: &Workshop) -> Result<(), Box<dyn Error>> {
    workshop.package("blocks", "fingerpost = { path = \"{checkout}/runtime\" }\n")?;
    workshop.write("blocks/src/lib.rs", "")?;
    workshop.package(
        "alone",
        "fingerpost-rules = { path = \"{checkout}/rules\" }\n",
    )?;
    workshop.write("alone/src/main.rs", ALONE)?;
    for count in [0].into_iter().chain(BLOCKS.map(|(count, _)| count)) {
        workshop.write(&format!("block{count}.rs"), &block(count))?;
        workshop.write(&format!("rules{count}.txt"), &rule_lines(count))?;
    }
    workshop.run(workshop.cargo("check", "blocks"))?;
    workshop.run(workshop.cargo("build", "alone"))?;
    let library = workshop.library("blocks", "fingerpost")?;

    let compile =
        |count: usize| workshop.run(workshop.rustc(&library, &format!("block{count}.rs")));
    let alone = |count: usize| workshop.run(workshop.alone(&format!("rules{count}.txt")));
    let mut times = vec![[Vec::new(), Vec::new()]; BLOCKS.len()];
    let mut empty = Vec::new();
    for _ in 0..ROUNDS {
        empty.push(compile(0)?);
        for ((count, _), [compiled, checked]) in BLOCKS.iter().zip(&mut times) {
            compiled.push(compile(*count)?);
            checked.push(alone(*count)?);
        }
    }
    let empty = median(empty);
    println!("What a block adds to a compilation, beyond {empty:.2} s for an empty one:\n");
    println!(
        "| rules | added s | limit s | µs a rule | of it `rules/` s |\n| --- | --- | --- | --- | --- |"
    );
    for ((count, limit), [compiled, checked]) in BLOCKS.into_iter().zip(times) {
        let added = median(compiled) - empty;
        println!(
            "| {count} | {added:.2} | {limit} | {:.0} | {:.2} |",
            added * 1e6 / count as f64,
            median(checked)
        );
    }
    Ok(())
}

/// A program with `routes!`, and the same with axum's `Router`.
fn programs(workshop: &Workshop) -> Result<(), Box<dyn Error>> {
    let both = [("with-routes", with_routes()), ("with-axum", with_axum())];
    let dependencies = "axum = \"0.8\"\nserde = { version = \"1\", features = [\"derive\"] }\n";
    workshop.package(
        "with-routes",
        &format!("fingerpost = {{ path = \"{{checkout}}/runtime\" }}\n{dependencies}"),
    )?;
    workshop.package(
        "with-axum",
        &format!("tokio = {{ version = \"1\", features = [\"full\"] }}\n{dependencies}"),
    )?;
    println!("\nA program of {HANDLERS} handlers, each with a variable and an extractor:\n");
    println!(
        "| | `routes!` s | axum's `Router` s | ratio | limit |\n| --- | --- | --- | --- | --- |"
    );
    for (what, command, limit) in LIMITS {
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            for ((name, program), times) in both.iter().zip(&mut times) {
                workshop.forget(name)?;
                workshop.write(&format!("{name}/src/main.rs"), program)?;
                let time = workshop.run(workshop.cargo(command, name))?;
                let of_cargo = workshop.run(workshop.cargo(command, name))?;
                // The first round builds the dependencies as well.
                if round > 0 {
                    times.push(time - of_cargo);
                }
            }
        }
        let [ours, theirs] = times.map(median);
        println!(
            "| {what} | {ours:.2} | {theirs:.2} | {:.2} | {limit} |",
            ours / theirs
        );
    }
    Ok(())
}

/// GitHub's rules with their methods, again and again, each time below another path.
fn rules(count: usize) -> impl Iterator<Item = (String, String)> {
    let table = api::MAP.rules();
    (0..count).filter_map(move |number| {
        let rule = table.get(number % table.len())?;
        let methods = rule.methods()?;
        // GET says it.
        let method = methods.iter().find(|method| *method != "HEAD")?;
        Some((
            method.to_owned(),
            format!("/v{}{}", number / table.len(), rule.rule()),
        ))
    })
}

fn block(count: usize) -> String {
    let mut text = "fingerpost::routes! {\n    pub site;\n\n".to_owned();
    for (method, rule) in rules(count) {
        text += &format!("    {method} \"{rule}\" => redirect \"/\",\n");
    }
    text + "}\n"
}

fn rule_lines(count: usize) -> String {
    rules(count)
        .map(|(method, rule)| format!("{method} {rule}\n"))
        .collect()
}

/// What the macro leaves to `rules/`, in a program of its own.
const ALONE: &str = r#"//! Makes a map of the rules in a file.

use fingerpost_rules::{Map, Rule};

fn main() {
    let path = std::env::args().nth(1).expect("a file of rules");
    let text = std::fs::read_to_string(path).expect("it can be read");
    let rules: Vec<Rule> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(method, rule)| Rule::without_endpoint(rule).methods([method]).redirect_to("/"))
        .collect();
    let map = Map::new(rules).expect("the rules are right");
    assert_eq!(map.rules().len(), text.lines().count());
}
"#;

/// A variable: how a rule says it, and its type.
const VARIABLES: [(&str, &str); 3] = [("int:", "u32"), ("", "String"), ("int:", "u64")];

/// An extractor as a parameter, and what the handler shows of it.
const EXTRACTORS: [(&str, &str); 5] = [
    ("State(shop): State<Shop>", "shop.name"),
    ("Query(page): Query<Page>", "page.number"),
    ("method: Method", "method"),
    ("headers: HeaderMap", "headers.len()"),
    ("Json(page): Json<Page>", "page.number"),
];

/// What both programs begin with.
const PRELUDE: &str = "
#[derive(Clone)]
struct Shop {
    name: &'static str,
}

#[derive(serde::Deserialize)]
struct Page {
    number: u32,
}
";

fn with_routes() -> String {
    let mut text = "use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method};
use fingerpost::routes;

routes! {
    site<Shop>;

"
    .to_owned();
    for number in 0..HANDLERS {
        let (converter, _) = VARIABLES[number % 3];
        let area = number % 20;
        text += &format!("    \"/area{area}/thing{number}/<{converter}id>\" => handle{number},\n");
    }
    text += "}\n";
    text += PRELUDE;
    text += &handlers(|ty| format!("id: {ty}"));
    text + "
fn main() -> std::process::ExitCode {
    fingerpost::run(site::app(Shop { name: \"corner\" }))
}
"
}

fn with_axum() -> String {
    let mut text = "use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method};
use axum::routing::get;
use axum::{Json, Router};
"
    .to_owned();
    text += PRELUDE;
    text += "\nfn app() -> Router {\n    Router::new()\n";
    for number in 0..HANDLERS {
        let area = number % 20;
        text +=
            &format!("        .route(\"/area{area}/thing{number}/{{id}}\", get(handle{number}))\n");
    }
    text += "        .with_state(Shop { name: \"corner\" })\n}\n";
    text += &handlers(|ty| format!("Path(id): Path<{ty}>"));
    text + "
#[tokio::main]
async fn main() {
    let listener = tokio::net::TcpListener::bind(\"127.0.0.1:5000\").await.unwrap();
    axum::serve(listener, app()).await.unwrap();
}
"
}

fn handlers(variable: impl Fn(&str) -> String) -> String {
    (0..HANDLERS)
        .map(|number| {
            let (_, ty) = VARIABLES[number % 3];
            let (extractor, shown) = EXTRACTORS[number / 3 % 5];
            let variable = variable(ty);
            format!(
                "
async fn handle{number}({variable}, {extractor}) -> String {{
    format!(\"{number} {{id}} {{}}\", {shown})
}}
"
            )
        })
        .collect()
}

/// Where crates are written and compiled: a workspace below the target directory.
struct Workshop {
    root: PathBuf,
    checkout: PathBuf,
}

impl Workshop {
    fn new() -> Result<Self, Box<dyn Error>> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).ok_or("no target directory")?;
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()?;
        let workshop = Workshop {
            root: target.join("compile-cost"),
            checkout,
        };
        let members = "[workspace]\nresolver = \"3\"\nmembers = [\"blocks\", \"alone\", \"with-routes\", \"with-axum\"]\n";
        workshop.write("Cargo.toml", members)?;
        for name in ["blocks", "alone", "with-routes", "with-axum"] {
            workshop.package(name, "")?;
            let file = if name == "blocks" {
                "lib.rs"
            } else {
                "main.rs"
            };
            workshop.write(&format!("{name}/src/{file}"), "fn main() {}\n")?;
        }
        // The same releases of everything as in the checkout.
        let lock = workshop.checkout.join("Cargo.lock");
        if lock.exists() {
            fs::copy(lock, workshop.root.join("Cargo.lock"))?;
        }
        Ok(workshop)
    }

    fn package(&self, name: &str, dependencies: &str) -> Result<(), Box<dyn Error>> {
        let checkout = self
            .checkout
            .to_str()
            .ok_or("the path of the checkout is not UTF-8")?;
        let dependencies = dependencies.replace("{checkout}", checkout);
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependencies}"
        );
        self.write(&format!("{name}/Cargo.toml"), &manifest)
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        Ok(fs::write(path, text)?)
    }

    /// Removes what the last compilation of a package left for the next.
    fn forget(&self, name: &str) -> Result<(), Box<dyn Error>> {
        let incremental = self.target().join("incremental");
        let begin = format!("{}-", name.replace('-', "_"));
        let Ok(entries) = fs::read_dir(incremental) else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&begin) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    fn target(&self) -> PathBuf {
        self.root.join("target/debug")
    }

    fn cargo(&self, command: &str, package: &str) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cargo = Command::new(cargo);
        cargo
            .args([command, "--quiet", "--package", package])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"));
        cargo
    }

    /// rustc alone, as cargo's own time would hide that of a small block.
    fn rustc(&self, library: &Path, file: &str) -> Command {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut rustc = Command::new(rustc);
        let dependencies = format!("dependency={}", self.target().join("deps").display());
        rustc
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "lib",
                "--emit",
                "metadata",
            ])
            .args(["--out-dir", ".", "-L", &dependencies, "--extern"])
            .arg(format!("fingerpost={}", library.display()))
            .arg(file)
            .current_dir(&self.root);
        rustc
    }

    fn alone(&self, file: &str) -> Command {
        let mut alone = Command::new(self.target().join("alone"));
        alone.arg(file).current_dir(&self.root);
        alone
    }

    /// What cargo has checked of a dependency.
    fn library(&self, package: &str, name: &str) -> Result<PathBuf, Box<dyn Error>> {
        let output = self
            .cargo("check", package)
            .args(["--message-format", "json"])
            .output()?;
        let messages = String::from_utf8(output.stdout)?;
        for line in messages.lines() {
            let message: serde_json::Value = serde_json::from_str(line)?;
            if message["target"]["name"] == name
                && let Some(file) = message["filenames"][0].as_str()
            {
                return Ok(file.into());
            }
        }
        Err(format!("cargo has built no {name}").into())
    }

    /// Runs a command, and gives the seconds that it and what it started have computed.
    fn run(&self, mut command: Command) -> Result<f64, Box<dyn Error>> {
        let before = of_children()?;
        let output = command.output()?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{command:?} fails:\n{text}").into());
        }
        Ok(of_children()? - before)
    }
}

/// The seconds that all children that have ended have computed.
fn of_children() -> Result<f64, Box<dyn Error>> {
    let time = getrusage(UsageWho::RUSAGE_CHILDREN)?.user_time();
    Ok(time.tv_sec() as f64 + time.tv_usec() as f64 * 1e-6)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
