data "cen_areas" "all" {}

# { "China" = ["cn-beijing", ...], ... }
output "regions_by_area" {
  value = { for area in data.cen_areas.all.areas : area.name => area.regions }
}
