//! Where the programs are that providers are made for.

use std::path::{Path, PathBuf};

use super::environment::Environment;

const PROGRAMS: [&str; 2] = ["terraform", "tofu"];

/// The name and the place of the first of them that is on the `PATH`.
pub(super) fn find(environment: &Environment) -> Option<(&'static str, PathBuf)> {
    environment.find_program(&PROGRAMS)
}

/// The environment; where none of them is on its `PATH`, the one that `tests/hosts/fetch` has put into Cargo's target
/// folder is.
pub(super) fn reachable(environment: &Environment) -> Environment {
    let mut environment = environment.clone();
    if find(&environment).is_none()
        && let Ok(executable) = std::env::current_exe()
        && let Some(folder) = fetched(&executable)
    {
        environment.append_to_path(folder);
    }
    environment
}

/// The folder of fetched programs beside `executable`, if that is what Cargo has just built and not one that was installed.
fn fetched(executable: &Path) -> Option<PathBuf> {
    // The folder of the profile is in the target folder, or in that of a platform there.
    let mut above = executable.ancestors().skip(2).take(2);
    let target = above.find(|folder| folder.join("CACHEDIR.TAG").is_file())?;
    Some(target.join("hosts")).filter(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetched_program_is_taken_where_cargo_has_built_and_nowhere_else() {
        let target = tempfile::tempdir().unwrap();
        let at = |path: &str| fetched(&target.path().join(path));
        std::fs::create_dir(target.path().join("hosts")).unwrap();
        assert_eq!(at("debug/provider"), None);
        std::fs::write(target.path().join("CACHEDIR.TAG"), "").unwrap();
        let hosts = Some(target.path().join("hosts"));
        assert_eq!(at("debug/provider"), hosts);
        assert_eq!(at("x86_64-unknown-linux-musl/dist/provider"), hosts);
        assert_eq!(at("provider"), None);
        assert_eq!(at("tmp/a/b/provider"), None);
        std::fs::remove_dir(target.path().join("hosts")).unwrap();
        assert_eq!(at("debug/provider"), None);
    }
}
