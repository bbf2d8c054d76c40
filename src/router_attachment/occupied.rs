//! What is attached already. A network has one attachment to a transit router, so a second one is refused, also where it is to
//! replace the first.

use cen::RouterId;
use cen::transit_router::AttachmentKey;

use crate::filters::attachments::Resource;
use crate::lifecycle::Occupant;
use crate::scope::Scope;

use super::Attached;

/// The attachment that this network has to this transit router, if it has one.
pub(crate) async fn attached_already<A: Attached<Kind: Resource>>(
    router: &RouterId,
    network: &str,
    Scope { client, deadline }: Scope<'_>,
) -> Option<Occupant<AttachmentKey>> {
    let all = client.api.attachments::<A::Kind>(router, deadline).await;
    let mut all = all.ok()?.into_iter();
    let there = all.find(|one| one.own.resource().0.eq_ignore_ascii_case(network))?;
    let id = there.head.id;
    Some(Occupant {
        statement: format!(
            "{network} is attached to {router} by {id} already, and a network has one attachment to a transit router."
        ),
        key: AttachmentKey {
            router: Some(there.head.router),
            cen: None,
            id,
        },
    })
}
