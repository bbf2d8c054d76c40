#!/usr/bin/env python3
"""kill -9 at random moments of applies: is anything bought twice?

    cargo build --profile dist -p terraform-provider-cen
    benches/kill.py [BINARY] [MOMENTS]

Needs terraform or tofu on the PATH. Each apply buys six equal packages, without a client_token, from the simulator of the
same binary on loopback. At a random moment the provider, its host, or both are killed; then the same configuration is applied again,
at once, until it succeeds. What counts is how many packages there are then, how many of them the state holds, and whether a
plan finds nothing left to do.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

# The simulator, the folders and the CLI are those of the budgets.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import budgets  # noqa: E402

PACKAGES = 6
MOMENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 50
VICTIMS = ["provider", "host", "both"]


class Simulator(budgets.Simulator):
    """One that takes its time, so that there is a time between a purchase and its answer."""

    OPTIONS = ["--latency", "60ms", "--settle", "100ms"]

    def packages(self):
        """How many packages there are."""
        with urllib.request.urlopen(self.environment["CEN_ENDPOINT"] + "/_simulator/packages") as answer:
            return len(json.load(answer))


def children(pid):
    """The processes that `pid` has started, without those that have ended."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def apply(place):
    path, environment = place
    return subprocess.Popen([budgets.CLI, "apply", "-auto-approve", "-no-color", "-parallelism=3"],
                            cwd=path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main():
    if budgets.CLI is None:
        sys.exit("There is neither terraform nor tofu on the PATH.")
    seed = int(os.environ.get("SEED", random.randrange(2**32)))
    random.seed(seed)
    print(f"seed {seed}")
    wrong = at_work = taken_up = 0
    with tempfile.TemporaryDirectory() as folder:
        simulator = Simulator()
        place = budgets.workspace(folder, "whole", budgets.REQUIRE + budgets.PACKAGE % PACKAGES, simulator.environment)
        begun = time.perf_counter()
        whole = apply(place)
        whole.communicate()
        whole = time.perf_counter() - begun
        simulator.end()
        print(f"an apply that nobody disturbs takes {whole:.2f} s")
        for moment in range(MOMENTS):
            victim = VICTIMS[moment % len(VICTIMS)]
            simulator = Simulator()
            place = budgets.workspace(folder, f"run-{moment}", budgets.REQUIRE + budgets.PACKAGE % PACKAGES,
                                      simulator.environment)
            after = random.uniform(0.0, whole)
            run = apply(place)
            time.sleep(after)
            providers = children(run.pid)
            kill({"provider": providers, "host": [run.pid], "both": [run.pid, *providers]}[victim])
            run.communicate()
            before = simulator.packages()
            at_work += 0 < before
            outcome = ""
            for attempt in range(1, 4):
                again = apply(place)
                said, _ = again.communicate()
                taken_up += said.count("has been taken up")
                if again.returncode == 0:
                    break
                outcome += f" apply {attempt} failed: {said[-600:]}"
            path, environment = place
            plan = subprocess.run([budgets.CLI, "plan", "-detailed-exitcode", "-no-color"], cwd=path, env=environment,
                                  capture_output=True, text=True, check=False)
            with open(os.path.join(path, "terraform.tfstate"), encoding="utf-8") as file:
                instances = [one for each in json.load(file)["resources"] for one in each["instances"]]
            ids = {one["attributes"]["id"] for one in instances}
            there = simulator.packages()
            is_right = there == PACKAGES and len(ids) == PACKAGES and plan.returncode == 0 and not outcome
            wrong += not is_right
            verdict = "ok   " if is_right else "WRONG"
            print(f"{verdict}  {moment + 1:2}  {victim:8} after {after:5.2f} s: {before} bought by then, {there} in the end, "
                  f"{len(ids)} in the state, plan {plan.returncode}{outcome}", flush=True)
            simulator.end()
    print(f"{MOMENTS} moments, {at_work} of them after the first purchase; {taken_up} purchases taken up; {wrong} wrong")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
