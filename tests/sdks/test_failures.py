"""What goes wrong on the way, and that nothing is bought twice for it."""

import os

import pytest

import control
from answers import Lost, refusal

PACKAGE = {"GeographicRegionAId": "China", "GeographicRegionBId": "Europe", "Bandwidth": 5, "Period": 1, "AutoPay": True}


@pytest.fixture
def fault():
    """Makes a fault rule, which ends with the scenario."""
    yield lambda rule: control.post("faults", rule=rule)
    control.delete("faults")


def packages(name):
    """The packages of a name, as the simulator knows them."""
    return [package["id"] for package in control.get("packages") if package["name"] == name]


@pytest.mark.parametrize("effect", ["lost-before", "lost-after", "reset-midway"])
def test_a_lost_answer(cen, fault, effect):
    once = {**PACKAGE, "Name": effect, "ClientToken": f"token-{effect}"}
    fault(f"CreateCenBandwidthPackage:{effect}*1")
    with pytest.raises(Lost):
        cen.call("CreateCenBandwidthPackage", **once)
    bought = cen.call("CreateCenBandwidthPackage", **once)["CenBandwidthPackageId"]
    assert cen.call("CreateCenBandwidthPackage", **once)["CenBandwidthPackageId"] == bought
    assert packages(effect) == [bought]
    other = {**once, "Bandwidth": 10}
    assert refusal(cen, "CreateCenBandwidthPackage", **other) == (400, "IdempotenceParam.NotMatch")


def test_throttling(cen, fault):
    fault("DescribeCens:throttle=1s*1")
    assert refusal(cen, "DescribeCens") == (400, "Throttling.User")
    cen.call("DescribeCens")


def test_an_error_on_order(cen, fault):
    fault("DescribeCens:error=503,ServiceUnavailable,not now*1")
    assert refusal(cen, "DescribeCens") == (503, "ServiceUnavailable")


@pytest.mark.skipif(os.environ["SDK"] == "older", reason="it repeats calls of a few products only, and CEN is not one of them")
@pytest.mark.parametrize("effect", ["lost-after", "throttle=10ms"])
def test_a_client_that_repeats(client, fault, effect):
    import newer

    name = f"repeated-{effect}"
    fault(f"CreateCenBandwidthPackage:{effect}*2")
    once = {**PACKAGE, "Name": name, "ClientToken": f"token-{name}"}
    bought = client("cbn", **newer.REPEATING).call("CreateCenBandwidthPackage", **once)
    assert packages(name) == [bought["CenBandwidthPackageId"]]
