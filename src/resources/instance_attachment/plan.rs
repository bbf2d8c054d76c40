//! What a plan for an attachment must know beyond the general rules.

use crate::Cen;
use cen::ChildKind;
use tf_plugin::framework::{Plan, PlanRequest};
use tf_plugin::value::Attr;

use super::model::Attachment;

/// Ids of CEN instances and regions in other letter cases are the same.
pub(super) fn keep_equivalent(prior: &Attachment, planned: &mut Attachment) {
    let same = |before: &Attr<String>, after: &Attr<String>| match (before.known(), after.known()) {
        (Some(before), Some(after)) => before.trim().eq_ignore_ascii_case(after.trim()),
        _ => false,
    };
    if same(&prior.cen_id, &planned.cen_id) {
        planned.cen_id = prior.cen_id.clone();
    }
    if same(&prior.region, &planned.region) {
        planned.region = prior.region.clone();
    }
}

/// The id of the network tells its type.
pub(super) fn refine(request: &PlanRequest<'_, Attachment, Cen>, plan: &mut Plan<Attachment>) {
    if request.config.child_instance_type.is_null() {
        let state = &mut plan.state;
        state.child_instance_type = match &state.child_instance_id {
            Attr::Known(id) => ChildKind::of_id(id)
                .map(|kind| kind.as_str().to_owned())
                .into(),
            _ => Attr::Unknown,
        };
    }
}
