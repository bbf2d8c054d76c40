# One bandwidth package between China and Asia-Pacific.
# Run `terraform-provider-cen sandbox` to see it bought, changed and given back without an account.

terraform {
  required_providers {
    cen = {
      source = "cen-rs/cen"
    }
  }
}

# Credentials and endpoint come from the environment.
provider "cen" {}

resource "cen_bandwidth_package" "main" {
  name        = "quickstart"
  description = "Connects China and Asia-Pacific"

  area_a    = "China"
  area_b    = "Asia-Pacific"
  bandwidth = var.bandwidth # Mbps

  # Billed by the day until it is destroyed, so that the last step can give it back. The simulated cloud sells such packages to
  # everybody; Alibaba Cloud sells them to few accounts, on request. What is sold is PrePaid, which stays, and is paid, until
  # the end of its term.
  charge_type = "PostPaid"

  tags = {
    purpose = "quickstart"
  }
}
