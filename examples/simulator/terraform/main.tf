terraform {
  required_providers {
    cen = { source = "cen-rs/cen" }
  }
}

# CEN_ENDPOINT and the key come from the environment: see `terraform-provider-cen env`.
provider "cen" {}

resource "cen_instance" "this" {
  name = "local"
}

resource "cen_bandwidth_package" "this" {
  area_a      = "China"
  area_b      = "Europe"
  bandwidth   = 5
  charge_type = "PostPaid"
  cen_id      = cen_instance.this.id
}
