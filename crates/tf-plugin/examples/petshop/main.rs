//! A small provider, to learn from: a pet shop that keeps the signs of its baskets in a folder.
//!
//! ```hcl
//! provider "petshop" { folder = "/srv/pets" }
//! resource "petshop_pet" "rex" {
//!   name    = "Rex"
//!   species = "dog"
//! }
//! ```

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{
    BoxedResource, Create, Delete, Diagnostics, Provider, Read, Record, Resource, Update,
    async_trait,
};
use tf_plugin::plugin::Plugin;
use tf_plugin::serve;
use tf_plugin::value::Attr;
use uuid::Uuid;

/// Keeps pets in a folder.
#[derive(Clone, Model)]
struct Block {
    /// Where they are kept.
    #[attribute(required)]
    folder: Attr<String>,
}

struct Petshop;

impl Provider for Petshop {
    type Config = Block;
    type Facts = ();
    type Client = PathBuf;
    type Walk = ();

    fn name(&self) -> &'static str {
        "petshop"
    }

    fn resources(&self) -> Vec<BoxedResource<Self>> {
        vec![BoxedResource::new(Pets)]
    }

    fn client(&self, block: &Block, _: &str, _: &mut Diagnostics) -> Option<PathBuf> {
        block.folder.known().map(PathBuf::from)
    }
}

/// A pet.
#[derive(Clone, Default, Model)]
struct Pet {
    /// Name of its file.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// What it listens to.
    #[attribute(required)]
    name: Attr<String>,
    /// Another species is another pet.
    #[attribute(required, requires_replace, validate = one_of(&["cat", "dog", "parrot"]))]
    species: Attr<String>,
    /// What its sign says.
    #[attribute(computed)]
    sign: Attr<String>,
}

struct Pets;

#[async_trait]
impl Resource<Petshop> for Pets {
    type Model = Pet;

    fn type_name(&self) -> &'static str {
        "petshop_pet"
    }

    async fn create(&self, request: Create<Pet, PathBuf>, record: &Record<Pet>) {
        let id = Uuid::new_v4().to_string();
        keep(record, write(&request.client, &id, &request.planned));
    }

    async fn read(&self, request: Read<Pet, Petshop>, record: &Record<Pet>) {
        let id = request.state.id.text();
        let sign = file(&request.client, id).and_then(fs::read_to_string);
        keep(record, sign.map(|sign| seen(id, &sign)));
    }

    async fn update(&self, request: Update<Pet, PathBuf>, record: &Record<Pet>) {
        let id = request.prior.id.text();
        keep(record, write(&request.client, id, &request.planned));
    }

    async fn delete(&self, request: Delete<Pet, PathBuf>, record: &Record<Pet>) {
        let gone = Err(io::ErrorKind::NotFound.into());
        let removed = file(&request.client, request.prior.id.text()).and_then(fs::remove_file);
        keep(record, removed.and(gone));
    }

    fn import(&self, id: &str) -> Result<Pet, Diagnostics> {
        Ok(seen(id, ""))
    }
}

/// The file of a pet: an id is a name in the folder, and no way out of it.
fn file(folder: &Path, id: &str) -> io::Result<PathBuf> {
    match Path::new(id).file_name() {
        Some(name) if name == id => Ok(folder.join(name)),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

fn write(folder: &Path, id: &str, pet: &Pet) -> io::Result<Pet> {
    let sign = format!("{} the {}", pet.name.text(), pet.species.text());
    fs::write(file(folder, id)?, &sign).map(|()| seen(id, &sign))
}

/// Create, read, update and import all come here, so that an imported pet plans no change.
fn seen(id: &str, sign: &str) -> Pet {
    let (name, species) = sign.rsplit_once(" the ").unwrap_or_default();
    Pet {
        id: id.into(),
        name: name.into(),
        species: species.into(),
        sign: sign.into(),
    }
}

/// What the host stores is what the folder says.
fn keep(record: &Record<Pet>, outcome: io::Result<Pet>) {
    match outcome {
        Ok(pet) => record.save(&pet),
        Err(error) if error.kind() == io::ErrorKind::NotFound => record.remove(),
        Err(error) => record.error("The folder cannot be used", error.to_string()),
    }
}

const PLUGIN: Plugin = Plugin::of_terraform(
    "petshop",
    "1.0.0",
    &["registry.terraform.io/example/petshop"],
);

fn main() -> ExitCode {
    serve::run(&PLUGIN, Petshop)
}
