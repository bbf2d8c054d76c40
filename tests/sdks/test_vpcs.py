"""VPCs and what is in them, as far as people need them for CEN."""

import pytest

from answers import refusal

HERE = {"RegionId": "cn-hangzhou"}
NO_VPC = (404, "InvalidVpcId.NotFound")
NO_VSWITCH = (404, "InvalidVSwitchId.NotFound")
NO_REGION = (404, "InvalidRegionId.NotFound")


@pytest.fixture
def network(vpc):
    """A VPC with the route table that it comes with."""
    made = vpc.call("CreateVpc", **HERE, CidrBlock="10.0.0.0/8", VpcName="n")
    yield made
    vpc.call("DeleteVpc", VpcId=made["VpcId"])


@pytest.fixture
def vswitch(vpc, network):
    """A vSwitch in it."""
    where = {"VpcId": network["VpcId"], "ZoneId": "cn-hangzhou-h", "CidrBlock": "10.1.0.0/24"}
    id = vpc.call("CreateVSwitch", **HERE, **where, VSwitchName="n")["VSwitchId"]
    yield id
    vpc.call("DeleteVSwitch", VSwitchId=id)


def test_a_vpc(vpc, network):
    id = network["VpcId"]
    vpc.call("ModifyVpcAttribute", VpcId=id, VpcName="m", Description="described")
    (listed,) = vpc.call("DescribeVpcs", **HERE, VpcId=id)["Vpcs"]["Vpc"]
    shown = vpc.call("DescribeVpcAttribute", **HERE, VpcId=id)
    assert (listed["VpcName"], listed["Status"], shown["VpcName"]) == ("m", "Available", "m")
    assert refusal(vpc, "CreateVpc", **HERE, CidrBlock="10.0.0.1/8")[0] == 400
    assert refusal(vpc, "DescribeVpcs", RegionId="cn-atlantis") == NO_REGION
    for action in ["ModifyVpcAttribute", "DescribeVpcAttribute", "DeleteVpc"]:
        assert refusal(vpc, action, **HERE, VpcId="vpc-none") == NO_VPC


def test_a_vswitch(vpc, network, vswitch):
    vpc.call("ModifyVSwitchAttribute", VSwitchId=vswitch, VSwitchName="m")
    (listed,) = vpc.call("DescribeVSwitches", **HERE, VSwitchId=vswitch)["VSwitches"]["VSwitch"]
    shown = vpc.call("DescribeVSwitchAttributes", VSwitchId=vswitch)
    assert (listed["VSwitchName"], listed["Status"], shown["VSwitchName"]) == ("m", "Available", "m")
    again = {"VpcId": network["VpcId"], "ZoneId": "cn-hangzhou-h", "CidrBlock": "10.1.0.0/24"}
    assert refusal(vpc, "CreateVSwitch", **HERE, **again) == (400, "InvalidCidrBlock.Overlapped")
    assert refusal(vpc, "DescribeVSwitches", RegionId="cn-atlantis") == NO_REGION
    for action in ["ModifyVSwitchAttribute", "DescribeVSwitchAttributes", "DeleteVSwitch"]:
        assert refusal(vpc, action, VSwitchId="vsw-none") == NO_VSWITCH
    assert refusal(vpc, "DeleteVpc", VpcId=network["VpcId"]) == (400, "DependencyViolation")


def test_route_tables(vpc, network, vswitch):
    table = network["RouteTableId"]
    tables = vpc.call("DescribeRouteTableList", **HERE, VpcId=network["VpcId"])["RouterTableList"]["RouterTableListType"]
    assert [(one["RouteTableId"], one["VSwitchIds"]) for one in tables] == [(table, {"VSwitchId": [vswitch]})]
    routes = vpc.call("DescribeRouteEntryList", **HERE, RouteTableId=table)["RouteEntrys"]["RouteEntry"]
    assert [route["DestinationCidrBlock"] for route in routes] == ["10.1.0.0/24"]
    assert refusal(vpc, "DescribeRouteTableList", RegionId="cn-atlantis") == NO_REGION
    assert refusal(vpc, "DescribeRouteEntryList", RegionId="cn-atlantis", RouteTableId=table) == NO_REGION


def test_places(vpc):
    regions = vpc.call("DescribeRegions")["Regions"]["Region"]
    zones = vpc.call("DescribeZones", **HERE)["Zones"]["Zone"]
    assert "cn-hangzhou" in [region["RegionId"] for region in regions]
    assert "cn-hangzhou-h" in [zone["ZoneId"] for zone in zones]
    assert refusal(vpc, "DescribeZones", RegionId="cn-atlantis") == NO_REGION


def test_a_stranger_sees_no_regions(stranger):
    assert refusal(stranger("vpc"), "DescribeRegions") == (404, "InvalidAccessKeyId.NotFound")


def test_tags(vpc, network):
    this = {**HERE, "ResourceType": "VPC", "ResourceId": [network["VpcId"]]}
    vpc.call("TagResources", **this, Tag=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    vpc.call("UnTagResources", **this, TagKey=["b"])
    (tag,) = vpc.call("ListTagResources", **this)["TagResources"]["TagResource"]
    assert (tag["ResourceId"], tag["TagKey"], tag["TagValue"]) == (network["VpcId"], "a", "1")
    other = {**this, "ResourceId": ["vpc-none"]}
    assert refusal(vpc, "TagResources", **other, Tag=[{"Key": "a", "Value": "1"}]) == NO_VPC
    assert refusal(vpc, "UnTagResources", **other, TagKey=["a"]) == NO_VPC
    assert refusal(vpc, "ListTagResources", **HERE, ResourceType="PLANET")[0] == 400


def test_a_grant(vpc):
    network = {**HERE, "InstanceType": "VPC", "InstanceId": "vpc-granted"}
    to = {"CenId": "cen-theirs", "CenOwnerId": 42}
    vpc.call("GrantInstanceToCen", **network, **to)
    (rule,) = vpc.call("DescribeGrantRulesToCen", **network)["CenGrantRules"]["CbnGrantRule"]
    assert (rule["CenInstanceId"], rule["CenOwnerId"]) == ("cen-theirs", 42)
    assert refusal(vpc, "GrantInstanceToCen", **network, **to) == (400, "InvalidOperation.GrantExist")
    vpc.call("RevokeInstanceFromCen", **network, **to)
    assert refusal(vpc, "RevokeInstanceFromCen", **network, **to) == (404, "InvalidInstanceId.NotFound")
    planet = {**network, "InstanceType": "PLANET"}
    assert refusal(vpc, "DescribeGrantRulesToCen", **planet) == (400, "InstanceType.Invalid")
