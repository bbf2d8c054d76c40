//! `install`: this binary in the user's implied local mirror.

use std::path::PathBuf;
use std::process::ExitCode;

use super::console;
use super::environment::Environment;
use super::error::Error;
use super::plugin_folders::{HOSTS, VERSION, install, place_in_mirror};

/// Copies this binary to where `terraform init` and `tofu init` look, and says what to write.
pub(super) fn run(environment: &Environment) -> Result<ExitCode, Error> {
    console::say(&install_for(environment)?);
    Ok(ExitCode::SUCCESS)
}

fn install_for(environment: &Environment) -> Result<String, Error> {
    let mirror = mirror(environment)?;
    let executable = std::env::current_exe().map_err(Error::files("cannot find this binary"))?;
    let mut text = String::from("Installed:\n");
    for host in HOSTS {
        let place = place_in_mirror(&mirror, host);
        install(&executable, &place).map_err(Error::files(format!(
            "cannot write {}; check that the folder belongs to you and that there is room",
            place.display()
        )))?;
        text.push_str(&format!("  {}\n", place.display()));
    }
    text.push_str(&format!(
        "\nPut this into your configuration and run terraform init, or tofu init:\n\n\
         terraform {{\n  required_providers {{\n    cen = {{\n      source  = \"cen-rs/cen\"\n      version = \"{VERSION}\"\n    }}\n  }}\n}}\n"
    ));
    Ok(text)
}

/// The user's implied mirror (Terraform CLI configuration, "Implied Local Mirror Directories").
#[cfg(not(windows))]
fn mirror(environment: &Environment) -> Result<PathBuf, Error> {
    match environment.get("HOME") {
        Some(home) => Ok(PathBuf::from(home).join(".terraform.d/plugins")),
        None => Err(Error::Usage(
            "the variable HOME is not set, so there is no telling where your plugins live; set it to your home folder"
                .to_owned(),
        )),
    }
}

/// The user's implied mirror (Terraform CLI configuration, "Implied Local Mirror Directories").
#[cfg(windows)]
fn mirror(environment: &Environment) -> Result<PathBuf, Error> {
    match environment.get("APPDATA") {
        Some(folder) => Ok(PathBuf::from(folder).join("terraform.d/plugins")),
        None => Err(Error::Usage(
            "the variable APPDATA is not set, so there is no telling where your plugins live"
                .to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(windows))]
    fn without_a_home_there_is_nowhere_to_install() {
        let error = install_for(&Environment::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the variable HOME is not set, so there is no telling where your plugins live; set it to your home folder"
        );
    }

    #[test]
    #[cfg(not(windows))]
    fn installing_twice_replaces_the_binary() {
        let home = tempfile::tempdir().unwrap();
        let mut environment = Environment::default();
        environment.set("HOME", home.path());
        for _ in 0..2 {
            install_for(&environment).unwrap();
        }
        let size = std::fs::metadata(std::env::current_exe().unwrap())
            .unwrap()
            .len();
        for host in HOSTS {
            let place = place_in_mirror(&home.path().join(".terraform.d/plugins"), host);
            assert_eq!(std::fs::metadata(&place).unwrap().len(), size);
            let neighbours = std::fs::read_dir(place.parent().unwrap()).unwrap().count();
            assert_eq!(neighbours, 1);
        }
    }
}
