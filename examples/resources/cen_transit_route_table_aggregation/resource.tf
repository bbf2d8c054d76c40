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

# VPCs that are associated with the table are told of this block in place of the routes within it.
resource "cen_transit_route_table_aggregation" "example" {
  transit_router_route_table_id = cen_transit_router_route_table.example.id
  cidr                          = "10.0.0.0/8"
  scope_list                    = ["VPC"]
  name                          = "everything"
}
