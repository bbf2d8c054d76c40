//! What has become of a purchase that another session has noted, as far as that can be known without asking the cloud.

use std::fs;

use super::folder::Folder;
use super::session::{Life, Session};
use super::{Entry, Place};

/// What has become of it.
pub(super) enum Fate {
    /// Its session is alive, or its host still knows what it was told, in whichever state it keeps it.
    InGoodHands,
    /// A state holds it.
    Saved,
    /// No state can hold it.
    Lost,
    /// A state may hold it.
    Doubtful,
}

impl Fate {
    /// That of `entry`, for a run at `place`.
    pub(super) fn of(entry: &Entry, folder: &Folder, place: &Place) -> Self {
        let session = folder.session(&entry.session);
        let life = Session::look(&session);
        if matches!(&life, Life::Alive(_))
            || matches!(&life, Life::Ended(said) if said.host.is_surely_host())
        {
            return Self::InGoodHands;
        }
        let is_held = entry.is_held_at(place);
        if is_held == Some(true) {
            return Self::Saved;
        }
        let may_be_held = match life {
            // A host that has taken the answer saves it, in whichever state; unless it was killed right then, so that its
            // state, which is this one, has not been touched since.
            Life::Ended(_) => {
                let end = fs::metadata(session).and_then(|file| file.modified());
                let is_unsaved = end.is_ok_and(|end| place.is_unsaved_since(end));
                !(entry.has_local_state && is_held == Some(false) && is_unsaved)
            }
            // One whose provider alone was killed may have saved what was answered before.
            Life::CutOff => entry.id().is_some() && is_held.is_none(),
            Life::Alive(_) => true,
        };
        if may_be_held {
            Self::Doubtful
        } else {
            Self::Lost
        }
    }
}
