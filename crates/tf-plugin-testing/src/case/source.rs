//! What a state of another provider holds, for moves.

use serde_json::Value as Json;

use super::State;
use crate::walk::resolved;

/// An object in the state of another provider, or of another type.
#[derive(Clone, Debug)]
pub struct Source {
    /// Address of the provider, such as `registry.terraform.io/acme/anvil`.
    pub provider: String,
    /// Its type there.
    pub type_name: String,
    /// Version of the schema that the state is of.
    pub schema_version: i64,
    /// Its attributes; texts may refer to the state.
    pub state: Json,
}

impl Source {
    /// The same with what its texts refer to.
    pub(super) fn resolved(&self, state: &State) -> Self {
        Self {
            state: resolved(&self.state, state),
            ..self.clone()
        }
    }
}
