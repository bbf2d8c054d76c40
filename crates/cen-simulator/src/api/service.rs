//! Whether transit routers can be created at all, and in which zones (API pages CheckTransitRouterService,
//! OpenTransitRouterService and ListTransitRouterAvailableResource).

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::action::{Action, Answer, Context};
use crate::admin::Route;
use crate::areas::zones;
use crate::error::ApiError;
use crate::family::Family;
use crate::object::Object;
use crate::request::Request;
use crate::settling::Follows;
use crate::state::Kind;

use super::transit_router::router_region;

pub(crate) const FAMILY: Family = Family::of::<ServiceOrder>()
    .actions(&[
        Action::reading("CheckTransitRouterService", &[], check),
        Action::reading(
            "ListTransitRouterAvailableResource",
            &["RegionId"],
            available,
        )
        .noting("Three zones in every region; most of their letters are invented."),
        Action::changing("OpenTransitRouterService", &[], open),
    ])
    .routes(&[Route::list::<ServiceOrder>("/service-orders", &["id"])]);

/// The order, at no price, that has opened the service of transit routers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceOrder {
    /// 15 digits.
    pub id: String,
}

impl Object for ServiceOrder {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for ServiceOrder {
    const TABLE: &'static str = "service-orders";
    const NAME: &'static str = "order of the service";
    const FOLLOWS: Follows = Follows::Nothing;
}

/// Whether the service is open, from the beginning or by an order.
fn is_open(context: &Context<'_>) -> bool {
    context.policy.transit_router_service || !context.state.all::<ServiceOrder>().is_empty()
}

/// Refused where the service has not been opened.
pub(super) fn needs_service(context: &Context<'_>) -> Result<(), ApiError> {
    match is_open(context) {
        true => Ok(()),
        false => Err(ApiError::new(
            400,
            "Forbbiden.TransitRouterServiceNotOpen",
            "The service of transit routers has not been opened.",
        )),
    }
}

/// A text, as the official SDK has it.
fn check(context: &mut Context<'_>, _: &Request) -> Result<Answer, ApiError> {
    let enabled = is_open(context).to_string();
    Ok(Answer::new(json!({"Enabled": enabled})))
}

fn open(context: &mut Context<'_>, _: &Request) -> Result<Answer, ApiError> {
    if is_open(context) {
        let message = "The service of transit routers is open.";
        return Err(ApiError::new(400, "ORDER.OPEND", message));
    }
    let id = context.ids.order();
    context.state.push(ServiceOrder { id: id.clone() });
    Ok(Answer::new(json!({"OrderId": id})))
}

fn available(_: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = router_region(request.mandatory("RegionId")?)?;
    let multicast = request.boolean("SupportMulticast")?;
    let [first, second, third] = zones(&region);
    Ok(Answer::new(json!({
        "AvailableZones": [first, second, third],
        "MasterZones": [first],
        "SlaveZones": [second, third],
        "SupportMulticast": multicast.unwrap_or(true),
    })))
}
