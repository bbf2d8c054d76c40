locals {
  regions = sort(keys(var.networks))

  # A package connects areas, not regions; which areas these are, the provider knows.
  areas = provider::cen::area_pair(local.regions[0], local.regions[1])
}

resource "cen_instance" "this" {
  name = var.name
  tags = var.tags
}

resource "cen_bandwidth_package" "this" {
  name        = var.name
  area_a      = local.areas.area_a
  area_b      = local.areas.area_b
  bandwidth   = var.bandwidth
  charge_type = var.charge_type
  period      = var.charge_type == "PrePaid" ? var.period : null
  tags        = var.tags
}

# Bound by a resource of its own, so that the package can outlive the instance.
resource "cen_bandwidth_package_attachment" "this" {
  cen_id               = cen_instance.this.id
  bandwidth_package_id = cen_bandwidth_package.this.id
}

resource "cen_instance_attachment" "this" {
  for_each = var.networks

  cen_id            = cen_instance.this.id
  region            = each.key
  child_instance_id = each.value
}

resource "cen_bandwidth_limit" "this" {
  cen_id          = cen_instance.this.id
  region_a        = local.regions[0]
  region_b        = local.regions[1]
  bandwidth_limit = coalesce(var.allotted_bandwidth, cen_bandwidth_package.this.bandwidth)

  # A limit needs a bound package, and a network in each region.
  depends_on = [
    cen_bandwidth_package_attachment.this,
    cen_instance_attachment.this,
  ]

  lifecycle {
    precondition {
      condition     = coalesce(var.allotted_bandwidth, var.bandwidth) <= var.bandwidth
      error_message = "The connection can be allotted ${var.bandwidth} Mbps at most, which is what is bought."
    }
  }
}
