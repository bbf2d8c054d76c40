# Whether the two networks connect, after every plan and apply.
check "the_offices_reach_the_services" {
  data "cen_reachability" "offices" {
    source_attachment_id      = "tr-attach-ia340z7xis7t5s8f9y"
    destination_attachment_id = "tr-attach-nls9fzkfat8934e2ru"
  }

  assert {
    condition     = data.cen_reachability.offices.reachable
    error_message = coalesce(data.cen_reachability.offices.problem, "unreachable")
  }
}

# By regions and addresses, with patience for routes that spread.
data "cen_reachability" "branch" {
  cen_id = "cen-7qthudw0ll6jmc3a5e"

  source_region      = "cn-hangzhou"
  source_cidr        = "10.0.1.0/24"
  destination_region = "ap-southeast-1"
  destination_cidr   = "10.1.0.0/24"

  timeouts = { read = "2m" }
}
