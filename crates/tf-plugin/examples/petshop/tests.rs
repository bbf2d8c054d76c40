//! The pet shop, held against what hosts demand of every provider, and step by step: in process, and with real Terraform.
//!
//! Those called `product` need `terraform` or `tofu` on the path.

use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::{
    Action, Case, Host, Said, Step, conformance, expect_action, expect_change, expect_replacement,
};

use super::{PLUGIN, Petshop};

conformance!(subject().await);

/// A shop with a folder of its own.
async fn subject() -> Subject {
    let pets = tempfile::tempdir().unwrap();
    let block = json!({ "folder": pets.path() });
    Subject::of(&Host::of(Petshop), &block).await.keeping(pets)
}

#[test]
fn hosts_accept_every_schema() {
    let faults = tf_plugin::framework::validate_implementation(&Petshop);
    assert_eq!(faults, [] as [&str; 0]);
}

const REX: &str = "petshop_pet.rex";

fn pet(name: &str, species: &str) -> Json {
    json!({ "resource": { "petshop_pet": { "rex": { "name": name, "species": species } } } })
}

/// The names of the pets in the folder, as their files say.
fn names(pets: &Path) -> Vec<String> {
    let files = fs::read_dir(pets).unwrap();
    files
        .map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let pet: Json = serde_json::from_str(&text).unwrap();
            pet["name"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// A pet comes, gets other names, becomes another pet, and goes.
async fn life(case: Case) {
    let pets = tempfile::tempdir().unwrap();
    let mut shop = case.configured(json!({ "folder": pets.path() }));
    shop.step(
        Step::config(pet("Winnie the Pooh", "bear"))
            .plan(expect_action(REX, Action::Create))
            .plan(expect_change(
                REX,
                json!({
                    "id": [null, "(unknown)"],
                    "name": [null, "Winnie the Pooh"],
                    "sign": [null, "(unknown)"],
                    "species": [null, "bear"],
                }),
            ))
            .state(REX, "sign", "Winnie the Pooh the bear")
            .has(REX, "id"),
    )
    .await;
    assert_eq!(names(pets.path()), ["Winnie the Pooh"]);
    shop.step(Step::import(REX, "${petshop_pet.rex.id}")).await;

    // No name does anything to the folder around, or to the file.
    for name in ["../../Pooh", "\"P\u{f6}\u{f6}h\"\n\\ \u{718a}", "/etc/pooh"] {
        shop.step(
            Step::config(pet(name, "bear"))
                .plan(expect_action(REX, Action::Update))
                .state(REX, "name", name)
                .keeps(REX, "id"),
        )
        .await;
        assert_eq!(names(pets.path()), [name]);
        shop.step(Step::import(REX, "${petshop_pet.rex.id}")).await;
    }
    let first = shop.state(REX)["id"].clone();
    shop.step(
        Step::config(pet("Bello", "cat"))
            .plan(expect_replacement(REX, &["species"]))
            .state(REX, "sign", "Bello the cat"),
    )
    .await;
    assert_ne!(shop.state(REX)["id"], first);

    let file = shop.state(REX)["id"].as_str().unwrap();
    fs::remove_file(pets.path().join(file)).unwrap();
    let runaway = Step::config(pet("Bello", "cat")).plan(expect_action(REX, Action::Create));
    shop.step(runaway).await;
    shop.destroy().await;
    assert_eq!(names(pets.path()), [""; 0]);
}

#[tokio::test]
async fn a_pet_comes_changes_and_goes() {
    life(Case::new(Petshop)).await;
}

#[tokio::test]
async fn product_a_pet_comes_changes_and_goes_in_terraform() {
    life(Case::on_cli(&PLUGIN, Petshop).await).await;
}

/// A pet of the folder becomes one of the state, and nothing is to be done.
async fn adoption(case: Case) {
    let pets = tempfile::tempdir().unwrap();
    let file = json!({ "name": "Rex", "species": "dog" }).to_string();
    fs::write(pets.path().join("rex"), file).unwrap();
    let mut shop = case.configured(json!({ "folder": pets.path() }));
    let planned = Step::config(pet("Rex", "dog")).only_plan();
    shop.step(planned.plan(expect_action(REX, Action::Create)))
        .await;
    shop.step(Step::import(REX, "rex").state(REX, "sign", "Rex the dog"))
        .await;
    let known = Step::config(pet("Rex", "dog")).plan(expect_action(REX, Action::NoOp));
    shop.step(known).await;
}

#[tokio::test]
async fn a_pet_of_the_folder_is_imported_and_plans_nothing() {
    adoption(Case::new(Petshop)).await;
}

#[tokio::test]
async fn product_a_pet_of_the_folder_is_imported_by_terraform() {
    adoption(Case::on_cli(&PLUGIN, Petshop).await).await;
}

/// A mistake is told where it stands.
async fn mistake(case: Case) {
    let pets = tempfile::tempdir().unwrap();
    let mut shop = case.configured(json!({ "folder": pets.path() }));
    let expected = Said::error(
        "species",
        "Value is not one of those allowed",
        "\"Dog\" is not allowed here; use one of \"bear\", \"cat\" or \"dog\". Did you mean \"dog\"?",
    );
    shop.step(Step::config(pet("rex", "Dog")).says([expected]))
        .await;
}

#[tokio::test]
async fn wrong_arguments_are_told_where_they_stand() {
    mistake(Case::new(Petshop)).await;
}

#[tokio::test]
async fn product_wrong_arguments_are_told_by_terraform() {
    mistake(Case::on_cli(&PLUGIN, Petshop).await).await;
}

/// What is outside of the folder is not a pet, nor is a file about something else.
#[tokio::test]
async fn only_pets_of_the_folder_are_imported() {
    let around = tempfile::tempdir().unwrap();
    let pets = around.path().join("pets");
    fs::create_dir(&pets).unwrap();
    let file = json!({ "name": "Rex", "species": "dog" }).to_string();
    fs::write(around.path().join("rex"), file).unwrap();
    fs::write(pets.join("note"), "{}").unwrap();
    let mut shop = Case::new(Petshop).configured(json!({ "folder": pets }));
    shop.step(Step::import(REX, "../rex").fails("non-existent"))
        .await;
    shop.step(Step::import(REX, "note").fails("the file note is not about a pet"))
        .await;
}
