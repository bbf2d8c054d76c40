//! `install`: this binary in the user's implied local mirror.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::console;
use super::environment::Environment;
use super::error::Error;
use super::installation_methods::{plugin_caches, troubles};
use super::other_builds::{checksums, copies};
use super::package::Package;
use super::plugin_folders::{HOSTS, VERSION, package_in, place_in_mirror};

/// The variable that says which folder the configuration of the commands is in, and where in that they look for plugins
/// (Terraform CLI configuration, "Implied Local Mirror Directories").
const HOME: &str = if cfg!(windows) { "APPDATA" } else { "HOME" };
const MIRROR: &str = if cfg!(windows) {
    "terraform.d/plugins"
} else {
    ".terraform.d/plugins"
};

/// Copies this binary to where `terraform init` and `tofu init` look, and says what to write and what is in the way.
pub(super) fn run(environment: &Environment) -> Result<ExitCode, Error> {
    let folder = std::env::current_dir().map_err(Error::files("cannot find this folder"))?;
    let said = install_for(environment, &folder)?;
    console::say(&said.text);
    console::note(&said.notes);
    Ok(ExitCode::SUCCESS)
}

struct Said {
    /// What was done, and what to do.
    text: String,
    /// What is in the way.
    notes: String,
}

/// Installs for whoever works in `folder`.
fn install_for(environment: &Environment, folder: &Path) -> Result<Said, Error> {
    let home = home(environment)?;
    let mirror = home.join(MIRROR);
    let executable = std::env::current_exe().map_err(Error::files("cannot find this binary"))?;
    let package = Package::of(&executable).map_err(Error::files("cannot read this binary"))?;
    let mut text = String::from("Installed:\n");
    let mut replaced = false;
    for host in HOSTS {
        let place = place_in_mirror(&mirror, host);
        let before = Package::read(&package_in(&mirror, host));
        package
            .write(&package_in(&mirror, host))
            .map_err(Error::files(format!(
                "cannot write {}; check that the folder belongs to you and that there is room",
                place.display()
            )))?;
        replaced |= before.is_ok_and(|before| before != package);
        text.push_str(&format!("  {}\n", place.display()));
    }
    text.push_str(&format!(
        "\nPut this into your configuration and run terraform init, or tofu init:\n\n\
         terraform {{\n  required_providers {{\n    cen = {{\n      source  = \"cen-rs/cen\"\n      version = \"{VERSION}\"\n    }}\n  }}\n}}\n"
    ));
    let data = environment
        .get("TF_DATA_DIR")
        .unwrap_or(".terraform".as_ref());
    let mut kept = vec![folder.join(data).join("providers")];
    kept.extend(plugin_caches(environment, &home));
    let mut notes: Vec<String> = troubles(environment, &home, &mirror);
    notes.extend(checksums(&package, folder, &mirror, replaced));
    notes.extend(copies(&package, &kept));
    let notes = notes.iter().map(|note| format!("\n{note}")).collect();
    Ok(Said { text, notes })
}

fn home(environment: &Environment) -> Result<PathBuf, Error> {
    let Some(home) = environment.get(HOME) else {
        return Err(Error::Usage(format!(
            "the variable {HOME} is not set, so there is no telling where your plugins live; set it to your home folder"
        )));
    };
    Ok(home.into())
}

#[cfg(test)]
#[cfg(not(windows))]
mod tests {
    use std::fs;

    use super::super::plugin_folders::{platform, write_program};
    use super::*;

    fn at_home(home: &Path) -> Environment {
        let mut environment = Environment::default();
        environment.set("HOME", home);
        environment
    }

    #[test]
    fn without_a_home_there_is_nowhere_to_install() {
        let error = install_for(&Environment::default(), Path::new("/")).err();
        assert_eq!(
            error.unwrap().to_string(),
            "the variable HOME is not set, so there is no telling where your plugins live; set it to your home folder"
        );
    }

    #[test]
    fn installing_twice_replaces_the_binary_and_says_nothing_more() {
        let home = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let said = install_for(&at_home(home.path()), home.path()).unwrap();
            assert_eq!(said.notes, "");
        }
        let executable = fs::read(std::env::current_exe().unwrap()).unwrap();
        for host in HOSTS {
            let place = place_in_mirror(&home.path().join(".terraform.d/plugins"), host);
            assert!(fs::read(&place).unwrap() == executable);
            let mut names: Vec<_> = fs::read_dir(place.parent().unwrap())
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            names.sort();
            let binary = format!("terraform-provider-cen_v{VERSION}");
            assert_eq!(names, ["LICENSE", &binary]);
        }
    }

    #[test]
    fn what_another_build_has_left_is_told() {
        let home = tempfile::tempdir().unwrap();
        let mut environment = at_home(home.path());
        let mirror = home.path().join(".terraform.d/plugins");
        let place = place_in_mirror(&mirror, HOSTS[0]);
        write_program(b"another build", &place).unwrap();
        let platform = platform();
        let said = install_for(&environment, home.path()).unwrap();
        let lock = |command: &str| {
            format!(
                "  {command} providers lock -fs-mirror={} -platform={platform} cen-rs/cen\n",
                mirror.display()
            )
        };
        let (terraform, tofu) = (lock("terraform"), lock("tofu"));
        assert_eq!(
            said.notes,
            format!(
                "
This replaced another build of {VERSION}. The lock files of folders where that was
in use have its checksum.
There init and plan refuse this build (\"doesn't match any of the checksums\").
If you trust it, have its checksum added, in each such folder:
{terraform}{tofu}"
            )
        );

        // Once it is there, what is left are a lock file and copies.
        fs::write(
            home.path().join(".terraform.lock.hcl"),
            format!(
                "provider \"{}/cen-rs/cen\" {{\n  version = \"{VERSION}\"\n  hashes = [\n    \"h1:x\",\n  ]\n}}\n",
                HOSTS[1]
            ),
        )
        .unwrap();
        let cache = home.path().join("cache");
        environment.set("TF_PLUGIN_CACHE_DIR", &cache);
        let copies = [
            package_in(&home.path().join(".terraform/providers"), HOSTS[0]),
            package_in(&cache, HOSTS[1]),
        ];
        for copy in &copies {
            write_program(b"another build", &copy.join("provider")).unwrap();
        }
        let said = install_for(&environment, home.path()).unwrap();
        let copied = |package: &Path| {
            format!(
                "
There is a copy of another build of {VERSION}, which goes on being used where the
lock file has its checksum. Remove it, and run init again:
  {}
",
                package.display()
            )
        };
        assert_eq!(
            said.notes,
            format!(
                "
The lock file of this folder has the checksum of another build of {VERSION}.
There init and plan refuse this build (\"doesn't match any of the checksums\").
If you trust it, have its checksum added, in each such folder:
{tofu}{}{}",
                copied(&copies[0]),
                copied(&copies[1])
            )
        );
    }
}
