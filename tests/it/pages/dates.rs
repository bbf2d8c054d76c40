//! Dates in examples, which pass.

use std::fs;
use std::path::{Path, PathBuf};

/// What only looks like a date: the version of the API, and the time by which Go tells how to write times.
const NAMES: [&str; 2] = ["2017-09-12", "2006-01-02"];

/// The files of a folder that have text in them.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|name| name != "png") {
            found.push(path);
        }
    }
}

/// What stands in the fences of a page; all of another file; without names.
fn shown(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = NAMES.iter().fold(text, |text, name| text.replace(name, ""));
    match path.extension().is_some_and(|name| name == "md") {
        true => text.split("\n```").skip(1).step_by(2).collect(),
        false => text,
    }
}

/// Whether there is a year of this century, a hyphen and a month.
fn has_a_date(text: &str) -> bool {
    let is_date = |part: &[u8]| {
        part.starts_with(b"20")
            && part[4] == b'-'
            && [2, 3, 5, 6].iter().all(|&at| part[at].is_ascii_digit())
    };
    text.as_bytes().windows(7).any(is_date)
}

#[test]
fn no_example_has_a_date_that_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["docs", "examples"] {
        files(&root.join(folder), &mut all);
    }
    assert!(all.len() > 50);
    all.retain(|path| has_a_date(&shown(path)));
    assert_eq!(all, [] as [PathBuf; 0]);
}

#[test]
fn dates_are_told_from_other_numbers() {
    assert!(has_a_date("end = \"2030-01-31T00:00Z\""));
    assert!(!has_a_date("cenbwp-2030, 2030-a1, 10.20.30-40"));
}
