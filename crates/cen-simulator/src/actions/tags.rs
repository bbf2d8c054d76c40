//! Tags.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{self, MOST_TAGS, attachments, routers};
use crate::state::State;

use super::{Answer, Context, filters};

/// What can carry tags here.
#[derive(Clone, Copy)]
enum Kind {
    Instance,
    Package,
    Router,
    VpcAttachment,
    PeerAttachment,
}

/// The spelling of the API page ListTagResources.
const KINDS: [(&str, Kind); 5] = [
    ("Cen", Kind::Instance),
    ("BandwidthPackage", Kind::Package),
    ("TransitRouter", Kind::Router),
    ("TransitRouterVpcAttachment", Kind::VpcAttachment),
    ("TransitRouterPeerAttachment", Kind::PeerAttachment),
];

/// The kind in any letter case. Only for instances and packages the region may be left out.
fn kind(request: &Request) -> Result<Kind, Refusal> {
    let text = request.mandatory("ResourceType")?;
    let mut kinds = KINDS.into_iter();
    match kinds.find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        None => {
            let names = KINDS.map(|(name, _)| name).join(", ");
            let rule = format!("it must be one of {names}");
            Err(Refusal::invalid("ResourceType", &rule))
        }
        Some((_, kind @ (Kind::Instance | Kind::Package))) => Ok(kind),
        Some((_, kind)) => request.mandatory("RegionId").map(|_| kind),
    }
}

fn ids(request: &Request, most: usize) -> Result<Vec<&str>, Refusal> {
    let ids = request.list("ResourceId");
    if ids.len() > most {
        return Err(Refusal::invalid(
            "ResourceId",
            &format!("at most {most} resources are taken"),
        ));
    }
    Ok(ids)
}

fn tags_of<'a>(
    context: &'a mut Context<'_>,
    kind: Kind,
    id: &str,
) -> Result<&'a mut BTreeMap<String, String>, Refusal> {
    let state = &mut *context.state;
    match kind {
        Kind::Instance => Ok(&mut state.instance_mut(id)?.tags),
        Kind::Package => Ok(&mut state.package_mut(id, context.now)?.tags),
        Kind::Router => state
            .router_mut(id)
            .map(|router| &mut router.tags)
            .ok_or_else(|| routers::no_router(id)),
        Kind::VpcAttachment => state
            .vpc_attachment_mut(id)
            .map(|vpc| &mut vpc.attachment.tags)
            .ok_or_else(|| attachments::no_attachment(id)),
        Kind::PeerAttachment => state
            .peer_attachment_mut(id)
            .map(|peer| &mut peer.attachment.tags)
            .ok_or_else(|| attachments::no_attachment(id)),
    }
}

/// Adds tags or replaces their values on every resource named, or on none when one of them refuses.
pub(super) fn tag(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let kind = kind(request)?;
    let ids = ids(request, 20)?;
    let new = rules::tags(&request.objects("Tag"))?;
    for id in &ids {
        let tags = tags_of(context, kind, id)?;
        let added = new.keys().filter(|key| !tags.contains_key(*key)).count();
        if tags.len() + added > MOST_TAGS {
            // The pages name no code for this; the product's other quotas are spelled so.
            return Err(Refusal::new(
                400,
                "QuotaExceeded.Tag",
                format!("The resource {id} would have more than {MOST_TAGS} tags."),
            ));
        }
    }
    for id in &ids {
        tags_of(context, kind, id)?.extend(new.clone());
    }
    Ok(Answer::default())
}

/// Takes tags away; keys that are not there are passed over.
pub(super) fn untag(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let kind = kind(request)?;
    let ids = ids(request, 50)?;
    let keys = request.list("TagKey");
    if keys.len() > MOST_TAGS {
        return Err(Refusal::invalid("TagKey", "at most 20 keys are taken"));
    }
    // `All` counts only when no key is given.
    let all = request.boolean("All")?.unwrap_or(false) && keys.is_empty();
    for id in &ids {
        tags_of(context, kind, id)?;
    }
    for id in &ids {
        tags_of(context, kind, id)?.retain(|key, _| !all && !keys.contains(&key.as_str()));
    }
    Ok(Answer::default())
}

/// Lists one entry for each tag, by token pages although the size is called `PageSize`.
pub(super) fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let kind = kind(request)?;
    let ids = ids(request, 20)?;
    let wanted = request.objects("Tag");
    if ids.is_empty() && wanted.is_empty() {
        return Err(Refusal::invalid(
            "ResourceId",
            "at least one of ResourceId and Tag is needed",
        ));
    }
    let (_, size) = rules::page(None, request.integer("PageSize")?)?;

    let now = context.now;
    let resources = tagged(context.state, kind, now);
    // The answer repeats the spelling of the request.
    let resource_type = request.mandatory("ResourceType")?;
    let entries: Vec<Value> = resources
        .into_iter()
        .filter(|(id, _)| ids.is_empty() || ids.iter().any(|wanted| wanted.eq_ignore_ascii_case(id)))
        .filter(|(_, tags)| filters::has_tags(&wanted, tags))
        .flat_map(|(id, tags)| {
            tags.iter().map(move |(key, value)| {
                json!({"ResourceId": id, "ResourceType": resource_type, "TagKey": key, "TagValue": value})
            })
        })
        .collect();

    let (shown, next) = filters::part(request, size, &entries)?;
    let mut answer = Answer::new(json!({"TagResources": {"TagResource": shown}}));
    if let Some(token) = next {
        answer.fields.insert("NextToken".to_owned(), token);
    }
    Ok(answer)
}

/// Everything of a kind that the API shows, with its tags.
fn tagged(state: &State, kind: Kind, now: Moment) -> Vec<(&String, &BTreeMap<String, String>)> {
    match kind {
        Kind::Instance => {
            let instances = state.instances.iter();
            instances.map(|one| (&one.id, &one.tags)).collect()
        }
        Kind::Package => {
            let packages = state.packages.iter();
            let shown = packages.filter(|package| package.shows(now));
            shown.map(|one| (&one.id, &one.tags)).collect()
        }
        Kind::Router => {
            let routers = state.routers.iter();
            routers.map(|one| (&one.id, &one.tags)).collect()
        }
        Kind::VpcAttachment => {
            let attachments = state.vpc_attachments.iter().map(|vpc| &vpc.attachment);
            attachments.map(|one| (&one.id, &one.tags)).collect()
        }
        Kind::PeerAttachment => {
            let attachments = state.peer_attachments.iter().map(|peer| &peer.attachment);
            attachments.map(|one| (&one.id, &one.tags)).collect()
        }
    }
}
