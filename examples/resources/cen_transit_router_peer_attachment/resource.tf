resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  for_each = toset(["cn-hangzhou", "ap-southeast-1"])

  cen_id = cen_instance.example.id
  region = each.key
}

resource "cen_bandwidth_package" "example" {
  area_a      = "China"
  area_b      = "Asia-Pacific"
  bandwidth   = 10
  charge_type = "PrePaid"
  cen_id      = cen_instance.example.id
}

# 4 of the 10 Mbps for the connection between Hangzhou and Singapore.
resource "cen_transit_router_peer_attachment" "example" {
  transit_router_id        = cen_transit_router.example["cn-hangzhou"].id
  region                   = "cn-hangzhou"
  peer_transit_router_id   = cen_transit_router.example["ap-southeast-1"].id
  peer_region              = "ap-southeast-1"
  cen_bandwidth_package_id = cen_bandwidth_package.example.id
  bandwidth                = 4
}
