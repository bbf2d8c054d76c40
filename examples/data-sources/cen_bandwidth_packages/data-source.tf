# Every package between China and Asia-Pacific that production uses.
data "cen_bandwidth_packages" "production" {
  area_a = "China"
  area_b = "Asia-Pacific"
  tags   = { env = "production" }
}

# What all of them carry together, in Mbps.
output "production_bandwidth" {
  value = sum(concat([0], data.cen_bandwidth_packages.production.packages[*].bandwidth))
}
