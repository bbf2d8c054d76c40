//! The resource `petshop_pet`: a schema, a model, and what to do with the file of a pet.
//!
//! Files answer at once, so plain blocking calls do; a resource behind a network awaits its client.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use terraform_provider_cen::framework::schema::{Attribute, Schema};
use terraform_provider_cen::framework::validate::{one_of, text};
use terraform_provider_cen::framework::{
    Create, Delete, Diagnostics, Read, Record, Resource, Update,
};
use terraform_provider_cen::value::{Attr, Kind};
use uuid::Uuid;

use crate::Petshop;

/// A pet as Terraform sees it: one field for each attribute of the schema.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Pet {
    id: Attr<String>,
    name: Attr<String>,
    species: Attr<String>,
    vaccinated: Attr<bool>,
    sign: Attr<String>,
}

/// A pet as its file has it.
#[derive(Serialize, Deserialize)]
struct Entry {
    name: String,
    species: String,
    vaccinated: bool,
}

pub(crate) struct Pets;

#[async_trait]
impl Resource<Petshop> for Pets {
    type Model = Pet;

    fn type_name(&self) -> &'static str {
        "petshop_pet"
    }

    fn schema(&self) -> Schema {
        Schema::new(
            "A pet of the shop.",
            vec![
                Attribute::computed("id", Kind::String)
                    .describe("Name of the file without its extension.")
                    .stable(),
                Attribute::required("name", Kind::String)
                    .describe("What it listens to.")
                    .validate(text("begins with a capital letter", capital_first)),
                Attribute::required("species", Kind::String)
                    .describe("`cat`, `dog` or `parrot`. Another species is another pet.")
                    .validate(one_of(&["cat", "dog", "parrot"]))
                    .replaces(),
                Attribute::defaulted("vaccinated", Kind::Bool, false)
                    .describe("Whether it has had its shots; `false` where this is not set."),
                Attribute::computed("sign", Kind::String)
                    .describe("What the sign at its basket says."),
            ],
        )
    }

    async fn create(&self, request: Create<Pet, PathBuf>, record: &Record<Pet>) {
        let id = Uuid::new_v4().to_string().into();
        write(
            &request.client,
            Pet {
                id,
                ..request.planned
            },
            record,
        );
    }

    async fn read(&self, request: Read<Pet, PathBuf>, record: &Record<Pet>) {
        let content = fs::read(file(&request.client, &request.state));
        match content.and_then(|json| Ok(serde_json::from_slice::<Entry>(&json)?)) {
            Ok(entry) => record.save(&entry.seen(request.state.id)),
            Err(error) if error.kind() == ErrorKind::NotFound => record.remove(),
            Err(error) => record.error("The pet's file cannot be read", error.to_string()),
        }
    }

    async fn update(&self, request: Update<Pet, PathBuf>, record: &Record<Pet>) {
        write(&request.client, request.planned, record);
    }

    async fn delete(&self, request: Delete<Pet, PathBuf>, record: &Record<Pet>) {
        match fs::remove_file(file(&request.client, &request.prior)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                record.error("The pet's file cannot be removed", error.to_string());
            }
            _ => record.remove(),
        }
    }

    fn import(&self, id: &str) -> Result<Pet, Diagnostics> {
        // An id becomes part of a path, so nothing but a UUID may pass.
        let id = Uuid::try_parse(id).map_err(|_| {
            let detail = format!("{id:?} is no UUID. Give the name of its file without \".json\".");
            let mut diagnostics = Diagnostics::default();
            diagnostics.error("No pet has such an id", detail);
            diagnostics
        })?;
        Ok(Pet {
            id: id.to_string().into(),
            ..Pet::default()
        })
    }
}

fn capital_first(name: &str) -> Result<(), (String, String)> {
    if name.starts_with(char::is_uppercase) {
        return Ok(());
    }
    let detail = format!("{name:?} does not begin with a capital letter. Write it with one.");
    Err(("Name is not written as names are".to_owned(), detail))
}

fn file(folder: &Path, pet: &Pet) -> PathBuf {
    let id = pet.id.known().map_or("", String::as_str);
    folder.join(format!("{id}.json"))
}

fn write(folder: &Path, pet: Pet, record: &Record<Pet>) {
    let text = |attribute: &Attr<String>| attribute.known().cloned().unwrap_or_default();
    let entry = Entry {
        name: text(&pet.name),
        species: text(&pet.species),
        vaccinated: pet.vaccinated == Attr::Known(true),
    };
    let json = serde_json::json!(entry).to_string();
    match fs::create_dir_all(folder).and_then(|()| fs::write(file(folder, &pet), json)) {
        Ok(()) => record.save(&entry.seen(pet.id)),
        Err(error) => record.error("The pet's file cannot be written", error.to_string()),
    }
}

impl Entry {
    /// Create, read, update and import all end here, so that an imported pet plans no change.
    fn seen(self, id: Attr<String>) -> Pet {
        Pet {
            id,
            sign: format!("{} the {}", self.name, self.species).into(),
            name: self.name.into(),
            species: self.species.into(),
            vaccinated: Attr::Known(self.vaccinated),
        }
    }
}
