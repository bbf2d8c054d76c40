"""What CEN is told of the routes of networks, and where they clash."""

import pytest

import control
from answers import refusal


@pytest.fixture
def networks(cen, instance):
    """Two networks of an instance whose blocks overlap; how actions name the first."""
    for number, region, block in [(1, "cn-hangzhou", "10.0.1.0/24"), (2, "cn-beijing", "10.0.0.0/16")]:
        control.post("networks", id=f"vpc-p{number}", vswitches=[{"cidr": block}])
        child = {"ChildInstanceId": f"vpc-p{number}", "ChildInstanceType": "VPC", "ChildInstanceRegionId": region}
        cen.call("AttachCenChildInstance", CenId=instance, **child)
    return {"ChildInstanceId": "vpc-p1", "ChildInstanceType": "VPC", "ChildInstanceRegionId": "cn-hangzhou"}


def test_a_route_is_withdrawn_and_published(cen, instance, networks):
    of = {"CenId": instance, **networks}
    (route,) = cen.call("DescribePublishedRouteEntries", **of)["PublishedRouteEntries"]["PublishedRouteEntry"]
    assert route["PublishStatus"] == "Published"
    assert [one["InstanceId"] for one in route["Conflicts"]["Conflict"]] == ["vpc-p2"]
    this = {name: route[name] for name in ("ChildInstanceRouteTableId", "DestinationCidrBlock")}
    cen.call("WithdrawPublishedRouteEntries", **of, **this)
    listed = cen.call("DescribeCenRegionDomainRouteEntries", CenId=instance, CenRegionId="cn-hangzhou")
    assert [one["NextHopInstanceId"] for one in listed["CenRouteEntries"]["CenRouteEntry"]] == ["vpc-p2"]
    cen.call("PublishRouteEntries", **of, **this)
    routes = cen.call("DescribeCenChildInstanceRouteEntries", **of)["CenRouteEntries"]["CenRouteEntry"]
    assert [route["Type"] for route in routes] == ["System", "CEN"]

    other = {**this, "DestinationCidrBlock": "10.9.0.0/24"}
    for action in ["PublishRouteEntries", "WithdrawPublishedRouteEntries"]:
        assert refusal(cen, action, **of, **other) == (400, "InvalidOperation.NotFoundRoute")
    stranger = {**of, "ChildInstanceId": "vpc-none"}
    for action in ["DescribePublishedRouteEntries", "DescribeCenChildInstanceRouteEntries"]:
        assert refusal(cen, action, **stranger) == (404, "Instance.NotExist")
    nowhere = {"CenId": "cen-none", "CenRegionId": "cn-hangzhou"}
    assert refusal(cen, "DescribeCenRegionDomainRouteEntries", **nowhere) == (404, "ParameterCenInstanceId")


def test_conflicts(cen, networks):
    table = {"ChildInstanceRouteTableId": "vtb-p1"}
    (conflict,) = cen.call("DescribeRouteConflict", **networks, **table)["RouteConflicts"]["RouteConflict"]
    assert (conflict["InstanceId"], conflict["Status"]) == ("vpc-p2", "conflict")
    unknown = {**networks, "ChildInstanceId": "vpc-none"}
    assert refusal(cen, "DescribeRouteConflict", **unknown, **table) == (404, "InvalidChildInstanceId.NotFound")


def test_regions(cen):
    regions = cen.call("DescribeChildInstanceRegions", ProductType="VPC")["Regions"]["Region"]
    assert "cn-hangzhou" in [region["RegionId"] for region in regions]
    assert refusal(cen, "DescribeChildInstanceRegions", ProductType="Moon") == (400, "InvalidParameter")


def test_grants_to_an_instance(cen, instance):
    assert cen.call("DescribeGrantRulesToCen", CenId=instance, ProductType="VPC")["GrantRules"]["GrantRule"] == []
    assert refusal(cen, "DescribeGrantRulesToCen", CenId=instance)[0] == 400
