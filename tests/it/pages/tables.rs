//! The tables that guides have of all types, the permissions and the archives that they name, against what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;

use crate::support::sources::rust_files;

fn guide(name: &str) -> String {
    let path = format!("{}/docs/guides/{name}.md", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap()
}

/// What stands between backticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The cells of the rows of tables.
fn rows(page: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = page.lines().filter_map(|line| line.strip_prefix('|'));
    lines.map(|line| line.trim_end_matches('|').split('|').collect())
}

/// The types that are the first thing in a row.
fn types(page: &str) -> BTreeSet<&str> {
    rows(page)
        .filter_map(|cells| code(cells[0]).next())
        .filter(|name| name.starts_with("cen_"))
        .collect()
}

#[test]
fn the_guides_on_moving_in_and_importing_have_every_type() {
    let resources = Cen.resources();
    let all: BTreeSet<&str> = resources.iter().map(|one| one.type_name()).collect();
    for name in ["moving-in", "importing"] {
        assert_eq!(types(&guide(name)), all, "{name}");
    }
}

/// All sources in a folder, one after the other.
fn sources(folder: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = rust_files(&root.join(folder)).into_iter();
    files
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn arguments_are_called_so_here_and_are_looked_for_by_what_they_are_called_there() {
    let (page, sources) = (guide("moving-in"), sources("src"));
    let resources = Cen.resources();
    let mut of = None;
    let mut checked = 0;
    for cells in rows(&page) {
        let [first, there, here] = cells.as_slice() else {
            continue;
        };
        let named = |name| resources.iter().find(|one| one.type_name() == name);
        of = code(first).next().and_then(named).or(of);
        let Some(resource) = of else { continue };
        for name in code(here) {
            let attributes = &resource.schema().attributes;
            let is_there = attributes.iter().any(|one| one.name == name);
            assert!(is_there, "{} has no {name}", resource.type_name());
            checked += 1;
        }
        for words in code(there) {
            let name = words.split(' ').next().unwrap();
            assert!(
                sources.contains(&format!("\"{name}\"")),
                "nobody reads {name}"
            );
        }
    }
    assert!(checked > 0);
}

#[test]
fn permissions_in_guides_are_for_calls_that_are_made() {
    let (page, sources) = (guide("first-package"), sources("crates/cen/src"));
    let actions: Vec<&str> = page
        .split("\"cen:")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(!actions.is_empty());
    for action in actions {
        assert!(sources.contains(&format!("\"{action}\"")), "{action}");
    }
}

#[test]
fn archives_in_guides_are_of_this_version() {
    for name in ["first-package", "installing", "testing"] {
        let page = guide(name);
        let mut names = page.split("terraform-provider-cen_").skip(1).peekable();
        assert!(names.peek().is_some(), "{name}");
        for rest in names {
            let version = rest.strip_prefix('v').unwrap_or(rest);
            let is_part = |one: char| one.is_ascii_digit() || one == '.';
            let version: String = version.chars().take_while(|&one| is_part(one)).collect();
            assert_eq!(
                version.trim_end_matches('.'),
                env!("CARGO_PKG_VERSION"),
                "{name}"
            );
        }
    }
}
