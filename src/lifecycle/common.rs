//! The attributes that all managed objects have, and what the API says of those.

use cen::Time;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

use crate::client::Client;
use crate::from_api::time;
use crate::tags::{PlainTags, Tagging};
use crate::texts::Texts;
use crate::unconfirmed::{PENDING, UNCONFIRMED, is_placeholder};

use super::Managed;

/// The attributes that all models have.
pub(crate) struct Common<'m> {
    /// Its id; a placeholder while it is unconfirmed.
    pub(crate) id: &'m Attr<String>,
    /// Its name and description.
    pub(crate) texts: &'m Texts,
    /// Its tags, of what has tags.
    pub(crate) tagging: Option<&'m Tagging>,
    /// The API's status, or one of ours.
    pub(crate) status: &'m Attr<String>,
    /// The timeouts of its operations.
    pub(crate) timeouts: &'m Attr<Timeouts>,
}

/// The attributes that all models have, to be set.
pub(crate) struct CommonMut<'m> {
    /// Its id; a placeholder while it is unconfirmed.
    pub(crate) id: &'m mut Attr<String>,
    /// Its name and description.
    pub(crate) texts: &'m mut Texts,
    /// Its tags, of what has tags.
    pub(crate) tagging: Option<&'m mut Tagging>,
    /// The API's status, or one of ours.
    pub(crate) status: &'m mut Attr<String>,
    /// When it was created, of what has that.
    pub(crate) creation_time: Option<&'m mut Attr<String>>,
    /// The timeouts of its operations.
    pub(crate) timeouts: &'m mut Attr<Timeouts>,
}

/// The two functions of [`Managed`] that name these attributes in the model: fields of their names, of which four may be in
/// groups of the model's own.
macro_rules! common_attributes {
    () => {
        $crate::lifecycle::common_attributes! { texts, tagging, status, creation_time }
    };
    ($($texts:ident).+, $($tagging:ident).+, $($status:ident).+, $($creation_time:ident).+) => {
        $crate::lifecycle::common_attributes! {
            @ $($texts).+, [$($tagging).+], $($status).+, [$($creation_time).+]
        }
    };
    // Without tags, and maybe without a time.
    (@ $($texts:ident).+, [$($($tagging:ident).+)?], $($status:ident).+, [$($($creation_time:ident).+)?]) => {
        fn common(&self) -> $crate::lifecycle::Common<'_> {
            $crate::lifecycle::Common {
                id: &self.id,
                texts: &self.$($texts).+,
                tagging: [$(&self.$($tagging).+)?].into_iter().next(),
                status: &self.$($status).+,
                timeouts: &self.timeouts,
            }
        }

        fn common_mut(&mut self) -> $crate::lifecycle::CommonMut<'_> {
            $crate::lifecycle::CommonMut {
                id: &mut self.id,
                texts: &mut self.$($texts).+,
                tagging: [$(&mut self.$($tagging).+)?].into_iter().next(),
                status: &mut self.$($status).+,
                creation_time: [$(&mut self.$($creation_time).+)?].into_iter().next(),
                timeouts: &mut self.timeouts,
            }
        }
    };
}

pub(crate) use common_attributes;

/// What the API says of an object.
pub(crate) trait Remote: Send + Sync {
    /// What all objects have.
    fn basics(&self) -> Basics<'_>;

    /// Its status as the API spells it.
    fn status(&self) -> &str;

    /// Whether it is at rest, so that it can be used and changed.
    fn is_ready(&self) -> bool;
}

/// [`Remote`] for a type of listed objects whose fields have these names: where its id is, and in which statuses it is at
/// rest.
macro_rules! remote {
    ($listed:ty, $($id:ident).+, $ready:pat) => {
        impl $crate::lifecycle::Remote for $listed {
            fn basics(&self) -> $crate::lifecycle::Basics<'_> {
                $crate::lifecycle::Basics {
                    id: self.$($id).+.as_str(),
                    name: &self.name,
                    description: &self.description,
                    tags: Some(&self.tags),
                    creation_time: self.creation_time.as_ref(),
                }
            }

            fn status(&self) -> &str {
                self.status.as_str()
            }

            fn is_ready(&self) -> bool {
                matches!(self.status, $ready)
            }
        }
    };
}

pub(crate) use remote;

/// What the API says of every object.
pub(crate) struct Basics<'r> {
    /// The id.
    pub(crate) id: &'r str,
    /// Empty when it has none.
    pub(crate) name: &'r str,
    /// Empty when it has none.
    pub(crate) description: &'r str,
    /// Tags by key, of what has tags.
    pub(crate) tags: Option<&'r PlainTags>,
    /// When it was created.
    pub(crate) creation_time: Option<&'r Time>,
}

impl Common<'_> {
    /// Whether nobody has answered its create yet.
    pub(crate) fn is_unconfirmed(&self) -> bool {
        self.status
            .known()
            .is_some_and(|status| status == UNCONFIRMED)
    }

    /// Whether it has an id and has not been seen yet.
    pub(crate) fn is_pending(&self) -> bool {
        self.status.known().is_some_and(|status| status == PENDING)
    }

    /// The id that CEN gave it, if it has.
    pub(crate) fn confirmed_id(&self) -> Option<&str> {
        let id = self.id.known().filter(|id| !is_placeholder(id));
        id.map(String::as_str)
    }

    /// The timeouts that the user has set.
    pub(super) fn timeouts(&self) -> Timeouts {
        self.timeouts.known().cloned().unwrap_or_default()
    }
}

/// `known` with everything that the API says of the object.
pub(super) fn refreshed<M: Managed>(known: &M, remote: &M::Remote, client: &Client) -> M {
    let basics = remote.basics();
    let mut model = known.clone();
    let common = model.common_mut();
    *common.id = basics.id.into();
    common.texts.refresh(basics.name, basics.description);
    if let Some((tagging, tags)) = common.tagging.zip(basics.tags) {
        tagging.refresh(tags, &client.default_tags);
    }
    *common.status = remote.status().into();
    if let Some(created) = common.creation_time {
        *created = time(basics.creation_time);
    }
    model.refresh(remote);
    model
}

/// `model` under another id and with a status of ours.
pub(super) fn under<M: Managed>(model: &M, id: &str, status: &str) -> M {
    let mut model = model.clone();
    let common = model.common_mut();
    *common.id = id.into();
    *common.status = status.into();
    model
}
