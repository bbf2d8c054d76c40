output "cen_id" {
  description = "The CEN instance."
  value       = cen_instance.this.id
}

output "transit_routers" {
  description = "The transit router of each region."
  value       = { for region, router in cen_transit_router.this : region => router.id }
}

output "route_tables" {
  description = "The route tables of each region: spokes are associated with the one, and propagated into the other."
  value = {
    for region in keys(var.regions) : region => {
      spokes   = cen_transit_router_route_table.spokes[region].id
      services = cen_transit_router_route_table.services[region].id
    }
  }
}

output "problems" {
  description = "Why a spoke does not reach services that it should reach; empty where all is well."
  value       = { for key, one in data.cen_reachability.visit : key => one.problem if !one.reachable }
}
