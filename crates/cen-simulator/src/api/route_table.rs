//! Route tables of transit routers (API pages CreateTransitRouterRouteTable, UpdateTransitRouterRouteTable and
//! DeleteTransitRouterRouteTable).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context, DryRun};
use crate::admin::{self, Changeable, Route};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::quotas;
use crate::request::Request;
use crate::settling::Settling;
use crate::state::{Kind, State, TagType};
use crate::tags::{self, Tags};
use crate::texts::Texts;

use super::transit_router::TransitRouter;

const ID: &str = "TransitRouterRouteTableId";

/// The only one of the options.
const MULTI_REGION_ECMP: &str = "RouteTableOptions.MultiRegionECMP";

/// Ids and names that a list takes (API page ListTransitRouterRouteTables).
const MOST_IDS: usize = 20;

pub(crate) const FAMILY: Family = Family::of::<RouteTable>()
    .actions(&[
        Action::changing(
            "CreateTransitRouterRouteTable",
            &["TransitRouterId"],
            create,
        )
        .once(DryRun::Answered),
        Action::changing("DeleteTransitRouterRouteTable", &[ID], delete).once(DryRun::Refused),
        // What it shows is kept: the first look may make the table of the system.
        Action::changing("ListTransitRouterRouteTables", &[], list),
        Action::changing("UpdateTransitRouterRouteTable", &[ID], update).once(DryRun::Refused),
    ])
    .routes(&[
        Route::list::<RouteTable>("/route-tables", &["id", "transit_router_id", "is_system"]),
        Route::patch::<RouteTable>("/route-tables/{id}"),
        Route::delete::<RouteTable>("/route-tables/{id}"),
    ]);

/// A route table of a transit router.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTable {
    /// `vtb-…`.
    pub id: String,
    /// The transit router.
    pub transit_router_id: String,
    /// Whether it is the one that the transit router came with.
    pub is_system: bool,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// Whether equal routes of border routers in several regions share the traffic.
    pub multi_region_ecmp: bool,
    /// What it is doing.
    #[serde(flatten)]
    pub life: Life,
    /// By key.
    pub tags: Tags,
    /// In UTC, to the minute.
    pub creation_time: String,
}

/// A change of a route table made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RouteTableChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// Whether routes of several regions share the traffic.
    pub multi_region_ecmp: Option<bool>,
    /// All tags, replacing those that were.
    pub tags: Option<Tags>,
}

impl Object for RouteTable {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.transit_router_id == id
    }

    /// The one that a transit router came with goes with it. The code about others is not documented; it is one of the
    /// family that speaks of what a transit router has.
    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        let is_obstacle = !self.is_system && self.is_attached_to(id);
        is_obstacle.then(|| {
            let message = format!("The transit router {id} has the route table {}.", self.id);
            ApiError::new(400, "AssociationExist.TransitRouterRouteTable", message)
        })
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.tags)
    }
}

impl Kind for RouteTable {
    const TABLE: &'static str = "route-tables";
    const NAME: &'static str = "route table";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: "TransitRouterRouteTable",
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no route table {id}.");
        ApiError::new(404, "InvalidTransitRouterRouteTableId.NotFound", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has::<TransitRouter>(&self.transit_router_id) && self.life.settle(now)
    }
}

impl Changeable for RouteTable {
    type Change = RouteTableChange;

    fn change(&mut self, change: RouteTableChange, _now: Moment) {
        admin::set(&mut self.name, change.name);
        admin::set(&mut self.description, change.description);
        admin::set(&mut self.multi_region_ecmp, change.multi_region_ecmp);
        admin::set(&mut self.tags, change.tags);
    }
}

impl RouteTable {
    /// A bare one of this transit router.
    fn new(context: &mut Context<'_>, transit_router_id: String, life: Life) -> Self {
        Self {
            id: context.fresh_id("vtb-"),
            transit_router_id,
            is_system: false,
            name: String::new(),
            description: String::new(),
            multi_region_ecmp: false,
            life,
            tags: Tags::new(),
            creation_time: context.now.to_minutes(),
        }
    }

    pub(super) fn is_active(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Active => Ok(()),
            status => Err(ApiError::new(
                400,
                "IncorrectStatus.TransitRouterRouteTable",
                format!("The route table {} is {}.", self.id, status.as_str()),
            )),
        }
    }

    /// Takes over what a request says; what is absent stays as it is.
    fn write(&mut self, request: &Request) -> Result<(), ApiError> {
        let ecmp = match request.text(MULTI_REGION_ECMP) {
            None => self.multi_region_ecmp,
            Some("enable") => true,
            Some("disable") => false,
            Some(_) => {
                let rule = "it must be enable or disable";
                return Err(ApiError::invalid(MULTI_REGION_ECMP, rule));
            }
        };
        let texts = Texts::read(request, "TransitRouterRouteTable")?;
        texts.write(&mut self.name, &mut self.description);
        self.multi_region_ecmp = ecmp;
        Ok(())
    }

    /// The table that a transit router came with, which is made when somebody first asks for it.
    pub(super) fn of_system(context: &mut Context<'_>, router: &str) -> Result<Self, ApiError> {
        let mut tables = context.state.all::<Self>().iter();
        if let Some(table) =
            tables.find(|table| table.is_system && table.transit_router_id == router)
        {
            return Ok(table.clone());
        }
        let router: &TransitRouter = context.state.get(router)?;
        let (router, creation_time) = (router.id.clone(), router.creation_time.clone());
        let table = Self {
            is_system: true,
            creation_time,
            ..Self::new(context, router, Life::active())
        };
        context.state.push(table.clone());
        Ok(table)
    }

    fn kind(&self) -> &'static str {
        if self.is_system { "System" } else { "Custom" }
    }

    fn render(&self, router: &TransitRouter) -> Value {
        let ecmp = match self.multi_region_ecmp {
            true => "enable",
            false => "disable",
        };
        json!({
            "TransitRouterRouteTableId": self.id,
            "TransitRouterRouteTableName": self.name,
            "TransitRouterRouteTableDescription": self.description,
            "TransitRouterRouteTableStatus": self.life.status.as_str(),
            "TransitRouterRouteTableType": self.kind(),
            "TransitRouterId": self.transit_router_id,
            "RegionId": router.region,
            "CreateTime": self.creation_time,
            "RouteTableOptions": { "MultiRegionECMP": ecmp },
            "Tags": tags::bare(&self.tags),
        })
    }
}

/// Creates a route table.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let router: &TransitRouter = context.state.get(request.mandatory("TransitRouterId")?)?;
    router.is_active()?;
    let router = router.id.clone();
    let tables = context.state.all::<RouteTable>().iter();
    let own = tables.filter(|table| table.transit_router_id == router && !table.is_system);
    let most = context.policy.quotas.tables_per_router;
    quotas::keep(
        most,
        own.count(),
        "TransitRouterRouteTable",
        &format!("custom route tables of {router}"),
    )?;
    let tags = tags::read(&request.objects("Tag"))?;
    let life = Life::creating(context.settled_at());
    let mut table = RouteTable::new(context, router, life);
    table.tags = tags;
    table.write(request)?;
    let id = table.id.clone();
    context.state.push(table);
    Ok(Answer::created(ID, id))
}

/// A part of the list of the route tables of a transit router, the oldest first; all conditions must be met.
fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    // Without a transit router the list would be that of the account, which no client asks for.
    let router: &TransitRouter = context.state.get(request.mandatory("TransitRouterId")?)?;
    let router = router.clone();
    RouteTable::of_system(context, &router.id)?;
    let (ids, names) = (
        request.list("TransitRouterRouteTableIds"),
        request.list("TransitRouterRouteTableNames"),
    );
    if ids.len().max(names.len()) > MOST_IDS {
        return Err(ApiError::invalid(ID, "at most 20 are taken"));
    }
    let tags = request.objects("Tag");
    let is = |name: &str, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let tables = context.state.all::<RouteTable>().iter();
    let found: Vec<&RouteTable> = tables
        .filter(|table| table.transit_router_id == router.id)
        .filter(|table| ids.is_empty() || ids.iter().any(|id| table.is_called(id)))
        .filter(|table| names.is_empty() || names.contains(&table.name.as_str()))
        .filter(|table| is("TransitRouterRouteTableType", table.kind()))
        .filter(|table| is("TransitRouterRouteTableStatus", table.life.status.as_str()))
        .filter(|table| tags::has_all(&table.tags, &tags))
        .collect();
    listing::bare_part(request, 20, "TransitRouterRouteTables", &found, |table| {
        table.render(&router)
    })
}

/// Changes texts and options.
fn update(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let table: &mut RouteTable = context.state.get_mut(request.mandatory(ID)?)?;
    table.is_active()?;
    table.write(request)?;
    table.life.modify(settled);
    Ok(Answer::default())
}

/// Deletes a route table that no attachment uses. The code about the one of the system is not documented.
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let id = request.mandatory(ID)?;
    let table: &RouteTable = context.state.get(id)?;
    table.is_active()?;
    if table.is_system {
        return Err(ApiError::invalid(ID, "the route table of the system stays"));
    }
    context.state.obstacle_to(&table.id)?;
    let table: &mut RouteTable = context.state.get_mut(id)?;
    table.life.delete(settled);
    Ok(Answer::default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Options;
    use crate::tests::client::{Bench, Reply, bench_with};

    const MINUTE: Duration = Duration::from_secs(60);

    impl Bench {
        async fn route_table(&self, router: &str, given: &[(&str, &str)]) -> Reply {
            let mut all = vec![("TransitRouterId", router)];
            all.extend(given);
            self.call("CreateTransitRouterRouteTable", &all).await
        }

        async fn route_tables(&self, router: &str, given: &[(&str, &str)]) -> Vec<Value> {
            let mut all = vec![("TransitRouterId", router)];
            all.extend(given);
            let reply = self.call("ListTransitRouterRouteTables", &all).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            let tables = reply.body["TransitRouterRouteTables"].as_array();
            tables.unwrap().clone()
        }
    }

    /// A cloud in which everything takes a minute, and a transit router.
    async fn with_router() -> (Bench, String) {
        let options = Options {
            settle: MINUTE,
            ..Options::default()
        };
        let bench = bench_with(options).await;
        let cen = bench.cloud.add_cen("c").unwrap();
        let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou");
        (bench, router.unwrap())
    }

    #[tokio::test]
    async fn creating_changing_and_deleting_a_route_table_takes_its_time() {
        let (bench, router) = with_router().await;
        let given = [
            ("TransitRouterRouteTableName", "spokes"),
            (MULTI_REGION_ECMP, "enable"),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "dev"),
        ];
        let id = bench.route_table(&router, &given).await.created(ID);
        let one = [("TransitRouterRouteTableIds.1", id.as_str())];
        let view: RouteTable = bench.cloud.all().remove(0);
        let mut expected = json!({
            "TransitRouterRouteTableId": id, "TransitRouterRouteTableName": "spokes",
            "TransitRouterRouteTableDescription": "", "TransitRouterRouteTableStatus": "Creating",
            "TransitRouterRouteTableType": "Custom", "TransitRouterId": router, "RegionId": "cn-hangzhou",
            "CreateTime": view.creation_time, "RouteTableOptions": {"MultiRegionECMP": "enable"},
            "Tags": [{"Key": "env", "Value": "dev"}]
        });
        assert_eq!(bench.route_tables(&router, &one).await, [expected.clone()]);
        let change = [(ID, id.as_str()), (MULTI_REGION_ECMP, "disable")];
        let busy = (400, "IncorrectStatus.TransitRouterRouteTable");
        let reply = bench.call("UpdateTransitRouterRouteTable", &change).await;
        assert_eq!(reply.error(), busy);

        bench.cloud.advance_clock(MINUTE).unwrap();
        let reply = bench.call("UpdateTransitRouterRouteTable", &change).await;
        assert_eq!(reply.status, 200);
        expected["RouteTableOptions"]["MultiRegionECMP"] = json!("disable");
        expected["TransitRouterRouteTableStatus"] = json!("Modifying");
        assert_eq!(bench.route_tables(&router, &one).await, [expected]);
        bench.cloud.advance_clock(MINUTE).unwrap();
        let end = [("TransitRouterId", router.as_str())];
        let reply = bench.call("DeleteTransitRouter", &end).await;
        assert_eq!(
            reply.error(),
            (400, "AssociationExist.TransitRouterRouteTable")
        );

        let end = [(ID, id.as_str())];
        let reply = bench.call("DeleteTransitRouterRouteTable", &end).await;
        assert_eq!(reply.status, 200);
        bench.cloud.advance_clock(MINUTE).unwrap();
        assert_eq!(bench.route_tables(&router, &one).await, [] as [Value; 0]);
        let reply = bench.call("DeleteTransitRouterRouteTable", &end).await;
        let gone = (404, "InvalidTransitRouterRouteTableId.NotFound");
        assert_eq!(reply.error(), gone);
    }

    #[tokio::test]
    async fn every_bad_route_table_has_its_code_and_a_dry_run_makes_none() {
        let (bench, router) = with_router().await;
        for (given, status, code) in [
            (
                ("TransitRouterId", "tr-none"),
                404,
                "InvalidTransitRouterId.NotFound",
            ),
            (
                ("TransitRouterRouteTableName", "http://a"),
                400,
                "InvalidName",
            ),
            ((MULTI_REGION_ECMP, "maybe"), 400, "InvalidParameter"),
            (("Tag.1.Key", "acs:x"), 400, "InvalidParameter"),
        ] {
            let reply = bench.route_table(&router, &[given]).await;
            assert_eq!(reply.error(), (status, code), "{given:?}");
        }
        let dry = bench.route_table(&router, &[("DryRun", "true")]).await;
        assert_eq!(dry.status, 200);
        assert_eq!(bench.cloud.all::<RouteTable>(), []);
        let token = [("ClientToken", "t")];
        let id = bench.route_table(&router, &token).await.created(ID);
        let again = bench.route_table(&router, &token).await.created(ID);
        assert_eq!(again, id);
    }

    #[tokio::test]
    async fn a_transit_router_has_a_table_that_stays_as_long_as_it_does() {
        let (bench, router) = with_router().await;
        bench.route_table(&router, &[]).await.created(ID);
        let system = [("TransitRouterRouteTableType", "System")];
        let listed = bench.route_tables(&router, &system).await;
        assert_eq!(listed.len(), 1);
        let id = listed[0][ID].as_str().unwrap();
        let end = [(ID, id)];
        let reply = bench.call("DeleteTransitRouterRouteTable", &end).await;
        assert_eq!(reply.error(), (400, "InvalidParameter"));
        assert_eq!(bench.route_tables(&router, &[]).await.len(), 2);
        bench.cloud.remove::<TransitRouter>(&router).unwrap();
        bench.cloud.advance_clock(MINUTE).unwrap();
        assert_eq!(bench.cloud.all::<RouteTable>(), []);
    }
}
