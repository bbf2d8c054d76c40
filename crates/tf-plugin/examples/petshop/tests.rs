//! The pet shop, held against what hosts demand of every provider, and run by real Terraform.
//!
//! Those in `product` need `terraform` or `tofu` on the path.

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use tf_plugin_testing::cli::{Said, Workspace};
use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::{Host, conformance};

use super::{PLUGIN, Petshop};

conformance!(subject().await);

/// A shop with a folder of its own.
async fn subject() -> Subject {
    let pets = tempfile::tempdir().unwrap();
    let block = json!({ "folder": pets.path() });
    Subject::of(&Host::of(Petshop), &block).await.keeping(pets)
}

#[test]
fn hosts_accept_every_schema_and_every_model_fits_its_own() {
    let faults = tf_plugin::framework::faults(&Petshop);
    assert_eq!(faults, [] as [&str; 0]);
}

const REX: &str = "petshop_pet.rex";

/// A folder of pets, and a workspace whose provider keeps them.
struct Shop {
    workspace: Workspace,
    pets: TempDir,
}

impl Shop {
    /// A shop whose only pet has these arguments.
    async fn with(arguments: &str) -> Self {
        let shop = Self {
            workspace: Workspace::attached(&PLUGIN, Petshop, "").await,
            pets: tempfile::tempdir().unwrap(),
        };
        shop.configure(arguments);
        shop
    }

    fn configure(&self, arguments: &str) {
        self.workspace.configure(&format!(
            "provider \"petshop\" {{\n  folder = {:?}\n}}\nresource \"petshop_pet\" \"rex\" {{\n{arguments}\n}}\n",
            self.pets.path()
        ));
    }

    /// The pets' files and what they say.
    fn files(&self) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(self.pets.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| {
                let sign = std::fs::read_to_string(&path).unwrap();
                (path.file_name().unwrap().to_str().unwrap().to_owned(), sign)
            })
            .collect()
    }

    async fn state(&self) -> Json {
        self.workspace.state(REX).await
    }
}

const DOG: &str = "  name    = \"Rex\"\n  species = \"dog\"";

#[tokio::test]
async fn product_a_pet_comes_and_goes() {
    let shop = Shop::with(DOG).await;
    let plan = shop.workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["create"]);
    let unknown = || (Json::Null, json!("(unknown)"));
    let known = |value: Json| (Json::Null, value);
    let expected = [
        ("id", unknown()),
        ("name", known(json!("Rex"))),
        ("sign", unknown()),
        ("species", known(json!("dog"))),
    ];
    assert_eq!(
        plan.differences(),
        expected.map(|(name, both)| (name.to_owned(), both)).into()
    );
    assert_eq!(shop.files(), []);

    shop.workspace.apply_quietly().await;
    let state = shop.state().await;
    let id = state["id"].as_str().unwrap();
    let expected = json!({
        "id": id, "name": "Rex", "sign": "Rex the dog", "species": "dog",
    });
    assert_eq!(state, expected);
    assert_eq!(shop.files(), [(id.to_owned(), "Rex the dog".to_owned())]);
    shop.workspace.assert_clean().await;

    assert_eq!(shop.workspace.destroy().await, (0, vec![]));
    assert_eq!((shop.state().await, shop.files()), (Json::Null, vec![]));
}

#[tokio::test]
async fn product_a_change_keeps_the_pet_and_another_species_replaces_it() {
    let shop = Shop::with(DOG).await;
    shop.workspace.apply_quietly().await;
    let first = shop.state().await["id"].clone();

    shop.configure("  name    = \"Bello\"\n  species = \"dog\"");
    assert_eq!(shop.workspace.plan().await.actions(), ["update"]);
    shop.workspace.apply_quietly().await;
    let changed = json!({
        "id": first, "name": "Bello", "sign": "Bello the dog", "species": "dog",
    });
    assert_eq!(shop.state().await, changed);
    shop.workspace.assert_clean().await;

    shop.configure("  name    = \"Bello\"\n  species = \"cat\"");
    let plan = shop.workspace.plan().await;
    assert_eq!(plan.actions(), ["delete", "create"]);
    assert_eq!(
        plan.changes[0]["change"]["replace_paths"],
        json!([["species"]])
    );
    shop.workspace.apply_quietly().await;
    let second = shop.state().await;
    assert_eq!(second["sign"], "Bello the cat");
    assert_ne!(second["id"], first);
    assert_eq!(shop.files().len(), 1);
}

#[tokio::test]
async fn product_a_pet_of_the_folder_is_imported_and_plans_nothing() {
    let shop = Shop::with(DOG).await;
    std::fs::write(shop.pets.path().join("rex"), "Rex the dog").unwrap();
    let import = ["import", "-no-color", REX, "rex"];
    let import = shop.workspace.run(&import).await;
    assert_eq!(import.code, 0, "{}", import.stderr);
    assert_eq!(shop.state().await["sign"], "Rex the dog");
    shop.workspace.assert_clean().await;
}

#[tokio::test]
async fn product_a_pet_that_has_run_away_is_planned_anew() {
    let shop = Shop::with(DOG).await;
    shop.workspace.apply_quietly().await;
    std::fs::remove_file(shop.pets.path().join(&shop.files()[0].0)).unwrap();
    let plan = shop.workspace.plan().await;
    assert_eq!((plan.code, plan.actions()), (0, vec!["create"]));
}

#[tokio::test]
async fn product_wrong_arguments_are_told_where_they_stand() {
    let shop = Shop::with("  name    = \"rex\"\n  species = \"Dog\"").await;
    let plan = shop.workspace.plan().await;
    let expected = Said::error(
        "species",
        "Value is not one of those allowed",
        "\"Dog\" is not allowed here; use one of \"cat\", \"dog\" or \"parrot\". Did you mean \"dog\"?",
    );
    assert_eq!((plan.code, plan.said), (1, vec![expected]));
}
