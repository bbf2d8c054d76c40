//! Which hosts know what, in words.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::terraform::Feature;

/// What a page says of the hosts that it is for.
pub(super) fn sentence(feature: Feature) -> String {
    format!("Works with {}.\n\n", hosts(feature))
}

/// The hosts that know it.
pub(super) fn hosts(feature: Feature) -> String {
    let ([major, minor], tofu) = feature.first();
    let tofu = match tofu {
        Some([major, minor]) => format!("; with OpenTofu from {major}.{minor} on"),
        None => "; OpenTofu does not have it".to_owned(),
    };
    format!("Terraform from {major}.{minor} on{tofu}")
}

const HEAD: &str = "| what | Terraform | OpenTofu |\n";

/// README with the table of today in the place of its own.
pub(super) fn readme(root: &Path) -> String {
    let text = fs::read_to_string(root.join("README.md")).unwrap();
    let (before, rest) = text.split_once(HEAD).expect("README has a table of hosts");
    let (_, after) = rest.split_once("\n\n").expect("more follows");
    format!("{before}{}\n{after}", table())
}

/// The table of what users need to know of.
fn table() -> String {
    let mut table = format!("{HEAD}| --- | --- | --- |\n");
    for (feature, what) in Feature::TOLD {
        let ([major, minor], tofu) = feature.first();
        let tofu = tofu.map_or("no".to_owned(), |[major, minor]| format!("{major}.{minor}"));
        writeln!(table, "| {what} | {major}.{minor} | {tofu} |").unwrap();
    }
    table
}
