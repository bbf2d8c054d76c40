resource "cen_instance" "example" {
  name = "example"
}

resource "cen_transit_router" "example" {
  cen_id = cen_instance.example.id
  region = "cn-hangzhou"
}

# Addresses for VPN connections without public ones.
resource "cen_transit_router_cidr" "example" {
  transit_router_id = cen_transit_router.example.id
  cidr              = "192.168.10.0/24"
  name              = "vpn"
}
