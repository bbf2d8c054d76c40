"""Transit routers: themselves, their address blocks, and their service."""

import control
from answers import refusal


def test_a_router(cen, instance, service):
    made = {"RegionId": "cn-hangzhou", "TransitRouterName": "n", "Tag": [{"Key": "env", "Value": "dev"}]}
    id = cen.call("CreateTransitRouter", CenId=instance, **made)["TransitRouterId"]
    cen.call("UpdateTransitRouter", TransitRouterId=id, RegionId="cn-hangzhou", TransitRouterName="m")
    (listed,) = cen.call("ListTransitRouters", CenId=instance)["TransitRouters"]
    assert (listed["TransitRouterName"], listed["Status"]) == ("m", "Active")
    cen.call("DeleteTransitRouter", TransitRouterId=id)
    assert cen.call("ListTransitRouters", CenId=instance)["TotalCount"] == 0


def test_what_routers_are_refused_for(cen, instance, service):
    assert refusal(cen, "CreateTransitRouter", CenId=instance, RegionId="cn-atlantis") == (400, "IllegalParam.Region")
    assert refusal(cen, "ListTransitRouters", CenId="cen-none") == (404, "ParameterCenInstanceId")
    missing = (404, "InvalidTransitRouterId.NotFound")
    assert refusal(cen, "UpdateTransitRouter", TransitRouterId="tr-none", RegionId="cn-hangzhou") == missing
    assert refusal(cen, "DeleteTransitRouter", TransitRouterId="tr-none") == (404, "ParameterInstanceId")


def test_address_blocks(cen, router):
    here = {"TransitRouterId": router, "RegionId": "cn-hangzhou"}
    id = cen.call("CreateTransitRouterCidr", **here, Cidr="192.168.10.0/24", Name="n")["TransitRouterCidrId"]
    cen.call("ModifyTransitRouterCidr", **here, TransitRouterCidrId=id, Cidr="192.168.0.0/16", PublishCidrRoute=False)
    (listed,) = cen.call("ListTransitRouterCidr", **here)["CidrLists"]
    assert (listed["Cidr"], listed["PublishCidrRoute"]) == ("192.168.0.0/16", False)
    control.post("networks", id="vco-c", is_private=True)
    cen.call("CreateTransitRouterVpnAttachment", **here, VpnId="vco-c")
    assert cen.call("ListTransitRouterCidrAllocation", **here)["TransitRouterCidrAllocations"]
    (shown,) = cen.call("ListTransitRouters", TransitRouterId=router)["TransitRouters"]
    assert [block["Cidr"] for block in shown["TransitRouterCidrList"]] == ["192.168.0.0/16"]
    spare = cen.call("CreateTransitRouterCidr", **here, Cidr="10.0.0.0/16")["TransitRouterCidrId"]
    cen.call("DeleteTransitRouterCidr", **here, TransitRouterCidrId=spare)

    gone = {**here, "TransitRouterCidrId": spare}
    assert refusal(cen, "ModifyTransitRouterCidr", **gone, Name="m") == (400, "OperationFailed.CidrNotExist")
    assert refusal(cen, "DeleteTransitRouterCidr", **gone) == (400, "OperationFailed.CidrNotExist")
    assert refusal(cen, "CreateTransitRouterCidr", **here, Cidr="192.168.10.1/24")[0] == 400
    nowhere = {"TransitRouterId": "tr-none", "RegionId": "cn-hangzhou"}
    for action in ["ListTransitRouterCidr", "ListTransitRouterCidrAllocation"]:
        assert refusal(cen, action, **nowhere) == (404, "InvalidTransitRouterId.NotFound")


def test_the_service(cen, service, stranger):
    assert refusal(cen, "OpenTransitRouterService") == (400, "ORDER.OPEND")
    assert cen.call("CheckTransitRouterService")["Enabled"] == "true"
    assert refusal(stranger("cbn"), "CheckTransitRouterService") == (404, "InvalidAccessKeyId.NotFound")
    zones = cen.call("ListTransitRouterAvailableResource", RegionId="cn-hangzhou")["AvailableZones"]
    assert "cn-hangzhou-h" in zones
    assert refusal(cen, "ListTransitRouterAvailableResource", RegionId="cn-nowhere") == (400, "IllegalParam.Region")
