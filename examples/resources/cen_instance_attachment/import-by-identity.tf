import {
  to = cen_instance_attachment.example["cn-hangzhou"]
  identity = {
    cen_id            = "cen-7qthudw0ll6jmcvo5k"
    child_instance_id = "vpc-bp1h8vbrbcgohcju5y3hh"
  }
}
