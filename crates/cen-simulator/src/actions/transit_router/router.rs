//! Transit routers themselves.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{self, children, lifecycle, routers};
use crate::state::{Life, Phase, Router};

use super::super::{Answer, Context, filters};
use super::{DryRun, once};

/// Makes the transit router of a region.
pub(super) fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "CreateTransitRouter",
        DryRun::Refused,
        |context| {
            let region = routers::router_region(request.mandatory("RegionId")?)?;
            let name = request.text("TransitRouterName").unwrap_or("");
            rules::name(name)?;
            let description = request.text("TransitRouterDescription").unwrap_or("");
            rules::description(description)?;
            let support_multicast = request.boolean("SupportMulticast")?.unwrap_or(false);
            let tags = rules::tags(&request.objects("Tag"))?;
            let instance = context.state.instance(request.mandatory("CenId")?)?;
            lifecycle::active(instance)?;
            let instance = instance.id.clone();
            routers::only_one(context.state, &instance, &region)?;

            let settled = context.settled_at();
            let router = Router {
                name: name.to_owned(),
                description: description.to_owned(),
                support_multicast,
                tags,
                ..bare(context, &instance, &region, settled)
            };
            let id = router.id.clone();
            context.state.routers.push(router);
            let mut answer = Answer::new(json!({ "TransitRouterId": id }));
            answer.created = Some(id);
            Ok(answer)
        },
    )
}

/// A transit router without name or anything else.
fn bare(context: &mut Context<'_>, instance: &str, region: &str, settled: Moment) -> Router {
    Router {
        id: context.fresh_id("tr-"),
        instance: instance.to_owned(),
        region: region.to_owned(),
        name: String::new(),
        description: String::new(),
        support_multicast: false,
        tags: BTreeMap::new(),
        created_at: context.now,
        life: Life::beginning(settled),
    }
}

/// Makes a transit router that is active at once, and returns its id.
pub(crate) fn force(
    context: &mut Context<'_>,
    instance: &str,
    region: &str,
) -> Result<String, Refusal> {
    let region = routers::router_region(region)?;
    let instance = context.state.instance(instance)?.id.clone();
    routers::only_one(context.state, &instance, &region)?;
    let router = bare(context, &instance, &region, context.now);
    let id = router.id.clone();
    context.state.routers.push(router);
    Ok(id)
}

/// Lists transit routers, the newest first; all conditions must be met.
pub(super) fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let state = &*context.state;
    if let Some(id) = request.text("CenId") {
        state.instance(id)?;
    }
    let tags = request.objects("Tag");
    let is = |name: &str, value: &str| {
        let wanted = request.text(name);
        wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
    };
    let found: Vec<&Router> = state
        .routers
        .iter()
        .rev()
        .filter(|router| is("CenId", &router.instance) && is("RegionId", &router.region))
        .filter(|router| is("TransitRouterId", &router.id) && is("Type", "Enterprise"))
        .filter(|router| is("TransitRouterName", &router.name) && is("Status", router.status()))
        .filter(|router| filters::has_tags(&tags, &router.tags))
        .collect();
    let fields = filters::bare_page(request, "TransitRouters", &found, |router| render(router))?;
    Ok(Answer::new(Value::Object(fields)))
}

fn render(router: &Router) -> Value {
    json!({
        "TransitRouterId": router.id,
        "TransitRouterName": router.name,
        "TransitRouterDescription": router.description,
        "CenId": router.instance,
        "RegionId": router.region,
        "AliUid": children::ACCOUNT_ID,
        "Type": "Enterprise",
        "Status": router.status(),
        "SupportMulticast": router.support_multicast,
        "TransitRouterCidrList": [],
        "CreationTime": router.created_at.to_minutes(),
        "Tags": filters::bare_tags(&router.tags),
    })
}

/// An absent text stays as it is, an empty one clears it.
pub(super) fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "UpdateTransitRouter",
        DryRun::Answered,
        |context| {
            let region = routers::router_region(request.mandatory("RegionId")?)?;
            let name = request.text("TransitRouterName");
            name.map_or(Ok(()), rules::name)?;
            let description = request.text("TransitRouterDescription");
            description.map_or(Ok(()), rules::description)?;
            let (id, settled) = (request.mandatory("TransitRouterId")?, context.settled_at());
            let router = context.state.router_mut(id);
            let router = router.ok_or_else(|| routers::no_router(id))?;
            if router.region != region {
                return Err(routers::no_region(&region));
            }
            routers::active(router)?;
            if let Some(name) = name {
                name.clone_into(&mut router.name);
            }
            if let Some(description) = description {
                description.clone_into(&mut router.description);
            }
            router.life.enter(Phase::Changing, settled);
            Ok(Answer::default())
        },
    )
}

/// Ends a transit router to which nothing is attached.
pub(super) fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    once(
        context,
        request,
        "DeleteTransitRouter",
        DryRun::Refused,
        |context| {
            let (id, settled) = (request.mandatory("TransitRouterId")?, context.settled_at());
            let state = &*context.state;
            let gone = || {
                let message = format!("There is no transit router {id}.");
                Refusal::new(404, "ParameterInstanceId", message)
            };
            let router = state.router(id).ok_or_else(gone)?;
            lifecycle::active(state.instance(&router.instance)?)?;
            routers::active(router)?;
            routers::nothing_attached(state, router)?;
            if let Some(router) = context.state.router_mut(id) {
                router.life.enter(Phase::Ending, settled);
            }
            Ok(Answer::default())
        },
    )
}
