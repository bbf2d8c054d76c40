//! CEN instances.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules;
use crate::rules::{children, lifecycle, routers};
use crate::state::{Instance, InstanceStatus};

use super::filters::{self, Filter};
use super::{Answer, Context, tokens};

const CREATE: &str = "CreateCen";

#[derive(Clone, Copy)]
enum Key {
    Id,
    Name,
    Package,
}

const KEYS: [(&str, Key); 3] = [
    ("CenId", Key::Id),
    ("Name", Key::Name),
    ("CenBandwidthPackageId", Key::Package),
];

/// Makes an instance for a request.
pub(super) fn create_from_request(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, Refusal> {
    let name = request.text("Name").unwrap_or("");
    rules::name(name)?;
    let description = request.text("Description").unwrap_or("");
    rules::description(description)?;
    let tags = rules::tags(&request.objects("Tag"))?;
    let protection = protection_level(request)?.unwrap_or("REDUCED");
    if let Some(answer) = tokens::replay(context, CREATE, request)? {
        return Ok(answer);
    }
    lifecycle::instance_quota(context.policy, context.state.instances.len())?;

    let id = create(context, name);
    let busy_until = context.settled_at();
    let instance = context.state.instance_mut(&id)?;
    description.clone_into(&mut instance.description);
    protection.clone_into(&mut instance.protection_level);
    instance.tags = tags;
    request
        .text("ResourceGroupId")
        .unwrap_or("")
        .clone_into(&mut instance.resource_group);
    instance.become_busy(InstanceStatus::Creating, busy_until);

    let mut answer = Answer::new(json!({ "CenId": id }));
    tokens::remember(context, CREATE, request, &answer);
    answer.created = Some(id);
    Ok(answer)
}

/// Makes an instance that is active at once, and returns its id.
pub(crate) fn create(context: &mut Context<'_>, name: &str) -> String {
    let id = context.fresh_id("cen-");
    context.state.instances.push(Instance {
        id: id.clone(),
        name: name.to_owned(),
        description: String::new(),
        protection_level: "REDUCED".to_owned(),
        resource_group: String::new(),
        tags: BTreeMap::new(),
        created_at: context.now,
        busy: None,
    });
    id
}

/// Lists instances, the newest first; all filters must match.
pub(super) fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let filters = filters::read(request, &KEYS)?;
    let tags = request.objects("Tag");
    let group = request.text("ResourceGroupId");
    let state = &*context.state;
    let found: Vec<&Instance> = state
        .instances
        .iter()
        .rev()
        .filter(|instance| {
            let packages = state.bound_to(&instance.id);
            filters
                .iter()
                .all(|filter| takes(filter, instance, &packages))
        })
        .filter(|instance| filters::has_tags(&tags, &instance.tags))
        .filter(|instance| group.is_none_or(|group| instance.resource_group == group))
        .collect();
    let fields = filters::page(request, "Cens", "Cen", &found, |instance| {
        render(instance, &state.bound_to(&instance.id))
    })?;
    Ok(Answer::new(Value::Object(fields)))
}

fn takes(filter: &Filter<'_, Key>, instance: &Instance, packages: &[&str]) -> bool {
    match filter.key {
        Key::Id => filter.takes_id(&instance.id),
        Key::Name => filter.takes(&instance.name),
        Key::Package => packages.iter().any(|id| filter.takes_id(id)),
    }
}

fn render(instance: &Instance, packages: &[&str]) -> Value {
    json!({
        "CenId": instance.id,
        "Name": instance.name,
        "Description": instance.description,
        "Status": instance.status().as_str(),
        "ProtectionLevel": instance.protection_level,
        "Ipv6Level": "DISABLED",
        "CreationTime": instance.created_at.to_minutes(),
        "ResourceGroupId": instance.resource_group,
        "CenBandwidthPackageIds": {"CenBandwidthPackageId": packages},
        "Tags": filters::render_tags(&instance.tags),
    })
}

/// Changes texts and the protection level, which cannot be raised again.
pub(super) fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let name = request.text("Name");
    name.map_or(Ok(()), rules::name)?;
    let description = request.text("Description");
    description.map_or(Ok(()), rules::description)?;
    let protection = protection_level(request)?;
    let settled = context.settled_at();
    let instance = context.state.instance_mut(request.mandatory("CenId")?)?;
    lifecycle::active(instance)?;
    if protection == Some("FULL") && instance.protection_level == "REDUCED" {
        return Err(Refusal::new(
            400,
            "InvalidOperation.EnhanceProtectionLevel",
            "The protection level cannot be raised from REDUCED to FULL.",
        ));
    }
    if let Some(name) = name {
        name.clone_into(&mut instance.name);
    }
    if let Some(description) = description {
        description.clone_into(&mut instance.description);
    }
    if let Some(protection) = protection {
        protection.clone_into(&mut instance.protection_level);
    }
    instance.become_busy(InstanceStatus::Modifying, settled);
    Ok(Answer::default())
}

/// Deletes an instance to which nothing is bound or attached.
pub(super) fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let id = request.mandatory("CenId")?;
    let instance = context.state.instance(id)?;
    lifecycle::delete_instance(instance, context.state.packages.iter())?;
    children::none_attached(context.state.attached_to(&instance.id))?;
    routers::none_on(context.state, instance)?;
    let settled = context.settled_at();
    context
        .state
        .instance_mut(id)?
        .become_busy(InstanceStatus::Deleting, settled);
    Ok(Answer::default())
}

/// `REDUCED`, or `FULL` as a page of 2019 lists it (API page CreateCen).
fn protection_level(request: &Request) -> Result<Option<&str>, Refusal> {
    match request.text("ProtectionLevel") {
        None => Ok(None),
        Some(level @ ("REDUCED" | "FULL")) => Ok(Some(level)),
        Some(_) => Err(Refusal::invalid("ProtectionLevel", "it must be REDUCED")),
    }
}
