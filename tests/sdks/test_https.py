"""Calls by https, with a certificate that the simulator has made."""

import os
import urllib.request

import pytest

import control

# How a client is told what to trust.
TRUST = {"newer": "ca", "older": "verify"}[os.environ["SDK"]]


@pytest.fixture
def certificate(tmp_path):
    """The file with what clients have to trust."""
    path = tmp_path / "ca.pem"
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{control.ENDPOINT}/_simulator/ca.pem") as answer:
        path.write_bytes(answer.read())
    return str(path)


@pytest.mark.parametrize("product, action", [("sts", "GetCallerIdentity"), ("cbn", "DescribeCens")])
def test_a_call_by_https(client, certificate, product, action):
    assert client(product, protocol="https", **{TRUST: certificate}).call(action)["RequestId"]
