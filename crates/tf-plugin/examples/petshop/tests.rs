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
    let faults = tf_plugin::framework::faults(&Petshop);
    assert_eq!(faults, [] as [&str; 0]);
}

const REX: &str = "petshop_pet.rex";

fn pet(name: &str, species: &str) -> Json {
    json!({ "resource": { "petshop_pet": { "rex": { "name": name, "species": species } } } })
}

/// What the signs in the folder say.
fn signs(pets: &Path) -> Vec<String> {
    let files = fs::read_dir(pets).unwrap();
    files
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

/// A pet comes, gets another name, becomes another pet, and goes.
async fn life(case: Case) {
    let pets = tempfile::tempdir().unwrap();
    let mut shop = case.configured(json!({ "folder": pets.path() }));
    shop.step(
        Step::config(pet("Winnie the Pooh", "dog"))
            .plan(expect_action(REX, Action::Create))
            .plan(expect_change(
                REX,
                json!({
                    "id": [null, "(unknown)"],
                    "name": [null, "Winnie the Pooh"],
                    "sign": [null, "(unknown)"],
                    "species": [null, "dog"],
                }),
            ))
            .state(REX, "sign", "Winnie the Pooh the dog")
            .has(REX, "id"),
    )
    .await;
    assert_eq!(signs(pets.path()), ["Winnie the Pooh the dog"]);
    shop.step(Step::import(REX, "${petshop_pet.rex.id}")).await;

    shop.step(
        Step::config(pet("Bello", "dog"))
            .plan(expect_action(REX, Action::Update))
            .state(REX, "sign", "Bello the dog")
            .keeps(REX, "id"),
    )
    .await;
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
    assert_eq!(signs(pets.path()), [""; 0]);
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
    fs::write(pets.path().join("rex"), "Rex the dog").unwrap();
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
        "\"Dog\" is not allowed here; use one of \"cat\", \"dog\" or \"parrot\". Did you mean \"dog\"?",
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
