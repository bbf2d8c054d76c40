//! The Terraform face of CEN: the provider block and the resources.

mod association;
mod claims;
mod config;
mod data_sources;
mod ends;
mod object;
mod observed;
mod official;
mod places;
mod region;
mod report;
mod resource_group;
mod resources;
mod rules;
mod selection;
mod tags;
mod trouble;
mod unconfirmed;
mod wait;

use std::sync::Arc;

use crate::alibaba::world::{Environment, ProcessEnvironment};
use crate::framework::schema::Schema;
use crate::framework::{AnyDataSource, AnyListResource, AnyResource, Diagnostics, Provider};

pub use config::Client;
use config::{Config, Facts};

/// The provider `cen`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cen;

impl Provider for Cen {
    type Config = Config;
    type Facts = Facts;
    type Client = Client;

    fn name(&self) -> &'static str {
        "cen"
    }

    fn schema(&self) -> Schema {
        config::schema()
    }

    fn resources(&self) -> Vec<Arc<dyn AnyResource<Self>>> {
        resources::all()
    }

    fn data_sources(&self) -> Vec<Arc<dyn AnyDataSource<Self>>> {
        data_sources::all()
    }

    fn list_resources(&self) -> Vec<Arc<dyn AnyListResource<Self>>> {
        resources::listed()
    }

    fn facts(&self, config: &Config, diagnostics: &mut Diagnostics) -> Facts {
        config::facts(config, diagnostics)
    }

    fn client(
        &self,
        config: &Config,
        host_version: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Client> {
        let environment: Arc<dyn Environment> = Arc::new(ProcessEnvironment);
        config::client(config, host_version, &environment, diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::Cen;
    use crate::framework::faults;

    #[test]
    fn hosts_accept_every_schema_and_every_model_fits_its_own() {
        assert_eq!(faults(&Cen), [] as [&str; 0]);
    }
}
