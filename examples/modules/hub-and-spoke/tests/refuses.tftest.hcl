# Mistakes that are told before anything is made.

variables {
  name               = "company"
  check_reachability = false
  regions = {
    "cn-hangzhou" = {
      services = { vpc_id = "vpc-bp1services", vswitches = { "cn-hangzhou-h" = "vsw-bp1" }, cidr = "10.202.44.0/24" }
      spokes   = {}
    }
  }
}

run "one_region_needs_no_connection" {
  command = plan

  assert {
    condition     = length(cen_transit_router_peer_attachment.this) == 0 && length(cen_bandwidth_package.this) == 0
    error_message = "Nothing is connected and nothing bought."
  }
}

run "a_block_that_is_none" {
  command = plan

  variables {
    regions = {
      "cn-hangzhou" = {
        services = { vpc_id = "vpc-bp1services", vswitches = { "cn-hangzhou-h" = "vsw-bp1" }, cidr = "10.202.44.0" }
        spokes   = {}
      }
    }
  }

  expect_failures = [var.regions]
}

run "a_region_that_does_not_exist" {
  command = plan

  variables {
    regions = {
      "cn-hangzhow" = {
        services = { vpc_id = "vpc-bp1services", vswitches = { "cn-hangzhou-h" = "vsw-bp1" }, cidr = "10.202.44.0/24" }
        spokes   = {}
      }
    }
  }

  expect_failures = [var.regions]
}
