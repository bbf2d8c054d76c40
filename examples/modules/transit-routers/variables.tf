variable "name" {
  description = "Name of the instance, and what the names of everything else begin with."
  type        = string
}

variable "networks" {
  description = "The VPC of each region, and its vSwitches by zone: the transit router has an interface in each of them."
  type = map(object({
    vpc_id    = string
    vswitches = map(string)
  }))

  validation {
    condition     = alltrue([for region in keys(var.networks) : can(provider::cen::region_area(region))])
    error_message = "Keys are regions of Alibaba Cloud, such as \"cn-hangzhou\"."
  }

  validation {
    condition     = alltrue([for network in values(var.networks) : length(network.vswitches) > 0])
    error_message = "Every network needs a vSwitch in at least one zone."
  }
}

variable "connections" {
  description = <<-EOT
    Which two regions are connected, with how many Mbps. Connections draw on bandwidth packages, one for each pair of
    areas; those of the type DataTransfer are billed by traffic instead, and their bandwidth is a ceiling.
  EOT
  type = list(object({
    regions        = list(string)
    bandwidth      = number
    bandwidth_type = optional(string, "BandwidthPackage")
  }))
  default = []

  validation {
    condition = alltrue([
      for one in var.connections : length(one.regions) == 2 && length(toset(one.regions)) == 2
    ])
    error_message = "A connection is between two different regions."
  }

  validation {
    condition = length(var.connections) == length(toset([
      for one in var.connections : join("/", sort(one.regions))
    ]))
    error_message = "Two regions have one connection: give it the sum of the bandwidths."
  }

  validation {
    condition = alltrue([
      for one in var.connections : contains(["BandwidthPackage", "DataTransfer"], one.bandwidth_type)
    ])
    error_message = "The type is BandwidthPackage or DataTransfer."
  }
}

variable "charge_type" {
  description = "PrePaid (bought for a period, cannot be given back) or PostPaid (billed until it is destroyed; not sold to every account)."
  type        = string
  default     = "PrePaid"
}

variable "period" {
  description = "For how many months prepaid packages are bought: 1, 2, 3 or 6."
  type        = number
  default     = 1
}

variable "spare_bandwidth" {
  description = "Mbps to buy beyond what the connections take, by areas, such as { \"China/Asia-Pacific\" = 5 }."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for mbps in values(var.spare_bandwidth) : mbps >= 0])
    error_message = "What is spare cannot be less than nothing."
  }
}

variable "check_reachability" {
  description = "Whether every plan looks whether connected regions reach each other, by a few lists of the API. Tests that only plan need false."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
