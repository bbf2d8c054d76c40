# Mistakes that are told before anything is bought.

# What crossing the border means is told before every purchase, and is none of these.
provider "cen" {
  warn_about_cross_border = false
}

variables {
  name      = "backbone"
  bandwidth = 10
  networks = {
    "cn-hangzhou"    = "vpc-bp1aevy8sofi8mh1qc5cm"
    "ap-southeast-1" = "vpc-t4nlw426y44rd3iq4xcc4"
  }
}

run "one_region_is_no_connection" {
  command = plan

  variables {
    networks = { "cn-hangzhou" = "vpc-bp1aevy8sofi8mh1qc5cm" }
  }

  expect_failures = [var.networks]
}

run "a_region_that_does_not_exist" {
  command = plan

  variables {
    networks = {
      "cn-hangzhow"    = "vpc-bp1aevy8sofi8mh1qc5cm"
      "ap-southeast-1" = "vpc-t4nlw426y44rd3iq4xcc4"
    }
  }

  expect_failures = [var.networks]
}

run "too_little_bandwidth" {
  command = plan

  variables {
    bandwidth = 1
  }

  expect_failures = [var.bandwidth]
}

run "more_allotted_than_bought" {
  command = plan

  variables {
    allotted_bandwidth = 11
  }

  expect_failures = [cen_bandwidth_limit.this]
}
