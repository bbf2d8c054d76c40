# ["eu-central-1", "eu-west-1"]
output "european_regions" {
  value = provider::cen::regions("Europe")
}
