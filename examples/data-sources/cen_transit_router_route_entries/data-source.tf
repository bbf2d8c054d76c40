variable "route_table_id" {
  type = string
}

data "cen_transit_router_route_entries" "in_use" {
  transit_router_route_table_id = var.route_table_id
  status                        = "Active"
}

output "destinations" {
  value = data.cen_transit_router_route_entries.in_use.entries[*].destination_cidr_block
}
