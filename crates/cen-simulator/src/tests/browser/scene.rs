//! What there is to be seen on the page.

use crate::tests::client::Bench;
use crate::tests::network;
use crate::{BusinessStatus, Fault, Package, PackageChange};

impl Bench {
    pub(super) fn page(&self) -> String {
        format!("{}/_simulator/", self.cloud.endpoint())
    }

    pub(super) async fn bought_for(&self, cen: Option<&str>, given: &[(&str, &str)]) -> String {
        let id = self.buy(given).await.id();
        let change = PackageChange {
            cen_id: cen.map(str::to_owned),
            ..PackageChange::default()
        };
        self.cloud.change::<Package>(&id, change).unwrap();
        id
    }

    /// Three instances with six packages, six routers and thirteen networks, as a team might have.
    pub(super) async fn a_team_s_set_up(&self) {
        let [production, staging, lab] =
            ["production", "staging", "lab"].map(|name| self.cloud.add_cen(name).unwrap());
        let bought = |a, b, mbps, name, months| {
            vec![
                ("GeographicRegionAId", a),
                ("GeographicRegionBId", b),
                ("Bandwidth", mbps),
                ("Name", name),
                ("BandwidthPackageChargeType", "PREPAY"),
                ("Period", months),
                ("AutoPay", "true"),
            ]
        };
        let trunk = bought("China", "Asia-Pacific", "50", "trunk", "12");
        let trunk = self.bought_for(Some(&production), &trunk).await;
        let west = bought("China", "Europe", "20", "to Europe", "1");
        let west = self.bought_for(Some(&production), &west).await;
        let atlantic = bought("North-America", "Europe", "30", "atlantic", "6");
        let atlantic = self.bought_for(Some(&production), &atlantic).await;
        let by_day = [("Name", "staging"), ("Bandwidth", "10")];
        let small = self.bought_for(Some(&staging), &by_day).await;
        let spare = bought("North-America", "China", "5", "spare", "3");
        self.bought_for(None, &spare).await;
        let mut unpaid = bought("China", "China", "8", "", "1");
        unpaid.truncate(6);
        self.bought_for(None, &unpaid).await;

        let mut number = 0;
        let mut routers = Vec::new();
        for (cen, region, networks) in [
            (
                &production,
                "cn-hangzhou",
                &["web", "orders", "billing", "data"][..],
            ),
            (&production, "ap-southeast-1", &["web", "cache"]),
            (&production, "eu-central-1", &["web", "audit"]),
            (&production, "us-east-1", &["web"]),
            (&staging, "cn-hangzhou", &["web", "orders"]),
            (&staging, "ap-southeast-1", &["web"]),
        ] {
            let router = self.cloud.add_transit_router(cen, region).unwrap();
            for name in networks {
                number += 1;
                let vpc = format!("vpc-{number}");
                let block = format!("10.{number}.0.0/24");
                self.cloud.describe_network(&vpc, &[&block]).unwrap();
                self.vpc(
                    &router,
                    &vpc,
                    &[
                        ("RegionId", region),
                        ("TransitRouterAttachmentName", name),
                        ("AutoPublishRouteEnabled", "true"),
                        ("RouteTableAssociationEnabled", "true"),
                        ("RouteTablePropagationEnabled", "true"),
                    ],
                )
                .await;
            }
            routers.push((router, region));
        }
        for (from, to, mbps, package) in [
            (0, 1, "30", &trunk),
            (0, 2, "20", &west),
            (3, 2, "10", &atlantic),
            (4, 5, "4", &small),
        ] {
            let (router, region) = &routers[from];
            let (peer, peer_region) = &routers[to];
            let given = [
                ("RegionId", *region),
                ("PeerTransitRouterRegionId", peer_region),
                ("BandwidthType", "BandwidthPackage"),
                ("CenBandwidthPackageId", package),
                ("Bandwidth", mbps),
                ("AutoPublishRouteEnabled", "true"),
                ("RouteTableAssociationEnabled", "true"),
                ("RouteTablePropagationEnabled", "true"),
            ];
            let connection = self.peer(router, peer, &given).await;
            let table = self.system_table(peer).await;
            for action in [network::ASSOCIATE, network::ENABLE] {
                let given = [
                    ("TransitRouterAttachmentId", connection.as_str()),
                    ("TransitRouterRouteTableId", table.as_str()),
                ];
                self.call(action, &given).await;
            }
        }
        let locked = PackageChange {
            business_status: Some(BusinessStatus::FinancialLocked),
            ..PackageChange::default()
        };
        self.cloud.change::<Package>(&small, locked).unwrap();
        self.cloud.add_child(&lab, "cn-beijing").unwrap();
        self.cloud
            .fault(Fault::error("DescribeCens", 503, "ServiceUnavailable").times(1));
        self.call("DescribeCens", &[]).await;
    }
}
