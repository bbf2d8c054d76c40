# main.tf
terraform {
  required_providers {
    cen = { source = "cen-rs/cen" }
  }
}

provider "cen" {}
