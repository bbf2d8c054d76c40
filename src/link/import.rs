//! How a connection that is there comes into a state, and which one a state is about.

use tf_plugin::framework::{Diagnostics, SourceState, StateWriter};

use crate::identity::Key as _;
use crate::official;

use super::Link;

/// What to look for it by. A state without that, which somebody has edited, is an error.
pub(super) fn key<L: Link>(state: &L, writer: &StateWriter<L>) -> Option<L::Key> {
    let key = state.key();
    if key.is_none() {
        let object = L::OBJECT;
        writer.error(
            format!("The state does not say which {object} this is"),
            format!(
                "Drop the resource from the state with `terraform state rm` and import the {object} by its id: {}.",
                L::Key::FORM
            ),
        );
    }
    key
}

/// What a state of the official provider becomes; `None` for states of other types.
pub(super) fn moved<L: Link>(source: &SourceState<'_>) -> Option<Result<L, Diagnostics>> {
    official::moved(source, L::MOVES_FROM, L::OBJECT, L::moved_key, |key| {
        let mut model = L::at(key);
        model.move_from(source);
        model
    })
}

/// What a stored object of the official provider becomes.
#[cfg(test)]
pub(crate) fn moved_state<L: Link>(attributes: serde_json::Value) -> Result<L, Diagnostics> {
    official::stored(L::MOVES_FROM, attributes, moved)
}
