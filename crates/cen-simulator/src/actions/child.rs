//! Network instances attached to CEN instances.

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{children, lifecycle};
use crate::state::{Child, ChildKind, ChildStatus};

use super::{Answer, Context, filters};

/// Attaches a network instance to an active CEN instance.
pub(super) fn attach(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let kind = children::kind(request.mandatory("ChildInstanceType")?)?;
    let id = request.mandatory("ChildInstanceId")?;
    children::id(kind, id)?;
    let region = request.mandatory("ChildInstanceRegionId")?;
    children::region(kind, region)?;
    let owner = children::owner(context.policy, id, request.text("ChildInstanceOwnerId"))?;
    let instance = context.state.instance(request.mandatory("CenId")?)?;
    lifecycle::active(instance)?;
    let mut all = context.state.children.iter();
    children::attach(all.find(|child| child.id == id))?;

    let child = Child {
        id: id.to_owned(),
        kind,
        region: region.to_owned(),
        owner,
        instance: instance.id.clone(),
        attached_at: context.now,
        status: ChildStatus::Attaching,
        settles_at: context.settled_at(),
    };
    context.state.children.push(child);
    Ok(Answer::default())
}

/// Attaches a new VPC at once, and returns its id.
pub(crate) fn force(
    context: &mut Context<'_>,
    instance: &str,
    region: &str,
) -> Result<String, Refusal> {
    let instance = context.state.instance(instance)?.id.clone();
    let id = context.fresh_id(ChildKind::Vpc.prefix());
    context.state.children.push(Child {
        id: id.clone(),
        kind: ChildKind::Vpc,
        region: region.to_owned(),
        owner: children::ACCOUNT_ID,
        instance,
        attached_at: context.now,
        status: ChildStatus::Attached,
        settles_at: context.now,
    });
    Ok(id)
}

/// Takes a network instance off its CEN instance.
pub(super) fn detach(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    children::kind(request.mandatory("ChildInstanceType")?)?;
    let settled = context.settled_at();
    let instance = context.state.instance(request.mandatory("CenId")?)?;
    lifecycle::active(instance)?;
    let instance = instance.id.clone();
    let child = context
        .state
        .child_mut(&instance, request.mandatory("ChildInstanceId")?)?;
    children::detach(child)?;
    child.detach_later(settled);
    Ok(Answer::default())
}

/// Lists what is attached to an instance, the newest first.
pub(super) fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, Refusal> {
    let instance = context.state.instance(request.mandatory("CenId")?)?;
    let kind = request
        .text("ChildInstanceType")
        .map(children::kind)
        .transpose()?;
    let region = request.text("ChildInstanceRegionId");
    let found: Vec<&Child> = context
        .state
        .attached_to(&instance.id)
        .rev()
        .filter(|child| kind.is_none_or(|kind| child.kind == kind))
        .filter(|child| region.is_none_or(|region| child.region == region))
        .collect();
    let fields = filters::page(
        request,
        "ChildInstances",
        "ChildInstance",
        &found,
        |child| render(child),
    )?;
    Ok(Answer::new(Value::Object(fields)))
}

/// One attachment with the address ranges of what is attached.
pub(super) fn describe_one(
    context: &mut Context<'_>,
    request: &Request,
) -> Result<Answer, Refusal> {
    let kind = children::kind(request.mandatory("ChildInstanceType")?)?;
    let region = request.mandatory("ChildInstanceRegionId")?;
    let instance = context.state.instance(request.mandatory("CenId")?)?;
    let instance = instance.id.clone();
    let child = context
        .state
        .child_mut(&instance, request.mandatory("ChildInstanceId")?)?;
    if child.kind != kind || child.region != region {
        return Err(Refusal::new(
            404,
            "ParameterError",
            format!(
                "The network instance {} has another type or region.",
                child.id
            ),
        ));
    }
    let mut fields = render(child);
    let attributes = match child.kind {
        // The network itself is not simulated; its addresses are those that new VPCs get.
        ChildKind::Vpc => json!({
            "CidrBlock": "172.16.0.0/12",
            "Ipv6CidrBlock": "",
            "Ipv6CidrBlocks": {"ipv6CidrBlock": []},
            "SecondaryCidrBlocks": {"secondaryCidrBlock": []},
        }),
        ChildKind::Vbr | ChildKind::Ccn => json!({}),
    };
    if let Value::Object(fields) = &mut fields {
        fields.insert("ChildInstanceName".to_owned(), json!(""));
        fields.insert("ChildInstanceAttributes".to_owned(), attributes);
    }
    Ok(Answer::new(fields))
}

fn render(child: &Child) -> Value {
    json!({
        "CenId": child.instance,
        "ChildInstanceId": child.id,
        "ChildInstanceType": child.kind.as_str(),
        "ChildInstanceRegionId": child.region,
        "ChildInstanceOwnerId": child.owner,
        "ChildInstanceAttachTime": child.attached_at.to_minutes(),
        "Status": child.status.as_str(),
    })
}
