//! The quickstart: what this provider is for, shown in one sitting with the user's own Terraform or OpenTofu.
//!
//! Its own words stand around what matters of the CLI's output, so that all of it is read; everything is real, and with
//! `--verbose` the CLI speaks for itself.

mod commands;
mod said;
mod scenes;
mod screen;

use std::path::Path;

use cen_simulator::Simulator;

use super::environment::Environment;
use super::error::Error;
use super::host;
use super::signals::Requests;
use commands::Commands;
use scenes::Stopped;
use screen::Screen;

/// The files of `examples/quickstart`.
const FILES: [(&str, &str); 4] = [
    (
        "main.tf",
        include_str!("../../../examples/quickstart/main.tf"),
    ),
    (
        "variables.tf",
        include_str!("../../../examples/quickstart/variables.tf"),
    ),
    (
        "outputs.tf",
        include_str!("../../../examples/quickstart/outputs.tf"),
    ),
    (
        "quickstart.tftest.hcl",
        include_str!("../../../examples/quickstart/quickstart.tftest.hcl"),
    ),
];

const NO_CLI: &str = "\
there is neither terraform nor tofu on the PATH. Install one of them (https://developer.hashicorp.com/terraform/install or
https://opentofu.org/docs/intro/install) and run this again, fetch one with tests/hosts/fetch of this repository, or try the
simulator by itself with `terraform-provider-cen simulator`";

/// Copies the example into `folder`, which must not exist, and plays the scenes there against `cloud`; returns 0, or the exit
/// code of the command, or of the signal, at which they stopped.
pub(super) async fn run(
    folder: &Path,
    environment: &Environment,
    cloud: &Simulator,
    requests: &mut Requests,
    verbose: bool,
) -> Result<u8, Error> {
    let (name, program) = host::find(environment).ok_or_else(|| Error::Usage(NO_CLI.to_owned()))?;
    std::fs::create_dir(folder).map_err(not_written(folder))?;
    for (file, text) in FILES {
        write(folder, file, text)?;
    }
    let screen = Screen::for_terminal(environment);
    let mut commands = Commands {
        name,
        program,
        folder,
        environment,
        screen: &screen,
        requests,
        verbose,
    };
    match scenes::play(&mut commands, cloud, &screen).await {
        Ok(()) => Ok(0),
        Err(Stopped::Failed(Error::Asked(asked))) => {
            screen.text("Stopped, as you asked. Nothing of it is left.");
            Ok(asked.exit_code())
        }
        Err(Stopped::Failed(error)) => Err(error),
        Err(Stopped::Ended(code)) => {
            screen.text(&format!(
                "Stopped: {name} ended with exit code {code}; its messages are above."
            ));
            Ok(code.max(1))
        }
    }
}

/// Writes a file of the example.
fn write(folder: &Path, name: &str, text: &str) -> Result<(), Error> {
    std::fs::write(folder.join(name), text).map_err(not_written(folder))
}

fn not_written(folder: &Path) -> impl FnOnce(std::io::Error) -> Error {
    Error::files(format!("cannot write the example to {}", folder.display()))
}
