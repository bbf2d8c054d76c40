# 10 Mbps between the Chinese mainland and Asia-Pacific, paid for three months ahead.
resource "cen_bandwidth_package" "example" {
  name      = "china-to-singapore"
  area_a    = "China"
  area_b    = "Asia-Pacific"
  bandwidth = 10

  charge_type = "PrePaid"
  period      = 3

  tags = {
    team = "network"
  }
}
