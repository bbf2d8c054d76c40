#!/usr/bin/env python3
"""How fast the simulator is, and how much memory it takes.

    cargo build --profile dist -p terraform-provider-cen -p cen-simulator --bin terraform-provider-cen --example load
    benches/simulator.py [BINARY [LOAD]]

LOAD is crates/cen-simulator/examples/load.rs, which sends calls that it has signed before, over 8 connections with one call at
a time on each. It has its share of the machine: on two cores the calls a second are those of both together. CPU time is that of
the server alone, as the kernel counts it, and the better figure to compare on a machine that does other things. Each figure is
the median of several rounds, with the best beside it.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request

from budgets import show

BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/dist/terraform-provider-cen")
LOAD = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(BINARY), "examples/load"))
ROUNDS = 5
CLIENTS = 8
PACKAGES = 10_000
# More calls than the journal keeps, so that it is full.
FILL = 10_500
LIST = "DescribeCenBandwidthPackages"
BUY = ["CreateCenBandwidthPackage", "GeographicRegionAId=China", "GeographicRegionBId=China", "Bandwidth=5",
       "BandwidthPackageChargeType=POSTPAY", "Name=package-#", "ClientToken=token-#"]
# The pages around the middle.
MIDDLE = ["PageSize=50", "PageNumber=100"]


class Server:
    """The simulator as a process of its own."""

    def __init__(self):
        started = time.perf_counter()
        self.process = subprocess.Popen([BINARY, "simulator", "--settle", "0s", "--quiet"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            name, _, value = line.strip().partition("=")
            if name == "export CEN_ENDPOINT":
                self.endpoint = value.strip("'\"")
                break
        self.control("GET", "/clock")
        self.start = time.perf_counter() - started

    def control(self, method, path):
        request = urllib.request.Request(self.endpoint + "/_simulator" + path, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def cpu(self):
        """Seconds of CPU that all threads have used, from the scheduler, which counts finer than the clock of /proc/PID/stat."""
        total = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def memory(self):
        """MiB that are resident."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def call(self, calls, *what):
        """Calls a second, and microseconds of the server's CPU for each."""
        before = self.cpu()
        done = subprocess.run([LOAD, self.endpoint, str(CLIENTS), str(calls), *what], check=True, capture_output=True)
        used = self.cpu() - before
        result = json.loads(done.stdout)
        assert result["refused"] == 0, result
        return calls / result["seconds"], used / calls * 1e6

    def rounds(self, calls, *what):
        """The medians and the best of several rounds."""
        measured = [self.call(calls, *what) for _ in range(ROUNDS)]
        rates, costs = zip(*measured)
        print(f"      {calls} calls, {ROUNDS} rounds: at best {max(rates):,.0f} a second, {min(costs):.1f} µs of CPU each")
        return statistics.median(rates), statistics.median(costs)

    def end(self):
        self.process.terminate()
        self.process.wait()


def main():
    print(f"      load of the machine: {', '.join(f'{one:.2f}' for one in os.getloadavg())}")
    starts = []
    for _ in range(15):
        server = Server()
        starts.append(server.start)
        server.end()
    show("from the start to the first answer", statistics.median(starts) * 1000, 10, "ms")

    server = Server()
    bare = server.memory()
    rate, cost = server.rounds(20_000, LIST)
    show("Describe of nothing, time for 20,000 calls", 20_000 / rate, 1, "s")
    print(f"      {rate:,.0f} calls a second, {cost:.1f} µs of the server's CPU for each")

    server.end()
    server = Server()
    rate, cost = server.call(200, *BUY)
    print(f"      the first 200 purchases: {rate:,.0f} a second, {cost:.1f} µs of CPU each")
    rate, cost = server.call(PACKAGES - 200, *BUY[:-1], "ClientToken=more-#")
    print(f"      {PACKAGES - 200} more: {rate:,.0f} a second, {cost:.1f} µs of CPU each")
    show(f"memory with {PACKAGES} packages, all purchases in the journal", server.memory(), 30, "MiB")
    print(f"      with nothing: {bare:.1f} MiB")
    server.control("DELETE", "/journal")
    pages(server, "an empty journal")
    server.call(FILL, "DescribeCens")
    pages(server, "a full journal")
    print(f"      memory afterwards: {server.memory():.1f} MiB")
    server.end()


def pages(server, journal):
    """What a page costs."""
    for what, given in [("a page of 50", MIDDLE), ("one by its name", ["Filter.1.Key=Name", "Filter.1.Value.1=package-77"])]:
        _, cost = server.rounds(400, LIST, *given)
        show(f"{what}, {journal}, CPU", cost / 1000, 0.3, "ms")


if __name__ == "__main__":
    main()
