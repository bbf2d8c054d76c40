variable "route_table_id" {
  type = string
}

data "cen_transit_router_route_table_associations" "all" {
  transit_router_route_table_id = var.route_table_id
}

output "associated" {
  value = data.cen_transit_router_route_table_associations.all.associations[*].resource_id
}
