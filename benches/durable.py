#!/usr/bin/env python3
"""How many packages the simulator sells in a second when it keeps its state in a file.

    cargo build --profile dist -p terraform-provider-cen
    benches/durable.py [BINARY [FOLDER]]

The file is in FOLDER, so that its disk is the one that is measured; the folder for temporary files otherwise. A purchase is
answered when it is on the disk, so one client at a time gets as many as the disk has time for; those of many clients are
written together. The calls are signed before the clock runs.
"""

import base64
import hashlib
import hmac
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/dist/terraform-provider-cen")
FOLDER = sys.argv[2] if len(sys.argv) > 2 else None
PURCHASE = {"Action": "CreateCenBandwidthPackage", "Version": "2017-09-12", "Format": "JSON",
            "AccessKeyId": "simulator-key-id", "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
            "GeographicRegionAId": "China", "GeographicRegionBId": "China", "Bandwidth": "5",
            "BandwidthPackageChargeType": "POSTPAY"}


def escaped(text):
    return urllib.parse.quote(text, safe="-_.~")


def purchase():
    """A signed purchase, as the body of a form."""
    given = {**PURCHASE, "ClientToken": str(uuid.uuid4()), "SignatureNonce": str(uuid.uuid4()),
             "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    query = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in sorted(given.items()))
    text = f"POST&%2F&{escaped(query)}"
    signature = base64.b64encode(hmac.new(b"simulator-key-secret&", text.encode(), hashlib.sha1).digest()).decode()
    return f"{query}&Signature={escaped(signature)}"


class Simulator:
    """One with its state in a file, or without one."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([BINARY, "simulator", "--settle", "0s", "--quiet", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            name, _, value = line.strip().partition("=")
            if name == "export CEN_ENDPOINT":
                self.host = value.strip("'\"").removeprefix("http://")
                break

    def sell(self, clients, count):
        """Purchases a second, by so many clients at a time."""
        bodies = [[purchase() for _ in range(count // clients)] for _ in range(clients)]
        threads = [threading.Thread(target=self.client, args=(own,)) for own in bodies]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return count / (time.perf_counter() - started)

    def client(self, bodies):
        connection = http.client.HTTPConnection(self.host)
        for body in bodies:
            connection.request("POST", "/", body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            said = answer.read()
            assert answer.status == 200, said

    def end(self):
        self.process.terminate()
        self.process.wait()


def disk(folder):
    """Milliseconds of one write that is waited for."""
    with open(os.path.join(folder, "probe"), "wb") as file:
        started = time.perf_counter()
        for _ in range(50):
            file.write(b"x" * 1000)
            file.flush()
            os.fsync(file.fileno())
        return (time.perf_counter() - started) / 50 * 1000


def main():
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        print(f"a write of 1 kB that is waited for: {disk(folder):.2f} ms")
        state = os.path.join(folder, "state.json")
        for what, arguments in [("without a file", []), ("with a file", ["--state", state])]:
            simulator = Simulator(*arguments)
            for clients, count in [(1, 500), (8, 2000), (32, 4000)]:
                print(f"{what}, {clients:2} at a time: {simulator.sell(clients, count):7.0f} purchases a second")
            simulator.end()
        print(f"the file of {500 + 2000 + 4000} packages: {os.path.getsize(state) / 2**20:.1f} MiB")
        started = time.perf_counter()
        Simulator("--state", state).end()
        print(f"read, and up again: {(time.perf_counter() - started) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
