# Without provider and simulator: what the module makes of its variables. Ids are made up by Terraform.
# With Terraform from 1.7 on; with OpenTofu from 1.8 on.

mock_provider "cen" {}

variables {
  name      = "backbone"
  bandwidth = 10
  networks = {
    "cn-hangzhou"    = "vpc-bp1aevy8sofi8mh1qc5cm"
    "ap-southeast-1" = "vpc-t4nlw426y44rd3iq4xcc4"
  }
}

run "allots_all_that_is_bought" {
  assert {
    condition     = cen_bandwidth_limit.this.bandwidth_limit == cen_bandwidth_package.this.bandwidth
    error_message = "The connection gets the whole package."
  }

  assert {
    condition     = cen_bandwidth_package_attachment.this.cen_id == output.cen_id
    error_message = "The package is bound to the instance of this module."
  }
}
