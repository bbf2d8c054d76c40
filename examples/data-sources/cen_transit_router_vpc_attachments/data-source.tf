variable "transit_router_id" {
  type = string
}

data "cen_transit_router_vpc_attachments" "this" {
  transit_router_id = var.transit_router_id
  status            = "Attached"
}

# The ids of the attachments, by what is attached.
output "attachment_ids" {
  value = {
    for one in data.cen_transit_router_vpc_attachments.this.attachments : one.resource_id => one.id
  }
}
