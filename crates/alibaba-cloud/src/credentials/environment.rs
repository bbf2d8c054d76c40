//! What sources work with besides their own settings.

use std::sync::Arc;

use crate::clock::CorrectedClock;
use crate::endpoint::Endpoint;
use crate::network::Network;
use crate::policy::Policy;
use crate::transport::Timeouts;
use crate::user_agent::UserAgent;
use crate::world::World;

/// The machine, the clock, and how servers are reached.
#[derive(Clone)]
pub struct Environment {
    /// Where variables, files and programs are.
    pub world: World,
    /// Corrected by what servers tell, and shared with the API that the keys are for.
    pub clock: Arc<CorrectedClock>,
    /// What the records of the servers say of the caller.
    pub user_agent: UserAgent,
    /// Limits of one attempt at STS.
    pub timeouts: Timeouts,
    /// The way to STS and to other servers that need TLS.
    pub network: Network,
    /// How calls to STS are signed, paced and repeated.
    pub policy: Policy,
    /// Where STS is, if the configuration says so.
    pub sts_endpoint: Option<Endpoint>,
    /// The region of the configuration, whose STS is asked when nothing else says which.
    pub region: Option<String>,
    /// Whether other machines may be asked without TLS.
    pub allow_plain_http: bool,
}

impl Environment {
    pub(super) fn var(&self, name: &str) -> Option<String> {
        self.world.variables.var(name)
    }

    /// The first of `names` that is set, with its value.
    pub(super) fn first_var(&self, names: &[&'static str]) -> Option<(&'static str, String)> {
        names.iter().find_map(|name| Some((*name, self.var(name)?)))
    }

    /// Whether a switch is on: `true` in any letter case, or `1`.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.var(name)
            .is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"))
    }
}
