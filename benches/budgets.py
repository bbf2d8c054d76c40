#!/usr/bin/env python3
"""The budgets of the provider, measured in one run with the floor that Terraform itself sets.

    cargo build --release
    benches/budgets.py [BINARY]

Needs terraform or tofu on the PATH. The API is the simulator of the same binary, on loopback. Absolute times depend on
the machine; what counts are the ratios to the floor, which is a plan of Terraform's built-in terraform_data.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/terraform-provider-cen")
CLI = shutil.which("terraform") or shutil.which("tofu")
RUNS = 15
REQUIRE = 'terraform {\n  required_providers {\n    cen = { source = "cen-rs/cen" }\n  }\n}\n'
PACKAGE = """
resource "cen_bandwidth_package" "this" {
  count       = %d
  bandwidth   = 5
  area_a      = "China"
  area_b      = "China"
  charge_type = "PostPaid"
}
"""
FLOOR = 'resource "terraform_data" "this" {\n  input = "x"\n}\n'


class Simulator:
    """The simulator as a process of its own."""

    OPTIONS = ["--settle", "0s"]

    def __init__(self):
        self.process = subprocess.Popen(
            [BINARY, "simulator", *self.OPTIONS, "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.environment = {}
        for line in self.process.stdout:
            if line.strip().startswith("export "):
                name, _, value = line.strip()[len("export "):].partition("=")
                self.environment[name] = value.strip("'\"")
            if len(self.environment) == 3:
                break

    def calls(self):
        """How many calls there have been."""
        url = self.environment["CEN_ENDPOINT"] + "/_simulator/journal"
        with urllib.request.urlopen(url) as answer:
            journal = json.load(answer)
        return len(journal["calls"] if isinstance(journal, dict) else journal)

    def end(self):
        self.process.terminate()
        self.process.wait()


def workspace(folder, name, body, environment):
    """A folder with a configuration, and the environment to run the CLI in."""
    path = os.path.join(folder, name)
    os.makedirs(path)
    with open(os.path.join(path, "main.tf"), "w", encoding="utf-8") as file:
        file.write(body)
    rc = os.path.join(folder, "cli.tfrc")
    with open(rc, "w", encoding="utf-8") as file:
        folder_of_binary = os.path.dirname(BINARY)
        file.write('provider_installation {\n  dev_overrides {\n'
                   f'    "registry.terraform.io/cen-rs/cen" = "{folder_of_binary}"\n'
                   f'    "registry.opentofu.org/cen-rs/cen" = "{folder_of_binary}"\n  }}\n  direct {{}}\n}}\n')
    return path, {"PATH": os.environ["PATH"], "HOME": folder, "TF_CLI_CONFIG_FILE": rc, "CHECKPOINT_DISABLE": "1",
                  **environment}


def run(place, *arguments):
    """Runs the CLI once: wall and CPU seconds of it and all it starts."""
    path, environment = place
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run([CLI, *arguments], cwd=path, env=environment, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout + done.stderr
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak_memory(place, simulator):
    """Peak memory in MiB of one provider process that serves a whole configuration, as the kernel counts it."""
    path, environment = place
    provider = subprocess.Popen([BINARY, "serve", "--debug"], env={**environment, **simulator.environment},
                                stdout=subprocess.PIPE, text=True)
    reattach = None
    for line in provider.stdout:
        if "TF_REATTACH_PROVIDERS=" in line:
            reattach = line.split("=", 1)[1].strip().strip("'")
            break
    run((path, {**environment, "TF_REATTACH_PROVIDERS": reattach}), "plan", "-parallelism=50")
    with open(f"/proc/{provider.pid}/status", encoding="ascii") as file:
        peak = next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    provider.terminate()
    provider.wait()
    return peak / 1024


def show(what, value, budget, unit):
    verdict = "ok  " if value <= budget else "OVER"
    print(f"{verdict}  {what:<44} {value:8.3f}  budget {budget:g} {unit}")


def main():
    if CLI is None:
        sys.exit("There is neither terraform nor tofu on the PATH.")
    show("binary", os.path.getsize(BINARY) / 2**20, 10, "MiB")
    simulator = Simulator()
    with tempfile.TemporaryDirectory() as folder:
        floor = workspace(folder, "floor", FLOOR, {})
        one = workspace(folder, "one", REQUIRE + PACKAGE % 1, simulator.environment)
        run(floor, "init")
        run(floor, "apply", "-auto-approve")
        wall, _ = run(one, "apply", "-auto-approve")
        show("apply of 1 package, wall", wall, 0.15, "s")

        pairs = [(run(floor, "plan"), run(one, "plan")) for _ in range(RUNS)]
        middle = statistics.median
        show("plan of 1 package, no change, wall", middle(plan[0] for _, plan in pairs), 0.060, "s")
        show("the same, CPU", middle(plan[1] for _, plan in pairs), 0.080, "s")
        print(f"      floor (terraform_data): wall {middle(base[0] for base, _ in pairs):.3f} s, "
              f"CPU {middle(base[1] for base, _ in pairs):.3f} s; "
              f"ratio wall {middle(plan[0] / base[0] for base, plan in pairs):.2f}, "
              f"CPU {middle(plan[1] / base[1] for base, plan in pairs):.2f}")

        # An account of its own for each, so that the packages fill as few pages as they can.
        for count, apply, most_applying, refresh, most_reading in [
            (200, 1.5, 400, 0.25, 8),
            (1000, 7.5, 2000, 1.25, 24),
        ]:
            simulator.end()
            simulator = Simulator()
            many = workspace(folder, f"many-{count}", REQUIRE + PACKAGE % count, simulator.environment)
            wall, _ = run(many, "apply", "-auto-approve", "-parallelism=50")
            show(f"apply of {count} packages, wall", wall, apply, "s")
            show("the same, API calls", simulator.calls(), most_applying, "calls")
            before = simulator.calls()
            wall, _ = run(many, "plan", "-refresh-only", "-parallelism=50")
            show(f"refresh of {count} packages, wall", wall, refresh, "s")
            show("the same, API calls", simulator.calls() - before, most_reading, "calls")
            if count == 200:
                show("provider's peak memory, 200 packages", peak_memory(many, simulator), 20, "MiB")
    simulator.end()


if __name__ == "__main__":
    main()
