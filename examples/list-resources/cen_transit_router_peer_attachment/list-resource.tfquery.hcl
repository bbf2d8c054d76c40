# search.tfquery.hcl, in the same folder
#
# terraform query                                       lists what is found; without a limit it stops at 100
# terraform query -generate-config-out=imported.tf      writes import blocks and resources for it
list "cen_transit_router_peer_attachment" "this" {
  provider         = cen
  include_resource = true

  config {
    transit_router_id = "tr-bp1lj2b7qpbmcnqn5d1yx"
    status            = "Attached"
  }
}
