variable "vpc_id" {
  type        = string
  description = "A VPC in Hangzhou."
}

variable "vswitch_ids" {
  type        = map(string)
  description = "A vSwitch of the VPC in each zone, by zone."
}

variable "vpc_route_table_id" {
  type        = string
  description = "A route table of the VPC."
}

resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

resource "cen_transit_router_vpc_attachment" "example" {
  transit_router_id = cen_transit_router.example.id
  region            = cen_transit_router.example.region
  vpc_id            = var.vpc_id

  zone_mappings = [
    for zone, vswitch in var.vswitch_ids : {
      zone_id    = zone
      vswitch_id = vswitch
    }
  ]
}

# The VPC sends what is for the other networks to the transit router.
resource "cen_child_instance_route_entry_to_attachment" "example" {
  cen_id                        = cen_instance.example.id
  child_instance_route_table_id = var.vpc_route_table_id
  transit_router_attachment_id  = cen_transit_router_vpc_attachment.example.id
  destination_cidr_block        = "10.0.0.0/8"
}
