"""CEN instances, and the networks attached to them without a transit router."""

from answers import refusal


def test_an_instance(cen):
    tag = {"Key": "env", "Value": "dev"}
    id = cen.call("CreateCen", Name="n", Description="d", ProtectionLevel="REDUCED", Tag=[tag])["CenId"]
    cen.call("ModifyCenAttribute", CenId=id, Name="m")
    cen.call("MoveResourceGroup", ResourceType="cen", ResourceId=id, NewResourceGroupId="rg-other")
    this = [{"Key": "CenId", "Value": [id]}]
    (listed,) = cen.call("DescribeCens", Filter=this)["Cens"]["Cen"]
    assert (listed["Name"], listed["Status"], listed["ResourceGroupId"]) == ("m", "Active", "rg-other")
    assert listed["Tags"] == {"Tag": [tag]}
    cen.call("DeleteCen", CenId=id)
    assert cen.call("DescribeCens", Filter=this)["TotalCount"] == 0


def test_what_instances_are_refused_for(cen):
    missing = {"CenId": "cen-none"}
    assert refusal(cen, "CreateCen", Name="http://a") == (400, "InvalidName")
    assert refusal(cen, "ModifyCenAttribute", **missing, Name="m") == (404, "ParameterCenInstanceId")
    assert refusal(cen, "DeleteCen", **missing) == (404, "ParameterCenInstanceId")
    assert refusal(cen, "DescribeCens", PageSize=51) == (400, "InvalidParameter")
    moved = {"ResourceType": "cen", "ResourceId": "cen-none", "NewResourceGroupId": "rg-other"}
    assert refusal(cen, "MoveResourceGroup", **moved) == (404, "ParameterCenInstanceId")


def test_a_network(cen, instance):
    child = {"ChildInstanceId": "vpc-c", "ChildInstanceType": "VPC", "ChildInstanceRegionId": "cn-hangzhou"}
    assert refusal(cen, "AttachCenChildInstance", CenId="cen-none", **child) == (404, "ParameterCenInstanceId")
    cen.call("AttachCenChildInstance", CenId=instance, **child)
    (listed,) = cen.call("DescribeCenAttachedChildInstances", CenId=instance)["ChildInstances"]["ChildInstance"]
    shown = cen.call("DescribeCenAttachedChildInstanceAttribute", CenId=instance, **child)
    assert (listed["Status"], shown["Status"]) == ("Attached", "Attached")
    cen.call("DetachCenChildInstance", CenId=instance, **child)
    for action in ["DescribeCenAttachedChildInstanceAttribute", "DetachCenChildInstance"]:
        assert refusal(cen, action, CenId=instance, **child) == (404, "ParameterInstanceId")
    assert refusal(cen, "DescribeCenAttachedChildInstances", CenId="cen-none") == (404, "ParameterCenInstanceId")


def test_tags(cen, instance):
    this = {"ResourceType": "cen", "ResourceId": [instance]}
    cen.call("TagResources", **this, Tag=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    cen.call("UntagResources", **this, TagKey=["b"])
    tags = cen.call("ListTagResources", **this)["TagResources"]["TagResource"]
    assert [(tag["ResourceId"], tag["TagKey"], tag["TagValue"]) for tag in tags] == [(instance, "a", "1")]
    other = {"ResourceType": "cen", "ResourceId": ["cen-none"]}
    assert refusal(cen, "TagResources", **other, Tag=[{"Key": "a", "Value": "1"}]) == (404, "ParameterCenInstanceId")
    assert refusal(cen, "UntagResources", **other, TagKey=["a"]) == (404, "ParameterCenInstanceId")
    assert refusal(cen, "ListTagResources", ResourceType="planet", ResourceId=["x"]) == (400, "InvalidParameter")
