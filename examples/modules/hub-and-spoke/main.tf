locals {
  # Every spoke by its region and name; keys of for_each.
  spokes = merge([
    for region, networks in var.regions : {
      for name, network in networks.spokes : "${region}/${name}" => merge(network, { region = region, name = name })
    }
  ]...)

  # The two regions in alphabetical order, or none where there is one region only.
  pair      = sort(keys(var.regions))
  connected = length(local.pair) == 2
  sides     = local.connected ? { (local.pair[0]) = local.pair[1], (local.pair[1]) = local.pair[0] } : {}
  areas     = local.connected ? provider::cen::area_pair(local.pair...) : null

  # Where the connection draws on a package, it is bought here.
  buys = local.connected && var.bandwidth_type == "BandwidthPackage"

  # Who is to reach the services of which region: all spokes those of all regions.
  visits = var.check_reachability ? merge([
    for key, spoke in local.spokes : {
      for region in keys(var.regions) : "${key} to ${region}" => { spoke = key, region = region }
    }
  ]...) : {}

  # Who is not to reach whom: no spoke any other one.
  strangers = var.check_reachability ? merge([
    for key in keys(local.spokes) : {
      for other in keys(local.spokes) : "${key} to ${other}" => { spoke = key, other = other } if key != other && sort([key, other])[0] == key
    }
  ]...) : {}
}

resource "cen_instance" "this" {
  name = var.name
  tags = var.tags
}

resource "cen_transit_router" "this" {
  for_each = var.regions

  cen_id = cen_instance.this.id
  region = each.key
  name   = "${var.name}-${each.key}"
  tags   = var.tags
}

resource "cen_transit_router_vpc_attachment" "spoke" {
  for_each = local.spokes

  transit_router_id          = cen_transit_router.this[each.value.region].id
  region                     = each.value.region
  vpc_id                     = each.value.vpc_id
  name                       = "${var.name}-${each.value.name}"
  tags                       = var.tags
  auto_publish_route_enabled = true

  zone_mappings = [
    for zone, vswitch in each.value.vswitches : {
      zone_id    = zone
      vswitch_id = vswitch
    }
  ]
}

resource "cen_transit_router_vpc_attachment" "services" {
  for_each = var.regions

  transit_router_id          = cen_transit_router.this[each.key].id
  region                     = each.key
  vpc_id                     = each.value.services.vpc_id
  name                       = "${var.name}-services"
  tags                       = var.tags
  auto_publish_route_enabled = true

  zone_mappings = [
    for zone, vswitch in each.value.services.vswitches : {
      zone_id    = zone
      vswitch_id = vswitch
    }
  ]
}

# What comes from a spoke is looked up here: it finds the services and nothing else, so spokes are isolated.
resource "cen_transit_router_route_table" "spokes" {
  for_each = var.regions

  transit_router_id = cen_transit_router.this[each.key].id
  name              = "spokes"
  tags              = var.tags
}

# What comes from the services, or from the other region, is looked up here: it finds everything of this region.
resource "cen_transit_router_route_table" "services" {
  for_each = var.regions

  transit_router_id = cen_transit_router.this[each.key].id
  name              = "services"
  tags              = var.tags
}

resource "cen_transit_router_route_table_association" "spoke" {
  for_each = local.spokes

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.spoke[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.spokes[each.value.region].id
}

resource "cen_transit_router_route_table_association" "services" {
  for_each = var.regions

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.services[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.services[each.key].id
}

resource "cen_transit_router_route_table_propagation" "spoke_to_services" {
  for_each = local.spokes

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.spoke[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.services[each.value.region].id
}

resource "cen_transit_router_route_table_propagation" "services_to_spokes" {
  for_each = var.regions

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.services[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.spokes[each.key].id
}

resource "cen_transit_router_route_table_propagation" "services_to_services" {
  for_each = var.regions

  transit_router_attachment_id  = cen_transit_router_vpc_attachment.services[each.key].id
  transit_router_route_table_id = cen_transit_router_route_table.services[each.key].id
}

resource "cen_bandwidth_package" "this" {
  count = local.buys ? 1 : 0

  name        = var.name
  area_a      = local.areas.area_a
  area_b      = local.areas.area_b
  bandwidth   = max(2, var.bandwidth)
  charge_type = var.charge_type
  period      = var.charge_type == "PrePaid" ? var.period : null
  cen_id      = cen_instance.this.id
  tags        = var.tags
}

resource "cen_transit_router_peer_attachment" "this" {
  count = local.connected ? 1 : 0

  transit_router_id      = cen_transit_router.this[local.pair[0]].id
  region                 = local.pair[0]
  peer_transit_router_id = cen_transit_router.this[local.pair[1]].id
  peer_region            = local.pair[1]

  bandwidth                  = var.bandwidth
  bandwidth_type             = var.bandwidth_type
  cen_bandwidth_package_id   = one(cen_bandwidth_package.this[*].id)
  auto_publish_route_enabled = true

  name = var.name
  tags = var.tags
}

# The other region is told of everything here, and what comes from there finds everything here.
resource "cen_transit_router_route_table_association" "connection" {
  for_each = local.sides

  transit_router_attachment_id  = cen_transit_router_peer_attachment.this[0].id
  transit_router_route_table_id = cen_transit_router_route_table.services[each.key].id
}

# The services know the spokes of the other region, since they have to answer.
resource "cen_transit_router_route_table_propagation" "connection" {
  for_each = local.sides

  transit_router_attachment_id  = cen_transit_router_peer_attachment.this[0].id
  transit_router_route_table_id = cen_transit_router_route_table.services[each.key].id
}

# The spokes know the services of the other region and nothing else there: a propagation would tell them of its spokes, too.
resource "cen_transit_router_route_entry" "services_of_the_other_region" {
  for_each = local.sides

  transit_router_route_table_id = cen_transit_router_route_table.spokes[each.key].id
  destination_cidr_block        = var.regions[each.value].services.cidr
  next_hop_type                 = "Attachment"
  next_hop_id                   = cen_transit_router_peer_attachment.this[0].id
  name                          = "services-of-${each.value}"
}

# Whether it works, after every change: by the route tables, in the sandbox and in the cloud.
data "cen_reachability" "visit" {
  for_each = local.visits

  source_attachment_id      = cen_transit_router_vpc_attachment.spoke[each.value.spoke].id
  destination_attachment_id = cen_transit_router_vpc_attachment.services[each.value.region].id

  # Routes need a while to spread.
  timeouts = { read = "2m" }

  depends_on = [
    cen_transit_router_route_table_association.spoke,
    cen_transit_router_route_table_association.services,
    cen_transit_router_route_table_association.connection,
    cen_transit_router_route_table_propagation.spoke_to_services,
    cen_transit_router_route_table_propagation.services_to_spokes,
    cen_transit_router_route_table_propagation.services_to_services,
    cen_transit_router_route_table_propagation.connection,
    cen_transit_router_route_entry.services_of_the_other_region,
  ]
}

data "cen_reachability" "stranger" {
  for_each = local.strangers

  source_attachment_id      = cen_transit_router_vpc_attachment.spoke[each.value.spoke].id
  destination_attachment_id = cen_transit_router_vpc_attachment.spoke[each.value.other].id

  depends_on = [data.cen_reachability.visit]
}

check "spokes_reach_the_services" {
  assert {
    condition     = alltrue([for one in data.cen_reachability.visit : one.reachable])
    error_message = join("\n", [for key, one in data.cen_reachability.visit : "${key}: ${one.problem}" if !one.reachable])
  }
}

check "spokes_are_isolated" {
  assert {
    condition = alltrue([
      for one in data.cen_reachability.stranger : one.forward_problem != null && one.return_problem != null
    ])
    error_message = join(", ", [for key, one in data.cen_reachability.stranger : key if one.reachable])
  }
}
