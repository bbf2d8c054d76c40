// The provider of the examples in the documentation: a pet shop that keeps its pets in memory. The examples include it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::length;
use tf_plugin::framework::{
    BoxedResource, Create, Delete, Diagnostics, Provider, ProviderData, Read, Resource,
    StateWriter, Update, async_trait,
};
use tf_plugin::value::Attr;

/// Sells pets.
#[derive(Clone, Model)]
struct Block {}

/// A pet.
#[derive(Clone, Default, Model)]
struct Pet {
    /// Its number.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// What it listens to.
    #[attribute(required, validate = length(1..=40))]
    name: Attr<String>,
    /// Another species is another pet.
    #[attribute(required, requires_replace)]
    species: Attr<String>,
}

type Shelf = Arc<Mutex<BTreeMap<String, Pet>>>;

#[derive(Default)]
struct Petshop(Shelf);

impl ProviderData for Petshop {
    type KnownConfig = ();
    type Client = Shelf;
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

    fn client(&self, _: &Block, _: &str, _: &mut Diagnostics) -> Option<Shelf> {
        Some(self.0.clone())
    }
}

struct Pets;

#[async_trait]
impl Resource<Petshop> for Pets {
    type Model = Pet;

    fn type_name(&self) -> &'static str {
        "petshop_pet"
    }

    async fn create(&self, request: Create<Pet, Petshop>, writer: &StateWriter<Pet>) {
        let mut pets = request.client.lock().expect("the pets");
        let id = format!("pet-{}", pets.len() + 1);
        let pet = Pet {
            id: id.as_str().into(),
            ..request.planned
        };
        writer.save(&pet);
        pets.insert(id, pet);
    }

    async fn read(&self, request: Read<Pet, Petshop>, writer: &StateWriter<Pet>) {
        match request
            .client
            .lock()
            .expect("the pets")
            .get(request.state.id.text())
        {
            Some(pet) => writer.save(pet),
            None => writer.remove(),
        }
    }

    async fn update(&self, request: Update<Pet, Petshop>, writer: &StateWriter<Pet>) {
        writer.save(&request.planned);
        let id = request.prior.id.text().to_owned();
        request
            .client
            .lock()
            .expect("the pets")
            .insert(id, request.planned);
    }

    async fn delete(&self, request: Delete<Pet, Petshop>, writer: &StateWriter<Pet>) {
        request
            .client
            .lock()
            .expect("the pets")
            .remove(request.prior.id.text());
        writer.remove();
    }

    fn import(&self, id: &str) -> Result<Pet, Diagnostics> {
        Ok(Pet {
            id: id.into(),
            ..Pet::default()
        })
    }
}
