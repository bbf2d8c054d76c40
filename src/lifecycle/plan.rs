//! What is planned alike for all managed objects.

use tf_plugin::framework::model::{from_value, to_value};
use tf_plugin::framework::schema::Attribute;
use tf_plugin::framework::{Plan, PlanRequest};
use tf_plugin::value::{Attr, ModelError, Value};

use crate::Cen;
use crate::claim;

use super::{Managed, note};

/// Plans tags, the token of a create and what a confirmation brings; then the resource has its say.
pub(super) fn plan<M: Managed>(request: &PlanRequest<'_, M, Cen>, plan: &mut Plan<M>) {
    if let Some(tagging) = plan.state.common_mut().tagging {
        tagging.plan(&request.known_config.default_tags, &mut plan.diagnostics);
    }
    match request.prior {
        None if request.host.store_planned_private && plan.state.client_token().is_none() => {
            note::plan_token(&mut plan.private);
        }
        Some(prior) if prior.common().is_unconfirmed() => {
            if let Ok(state) = confirming(&plan.state, request.config) {
                plan.state = state;
            }
        }
        _ => {}
    }
    if request.prior.is_none() {
        request.walk.memory().creates_objects = true;
    }
    if request.client.is_some() {
        let claims = plan.state.claims();
        let (walk, private) = (request.walk, &mut plan.private);
        let diagnostics = &mut plan.diagnostics;
        match request.prior.map(|prior| prior.common().id.known()) {
            None => {
                let replaced = M::replaced(private);
                claim::plan(claims, replaced.as_deref(), walk, diagnostics);
            }
            Some(Some(id)) if M::KEEPS_CLAIMS => {
                claim::keep(claims, id, walk, private, diagnostics);
            }
            Some(_) => {}
        }
    }
    M::plan(request, plan);
}

/// `state` in a plan that confirms a create. As in the plan of a create, everything that the API decides is unknown; but
/// what the create was sent with is known by now.
fn confirming<M: Managed>(state: &M, config: &M) -> Result<M, ModelError> {
    let planned = opened(&M::attributes(), &to_value(config), to_value(state));
    let mut planned: M = from_value(&planned)?;
    let common = planned.common_mut();
    *common.id = Attr::Unknown;
    *common.status = Attr::Unknown;
    Ok(planned)
}

/// `planned` with everything unknown that is neither planned nor configured and that the API decides.
fn opened(attributes: &[Attribute], config: &Value, mut planned: Value) -> Value {
    for attribute in attributes {
        let name = attribute.name;
        let is_open = attribute.is_computed()
            && attribute.default.is_none()
            && config.attribute(name).is_null()
            && planned.attribute(name).is_null();
        if is_open {
            planned.set_attribute(name, Value::Unknown);
        }
    }
    planned
}
