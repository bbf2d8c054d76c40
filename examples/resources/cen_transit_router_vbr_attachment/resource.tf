resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

# A border router belongs to the product Express Connect; see alicloud_express_connect_virtual_border_router.
resource "cen_transit_router_vbr_attachment" "example" {
  transit_router_id          = cen_transit_router.example.id
  region                     = cen_transit_router.example.region
  vbr_id                     = "vbr-bp1q4hbc1ub07zkj1yr5b"
  name                       = "data-centre"
  auto_publish_route_enabled = true
}
