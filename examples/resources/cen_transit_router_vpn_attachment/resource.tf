resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

# An IPsec connection belongs to the product VPN; see alicloud_vpn_gateway_vpn_attachment.
resource "cen_transit_router_vpn_attachment" "example" {
  transit_router_id = cen_transit_router.example.id
  region            = cen_transit_router.example.region
  vpn_id            = "vco-bp1ar6gfb6zvdn4irxyh1"
  zone_ids          = ["cn-hangzhou-h"]
  name              = "branch-office"
}
