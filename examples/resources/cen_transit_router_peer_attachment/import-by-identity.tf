import {
  to = cen_transit_router_peer_attachment.example
  identity = {
    transit_router_id = "tr-bp1a2b3c4d5e6f7g8h9i0"
    id                = "tr-attach-7qthudw0ll6jmc3a5e"
  }
}
