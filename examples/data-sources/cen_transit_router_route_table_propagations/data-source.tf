variable "route_table_id" {
  type = string
}

data "cen_transit_router_route_table_propagations" "all" {
  transit_router_route_table_id = var.route_table_id
}

output "learnt_from" {
  value = data.cen_transit_router_route_table_propagations.all.propagations[*].resource_id
}
