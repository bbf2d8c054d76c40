//! Networks of transit routers, set up call by call.

use serde_json::Value;

use super::client::Bench;

pub(crate) const ASSOCIATE: &str = "AssociateTransitRouterAttachmentWithRouteTable";
pub(crate) const DISSOCIATE: &str = "DissociateTransitRouterAttachmentFromRouteTable";
pub(crate) const ENABLE: &str = "EnableTransitRouterRouteTablePropagation";
pub(crate) const DISABLE: &str = "DisableTransitRouterRouteTablePropagation";
pub(crate) const ROUTE: &str = "CreateTransitRouterRouteEntry";

impl Bench {
    /// A call that succeeds, and what it answers.
    pub(crate) async fn ok(&self, action: &str, given: &[(&str, &str)]) -> Value {
        let reply = self.call(action, given).await;
        assert_eq!(reply.status, 200, "{action} {given:?}: {}", reply.body);
        reply.body
    }

    /// A call that is refused, and its status and code.
    pub(crate) async fn refused(&self, action: &str, given: &[(&str, &str)]) -> (u16, String) {
        let reply = self.call(action, given).await;
        let (status, code) = reply.error();
        (status, code.to_owned())
    }

    /// Attaches a VPC to a transit router in Hangzhou, or in another region that `given` names.
    pub(crate) async fn vpc(&self, router: &str, vpc: &str, given: &[(&str, &str)]) -> String {
        let region = given.iter().find(|(name, _)| *name == "RegionId");
        let zone = format!("{}-h", region.map_or("cn-hangzhou", |(_, region)| region));
        let mut all = vec![
            ("TransitRouterId", router),
            ("RegionId", "cn-hangzhou"),
            ("VpcId", vpc),
            ("ZoneMappings.1.ZoneId", &zone),
            ("ZoneMappings.1.VSwitchId", "vsw-h"),
        ];
        all.extend(given);
        let reply = self.call("CreateTransitRouterVpcAttachment", &all).await;
        reply.created("TransitRouterAttachmentId")
    }

    /// Connects two transit routers, to be billed by traffic.
    pub(crate) async fn peer(&self, router: &str, peer: &str, given: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("TransitRouterId", router),
            ("PeerTransitRouterId", peer),
            ("BandwidthType", "DataTransfer"),
            ("Bandwidth", "2"),
        ];
        all.extend(given);
        let reply = self.call("CreateTransitRouterPeerAttachment", &all).await;
        reply.created("TransitRouterAttachmentId")
    }

    /// The table that a transit router came with.
    pub(crate) async fn system_table(&self, router: &str) -> String {
        let given = [
            ("TransitRouterId", router),
            ("TransitRouterRouteTableType", "System"),
        ];
        let body = self.ok("ListTransitRouterRouteTables", &given).await;
        let id = &body["TransitRouterRouteTables"][0]["TransitRouterRouteTableId"];
        id.as_str().unwrap().to_owned()
    }

    /// Another table of a transit router.
    pub(crate) async fn custom_table(&self, router: &str) -> String {
        let given = [("TransitRouterId", router)];
        let reply = self.call("CreateTransitRouterRouteTable", &given).await;
        reply.created("TransitRouterRouteTableId")
    }

    /// Does to an attachment and a table what the action says.
    pub(crate) async fn relate(&self, action: &str, attachment: &str, table: &str) {
        self.ok(action, &pair(attachment, table)).await;
    }

    /// A list of an action.
    pub(crate) async fn rows(
        &self,
        action: &str,
        list: &str,
        given: &[(&str, &str)],
    ) -> Vec<Value> {
        self.ok(action, given).await[list]
            .as_array()
            .unwrap()
            .clone()
    }
}

/// The parameters that name an attachment and a table.
pub(crate) fn pair<'a>(attachment: &'a str, table: &'a str) -> [(&'static str, &'a str); 2] {
    [
        ("TransitRouterAttachmentId", attachment),
        ("TransitRouterRouteTableId", table),
    ]
}
