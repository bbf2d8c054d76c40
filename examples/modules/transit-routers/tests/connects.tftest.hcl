# Everything is made, in the simulator of `terraform-provider-cen sandbox`, and destroyed again.
# PostPaid, which the simulator sells to everybody, because a test has to give back what it buys.

variables {
  name        = "backbone"
  charge_type = "PostPaid"
  networks = {
    "cn-hangzhou"    = { vpc_id = "vpc-bp1", vswitches = { "cn-hangzhou-h" = "vsw-bp1", "cn-hangzhou-i" = "vsw-bp2" } }
    "cn-beijing"     = { vpc_id = "vpc-2ze", vswitches = { "cn-beijing-a" = "vsw-2ze" } }
    "ap-southeast-1" = { vpc_id = "vpc-t4n", vswitches = { "ap-southeast-1a" = "vsw-t4n" } }
    "eu-central-1"   = { vpc_id = "vpc-gw8", vswitches = { "eu-central-1a" = "vsw-gw8" } }
  }
  connections = [
    { regions = ["cn-hangzhou", "ap-southeast-1"], bandwidth = 10 },
    { regions = ["cn-beijing", "ap-southeast-1"], bandwidth = 4 },
    { regions = ["ap-southeast-1", "eu-central-1"], bandwidth = 5 },
    { regions = ["cn-hangzhou", "cn-beijing"], bandwidth = 20, bandwidth_type = "DataTransfer" },
  ]
  tags = { env = "test" }
}

run "buys_one_package_for_each_pair_of_areas" {
  command = plan

  # Tests take a check that is known after apply for a failure.
  variables {
    check_reachability = false
  }

  assert {
    condition = {
      for areas, package in cen_bandwidth_package.this : areas => package.bandwidth
    } == { "Asia-Pacific/Europe" = 5, "China/Asia-Pacific" = 14 }
    error_message = "Two connections share a package, one has its own, and one needs none."
  }
}

run "connects_four_regions" {
  assert {
    condition     = alltrue([for one in cen_transit_router_vpc_attachment.this : one.status == "Attached"])
    error_message = "The networks are attached."
  }

  assert {
    condition     = length(data.cen_reachability.this) == 4 && alltrue([for one in data.cen_reachability.this : one.reachable])
    error_message = "Packets arrive, there and back."
  }

  assert {
    condition = (
      cen_transit_router_peer_attachment.this["ap-southeast-1/cn-hangzhou"].cen_bandwidth_package_id
      == output.packages["China/Asia-Pacific"].id
    )
    error_message = "The connection draws on the package of its areas."
  }

  assert {
    condition     = cen_transit_router_peer_attachment.this["cn-beijing/cn-hangzhou"].cen_bandwidth_package_id == null
    error_message = "What is billed by traffic draws on no package."
  }
}

run "grows_in_place" {
  variables {
    connections = [
      { regions = ["ap-southeast-1", "cn-hangzhou"], bandwidth = 15 },
      { regions = ["cn-beijing", "ap-southeast-1"], bandwidth = 4 },
      { regions = ["ap-southeast-1", "eu-central-1"], bandwidth = 5 },
      { regions = ["cn-hangzhou", "cn-beijing"], bandwidth = 20, bandwidth_type = "DataTransfer" },
    ]
  }

  assert {
    condition     = output.packages["China/Asia-Pacific"].id == run.connects_four_regions.packages["China/Asia-Pacific"].id
    error_message = "More bandwidth needs no other package."
  }

  assert {
    condition     = cen_transit_router_peer_attachment.this["ap-southeast-1/cn-hangzhou"].bandwidth == 15
    error_message = "The connection gets what was bought, however its regions are ordered."
  }
}

# The package cannot become smaller than what is allotted, and Terraform changes it first. So in two steps.
run "first_a_connection_gives_up_bandwidth" {
  variables {
    connections = [
      { regions = ["ap-southeast-1", "cn-hangzhou"], bandwidth = 15 },
      { regions = ["ap-southeast-1", "eu-central-1"], bandwidth = 3 },
    ]
    spare_bandwidth = { "Asia-Pacific/Europe" = 2, "China/Asia-Pacific" = 4 }
  }

  assert {
    condition     = output.packages["Asia-Pacific/Europe"].bandwidth == 5
    error_message = "The package is as large as before."
  }
}

run "then_the_package_is_made_smaller" {
  variables {
    connections = [
      { regions = ["ap-southeast-1", "cn-hangzhou"], bandwidth = 15 },
      { regions = ["ap-southeast-1", "eu-central-1"], bandwidth = 3 },
    ]
    # What crosses the border of the Chinese mainland is never made smaller.
    spare_bandwidth = { "China/Asia-Pacific" = 4 }
  }

  assert {
    condition     = output.packages["Asia-Pacific/Europe"].bandwidth == 3
    error_message = "The package is as large as its connection."
  }
}

run "needs_no_package_where_all_is_billed_by_traffic" {
  variables {
    connections = [
      { regions = ["ap-southeast-1", "cn-hangzhou"], bandwidth = 15, bandwidth_type = "DataTransfer" },
    ]
  }

  assert {
    condition     = output.packages == {}
    error_message = "No connection draws on a package."
  }

  assert {
    condition     = cen_transit_router_peer_attachment.this["ap-southeast-1/cn-hangzhou"].cen_bandwidth_package_id == null
    error_message = "The connection has left its package, and is the same."
  }
}
