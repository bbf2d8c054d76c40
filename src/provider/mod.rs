//! The Terraform face of CEN: the provider block and the resources.

mod config;
mod resources;
mod tags;
mod trouble;
mod wait;

use std::sync::Arc;

use crate::alibaba::world::{Environment, ProcessEnvironment};
use crate::framework::schema::Schema;
use crate::framework::{AnyResource, Diagnostics, Provider};

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
        vec![resources::bandwidth_package()]
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
    use super::*;

    #[test]
    fn every_schema_is_one_that_hosts_accept() {
        assert_eq!(Cen.schema().faults(), [] as [&str; 0]);
        for resource in Cen.resources() {
            assert_eq!(
                resource.schema().faults(),
                [] as [&str; 0],
                "{}",
                resource.type_name()
            );
        }
    }

    #[test]
    fn every_model_says_what_its_schema_says() {
        for resource in Cen.resources() {
            assert_eq!(
                resource.model_faults(),
                [] as [&str; 0],
                "{}",
                resource.type_name()
            );
        }
    }
}
