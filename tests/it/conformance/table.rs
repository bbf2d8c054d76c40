//! `docs/conformance.md` says which test proves what; it must not name tests that are gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::sources::rust_files;

/// Points that the page has at least, numbered from 1.
const POINTS: usize = 65;

/// A line of the table.
struct Point {
    number: usize,
    says: String,
    tests: Vec<String>,
    /// What stands beside the names of tests.
    rest: String,
}

/// Reads the table: a number, what holds, and the names of the tests in backticks.
fn points(page: &str) -> Vec<Point> {
    let rows = page.lines().filter_map(|line| {
        let mut cells = line.strip_prefix('|')?.strip_suffix('|')?.splitn(3, '|');
        let number = cells.next()?.trim().parse().ok()?;
        let says = cells.next()?.trim().to_owned();
        let proof = cells.next()?;
        let (mut tests, mut rest) = (Vec::new(), String::new());
        for (place, part) in proof.split('`').enumerate() {
            if place % 2 == 0 {
                rest.push_str(part);
            } else {
                tests.push(part.to_owned());
            }
        }
        Some(Point {
            number,
            says,
            tests,
            rest: rest.trim().to_owned(),
        })
    });
    rows.collect()
}

/// The names of all functions in a source that carry an attribute ending in `test]` or with arguments to it.
fn tests_of(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, name)) = line.split_once("fn ").filter(|_| is_test) {
            let name = name.split(['(', '<']).next().unwrap_or_default();
            found.insert(name.to_owned());
            is_test = false;
        }
    }
    found
}

#[test]
fn the_conformance_page_covers_every_point_with_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/conformance.md")).unwrap();
    let mut known = BTreeSet::new();
    for folder in ["src", "tests", "crates"] {
        for file in rust_files(&root.join(folder)) {
            known.extend(tests_of(&fs::read_to_string(file).unwrap()));
        }
    }
    let points = points(&page);
    let numbers: Vec<usize> = points.iter().map(|point| point.number).collect();
    assert!(numbers.len() >= POINTS);
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    let mut faults = Vec::new();
    for point in &points {
        let number = point.number;
        if point.says.is_empty() {
            faults.push(format!("{number}: says nothing"));
        }
        if point.tests.is_empty() && !point.rest.starts_with("Not proved") {
            faults.push(format!("{number}: names no test and gives no reason"));
        }
        let lost = point.tests.iter().filter(|name| !known.contains(*name));
        faults.extend(lost.map(|name| format!("{number}: there is no test called {name}")));
    }
    assert_eq!(faults, [""; 0]);
}

#[test]
fn tests_are_told_from_other_functions() {
    let source = "#[test]\nfn a() {}\nfn b() {}\n#[tokio::test(start_paused = true)]\n#[ignore]\nasync fn c() {}";
    assert_eq!(tests_of(source), ["a", "c"].map(str::to_owned).into());
}
