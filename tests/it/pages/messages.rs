//! The messages that guides quote, against the sources that have them.

use std::fs;
use std::path::Path;

use crate::support::sources::rust_files;

/// The messages that a page explains: first cells of tables, in double quotes.
fn quoted(page: &str) -> Vec<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| \""));
    rows.map(|row| {
        row.split_once("\" |")
            .expect("the cell ends with its quote")
            .0
            .to_owned()
    })
    .collect()
}

/// A source with the texts in it as they are shown: lines that go on in the next one in one.
fn unbroken(source: &str) -> String {
    let mut unbroken = String::new();
    for line in source.lines() {
        match line.strip_suffix('\\') {
            Some(line) => unbroken.push_str(line.trim_start()),
            None => {
                unbroken.push_str(line.trim_start());
                unbroken.push('\n');
            }
        }
    }
    unbroken
}

#[test]
fn every_message_that_a_guide_explains_is_one_of_the_provider() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources: Vec<String> = [
        "src",
        "crates/cen/src",
        "crates/alibaba-cloud/src",
        "crates/tf-plugin/src",
    ]
    .iter()
    .flat_map(|folder| rust_files(&root.join(folder)))
    .map(|path| unbroken(&fs::read_to_string(path).unwrap()))
    .collect();
    let mut unheard = Vec::new();
    for guide in fs::read_dir(root.join("docs/guides")).unwrap() {
        let page = fs::read_to_string(guide.unwrap().path()).unwrap();
        for message in quoted(&page) {
            // What stands for the dots is filled in.
            let parts: Vec<&str> = message.split("...").map(str::trim).collect();
            let has = |source: &String| parts.iter().all(|part| source.contains(part));
            if !sources.iter().any(has) {
                unheard.push(message);
            }
        }
    }
    assert_eq!(unheard, [] as [&str; 0]);
}
