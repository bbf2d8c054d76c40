//! Schemas and signatures as Markdown, in the form that readers know from the registries.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tf_plugin::framework::Signature;
use tf_plugin::framework::schema::{Attribute, Block, Nesting, Presence, Schema, Shape};
use tf_plugin::framework::validate::Validator;

/// The head of the pages: YAML front matter as the registries read it, then the title.
pub(super) fn head(title: &str, kind: &str, description: &str) -> String {
    let one_line = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let page_title = if kind.is_empty() {
        "Provider: cen".to_owned()
    } else {
        format!("{title} {kind} - cen")
    };
    let heading = if kind.is_empty() {
        "cen Provider".to_owned()
    } else {
        format!("{title} ({kind})")
    };
    format!(
        "---\npage_title: \"{page_title}\"\ndescription: |-\n  {one_line}\n---\n\n# {heading}\n\n{one_line}\n\n"
    )
}

/// An example file in a fence.
pub(super) fn example(root: &Path, path: &str, language: &str) -> String {
    let text = fs::read_to_string(root.join("examples").join(path))
        .unwrap_or_else(|error| panic!("examples/{path}: {error}"));
    format!("```{language}\n{}\n```\n\n", text.trim_end())
}

/// The attributes and blocks of a schema by who sets them, nested ones after them.
pub(super) fn attributes(schema: &Schema) -> String {
    let mut page = String::from("## Schema\n\n");
    body(&schema.attributes, &schema.blocks, "", &mut page);
    page.trim_end().to_owned() + "\n"
}

/// One object: what is in it, then a section for each part that has parts itself. `path` is empty for the whole.
fn body(attributes: &[Attribute], blocks: &[Block], path: &str, page: &mut String) {
    let groups: [(&str, &[Presence]); 3] = [
        ("Required", &[Presence::Required]),
        (
            "Optional",
            &[Presence::Optional, Presence::OptionalComputed],
        ),
        ("Read-Only", &[Presence::Computed]),
    ];
    let level = if path.is_empty() { "###" } else { "####" };
    for (title, presences) in groups {
        let members = attributes
            .iter()
            .filter(|one| presences.contains(&one.presence));
        let members = members.map(|one| (one.name, kind(one), words(one, path)));
        let required = title == "Required";
        let inside = blocks
            .iter()
            .filter(|one| title != "Read-Only" && (one.min_items > 0) == required)
            .map(|one| (one.name, block_kind(one), block_words(one, path)));
        let lines: Vec<String> = members
            .chain(inside)
            .map(|(name, kind, words)| format!("- `{name}` ({kind}) {words}\n"))
            .collect();
        if !lines.is_empty() {
            write!(page, "{level} {title}\n\n{}\n", lines.concat()).unwrap();
        }
    }
    for attribute in attributes {
        if let Shape::Nested(_, nested) = &attribute.shape {
            section("nestedatt", &join(path, attribute.name), nested, &[], page);
        }
    }
    for block in blocks {
        let path = join(path, block.name);
        section("nestedblock", &path, &block.attributes, &block.blocks, page);
    }
}

fn section(
    anchor: &str,
    path: &str,
    attributes: &[Attribute],
    blocks: &[Block],
    page: &mut String,
) {
    let id = path.replace('.', "--");
    write!(
        page,
        "<a id=\"{anchor}--{id}\"></a>\n### Nested Schema for `{path}`\n\n"
    )
    .unwrap();
    body(attributes, blocks, path, page);
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn kind(attribute: &Attribute) -> String {
    let mut kind = match &attribute.shape {
        Shape::Value(kind) => kind.to_string(),
        Shape::Nested(nesting, _) => nested_kind(*nesting).to_owned(),
    };
    if attribute.sensitive {
        kind += ", sensitive";
    }
    if attribute.write_only {
        kind += ", write-only";
    }
    if attribute.deprecated.is_some() {
        kind += ", deprecated";
    }
    kind
}

fn nested_kind(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "object",
        Nesting::List => "list of objects",
        Nesting::Set => "set of objects",
        Nesting::Map => "map of objects",
    }
}

fn words(attribute: &Attribute, path: &str) -> String {
    let mut words = attribute.description.to_owned();
    let rules = attribute.rules().map(Validator::describe);
    for rule in rules.filter(|rule| !rule.is_empty()) {
        write!(words, " Must be {rule}.").unwrap();
    }
    for relation in &attribute.relations {
        write!(words, " {}", relation.describe()).unwrap();
    }
    if let Some(instead) = attribute.deprecated {
        write!(words, " **Deprecated:** {instead}").unwrap();
    }
    if let Shape::Nested(..) = attribute.shape {
        let id = join(path, attribute.name).replace('.', "--");
        write!(words, " See [below](#nestedatt--{id}).").unwrap();
    }
    words
}

fn block_kind(block: &Block) -> String {
    let kind = match (block.nesting, block.max_items) {
        (Nesting::Single, _) | (_, 1) => "block".to_owned(),
        (nesting, 0) => format!("block, {}", nested_kind(nesting)),
        (nesting, most) => format!("block, {}, {most} at most", nested_kind(nesting)),
    };
    if block.deprecated.is_some() {
        kind + ", deprecated"
    } else {
        kind
    }
}

fn block_words(block: &Block, path: &str) -> String {
    let id = join(path, block.name).replace('.', "--");
    let deprecated = match block.deprecated {
        Some(instead) => format!(" **Deprecated:** {instead}"),
        None => String::new(),
    };
    format!(
        "{}{deprecated} See [below](#nestedblock--{id}).",
        block.description
    )
}

/// What a function takes and gives.
pub(super) fn function(name: &str, signature: &Signature) -> String {
    let mut shown = Vec::new();
    let mut lines = String::new();
    for (parameter, dots) in signature
        .parameters
        .iter()
        .map(|one| (one, ""))
        .chain(signature.variadic.iter().map(|one| (one, "...")))
    {
        shown.push(format!("{} {}{dots}", parameter.name, parameter.ty));
        writeln!(
            lines,
            "1. `{}` ({}) {}",
            parameter.name, parameter.ty, parameter.description
        )
        .unwrap();
    }
    let mut page = format!(
        "## Signature\n\n```text\n{name}({}) {}\n```\n",
        shown.join(", "),
        signature.returns
    );
    if !lines.is_empty() {
        write!(page, "\n## Arguments\n\n{lines}").unwrap();
    }
    page
}
