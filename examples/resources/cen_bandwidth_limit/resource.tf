variable "cen_id" {
  type        = string
  description = "A CEN instance with network instances in Hangzhou and Singapore."
}

resource "cen_bandwidth_package" "example" {
  area_a      = "China"
  area_b      = "Asia-Pacific"
  bandwidth   = 10
  charge_type = "PrePaid"
  cen_id      = var.cen_id
}

# 4 of the 10 Mbps for the connection between Hangzhou and Singapore.
resource "cen_bandwidth_limit" "example" {
  cen_id          = cen_bandwidth_package.example.cen_id
  region_a        = "cn-hangzhou"
  region_b        = "ap-southeast-1"
  bandwidth_limit = 4

  # Also when cen_id was known before: the package must be bound first.
  depends_on = [cen_bandwidth_package.example]
}
