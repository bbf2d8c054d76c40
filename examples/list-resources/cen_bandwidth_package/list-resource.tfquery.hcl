# terraform query                                       lists what is found
# terraform query -generate-config-out=imported.tf      writes import blocks and resources for it
provider "cen" {}

list "cen_bandwidth_package" "prepaid" {
  provider         = cen
  include_resource = true
  limit            = 50

  config {
    charge_type = "PrePaid"
  }
}
