//! Whether the commands look for this provider where it is installed: the CLI configuration of the user.

use std::fs;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::hcl::{Block, Body};
use super::plugin_folders::{HOSTS, address, quote};

/// A command, the registry that it asks unless told otherwise, and the files of its own configuration, best first.
struct Program {
    name: &'static str,
    host: &'static str,
    files: &'static [&'static str],
}

#[cfg(not(windows))]
const PROGRAMS: [Program; 2] = [
    Program {
        name: "terraform",
        host: HOSTS[0],
        files: &[".terraformrc"],
    },
    Program {
        name: "tofu",
        host: HOSTS[1],
        files: &[".tofurc", ".terraformrc"],
    },
];
#[cfg(windows)]
const PROGRAMS: [Program; 2] = [
    Program {
        name: "terraform",
        host: HOSTS[0],
        files: &["terraform.rc"],
    },
    Program {
        name: "tofu",
        host: HOSTS[1],
        files: &["tofu.rc", "terraform.rc"],
    },
];

/// A file of the CLI configuration, and what it says where that is understood.
struct File {
    path: PathBuf,
    body: Option<Body>,
}

/// Why a command will not take what is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    /// The file that is to blame.
    file: PathBuf,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// Its installation methods do not include the mirror.
    Elsewhere,
    /// It runs what is in this folder.
    Overridden(String),
    /// The file is not understood here.
    Unreadable,
}

/// What leads the commands elsewhere than to `mirror`, in sentences for the user: one for each file that does. `home` is the
/// folder that their configuration is in.
pub(super) fn troubles(environment: &Environment, home: &Path, mirror: &Path) -> Vec<String> {
    let mut found: Vec<(Trouble, Vec<&Program>)> = Vec::new();
    for program in &PROGRAMS {
        let files = files(program, environment, home);
        let Some(trouble) = files.iter().find_map(|file| file.trouble(program, mirror)) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == trouble) {
            Some((_, programs)) => programs.push(program),
            None => found.push((trouble, vec![program])),
        }
    }
    let told = found.iter();
    told.map(|(trouble, programs)| trouble.text(programs, mirror))
        .collect()
}

/// The folders in which the commands keep packages for all working directories.
pub(super) fn plugin_caches(environment: &Environment, home: &Path) -> Vec<PathBuf> {
    if let Some(folder) = environment.get("TF_PLUGIN_CACHE_DIR") {
        return vec![folder.into()];
    }
    let mut found = Vec::new();
    for program in &PROGRAMS {
        for file in files(program, environment, home) {
            let setting = file.body.as_ref().and_then(|b| b.text("plugin_cache_dir"));
            let Some(setting) = setting else { continue };
            // Other variables would be replaced too; this is the one that is used.
            let home = home.to_string_lossy();
            let folder = setting.replace("$HOME", &home).replace("${HOME}", &home);
            found.push(PathBuf::from(folder));
        }
    }
    found.dedup();
    found
}

/// The files that a command reads (Terraform, "CLI Configuration File"): the one that a variable names; or else its own in
/// the home folder and all in the configuration folder there.
fn files(program: &Program, environment: &Environment, home: &Path) -> Vec<File> {
    let named = ["TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"];
    let paths = match named.iter().find_map(|name| environment.get(name)) {
        Some(path) => vec![PathBuf::from(path)],
        None => {
            let own = program.files.iter().map(|name| home.join(name));
            let mut paths: Vec<PathBuf> = own.filter(|path| path.is_file()).take(1).collect();
            let folder = fs::read_dir(home.join(plugin_configuration())).into_iter();
            let more = folder.flatten().flatten().map(|entry| entry.path());
            let mut more: Vec<PathBuf> = more.filter(|path| is_configuration(path)).collect();
            more.sort();
            paths.append(&mut more);
            paths
        }
    };
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).ok()?;
        // What is not understood says nothing of installation methods where their name is not in it.
        let silent = !text.contains("provider_installation");
        let body = Body::parse(&text).or_else(|| silent.then(Body::default));
        Some(File { path, body })
    };
    paths.into_iter().filter_map(read).collect()
}

fn plugin_configuration() -> &'static str {
    if cfg!(windows) {
        "terraform.d"
    } else {
        ".terraform.d"
    }
}

fn is_configuration(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".tfrc") || name.ends_with(".tfrc.json")
}

impl File {
    fn trouble(&self, program: &Program, mirror: &Path) -> Option<Trouble> {
        let why = self.leads_elsewhere(&address(program.host), mirror)?;
        let file = self.path.clone();
        Some(Trouble { file, why })
    }

    fn leads_elsewhere(&self, address: &str, mirror: &Path) -> Option<Why> {
        let Some(body) = &self.body else {
            return Some(Why::Unreadable);
        };
        let installation: Vec<&Block> = body.of_kind("provider_installation").collect();
        let mut methods = installation.iter().flat_map(|block| block.body.blocks());
        let mut overrides = methods
            .clone()
            .filter(|method| method.kind == "dev_overrides");
        let overridden = |method: &Block| {
            let folder = method.body.text(address);
            let folder = folder.or_else(|| method.body.text("cen-rs/cen"));
            folder.map(str::to_owned)
        };
        if let Some(folder) = overrides.find_map(overridden) {
            return Some(Why::Overridden(folder));
        }
        let looks =
            installation.is_empty() || methods.any(|method| leads_to(method, mirror, address));
        (!looks).then_some(Why::Elsewhere)
    }
}

impl Trouble {
    fn text(&self, programs: &[&Program], mirror: &Path) -> String {
        let names: Vec<&str> = programs.iter().map(|program| program.name).collect();
        let names = names.join(" and ");
        let addresses: Vec<String> = programs
            .iter()
            .map(|program| format!("\"{}\"", address(program.host)))
            .collect();
        let addresses = addresses.join(", ");
        let file = self.file.display();
        let mirror = quote(mirror);
        match &self.why {
            Why::Elsewhere => format!(
                "{names} will not look there: provider_installation in\n{file} leads elsewhere.\n\
                 Put this into that block, first of all:\n\n  \
                 filesystem_mirror {{\n    path    = {mirror}\n    include = [{addresses}]\n  }}\n\n\
                 and this into each direct, network_mirror and oci_mirror block there:\n\n    \
                 exclude = [{addresses}]\n"
            ),
            Why::Overridden(folder) => format!(
                "{names} will not use it: dev_overrides in\n{file} has what is in {folder} run.\n\
                 Remove the lines about cen-rs/cen there.\n"
            ),
            Why::Unreadable => format!(
                "Whether {names} will look there cannot be told:\n{file} is written in a way that is not understood here.\n\
                 If it has a provider_installation block, put this into it:\n\n  \
                 filesystem_mirror {{\n    path    = {mirror}\n    include = [{addresses}]\n  }}\n"
            ),
        }
    }
}

/// Whether an installation method looks for a provider in a folder.
fn leads_to(method: &Block, mirror: &Path, address: &str) -> bool {
    let covered = |name| {
        let patterns = method.body.list(name);
        patterns.map(|patterns| patterns.iter().any(|pattern| covers(pattern, address)))
    };
    method.kind == "filesystem_mirror"
        && method
            .body
            .text("path")
            .is_some_and(|path| is_same(path, mirror))
        && covered("include").unwrap_or(true)
        && !covered("exclude").unwrap_or(false)
}

fn is_same(path: &str, mirror: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    real(Path::new(path)) == real(mirror)
}

/// Whether a pattern such as `registry.terraform.io/*/*` covers an address; without a host it is about the command's own
/// registry.
fn covers(pattern: &str, address: &str) -> bool {
    let mut parts = pattern.rsplit('/').zip(address.rsplit('/'));
    parts.all(|(part, known)| part == "*" || part.eq_ignore_ascii_case(known))
}

#[cfg(test)]
#[cfg(not(windows))]
mod tests {
    use super::*;

    const ELSEWHERE: &str = "provider_installation {\n  direct {}\n}\n";

    struct Home {
        folder: tempfile::TempDir,
        environment: Environment,
    }

    impl Home {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir_all(folder.path().join(".terraform.d/plugins")).unwrap();
            Self {
                folder,
                environment: Environment::default(),
            }
        }

        fn path(&self) -> &Path {
            self.folder.path()
        }

        fn mirror(&self) -> PathBuf {
            self.path().join(".terraform.d/plugins")
        }

        /// Writes a file, in which MIRROR stands for the mirror.
        fn write(&self, name: &str, text: &str) -> PathBuf {
            let path = self.path().join(name);
            let mirror = self.mirror().display().to_string();
            fs::write(&path, text.replace("MIRROR", &mirror)).unwrap();
            path
        }

        fn troubles(&self) -> Vec<String> {
            troubles(&self.environment, self.path(), &self.mirror())
        }

        /// The first words of the troubles.
        fn short(&self) -> Vec<String> {
            let first = |trouble: String| trouble.split(':').next().unwrap().to_owned();
            self.troubles().into_iter().map(first).collect()
        }
    }

    #[test]
    fn without_installation_methods_the_folder_is_looked_in() {
        let home = Home::new();
        assert_eq!(home.troubles(), [""; 0]);
        home.write(".terraformrc", "plugin_cache_dir = \"$HOME/cache\"\n");
        assert_eq!(home.troubles(), [""; 0]);
        let caches = plugin_caches(&home.environment, home.path());
        assert_eq!(caches, [home.path().join("cache")]);
    }

    #[test]
    fn a_block_that_leads_elsewhere_is_told_with_what_to_write() {
        let home = Home::new();
        let file = home.write(".terraformrc", ELSEWHERE);
        home.write(".tofurc", "");
        let told = |names: &str, addresses: &str| {
            format!(
                "{names} will not look there: provider_installation in
{} leads elsewhere.
Put this into that block, first of all:

  filesystem_mirror {{
    path    = \"{}\"
    include = [{addresses}]
  }}

and this into each direct, network_mirror and oci_mirror block there:

    exclude = [{addresses}]
",
                file.display(),
                home.mirror().display()
            )
        };
        let terraform = "\"registry.terraform.io/cen-rs/cen\"";
        assert_eq!(home.troubles(), [told("terraform", terraform)]);
        fs::remove_file(home.path().join(".tofurc")).unwrap();
        let both = format!("{terraform}, \"registry.opentofu.org/cen-rs/cen\"");
        assert_eq!(home.troubles(), [told("terraform and tofu", &both)]);
    }

    #[test]
    fn each_command_reads_its_own_file_and_those_in_the_folder() {
        let home = Home::new();
        home.write(".tofurc", ELSEWHERE);
        home.write(".terraformrc", "");
        assert_eq!(home.short(), ["tofu will not look there"]);
        home.write(".terraform.d/more.tfrc", ELSEWHERE);
        let both = ["terraform will not look there", "tofu will not look there"];
        assert_eq!(home.short(), both);
    }

    #[test]
    fn a_variable_names_the_only_file_that_is_read() {
        let mut home = Home::new();
        home.write(".terraformrc", ELSEWHERE);
        let named = home.write("named", "");
        home.environment.set("TF_CLI_CONFIG_FILE", named);
        assert_eq!(home.troubles(), [""; 0]);
    }

    #[test]
    fn mirrors_are_held_against_the_path_and_the_patterns() {
        let home = Home::new();
        for (method, looks) in [
            ("path = \"MIRROR\"", true),
            ("path = \"MIRROR/../plugins\"", true),
            ("path = \"/elsewhere\"", false),
            ("path = \"MIRROR\"\n include = [\"*/*/*\"]", true),
            ("path = \"MIRROR\"\n include = [\"cen-rs/*\"]", true),
            ("path = \"MIRROR\"\n include = [\"example.com/*/*\"]", false),
            ("path = \"MIRROR\"\n include = [\"hashicorp/*\"]", false),
            ("path = \"MIRROR\"\n exclude = [\"cen-rs/cen\"]", false),
            ("path = \"MIRROR\"\n exclude = [\"hashicorp/*\"]", true),
        ] {
            let text = format!(
                "provider_installation {{\n filesystem_mirror {{\n {method}\n }}\n direct {{}}\n}}\n"
            );
            home.write(".terraformrc", &text);
            assert_eq!(home.troubles().is_empty(), looks, "{method}");
        }
    }

    #[test]
    fn overrides_of_developers_win_over_everything() {
        let home = Home::new();
        let file = home.write(
            ".terraformrc",
            "provider_installation {\n dev_overrides {\n \"registry.terraform.io/cen-rs/cen\" = \"/built\"\n }\n \
             filesystem_mirror {\n path = \"MIRROR\"\n }\n}\n",
        );
        assert_eq!(
            home.troubles(),
            [format!(
                "terraform will not use it: dev_overrides in\n{} has what is in /built run.\n\
                 Remove the lines about cen-rs/cen there.\n",
                file.display()
            )]
        );
    }

    #[test]
    fn a_file_that_is_not_understood_is_named_where_it_matters() {
        let home = Home::new();
        home.write(
            ".terraform.d/some.tfrc.json",
            "{\"disable_checkpoint\": true}",
        );
        assert_eq!(home.troubles(), [""; 0]);
        let file = home.write(".tofurc", "provider_installation = <<END\nEND\n");
        assert_eq!(
            home.troubles(),
            [format!(
                "Whether tofu will look there cannot be told:
{} is written in a way that is not understood here.
If it has a provider_installation block, put this into it:

  filesystem_mirror {{
    path    = \"{}\"
    include = [\"registry.opentofu.org/cen-rs/cen\"]
  }}
",
                file.display(),
                home.mirror().display()
            )]
        );
    }
}
