# What limits leave of the package between China and Asia-Pacific.
data "cen_area_span_remaining_bandwidth" "example" {
  cen_id = "cen-7qthudw0ll6jmc3a5e"
  area_a = "China"
  area_b = "Asia-Pacific"
}

output "mbps_left" {
  value = data.cen_area_span_remaining_bandwidth.example.remaining_bandwidth
}
