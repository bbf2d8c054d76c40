resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

# What the spokes look up their routes in, so that they reach the shared services and not each other.
resource "cen_transit_router_route_table" "example" {
  transit_router_id = cen_transit_router.example.id
  name              = "spokes"

  tags = {
    team = "network"
  }
}
