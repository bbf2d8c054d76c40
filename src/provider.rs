//! The Terraform face of CEN: the provider block and the resources.

use cen::alibaba_cloud::world::World;
use tf_plugin::framework::{
    BoxedAction, BoxedDataSource, BoxedEphemeralResource, BoxedFunction, BoxedListResource,
    BoxedResource, Diagnostics, Provider, ProviderData,
};

use crate::Cen;
use crate::client::Client;
use crate::config::Config;
use crate::known_config::KnownConfig;
use crate::walk::Walk;
use crate::{
    actions, config, data_sources, ephemeral_resources, functions, open_purchases, resources,
};

impl ProviderData for Cen {
    type KnownConfig = KnownConfig;
    type Client = Client;
    type Walk = Walk;
}

impl Provider for Cen {
    type Config = Config;

    fn name(&self) -> &'static str {
        "cen"
    }

    fn resources(&self) -> Vec<BoxedResource<Self>> {
        resources::all()
    }

    fn data_sources(&self) -> Vec<BoxedDataSource<Self>> {
        data_sources::all()
    }

    fn actions(&self) -> Vec<BoxedAction<Self>> {
        actions::all()
    }

    fn functions(&self) -> Vec<BoxedFunction> {
        functions::all()
    }

    fn list_resources(&self) -> Vec<BoxedListResource<Self>> {
        resources::listed()
    }

    fn ephemeral_resources(&self) -> Vec<BoxedEphemeralResource<Self>> {
        ephemeral_resources::all()
    }

    fn known_config(&self, config: &Config, diagnostics: &mut Diagnostics) -> KnownConfig {
        config::known_config(config, diagnostics)
    }

    fn client(
        &self,
        config: &Config,
        host_version: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Client> {
        config::client(config, host_version, &World::real(), diagnostics)
    }

    fn host_leaves(&self, client: &Client) {
        client.journal.host_leaves();
    }

    async fn check(&self, config: &Config, client: &Client) -> Diagnostics {
        let mut diagnostics = config::check(config, client).await;
        if let Some(warning) = open_purchases::warning(client).await {
            diagnostics.push(warning);
        }
        diagnostics
    }
}

#[cfg(test)]
mod tests {
    use super::Cen;
    use tf_plugin::framework::validate_implementation;

    #[test]
    fn hosts_accept_every_schema_and_every_model_fits_its_own() {
        assert_eq!(validate_implementation(&Cen), [] as [&str; 0]);
    }
}
