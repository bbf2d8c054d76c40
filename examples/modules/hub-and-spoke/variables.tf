variable "name" {
  description = "Name of the instance, and what the names of everything else begin with."
  type        = string
}

variable "regions" {
  description = "One or two regions: their spokes by name, and the VPC of the services that all spokes share, with the block of its vSwitches, which is what route tables learn."
  type = map(object({
    services = object({
      vpc_id    = string
      vswitches = map(string)
      cidr      = string
    })
    spokes = map(object({
      vpc_id    = string
      vswitches = map(string)
    }))
  }))

  validation {
    condition     = contains([1, 2], length(var.regions))
    error_message = "There are one or two regions."
  }

  validation {
    condition     = alltrue([for region in keys(var.regions) : can(provider::cen::region_area(region))])
    error_message = "Keys are regions of Alibaba Cloud, such as \"cn-hangzhou\"."
  }

  validation {
    condition     = alltrue([for one in values(var.regions) : can(cidrhost(one.services.cidr, 0))])
    error_message = "The block of the services is a CIDR block, such as \"10.0.9.0/24\"."
  }
}

variable "bandwidth" {
  description = "Mbps between the two regions."
  type        = number
  default     = 10
}

variable "bandwidth_type" {
  description = "DataTransfer (billed by traffic, no package) or BandwidthPackage (a package is bought)."
  type        = string
  default     = "DataTransfer"

  validation {
    condition     = contains(["BandwidthPackage", "DataTransfer"], var.bandwidth_type)
    error_message = "The type is BandwidthPackage or DataTransfer."
  }
}

variable "charge_type" {
  description = "Of the package: PrePaid (bought for a period, cannot be given back) or PostPaid (billed until it is destroyed; not sold to every account)."
  type        = string
  default     = "PrePaid"
}

variable "period" {
  description = "For how many months a prepaid package is bought: 1, 2, 3 or 6."
  type        = number
  default     = 1
}

variable "check_reachability" {
  description = "Whether every plan looks who reaches whom, by lists of the API for every pair of spokes. Tests that only plan need false."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
