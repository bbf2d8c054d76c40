//! The attributes that all managed objects have, and what the API says of those.

use cen::Time;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::Attr;

use crate::client::Client;
use crate::from_api::{self, time};
use crate::tags::{self, PlainTags, Tags};
use crate::unconfirmed::{PENDING, UNCONFIRMED, is_placeholder};

use super::Managed;

macro_rules! attributes {
    (
        $($(#[$doc:meta])* $name:ident: $type:ty,)*
        ; $($(#[$set_doc:meta])* $set_name:ident: $set_type:ty,)*
    ) => {
        /// The attributes that all models have.
        pub(crate) struct Common<'m> {
            $($(#[$doc])* pub(crate) $name: &'m Attr<$type>,)*
        }

        /// The attributes that all models have, to be set.
        pub(crate) struct CommonMut<'m> {
            $($(#[$doc])* pub(crate) $name: &'m mut Attr<$type>,)*
            $($(#[$set_doc])* pub(crate) $set_name: &'m mut Attr<$set_type>,)*
        }
    };
}

attributes! {
    /// Its id; a placeholder while it is unconfirmed.
    id: String,
    /// Its name.
    name: String,
    /// Its description.
    description: String,
    /// Its own tags.
    tags: Tags,
    /// Those and the provider's default tags.
    tags_all: Tags,
    /// The API's status, or one of ours.
    status: String,
    /// The timeouts of its operations.
    timeouts: Timeouts,
    ;
    /// When it was created.
    creation_time: String,
}

/// The two functions of [`Managed`] that name these attributes in the model: fields of their names, or those that are
/// given in this order.
macro_rules! common_attributes {
    () => {
        $crate::lifecycle::common_attributes! {
            id, name, description, tags, tags_all, status, creation_time, timeouts
        }
    };
    (
        $($id:ident).+, $($name:ident).+, $($description:ident).+, $($tags:ident).+, $($tags_all:ident).+,
        $($status:ident).+, $($creation_time:ident).+, $($timeouts:ident).+
    ) => {
        fn common(&self) -> $crate::lifecycle::Common<'_> {
            $crate::lifecycle::Common {
                id: &self.$($id).+,
                name: &self.$($name).+,
                description: &self.$($description).+,
                tags: &self.$($tags).+,
                tags_all: &self.$($tags_all).+,
                status: &self.$($status).+,
                timeouts: &self.$($timeouts).+,
            }
        }

        fn common_mut(&mut self) -> $crate::lifecycle::CommonMut<'_> {
            $crate::lifecycle::CommonMut {
                id: &mut self.$($id).+,
                name: &mut self.$($name).+,
                description: &mut self.$($description).+,
                tags: &mut self.$($tags).+,
                tags_all: &mut self.$($tags_all).+,
                status: &mut self.$($status).+,
                creation_time: &mut self.$($creation_time).+,
                timeouts: &mut self.$($timeouts).+,
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

/// What the API says of every object.
pub(crate) struct Basics<'r> {
    /// The id.
    pub(crate) id: &'r str,
    /// Empty when it has none.
    pub(crate) name: &'r str,
    /// Empty when it has none.
    pub(crate) description: &'r str,
    /// Tags by key.
    pub(crate) tags: &'r PlainTags,
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
    *common.name = from_api::text(basics.name, common.name);
    *common.description = from_api::text(basics.description, common.description);
    let noted = tags::Known {
        own: common.tags,
        all: common.tags_all,
    };
    let (own, all) = tags::observe(basics.tags, &noted, &client.default_tags);
    (*common.tags, *common.tags_all) = (own, all);
    *common.status = remote.status().into();
    *common.creation_time = time(basics.creation_time);
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
