import {
  to = cen_instance.example
  identity = {
    id = "cen-7qthudw0ll6jmcvo5k"
  }
}
