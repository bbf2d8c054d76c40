import {
  to = cen_bandwidth_package_attachment.example
  id = "cenbwp-4c2zaavbvh5fx9mbqi"
}
