resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

resource "cen_transit_router_route_table" "example" {
  transit_router_id = cen_transit_router.example.id
  name              = "spokes"
}

# What the table knows no better route for is dropped.
resource "cen_transit_router_route_entry" "example" {
  transit_router_route_table_id = cen_transit_router_route_table.example.id
  destination_cidr_block        = "10.0.0.0/8"
  next_hop_type                 = "BlackHole"
  name                          = "not-ours"
}
