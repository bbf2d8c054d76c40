locals {
  # { cen_id = "cen-7qthudw0ll6jmc3a5e", region_a = "ap-southeast-1", region_b = "cn-hangzhou" }
  limit = provider::cen::parse_bandwidth_limit_id("cen-7qthudw0ll6jmc3a5e:ap-southeast-1:cn-hangzhou")
}

output "cen_id" {
  value = local.limit.cen_id
}
