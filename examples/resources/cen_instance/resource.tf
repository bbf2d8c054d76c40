# What networks are attached and bandwidth packages are bound to.
resource "cen_instance" "example" {
  name        = "backbone"
  description = "Connects the offices in China and Singapore"

  tags = {
    team = "network"
  }
}
