//! The provider for tests as a process of its own.

use std::process::ExitCode;

use tf_plugin::serve;

mod trial;

fn main() -> ExitCode {
    serve::run(&trial::PLUGIN, trial::Trial)
}
