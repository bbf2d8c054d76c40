//! The attributes of attachments.

use tf_plugin::framework::SourceState;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::Attr;

use crate::official;
use crate::tags::Tagging;
use crate::texts::Texts;

use super::default_table::DefaultTable;

/// The arguments that attachments of every kind have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Arguments {
    #[attribute(flatten)]
    pub(crate) texts: Texts,
    #[attribute(flatten)]
    pub(crate) tagging: Tagging,
    /// Whether a destroy takes along what still uses the attachment: associations with route tables, propagations, routes
    /// through it. Without this CEN refuses to end an attachment that is in use. It must have been applied before the
    /// destroy.
    #[attribute(optional)]
    pub(crate) force_delete: Attr<bool>,
    #[attribute(flatten)]
    pub(crate) default_table: DefaultTable,
}

/// What the API says of attachments of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Answers {
    /// `Attaching`, `Attached`, `Modifying` or `Detaching`; `Pending` when it has been created and is not visible yet;
    /// `Unconfirmed` when nobody has answered its creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    pub(crate) status: Attr<String>,
    /// When it was created, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    pub(crate) creation_time: Attr<String>,
}

/// Whether routes are published, of attachments that do so only where this is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Publishing {
    /// Whether the transit router publishes its routes by itself. Changed in place; no where this is not set for something
    /// new, and otherwise as it is.
    #[attribute(optional, computed, use_state_for_unknown)]
    pub(crate) auto_publish_route_enabled: Attr<bool>,
}

/// Who pays, of attachments of what may belong to another account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Order {
    /// Who pays for it: `PayByCenOwner` or `PayByResourceOwner`. Changed in place, so a new one is made first and then
    /// changed, as CEN takes this for what is attached already; as it is where this is not set.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&["PayByCenOwner", "PayByResourceOwner"])
    )]
    pub(crate) order_type: Attr<String>,
}

impl Arguments {
    /// Whether a delete takes along what still uses the attachment.
    pub(super) fn forces_delete(&self) -> bool {
        self.force_delete == Attr::Known(true)
    }

    /// Takes over from a state of the official provider, which has the name under the first of `names` that is there.
    pub(super) fn move_from(&mut self, source: &SourceState<'_>, names: &[&str]) {
        self.texts.name = official::text(source, names);
        self.texts.description = official::text(source, &["transit_router_attachment_description"]);
        self.force_delete = official::flag(source, "force_delete");
        self.default_table.move_from(source);
    }
}
