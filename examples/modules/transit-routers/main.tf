locals {
  # A connection is known by its two regions, in alphabetical order: which one is named first makes no difference.
  connections = {
    for connection in var.connections : join("/", sort(connection.regions)) => {
      regions        = sort(connection.regions)
      areas          = provider::cen::area_pair(sort(connection.regions)...)
      bandwidth      = connection.bandwidth
      bandwidth_type = connection.bandwidth_type
    }
  }

  # The two sides of each connection.
  sides = merge([
    for key, connection in local.connections : {
      for region in connection.regions : "${key} in ${region}" => { connection = key, region = region }
    }
  ]...)

  # The areas that a package has to join for a connection, as one text; null where it is billed by traffic.
  joined = {
    for key, connection in local.connections :
    key => connection.bandwidth_type == "BandwidthPackage" ? join("/", values(connection.areas)) : null
  }

  # One package for each pair of areas, however many connections draw on it.
  packages = {
    for pair in toset([for pair in values(local.joined) : pair if pair != null]) : pair => {
      area_a = split("/", pair)[0]
      area_b = split("/", pair)[1]
      allotted = sum([
        for key, connection in local.connections : connection.bandwidth if local.joined[key] == pair
      ])
    }
  }
}

resource "cen_instance" "this" {
  name = var.name
  tags = var.tags

  lifecycle {
    precondition {
      condition     = length(setsubtract(keys(var.spare_bandwidth), keys(local.packages))) == 0
      error_message = "Bandwidth can be spare where there is a package: ${join(", ", keys(local.packages))}."
    }
  }
}

resource "cen_transit_router" "this" {
  for_each = var.networks

  cen_id = cen_instance.this.id
  region = each.key
  name   = "${var.name}-${each.key}"
  tags   = var.tags
}

resource "cen_transit_router_vpc_attachment" "this" {
  for_each = var.networks

  transit_router_id = cen_transit_router.this[each.key].id
  region            = each.key
  vpc_id            = each.value.vpc_id
  name              = "${var.name}-${each.key}"
  tags              = var.tags

  # The table of the VPC is told what lies behind the transit router.
  auto_publish_route_enabled = true

  zone_mappings = [
    for zone, vswitch in each.value.vswitches : {
      zone_id    = zone
      vswitch_id = vswitch
    }
  ]
}

# One table for everything in a region. What comes in by an attachment is looked up in the table that it is associated with; what
# lies behind it is known to the tables that it is propagated into. Without the one or the other nothing arrives.
resource "cen_transit_router_route_table" "this" {
  for_each = var.networks

  transit_router_id = cen_transit_router.this[each.key].id
  name              = "${var.name}-${each.key}"
  tags              = var.tags
}

resource "cen_transit_router_route_table_association" "network" {
  for_each = var.networks

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.key].id
}

resource "cen_transit_router_route_table_propagation" "network" {
  for_each = var.networks

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.this[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.key].id
}

# A connection is one attachment of two transit routers, so it has both relations on either side.
resource "cen_transit_router_route_table_association" "connection" {
  for_each = local.sides

  transit_router_attachment_id  = cen_transit_router_peer_attachment.this[each.value.connection].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.value.region].id
}

resource "cen_transit_router_route_table_propagation" "connection" {
  for_each = local.sides

  transit_router_attachment_id  = cen_transit_router_peer_attachment.this[each.value.connection].id
  transit_router_route_table_id = cen_transit_router_route_table.this[each.value.region].id
}

# Bound by cen_id: the packages end with the instance that they serve.
resource "cen_bandwidth_package" "this" {
  for_each = local.packages

  name        = "${var.name}-${replace(lower(each.key), "/", "-")}"
  area_a      = each.value.area_a
  area_b      = each.value.area_b
  bandwidth   = max(2, each.value.allotted + lookup(var.spare_bandwidth, each.key, 0))
  charge_type = var.charge_type
  period      = var.charge_type == "PrePaid" ? var.period : null
  cen_id      = cen_instance.this.id
  tags        = var.tags

  # A package that is no longer needed goes after its connections have left it, not before. A replacement is refused under
  # this before anything is bought, since the predecessor holds the place.
  lifecycle {
    create_before_destroy = true
  }
}

resource "cen_transit_router_peer_attachment" "this" {
  for_each = local.connections

  transit_router_id      = cen_transit_router.this[each.value.regions[0]].id
  region                 = each.value.regions[0]
  peer_transit_router_id = cen_transit_router.this[each.value.regions[1]].id
  peer_region            = each.value.regions[1]

  bandwidth                = each.value.bandwidth
  bandwidth_type           = each.value.bandwidth_type
  cen_bandwidth_package_id = try(cen_bandwidth_package.this[local.joined[each.key]].id, null)

  # Each side tells the other what it knows.
  auto_publish_route_enabled = true

  name = "${var.name}-${replace(each.key, "/", "-")}"
  tags = var.tags

  lifecycle {
    precondition {
      condition     = length(setsubtract(each.value.regions, keys(var.networks))) == 0
      error_message = "Connections are between regions that have a network: ${join(", ", keys(var.networks))}."
    }
  }
}

# Whether it works, after every change: by the route tables, in the sandbox and in the cloud.
data "cen_reachability" "this" {
  for_each = var.check_reachability ? local.connections : {}

  source_attachment_id      = cen_transit_router_vpc_attachment.this[each.value.regions[0]].id
  destination_attachment_id = cen_transit_router_vpc_attachment.this[each.value.regions[1]].id

  # Routes need a while to spread.
  timeouts = { read = "2m" }

  depends_on = [
    cen_transit_router_route_table_association.network,
    cen_transit_router_route_table_association.connection,
    cen_transit_router_route_table_propagation.network,
    cen_transit_router_route_table_propagation.connection,
  ]
}

check "connected_regions_reach_each_other" {
  assert {
    condition     = alltrue([for one in data.cen_reachability.this : one.reachable])
    error_message = join("\n", [for key, one in data.cen_reachability.this : "${key}: ${one.problem}" if !one.reachable])
  }
}
