//! Nanoseconds for one lookup: all routers take turns, for several rounds, so that what disturbs
//! one disturbs all.

use crate::clock;
use crate::peers::{Contender, MAKERS};
use crate::report::{Bound, Cell, Report};
use crate::sets::{Request, SETS, Set};

/// Turns of each router.
const ROUNDS: usize = 9;
/// How long a turn is.
const TURN: f64 = 4e6;

/// What to measure: hits and misses of all sets, or of those whose names hold a text.
pub(crate) fn timing(report: &mut Report, wanted: &str) -> Result<(), String> {
    for (name, _) in SETS.iter().filter(|(name, _)| name.contains(wanted)) {
        let Some(set) = Set::named(name) else {
            continue;
        };
        let contenders = contenders(&set)?;
        for kind in Set::KINDS {
            let requests = set.requests(kind);
            let times = measure(&contenders, requests)?;
            table(report, name, kind, &contenders, &times);
        }
    }
    report.note(&format!(
        "Of {ROUNDS} interleaved rounds over shuffled requests, values handed out as text. The speed \
         is the median's, that of the fastest peer being 1."
    ));
    Ok(())
}

/// All routers that can hold a set.
fn contenders(set: &Set) -> Result<Vec<Contender>, String> {
    let makers = MAKERS.iter().filter(|maker| maker.takes(set));
    makers.map(|maker| maker.make(set)).collect()
}

/// For each router, nanoseconds for a lookup in each round, sorted.
fn measure(contenders: &[Contender], requests: &[Request]) -> Result<Vec<Vec<f64>>, String> {
    for contender in contenders {
        if let Some(mistake) = contender.mistake(requests) {
            return Err(mistake);
        }
    }
    // A slow router is asked a part of the requests, a fast one all of them several times.
    let turns: Vec<(usize, usize)> = contenders
        .iter()
        .map(|contender| {
            let part = requests.len().min(256);
            let each = time(contender, &requests[..part], 1);
            let lookups = (TURN / each).ceil() as usize;
            let part = lookups.clamp(1, requests.len());
            (part, lookups.div_ceil(part))
        })
        .collect();
    let mut times = vec![Vec::new(); contenders.len()];
    for round in 0..ROUNDS {
        for turn in 0..contenders.len() {
            // Each round begins with another router.
            let index = (turn + round) % contenders.len();
            let (part, passes) = turns[index];
            let start = round * part % (requests.len() - part + 1);
            let requests = &requests[start..start + part];
            times[index].push(time(&contenders[index], requests, passes));
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    Ok(times)
}

fn time(contender: &Contender, requests: &[Request], passes: usize) -> f64 {
    let start = clock::of_thread();
    for _ in 0..passes {
        contender.pass(requests);
    }
    let used = clock::of_thread().saturating_sub(start);
    used.as_nanos() as f64 / (passes * requests.len()) as f64
}

/// The least speeds of the bare match, that of the fastest peer being 1.
const LEAST_SPEEDS: [(&str, &str, f64); 6] = [
    ("github", "hits", 2.5),
    ("1 000 rules", "hits", 2.5),
    ("10 000 rules", "hits", 3.5),
    ("github", "misses", 1.9),
    ("1 000 rules", "misses", 1.9),
    ("10 000 rules", "misses", 1.9),
];

fn table(report: &mut Report, set: &str, kind: &str, contenders: &[Contender], times: &[Vec<f64>]) {
    let medians: Vec<f64> = times.iter().map(|times| times[times.len() / 2]).collect();
    let fastest = contenders
        .iter()
        .zip(&medians)
        .filter(|(contender, _)| contender.is_peer)
        .map(|(_, median)| *median)
        .fold(f64::INFINITY, f64::min);
    let mut rows = Vec::new();
    for ((contender, times), median) in contenders.iter().zip(times).zip(&medians) {
        rows.push(vec![
            Cell::Text(contender.name.to_owned()),
            Cell::Number(*median, 1),
            Cell::Number(times[0], 1),
            Cell::Number(fastest / median, 2),
        ]);
    }
    let title = format!("{set}, {kind}: nanoseconds for each lookup");
    report.table(&title, &["router", "median", "minimum", "speed"], &rows);

    // Ours come first: the bare match, then the product.
    let least = LEAST_SPEEDS
        .iter()
        .find(|least| (least.0, least.1) == (set, kind));
    if let ([bare, product, ..], Some((.., least))) = (&medians[..], least) {
        let what = |who| format!("{set}, {kind}: {who}");
        report.limit(
            what("speed of the bare match"),
            fastest / bare,
            Bound::AtLeast(*least),
        );
        report.limit(
            what("speed of the product"),
            fastest / product,
            Bound::AtLeast(1.0),
        );
        report.limit(
            what("time of the product to the bare match"),
            product / bare,
            Bound::AtMost(2.0),
        );
    }
}
