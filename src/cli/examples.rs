//! What stands below the help of each command: how it is used.

pub(super) const OF_ALL: &str = "\
Examples:
  terraform-provider-cen sandbox
      Two screens: what this provider is for, on a simulated cloud.
  terraform-provider-cen sandbox -- terraform -chdir=DIR apply
      Your own configuration on a simulated cloud, without an account.
  terraform-provider-cen install
      Let terraform init find this binary, for the real cloud.";

pub(super) const OF_THE_SIMULATOR: &str = "\
Examples:
  terraform-provider-cen simulator --listen 127.0.0.1:8080 --state cloud.json
      A cloud that stays, for any client of the API.
  terraform-provider-cen simulator --fault '*:throttle*3'
      The first three calls are throttled.
  terraform-provider-cen simulator --throttle 10:20 --policy grace=7d --settle 3s --seed 7
      An account with rules of its own, and the same ids in every run.
  terraform-provider-cen simulator --tls --tls-name sts.aliyuncs.com --tls-dir ~/.cen-simulator
      For clients that speak nothing but https.
  terraform-provider-cen simulator --ready-file ready.json
      For scripts: the file is there once it listens.";

pub(super) const OF_ENV: &str = "\
Examples:
  eval \"$(terraform-provider-cen env --endpoint http://127.0.0.1:8080)\"
      This shell, from here on.
  terraform-provider-cen env --ready-file ready.json --json
      For a program.
  terraform-provider-cen env --endpoint http://127.0.0.1:8080 --check
      Whether one runs there.";

pub(super) const OF_THE_SANDBOX: &str = "\
Examples:
  terraform-provider-cen sandbox
      The quickstart.
  terraform-provider-cen sandbox -- terraform apply
      This folder, whether it was initialised or not.
  terraform-provider-cen sandbox --state cloud.json -- terraform plan
      The same cloud as in the last run with this file.
  terraform-provider-cen sandbox --json bought.json -- terraform apply -auto-approve
      What would have been bought, for a script.
  terraform-provider-cen sandbox --fault 'CreateCenBandwidthPackage:lost-after*1' -- terraform apply
      The answer to one purchase is lost on the wire.
  terraform-provider-cen sandbox -- terraform test
      A module's tests, without an account.";

pub(super) const OF_REPORT: &str = "\
Examples:
  terraform-provider-cen report
      All packages, what ends first on top.
  terraform-provider-cen report --ends-within 30 --no-prices --no-usage
      For a cron job: 0 if nothing ends, 2 if something does, 1 after an error.
  terraform-provider-cen report --format json
      For a program; --format csv for a spreadsheet.
  terraform-provider-cen sandbox --state cloud.json -- terraform-provider-cen report
      What a simulated cloud holds.";

pub(super) const OF_INSTALL: &str = "\
Examples:
  terraform-provider-cen install
      Then terraform init, in a configuration with source = \"cen-rs/cen\".";

pub(super) const OF_COMPLETIONS: &str = "\
Examples:
  terraform-provider-cen completions bash > ~/.local/share/bash-completion/completions/terraform-provider-cen
  terraform-provider-cen completions zsh > \"${fpath[1]}/_terraform-provider-cen\"
  terraform-provider-cen completions fish > ~/.config/fish/completions/terraform-provider-cen.fish";

pub(super) const OF_SERVE: &str = "\
Examples:
  terraform-provider-cen serve --debug
      Under a debugger; then run terraform with what it prints.";
