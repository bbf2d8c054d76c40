variable "vpc_id" {
  type        = string
  description = "A VPC of this account."
}

# The CEN instance of another account, whose transit router in the region is to attach the VPC.
resource "cen_transit_router_grant_attachment" "example" {
  instance_type = "VPC"
  instance_id   = var.vpc_id
  cen_id        = "cen-j3jzhw1zpau2km5h2k"
  cen_owner_id  = "1234567890123457"
  region        = "cn-hangzhou"
}
