//! The pages under `docs/` are what schemas and examples say.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use terraform_provider_cen::framework::Provider as _;
use terraform_provider_cen::framework::schema::{Attribute, Nesting, Presence, Schema, Shape};
use terraform_provider_cen::provider::Cen;

/// The head of the pages: YAML front matter as the registries read it, then the title.
fn head(title: &str, kind: &str, description: &str) -> String {
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
fn example(root: &Path, path: &str, language: &str) -> String {
    let text = fs::read_to_string(root.join("examples").join(path)).unwrap();
    format!("```{language}\n{}\n```\n\n", text.trim_end())
}

/// The attributes of a schema by who sets them, nested ones after them.
fn attributes(schema: &Schema) -> String {
    let mut page = String::from("## Schema\n\n");
    list(&schema.attributes, "", &mut page);
    for attribute in &schema.attributes {
        if let Shape::Nested(_, nested) = &attribute.shape {
            let name = attribute.name;
            write!(
                page,
                "<a id=\"nestedatt--{name}\"></a>\n### Nested Schema for `{name}`\n\n"
            )
            .unwrap();
            list(nested, "#", &mut page);
        }
    }
    page.trim_end().to_owned() + "\n"
}

fn list(attributes: &[Attribute], deeper: &str, page: &mut String) {
    let groups: [(&str, &[Presence]); 3] = [
        ("Required", &[Presence::Required]),
        (
            "Optional",
            &[Presence::Optional, Presence::OptionalComputed],
        ),
        ("Read-Only", &[Presence::Computed]),
    ];
    for (title, presences) in groups {
        let members: Vec<&Attribute> = attributes
            .iter()
            .filter(|one| presences.contains(&one.presence))
            .collect();
        if members.is_empty() {
            continue;
        }
        write!(page, "###{deeper} {title}\n\n").unwrap();
        for attribute in members {
            writeln!(
                page,
                "- `{}` ({}) {}",
                attribute.name,
                kind(attribute),
                words(attribute)
            )
            .unwrap();
        }
        page.push('\n');
    }
}

fn kind(attribute: &Attribute) -> String {
    let kind = match &attribute.shape {
        Shape::Value(kind) => kind.to_string(),
        Shape::Nested(nesting, _) => match nesting {
            Nesting::Single => "object",
            Nesting::List => "list of objects",
            Nesting::Set => "set of objects",
            Nesting::Map => "map of objects",
        }
        .to_owned(),
    };
    if attribute.sensitive {
        format!("{kind}, sensitive")
    } else {
        kind
    }
}

fn words(attribute: &Attribute) -> String {
    let mut words = attribute.description.to_owned();
    for validator in &attribute.validators {
        write!(words, " Must be {}.", validator.describe()).unwrap();
    }
    if let Shape::Nested(..) = attribute.shape {
        write!(words, " See [below](#nestedatt--{}).", attribute.name).unwrap();
    }
    words
}

fn pages(root: &Path) -> Vec<(String, String)> {
    let provider = Cen.schema();
    let index = head("cen", "", provider.description)
        + "## Example Usage\n\n"
        + &example(root, "provider/provider.tf", "terraform")
        + &attributes(&provider);
    let mut pages = vec![("docs/index.md".to_owned(), index)];
    for resource in Cen.resources() {
        let name = resource.type_name();
        let folder = format!("resources/{name}");
        let page = head(name, "Resource", resource.schema().description)
            + "## Example Usage\n\n"
            + &example(root, &format!("{folder}/resource.tf"), "terraform")
            + &attributes(resource.schema())
            + "\n## Import\n\nWith a block:\n\n"
            + &example(root, &format!("{folder}/import.tf"), "terraform")
            + "By identity, with Terraform or OpenTofu 1.12 and later:\n\n"
            + &example(
                root,
                &format!("{folder}/import-by-identity.tf"),
                "terraform",
            )
            + "Or with a command:\n\n"
            + example(root, &format!("{folder}/import.sh"), "shell").trim_end()
            + "\n";
        let short = name.strip_prefix("cen_").unwrap_or(name);
        pages.push((format!("docs/resources/{short}.md"), page));
    }
    pages
}

#[test]
fn generated_pages_match_schemas_and_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let update = std::env::vars_os().any(|(name, _)| name == "UPDATE_GENERATED");
    let mut stale = Vec::new();
    for (path, fresh) in pages(root) {
        let path = root.join(path);
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, fresh).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != fresh {
            stale.push(path);
        }
    }
    assert!(
        stale.is_empty(),
        "run `UPDATE_GENERATED=1 cargo test --test it generated`; not what schemas and examples say: {stale:?}"
    );
}
