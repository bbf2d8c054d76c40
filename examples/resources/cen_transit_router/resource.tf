resource "cen_instance" "example" {
  name = "example"
}

# One for each region that traffic goes through; their region is an argument, so one provider block is enough.
resource "cen_transit_router" "example" {
  for_each = toset(["cn-hangzhou", "ap-southeast-1"])

  cen_id = cen_instance.example.id
  region = each.key
  name   = "example-${each.key}"
}
