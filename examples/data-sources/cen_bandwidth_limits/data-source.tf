# What the connections of Hangzhou have on one CEN instance.
data "cen_bandwidth_limits" "hangzhou" {
  cen_id = "cen-7qthudw0ll6jmc3a5e"
  region = "cn-hangzhou"
}

output "mbps_by_limit" {
  value = { for limit in data.cen_bandwidth_limits.hangzhou.limits : limit.id => limit.bandwidth_limit }
}
