//! Regions and zones (API pages DescribeRegions and DescribeZones of VPC).

use serde_json::json;

use crate::action::{Answer, Context};
use crate::areas::{regions, zones};
use crate::error::ApiError;
use crate::family::Family;
use crate::request::Request;

pub(crate) const FAMILY: Family = Family::of_actions(&[
    super::reading("DescribeRegions", &[], describe_regions)
        .noting("Local names are the ids of the regions."),
    super::reading("DescribeZones", &["RegionId"], describe_zones)
        .noting("Three zones in every region; most of their letters are invented."),
]);

fn describe_regions(_: &mut Context<'_>, _: &Request) -> Result<Answer, ApiError> {
    let regions = regions().map(|region| {
        json!({
            "RegionId": region,
            "LocalName": region,
            "RegionEndpoint": format!("vpc.{region}.aliyuncs.com"),
        })
    });
    let regions: Vec<_> = regions.collect();
    Ok(Answer::new(json!({"Regions": {"Region": regions}})))
}

fn describe_zones(_: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = super::region_of(request)?.unwrap_or_default();
    let zones = zones(&region)
        .map(|zone| json!({"ZoneId": zone, "LocalName": zone, "ZoneType": "AvailabilityZone"}));
    Ok(Answer::new(json!({"Zones": {"Zone": zones}})))
}

#[cfg(test)]
mod tests {
    use crate::tests::client::bench;

    #[tokio::test]
    async fn zones_belong_to_their_region_and_are_those_of_transit_routers() {
        let bench = bench().await;
        let at = [("RegionId", "cn-hangzhou")];
        let zones = bench.vpc_ok("DescribeZones", &at).await;
        let zones = zones["Zones"]["Zone"].as_array().unwrap().clone();
        let ids: Vec<_> = zones.iter().map(|zone| zone["ZoneId"].clone()).collect();
        assert_eq!(ids, ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"]);
        let available = "ListTransitRouterAvailableResource";
        let available = bench.ok(available, &at).await;
        assert_eq!(available["AvailableZones"], serde_json::json!(ids));
        let regions = bench.vpc_ok("DescribeRegions", &[]).await;
        let regions = regions["Regions"]["Region"].as_array().unwrap().clone();
        assert!(regions.iter().any(|one| one["RegionId"] == "eu-central-1"));
        let unknown = [("RegionId", "cn-atlantis")];
        let refused = bench.vpc_call("DescribeZones", &unknown).await;
        assert_eq!(refused.error(), (404, "InvalidRegionId.NotFound"));
    }
}
