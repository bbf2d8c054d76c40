# terraform apply -invoke=action.cen_bandwidth_package_temp_upgrade.sale
action "cen_bandwidth_package_temp_upgrade" "sale" {
  config {
    bandwidth_package_id = "cenbwp-4c2zaavbvh5fx9mbqi"
    bandwidth            = 100
    end_time             = timeadd(plantimestamp(), "12h")
  }
}
