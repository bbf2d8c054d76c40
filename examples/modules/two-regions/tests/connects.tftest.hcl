# Everything is made, in the simulator of `terraform-provider-cen sandbox`, and destroyed again.
# PostPaid, which the simulator sells to everybody, because a test has to give back what it buys.

variables {
  name        = "backbone"
  bandwidth   = 10
  charge_type = "PostPaid"
  networks = {
    "cn-hangzhou"    = "vpc-bp1aevy8sofi8mh1qc5cm"
    "ap-southeast-1" = "vpc-t4nlw426y44rd3iq4xcc4"
  }
  tags = { env = "test" }
}

run "derives_the_areas_in_the_plan" {
  command = plan

  assert {
    condition     = toset(values(output.areas)) == toset(["China", "Asia-Pacific"])
    error_message = "Hangzhou lies in China, Singapore in Asia-Pacific."
  }

  assert {
    condition     = cen_bandwidth_package.this.period == null
    error_message = "A package that is billed as long as it exists has no period."
  }
}

run "connects_two_regions" {
  assert {
    condition     = cen_bandwidth_limit.this.status == "Active"
    error_message = "The limit is in force."
  }

  assert {
    condition     = cen_bandwidth_limit.this.bandwidth_package_id == output.bandwidth_package_id
    error_message = "The limit draws on the package of this module."
  }

  assert {
    condition     = alltrue([for one in cen_instance_attachment.this : one.status == "Attached"])
    error_message = "Both networks are attached."
  }
}

run "grows_in_place" {
  variables {
    bandwidth = 20
  }

  assert {
    condition     = output.bandwidth_package_id == run.connects_two_regions.bandwidth_package_id
    error_message = "More bandwidth needs no other package."
  }

  assert {
    condition     = cen_bandwidth_limit.this.bandwidth_limit == 20
    error_message = "The connection gets what was bought."
  }
}
