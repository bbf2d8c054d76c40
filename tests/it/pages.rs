//! The pages under `docs/` are what schemas and examples say, and README's table of hosts is what the tests go by.

mod coverage;
mod dates;
mod error_codes;
mod guides;
mod hosts;
mod imports;
mod links;
mod markdown;
mod messages;
mod tables;

use std::fs;
use std::path::Path;

use terraform_provider_cen::Cen;
use tf_plugin::framework::schema::Schema;
use tf_plugin::framework::{BoxedFunction, Provider};

use crate::support::terraform::Feature;
use markdown::{attributes, example, function, head};

/// A page: its path, and what is on it.
type Page = (String, String);

/// The page of one type of a sort: its head, an example, its schema.
struct Sort {
    /// The folder under `docs/` and `examples/`.
    folder: &'static str,
    /// What follows the name in titles.
    title: &'static str,
    /// The files of an example.
    example: &'static [&'static str],
    /// What a host has to know.
    needs: Option<Feature>,
}

impl Sort {
    fn page(&self, root: &Path, type_name: &str, schema: &Schema, more: &str) -> Page {
        let Self { folder, title, .. } = self;
        let files = self.example.iter();
        let examples: String = files
            .map(|file| example(root, &format!("{folder}/{type_name}/{file}"), "terraform"))
            .collect();
        let page = head(type_name, title, schema.description)
            + &self.needs.map(hosts::sentence).unwrap_or_default()
            + "## Example Usage\n\n"
            + &examples
            + &attributes(schema)
            + more;
        let short = type_name.strip_prefix("cen_").unwrap_or(type_name);
        (format!("docs/{folder}/{short}.md"), page)
    }
}

fn pages(root: &Path) -> Vec<Page> {
    let provider = Schema::of::<<Cen as Provider>::Config>();
    let index = head("cen", "", provider.description)
        + "## Example Usage\n\n"
        + &example(root, "provider/provider.tf", "terraform")
        + &guides::section(root)
        + &attributes(&provider);
    let mut pages = vec![
        ("docs/index.md".to_owned(), index),
        ("README.md".to_owned(), hosts::readme(root)),
        ("docs/guides/error-codes.md".to_owned(), error_codes::page()),
        (
            "docs/guides/simulator-coverage.md".to_owned(),
            coverage::page(),
        ),
        (
            "docs/openapi/simulator.json".to_owned(),
            format!("{:#}\n", cen_simulator::openapi()),
        ),
    ];

    let sort = Sort {
        folder: "resources",
        title: "Resource",
        example: &["resource.tf"],
        needs: None,
    };
    pages.extend(Cen.resources().iter().map(|one| {
        let imports = imports::section(root, one);
        sort.page(root, one.type_name(), one.schema(), &imports)
    }));
    let sort = Sort {
        folder: "data-sources",
        title: "Data Source",
        example: &["data-source.tf"],
        needs: None,
    };
    pages.extend(
        Cen.data_sources()
            .iter()
            .map(|one| sort.page(root, one.type_name(), one.schema(), "")),
    );
    let sort = Sort {
        folder: "ephemeral-resources",
        title: "Ephemeral Resource",
        example: &["ephemeral-resource.tf"],
        needs: Some(Feature::Ephemeral),
    };
    pages.extend(
        Cen.ephemeral_resources()
            .iter()
            .map(|one| sort.page(root, one.type_name(), one.schema(), "")),
    );
    let sort = Sort {
        folder: "list-resources",
        title: "List Resource",
        example: &["main.tf", "list-resource.tfquery.hcl"],
        needs: Some(Feature::Query),
    };
    pages.extend(
        Cen.list_resources()
            .iter()
            .map(|one| sort.page(root, one.type_name(), one.schema(), "")),
    );
    let sort = Sort {
        folder: "actions",
        title: "Action",
        example: &["action.tf"],
        needs: Some(Feature::Actions),
    };
    pages.extend(
        Cen.actions()
            .iter()
            .map(|one| sort.page(root, one.type_name(), one.schema(), "")),
    );
    pages.extend(Cen.functions().iter().map(|one| of_function(root, one)));
    pages
}

fn of_function(root: &Path, one: &BoxedFunction) -> Page {
    let name = one.name();
    let signature = one.signature();
    let page = head(name, "Function", signature.description)
        + &hosts::sentence(Feature::Functions)
        + "## Example Usage\n\n"
        + &example(root, &format!("functions/{name}/function.tf"), "terraform")
        + &function(name, signature);
    (format!("docs/functions/{name}.md"), page)
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
