data "cen_transit_router_available_resources" "hangzhou" {
  region = "cn-hangzhou"
}

output "zones" {
  value = data.cen_transit_router_available_resources.hangzhou.available_zones
}
