# "Asia-Pacific"
output "area" {
  value = provider::cen::region_area("ap-southeast-1")
}
