//! The guides on the first page, by what they say of themselves.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The groups that registries show guides in, in the order in which a newcomer needs them.
const GROUPS: [&str; 3] = ["Getting started", "Writing configurations", "Operating"];

/// What the front matter of a guide says.
struct Guide {
    file: String,
    title: String,
    group: String,
    description: String,
}

/// The section with a link to every guide.
pub(super) fn section(root: &Path) -> String {
    let guides = guides(root);
    let mut section = String::from("## Guides\n\n");
    for group in GROUPS {
        writeln!(section, "{group}:\n").unwrap();
        for one in guides.iter().filter(|one| one.group == group) {
            let Guide {
                file,
                title,
                description,
                ..
            } = one;
            writeln!(section, "- [{title}](guides/{file}): {description}").unwrap();
        }
        section.push('\n');
    }
    section
}

fn guides(root: &Path) -> Vec<Guide> {
    let entries = fs::read_dir(root.join("docs/guides")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut guides: Vec<Guide> = paths.map(|path| guide(&path)).collect();
    guides.sort_by(|a, b| a.file.cmp(&b.file));
    guides
}

fn guide(path: &Path) -> Guide {
    let file = path.file_name().unwrap().to_str().unwrap().to_owned();
    let text = fs::read_to_string(path).unwrap();
    let head = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"));
    let (head, body) = head.unwrap_or_else(|| panic!("{file} has no front matter"));
    let field = |name: &str| {
        let (_, rest) = head
            .split_once(&format!("{name}: "))
            .unwrap_or_else(|| panic!("{file} says no {name}"));
        let (line, more) = rest.split_once('\n').unwrap_or((rest, ""));
        let value = if line == "|-" { more } else { line };
        value.trim().trim_matches('"').to_owned()
    };
    let (title, group) = (field("page_title"), field("subcategory"));
    assert!(GROUPS.contains(&group.as_str()), "{file} is in {group:?}");
    assert!(
        body.starts_with(&format!("\n# {title}\n")),
        "{file} has another title"
    );
    Guide {
        description: field("description"),
        file,
        title,
        group,
    }
}
