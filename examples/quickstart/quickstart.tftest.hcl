# Run it without an account: terraform-provider-cen sandbox -- terraform test
# What a test buys has to be given back, so it is billed by the day.

variables {
  charge_type = "PostPaid"
}

run "buys_what_it_says" {
  assert {
    condition     = cen_bandwidth_package.main.bandwidth == 5
    error_message = "The package has another bandwidth than the default."
  }

  assert {
    condition     = cen_bandwidth_package.main.is_cross_border
    error_message = "China to Asia-Pacific crosses a border."
  }
}

run "grows_in_place" {
  variables {
    bandwidth = 10
  }

  assert {
    condition     = output.package_id == run.buys_what_it_says.package_id
    error_message = "More bandwidth has led to another package."
  }
}
