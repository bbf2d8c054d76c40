import {
  to = cen_transit_router.example
  identity = {
    cen_id = "cen-7qthudw0ll6jmc3a5e"
    id     = "tr-bp1a2b3c4d5e6f7g8h9i0"
  }
}
