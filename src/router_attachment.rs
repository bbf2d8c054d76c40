//! What all resources for attachments of transit routers have in common.

use cen::transit_router::{Attachment, AttachmentKey};
use cen::{AttachmentId, RouterId};
use tf_plugin::framework::schema::{Attribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Foreign};
use tf_plugin::value::{Attr, Kind, Path, Value};

use super::client::Client;
use super::observed::{self, changed, moment};
use super::tags::{self, Tags};
use super::unconfirmed::is_placeholder;
use super::{object, official, rules};

/// The attributes that all their models have, to be set.
pub(super) struct Slots<'m> {
    pub(super) id: &'m mut Attr<String>,
    pub(super) transit_router_id: &'m mut Attr<String>,
    pub(super) cen_id: &'m mut Attr<String>,
    pub(super) name: &'m mut Attr<String>,
    pub(super) description: &'m mut Attr<String>,
    pub(super) auto_publish_route_enabled: &'m mut Attr<bool>,
    pub(super) tags: &'m mut Attr<Tags>,
    pub(super) tags_all: &'m mut Attr<Tags>,
    pub(super) status: &'m mut Attr<String>,
    pub(super) creation_time: &'m mut Attr<String>,
}

/// The [`Slots`] of a model.
macro_rules! slots {
    ($model:expr) => {
        $crate::router_attachment::Slots {
            id: &mut $model.id,
            transit_router_id: &mut $model.transit_router_id,
            cen_id: &mut $model.cen_id,
            name: &mut $model.name,
            description: &mut $model.description,
            auto_publish_route_enabled: &mut $model.auto_publish_route_enabled,
            tags: &mut $model.tags,
            tags_all: &mut $model.tags_all,
            status: &mut $model.status,
            creation_time: &mut $model.creation_time,
        }
    };
}

pub(super) use slots;

impl Slots<'_> {
    /// Notes what the API says. `transit_router_id` is left alone: it depends on from which end one looks.
    pub(super) fn observe(self, seen: &Attachment, client: &Client) {
        *self.id = seen.key.id.as_str().into();
        *self.cen_id = seen
            .cen
            .as_ref()
            .map_or_else(|| self.cen_id.clone(), |cen| cen.as_str().into());
        *self.name = observed::text(&seen.name, self.name);
        *self.description = observed::text(&seen.description, self.description);
        *self.auto_publish_route_enabled = seen.auto_publish_routes.into();
        let noted = tags::Known {
            own: self.tags,
            all: self.tags_all,
        };
        let (own, all) = tags::observe(&seen.tags, &noted, &client.default_tags);
        (*self.tags, *self.tags_all) = (own, all);
        *self.status = seen.status.as_str().into();
        *self.creation_time = moment(seen.creation_time.as_ref());
    }

    /// What changes when these become those of `planned`.
    pub(super) fn change_to(&self, planned: &Slots<'_>) -> TextChange {
        TextChange {
            name: changed(self.name, planned.name),
            description: changed(self.description, planned.description),
            auto_publish_routes: planned
                .auto_publish_route_enabled
                .known()
                .copied()
                .filter(|_| self.auto_publish_route_enabled != planned.auto_publish_route_enabled),
        }
    }

    /// Takes over what such a change sets.
    pub(super) fn become_as(&mut self, planned: &Slots<'_>) {
        self.name.clone_from(planned.name);
        self.description.clone_from(planned.description);
        if planned.auto_publish_route_enabled.known().is_some() {
            self.auto_publish_route_enabled
                .clone_from(planned.auto_publish_route_enabled);
        }
    }

    /// In a plan that confirms a creation: everything that the API decides.
    pub(super) fn expect_confirmation(&mut self, config: &Slots<'_>) {
        *self.id = Attr::Unknown;
        *self.cen_id = Attr::Unknown;
        *self.status = Attr::Unknown;
        *self.creation_time = Attr::Unknown;
        if config.auto_publish_route_enabled.is_null() {
            *self.auto_publish_route_enabled = Attr::Unknown;
        }
    }

    /// What the official provider has stored, whose attributes for the name are called `names`.
    ///
    /// # Errors
    ///
    /// When its state does not say what is attached to what.
    pub(super) fn take_over(
        &mut self,
        source: &Foreign<'_>,
        names: &[&str],
        what: &str,
    ) -> Result<(), Diagnostics> {
        // CEN:ATTACHMENT, of which nobody needs the first part.
        let id = source.text("id").unwrap_or_default();
        let id = id
            .rsplit(':')
            .next()
            .and_then(|id| AttachmentId::parse(id).ok());
        let router = source.text("transit_router_id");
        let (Some(id), Some(router)) = (id, router) else {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error(
                format!("The state does not say which {what} this is"),
                "It lacks id or transit_router_id. Remove the moved block, and import the object by its id instead: \
                 ROUTER:ATTACHMENT.",
            );
            return Err(diagnostics);
        };
        *self.id = id.as_str().into();
        *self.transit_router_id = router.into();
        *self.cen_id = official::text(source, &["cen_id"]);
        *self.name = official::text(source, names);
        *self.description = official::text(source, &["transit_router_attachment_description"]);
        *self.auto_publish_route_enabled = official::flag(source, "auto_publish_route_enabled");
        *self.tags = official::tags(source);
        self.tags_all.clone_from(self.tags);
        *self.status = official::text(source, &["status"]);
        *self.creation_time = official::text(source, &["create_time"]);
        Ok(())
    }
}

/// New texts, and whether routes are published; what is `None` stays.
pub(super) struct TextChange {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) auto_publish_routes: Option<bool>,
}

impl TextChange {
    /// Whether this shows.
    pub(super) fn shows(&self, seen: &Attachment) -> bool {
        observed::shows(self.name.as_ref(), &seen.name)
            && observed::shows(self.description.as_ref(), &seen.description)
            && self
                .auto_publish_routes
                .is_none_or(|publish| seen.auto_publish_routes != Some(!publish))
    }
}

/// What to look for an attachment by, once it has an id.
pub(super) fn key(router: &Attr<String>, id: &Attr<String>) -> Option<AttachmentKey> {
    let id = id.known().filter(|id| !is_placeholder(id))?;
    Some(AttachmentKey {
        router: RouterId::from_answer(router.known()?)?,
        id: AttachmentId::from_answer(id)?,
    })
}

/// What an attachment belongs to, in identities.
pub(super) const OWNER: &str = "transit_router_id";

/// The identity of attachments.
pub(super) fn identity_schema() -> IdentitySchema {
    let owner = (OWNER, "The transit router, `tr-...`.");
    object::identity_schema(owner, "Id of the attachment, `tr-attach-...`.")
}

/// The text that imports take in an identity.
pub(super) fn import_by_identity(identity: &Value) -> String {
    object::import_by_identity(identity, OWNER)
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
