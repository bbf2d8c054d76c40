import {
  to = cen_bandwidth_limit.example
  identity = {
    cen_id   = "cen-7qthudw0ll6jmc3a5e"
    region_a = "ap-southeast-1"
    region_b = "cn-hangzhou"
  }
}
