data "cen_transit_router_service" "this" {
  lifecycle {
    postcondition {
      condition     = self.is_open
      error_message = "The service of transit routers is not open. Open it once, in the CEN console."
    }
  }
}
