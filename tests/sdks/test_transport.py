"""How calls are sent: methods, bodies, and what is signed."""

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


def test_a_wrong_secret(client):
    status, code = refusal(client("cbn", Key(KEY.id, "wrong")), "DescribeCens")
    # The older one finds in the message that the server has signed the same text as itself.
    assert (status, code) in [(400, "SignatureDoesNotMatch"), (400, "InvalidAccessKeySecret")]
    assert (code == "InvalidAccessKeySecret") == (os.environ["SDK"] == "older")
