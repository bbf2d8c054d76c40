import {
  to = cen_instance_attachment.example["cn-hangzhou"]
  id = "cen-7qthudw0ll6jmcvo5k:vpc-bp1h8vbrbcgohcju5y3hh:VPC:cn-hangzhou"
}
