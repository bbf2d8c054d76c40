//! What all attachments of transit routers have in common.

use cen::transit_router::{Attachment, AttachmentChange, AttachmentKey, AttachmentStatus};
use cen::{AttachmentId, CenId, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::{Attr, Path};

use super::identity::Key;
use super::lifecycle::{Basics, Remote};
use super::tags::Tagging;
use super::texts::Texts;
use super::written::{self, Named, Written};
use super::{from_api, official, rules};

impl Key for AttachmentKey {
    const FORM: &'static str = "ROUTER:ATTACHMENT";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("transit_router_id", "The transit router, `tr-...`."),
        ("id", "Id of the attachment, `tr-attach-...`."),
    ];
}

/// The arguments that attachments of every kind have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Arguments {
    /// Whether the transit router publishes its routes by itself. Changed in place; no where this is not set for something
    /// new, and otherwise as it is.
    #[attribute(optional, computed, use_state_for_unknown)]
    pub(super) auto_publish_route_enabled: Attr<bool>,
    #[attribute(flatten)]
    pub(super) texts: Texts,
    #[attribute(flatten)]
    pub(super) tagging: Tagging,
    /// Whether a destroy takes along what still uses the attachment: associations with route tables, propagations, routes
    /// through it. Without this CEN refuses to end an attachment that is in use. It must have been applied before the
    /// destroy.
    #[attribute(optional)]
    pub(super) force_delete: Attr<bool>,
}

/// What the API says of attachments of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Answers {
    /// The CEN instance of the transit router.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) cen_id: Attr<Written<CenId>>,
    /// `Attaching`, `Attached`, `Modifying` or `Detaching`; `Pending` when it has been created and is not visible yet;
    /// `Unconfirmed` when nobody has answered its creation, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) status: Attr<String>,
    /// When it was created, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) creation_time: Attr<String>,
}

impl Arguments {
    /// Whether a delete takes along what still uses the attachment.
    pub(super) fn forces_delete(&self) -> bool {
        self.force_delete == Attr::Known(true)
    }

    /// What changes to what is `planned`.
    pub(super) fn change(&self, planned: &Self) -> AttachmentChange {
        let publish = &planned.auto_publish_route_enabled;
        let is_new = *publish != self.auto_publish_route_enabled;
        let (name, description) = self.texts.changed(&planned.texts);
        AttachmentChange {
            name,
            description,
            auto_publish_routes: publish.known().copied().filter(|_| is_new),
        }
    }

    /// Notes that they have been sent as planned.
    pub(super) fn enter_sent(&mut self, planned: &Self) {
        from_api::keep_known(
            &mut self.auto_publish_route_enabled,
            &planned.auto_publish_route_enabled,
        );
    }

    /// Takes over from a state of the official provider, which has the name under the first of `names` that is there.
    pub(super) fn move_from(&mut self, source: &SourceState<'_>, names: &[&str]) {
        self.texts.name = official::text(source, names);
        self.texts.description = official::text(source, &["transit_router_attachment_description"]);
        self.auto_publish_route_enabled = official::flag(source, "auto_publish_route_enabled");
        self.force_delete = official::flag(source, "force_delete");
    }
}

/// Takes over what the API says of every attachment and not of every object.
pub(super) fn refresh(arguments: &mut Arguments, answers: &mut Answers, attachment: &Attachment) {
    arguments.auto_publish_route_enabled = attachment.auto_publish_routes.into();
    answers.cen_id = written::refreshed(attachment.cen.as_ref(), &answers.cen_id);
}

/// What to look for an attachment by, once it has an id.
pub(super) fn key(router: &Attr<Written<RouterId>>, id: Option<&str>) -> Option<AttachmentKey> {
    Some(AttachmentKey {
        router: written::meaning(router)?.clone(),
        // As the API gave it, which may be in another form than today's.
        id: AttachmentId::from_api(id?)?,
    })
}

/// The key in a state of the official provider, whose ids are `CEN:ATTACHMENT`.
pub(super) fn moved_key(source: &SourceState<'_>) -> Option<AttachmentKey> {
    let id = source.text("id")?.rsplit(':').next()?;
    Some(AttachmentKey {
        router: RouterId::parse(source.text("transit_router_id")?).ok()?,
        id: AttachmentId::parse(id).ok()?,
    })
}

/// An attachment of some kind, as the API lists it.
pub(super) trait Attached: Send + Sync {
    /// What all attachments have.
    fn attachment(&self) -> &Attachment;
}

impl<A: Attached> Remote for A {
    fn basics(&self) -> Basics<'_> {
        let attachment = self.attachment();
        Basics {
            id: attachment.key.id.as_str(),
            name: &attachment.name,
            description: &attachment.description,
            tags: Some(&attachment.tags),
            creation_time: attachment.creation_time.as_ref(),
        }
    }

    fn status(&self) -> &str {
        self.attachment().status.as_str()
    }

    fn is_ready(&self) -> bool {
        self.attachment().status == AttachmentStatus::Attached
    }
}

/// Says that two arguments name the same thing where they must not.
pub(super) fn must_differ<T: Named>(
    [(a, first), (b, second)]: [(&'static str, &Attr<Written<T>>); 2],
    why: &str,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(first), Some(second)) = (first.known(), second.known())
        && **first == **second
    {
        diagnostics.error_at(
            Path::root(b),
            format!("{b} is the same as {a}"),
            format!("Both are {}. {why}", rules::quoted(first.as_ref())),
        );
    }
}
