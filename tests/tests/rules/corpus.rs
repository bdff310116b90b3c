//! Random maps with the answers that they have: `corpus/README.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use fingerpost_tests::corpus::{Report, compare, read};

/// So many failures of a file say enough.
const SHOWN: usize = 5;

#[test]
fn every_answer_is_as_expected() {
    let files = files_of_maps();
    assert!(!files.is_empty(), "the corpus is missing");
    let reports: Vec<(&PathBuf, Report)> = thread::scope(|scope| {
        let running: Vec<_> = files
            .iter()
            .map(|file| (file, scope.spawn(|| report(file))))
            .collect();
        running
            .into_iter()
            .map(|(file, report)| (file, report.join().expect("the comparison does not panic")))
            .collect()
    });
    for (file, report) in &reports {
        // A file that was cut short would have no failures either.
        assert!(report.passed > 0, "{} asks nothing", file.display());
        for failure in report.failures.iter().take(SHOWN) {
            eprintln!("{}, {failure}", file.display());
        }
    }
    let failed: usize = reports
        .iter()
        .map(|(_, report)| report.failures.len())
        .sum();
    assert_eq!(failed, 0, "answers are not as expected; see above");
}

fn report(file: &Path) -> Report {
    let text = read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    compare(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn files_of_maps() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the corpus is a folder beside this one")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.to_string_lossy().ends_with(".jsonl.gz"))
        .collect();
    files.sort();
    files
}
