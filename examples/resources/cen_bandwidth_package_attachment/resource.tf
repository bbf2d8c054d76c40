# A package that was bought elsewhere, bound to an instance of this configuration.
resource "cen_instance" "example" {
  name = "backbone"
}

resource "cen_bandwidth_package_attachment" "example" {
  cen_id               = cen_instance.example.id
  bandwidth_package_id = "cenbwp-4c2zaavbvh5fx9mbqi"
}
