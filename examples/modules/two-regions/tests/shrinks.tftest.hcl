# Less bandwidth, in two steps, for a package that does not cross the border of the Chinese mainland.
# PostPaid, which the simulator sells to everybody, because a test has to give back what it buys.

variables {
  name        = "backbone"
  charge_type = "PostPaid"
  networks = {
    "eu-central-1"   = "vpc-gw8bc3sdr4tz0r7gm53ie"
    "ap-southeast-1" = "vpc-t4nlw426y44rd3iq4xcc4"
  }
}

run "begins_with_much" {
  variables {
    bandwidth = 10
  }
}

run "lowers_what_is_allotted" {
  variables {
    bandwidth          = 10
    allotted_bandwidth = 4
  }

  assert {
    condition     = cen_bandwidth_limit.this.bandwidth_limit == 4
    error_message = "The connection gets less."
  }
}

run "lowers_what_is_bought" {
  variables {
    bandwidth = 4
  }

  assert {
    condition     = output.bandwidth_package_id == run.begins_with_much.bandwidth_package_id
    error_message = "Less bandwidth needs no other package."
  }

  assert {
    condition     = cen_bandwidth_package.this.bandwidth == 4 && cen_bandwidth_limit.this.bandwidth_limit == 4
    error_message = "All of the smaller package is allotted."
  }
}
