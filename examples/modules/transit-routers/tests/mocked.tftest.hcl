# Without provider and simulator: what the module makes of its variables. Ids are made up by Terraform.
# With Terraform from 1.7 on; with OpenTofu from 1.8 on.

mock_provider "cen" {
  mock_data "cen_reachability" {
    defaults = { reachable = true }
  }
}

variables {
  name = "backbone"
  networks = {
    "cn-hangzhou"  = { vpc_id = "vpc-bp1", vswitches = { "cn-hangzhou-h" = "vsw-bp1" } }
    "eu-central-1" = { vpc_id = "vpc-gw8", vswitches = { "eu-central-1a" = "vsw-gw8" } }
  }
  connections = [
    { regions = ["eu-central-1", "cn-hangzhou"], bandwidth = 10 },
  ]
}

run "buys_what_its_connections_take" {
  assert {
    condition     = cen_bandwidth_package.this["China/Europe"].bandwidth == 10
    error_message = "One package, as large as its connection."
  }

  assert {
    condition = (
      cen_transit_router_peer_attachment.this["cn-hangzhou/eu-central-1"].cen_bandwidth_package_id
      == output.packages["China/Europe"].id
    )
    error_message = "The connection draws on it."
  }
}
