# Applied, asserted, changed and destroyed in the simulator of `terraform-provider-cen sandbox`.
# There a VPC has one block, which follows from its id: these are those of the services.

variables {
  name = "company"
  regions = {
    "cn-hangzhou" = {
      services = { vpc_id = "vpc-bp1services", vswitches = { "cn-hangzhou-h" = "vsw-bp1" }, cidr = "10.202.44.0/24" }
      spokes = {
        shop = { vpc_id = "vpc-bp1shop", vswitches = { "cn-hangzhou-h" = "vsw-bp2" } }
        bank = { vpc_id = "vpc-bp1bank", vswitches = { "cn-hangzhou-h" = "vsw-bp3" } }
      }
    }
    "ap-southeast-1" = {
      services = { vpc_id = "vpc-t4nservices", vswitches = { "ap-southeast-1a" = "vsw-t4n" }, cidr = "10.6.77.0/24" }
      spokes = {
        shop = { vpc_id = "vpc-t4nshop", vswitches = { "ap-southeast-1a" = "vsw-t4o" } }
      }
    }
  }
}

run "every_spoke_reaches_all_services_and_no_other_spoke" {
  assert {
    condition     = length(data.cen_reachability.visit) == 6 && output.problems == {}
    error_message = "Three spokes reach the services of two regions."
  }

  assert {
    condition     = length(data.cen_reachability.stranger) == 3
    error_message = "Three spokes are three pairs."
  }

  assert {
    condition     = alltrue([for one in data.cen_reachability.stranger : !one.reachable])
    error_message = "Spokes are isolated, within their region and across."
  }

  assert {
    condition     = data.cen_reachability.visit["cn-hangzhou/shop to ap-southeast-1"].forward_path[0] == "vpc-bp1shop: leaves by ${cen_transit_router_vpc_attachment.spoke["cn-hangzhou/shop"].id}"
    error_message = "The way is told hop by hop."
  }
}

run "a_spoke_comes_and_another_goes" {
  variables {
    regions = {
      "cn-hangzhou" = {
        services = { vpc_id = "vpc-bp1services", vswitches = { "cn-hangzhou-h" = "vsw-bp1" }, cidr = "10.202.44.0/24" }
        spokes = {
          shop = { vpc_id = "vpc-bp1shop", vswitches = { "cn-hangzhou-h" = "vsw-bp2" } }
        }
      }
      "ap-southeast-1" = {
        services = { vpc_id = "vpc-t4nservices", vswitches = { "ap-southeast-1a" = "vsw-t4n" }, cidr = "10.6.77.0/24" }
        spokes = {
          shop = { vpc_id = "vpc-t4nshop", vswitches = { "ap-southeast-1a" = "vsw-t4o" } }
          bank = { vpc_id = "vpc-t4nbank", vswitches = { "ap-southeast-1a" = "vsw-t4p" } }
        }
      }
    }
  }

  assert {
    condition     = output.problems == {} && contains(keys(data.cen_reachability.visit), "ap-southeast-1/bank to cn-hangzhou")
    error_message = "The new spoke reaches the services of both regions."
  }

  assert {
    condition     = output.route_tables == run.every_spoke_reaches_all_services_and_no_other_spoke.route_tables
    error_message = "The tables are the same."
  }
}

run "the_connection_draws_on_a_package" {
  variables {
    bandwidth_type = "BandwidthPackage"
    charge_type    = "PostPaid"
  }

  assert {
    condition     = cen_transit_router_peer_attachment.this[0].cen_bandwidth_package_id == cen_bandwidth_package.this[0].id
    error_message = "The package of the two areas."
  }

  assert {
    condition     = output.problems == {}
    error_message = "Packets arrive as before."
  }
}
