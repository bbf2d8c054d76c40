# The key that the cen provider found, such as that of an assumed role...
ephemeral "cen_credentials" "this" {}

# ...for a second configuration of a provider, without a trace in state or plan.
provider "cen" {
  alias          = "hub"
  access_key     = ephemeral.cen_credentials.this.access_key
  secret_key     = ephemeral.cen_credentials.this.secret_key
  security_token = ephemeral.cen_credentials.this.security_token
}
