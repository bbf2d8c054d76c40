# A package that another configuration has bought.
data "cen_bandwidth_package" "backbone" {
  name = "backbone"
}

output "backbone_bandwidth" {
  value = data.cen_bandwidth_package.backbone.bandwidth
}
