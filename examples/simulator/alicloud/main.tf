terraform {
  required_providers {
    alicloud = { source = "aliyun/alicloud" }
  }
}

variable "simulator" {
  description = "Host and port of the simulator."
  type        = string
  default     = "127.0.0.1:8380"
}

provider "alicloud" {
  region   = "cn-hangzhou"
  protocol = "HTTP"

  # These keep it from asking what nobody here answers.
  account_type           = "Domestic"
  skip_region_validation = true

  endpoints {
    cbn        = var.simulator
    vpc        = var.simulator
    bssopenapi = var.simulator
  }
}

resource "alicloud_cen_instance" "this" {
  cen_instance_name = "local"
}

resource "alicloud_cen_transit_router" "this" {
  cen_id              = alicloud_cen_instance.this.id
  transit_router_name = "local"
}
