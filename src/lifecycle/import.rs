//! Which object a state is about, and how one comes into a state without having been created by it.

use tf_plugin::framework::{Diagnostics, SourceState, StateWriter};

use crate::identity::Key;
use crate::official;

use super::Managed;

/// What to look for a confirmed object by. A state without it, which somebody has edited, is an error.
pub(super) fn key<M: Managed>(state: &M, writer: &StateWriter<M>) -> Option<M::Key> {
    let key = state.key();
    if key.is_none() {
        let (summary, detail) = M::WORDS.no_key();
        writer.error(summary, detail);
    }
    key
}

/// The id of the object itself, which is the last part of its key.
pub(super) fn id(key: &impl Key) -> String {
    let text = key.to_string();
    text.rsplit(':').next().unwrap_or_default().to_owned()
}

/// A model of which only the key is known.
pub(super) fn at<M: Managed>(key: &M::Key) -> M {
    let mut model = M::default();
    *model.common_mut().id = id(key).into();
    model.enter_parent(key);
    model
}

/// What a state of the official provider becomes; `None` for states of other types.
pub(super) fn moved<M: Managed>(source: &SourceState<'_>) -> Option<Result<M, Diagnostics>> {
    let object = M::WORDS.object;
    official::moved(source, M::MOVES_FROM, object, M::moved_key, |key| {
        let mut model: M = at(key);
        let common = model.common_mut();
        common.texts.description = official::text(source, &["description"]);
        if let Some(tagging) = common.tagging {
            let tags = official::tags(source);
            (tagging.tags, tagging.tags_all) = (tags.clone(), tags);
        }
        *common.status = official::text(source, &["status"]);
        if let Some(created) = common.creation_time {
            *created = official::text(source, &["create_time"]);
        }
        *common.timeouts = official::all_timeouts(source);
        model.move_from(source);
        model
    })
}

/// What a stored object of the official provider becomes.
#[cfg(test)]
pub(crate) fn moved_state<M: Managed>(attributes: serde_json::Value) -> Result<M, Diagnostics> {
    official::stored(M::MOVES_FROM, attributes, moved)
}
