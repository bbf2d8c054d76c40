//! The arrows between layers, as the sources draw them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::support::sources::rust_files;

/// Which layer may use which; a target with `::` opens one part of a layer. Every layer may use itself.
const ARROWS: [(&str, &[&str]); 11] = [
    ("plugin", &[]),
    ("value", &[]),
    ("alibaba", &[]),
    ("framework", &["value"]),
    ("protocol", &["framework", "value"]),
    ("cen", &["alibaba"]),
    ("simulator", &["alibaba::sign", "alibaba::secret"]),
    ("provider", &["framework", "value", "cen", "alibaba"]),
    ("serve", &["plugin", "framework", "protocol"]),
    ("cli", EVERYTHING),
    ("main", EVERYTHING),
];

/// What the outermost layers, which join the others, may use.
const EVERYTHING: &[&str] = &[
    "plugin",
    "value",
    "alibaba",
    "framework",
    "protocol",
    "cen",
    "simulator",
    "provider",
    "serve",
    "cli",
];

fn may_use(from: &str, path: &[String]) -> bool {
    let allowed = ARROWS
        .iter()
        .find(|(layer, _)| *layer == from)
        .map_or(&[][..], |(_, allowed)| allowed);
    let path = path.join("::");
    let is_within = |target: &str| {
        path.strip_prefix(target)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    is_within(from) || allowed.iter().any(|target| is_within(target))
}

/// The modules that lead to a file: `["plugin", "tls"]` for `plugin/tls.rs`, `["plugin"]` for `plugin/mod.rs`.
fn module_of(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> = file
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The source without its line comments.
fn code_of(source: &str) -> String {
    let code = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    code.collect::<Vec<_>>().join("\n")
}

/// Every path, as its parts, that follows `prefix` in the code; `use` trees are spread out.
fn paths_after(code: &str, prefix: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
            spread(
                &mut code[at + prefix.len()..].chars().peekable(),
                &mut Vec::new(),
                &mut found,
            );
        }
    }
    found
}

/// Reads one path or `{…}` tree.
fn spread(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    parents: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) {
    let depth = parents.len();
    loop {
        while rest.next_if(|c| c.is_whitespace()).is_some() {}
        if rest.next_if_eq(&'{').is_some() {
            while rest.peek().is_some_and(|c| *c != '}') {
                spread(rest, parents, found);
                while rest.next_if(|c| c.is_whitespace() || *c == ',').is_some() {}
            }
            rest.next();
            break;
        }
        let mut name = String::new();
        while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || *c == '_' || *c == '*') {
            name.push(c);
        }
        if name.is_empty() {
            // Not a path after all; skipping a character keeps the caller from waiting for a brace for ever.
            rest.next();
            break;
        }
        parents.push(name);
        if rest.next_if_eq(&':').is_none() {
            found.push(parents.clone());
            // The new name in `a as b`.
            while rest
                .next_if(|c| *c != ',' && *c != '}' && *c != ';')
                .is_some()
            {}
            break;
        }
        rest.next_if_eq(&':');
    }
    parents.truncate(depth);
}

/// The paths from the crate's root that a file names.
fn targets(module: &[String], source: &str) -> Vec<Vec<String>> {
    let code = code_of(source);
    let mut found = paths_after(&code, "crate::");
    found.extend(paths_after(&code, "terraform_provider_cen::"));
    // `super::` that climbs to the root is the same arrow in disguise. Unit tests are one module deeper.
    let (outer, tests) = code.split_once("mod tests {").unwrap_or((&code, ""));
    found.extend(paths_after(outer, &"super::".repeat(module.len())));
    found.extend(paths_after(tests, &"super::".repeat(module.len() + 1)));
    found
}

#[test]
fn layers_use_each_other_only_along_the_arrows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    let mut wrong = BTreeSet::new();
    for file in &files {
        let inside = file.strip_prefix(&root).expect("a file of the crate");
        let module = module_of(inside);
        let layer = module[0].as_str();
        if layer == "lib" {
            continue;
        }
        assert!(
            ARROWS.iter().any(|(known, _)| *known == layer),
            "{} belongs to no known layer; add the layer and its arrows here and to the picture in src/lib.rs",
            inside.display()
        );
        let source = fs::read_to_string(file).expect("a source that can be read");
        for path in targets(&module, &source) {
            if !may_use(layer, &path) {
                wrong.insert(format!(
                    "{}: {layer} may not use {}",
                    inside.display(),
                    path.join("::")
                ));
            }
        }
    }
    assert_eq!(wrong, BTreeSet::new());
}

fn spelled(module: &[&str], source: &str) -> Vec<String> {
    let module: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
    targets(&module, source)
        .iter()
        .map(|path| path.join("::"))
        .collect()
}

#[test]
fn arrows_are_found_however_they_are_written() {
    assert_eq!(
        spelled(&["cen"], "use crate::alibaba::sign;"),
        ["alibaba::sign"]
    );
    let tree = "use crate::{value::{Path, Kind as K}, cen::{\n    self,\n}};";
    assert_eq!(
        spelled(&["cli"], tree),
        ["value::Path", "value::Kind", "cen::self"]
    );
    assert_eq!(
        spelled(&["cli"], "let x = crate::cen::area::ALL.len();"),
        ["cen::area::ALL"]
    );
    assert_eq!(
        spelled(&["main"], "use terraform_provider_cen::plugin::*;"),
        ["plugin::*"]
    );
    assert_eq!(
        spelled(&["plugin", "tls"], "use super::super::value::Kind;"),
        ["value::Kind"]
    );
    assert_eq!(
        spelled(&["plugin", "tls"], "use super::handshake::Place;"),
        Vec::<String>::new()
    );
    assert_eq!(
        spelled(&["plugin"], "mod tests {\n    use super::*;\n}"),
        Vec::<String>::new()
    );
    assert_eq!(
        spelled(&["plugin"], "// use crate::value;\nlet a = my_crate::b;"),
        Vec::<String>::new()
    );
}

#[test]
fn only_the_arrows_of_the_picture_are_allowed() {
    let may = |from, path: &str| {
        may_use(
            from,
            &path.split("::").map(str::to_owned).collect::<Vec<_>>(),
        )
    };
    assert!(may("protocol", "value::Kind"));
    assert!(may("plugin", "plugin::tls"));
    assert!(may("simulator", "alibaba::sign::rpc"));
    assert!(!may("simulator", "alibaba::retry"));
    assert!(!may("simulator", "alibaba::signature"));
    assert!(!may("value", "framework::Schema"));
    assert!(!may("protocol", "plugin::Plugin"));
}
