# terraform apply -invoke=action.cen_bandwidth_package_renew.year
action "cen_bandwidth_package_renew" "year" {
  config {
    bandwidth_package_id = "cenbwp-4c2zaavbvh5fx9mbqi"
    period               = 1
    pricing_cycle        = "Year"

    # Does nothing as long as more than 30 days are paid for.
    only_if_expires_before = timeadd(plantimestamp(), "720h")
  }
}
