resource "cen_instance" "example" {
  name = "backbone"
}

# VPCs of two regions, attached to one instance: with bandwidth between their areas they reach each other.
resource "cen_instance_attachment" "example" {
  for_each = {
    "cn-hangzhou"    = "vpc-bp1h8vbrbcgohcju5y3hh"
    "ap-southeast-1" = "vpc-t4nr2qqe8gv0kd6mgs1uk"
  }

  cen_id            = cen_instance.example.id
  child_instance_id = each.value
  region            = each.key
}
