//! Tags, of all kinds of objects that carry some.

use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::registry;
use crate::request::Request;
use crate::state::State;
use crate::table::AnyTable;
use crate::tags::{self, MOST_TAGS, Tags};

use super::transit_router::router_region;

pub(crate) const FAMILY: Family = Family::of_actions(&[
    Action::reading("ListTagResources", &["ResourceType"], list),
    Action::changing(
        "TagResources",
        &["ResourceType", "ResourceId.1", "Tag.1.Key"],
        tag,
    ),
    Action::changing("UntagResources", &["ResourceType", "ResourceId.1"], untag),
]);

/// The objects of the kind that a request names, as far as the API shows them.
struct Tagged<'a> {
    table: &'a mut dyn AnyTable,
    not_found: fn(&str) -> ApiError,
}

impl<'a> Tagged<'a> {
    /// `ResourceType` is known in any letter case. Only for instances and packages the region may be left out.
    fn read(state: &'a mut State, request: &Request) -> Result<Self, ApiError> {
        let text = request.mandatory("ResourceType")?;
        let product = registry::product(request);
        let mut names = Vec::new();
        for (kind, table) in state.tables_mut() {
            let Some(tag_type) = kind.tag_type.filter(|kind| kind.product == product) else {
                continue;
            };
            if !tag_type.name.eq_ignore_ascii_case(text) {
                names.push(tag_type.name);
                continue;
            }
            if tag_type.regional {
                router_region(request.mandatory("RegionId")?)?;
            }
            return Ok(Self {
                table,
                not_found: kind.not_found,
            });
        }
        let rule = format!("it must be one of {}", names.join(", "));
        Err(ApiError::invalid("ResourceType", &rule))
    }

    fn tags_of(&mut self, id: &str) -> Result<&mut Tags, ApiError> {
        let found = self.table.shown_mut(id);
        let tags = found.and_then(|object| object.tags_mut());
        tags.ok_or_else(|| (self.not_found)(id))
    }
}

fn ids(request: &Request, most: usize) -> Result<Vec<&str>, ApiError> {
    let ids = request.list("ResourceId");
    if ids.len() > most {
        return Err(ApiError::invalid(
            "ResourceId",
            &format!("at most {most} resources are taken"),
        ));
    }
    Ok(ids)
}

/// Adds tags or replaces their values on every resource named, or on none when one of them refuses.
pub(super) fn tag(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let mut tagged = Tagged::read(context.state, request)?;
    let ids = ids(request, 20)?;
    let new = tags::read(&request.objects("Tag"))?;
    for id in &ids {
        let tags = tagged.tags_of(id)?;
        let added = new.keys().filter(|key| !tags.contains_key(*key)).count();
        if tags.len() + added > MOST_TAGS {
            // The pages name no code for this; the product's other quotas are spelled so.
            return Err(ApiError::new(
                400,
                "QuotaExceeded.Tag",
                format!("The resource {id} would have more than {MOST_TAGS} tags."),
            ));
        }
    }
    for id in &ids {
        tagged.tags_of(id)?.extend(new.clone());
    }
    Ok(Answer::default())
}

/// Takes tags away; keys that are not there are passed over.
pub(super) fn untag(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let mut tagged = Tagged::read(context.state, request)?;
    let ids = ids(request, 50)?;
    let keys = request.list("TagKey");
    if keys.len() > MOST_TAGS {
        return Err(ApiError::invalid("TagKey", "at most 20 keys are taken"));
    }
    // `All` counts only when no key is given.
    let all = request.boolean("All")?.unwrap_or(false) && keys.is_empty();
    for id in &ids {
        tagged.tags_of(id)?;
    }
    for id in &ids {
        let tags = tagged.tags_of(id)?;
        tags.retain(|key, _| !all && !keys.contains(&key.as_str()));
    }
    Ok(Answer::default())
}

/// Lists one entry for each tag, by token pages although the size is called `PageSize`.
pub(super) fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let tagged = Tagged::read(context.state, request)?;
    let ids = ids(request, 20)?;
    let wanted = request.objects("Tag");
    if ids.is_empty() && wanted.is_empty() {
        return Err(ApiError::invalid(
            "ResourceId",
            "at least one of ResourceId and Tag is needed",
        ));
    }
    // VPC has its own name for the size.
    let size = match request.integer("PageSize")? {
        Some(size) => Some(size),
        None => request.integer("MaxResults")?,
    };
    let size = listing::page_size(size)?;
    // The answer repeats the spelling of the request.
    let resource_type = request.mandatory("ResourceType")?;
    let mut entries: Vec<Value> = Vec::new();
    let objects = tagged.table.objects();
    for object in objects.filter(|object| object.is_visible()) {
        if !ids.is_empty() && !ids.iter().any(|id| object.is_called(id)) {
            continue;
        }
        let id = object.id();
        let Some(tags) = object.tags() else {
            continue;
        };
        if tags::has_all(tags, &wanted) {
            entries.extend(tags.iter().map(|(key, value)| {
                json!({
                    "ResourceId": id,
                    "ResourceType": resource_type,
                    "TagKey": key,
                    "TagValue": value,
                })
            }));
        }
    }
    let (shown, next) = listing::part(request, size, &entries)?;
    let mut answer = Answer::new(json!({"TagResources": {"TagResource": shown}}));
    if let Some(token) = next {
        answer.fields.insert("NextToken".to_owned(), token);
    }
    Ok(answer)
}
