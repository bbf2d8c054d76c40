//! What associations of attachments with route tables and propagations into them have in common.

use cen::transit_router::{Relation, RelationKey, RelationStatus};
use cen::{AttachmentId, CallError, RouteTableId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{Diagnostic, Diagnostics};
use tf_plugin::value::{Attr, Path};

use super::api_errors::explain;
use super::from_api::optional;
use super::identity::Key;
use super::walk::Walk;
use super::written::{Written, refreshed};

impl Key for RelationKey {
    const FORM: &'static str = "ATTACHMENT:TABLE";
    const PARTS: &'static [(&'static str, &'static str)] = &[
        (
            "transit_router_attachment_id",
            "The attachment, `tr-attach-...`.",
        ),
        (
            "transit_router_route_table_id",
            "The route table, `vtb-...`.",
        ),
    ];
}

/// The attachment, and what the API says of it and its relation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Attached {
    /// The attachment, of whatever kind. A change replaces the resource.
    #[attribute(required, requires_replace_while_unknown)]
    pub(super) transit_router_attachment_id: Attr<Written<AttachmentId>>,
    /// What is attached: `VPC`, `VBR`, `VPN`, `ECR`, or `TR` for another transit router.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) resource_type: Attr<String>,
    /// Id of what is attached.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) resource_id: Attr<String>,
    /// `Active` when it is in force; another word while it is being made or removed.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) status: Attr<String>,
}

impl Attached {
    /// Takes over what the API says.
    pub(super) fn refresh(&mut self, remote: &Relation) {
        let id = Some(&remote.key.attachment);
        self.transit_router_attachment_id = refreshed(id, &self.transit_router_attachment_id);
        self.resource_type = optional(&remote.resource_type);
        self.resource_id = optional(&remote.resource_id);
        self.status = remote.status.as_str().into();
    }

    /// Enters that the relation has been sent, with nothing known of it but that.
    pub(super) fn enter_pending(&mut self, status: &RelationStatus) {
        self.resource_type = Attr::Null;
        self.resource_id = Attr::Null;
        self.status = status.as_str().into();
    }
}

/// Whether the relation is on its way out, so that it can be made anew soon.
pub(super) fn is_leaving(remote: &Relation) -> bool {
    matches!(
        remote.status,
        RelationStatus::Dissociating | RelationStatus::Disabling
    )
}

/// Whether the relation is in force.
///
/// # Errors
///
/// How it is instead.
pub(super) fn shows(remote: &Relation) -> Result<(), String> {
    match &remote.status {
        RelationStatus::Active => Ok(()),
        status => Err(format!("its status is {}", status.as_str())),
    }
}

/// Says that a table and an attachment belong to different transit routers, where the plans of a walk tell.
pub(super) fn refuse_apart(
    attachment: Option<&AttachmentId>,
    table: Option<&RouteTableId>,
    argument: &'static str,
    walk: &Walk,
    diagnostics: &mut Diagnostics,
) {
    let Some((attachment, table)) = attachment.zip(table) else {
        return;
    };
    if let Some(router) = walk.memory().sides.apart(attachment, table) {
        diagnostics.error_at(
            Path::root(argument),
            "The attachment is one of another transit router",
            format!(
                "The route table {table} belongs to {router}, and the attachment {attachment} does not. Name a table and an \
                 attachment of one transit router in transit_router_route_table_id and {argument}."
            ),
        );
    }
}

/// The refusal of something between a table and an attachment, at the argument that CEN speaks of.
pub(super) fn refusal(error: &CallError) -> Diagnostic {
    let refusal = explain(error).error();
    let speaks_of = |parameter: &str| match error {
        CallError::Refused(refusal) => refusal.message.contains(parameter),
        CallError::NoAnswer(_) | CallError::NotSent(_) => false,
    };
    let arguments = [
        ("RouteTableId", "transit_router_route_table_id"),
        ("AttachmentId", "transit_router_attachment_id"),
    ];
    match arguments
        .into_iter()
        .find(|(parameter, _)| speaks_of(parameter))
    {
        Some((_, argument)) => refusal.at(Path::root(argument)),
        None => refusal,
    }
}
