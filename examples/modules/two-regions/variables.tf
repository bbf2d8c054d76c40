variable "name" {
  description = "Name of everything that is made."
  type        = string
}

variable "networks" {
  description = "The VPCs to connect: one id for each of two regions."
  type        = map(string)

  validation {
    condition     = length(var.networks) == 2
    error_message = "This module connects exactly two regions. Give one VPC id for each of the two."
  }

  validation {
    condition     = alltrue([for region in keys(var.networks) : can(provider::cen::region_area(region))])
    error_message = "Keys are regions of Alibaba Cloud, such as \"cn-hangzhou\"."
  }
}

variable "bandwidth" {
  description = "Bandwidth that is bought, in Mbps."
  type        = number

  validation {
    condition     = var.bandwidth >= 2 && var.bandwidth <= 10000
    error_message = "CEN sells packages from 2 to 10000 Mbps."
  }
}

variable "allotted_bandwidth" {
  description = "What the connection gets of it, in Mbps; all of it where this is not set. Lower this before `bandwidth`."
  type        = number
  default     = null
}

variable "charge_type" {
  description = "PrePaid (bought for a period, cannot be given back) or PostPaid (billed until it is destroyed; not sold to every account)."
  type        = string
  default     = "PrePaid"
}

variable "period" {
  description = "For how many months a prepaid package is bought: 1, 2, 3 or 6."
  type        = number
  default     = 1
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}
