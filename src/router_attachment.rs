//! What all attachments of transit routers have in common.

use cen::id::IllegalId;
use cen::transit_router::{Attachment, AttachmentKey, AttachmentStatus};
use cen::{AttachmentId, RouterId};
use tf_plugin::framework::schema::Attribute;
use tf_plugin::framework::{Diagnostics, Foreign};
use tf_plugin::value::{Attr, Kind, Path};

use super::identity::Key;
use super::lifecycle::Basics;
use super::{observed, rules};

impl Key for AttachmentKey {
    const FORM: &'static str = "ROUTER:ATTACHMENT";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("transit_router_id", "The transit router, `tr-...`."),
        ("id", "Id of the attachment, `tr-attach-...`."),
    ];

    fn parse(text: &str) -> Result<Self, IllegalId> {
        Self::parse(text)
    }
}

/// What to look for an attachment by, once it has an id.
pub(super) fn key(router: &Attr<String>, id: Option<&str>) -> Option<AttachmentKey> {
    Some(AttachmentKey {
        router: RouterId::from_api(router.known()?)?,
        id: AttachmentId::from_api(id?)?,
    })
}

/// The key in a state of the official provider, whose ids are `CEN:ATTACHMENT`.
pub(super) fn moved_key(source: &Foreign<'_>) -> Option<AttachmentKey> {
    let id = source.text("id")?.rsplit(':').next()?;
    Some(AttachmentKey {
        router: RouterId::parse(source.text("transit_router_id")?).ok()?,
        id: AttachmentId::parse(id).ok()?,
    })
}

/// What the API says of an attachment and of all objects.
pub(super) fn basics(attachment: &Attachment) -> Basics<'_> {
    Basics {
        id: attachment.key.id.as_str(),
        name: &attachment.name,
        description: &attachment.description,
        tags: &attachment.tags,
        creation_time: attachment.creation_time.as_ref(),
    }
}

/// Whether an attachment can be used and changed.
pub(super) fn is_ready(attachment: &Attachment) -> bool {
    attachment.status == AttachmentStatus::Attached
}

/// New texts, and whether routes are published; what is `None` stays.
pub(super) struct Settings {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) auto_publish_routes: Option<bool>,
}

impl Settings {
    /// These texts, and whether routes are published where that is known and another than before.
    pub(super) fn new(
        (name, description): (Option<String>, Option<String>),
        before: &Attr<bool>,
        after: &Attr<bool>,
    ) -> Self {
        Self {
            name,
            description,
            auto_publish_routes: after.known().copied().filter(|_| before != after),
        }
    }

    /// Whether this shows.
    pub(super) fn shows(&self, seen: &Attachment) -> bool {
        observed::shows(self.name.as_ref(), &seen.name)
            && observed::shows(self.description.as_ref(), &seen.description)
            && self
                .auto_publish_routes
                .is_none_or(|publish| seen.auto_publish_routes != Some(!publish))
    }
}

/// The arguments that attachments of every kind have.
pub(super) fn arguments(what: &'static str) -> Vec<Attribute> {
    vec![
        Attribute::optional_computed("auto_publish_route_enabled", Kind::Bool)
            .describe(
                "Whether the transit router publishes its routes by itself. Changed in place; no where this is not set for \
                 something new, and otherwise as it is.",
            )
            .stable(),
        Attribute::optional("name", Kind::String)
            .describe("Name. Changed in place.")
            .validate(rules::name(what)),
        Attribute::optional("description", Kind::String)
            .describe("Description. Changed in place.")
            .validate(rules::description()),
        Attribute::optional("tags", Kind::map(Kind::String))
            .describe("Tags. Those of the provider's `default_tags` count too. Changed in place.")
            .validate(rules::tags()),
        Attribute::computed("tags_all", Kind::map(Kind::String))
            .describe("All tags: `tags` together with the provider's `default_tags`.")
            .stable(),
        Attribute::optional("force_delete", Kind::Bool).describe(
            "Whether a destroy takes along what still uses the attachment: associations with route tables, propagations, \
             routes through it. Without this CEN refuses to end an attachment that is in use. It must have been applied \
             before the destroy.",
        ),
    ]
}

/// What the API says of attachments of every kind.
pub(super) fn answers() -> Vec<Attribute> {
    vec![
        Attribute::computed("cen_id", Kind::String)
            .describe("The CEN instance of the transit router.")
            .stable(),
        Attribute::computed("status", Kind::String)
            .describe(
                "`Attaching`, `Attached`, `Modifying` or `Detaching`; `Pending` when it has been made and is not visible \
                 yet; `Unconfirmed` when nobody has answered its creation, which the next apply confirms.",
            )
            .stable(),
        Attribute::computed("creation_time", Kind::String)
            .describe("When it was created, in UTC.")
            .stable(),
    ]
}

/// Says that two arguments name the same thing where they must not.
pub(super) fn must_differ(
    [(a, first), (b, second)]: [(&'static str, &Attr<String>); 2],
    why: &str,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(first), Some(second)) = (first.known(), second.known())
        && first.trim().eq_ignore_ascii_case(second.trim())
    {
        diagnostics.error_at(
            Path::root(b),
            format!("{b} is the same as {a}"),
            format!("Both are {}. {why}", rules::quoted(first)),
        );
    }
}
