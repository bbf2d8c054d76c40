//! A small provider, to learn from: a pet shop whose books are JSON files in a folder.
//!
//! ```hcl
//! provider "petshop" {
//!   folder = "/srv/pets"
//! }
//!
//! resource "petshop_pet" "rex" {
//!   name    = "Rex"
//!   species = "dog"
//! }
//! ```
//!
//! Started by a host it is a plugin; started by hand it says how to point a host to it. The resource is in `pet.rs`.

mod pet;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use terraform_provider_cen::framework::schema::{Attribute, Schema};
use terraform_provider_cen::framework::{AnyResource, Diagnostics, Provider, erase};
use terraform_provider_cen::plugin::{Environment, HandshakeConfig, Hooks, Plugin, ServeError};
use terraform_provider_cen::protocol::{self, Server};
use terraform_provider_cen::value::{Attr, Kind};
use tonic::service::Routes;

struct Petshop;

/// The provider block: one field for each attribute of its schema.
#[derive(Clone, Serialize, Deserialize)]
struct Block {
    folder: Attr<String>,
}

impl Provider for Petshop {
    type Config = Block;
    type Facts = ();
    type Client = PathBuf;

    fn name(&self) -> &'static str {
        "petshop"
    }

    fn schema(&self) -> Schema {
        Schema::new(
            "Keeps pets in a folder.",
            vec![
                Attribute::required("folder", Kind::String)
                    .describe("The folder, made when the first pet comes."),
            ],
        )
    }

    fn resources(&self) -> Vec<Arc<dyn AnyResource<Self>>> {
        vec![erase(pet::Pets)]
    }

    fn client(&self, block: &Block, _: &str, _: &mut Diagnostics) -> Option<PathBuf> {
        block.folder.known().map(PathBuf::from)
    }
}

const PLUGIN: Plugin = Plugin {
    name: "petshop",
    version: "1.0.0",
    addresses: &["registry.terraform.io/example/petshop"],
    log_root: "petshop",
    handshake: HandshakeConfig {
        cookie_key: "TF_PLUGIN_MAGIC_COOKIE",
        cookie_value: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
        protocol_version: 6,
    },
};

#[tokio::main]
async fn main() -> Result<(), ServeError> {
    let environment = Environment::of_process();
    let server = Server::new(Petshop);
    let (in_flight, stopped) = (server.in_flight(), server.clone());
    let on_stop = Arc::new(move || stopped.stop());
    let hooks = Hooks { on_stop, in_flight };
    let routes = Routes::new(protocol::service(server));
    if PLUGIN.is_started_by_host(&environment) {
        PLUGIN.log_to_host(&environment);
        PLUGIN.serve(&environment, routes, hooks).await
    } else {
        PLUGIN.serve_debug(&environment, routes, hooks).await
    }
}

#[cfg(test)]
mod tests {
    use terraform_provider_cen::framework::faults;

    use super::Petshop;

    #[test]
    fn hosts_accept_every_schema_and_every_model_fits_its_own() {
        assert_eq!(faults(&Petshop), [] as [&str; 0]);
    }
}
