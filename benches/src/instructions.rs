//! Instructions, which are the same in every run, counted by valgrind's callgrind.
//!
//! Each case is a child process of this same program, run with few repetitions and with more: the
//! difference is what the repetitions take, without what the program does before and after.

use std::env;
use std::process::Command;
use std::thread;

use crate::peers::MAKERS;
use crate::report::{Bound, Cell, Report};
use crate::requests::{self, FRONTS, KINDS};
use crate::sets::{SETS, Set};

/// The first argument of a child: `CASE… TIMES` follow.
pub(crate) const CHILD: &str = "instructions-child";
/// How many requests of a set are asked in a pass.
const LOOKUPS: usize = 512;
/// The sets in which limits must hold.
const LIMITED: [&str; 3] = ["github", "1 000 rules", "10 000 rules"];
/// Few repetitions, and more.
const TIMES: [usize; 2] = [1, 9];
/// Of whole requests, a repetition is so many.
const REQUESTS: usize = 500;

/// Counts for lookups and for whole requests; of the sets, those whose names hold a text.
pub(crate) fn instructions(report: &mut Report, wanted: &str) -> Result<(), String> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err(
            "counting instructions needs valgrind, which is not installed (`apt install valgrind`)"
                .to_owned(),
        );
    }
    whole_requests(report)?;
    lookups(report, wanted)
}

/// What a child does.
pub(crate) fn child(case: &[&str]) -> Result<(), String> {
    let [kind, case @ .., times] = case else {
        return Err("a child is given a case".to_owned());
    };
    let times: usize = times.parse().map_err(|_| "a child is given a number")?;
    match (*kind, case) {
        ("request", [front, kind]) => requests::ask(front, kind, times * REQUESTS),
        ("lookup", [set, kind, router]) => {
            let set = Set::named(set).ok_or("there is no such set")?;
            let maker = MAKERS.iter().find(|maker| maker.name == *router);
            let contender = maker.ok_or("there is no such router")?.make(&set)?;
            let requests = &set.requests(kind)[..LOOKUPS];
            (0..times).for_each(|_| contender.pass(requests));
            Ok(())
        }
        _ => Err("there is no such case".to_owned()),
    }
}

/// Instructions of a repetition of a case. The two children run beside each other: it is not time
/// that is measured.
fn count(case: &[&str]) -> Result<f64, String> {
    let [few, more] = thread::scope(|scope| {
        let children = TIMES.map(|times| scope.spawn(move || total(case, times)));
        children.map(|child| {
            let ended = child.join();
            ended.unwrap_or_else(|_| Err("a thread has panicked".to_owned()))
        })
    });
    Ok((more? - few?) / (TIMES[1] - TIMES[0]) as f64)
}

/// All instructions of a child.
fn total(case: &[&str], times: usize) -> Result<f64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .arg(CHILD)
        .args(case)
        .arg(times.to_string())
        .output()
        .map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected = told
        .lines()
        .find_map(|line| line.split_once("Collected : ")?.1.parse().ok());
    match collected {
        Some(number) if output.status.success() => Ok(number),
        _ => Err(format!("{}: {told}", case.join(", "))),
    }
}

fn whole_requests(report: &mut Report) -> Result<(), String> {
    let mut rows = Vec::new();
    for kind in &KINDS {
        let mut counts = [0.0; FRONTS.len()];
        for (front, count_of_front) in FRONTS.iter().zip(&mut counts) {
            *count_of_front = count(&["request", front, kind.name])? / REQUESTS as f64;
        }
        let [harness, ours, axum] = counts;
        let ratio = (ours - harness) / (axum - harness);
        rows.push(vec![
            Cell::Text(kind.name.to_owned()),
            Cell::Number(harness, 0),
            Cell::Number(ours, 0),
            Cell::Number(axum, 0),
            Cell::Number(ours - harness, 0),
            Cell::Number(axum - harness, 0),
            Cell::Number(ratio, 2),
        ]);
        let what = format!("instructions of a request ({}), net, to axum's", kind.name);
        report.limit(what, ratio, Bound::AtMost(0.5));
    }
    report.table(
        "Whole requests in process, GitHub's rules: instructions for each",
        &[
            "request",
            "harness",
            "fingerpost",
            "axum",
            "fingerpost, net",
            "axum, net",
            "net ratio",
        ],
        &rows,
    );
    report.note(
        "The harness makes the request, calls the handler and drops the response; net is without it.",
    );
    Ok(())
}

fn lookups(report: &mut Report, wanted: &str) -> Result<(), String> {
    // Of the bare match, in tables that grow.
    let mut growing = Vec::new();
    for (name, _) in SETS.iter().filter(|(name, _)| name.contains(wanted)) {
        let Some(set) = Set::named(name) else {
            continue;
        };
        let makers: Vec<_> = MAKERS.iter().filter(|maker| maker.counts(&set)).collect();
        let mut rows: Vec<Vec<Cell>> = makers
            .iter()
            .map(|maker| vec![Cell::Text(maker.name.to_owned())])
            .collect();
        for kind in Set::KINDS {
            let mut counts = Vec::new();
            for maker in &makers {
                counts.push(count(&["lookup", name, kind, maker.name])? / LOOKUPS as f64);
            }
            let peers = makers
                .iter()
                .zip(&counts)
                .filter(|(maker, _)| maker.is_peer);
            let fewest = peers.map(|(_, count)| *count).fold(f64::INFINITY, f64::min);
            for (row, count) in rows.iter_mut().zip(&counts) {
                row.push(Cell::Number(*count, 0));
                row.push(Cell::Number(count / fewest, 2));
            }
            // Ours come first: the bare match, then the product.
            if let [bare, product, ..] = counts[..]
                && LIMITED.contains(name)
            {
                let what = |who| format!("{name}, {kind}: instructions of {who}");
                let least = what("the bare match to the fewest of a peer");
                report.limit(least, bare / fewest, Bound::AtMost(0.5));
                report.limit(
                    what("the product to the bare match"),
                    product / bare,
                    Bound::AtMost(2.0),
                );
                let ahead = what("the product to the fewest of a peer");
                report.limit(ahead, product / fewest, Bound::AtMost(1.0));
            }
            if kind == "hits" && name.ends_with(" rules") {
                growing.push(counts[0]);
            }
        }
        report.table(
            &format!("{name}: instructions for each lookup, and to the fewest of a peer"),
            &["router", "hits", "ratio", "misses", "ratio of misses"],
            &rows,
        );
    }
    if growing.len() > 1 {
        let most = growing.iter().copied().fold(0.0, f64::max);
        let least = growing.iter().copied().fold(f64::INFINITY, f64::min);
        let what = "instructions of a bare hit from 10 to 10 000 rules, most to least".to_owned();
        report.limit(what, most / least, Bound::AtMost(1.15));
    }
    Ok(())
}
