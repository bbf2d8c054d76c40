"""What the scenarios share: clients of the SDK that the environment names, on the simulator that it names.

The account is one for all of them, so each makes objects of its own.
"""

import importlib
import os
import urllib.parse

import pytest

import control
from answers import Key

KEY = Key(os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"], os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"])


@pytest.fixture(scope="session")
def client():
    """Makes the client of a product, with the usual key or another."""
    sdk = importlib.import_module(os.environ["SDK"])
    host = urllib.parse.urlsplit(control.ENDPOINT).netloc
    return lambda product, key=KEY, **config: sdk.Product(product, host, key, **config)


@pytest.fixture(scope="session")
def cen(client):
    return client("cbn")


@pytest.fixture(scope="session")
def sts(client):
    return client("sts")


@pytest.fixture(scope="session")
def bss(client):
    return client("bss")


@pytest.fixture(scope="session")
def vpc(client):
    return client("vpc")


@pytest.fixture(scope="session")
def groups(client):
    return client("groups")


@pytest.fixture(scope="session")
def stranger(client):
    """Makes the client of somebody whose key nobody knows."""
    return lambda product: client(product, Key("nobody", "nothing"))


@pytest.fixture
def instance(cen):
    """A CEN instance; it goes with all that is attached to it."""
    id = cen.call("CreateCen", Name="scenario")["CenId"]
    yield id
    control.delete(f"cens/{id}")


@pytest.fixture(scope="session")
def service(cen):
    """The service of transit routers, which has to be opened once for an account."""
    if cen.call("CheckTransitRouterService")["Enabled"] == "false":
        assert len(cen.call("OpenTransitRouterService")["OrderId"]) == 15


@pytest.fixture
def router(cen, instance, service):
    """A transit router in Hangzhou."""
    return cen.call("CreateTransitRouter", CenId=instance, RegionId="cn-hangzhou")["TransitRouterId"]


@pytest.fixture
def table(cen, router):
    """The first route table of the router."""
    tables = cen.call("ListTransitRouterRouteTables", TransitRouterId=router)["TransitRouterRouteTables"]
    return tables[0]["TransitRouterRouteTableId"]


@pytest.fixture
def attachment(cen, router):
    """The attachment of a VPC to the router."""
    zones = [{"ZoneId": "cn-hangzhou-h", "VSwitchId": "vsw-h"}]
    attached = cen.call(
        "CreateTransitRouterVpcAttachment", TransitRouterId=router, RegionId="cn-hangzhou", VpcId="vpc-a", ZoneMappings=zones
    )
    return attached["TransitRouterAttachmentId"]
