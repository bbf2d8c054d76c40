locals {
  # { area_a = "China", area_b = "Asia-Pacific" }
  areas = provider::cen::area_pair("ap-southeast-1", "cn-hangzhou")
}

# The package that a connection between Hangzhou and Singapore needs.
resource "cen_bandwidth_package" "example" {
  area_a      = local.areas.area_a
  area_b      = local.areas.area_b
  bandwidth   = 10
  charge_type = "PrePaid"
}
