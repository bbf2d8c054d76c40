import {
  to = cen_bandwidth_package_attachment.example
  identity = {
    bandwidth_package_id = "cenbwp-4c2zaavbvh5fx9mbqi"
  }
}
