//! The Terraform face of CEN: the provider block and the resources.

use std::sync::Arc;

use cen::alibaba_cloud::world::World;
use tf_plugin::framework::{
    AnyAction, AnyDataSource, AnyEphemeralResource, AnyFunction, AnyListResource, AnyResource,
    Diagnostics, Provider,
};

use crate::Cen;
use crate::client::Client;
use crate::config::Config;
use crate::facts::Facts;
use crate::walk::Walk;
use crate::{actions, config, data_sources, ephemeral_resources, functions, resources};

impl Provider for Cen {
    type Config = Config;
    type Facts = Facts;
    type Client = Client;
    type Walk = Walk;

    fn name(&self) -> &'static str {
        "cen"
    }

    fn resources(&self) -> Vec<Arc<dyn AnyResource<Self>>> {
        resources::all()
    }

    fn data_sources(&self) -> Vec<Arc<dyn AnyDataSource<Self>>> {
        data_sources::all()
    }

    fn actions(&self) -> Vec<Arc<dyn AnyAction<Self>>> {
        actions::all()
    }

    fn functions(&self) -> Vec<Arc<dyn AnyFunction>> {
        functions::all()
    }

    fn list_resources(&self) -> Vec<Arc<dyn AnyListResource<Self>>> {
        resources::listed()
    }

    fn ephemeral_resources(&self) -> Vec<Arc<dyn AnyEphemeralResource<Self>>> {
        ephemeral_resources::all()
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
        config::client(config, host_version, &World::real(), diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::Cen;
    use tf_plugin::framework::faults;

    #[test]
    fn hosts_accept_every_schema_and_every_model_fits_its_own() {
        assert_eq!(faults(&Cen), [] as [&str; 0]);
    }
}
