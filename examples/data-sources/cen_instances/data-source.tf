data "cen_instances" "hub" {
  name = "hub"
}

output "hub_id" {
  value = one(data.cen_instances.hub.ids)
}
