import {
  to = cen_bandwidth_limit.example
  id = "cen-7qthudw0ll6jmc3a5e:ap-southeast-1:cn-hangzhou"
}
