resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

# An Express Connect router is associated with the transit router by its own product first; see
# alicloud_express_connect_router_tr_association.
resource "cen_transit_router_ecr_attachment" "example" {
  transit_router_id = cen_transit_router.example.id
  region            = cen_transit_router.example.region
  ecr_id            = "ecr-63qd8ai54bp8mma9e3"
  name              = "data-centres"
}
