# The quickstart adds this one in its third scene.
resource "cen_bandwidth_package" "europe" {
  area_a      = "China"
  area_b      = "Europe"
  bandwidth   = 10 # Mbps
  charge_type = var.charge_type
  period      = var.charge_type == "PrePaid" ? 1 : null # month
}
