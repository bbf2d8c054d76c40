variable "cen_id" {
  type = string
}

data "cen_transit_routers" "this" {
  cen_id = var.cen_id
  status = "Active"
}

# The ids of the transit routers, by region: an instance has one in a region.
output "transit_router_ids" {
  value = {
    for one in data.cen_transit_routers.this.transit_routers : one.region => one.id
  }
}
