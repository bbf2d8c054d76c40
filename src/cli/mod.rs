//! What a person can type.
//!
//! Terraform starts the binary with a magic cookie in the environment and never comes here; everything else does.

mod child;
mod console;
mod environment;
mod error;
mod hcl;
mod host;
mod install;
mod installation_methods;
mod options;
mod other_builds;
mod package;
mod plugin_folders;
mod quickstart;
mod report;
mod sandbox;
mod signals;
mod simulator;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use environment::Environment;

/// The answer to a start without arguments: plugins say what they are and fail.
const EXPLANATION: &str = "\
This is a Terraform and OpenTofu provider for Alibaba Cloud CEN bandwidth packages. It is a plugin: Terraform starts it
when a configuration asks for cen-rs/cen, and there is nothing to see when it is started by hand.

What can be done by hand:
  terraform-provider-cen sandbox              try it without an account: a quickstart against a simulated cloud
  terraform-provider-cen sandbox -- COMMAND   run COMMAND, such as terraform apply, against a simulated cloud
  terraform-provider-cen install              let terraform init find this binary
  terraform-provider-cen --help               everything else
";

/// A Terraform and OpenTofu provider for Alibaba Cloud CEN bandwidth packages, with a simulator of the API.
#[derive(Parser)]
#[command(
    name = "terraform-provider-cen",
    version,
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a simulator of the CEN API in the foreground.
    Simulator(options::SimulatorOptions),
    /// Run a command against a simulator and this provider; without a command, the quickstart.
    ///
    /// COMMAND sees CEN_ENDPOINT, the simulator's access key and a Terraform CLI configuration that leads to this
    /// binary, so that terraform and tofu work in any folder, initialised or not. Real credentials in the environment
    /// are kept from it, and the provider calls nothing but the simulator, whatever its block says. The exit code of
    /// COMMAND is passed on.
    Sandbox {
        #[command(flatten)]
        options: options::SimulatorOptions,
        /// Show the whole output of the CLI in the quickstart.
        #[arg(long, conflicts_with = "command")]
        verbose: bool,
        /// The command and its arguments.
        #[arg(trailing_var_arg = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
    /// Copy this binary to where terraform init and tofu init look for local providers.
    Install,
    /// Serve without Terraform's supervision and print what TF_REATTACH_PROVIDERS must hold.
    Serve {
        /// Confirms that this is for a debugger; there is no other way to serve by hand.
        #[arg(long, required = true)]
        debug: bool,
    },
}

/// Does what the command line of this process says. `serve_debug` is what `serve --debug` runs.
pub fn run(serve_debug: impl FnOnce() -> ExitCode) -> ExitCode {
    let mut arguments = std::env::args_os().peekable();
    let program = arguments.next();
    if arguments.peek().is_none() {
        console::note(EXPLANATION);
        return ExitCode::FAILURE;
    }
    let arguments = match Arguments::try_parse_from(program.into_iter().chain(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and versions go to stdout and succeed, mistakes go to stderr; a reader who has left misses nothing.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let environment = Environment::of_this_process();
    let result = match arguments.command {
        Command::Simulator(options) => simulator::run(options),
        Command::Sandbox {
            options,
            verbose,
            command,
        } => sandbox::run(options, verbose, &command, &environment),
        Command::Install => install::run(&environment),
        Command::Serve { debug: _ } => return serve_debug(),
    };
    result.unwrap_or_else(|error| {
        console::note(&format!("Error: {error}\n"));
        ExitCode::from(error.exit_code())
    })
}

#[cfg(test)]
mod tests;
