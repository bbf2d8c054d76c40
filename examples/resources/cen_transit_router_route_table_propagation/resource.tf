variable "vpc_id" {
  type        = string
  description = "A VPC in Hangzhou."
}

variable "vswitch_ids" {
  type        = map(string)
  description = "A vSwitch of the VPC in each zone, by zone."
}

resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

resource "cen_transit_router_vpc_attachment" "example" {
  transit_router_id          = cen_transit_router.example.id
  region                     = cen_transit_router.example.region
  vpc_id                     = var.vpc_id
  auto_publish_route_enabled = true

  zone_mappings = [
    for zone, vswitch in var.vswitch_ids : {
      zone_id    = zone
      vswitch_id = vswitch
    }
  ]
}

resource "cen_transit_router_route_table" "example" {
  transit_router_id = cen_transit_router.example.id
  name              = "spokes"
}

# The table learns where the VPC is: what is looked up there reaches it.
resource "cen_transit_router_route_table_propagation" "example" {
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.example.id
  transit_router_route_table_id = cen_transit_router_route_table.example.id
}
