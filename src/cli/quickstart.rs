//! The quickstart: one package from purchase to deletion, typed out.

use std::ffi::OsString;
use std::path::Path;

use super::environment::Environment;
use super::error::Error;
use super::{child, console, host};

/// The files of `examples/quickstart`.
const FILES: [(&str, &str); 3] = [
    ("main.tf", include_str!("../../examples/quickstart/main.tf")),
    (
        "variables.tf",
        include_str!("../../examples/quickstart/variables.tf"),
    ),
    (
        "outputs.tf",
        include_str!("../../examples/quickstart/outputs.tf"),
    ),
];

/// What is done, in order: why, and the arguments.
const STEPS: [(&str, &[&str]); 6] = [
    ("Let it find the provider", &["init"]),
    ("See what would be bought", &["plan"]),
    ("Buy it", &["apply", "-auto-approve"]),
    ("Look at the state", &["show"]),
    (
        "Change the bandwidth in place",
        &["apply", "-auto-approve", "-var", "bandwidth=10"],
    ),
    ("Give it back", &["destroy", "-auto-approve"]),
];

const NO_CLI: &str = "\
there is neither terraform nor tofu on the PATH. Install one of them (https://developer.hashicorp.com/terraform/install or
https://opentofu.org/docs/intro/install) and run this again, or try the simulator by itself with
`terraform-provider-cen simulator`";

/// Copies the example into `folder`, which must not exist, and runs the steps there; returns the exit code of the first
/// that fails, or 0.
pub(super) async fn run(folder: &Path, environment: &Environment) -> Result<u8, Error> {
    let (name, program) = host::find(environment).ok_or_else(|| Error::Usage(NO_CLI.to_owned()))?;
    write_files(folder)?;
    console::note(&format!(
        "The quickstart runs {name} on a copy of examples/quickstart, against a simulated cloud. Nothing costs anything.\n"
    ));
    let program = program.into_os_string();
    for (number, (why, arguments)) in (1..).zip(STEPS) {
        console::note(&format!(
            "\n[{number}/{}] {why}\n$ {name} {}\n",
            STEPS.len(),
            arguments.join(" ")
        ));
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let code = child::run(&program, &arguments, Some(folder), environment).await?;
        if code != 0 {
            console::note(&format!(
                "\nStopped: {name} ended with exit code {code}; its messages are above.\n"
            ));
            return Ok(code);
        }
    }
    Ok(0)
}

fn write_files(folder: &Path) -> Result<(), Error> {
    let explain = || Error::files(format!("cannot write the example to {}", folder.display()));
    std::fs::create_dir(folder).map_err(explain())?;
    for (name, text) in FILES {
        std::fs::write(folder.join(name), text).map_err(explain())?;
    }
    Ok(())
}
