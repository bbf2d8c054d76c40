"""Route tables of transit routers, who uses them, and the routes in them."""

from answers import refusal

NO_TABLE = (404, "InvalidTransitRouterRouteTableId.NotFound")


def test_a_table(cen, router):
    id = cen.call("CreateTransitRouterRouteTable", TransitRouterId=router, TransitRouterRouteTableName="n")
    this = {"TransitRouterRouteTableId": id["TransitRouterRouteTableId"]}
    cen.call("UpdateTransitRouterRouteTable", **this, TransitRouterRouteTableName="m")
    ids = [id["TransitRouterRouteTableId"]]
    listed = cen.call("ListTransitRouterRouteTables", TransitRouterId=router, TransitRouterRouteTableIds=ids)
    assert [one["TransitRouterRouteTableName"] for one in listed["TransitRouterRouteTables"]] == ["m"]
    cen.call("DeleteTransitRouterRouteTable", **this)
    assert refusal(cen, "UpdateTransitRouterRouteTable", **this, TransitRouterRouteTableName="m") == NO_TABLE
    assert refusal(cen, "DeleteTransitRouterRouteTable", **this) == NO_TABLE
    nowhere = (404, "InvalidTransitRouterId.NotFound")
    for action in ["CreateTransitRouterRouteTable", "ListTransitRouterRouteTables"]:
        assert refusal(cen, action, TransitRouterId="tr-none") == nowhere


def test_an_association(cen, router, table, attachment):
    both = {"TransitRouterRouteTableId": table, "TransitRouterAttachmentId": attachment}
    cen.call("AssociateTransitRouterAttachmentWithRouteTable", **both)
    assert refusal(cen, "AssociateTransitRouterAttachmentWithRouteTable", **both)[0] == 400
    other = cen.call("CreateTransitRouterRouteTable", TransitRouterId=router)["TransitRouterRouteTableId"]
    moved = {**both, "TransitRouterRouteTableId": other}
    cen.call("ReplaceTransitRouterRouteTableAssociation", **moved)
    of = {"TransitRouterAttachmentId": attachment}
    (listed,) = cen.call("ListTransitRouterRouteTableAssociations", **of)["TransitRouterAssociations"]
    assert (listed["TransitRouterRouteTableId"], listed["Status"]) == (other, "Active")
    cen.call("DissociateTransitRouterAttachmentFromRouteTable", **moved)
    for action in ["DissociateTransitRouterAttachmentFromRouteTable", "ReplaceTransitRouterRouteTableAssociation"]:
        assert refusal(cen, action, **moved) == (404, "ResourceNotFound.RouteTableAssociation")
    assert refusal(cen, "ListTransitRouterRouteTableAssociations", MaxResults=0)[0] == 400


def test_a_propagation(cen, table, attachment):
    both = {"TransitRouterRouteTableId": table, "TransitRouterAttachmentId": attachment}
    cen.call("EnableTransitRouterRouteTablePropagation", **both)
    assert refusal(cen, "EnableTransitRouterRouteTablePropagation", **both)[0] == 400
    listed = cen.call("ListTransitRouterRouteTablePropagations", TransitRouterRouteTableId=table)
    assert [one["Status"] for one in listed["TransitRouterPropagations"]] == ["Active"]
    (learned,) = cen.call("ListTransitRouterRouteEntries", TransitRouterRouteTableId=table)["TransitRouterRouteEntries"]
    assert learned["TransitRouterRouteEntryType"] == "Propagated"
    cen.call("DisableTransitRouterRouteTablePropagation", **both)
    assert refusal(cen, "DisableTransitRouterRouteTablePropagation", **both)[0] == 404
    assert refusal(cen, "ListTransitRouterRouteTablePropagations", TransitRouterRouteTableId=table, MaxResults=0)[0] == 400


def test_a_route(cen, table, attachment):
    there = {
        "TransitRouterRouteTableId": table,
        "TransitRouterRouteEntryDestinationCidrBlock": "10.0.0.0/8",
        "TransitRouterRouteEntryNextHopType": "Attachment",
        "TransitRouterRouteEntryNextHopId": attachment,
    }
    id = cen.call("CreateTransitRouterRouteEntry", **there)["TransitRouterRouteEntryId"]
    again = (400, "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock")
    assert refusal(cen, "CreateTransitRouterRouteEntry", **there) == again
    this = {"TransitRouterRouteEntryId": id}
    cen.call("UpdateTransitRouterRouteEntry", **this, TransitRouterRouteEntryName="n")
    (listed,) = cen.call("ListTransitRouterRouteEntries", TransitRouterRouteTableId=table)["TransitRouterRouteEntries"]
    assert (listed["TransitRouterRouteEntryName"], listed["TransitRouterRouteEntryStatus"]) == ("n", "Active")
    cen.call("DeleteTransitRouterRouteEntry", **this)
    for action in ["UpdateTransitRouterRouteEntry", "DeleteTransitRouterRouteEntry"]:
        assert refusal(cen, action, **this) == (400, "IllegalParam.TransitRouterRouteEntryId")
    assert refusal(cen, "ListTransitRouterRouteEntries", TransitRouterRouteTableId="vtb-none") == NO_TABLE


def test_an_aggregate(cen, table, attachment):
    cen.call("UpdateTransitRouterVpcAttachmentAttribute", TransitRouterAttachmentId=attachment, AutoPublishRouteEnabled=True)
    both = {"TransitRouterRouteTableId": table, "TransitRouterAttachmentId": attachment}
    cen.call("AssociateTransitRouterAttachmentWithRouteTable", **both)
    this = {"TransitRouteTableId": table, "TransitRouteTableAggregationCidr": "10.0.0.0/8"}
    scope = {"TransitRouteTableAggregationScope": "VPC"}
    cen.call("CreateTransitRouteTableAggregation", **this, **scope)
    assert refusal(cen, "CreateTransitRouteTableAggregation", **this, **scope)[1] == "InvalidOperation.AggregationRouteExist"
    cen.call("ModifyTransitRouteTableAggregation", **this, TransitRouteTableAggregationName="n")
    cen.call("RefreshTransitRouteTableAggregation", **this)
    (listed,) = cen.call("DescribeTransitRouteTableAggregation", TransitRouteTableId=table)["Data"]
    assert (listed["Name"], listed["ScopeList"]) == ("n", ["VPC"])
    (detail,) = cen.call("DescribeTransitRouteTableAggregationDetail", **this)["Data"]
    assert detail["InstanceId"] == "vpc-a"
    cen.call("DeleteTransitRouteTableAggregation", **this)
    for action in ["Modify{}", "Refresh{}", "Delete{}", "Describe{}Detail"]:
        gone = refusal(cen, action.format("TransitRouteTableAggregation"), **this)
        assert gone == (404, "InstanceNotExist.AggregationRoute")
    missing = refusal(cen, "DescribeTransitRouteTableAggregation", TransitRouteTableId="vtb-none")
    assert missing == (404, "InstanceNotExist.TransitRouterRouteTable")


def test_a_prefix_list(cen, router, table):
    here = {"TransitRouterId": router, "RegionId": "cn-hangzhou"}
    this = {**here, "TransitRouterTableId": table, "PrefixListId": "pl-a", "NextHop": "BlackHole"}
    cen.call("CreateTransitRouterPrefixListAssociation", **this)
    twice = (400, "InvalidOperation.PrefixListAssociationExist")
    assert refusal(cen, "CreateTransitRouterPrefixListAssociation", **this) == twice
    (listed,) = cen.call("ListTransitRouterPrefixListAssociation", **here)["PrefixLists"]
    assert (listed["PrefixListId"], listed["Status"]) == ("pl-a", "Active")
    cen.call("DeleteTransitRouterPrefixListAssociation", **this)
    gone = (404, "InstanceNotExist.PrefixListAssociation")
    assert refusal(cen, "DeleteTransitRouterPrefixListAssociation", **this) == gone
    nowhere = refusal(cen, "ListTransitRouterPrefixListAssociation", TransitRouterId="tr-none", RegionId="cn-hangzhou")
    assert nowhere == (404, "InvalidTransitRouterId.NotFound")


def test_a_route_of_a_network(cen, instance, attachment):
    this = {
        "CenId": instance,
        "RouteTableId": "vtb-x",
        "TransitRouterAttachmentId": attachment,
        "DestinationCidrBlock": "10.0.0.0/8",
    }
    cen.call("CreateCenChildInstanceRouteEntryToAttachment", **this)
    twice = (400, "InvalidOperation.RouteEntryExist")
    assert refusal(cen, "CreateCenChildInstanceRouteEntryToAttachment", **this) == twice
    of = {"ChildInstanceRouteTableId": "vtb-x", "TransitRouterAttachmentId": attachment}
    (listed,) = cen.call("ListCenChildInstanceRouteEntriesToAttachment", **of)["RouteEntry"]
    assert (listed["DestinationCidrBlock"], listed["Status"]) == ("10.0.0.0/8", "Available")
    cen.call("DeleteCenChildInstanceRouteEntryToAttachment", **this)
    gone = (404, "InstanceNotExist.RouteEntry")
    assert refusal(cen, "DeleteCenChildInstanceRouteEntryToAttachment", **this) == gone
    elsewhere = {**of, "TransitRouterAttachmentId": "tr-attach-none"}
    missing = (404, "ResourceNotFound.TransitRouterAttachment")
    assert refusal(cen, "ListCenChildInstanceRouteEntriesToAttachment", **elsewhere) == missing
