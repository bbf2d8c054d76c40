"""The control API of a simulator."""

import json
import os
import urllib.request

ENDPOINT = os.environ["CEN_ENDPOINT"]


def get(path):
    """What is at a path."""
    return _send("GET", path)


def post(path, **fields):
    """Tells a path something."""
    return _send("POST", path, json.dumps(fields).encode())


def delete(path):
    """Removes what is at a path."""
    return _send("DELETE", path)


def _send(method, path, body=None):
    request = urllib.request.Request(f"{ENDPOINT}/_simulator/{path}", data=body, method=method)
    # Whatever proxy is set is for other hosts.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return json.load(answer)
