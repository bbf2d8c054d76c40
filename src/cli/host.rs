//! Where the programs are that providers are made for.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::console;
use super::environment::Environment;
use super::error::Error;

const PROGRAMS: [&str; 2] = ["terraform", "tofu"];

/// The name and the place of the first of them that is on the `PATH`.
pub(super) fn find(environment: &Environment) -> Option<(&'static str, PathBuf)> {
    environment.find_program(&PROGRAMS)
}

/// The environment; where none of them is on its `PATH`, the one that `tests/hosts/fetch` has put into Cargo's target
/// folder is. Where it has not, and `command` cannot do without, it is asked to.
///
/// # Errors
///
/// When the script cannot be run. What it fails at, it says itself.
pub(super) fn reachable(
    environment: &Environment,
    command: &[OsString],
) -> Result<Environment, Error> {
    let mut environment = environment.clone();
    if find(&environment).is_some() {
        return Ok(environment);
    }
    let Some(target) = std::env::current_exe().ok().as_deref().and_then(target) else {
        return Ok(environment);
    };
    let hosts = target.join("hosts");
    let is_wanted = command.first().is_none_or(|program| program == PROGRAMS[0]);
    if is_wanted && !hosts.is_dir() {
        fetch(&target, &environment)?;
    }
    if hosts.is_dir() {
        environment.append_to_path(hosts);
    }
    Ok(environment)
}

/// Has the script of the repository that `target` is in fetch a program, if it is in one.
fn fetch(target: &Path, environment: &Environment) -> Result<(), Error> {
    let Some(script) = target.parent().map(|root| root.join("tests/hosts/fetch")) else {
        return Ok(());
    };
    if !script.is_file() {
        return Ok(());
    }
    console::note("There is neither terraform nor tofu on the PATH.\n");
    let run = Command::new(&script)
        .arg("newest")
        .env_clear()
        .envs(environment.iter())
        .env("CARGO_TARGET_DIR", target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    run.map(drop).map_err(|source| Error::NotRun {
        program: script.display().to_string(),
        source,
    })
}

/// Cargo's target folder, if `executable` is what Cargo has just built and not one that was installed.
fn target(executable: &Path) -> Option<PathBuf> {
    // The folder of the profile is in the target folder, or in that of a platform there.
    let mut above = executable.ancestors().skip(2).take(2);
    let target = above.find(|folder| folder.join("CACHEDIR.TAG").is_file())?;
    Some(target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_has_built_knows_its_target_folder_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| target(&folder.path().join(path));
        assert_eq!(at("debug/provider"), None);
        std::fs::write(folder.path().join("CACHEDIR.TAG"), "").unwrap();
        let found = Some(folder.path().to_owned());
        assert_eq!(at("debug/provider"), found);
        assert_eq!(at("x86_64-unknown-linux-musl/dist/provider"), found);
        assert_eq!(at("provider"), None);
        assert_eq!(at("tmp/a/b/provider"), None);
    }
}
