variable "bandwidth" {
  description = "Bandwidth of the package in Mbps. A package that crosses China's border can only grow."
  type        = number
  default     = 5
}

variable "charge_type" {
  description = "PrePaid, or PostPaid in tests."
  type        = string
  default     = "PrePaid"
}
