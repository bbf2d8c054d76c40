import {
  to = cen_bandwidth_package.example
  identity = {
    id = "cenbwp-4c2zaavbvh5fx9mbqi"
  }
}
