terraform {
  required_providers {
    cen = {
      source = "cen-rs/cen"
    }
  }
}

# The access key comes from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.
provider "cen" {
  default_tags = {
    managed-by = "terraform"
  }
}
