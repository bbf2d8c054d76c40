//! CEN's rules about network instances that are attached to an instance (API pages AttachCenChildInstance and
//! DetachCenChildInstance).
//!
//! VPCs, border routers and cloud connect networks belong to other products, so every id of the right form is taken for
//! one that exists, in the region that the request names.

use crate::options::Policy;
use crate::refusal::Refusal;
use crate::state::{Child, ChildKind, ChildStatus};

/// The account that the simulator's access keys belong to.
pub const ACCOUNT_ID: u64 = 1_234_567_890_123_456;

/// The refusal of an id that names nothing attached to the instance (API guide, common error set).
pub(crate) fn no_child(id: &str, instance: &str) -> Refusal {
    Refusal::new(
        404,
        "ParameterInstanceId",
        format!("There is no network instance {id} on the instance {instance}."),
    )
}

/// `VPC`, `VBR` or `CCN`; a sample of 2018 writes them in lower case.
pub(crate) fn kind(text: &str) -> Result<ChildKind, Refusal> {
    let kinds = ChildKind::ALL.into_iter();
    let mut found = kinds.filter(|kind| kind.as_str().eq_ignore_ascii_case(text));
    found.next().ok_or_else(|| {
        illegal(
            "ParameterIllegal.ChildInstanceType",
            format!("The type {text} is not one of VPC, VBR and CCN."),
        )
    })
}

/// Ids begin with their type in lower case. Those of real networks have no further hyphen; made-up ones may.
pub(crate) fn id(kind: ChildKind, text: &str) -> Result<(), Refusal> {
    let tail = text.strip_prefix(kind.prefix()).unwrap_or_default();
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if tail.is_empty() || !tail.bytes().all(is_legal) {
        return Err(illegal(
            "ParameterIllegal.ChildInstanceId",
            format!("{text:?} is not the id of a {}.", kind.as_str()),
        ));
    }
    Ok(())
}

/// Regions are lower-case words joined by hyphens; those of cloud connect networks begin with `ccn-`, and no others do.
pub(crate) fn region(kind: ChildKind, text: &str) -> Result<(), Refusal> {
    let letters = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_ccn = text.starts_with("ccn-");
    if text.contains('-') && letters && is_ccn == (kind == ChildKind::Ccn) {
        return Ok(());
    }
    Err(illegal(
        "ParameterIllegal.ChildInstanceRegionId",
        format!("A {} is not found in the region {text:?}.", kind.as_str()),
    ))
}

/// The account that a network instance belongs to: the caller's own when not given, and another one only where that one
/// has granted it (API page GrantInstanceToCen of the VPC product).
pub(crate) fn owner(policy: &Policy, child: &str, given: Option<&str>) -> Result<u64, Refusal> {
    let Some(text) = given else {
        return Ok(ACCOUNT_ID);
    };
    let owner = text.parse().map_err(|_| {
        illegal(
            "ParameterIllegal.ChildInstanceUid",
            format!("{text:?} is not the id of an account."),
        )
    })?;
    let granted = || {
        let mut grants = policy.granted_children.iter();
        grants.any(|(id, account)| id == child && *account == owner)
    };
    if owner == ACCOUNT_ID || granted() {
        return Ok(owner);
    }
    Err(Refusal::new(
        409,
        // The product spells it so.
        "Forbbiden.AttachChildInstanceAcrossUid",
        format!("The account {owner} has not granted {child}."),
    ))
}

/// A network instance is attached once, to one instance.
pub(crate) fn attach(existing: Option<&Child>) -> Result<(), Refusal> {
    match existing {
        None => Ok(()),
        Some(child) if child.status == ChildStatus::Detaching => Err(busy(child)),
        Some(child) => Err(Refusal::new(
            409,
            "InvalidOperation.ChildInstanceAlreadyAttached",
            format!("The network instance {} is attached already.", child.id),
        )),
    }
}

/// Only what is attached leaves.
pub(crate) fn detach(child: &Child) -> Result<(), Refusal> {
    match child.status {
        ChildStatus::Attached => Ok(()),
        ChildStatus::Attaching | ChildStatus::Detaching => Err(busy(child)),
    }
}

/// An instance goes only when nothing is attached to it (API page DeleteCen).
pub(crate) fn none_attached<'a>(
    mut children: impl Iterator<Item = &'a Child>,
) -> Result<(), Refusal> {
    match children.next() {
        None => Ok(()),
        Some(child) => Err(attached(&child.id, &child.instance)),
    }
}

/// The refusal to end what something is attached to.
pub(crate) fn attached(id: &str, to: &str) -> Refusal {
    Refusal::new(
        409,
        "InvalidOperation.AttachedChildInstanceExist",
        format!("{id} is attached to {to}."),
    )
}

fn busy(child: &Child) -> Refusal {
    Refusal::new(
        409,
        "InvalidOperation.ChildInstanceStatus",
        format!(
            "The network instance {} is {}.",
            child.id,
            child.status.as_str()
        ),
    )
}

fn illegal(code: &'static str, message: String) -> Refusal {
    Refusal::new(400, code, message)
}
