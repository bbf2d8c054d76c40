//! Tags of instances and packages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::simulator::refusal::Refusal;
use crate::simulator::request::Request;
use crate::simulator::rules::{self, MOST_TAGS};

use super::{Answer, Context, filters};

/// What can carry tags here, in the spelling of the API page ListTagResources, known in any letter case.
#[derive(Clone, Copy)]
enum Kind {
    Instance,
    Package,
}

fn kind(request: &Request) -> Result<Kind, Refusal> {
    let text = request.mandatory("ResourceType")?;
    if text.eq_ignore_ascii_case("Cen") {
        Ok(Kind::Instance)
    } else if text.eq_ignore_ascii_case("BandwidthPackage") {
        Ok(Kind::Package)
    } else {
        Err(Refusal::invalid(
            "ResourceType",
            "it must be Cen or BandwidthPackage",
        ))
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
    match kind {
        Kind::Instance => Ok(&mut context.state.instance_mut(id)?.tags),
        Kind::Package => Ok(&mut context.state.package_mut(id, context.now)?.tags),
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
    let first: usize = match request.text("NextToken") {
        None | Some("") => 0,
        Some(token) => token
            .strip_prefix("after-")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| Refusal::invalid("NextToken", "it is not one that was handed out"))?,
    };

    let now = context.now;
    let resources: Vec<(&String, &BTreeMap<String, String>)> = match kind {
        Kind::Instance => {
            let instances = context.state.instances.iter();
            instances
                .map(|instance| (&instance.id, &instance.tags))
                .collect()
        }
        Kind::Package => {
            let packages = context.state.packages.iter();
            let shown = packages.filter(|package| package.shows(now));
            shown.map(|package| (&package.id, &package.tags)).collect()
        }
    };
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

    let size = size as usize;
    let shown: Vec<&Value> = entries.iter().skip(first).take(size).collect();
    let mut answer = Answer::new(json!({"TagResources": {"TagResource": shown}}));
    let next = first.saturating_add(size);
    if next < entries.len() {
        let token = json!(format!("after-{next}"));
        answer.fields.insert("NextToken".to_owned(), token);
    }
    Ok(answer)
}
