variable "prefix_list_id" {
  type        = string
  description = "A prefix list of the product VPC in Hangzhou."
}

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

# What the list names is dropped.
resource "cen_transit_router_prefix_list_association" "example" {
  prefix_list_id                = var.prefix_list_id
  transit_router_id             = cen_transit_router.example.id
  transit_router_route_table_id = cen_transit_router_route_table.example.id
  next_hop                      = "BlackHole"
}
