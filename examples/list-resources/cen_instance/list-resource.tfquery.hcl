# search.tfquery.hcl, in the same folder
#
# terraform query                                       lists what is found; without a limit it stops at 100
# terraform query -generate-config-out=imported.tf      writes import blocks and resources for it
list "cen_instance" "production" {
  provider         = cen
  include_resource = true

  config {
    tags = { env = "production" }
  }
}
