"""Bandwidth packages, and what of them is allotted to pairs of regions."""

import datetime

import pytest

import control
from answers import refusal

AREAS = {"GeographicRegionAId": "China", "GeographicRegionBId": "Asia-Pacific"}
MISSING = {"CenBandwidthPackageId": "cenbwp-none"}


@pytest.fixture
def package(cen):
    """A package that is paid by the month, of 5 Mbit/s."""
    id = cen.call("CreateCenBandwidthPackage", **AREAS, Bandwidth=5, Period=1, AutoPay=True)["CenBandwidthPackageId"]
    yield id
    control.delete(f"packages/{id}")


def show(cen, package):
    """What the list says of a package."""
    this = [{"Key": "CenBandwidthPackageId", "Value": [package]}]
    listed = cen.call("DescribeCenBandwidthPackages", Filter=this, IncludeReservationData=True)
    (one,) = listed["CenBandwidthPackages"]["CenBandwidthPackage"]
    return one


def test_a_package_and_its_limits(cen, package, instance):
    cen.call("ModifyCenBandwidthPackageAttribute", CenBandwidthPackageId=package, Name="n", Description="d")
    cen.call("ModifyCenBandwidthPackageSpec", CenBandwidthPackageId=package, Bandwidth=10)
    cen.call("AssociateCenBandwidthPackage", CenBandwidthPackageId=package, CenId=instance)
    for region in ["cn-hangzhou", "ap-southeast-1"]:
        child = {"ChildInstanceId": f"vpc-{region}", "ChildInstanceType": "VPC", "ChildInstanceRegionId": region}
        cen.call("AttachCenChildInstance", CenId=instance, **child)
    pair = {"CenId": instance, "LocalRegionId": "cn-hangzhou", "OppositeRegionId": "ap-southeast-1"}
    cen.call("SetCenInterRegionBandwidthLimit", **pair, BandwidthLimit=4)
    shown = show(cen, package)
    assert (shown["Name"], shown["Bandwidth"], shown["Status"]) == ("n", 10, "InUse")
    assert shown["CenIds"] == {"CenId": [instance]}
    limits = cen.call("DescribeCenInterRegionBandwidthLimits", CenId=instance)["CenInterRegionBandwidthLimits"]
    assert [one["BandwidthLimit"] for one in limits["CenInterRegionBandwidthLimit"]] == [4]
    left = cen.call("DescribeCenGeographicSpanRemainingBandwidth", CenId=instance, **AREAS)
    assert left["RemainingBandwidth"] == 6
    both = {"CenBandwidthPackageId": package, "CenId": instance}
    drawn = (409, "InvalidOperation.CenBandwidthLimitsNotZero")
    assert refusal(cen, "UnassociateCenBandwidthPackage", **both) == drawn
    cen.call("SetCenInterRegionBandwidthLimit", **pair, BandwidthLimit=0)
    cen.call("UnassociateCenBandwidthPackage", **both)
    assert show(cen, package)["Status"] == "Idle"


def test_a_package_that_is_larger_for_a_while(cen, package):
    now = datetime.datetime.now(datetime.timezone.utc)
    until = (now + datetime.timedelta(hours=4)).strftime("%Y-%m-%dT%H:00:00Z")
    upgrade = {"Bandwidth": 20, "EndTime": until}
    cen.call("TempUpgradeCenBandwidthPackageSpec", CenBandwidthPackageId=package, **upgrade)
    shown = show(cen, package)
    assert (shown["Bandwidth"], shown["ReservationOrderType"]) == (20, "TEMP_UPGRADE")
    assert refusal(cen, "TempUpgradeCenBandwidthPackageSpec", **MISSING, **upgrade)[0] == 404


def test_a_package_without_a_term(cen):
    id = cen.call("CreateCenBandwidthPackage", **AREAS, Bandwidth=2, BandwidthPackageChargeType="POSTPAY")
    cen.call("MoveResourceGroup", ResourceType="bandwidthpackage", ResourceId=id["CenBandwidthPackageId"],
             NewResourceGroupId="rg-other")  # fmt: skip
    cen.call("DeleteCenBandwidthPackage", CenBandwidthPackageId=id["CenBandwidthPackageId"])
    missing = (404, "ParameterBwpInstanceId")
    assert refusal(cen, "DeleteCenBandwidthPackage", CenBandwidthPackageId=id["CenBandwidthPackageId"]) == missing


def test_what_packages_are_refused_for(cen, package):
    assert refusal(cen, "CreateCenBandwidthPackage", **AREAS, Bandwidth=1)[0] == 400
    assert refusal(cen, "DeleteCenBandwidthPackage", CenBandwidthPackageId=package)[0] == 403
    assert refusal(cen, "DescribeCenBandwidthPackages", PageNumber=0)[0] == 400
    missing = (404, "ParameterBwpInstanceId")
    assert refusal(cen, "ModifyCenBandwidthPackageAttribute", **MISSING, Name="n") == missing
    assert refusal(cen, "ModifyCenBandwidthPackageSpec", **MISSING, Bandwidth=10) == missing
    nowhere = {"CenBandwidthPackageId": package, "CenId": "cen-none"}
    for action in ["AssociateCenBandwidthPackage", "UnassociateCenBandwidthPackage"]:
        assert refusal(cen, action, **nowhere) == (404, "ParameterCenInstanceId")
    pair = {"CenId": "cen-none", "LocalRegionId": "cn-hangzhou", "OppositeRegionId": "ap-southeast-1"}
    assert refusal(cen, "SetCenInterRegionBandwidthLimit", **pair, BandwidthLimit=1) == (404, "ParameterCenInstanceId")
    assert refusal(cen, "DescribeCenInterRegionBandwidthLimits", CenId="cen-none")[0] == 404
    assert refusal(cen, "DescribeCenGeographicSpanRemainingBandwidth", CenId="cen-none", **AREAS)[0] == 404


def test_areas(cen):
    spans = cen.call("DescribeCenGeographicSpans")["GeographicSpanModels"]["GeographicSpanModel"]
    assert "china_asia-pacific" in [span["GeographicSpanId"] for span in spans]
    regions = cen.call("DescribeGeographicRegionMembership", GeographicRegionId="China")["RegionIds"]["RegionId"]
    assert "cn-hangzhou" in [region["RegionId"] for region in regions]
    assert refusal(cen, "DescribeCenGeographicSpans", PageSize=0)[0] == 400
    assert refusal(cen, "DescribeGeographicRegionMembership", GeographicRegionId="Moon")[0] == 400
