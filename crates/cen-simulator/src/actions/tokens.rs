//! Client tokens: the same purchase is made once, however often it is asked for.

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules;
use crate::state::Remembered;

use super::{Answer, Context};

/// The actions that take a client token (their API pages list `ClientToken`).
const WITH_TOKEN: [&str; 12] = [
    "CreateCen",
    "CreateCenBandwidthPackage",
    "CreateTransitRouter",
    "CreateTransitRouterPeerAttachment",
    "CreateTransitRouterVpcAttachment",
    "DeleteTransitRouter",
    "DeleteTransitRouterPeerAttachment",
    "DeleteTransitRouterVpcAttachment",
    "UpdateTransitRouter",
    "UpdateTransitRouterPeerAttachmentAttribute",
    "UpdateTransitRouterVpcAttachmentAttribute",
    "UpdateTransitRouterVpcAttachmentZones",
];

/// Under which name the token of `request` is remembered, when it has one that counts.
pub(crate) fn token_name(action: &str, request: &Request) -> Option<String> {
    let token = request.text("ClientToken")?;
    WITH_TOKEN
        .contains(&action)
        .then(|| format!("{action} {token}"))
}

/// The answer that this token has brought before: nothing when it is new, a refusal when the parameters differ.
pub(super) fn replay(
    context: &Context<'_>,
    action: &str,
    request: &Request,
) -> Result<Option<Answer>, Refusal> {
    let Some(token) = request.text("ClientToken") else {
        return Ok(None);
    };
    rules::client_token(token)?;
    let remembered = token_name(action, request).and_then(|name| context.state.tokens.get(&name));
    match remembered {
        None => Ok(None),
        Some(remembered) if remembered.parameters == request.business() => Ok(Some(Answer {
            fields: remembered.answer.clone(),
            created: None,
        })),
        Some(_) => Err(Refusal::new(
            400,
            "IdempotenceParam.NotMatch",
            "The client token was used with other parameters.",
        )),
    }
}

/// Remembers the answer of a call that has succeeded.
pub(super) fn remember(
    context: &mut Context<'_>,
    action: &str,
    request: &Request,
    answer: &Answer,
) {
    if let Some(name) = token_name(action, request) {
        let remembered = Remembered {
            parameters: request.business(),
            answer: answer.fields.clone(),
            made_at: context.now,
        };
        context.state.tokens.insert(name, remembered);
    }
}
