# Mistakes that are told before anything is bought.

# What crossing the border means is told before every purchase, and is none of these.
provider "cen" {
  warn_about_cross_border = false
}

variables {
  name = "backbone"
  networks = {
    "cn-hangzhou"    = { vpc_id = "vpc-bp1", vswitches = { "cn-hangzhou-h" = "vsw-bp1" } }
    "ap-southeast-1" = { vpc_id = "vpc-t4n", vswitches = { "ap-southeast-1a" = "vsw-t4n" } }
  }
  connections = [{ regions = ["cn-hangzhou", "ap-southeast-1"], bandwidth = 10 }]
}

run "a_region_that_does_not_exist" {
  command = plan

  variables {
    networks = {
      "cn-hangzhow" = { vpc_id = "vpc-bp1", vswitches = { "cn-hangzhou-h" = "vsw-bp1" } }
    }
    connections = []
  }

  expect_failures = [var.networks]
}

run "a_network_without_a_vswitch" {
  command = plan

  variables {
    networks    = { "cn-hangzhou" = { vpc_id = "vpc-bp1", vswitches = {} } }
    connections = []
  }

  expect_failures = [var.networks]
}

run "a_connection_of_a_region_with_itself" {
  command = plan

  variables {
    connections = [{ regions = ["cn-hangzhou", "cn-hangzhou"], bandwidth = 10 }]
  }

  expect_failures = [var.connections]
}

run "two_connections_of_the_same_regions" {
  command = plan

  variables {
    connections = [
      { regions = ["cn-hangzhou", "ap-southeast-1"], bandwidth = 10 },
      { regions = ["ap-southeast-1", "cn-hangzhou"], bandwidth = 5 },
    ]
  }

  expect_failures = [var.connections]
}

run "a_connection_to_a_region_without_a_network" {
  command = plan

  variables {
    connections = [{ regions = ["cn-hangzhou", "eu-central-1"], bandwidth = 10 }]
  }

  expect_failures = [cen_transit_router_peer_attachment.this]
}

run "spare_bandwidth_where_there_is_no_package" {
  command = plan

  variables {
    spare_bandwidth = { "Asia-Pacific/China" = 5 }
  }

  expect_failures = [cen_instance.this]
}

run "a_type_that_does_not_exist" {
  command = plan

  variables {
    connections = [{ regions = ["cn-hangzhou", "ap-southeast-1"], bandwidth = 10, bandwidth_type = "Free" }]
  }

  expect_failures = [var.connections]
}
