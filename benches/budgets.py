#!/usr/bin/env python3
"""The budgets of the provider, measured in one run with the floor that Terraform itself sets.

    cargo build --profile dist -p terraform-provider-cen
    benches/budgets.py [BINARY]

Needs terraform or tofu on the PATH. The API is the simulator of the same binary, on loopback. Times are told as ratios to a
floor of the same run: the same command of the same CLI with its built-in terraform_data, for many packages with as many of
them, each with as much state as a package has. How long a CLI takes for a state of that size is not the provider's.
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

BINARY = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/dist/terraform-provider-cen")
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


def floor_of(count, state_of_one):
    """A configuration of as many objects with as much state each, without a provider of anybody."""
    return (f'resource "terraform_data" "this" {{\n  count = {count}\n'
            f'  input = join("", [for n in range({state_of_one}) : "x"])\n}}\n')


def state_size(place):
    """Bytes of the state."""
    return os.path.getsize(os.path.join(place[0], "terraform.tfstate"))


WRAPPER = """#!{python}
import os, sys
provider = os.posix_spawn("{binary}", sys.argv, os.environ)
_, status, used = os.wait4(provider, 0)
with open("{log}", "a") as log:
    print(used.ru_utime + used.ru_stime, file=log)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def cpu_of_provider(place):
    """CPU seconds of all processes of the provider in one plan."""
    path, environment = place
    folder = os.path.join(path, "measured")
    os.makedirs(folder)
    log = os.path.join(folder, "cpu.log")
    wrapper = os.path.join(folder, "terraform-provider-cen")
    with open(wrapper, "w", encoding="utf-8") as file:
        file.write(WRAPPER.format(python=sys.executable, binary=BINARY, log=log))
    os.chmod(wrapper, 0o755)
    rc = os.path.join(folder, "cli.tfrc")
    with open(environment["TF_CLI_CONFIG_FILE"], encoding="utf-8") as file:
        text = file.read().replace(os.path.dirname(BINARY), folder)
    with open(rc, "w", encoding="utf-8") as file:
        file.write(text)
    for _ in range(RUNS):
        run((path, {**environment, "TF_CLI_CONFIG_FILE": rc}), "plan")
    with open(log, encoding="utf-8") as file:
        return sum(float(line) for line in file) / RUNS


def main():
    if CLI is None:
        sys.exit("There is neither terraform nor tofu on the PATH.")
    middle = statistics.median
    show("binary", os.path.getsize(BINARY) / 2**20, 10, "MiB")
    simulator = Simulator()
    with tempfile.TemporaryDirectory() as folder:
        floor = workspace(folder, "floor", FLOOR, {})
        ones = [workspace(folder, f"one-{n}", REQUIRE + PACKAGE % 1, simulator.environment) for n in range(5)]
        one = ones[0]
        run(floor, "init")
        run(floor, "apply", "-auto-approve")
        applied = middle(run(each, "apply", "-auto-approve")[0] for each in ones)

        pairs = [(run(floor, "plan"), run(one, "plan")) for _ in range(RUNS)]
        base = middle(wall for (wall, _), _ in pairs)
        print(f"      floor: a plan of one terraform_data, {base * 1000:.0f} ms")
        show("apply of 1 package, wall", applied / base, 4, "x floor")
        show("plan of 1 package, no change, wall", middle(plan[0] / base[0] for base, plan in pairs), 2.2, "x floor")
        cpu = middle(cpu for _, (_, cpu) in pairs)
        show("the provider's share of its CPU time", 100 * cpu_of_provider(one) / cpu, 10, "%")

        # An account of its own for each, so that the packages fill as few pages as they can.
        for count, most_applying, most_reading in [(200, 400, 8), (1000, 2000, 24)]:
            simulator.end()
            simulator = Simulator()
            many = workspace(folder, f"many-{count}", REQUIRE + PACKAGE % count, simulator.environment)
            wall, _ = run(many, "apply", "-auto-approve", "-parallelism=50")
            show(f"apply of {count} packages, API calls", simulator.calls(), most_applying, "calls")
            before = simulator.calls()
            read, _ = run(many, "plan", "-refresh-only", "-parallelism=50")
            show("refresh of them, API calls", simulator.calls() - before, most_reading, "calls")
            # terraform_data keeps what it is given twice, and some 350 bytes of its own.
            same = workspace(folder, f"floor-{count}", floor_of(count, (state_size(many) // count - 350) // 2), {})
            run(same, "init")
            floor_wall, _ = run(same, "apply", "-auto-approve", "-parallelism=50")
            floor_read, _ = run(same, "plan", "-refresh-only", "-parallelism=50")
            print(f"      floor: {count} terraform_data with {state_size(same) / state_size(many):.2f} of the state, "
                  f"applied in {floor_wall:.2f} s, refreshed in {floor_read:.2f} s")
            show("apply of them, wall", wall / floor_wall, 2, "x floor")
            show("refresh of them, wall", read / floor_read, 3, "x floor")
            if count == 200:
                show("provider's peak memory, 200 packages", peak_memory(many, simulator), 20, "MiB")
    simulator.end()


if __name__ == "__main__":
    main()
