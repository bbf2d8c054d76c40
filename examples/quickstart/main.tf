# One bandwidth package between China and Asia-Pacific.
# Run `terraform-provider-cen sandbox` to see what happens to it, in good times and in bad, without an account.

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
  name      = "quickstart"
  area_a    = "China"
  area_b    = "Asia-Pacific"
  bandwidth = var.bandwidth # Mbps

  # What Alibaba Cloud sells to everybody is PrePaid: it stays, and is paid, until the end of its term. PostPaid is billed by the
  # day and sold to few accounts, on request; the simulated cloud sells it to all, so that tests can give back what they buy.
  charge_type = var.charge_type
  period      = var.charge_type == "PrePaid" ? 1 : null # months
}
