//! A small provider, to learn from: a pet shop that keeps a file for each pet in a folder.
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

use serde_json::{Value as Json, json};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{length, one_of};
use tf_plugin::framework::{
    BoxedResource, Create, Delete, Diagnostics, Provider, ProviderData, Read, Resource,
    StateWriter, Update, async_trait,
};
use tf_plugin::plugin::Plugin;
use tf_plugin::serve;
use tf_plugin::value::Attr;
use uuid::Uuid;

/// Keeps pets in a folder.
#[derive(Clone, Model)]
struct Block {
    /// The folder with a file for each pet.
    #[attribute(required)]
    folder: Attr<String>,
}

struct Petshop;

impl ProviderData for Petshop {
    type KnownConfig = ();
    type Client = PathBuf;
    type Walk = ();
}

impl Provider for Petshop {
    type Config = Block;

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
    #[attribute(required, validate = length(1..=40))]
    name: Attr<String>,
    /// Another species is another pet.
    #[attribute(required, requires_replace, validate = one_of(&["bear", "cat", "dog"]))]
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

    async fn create(&self, request: Create<Pet, Petshop>, writer: &StateWriter<Pet>) {
        // Names are for people; files get names of their own.
        let id = Uuid::new_v4().to_string();
        save(
            writer,
            blocking(move || write(&request.client, &id, &request.planned)).await,
        );
    }

    async fn read(&self, request: Read<Pet, Petshop>, writer: &StateWriter<Pet>) {
        save(
            writer,
            blocking(move || read(&request.client, request.state.id.text())).await,
        );
    }

    async fn update(&self, request: Update<Pet, Petshop>, writer: &StateWriter<Pet>) {
        let written = move || write(&request.client, request.prior.id.text(), &request.planned);
        save(writer, blocking(written).await);
    }

    async fn delete(&self, request: Delete<Pet, Petshop>, writer: &StateWriter<Pet>) {
        let removed = blocking(move || {
            file(&request.client, request.prior.id.text()).and_then(fs::remove_file)
        });
        save(
            writer,
            removed.await.and(Err(io::ErrorKind::NotFound.into())),
        );
    }

    fn import(&self, id: &str) -> Result<Pet, Diagnostics> {
        Ok(Pet {
            id: id.into(),
            ..Pet::default()
        })
    }
}

/// Does `work` with files on a thread that may wait for them; those of the runtime answer the host meanwhile.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await?
}

/// The file of a pet: an id is a name in the folder, and no way out of it.
fn file(folder: &Path, id: &str) -> io::Result<PathBuf> {
    match Path::new(id).file_name() {
        Some(name) if name == id => Ok(folder.join(name)),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

fn write(folder: &Path, id: &str, pet: &Pet) -> io::Result<Pet> {
    let (name, species) = (pet.name.text(), pet.species.text());
    let text = json!({ "name": name, "species": species }).to_string();
    fs::write(file(folder, id)?, text)?;
    Ok(pet_of(id, name, species))
}

/// The pet as its file says; an imported one, too, so that it plans no change.
fn read(folder: &Path, id: &str) -> io::Result<Pet> {
    let file: Json = serde_json::from_str(&fs::read_to_string(file(folder, id)?)?)?;
    match (&file["name"], &file["species"]) {
        (Json::String(name), Json::String(species)) => Ok(pet_of(id, name, species)),
        _ => Err(io::Error::other(format!(
            "the file {id} is not about a pet"
        ))),
    }
}

fn pet_of(id: &str, name: &str, species: &str) -> Pet {
    Pet {
        id: id.into(),
        name: name.into(),
        species: species.into(),
        sign: format!("{name} the {species}").into(),
    }
}

/// What the host stores is what the folder says.
fn save(writer: &StateWriter<Pet>, outcome: io::Result<Pet>) {
    match outcome {
        Ok(pet) => writer.save(&pet),
        Err(error) if error.kind() == io::ErrorKind::NotFound => writer.remove(),
        Err(error) => writer.error("The folder cannot be used", error.to_string()),
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
