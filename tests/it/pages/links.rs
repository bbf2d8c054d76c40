//! Links between pages.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages in a folder and below, but for what is built and fetched.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && name != ".git" {
            pages(&path, found);
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
}

/// A page without what is in fences and in code.
fn prose(page: &str) -> String {
    let outside = page.split("\n```").step_by(2);
    let lines = outside.flat_map(str::lines);
    let mut prose = String::new();
    for line in lines {
        // A link may have code for its text, but not the other way round.
        let is_code = |(number, _): &(usize, &str)| number % 2 == 1;
        let parts = line.split('`').enumerate();
        prose.extend(parts.map(|part| if is_code(&part) { "code" } else { part.1 }));
        prose.push('\n');
    }
    prose
}

/// Where the links of a page lead.
fn targets(page: &str) -> Vec<String> {
    let prose = prose(page);
    let ends = prose.split("](").skip(1);
    ends.filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .collect()
}

/// What links can lead to within a page: headings, as hosts of Markdown name them, and anchors.
fn anchors(page: &str) -> BTreeSet<String> {
    let outside = page.split("\n```").step_by(2);
    let mut anchors = BTreeSet::new();
    for line in outside.flat_map(str::lines) {
        if let Some((_, id)) = line.split_once("<a id=\"") {
            anchors.insert(id.split('"').next().unwrap().to_owned());
        }
        let heading = line.trim_start_matches('#');
        if heading.len() < line.len() && heading.starts_with(' ') {
            let kept = |one: &char| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_');
            let slug = heading.trim().to_lowercase();
            anchors.insert(
                slug.chars()
                    .filter(kept)
                    .collect::<String>()
                    .replace(' ', "-"),
            );
        }
    }
    anchors
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let mut all = Vec::new();
    pages(Path::new(env!("CARGO_MANIFEST_DIR")), &mut all);
    let mut dead = Vec::new();
    for page in &all {
        for target in targets(&fs::read_to_string(page).unwrap()) {
            if target.starts_with("http") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let there = match file {
                "" => page.clone(),
                file => page.parent().unwrap().join(file),
            };
            let is_there = match anchor {
                "" => there.exists(),
                anchor => {
                    fs::read_to_string(&there).is_ok_and(|text| anchors(&text).contains(anchor))
                }
            };
            if !is_there {
                dead.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert_eq!(dead, [] as [&str; 0]);
}

#[test]
fn links_are_found_outside_of_code_only_and_headings_by_their_names() {
    let page = "# Two `words`, here\n\n[`a`](b.md#c) `[x](y)`\n\n```sh\n[p](q)\n# no heading\n```\n\n<a id=\"z\"></a>\n";
    assert_eq!(targets(page), ["b.md#c"]);
    let anchors: Vec<String> = anchors(page).into_iter().collect();
    assert_eq!(anchors, ["two-words-here", "z"]);
}
