"""Fixtures: a simulated CEN that is empty at the start of each test, and a client for it."""

import json
import subprocess
import urllib.request

import pytest
from alibabacloud_cbn20170912.client import Client
from alibabacloud_tea_openapi.utils_models import Config

COMMAND = ["terraform-provider-cen", "simulator", "--listen", "127.0.0.1:0", "--quiet", "--settle", "0s"]


class Simulator:
    """A running simulator, by its control API."""

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def control(self, method, path, **fields):
        """Asks or tells it something."""
        body = json.dumps(fields).encode() if fields else None
        request = urllib.request.Request(f"{self.endpoint}/_simulator/{path}", data=body, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def fault(self, rule):
        """Makes the next calls fail, as in "CreateCen:lost-after*1"."""
        self.control("POST", "faults", rule=rule)

    def calls(self):
        """The actions that were called, in order."""
        return [call["action"] for call in self.control("GET", "journal")]


@pytest.fixture(scope="session")
def process():
    """The simulator of this run, on a port that was free."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as running:
        # It says how to reach it as soon as it can be reached.
        line = next(line for line in running.stdout if line.startswith("export CEN_ENDPOINT="))
        yield Simulator(line.strip().partition("=")[2])
        running.terminate()


@pytest.fixture
def simulator(process):
    """The simulator, with nothing in it and no fault."""
    process.control("POST", "reset")
    return process


@pytest.fixture
def cen(simulator):
    """A client of the official SDK."""
    return Client(
        Config(
            access_key_id="simulator-key-id",
            access_key_secret="simulator-key-secret",
            protocol="http",
            endpoint=simulator.endpoint.removeprefix("http://"),
        )
    )
