//! What the actions about all kinds of attachments have in common.

use serde_json::{Map, Value, json};

use crate::clock::Moment;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{self, attachments, routers};
use crate::state::{Attachment, Life, Phase, Router, State};

use super::super::{Answer, Context, filters};

/// The active transit router that a request is about: the one of that id, or the one of an instance in a region. One that
/// is asked for by region must be there: it is not made by the way, as the API would.
pub(super) fn router<'s>(state: &'s State, request: &Request) -> Result<&'s Router, Refusal> {
    let region = request.text("RegionId").map(routers::router_region);
    let region = region.transpose()?;
    let router = match (request.text("TransitRouterId"), &region) {
        (Some(id), _) => state.router(id).ok_or_else(|| routers::no_router(id))?,
        (None, Some(region)) => {
            let instance = state.instance(request.mandatory("CenId")?)?;
            let mut all = state.routers.iter();
            all.find(|router| router.instance == instance.id && router.region == *region)
                .ok_or_else(|| routers::no_router(region))?
        }
        (None, None) => return Err(crate::request::missing("TransitRouterId")),
    };
    if region.is_some_and(|region| region != router.region) {
        return Err(routers::no_region(request.text("RegionId").unwrap_or("")));
    }
    routers::active(router)?;
    Ok(router)
}

/// A new attachment of a transit router, from what requests of every kind say.
pub(super) fn new(
    context: &mut Context<'_>,
    request: &Request,
    router: String,
) -> Result<Attachment, Refusal> {
    let mut attachment = Attachment {
        tags: rules::tags(&request.objects("Tag"))?,
        ..bare(context, router, context.settled_at())
    };
    read(request, &mut attachment)?;
    Ok(attachment)
}

/// An attachment without name or anything else.
pub(super) fn bare(context: &mut Context<'_>, router: String, settled: Moment) -> Attachment {
    Attachment {
        id: context.fresh_id("tr-attach-"),
        router,
        name: String::new(),
        description: String::new(),
        auto_publish: false,
        tags: [].into(),
        created_at: context.now,
        life: Life::beginning(settled),
    }
}

/// Takes over what a request says; an absent text stays as it is, an empty one clears it.
fn read(request: &Request, attachment: &mut Attachment) -> Result<(), Refusal> {
    if let Some(name) = request.text("TransitRouterAttachmentName") {
        rules::name(name)?;
        name.clone_into(&mut attachment.name);
    }
    if let Some(description) = request.text("TransitRouterAttachmentDescription") {
        rules::description(description)?;
        description.clone_into(&mut attachment.description);
    }
    if let Some(publish) = request.boolean("AutoPublishRouteEnabled")? {
        attachment.auto_publish = publish;
    }
    Ok(())
}

/// Changes what attachments of every kind have.
pub(super) fn update(
    request: &Request,
    attachment: &mut Attachment,
    settled: Moment,
) -> Result<(), Refusal> {
    attachments::settled(attachment)?;
    read(request, attachment)?;
    attachment.life.enter(Phase::Changing, settled);
    Ok(())
}

/// Detaches, later. Routes and associations are not simulated, so there is nothing that `Force` would take along.
pub(super) fn detach(attachment: &mut Attachment, settled: Moment) -> Result<Answer, Refusal> {
    attachments::settled(attachment)?;
    attachment.life.enter(Phase::Ending, settled);
    Ok(Answer::default())
}

/// The answer to a request that has made an attachment.
pub(super) fn made(id: String) -> Answer {
    let mut answer = Answer::new(json!({ "TransitRouterAttachmentId": id }));
    answer.created = Some(id);
    answer
}

/// A part of a list of attachments, the newest first, each with its fields: of one transit router, which one id may
/// narrow, and with all the tags that are asked for.
pub(super) fn list<T>(
    context: &Context<'_>,
    request: &Request,
    all: &[T],
    common: impl Fn(&T) -> &Attachment,
    is_at: impl Fn(&T, &str) -> bool,
    fields: impl Fn(&T) -> Value,
) -> Result<Answer, Refusal> {
    let router = router_of_list(context.state, request)?;
    let tags = request.objects("Tag");
    let id = request.text("TransitRouterAttachmentId");
    let found: Vec<&T> = all
        .iter()
        .rev()
        .filter(|one| router.as_deref().is_none_or(|router| is_at(one, router)))
        .filter(|one| id.is_none_or(|id| id.eq_ignore_ascii_case(&common(one).id)))
        .filter(|one| filters::has_tags(&tags, &common(one).tags))
        .collect();
    let size = request.integer("MaxResults")?.unwrap_or(20);
    if !(1..=100).contains(&size) {
        let rule = "it must be between 1 and 100";
        return Err(Refusal::invalid("MaxResults", rule));
    }
    let (shown, next) = filters::part(request, size, &found)?;
    let shown = shown.iter().map(|one| {
        let mut entry = render(common(one), context.state);
        if let Value::Object(fields) = fields(one) {
            entry.extend(fields);
        }
        Value::Object(entry)
    });
    let mut answer = Answer::new(json!({
        "MaxResults": size,
        "TotalCount": found.len(),
        "TransitRouterAttachments": shown.collect::<Vec<_>>(),
    }));
    if let Some(token) = next {
        answer.fields.insert("NextToken".to_owned(), token);
    }
    Ok(answer)
}

/// The transit router whose attachments are listed, if the request names one, or an instance and a region.
fn router_of_list(state: &State, request: &Request) -> Result<Option<String>, Refusal> {
    if let Some(id) = request.text("TransitRouterId") {
        return Ok(Some(id.to_owned()));
    }
    let region = routers::router_region(request.mandatory("RegionId")?)?;
    let instance = state.instance(request.mandatory("CenId")?)?;
    let mut all = state.routers.iter();
    let router = all.find(|router| router.instance == instance.id && router.region == region);
    Ok(Some(router.map_or_else(String::new, |it| it.id.clone())))
}

fn render(attachment: &Attachment, state: &State) -> Map<String, Value> {
    let router = state.router(&attachment.router);
    let fields = json!({
        "TransitRouterAttachmentId": attachment.id,
        "TransitRouterAttachmentName": attachment.name,
        "TransitRouterAttachmentDescription": attachment.description,
        "TransitRouterId": attachment.router,
        "CenId": router.map_or("", |router| &router.instance),
        "AutoPublishRouteEnabled": attachment.auto_publish,
        "Status": attachment.status(),
        "CreationTime": attachment.created_at.to_minutes(),
        "Tags": filters::bare_tags(&attachment.tags),
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
