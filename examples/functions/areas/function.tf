variable "area" {
  type    = string
  default = "Europe"

  validation {
    condition     = contains(provider::cen::areas(), var.area)
    error_message = "The area must be one of ${join(", ", provider::cen::areas())}."
  }
}
