"""Code under test, and what becomes of it when the network is bad."""

import uuid

from alibabacloud_cbn20170912.models import CreateCenBandwidthPackageRequest
from darabonba.exceptions import UnretryableException


def buy(cen, bandwidth):
    """Buys a package, and asks again under the same token when no answer comes."""
    request = CreateCenBandwidthPackageRequest(
        geographic_region_aid="China",
        geographic_region_bid="Europe",
        bandwidth=bandwidth,
        period=1,
        auto_pay=True,
        client_token=str(uuid.uuid4()),
    )
    while True:
        try:
            return cen.create_cen_bandwidth_package(request).body.cen_bandwidth_package_id
        except UnretryableException:
            pass


def test_a_purchase(cen, simulator):
    id = buy(cen, 5)
    assert [package["id"] for package in simulator.control("GET", "packages")] == [id]


def test_a_lost_answer_buys_once(cen, simulator):
    simulator.fault("CreateCenBandwidthPackage:lost-after*2")
    id = buy(cen, 5)
    assert simulator.calls() == ["CreateCenBandwidthPackage"] * 3
    assert [package["id"] for package in simulator.control("GET", "packages")] == [id]
