//! The provider block in a sandbox: what decides where calls go and who is calling is the sandbox's, whatever the block
//! and the machine say; all else holds.

use std::sync::Arc;

use cen::alibaba_cloud::world::{Variables, World};
use tf_plugin::framework::Diagnostics;

use super::block::Config;
use super::client_options;
use super::endpoints::Endpoints;
use super::{APPENDIX_VARIABLE, BORDER_VARIABLE, REGION_VARIABLES};
use crate::purchase_journal;
use crate::sandbox::{Sandbox, VARIABLE};

/// The block and the world to work with: those that are given, unless this is a sandbox; then also what its cloud is known by,
/// if that is kept from one run to the next.
pub(super) fn confined(
    config: &Config,
    world: &World,
    diagnostics: &mut Diagnostics,
) -> Option<(Config, World, Option<String>)> {
    match Sandbox::around(&*world.variables) {
        Ok(None) => Some((config.clone(), world.clone(), None)),
        Ok(Some(sandbox)) => {
            warn(config, &sandbox, diagnostics);
            let (config, world) = (inside(config, &sandbox), world_inside(world, &sandbox));
            Some((config, world, sandbox.cloud))
        }
        Err(_) => {
            diagnostics.error(
                "Sandbox cannot be used",
                format!(
                    "The environment variable {VARIABLE} is set, but not as `terraform-provider-cen sandbox` sets it, so \
                     nothing is called. Start the sandbox again and leave the variable alone there, or unset it to leave \
                     the sandbox."
                ),
            );
            None
        }
    }
}

fn inside(config: &Config, sandbox: &Sandbox) -> Config {
    Config {
        endpoints: Endpoints::at(&sandbox.endpoint),
        credentials: config.credentials.with_key(&sandbox.key),
        ..config.clone()
    }
}

/// Nothing of the machine is left but variables that say how calls are made.
fn world_inside(world: &World, sandbox: &Sandbox) -> World {
    World {
        variables: Arc::new(Harmless(Arc::clone(&world.variables))),
        metadata: sandbox.endpoint.clone(),
        ..world.clone()
    }
}

fn warn(config: &Config, sandbox: &Sandbox, diagnostics: &mut Diagnostics) {
    let mut names = config.endpoints.elsewhere(&sandbox.endpoint);
    names.extend(config.credentials.other_keys(&sandbox.key));
    let Some((last, others)) = names.split_last() else {
        return;
    };
    let (names, are) = match others {
        [] => ((*last).to_owned(), "is"),
        others => (format!("{} and {last}", others.join(", ")), "are"),
    };
    diagnostics.warn(
        "Set aside in the sandbox",
        format!(
            "{names} of the provider block {are} set aside in `terraform-provider-cen sandbox`, where every call goes to the \
             simulator at {}, with the simulator's own key.",
            sandbox.endpoint
        ),
    );
}

/// Variables by which the journal of purchases finds its place.
const JOURNAL_VARIABLES: [&str; 3] = [purchase_journal::VARIABLE, "TF_DATA_DIR", "TF_WORKSPACE"];

/// Variables that change neither where calls go nor who is calling; all others count as unset.
struct Harmless(Arc<dyn Variables>);

impl Variables for Harmless {
    fn var(&self, name: &str) -> Option<String> {
        let mut harmless = REGION_VARIABLES
            .iter()
            .chain(&client_options::VARIABLES)
            .chain([&APPENDIX_VARIABLE, &BORDER_VARIABLE])
            .chain(&JOURNAL_VARIABLES);
        harmless
            .any(|harmless| *harmless == name)
            .then(|| self.0.var(name))?
    }
}

#[cfg(test)]
mod tests;
