"""What is attached to transit routers, and the grants that let others' networks be attached."""

import pytest

from answers import refusal

HERE = {"RegionId": "cn-hangzhou"}
NONE = {"TransitRouterAttachmentId": "tr-attach-none"}
GONE = (404, "ResourceNotFound.TransitRouterAttachment")


def attached(cen, kind, **which):
    """The attachments of a kind that a list shows."""
    return cen.call(f"ListTransitRouter{kind}Attachments", **which)["TransitRouterAttachments"]


def test_a_vpc(cen, router, attachment):
    this = {"TransitRouterAttachmentId": attachment}
    cen.call("UpdateTransitRouterVpcAttachmentAttribute", **this, TransitRouterAttachmentName="n")
    more = [{"ZoneId": "cn-hangzhou-i", "VSwitchId": "vsw-i"}]
    cen.call("UpdateTransitRouterVpcAttachmentZones", **this, AddZoneMappings=more)
    (listed,) = attached(cen, "Vpc", TransitRouterId=router)
    assert (listed["TransitRouterAttachmentName"], listed["Status"]) == ("n", "Attached")
    assert [zone["VSwitchId"] for zone in listed["ZoneMappings"]] == ["vsw-h", "vsw-i"]
    cen.call("DeleteTransitRouterVpcAttachment", **this)
    assert attached(cen, "Vpc", TransitRouterId=router) == []


def test_what_vpcs_are_refused_for(cen, router):
    zones = [{"ZoneId": "cn-beijing-h", "VSwitchId": "vsw-h"}]
    refused = refusal(cen, "CreateTransitRouterVpcAttachment", TransitRouterId=router, VpcId="vpc-a", ZoneMappings=zones)
    assert refused == (400, "InvalidParameter")
    assert refusal(cen, "UpdateTransitRouterVpcAttachmentAttribute", **NONE, TransitRouterAttachmentName="n") == GONE
    assert refusal(cen, "UpdateTransitRouterVpcAttachmentZones", **NONE) == GONE
    assert refusal(cen, "DeleteTransitRouterVpcAttachment", **NONE) == GONE
    assert refusal(cen, "ListTransitRouterVpcAttachments", MaxResults=0)[0] == 400


@pytest.mark.parametrize("kind, network", [("Vbr", "vbr-a"), ("Vpn", "vco-a"), ("Ecr", "ecr-a")])
def test_a_network_of_a_data_centre(cen, router, kind, network):
    create, word = f"CreateTransitRouter{kind}Attachment", f"{kind}Id"
    id = cen.call(create, TransitRouterId=router, **HERE, **{word: network})["TransitRouterAttachmentId"]
    this = {"TransitRouterAttachmentId": id}
    update = f"UpdateTransitRouter{kind}AttachmentAttribute"
    cen.call(update, **this, TransitRouterAttachmentName="name")
    (listed,) = attached(cen, kind, **this)
    assert (listed["TransitRouterAttachmentName"], listed[word], listed["Status"]) == ("name", network, "Attached")
    again = refusal(cen, create, TransitRouterId=router, **HERE, **{word: network})
    assert again == (409, "InvalidOperation.ChildInstanceAlreadyAttached")
    delete = f"DeleteTransitRouter{kind}Attachment"
    cen.call(delete, **this)
    assert attached(cen, kind, **this) == []
    assert refusal(cen, update, **this, TransitRouterAttachmentName="name") == GONE
    assert refusal(cen, delete) == (400, "MissingTransitRouterAttachmentId")
    assert refusal(cen, f"ListTransitRouter{kind}Attachments", MaxResults=0)[0] == 400


def test_a_connection_of_two_routers(cen, instance, router):
    other = cen.call("CreateTransitRouter", CenId=instance, RegionId="cn-shanghai")["TransitRouterId"]
    peer = {"PeerTransitRouterId": other, "PeerTransitRouterRegionId": "cn-shanghai"}
    create = "CreateTransitRouterPeerAttachment"
    by_traffic = {"BandwidthType": "DataTransfer", "Bandwidth": 10}
    id = cen.call(create, TransitRouterId=router, **HERE, **peer, **by_traffic)["TransitRouterAttachmentId"]
    this = {"TransitRouterAttachmentId": id}
    cen.call("UpdateTransitRouterPeerAttachmentAttribute", **this, Bandwidth=20)
    (listed,) = attached(cen, "Peer", TransitRouterId=router)
    assert (listed["Bandwidth"], listed["PeerTransitRouterId"], listed["Status"]) == (20, other, "Attached")
    again = refusal(cen, create, TransitRouterId=router, **HERE, **peer, **by_traffic)
    assert again == (400, "QuotaExceeded.TransitRouterPeerAttachment")
    cen.call("DeleteTransitRouterPeerAttachment", **this)
    assert attached(cen, "Peer", TransitRouterId=router) == []
    assert refusal(cen, "UpdateTransitRouterPeerAttachmentAttribute", **this, Bandwidth=20) == GONE
    assert refusal(cen, "DeleteTransitRouterPeerAttachment", **this) == GONE
    assert refusal(cen, "ListTransitRouterPeerAttachments", MaxResults=0)[0] == 400


def test_a_grant(cen):
    network = {"InstanceType": "ExpressConnect", "InstanceId": "vbr-g", "CenId": "cen-g", "CenOwnerId": 42, **HERE}
    of = {"ProductType": "ExpressConnect", "ResourceId": "vbr-g", **HERE}
    cen.call("GrantInstanceToTransitRouter", **network)
    assert refusal(cen, "GrantInstanceToTransitRouter", **network) == (400, "InvalidOperation.GrantExist")
    payer = {"InstanceId": "vbr-g", "CenId": "cen-g", "OrderType": "PayByResourceOwner"}
    cen.call("ModifyGrantInstanceToTransitRouter", **payer)
    (rule,) = cen.call("DescribeGrantRulesToResource", **of)["GrantRules"]
    assert (rule["CenId"], rule["CenOwnerId"], rule["OrderType"]) == ("cen-g", 42, "PayByResourceOwner")
    cen.call("RevokeInstanceFromTransitRouter", **network)
    gone = (404, "InstanceNotExist.Grant")
    assert refusal(cen, "RevokeInstanceFromTransitRouter", **network) == gone
    assert refusal(cen, "ModifyGrantInstanceToTransitRouter", **payer) == gone
    assert refusal(cen, "DescribeGrantRulesToResource", **of, MaxResults=0)[0] == 400
