import {
  to = cen_transit_router_vpc_attachment.example
  id = "tr-bp1a2b3c4d5e6f7g8h9i0:tr-attach-7qthudw0ll6jmc3a5e"
}
