use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, Network, Options, Vpc};

use super::client::{Bench, bench, bench_with};

const REGION: (&str, &str) = ("RegionId", "cn-hangzhou");

impl Bench {
    async fn create_vpc(&self, given: &[(&str, &str)]) -> String {
        let mut all = vec![REGION, ("CidrBlock", "10.0.0.0/16")];
        all.extend(given);
        let answer = self.vpc_ok("CreateVpc", &all).await;
        answer["VpcId"].as_str().unwrap().to_owned()
    }

    async fn create_vswitch(&self, vpc: &str, cidr: &str) -> String {
        let given = [
            REGION,
            ("VpcId", vpc),
            ("ZoneId", "cn-hangzhou-h"),
            ("CidrBlock", cidr),
        ];
        let answer = self.vpc_ok("CreateVSwitch", &given).await;
        answer["VSwitchId"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_vpc_is_created_shown_changed_and_deleted() {
    let minute = Duration::from_secs(60);
    let bench = bench_with(Options {
        settle: minute,
        ..Options::default()
    })
    .await;
    let given = [
        ("VpcName", "net"),
        ("Description", "of tests"),
        ("ResourceGroupId", "rg-a"),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let id = bench.create_vpc(&given).await;
    assert_eq!(id.strip_prefix("vpc-").unwrap().len(), 21);
    let view = bench.cloud.all::<Vpc>().remove(0);
    let this = [REGION, ("VpcId", id.as_str())];
    let mut expected = json!({
        "VpcId": id, "VpcName": "net", "Description": "of tests", "RegionId": "cn-hangzhou",
        "CidrBlock": "10.0.0.0/16", "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
        "UserCidrs": {"UserCidr": []}, "EnabledIpv6": false, "Ipv6CidrBlock": "",
        "Ipv6CidrBlocks": {"Ipv6CidrBlock": []}, "Status": "Pending", "IsDefault": false, "OwnerId": ACCOUNT_ID,
        "VRouterId": view.router_id, "VSwitchIds": {"VSwitchId": []}, "ResourceGroupId": "rg-a",
        "CreationTime": view.creation_time, "Tags": {"Tag": [{"Key": "env", "Value": "dev"}]},
        "AssociatedCens": {"AssociatedCen": []}, "CloudResources": {"CloudResourceSetType": []},
        "ClassicLinkEnabled": false
    });
    let show = async || {
        let mut shown = bench.vpc_ok("DescribeVpcAttribute", &this).await;
        shown.as_object_mut().unwrap().remove("RequestId");
        shown
    };
    assert_eq!(show().await, expected);
    bench.cloud.advance_clock(minute).unwrap();
    let change = [&this[..], &[("VpcName", ""), ("Description", "changed")]].concat();
    bench.vpc_ok("ModifyVpcAttribute", &change).await;
    expected["VpcName"] = json!("");
    expected["Description"] = json!("changed");
    expected["Status"] = json!("Available");
    assert_eq!(show().await, expected);
    let listed = bench.vpc_ok("DescribeVpcs", &this).await;
    let row = &listed["Vpcs"]["Vpc"][0];
    assert_eq!(
        row["RouterTableIds"]["RouterTableIds"],
        json!([view.route_table_id])
    );
    let tables = bench.vpc_ok("DescribeRouteTableList", &this).await;
    let table = &tables["RouterTableList"]["RouterTableListType"][0];
    assert_eq!(table["RouteTableId"], view.route_table_id);
    bench.vpc_ok("DeleteVpc", &this).await;
    let gone = bench.vpc_call("DescribeVpcAttribute", &this).await;
    assert_eq!(gone.error(), (404, "InvalidVpcId.NotFound"));
    assert_eq!(bench.cloud.all::<Network>(), []);
}

#[tokio::test]
async fn vswitches_lie_in_their_vpc_and_do_not_overlap() {
    let bench = bench().await;
    let vpc = bench.create_vpc(&[]).await;
    let id = bench.create_vswitch(&vpc, "10.0.1.0/24").await;
    for (given, status, code) in [
        (("CidrBlock", "10.1.0.0/24"), 400, "InvalidCidrBlock"),
        (
            ("CidrBlock", "10.0.1.128/25"),
            400,
            "InvalidCidrBlock.Overlapped",
        ),
        (("ZoneId", "cn-hangzhou-z"), 404, "InvalidZoneId.NotFound"),
        (("VpcId", "vpc-none"), 404, "InvalidVpcId.NotFound"),
        (("RegionId", "cn-atlantis"), 404, "InvalidRegionId.NotFound"),
    ] {
        let mut all = vec![
            REGION,
            ("VpcId", vpc.as_str()),
            ("ZoneId", "cn-hangzhou-h"),
            ("CidrBlock", "10.0.2.0/24"),
        ];
        all.push(given);
        let refused = bench.vpc_call("CreateVSwitch", &all).await;
        assert_eq!(refused.error(), (status, code), "{given:?}");
    }
    let this = [REGION, ("VSwitchId", id.as_str())];
    let shown = bench.vpc_ok("DescribeVSwitchAttributes", &this).await;
    assert_eq!(shown["AvailableIpAddressCount"], 252);
    assert_eq!(shown["VpcId"], vpc.as_str());
    let of_vpc = [REGION, ("VpcId", vpc.as_str())];
    let listed = bench.vpc_ok("DescribeVSwitches", &of_vpc).await;
    assert_eq!(listed["VSwitches"]["VSwitch"][0]["VSwitchId"], id);
    let in_use = bench.vpc_call("DeleteVpc", &of_vpc).await;
    assert_eq!(in_use.error(), (400, "DependencyViolation"));
    bench.vpc_ok("DeleteVSwitch", &this).await;
    let gone = bench.vpc_call("DescribeVSwitchAttributes", &this).await;
    assert_eq!(gone.error(), (404, "InvalidVSwitchId.NotFound"));
    bench.vpc_ok("DeleteVpc", &of_vpc).await;
}

#[tokio::test]
async fn transit_routers_learn_the_vswitches_of_a_vpc() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let vpc = bench.create_vpc(&[]).await;
    let vswitch = bench.create_vswitch(&vpc, "10.0.1.0/24").await;
    let attachment = bench
        .vpc(&router, &vpc, &[("ZoneMappings.1.VSwitchId", &vswitch)])
        .await;
    let table = bench.system_table(&router).await;
    let propagate = "EnableTransitRouterRouteTablePropagation";
    bench.relate(propagate, &attachment, &table).await;
    let destinations = async || {
        let given = [("TransitRouterRouteTableId", table.as_str())];
        let action = "ListTransitRouterRouteEntries";
        let rows = bench
            .rows(action, "TransitRouterRouteEntries", &given)
            .await;
        let name = "TransitRouterRouteEntryDestinationCidrBlock";
        rows.iter()
            .map(|row| row[name].clone())
            .collect::<Vec<Value>>()
    };
    assert_eq!(destinations().await, ["10.0.1.0/24"]);
    let second = bench.create_vswitch(&vpc, "10.0.2.0/24").await;
    assert_eq!(destinations().await, ["10.0.1.0/24", "10.0.2.0/24"]);
    bench
        .vpc_ok("DeleteVSwitch", &[("VSwitchId", &second)])
        .await;
    assert_eq!(destinations().await, ["10.0.1.0/24"]);
    // What the attachment uses stays.
    for (action, name, id) in [
        ("DeleteVSwitch", "VSwitchId", &vswitch),
        ("DeleteVpc", "VpcId", &vpc),
    ] {
        let refused = bench.vpc_call(action, &[(name, id)]).await;
        assert_eq!(refused.error(), (400, "DependencyViolation"), "{action}");
    }
    let shown = bench
        .vpc_ok("DescribeVpcAttribute", &[("VpcId", &vpc)])
        .await;
    assert_eq!(shown["AssociatedCens"]["AssociatedCen"][0]["CenId"], cen);
    let table = bench.cloud.all::<Vpc>().remove(0).route_table_id;
    let given = [REGION, ("RouteTableId", table.as_str())];
    let entries = bench.vpc_ok("DescribeRouteEntryList", &given).await;
    let entry = &entries["RouteEntrys"]["RouteEntry"][0];
    assert_eq!(entry["DestinationCidrBlock"], "10.0.1.0/24");
    assert_eq!(entry["Type"], "System");
}

#[tokio::test]
async fn an_instance_knows_the_block_and_the_name_of_a_vpc() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let vpc = bench.create_vpc(&[("VpcName", "net")]).await;
    for (id, name, block) in [
        (vpc.as_str(), "net", "10.0.0.0/16"),
        ("vpc-made-up", "", "172.16.0.0/12"),
    ] {
        bench.attach(&cen, id, &[]).await;
        let child = [
            ("CenId", cen.as_str()),
            ("ChildInstanceId", id),
            ("ChildInstanceType", "VPC"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
        ];
        let action = "DescribeCenAttachedChildInstanceAttribute";
        let shown = bench.ok(action, &child).await;
        assert_eq!(shown["ChildInstanceName"], name);
        assert_eq!(shown["ChildInstanceAttributes"]["CidrBlock"], block);
    }
}

#[tokio::test]
async fn tags_are_those_of_the_product_that_is_called() {
    let bench = bench().await;
    let vpc = bench.create_vpc(&[]).await;
    let given = [
        REGION,
        ("ResourceType", "VPC"),
        ("ResourceId.1", vpc.as_str()),
        ("Tag.1.Key", "env"),
        ("Tag.1.Value", "dev"),
    ];
    let refused = bench.call("TagResources", &given).await;
    assert_eq!(refused.error(), (400, "InvalidParameter"));
    bench.vpc_ok("TagResources", &given).await;
    let tags = async || {
        let listed = bench.vpc_ok("ListTagResources", &given[..3]).await;
        listed["TagResources"]["TagResource"].clone()
    };
    assert_eq!(tags().await[0]["TagValue"], "dev");
    let keys = [&given[..3], &[("TagKey.1", "env")]].concat();
    bench.vpc_ok("UnTagResources", &keys).await;
    assert_eq!(tags().await, json!([]));
}
