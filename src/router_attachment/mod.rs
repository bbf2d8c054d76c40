//! What is attached to transit routers: the part of a resource that all kinds of it have in common.
//!
//! ```text
//! arguments      the attributes, in groups that are flattened into the models
//! default_table  its relations with the table that its transit router came with, as arguments of it
//! dead_ends      the warning about what drops traffic
//! place          to which transit router, of kinds for which its CEN instance and region are enough to say
//! occupied       what is attached already
//! managed        their one life: Managed for every model that implements Attached
//! ```
//!
//! A kind implements [`Attached`] and says only what is its own: its schema, what a new one is given, what can be changed.

mod arguments;
mod dead_ends;
mod default_table;
mod managed;
mod occupied;
mod place;

use async_trait::async_trait;

use cen::transit_router::{Attachment, AttachmentKey, AttachmentKind, AttachmentStatus, Head};
use cen::{CenId, Region, RouterId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, Preflight, SourceState};
use tf_plugin::value::{Attr, Path};

use crate::claim::Claim;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::lifecycle::{Basics, Change, DefaultTimeouts, Occupant, Remote, Words};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::walk::Walk;
use crate::written::{Named, Written, refreshed};
use crate::{Cen, rules};

pub(crate) use arguments::{Answers, Arguments, Order, Publishing};
pub(crate) use occupied::attached_already;
pub(crate) use place::Place;

impl Key for AttachmentKey {
    const FORM: &'static str = "ROUTER:ATTACHMENT";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("transit_router_id", "The transit router, `tr-...`."),
        ("id", "Id of the attachment, `tr-attach-...`."),
    ];
}

/// What a new attachment of this kind is given of its own.
pub(crate) type New<A> = <<A as Attached>::Kind as AttachmentKind>::New;

/// What can be changed of an attachment of this kind that is its own.
pub(crate) type OwnChange<A> = <<A as Attached>::Kind as AttachmentKind>::Change;

/// A model whose objects are attached to a transit router.
#[async_trait]
pub(crate) trait Attached: Model + Default {
    /// The type of the resource.
    const TYPE: &'static str;
    /// What the official provider calls resources whose states can become one of these.
    const MOVES_FROM: &'static str;
    /// What the official provider calls the name, the name of today first.
    const MOVED_NAMES: &'static [&'static str];
    /// What its objects are called in messages.
    const WORDS: Words;
    /// How long operations take at the most where the user sets no limit.
    const TIMEOUTS: DefaultTimeouts;

    /// Whether its objects connect two transit routers, and have relations to the tables of both.
    const CONNECTS_ROUTERS: bool = false;

    /// The kind of attachment.
    type Kind: AttachmentKind;

    /// The attributes that all such models have; by [`attachment_parts`].
    fn parts(&self) -> Parts<'_>;

    /// The same, to be set.
    fn parts_mut(&mut self) -> PartsMut<'_>;

    /// The transit router at the other end of what connects two.
    fn far_router(&self) -> Option<&RouterId> {
        None
    }

    /// What a new one is given of its own; nothing when the plan is incomplete.
    fn given(&self) -> Option<New<Self>>;

    /// Takes over what the API says of its own.
    fn refresh(&mut self, own: &Self::Kind);

    /// Takes over where the API says that it is.
    fn refresh_place(&mut self, head: &Head, _own: &Self::Kind) {
        let parts = self.parts_mut();
        *parts.router = refreshed(Some(&head.router), parts.router);
        *parts.region = refreshed(head.region.as_ref(), parts.region);
    }

    /// What of its own changes to what is `planned`.
    fn change(&self, _planned: &Self) -> OwnChange<Self> {
        OwnChange::<Self>::default()
    }

    /// Notes that this has been sent as planned.
    fn enter_sent(&mut self, _planned: &Self) {}

    /// Whether what was sent shows.
    fn shows(_sent: &OwnChange<Self>, _seen: &Self::Kind) -> bool {
        true
    }

    /// Updates what takes calls of its own.
    async fn update_further(_change: &mut Change<'_, Self>) -> Result<(), Failure> {
        Ok(())
    }

    /// As [`Managed::validate`](crate::lifecycle::Managed::validate).
    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics);

    /// As [`Managed::keep_semantically_equal`](crate::lifecycle::Managed::keep_semantically_equal).
    fn keep_semantically_equal(&mut self, _prior: &Self) {}

    /// Plans what the general rules cannot know; the region is planned already.
    fn plan(_request: &PlanRequest<'_, Self, Cen>, _plan: &mut Plan<Self>) {}

    /// As [`Managed::preflight`](crate::lifecycle::Managed::preflight).
    async fn preflight(_request: Preflight<Self, Cen>, _diagnostics: &mut Diagnostics) {}

    /// As [`Managed::forget_plan`](crate::lifecycle::Managed::forget_plan).
    fn forget_plan(_planned: Option<&Self>, _walk: &Walk) {}

    /// As [`Managed::claims`](crate::lifecycle::Managed::claims).
    fn claims(&self) -> Vec<Claim> {
        Vec::new()
    }

    /// As [`Managed::in_its_place`](crate::lifecycle::Managed::in_its_place), of what was to be made to this transit router.
    async fn in_its_place(
        _router: &RouterId,
        _new: &New<Self>,
        _scope: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        None
    }

    /// Takes over from a state of the official provider what is its own.
    fn move_from(&mut self, source: &SourceState<'_>);
}

/// The attributes that all models of attachments have.
pub(crate) struct Parts<'m> {
    pub(crate) id: &'m Attr<String>,
    pub(crate) router: &'m Attr<Written<RouterId>>,
    pub(crate) region: &'m Attr<Written<Region>>,
    pub(crate) cen: &'m Attr<Written<CenId>>,
    /// Of kinds for which it can be said.
    pub(crate) publish: Option<&'m Attr<bool>>,
    /// Of kinds for which it can be said.
    pub(crate) order: Option<&'m Attr<String>>,
    pub(crate) arguments: &'m Arguments,
    pub(crate) answers: &'m Answers,
    pub(crate) timeouts: &'m Attr<Timeouts>,
}

/// The attributes that all models of attachments have, to be set.
pub(crate) struct PartsMut<'m> {
    pub(crate) id: &'m mut Attr<String>,
    pub(crate) router: &'m mut Attr<Written<RouterId>>,
    pub(crate) region: &'m mut Attr<Written<Region>>,
    pub(crate) cen: &'m mut Attr<Written<CenId>>,
    pub(crate) publish: Option<&'m mut Attr<bool>>,
    pub(crate) order: Option<&'m mut Attr<String>>,
    pub(crate) arguments: &'m mut Arguments,
    pub(crate) answers: &'m mut Answers,
    pub(crate) timeouts: &'m mut Attr<Timeouts>,
}

/// The two functions of [`Attached`] that name these attributes in the model: where transit router, region and CEN instance
/// are, and of kinds that have them, whether routes are published and who pays. All others have the names that they have
/// here.
macro_rules! attachment_parts {
    (
        $($router:ident).+, $($region:ident).+, $($cen:ident).+
        $(, publish: $($publish:ident).+)?
        $(, order: $($order:ident).+)?
    ) => {
        fn parts(&self) -> $crate::router_attachment::Parts<'_> {
            $crate::router_attachment::Parts {
                id: &self.id,
                router: &self.$($router).+,
                region: &self.$($region).+,
                cen: &self.$($cen).+,
                publish: None$(.or(Some(&self.$($publish).+)))?,
                order: None$(.or(Some(&self.$($order).+)))?,
                arguments: &self.arguments,
                answers: &self.answers,
                timeouts: &self.timeouts,
            }
        }

        fn parts_mut(&mut self) -> $crate::router_attachment::PartsMut<'_> {
            $crate::router_attachment::PartsMut {
                id: &mut self.id,
                router: &mut self.$($router).+,
                region: &mut self.$($region).+,
                cen: &mut self.$($cen).+,
                publish: None$(.or(Some(&mut self.$($publish).+)))?,
                order: None$(.or(Some(&mut self.$($order).+)))?,
                arguments: &mut self.arguments,
                answers: &mut self.answers,
                timeouts: &mut self.timeouts,
            }
        }
    };
}

pub(crate) use attachment_parts;

impl<K: AttachmentKind> Remote for Attachment<K> {
    fn basics(&self) -> Basics<'_> {
        Basics {
            id: self.head.id.as_str(),
            name: &self.head.name,
            description: &self.head.description,
            tags: Some(&self.head.tags),
            creation_time: self.head.creation_time.as_ref(),
        }
    }

    fn status(&self) -> &str {
        self.head.status.as_str()
    }

    fn is_ready(&self) -> bool {
        self.head.status == AttachmentStatus::Attached
    }
}

/// Says that two arguments name the same thing where they must not.
pub(crate) fn must_differ<T: Named>(
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
