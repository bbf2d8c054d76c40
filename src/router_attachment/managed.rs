//! The life of attachments.

use async_trait::async_trait;

use cen::transit_router::{Attachment, AttachmentChange, AttachmentKey, NewAttachment, Place};
use cen::{AttachmentId, CallError, ClientToken, Freshness, Region, RouterId, Tagged};
use tf_plugin::framework::{
    Diagnostic, Diagnostics, Plan, PlanRequest, Preflight, Private, SourceState,
};
use tf_plugin::value::{Attr, Path};

use crate::api_errors::explain;
use crate::claim::Claim;
use crate::filters::attachments::{Attachments, Resource};
use crate::known_config::KnownConfig;
use crate::lifecycle::{
    Change, Common, CommonMut, Created, DefaultTimeouts, Deletion, Managed, Occupant, Searchable,
    Words,
};
use crate::scope::Scope;
use crate::wait::{self, Failure};
use crate::walk::Walk;
use crate::written::{meaning, refreshed, written};
use crate::{Cen, from_api, official, region_argument};

use super::{Attached, New, OwnChange, dead_ends, default_table};

#[async_trait]
impl<A: Attached> Managed for A {
    const TYPE: &'static str = A::TYPE;
    const MOVES_FROM: &'static str = A::MOVES_FROM;
    const WORDS: Words = A::WORDS;
    const TIMEOUTS: DefaultTimeouts = A::TIMEOUTS;

    type Parameters = NewAttachment<New<A>>;
    type Key = AttachmentKey;
    type Remote = Attachment<A::Kind>;

    fn common(&self) -> Common<'_> {
        let parts = self.parts();
        Common {
            id: parts.id,
            texts: &parts.arguments.texts,
            tagging: Some(&parts.arguments.tagging),
            status: &parts.answers.status,
            timeouts: parts.timeouts,
        }
    }

    fn common_mut(&mut self) -> CommonMut<'_> {
        let parts = self.parts_mut();
        CommonMut {
            id: parts.id,
            texts: &mut parts.arguments.texts,
            tagging: Some(&mut parts.arguments.tagging),
            status: &mut parts.answers.status,
            creation_time: Some(&mut parts.answers.creation_time),
            timeouts: parts.timeouts,
        }
    }

    fn key(&self) -> Option<AttachmentKey> {
        Some(AttachmentKey {
            router: meaning(self.parts().router).cloned(),
            cen: None,
            // As the API gave it, which may be in another form than today's.
            id: AttachmentId::from_api(self.common().confirmed_id()?)?,
        })
    }

    fn enter_parent(&mut self, key: &AttachmentKey) {
        let parts = self.parts_mut();
        *parts.router = key.router.as_ref().map_or(Attr::Null, written);
        if let Some(cen) = &key.cen {
            *parts.cen = written(cen);
        }
    }

    /// The id of an import may name the CEN instance, and that of the attachment alone finds it wherever it is.
    fn is_not_meant(&self, remote: &Attachment<A::Kind>) -> Option<Diagnostic> {
        let (named, head) = (meaning(self.parts().cen)?, &remote.head);
        let actual = head.cen.as_ref().filter(|actual| *actual != named)?;
        let object = <Self as Attached>::WORDS.object;
        Some(Diagnostic::error(
            format!("The {object} belongs to another CEN instance"),
            format!(
                "{} is attached to {} in {actual}, not in {named}. Import with: terraform import ADDRESS {}:{}",
                head.id, head.router, head.router, head.id
            ),
        ))
    }

    fn refresh(&mut self, remote: &Attachment<A::Kind>) {
        let Attachment { head, own } = remote;
        self.refresh_place(head, own);
        let parts = self.parts_mut();
        *parts.cen = refreshed(head.cen.as_ref(), parts.cen);
        if let Some(publish) = parts.publish {
            *publish = head.auto_publish_routes.into();
        }
        if let Some(order) = parts.order {
            *order = from_api::name(&head.order_type, order);
        }
        Attached::refresh(self, own);
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        Attached::validate(self, known_config, diagnostics);
    }

    fn keep_semantically_equal(&mut self, prior: &Self) {
        Attached::keep_semantically_equal(self, prior);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let own = request.config.parts().region;
        region_argument::fill_in(request, |model| model.parts_mut().region, own, plan);
        default_table::plan(&plan.state, request.walk, &mut plan.diagnostics);
        dead_ends::plan(&plan.state, request.walk, &mut plan.diagnostics);
        <Self as Attached>::plan(request, plan);
    }

    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        let deadline = wait::preflight_deadline(&request.operation);
        let scope = Scope {
            client: &request.client,
            deadline: &deadline,
        };
        default_table::preflight(&request.planned, &request.walk, scope, diagnostics).await;
        <Self as Attached>::preflight(request, diagnostics).await;
    }

    fn forget_plan(prior: Option<&Self>, planned: Option<&Self>, walk: &Walk) {
        default_table::forget_plan(prior, planned, walk);
        <Self as Attached>::forget_plan(planned, walk);
    }

    fn parameters(&self) -> Option<NewAttachment<New<A>>> {
        let parts = self.parts();
        let router = meaning(parts.router).cloned().map(Place::Router);
        let texts = &parts.arguments.texts;
        Some(NewAttachment {
            place: router.or_else(|| meaning(parts.cen).cloned().map(Place::Cen))?,
            region: Managed::region(self)?,
            name: texts.name.known().cloned(),
            description: texts.description.known().cloned(),
            auto_publish_routes: parts.publish.and_then(Attr::known).copied(),
            tags: parts.arguments.tagging.plain(),
            own: self.given()?,
        })
    }

    fn claims(&self) -> Vec<Claim> {
        Attached::claims(self)
    }

    /// CEN would make a transit router by the way, which would then be nobody's.
    async fn before_create(&self, Scope { client, deadline }: Scope<'_>) -> Result<(), Diagnostic> {
        let Some(NewAttachment {
            place: Place::Cen(cen),
            region,
            ..
        }) = self.parameters()
        else {
            return Ok(());
        };
        let api = &client.api;
        let router = api.transit_router_in(&cen, &region, deadline).await;
        let router = router.map_err(|error| {
            let nothing = format!("No {} was created.", <Self as Attached>::WORDS.object);
            explain(&error).after(nothing).error()
        })?;
        if router.is_some() {
            return Ok(());
        }
        let object = <Self as Attached>::WORDS.object;
        Err(Diagnostic::error(
            "There is no transit router to attach to",
            format!(
                "{cen} has no transit router in {region}. CEN would make one by the way, which nothing would manage, so no \
                 {object} was created. Make it by a cen_transit_router, and set transit_router_id to its id."
            ),
        )
        .at(Path::root("cen_id")))
    }

    fn note_import(private: &mut Private) {
        default_table::note_import(private);
    }

    fn annotate(_: &Self, private: &mut Private) {
        default_table::forget_import(private);
    }

    async fn in_its_place(
        parameters: &NewAttachment<New<A>>,
        scope: Scope<'_>,
    ) -> Option<Occupant<AttachmentKey>> {
        let Place::Router(router) = &parameters.place else {
            return None;
        };
        <Self as Attached>::in_its_place(router, &parameters.own, scope).await
    }

    async fn create(
        parameters: &NewAttachment<New<A>>,
        token: &ClientToken,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Created<AttachmentKey>, CallError> {
        let api = &client.api;
        let created = api.create_attachment::<A::Kind>(parameters, token, deadline);
        Ok(created.await?.into())
    }

    /// CEN takes the order type for what is attached already.
    async fn after_create(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        if order_type(&change.state, &change.planned).is_some() {
            update_attributes(change).await?;
        }
        default_table::update(change).await
    }

    async fn find(
        key: &AttachmentKey,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Attachment<A::Kind>>, CallError> {
        client.api.attachment(key, freshness, deadline).await
    }

    fn keep(&mut self, planned: &Self) {
        let force_delete = &planned.parts().arguments.force_delete;
        force_delete.clone_into(&mut self.parts_mut().arguments.force_delete);
    }

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        update_attributes(change).await?;
        A::update_further(change).await?;
        default_table::update(change).await
    }

    async fn look_further(&mut self, walk: &Walk, scope: Scope<'_>) -> Result<(), CallError> {
        dead_ends::look(self, walk, scope).await;
        default_table::look(self, walk, scope).await
    }

    async fn before_delete(
        deletion: &Deletion<'_, Self>,
        _: &AttachmentKey,
    ) -> Result<bool, Failure> {
        default_table::delete(deletion).await?;
        Ok(true)
    }

    fn region(&self) -> Option<Region> {
        meaning(self.parts().region).cloned()
    }

    fn tagged<'a>(key: &'a AttachmentKey, region: Option<&'a Region>) -> Option<Tagged<'a>> {
        Some(Tagged::attachment::<A::Kind>(key, region))
    }

    async fn delete(
        &self,
        key: &AttachmentKey,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        let force = self.parts().arguments.forces_delete();
        let api = &client.api;
        api.delete_attachment::<A::Kind>(key, force, deadline).await
    }

    /// Its states say the transit router beside the id, where they do.
    fn moved_key(source: &SourceState<'_>) -> Option<AttachmentKey> {
        let key = AttachmentKey::parse(source.text("id")?).ok()?;
        let router = source.text("transit_router_id");
        let router = router.and_then(|id| RouterId::parse(id).ok());
        Some(AttachmentKey { router, ..key })
    }

    /// The states of the official provider do not say the region; the read that follows does.
    fn move_from(&mut self, source: &SourceState<'_>) {
        let parts = self.parts_mut();
        parts.arguments.move_from(source, A::MOVED_NAMES);
        *parts.cen = official::named(source, "cen_id");
        if let Some(publish) = parts.publish {
            *publish = official::flag(source, "auto_publish_route_enabled");
        }
        if let Some(order) = parts.order {
            *order = official::text(source, &["order_type"]);
        }
        Attached::move_from(self, source);
    }
}

impl<A: Attached<Kind: Resource>> Searchable for A {
    type Filter = Attachments;
}

/// Who is to pay, where that changes.
fn order_type<A: Attached>(state: &A, planned: &A) -> Option<String> {
    let (before, after) = (state.parts().order, planned.parts().order);
    let after = after?.known()?;
    (before?.known() != Some(after)).then(|| after.clone())
}

/// Changes all that one call changes.
async fn update_attributes<A: Attached>(change: &mut Change<'_, A>) -> Result<(), Failure> {
    let (before, after) = (change.state.parts(), change.planned.parts());
    let (name, description) = before.arguments.texts.changed(&after.arguments.texts);
    let publish = after.publish.filter(|after| Some(*after) != before.publish);
    let sent = AttachmentChange {
        name,
        description,
        auto_publish_routes: publish.and_then(Attr::known).copied(),
        order_type: order_type(&change.state, &change.planned),
        own: Attached::change(&change.state, &change.planned),
    };
    let is_change = sent != AttachmentChange::<OwnChange<A>>::default();
    if is_change {
        let (key, Scope { client, deadline }) = (&change.key, change.scope());
        let api = &client.api;
        api.update_attachment::<A::Kind>(key, &sent, deadline)
            .await?;
    }
    let note = |state: &mut A, planned: &A| {
        let (parts, planned_parts) = (state.parts_mut(), planned.parts());
        if let (Some(publish), Some(planned)) = (parts.publish, planned_parts.publish) {
            from_api::keep_known(publish, planned);
        }
        if let (Some(order), Some(planned)) = (parts.order, planned_parts.order) {
            from_api::keep_known(order, planned);
        }
        state.enter_sent(planned);
    };
    let shows =
        |seen: &Attachment<A::Kind>| sent.shows(&seen.head) && A::shows(&sent.own, &seen.own);
    change.finish(is_change, note, shows).await
}
