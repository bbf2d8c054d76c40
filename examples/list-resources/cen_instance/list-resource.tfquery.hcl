# terraform query                                       lists what is found
# terraform query -generate-config-out=imported.tf      writes import blocks and resources for it
provider "cen" {}

list "cen_instance" "production" {
  provider = cen

  config {
    tags = { env = "production" }
  }
}
