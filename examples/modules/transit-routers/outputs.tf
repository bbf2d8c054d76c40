output "cen_id" {
  description = "The CEN instance."
  value       = cen_instance.this.id
}

output "transit_routers" {
  description = "The transit router of each region, to attach more networks to."
  value       = { for region, router in cen_transit_router.this : region => router.id }
}

output "route_tables" {
  description = "The route table of each region, to associate more networks with and to propagate them into."
  value       = { for region, table in cen_transit_router_route_table.this : region => table.id }
}

output "packages" {
  description = "The bandwidth package of each pair of areas: its id, its bandwidth in Mbps, and when it ends if it is prepaid."
  value = {
    for areas, package in cen_bandwidth_package.this : areas => {
      id        = package.id
      bandwidth = package.bandwidth
      expires   = package.expired_time
    }
  }
}
