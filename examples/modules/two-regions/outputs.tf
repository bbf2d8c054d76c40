output "cen_id" {
  description = "The CEN instance, to attach more networks to."
  value       = cen_instance.this.id
}

output "bandwidth_package_id" {
  description = "The bandwidth package."
  value       = cen_bandwidth_package.this.id
}

output "areas" {
  description = "The areas that the two regions lie in."
  value       = local.areas
}

output "expires" {
  description = "When a prepaid package ends."
  value       = cen_bandwidth_package.this.expired_time
}
