//! What a person can type.
//!
//! Terraform starts the binary with a magic cookie in the environment and never comes here; everything else does.

mod call_summary;
mod child;
mod console;
mod env;
mod environment;
mod error;
mod examples;
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
mod terminal;
mod values;
mod whereabouts;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use environment::Environment;

/// The answer to a start without arguments: plugins say what they are and fail.
const EXPLANATION: &str = "\
This is a Terraform and OpenTofu provider for Alibaba Cloud CEN bandwidth packages. It is a plugin: Terraform starts it
when a configuration asks for cen-rs/cen, and there is nothing to see when it is started by hand.

What can be done by hand:
  terraform-provider-cen sandbox              try it without an account: a quickstart against a simulated cloud
  terraform-provider-cen sandbox -- COMMAND   run COMMAND, such as terraform apply, against a simulated cloud
  terraform-provider-cen report               show all packages of the account: ends, renewals, prices, use
  terraform-provider-cen install              let terraform init find this binary
  terraform-provider-cen --help               everything else
";

/// A Terraform and OpenTofu provider for Alibaba Cloud CEN bandwidth packages, with a simulator of the API.
#[derive(Parser)]
#[command(name = "terraform-provider-cen", version, after_help = examples::OF_ALL)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a simulator of the CEN API in the foreground.
    #[command(after_help = examples::OF_THE_SIMULATOR)]
    Simulator {
        #[command(flatten)]
        options: options::SimulatorOptions,
        /// Write where it is found to this file once it listens, as JSON; the file goes with it.
        #[arg(long, value_name = "FILE")]
        ready_file: Option<PathBuf>,
    },
    /// Print what a shell needs to use a simulator that runs: eval "$(terraform-provider-cen env --endpoint URL)".
    ///
    /// Variables for this provider, for the official one and for the SDKs. It fails if no simulator answers there.
    #[command(after_help = examples::OF_ENV)]
    Env(options::EnvOptions),
    /// Run a command against a simulator and this provider; without a command, the quickstart.
    ///
    /// COMMAND sees CEN_ENDPOINT, the simulator's access key and a Terraform CLI configuration that leads to this
    /// binary, so that terraform and tofu work in any folder, initialised or not. Real credentials in the environment
    /// are kept from it, and the provider calls nothing but the simulator, whatever its block says. The exit code of
    /// COMMAND is passed on.
    #[command(after_help = examples::OF_THE_SANDBOX)]
    Sandbox {
        #[command(flatten)]
        options: options::SimulatorOptions,
        /// Show the whole output of the CLI in the quickstart.
        #[arg(long, conflicts_with = "command")]
        verbose: bool,
        /// Write what was called and bought to this file, as JSON; - is standard output, where it comes after what COMMAND
        /// has written.
        #[arg(long, value_name = "FILE", requires = "command")]
        json: Option<PathBuf>,
        /// The command and its arguments.
        #[arg(trailing_var_arg = true, value_name = "COMMAND")]
        command: Vec<OsString>,
    },
    /// Show all bandwidth packages of the account: what ends when, renews or not, costs what, used how much.
    ///
    /// Credentials, region and addresses come from the environment, as for a provider block in which nothing is set. Only
    /// reads: nothing is bought or changed. What could not be read is called not known, with the reason, and fails nothing.
    /// Its exit code is 0, 1 for an error of any kind, and with --ends-within 2 if something ends.
    #[command(after_help = examples::OF_REPORT)]
    Report(options::ReportOptions),
    /// Copy this binary to where terraform init and tofu init look for local providers.
    #[command(after_help = examples::OF_INSTALL)]
    Install,
    /// Print completions for a shell.
    #[command(after_help = examples::OF_COMPLETIONS)]
    Completions {
        /// Whose.
        shell: Shell,
    },
    /// Serve without Terraform's supervision and print what TF_REATTACH_PROVIDERS must hold.
    #[command(after_help = examples::OF_SERVE)]
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
    let is_report = arguments.peek().is_some_and(|word| word == "report");
    if arguments.peek().is_none() {
        console::note(EXPLANATION);
        return ExitCode::FAILURE;
    }
    let arguments = match Arguments::try_parse_from(program.into_iter().chain(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and versions go to stdout and succeed, mistakes go to stderr; a reader who has left misses nothing.
            let _ = error.print();
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            // With 2 it would say that a package ends.
            return ExitCode::from(if is_report { code.min(1) } else { code });
        }
    };
    let environment = Environment::of_this_process();
    let result = match arguments.command {
        Command::Simulator {
            options,
            ready_file,
        } => simulator::run(options, ready_file, &environment),
        Command::Env(options) => env::run(&options),
        Command::Sandbox {
            options,
            verbose,
            json,
            command,
        } => {
            let wanted = sandbox::Wanted { verbose, json };
            sandbox::run(options, &wanted, &command, &environment)
        }
        Command::Report(options) => report::run(&options, &environment),
        Command::Install => install::run(&environment),
        Command::Completions { shell } => {
            console::say(&completions(shell));
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve { debug: _ } => return serve_debug(),
    };
    result.unwrap_or_else(|error| {
        console::note(&format!("Error: {error}\n"));
        ExitCode::from(error.exit_code())
    })
}

/// A script that a shell reads.
fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    // For bash, clap_complete 4.6 writes a hyphen of the program's name in one way and reads it in another.
    script.replace(
        "terraform__subcmd__provider__subcmd__cen",
        "terraform__provider__cen",
    )
}

#[cfg(test)]
mod tests;
