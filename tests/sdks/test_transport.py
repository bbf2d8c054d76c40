"""How calls are sent: methods, bodies, and what is signed."""

import asyncio
import os

import pytest

from answers import Key, refusal
from conftest import KEY


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_parameters_in_the_address(cen, instance, method):
    query = {"Filter.1.Key": "CenId", "Filter.1.Value.1": instance, "PageSize": "1"}
    (listed,) = cen.send("DescribeCens", method, query=query)["Cens"]["Cen"]
    assert listed["CenId"] == instance


def test_parameters_in_a_form(cen, instance):
    texts = {"CenId": instance, "Name": "a b&c=ü*~", "Description": "+"}
    cen.send("ModifyCenAttribute", form=texts)
    (listed,) = cen.call("DescribeCens", Filter=[{"Key": "CenId", "Value": [instance]}])["Cens"]["Cen"]
    assert (listed["Name"], listed["Description"]) == (texts["Name"], "+")


@pytest.mark.skipif(os.environ["SDK"] == "older", reason="it signs what it does not send")
def test_parameters_in_a_document(cen, instance):
    cen.send("TagResources", document={"ResourceType": "cen", "ResourceId": [instance], "Tag": [{"Key": "a", "Value": "ü"}]})
    (tag,) = cen.call("ListTagResources", ResourceType="cen", ResourceId=[instance])["TagResources"]["TagResource"]
    assert (tag["TagKey"], tag["TagValue"]) == ("a", "ü")


@pytest.mark.skipif(os.environ["SDK"] == "older", reason="it has no asynchronous calls")
def test_an_asynchronous_call(cen, instance):
    client, models = cen.client, cen.models
    request = models.DescribeCensRequest(filter=[models.DescribeCensRequestFilter(key="CenId", value=[instance])])
    answer = asyncio.run(client.describe_cens_async(request))
    assert [one.cen_id for one in answer.body.cens.cen] == [instance]


def test_a_wrong_secret(client):
    status, code = refusal(client("cbn", Key(KEY.id, "wrong")), "DescribeCens")
    # The older one finds in the message that the server has signed the same text as itself.
    assert (status, code) in [(400, "SignatureDoesNotMatch"), (400, "InvalidAccessKeySecret")]
    assert (code == "InvalidAccessKeySecret") == (os.environ["SDK"] == "older")
