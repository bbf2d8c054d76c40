//! A provider for tests: its objects have attributes of every form, and its faults come when they are called.
//!
//! It is started as any other plugin is, or runs in the tests. `everything.rs` shows what the framework can do with
//! well-behaved objects; `fault.rs` shows what becomes of panics and waits; `memory.rs` shows what is known within a
//! walk; `others.rs` has what is not stored.

mod everything;
mod fault;
mod memory;
mod others;

use tf_plugin::framework::model::Model;
use tf_plugin::framework::{
    BoxedAction, BoxedDataSource, BoxedEphemeralResource, BoxedFunction, BoxedListResource,
    BoxedResource, Diagnostics, Provider, ProviderData,
};
use tf_plugin::plugin::Plugin;

pub(crate) struct Trial;

/// Tries the framework.
#[derive(Clone, Model)]
pub(crate) struct Block {}

impl ProviderData for Trial {
    type KnownConfig = ();
    type Client = ();
    type Walk = memory::Walk;
}

impl Provider for Trial {
    type Config = Block;

    fn name(&self) -> &'static str {
        "trial"
    }

    fn resources(&self) -> Vec<BoxedResource<Self>> {
        vec![
            BoxedResource::new(everything::Everything),
            BoxedResource::new(fault::Faults),
            BoxedResource::new(memory::Seats),
        ]
    }

    fn data_sources(&self) -> Vec<BoxedDataSource<Self>> {
        vec![BoxedDataSource::new(others::Questions)]
    }

    fn functions(&self) -> Vec<BoxedFunction> {
        vec![
            BoxedFunction::of::<others::Join>(),
            BoxedFunction::of::<others::Parts>(),
        ]
    }

    fn ephemeral_resources(&self) -> Vec<BoxedEphemeralResource<Self>> {
        vec![BoxedEphemeralResource::new(others::Loans)]
    }

    fn list_resources(&self) -> Vec<BoxedListResource<Self>> {
        vec![BoxedListResource::new(fault::Faults)]
    }

    fn actions(&self) -> Vec<BoxedAction<Self>> {
        vec![BoxedAction::new(others::Speeches)]
    }

    fn client(&self, _: &Block, _: &str, _: &mut Diagnostics) -> Option<()> {
        Some(())
    }
}

pub(crate) const PLUGIN: Plugin =
    Plugin::of_terraform("trial", "1.0.0", &["registry.terraform.io/example/trial"]);
