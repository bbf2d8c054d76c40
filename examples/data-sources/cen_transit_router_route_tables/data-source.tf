variable "transit_router_id" {
  type = string
}

# The table that the transit router came with.
data "cen_transit_router_route_tables" "system" {
  transit_router_id = var.transit_router_id
  type              = "System"
}

output "route_table_id" {
  value = one(data.cen_transit_router_route_tables.system.ids)
}
