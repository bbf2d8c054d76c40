"""Resource groups."""

from answers import refusal

GONE = (404, "EntityNotExists.ResourceGroup")


def test_a_group(groups):
    id = groups.call("CreateResourceGroup", Name="net", DisplayName="Networks")["ResourceGroup"]["Id"]
    this = {"ResourceGroupId": id}
    assert groups.call("GetResourceGroup", **this)["ResourceGroup"]["DisplayName"] == "Networks"
    listed = groups.call("ListResourceGroups")["ResourceGroups"]["ResourceGroup"]
    assert [group["Name"] for group in listed] == ["default", "net"]
    again = refusal(groups, "CreateResourceGroup", Name="net", DisplayName="Networks")
    assert again == (409, "EntityAlreadyExists.ResourceGroup")
    groups.call("DeleteResourceGroup", **this)
    for action in ["GetResourceGroup", "DeleteResourceGroup"]:
        assert refusal(groups, action, **this) == GONE
    assert refusal(groups, "ListResourceGroups", PageSize=0)[0] == 400
