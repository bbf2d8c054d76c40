#!/usr/bin/env python3
"""Counts the calls of a network of transit routers as it grows: 5, 10 and 20 routers with ten networks each.

    benches/routers.py target/dist/terraform-provider-cen

Each router has a route table, and each network an attachment, an association and a propagation: 20 routers are 641 objects. All of
it runs in the sandbox, with the terraform or tofu on the PATH. Exit code 1 where the calls of an object grow with their number.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

NETWORKS = 10
REGIONS = ["cn-beijing", "cn-chengdu", "cn-guangzhou", "cn-hangzhou", "cn-heyuan", "cn-huhehaote", "cn-nanjing", "cn-qingdao",
           "cn-shanghai", "cn-shenzhen", "cn-wulanchabu", "cn-zhangjiakou", "cn-hongkong", "ap-northeast-1", "ap-southeast-1",
           "ap-southeast-3", "ap-southeast-5", "eu-central-1", "us-east-1", "us-west-1"]
# How much more calls an object may take in the largest network than in the smallest.
GROWTH = 1.1

CONFIGURATION = """
terraform {
  required_providers {
    cen = { source = "cen-rs/cen" }
  }
}

locals {
  routers  = toset(%s)
  networks = { for pair in setproduct(local.routers, range(%d)) : "${pair[0]}-${pair[1]}" => pair[0] }
}

resource "cen_instance" "this" {
  name = "network"
}

resource "cen_transit_router" "this" {
  for_each = local.routers
  cen_id   = cen_instance.this.id
  region   = each.key
}

resource "cen_transit_router_route_table" "this" {
  for_each          = local.routers
  transit_router_id = cen_transit_router.this[each.key].id
}

resource "cen_transit_router_vpc_attachment" "this" {
  for_each                   = local.networks
  transit_router_id          = cen_transit_router.this[each.value].id
  region                     = each.value
  vpc_id                     = "vpc-${each.key}"
  auto_publish_route_enabled = true
  zone_mappings              = [{ zone_id = "${each.value}-a", vswitch_id = "vsw-${each.key}" }]
}

resource "cen_transit_router_route_table_association" "this" {
  for_each                      = local.networks
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.value].id
}

resource "cen_transit_router_route_table_propagation" "this" {
  for_each                      = local.networks
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.value].id
}
"""


def main(binary):
    host = shutil.which("terraform") or shutil.which("tofu")
    if not host:
        sys.exit("There is neither terraform nor tofu on the PATH.")
    per_object = []
    for routers in (5, 10, 20):
        objects = 1 + routers * 2 + routers * NETWORKS * 3
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "main.tf").write_text(CONFIGURATION % (json.dumps(REGIONS[:routers]), NETWORKS))
            made = calls(binary, host, folder, "apply", "-auto-approve")
            seen = calls(binary, host, folder, "plan", "-detailed-exitcode")
        per_object.append((made / objects, seen / objects))
        print(f"{routers:>3} routers, {objects:>4} objects: apply {made:>5} calls, {made / objects:.2f} an object; "
              f"plan {seen:>4}, {seen / objects:.2f} an object")
    grown = max(last / first for first, last in zip(per_object[0], per_object[-1]))
    print(f"From the smallest to the largest the calls of an object grow by {grown:.2f} (at most {GROWTH}).")
    return grown > GROWTH


def calls(binary, host, folder, *command):
    """Runs a command of the host in the sandbox, and returns the number of calls that it made."""
    report = pathlib.Path(folder, "report.json")
    sandbox = [binary, "sandbox", "--quiet", "--state", f"{folder}/cloud.json", "--json", report]
    ran = subprocess.run([*sandbox, "--", host, f"-chdir={folder}", *command, "-no-color", "-parallelism=20"],
                         capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(ran.stdout[-2000:] + ran.stderr)
    return sum(json.loads(report.read_text())["calls"].values())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
