output "package_id" {
  description = "What to bind to a CEN instance."
  value       = cen_bandwidth_package.main.id
}

output "expires" {
  description = "When the package ends."
  value       = cen_bandwidth_package.main.expired_time
}
