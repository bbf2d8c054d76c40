//! Transit routers and what is attached to them.
//!
//! Every action that changes something takes a client token and can be tried first (`DryRun`). Lists are bare arrays.

mod attachment;
mod peer;
mod router;
mod vpc;

use crate::refusal::Refusal;
use crate::request::Request;

use super::{Action, Answer, Context, changing, reading, tokens};

pub(super) use peer::connections;
pub(crate) use router::force as create_router;

/// The actions of this family.
pub(super) static ACTIONS: &[Action] = &[
    changing(
        "CreateTransitRouter",
        &["CenId", "RegionId"],
        router::create,
    ),
    changing(
        "CreateTransitRouterPeerAttachment",
        &["PeerTransitRouterId"],
        peer::create,
    ),
    changing(
        "CreateTransitRouterVpcAttachment",
        &["VpcId", "ZoneMappings.1.ZoneId", "ZoneMappings.1.VSwitchId"],
        vpc::create,
    ),
    changing("DeleteTransitRouter", &["TransitRouterId"], router::delete),
    changing(
        "DeleteTransitRouterPeerAttachment",
        &["TransitRouterAttachmentId"],
        peer::delete,
    ),
    changing(
        "DeleteTransitRouterVpcAttachment",
        &["TransitRouterAttachmentId"],
        vpc::delete,
    ),
    reading("ListTransitRouterPeerAttachments", &[], peer::list),
    reading("ListTransitRouterVpcAttachments", &[], vpc::list),
    reading("ListTransitRouters", &[], router::list),
    changing(
        "UpdateTransitRouter",
        &["TransitRouterId", "RegionId"],
        router::update,
    ),
    changing(
        "UpdateTransitRouterPeerAttachmentAttribute",
        &["TransitRouterAttachmentId"],
        peer::update,
    ),
    changing(
        "UpdateTransitRouterVpcAttachmentAttribute",
        &["TransitRouterAttachmentId"],
        vpc::update,
    ),
    changing(
        "UpdateTransitRouterVpcAttachmentZones",
        &["TransitRouterAttachmentId"],
        vpc::update_zones,
    ),
];

/// How an action answers a dry run that would succeed: its page says which.
#[derive(Clone, Copy)]
enum DryRun {
    /// With the error `DryRunOperation`.
    Refused,
    /// With nothing but a request id.
    Answered,
}

/// Does `work` once for a client token, and not at all in a dry run.
fn once(
    context: &mut Context<'_>,
    request: &Request,
    action: &str,
    dry_run: DryRun,
    work: impl FnOnce(&mut Context<'_>) -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    if let Some(answer) = tokens::replay(context, action, request)? {
        return Ok(answer);
    }
    if request.boolean("DryRun")?.unwrap_or(false) {
        let before = context.state.clone();
        let result = work(context);
        *context.state = before;
        result?;
        return match dry_run {
            DryRun::Refused => Err(Refusal::dry_run()),
            DryRun::Answered => Ok(Answer::default()),
        };
    }
    let answer = work(context)?;
    tokens::remember(context, action, request, &answer);
    Ok(answer)
}
