variable "budget" {
  description = "The most that the package may cost for a month, in the currency of the account."
  type        = number
  default     = 10000
}

data "cen_bandwidth_package_price" "this" {
  area_a    = "China"
  area_b    = "Asia-Pacific"
  bandwidth = 5
}

resource "cen_bandwidth_package" "this" {
  area_a    = data.cen_bandwidth_package_price.this.area_a
  area_b    = data.cen_bandwidth_package_price.this.area_b
  bandwidth = data.cen_bandwidth_package_price.this.bandwidth

  lifecycle {
    precondition {
      # A price that is not known is null, which no comparison takes: try() makes that a refusal.
      condition     = try(data.cen_bandwidth_package_price.this.price <= var.budget, false)
      error_message = "The package is above the budget, or nobody knows its price."
    }
  }
}
