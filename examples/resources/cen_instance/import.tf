import {
  to = cen_instance.example
  id = "cen-7qthudw0ll6jmcvo5k"
}
