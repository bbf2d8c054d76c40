//! The guides, as somebody who types what they show meets them.
//!
//! The words after the language of a fence say what becomes of it; hosts of Markdown show none of them.
//!
//! | fence | what becomes of it |
//! | --- | --- |
//! | any language and a file name: `hcl main.tf` | it is that file of the page's folder from there on |
//! | `sh run` | it is run in that folder, against a simulated cloud that the page keeps, and succeeds |
//! | `sh fails` | the same, and fails |
//! | `text shown` | what was run last shows each of these lines; `...` stands for anything, and where a line ends says nothing |
//!
//! A third word is a [`Feature`]: where the host does not know it, the page ends there.

use std::path::Path;

use tempfile::TempDir;
use tokio::process::Command;

use super::examples::{docs, files};
use super::sandbox::text;
use crate::support::BINARY;
use crate::support::path_with;
use crate::support::terraform::{Feature, host_knows};
use tf_plugin_testing::cli::Cli;

/// Something on a page that takes part.
#[derive(Debug)]
enum Step {
    File {
        name: String,
        text: String,
    },
    Run {
        script: String,
        succeeds: bool,
        needs: Option<Feature>,
    },
    Shown(String),
}

impl Step {
    /// What a fence with these words after its language is; `None` for one that is only read.
    fn of(words: &[&str], body: &str) -> Option<Self> {
        let run = |succeeds, needs: Option<&&str>| Self::Run {
            script: body.to_owned(),
            succeeds,
            needs: needs.map(|name| Feature::named(name)),
        };
        match words {
            [] => None,
            ["run", rest @ ..] => Some(run(true, rest.first())),
            ["fails", rest @ ..] => Some(run(false, rest.first())),
            ["shown"] => Some(Self::Shown(body.to_owned())),
            [name] if name.contains('.') => Some(Self::File {
                name: (*name).to_owned(),
                text: body.to_owned(),
            }),
            other => panic!("a fence says {other:?}"),
        }
    }
}

/// The steps of a page, in order.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut parts = page.split("\n```");
    parts.next();
    while let Some(fence) = parts.next() {
        let (head, body) = fence.split_once('\n').unwrap_or_default();
        let words: Vec<&str> = head.split(' ').skip(1).collect();
        steps.extend(Step::of(&words, body));
        // What follows its end is text.
        parts.next();
    }
    steps
}

/// A text without colours, boxes and line ends, which depend on the width of the terminal.
fn flat(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let words: Vec<&str> = plain.split(['│', '╷', '╵']).collect();
    words
        .concat()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether `said` has the parts of `line` between its dots, in this order.
fn shows(said: &str, line: &str) -> bool {
    let mut rest = said;
    flat(line)
        .split("...")
        .map(str::trim)
        .all(|part| match rest.split_once(part) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
}

/// The folder of a page, with the home and the cloud of whoever reads it.
struct Reader {
    folder: TempDir,
}

impl Reader {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["bin", "home", "work"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let link = folder.path().join("bin/terraform");
        std::os::unix::fs::symlink(Cli::find().program(), link).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path("work").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Types these lines: whether they have succeeded, and all that was said.
    async fn types(&self, script: &str) -> (bool, String) {
        let built = Path::new(BINARY).parent().unwrap();
        let output = Command::new(BINARY)
            .args(["sandbox", "--quiet", "--state"])
            .arg(self.path("cloud.json"))
            .args(["--", "sh", "-euc", script])
            .current_dir(self.path("work"))
            .env("PATH", path_with([&self.path("bin"), built]))
            .env("HOME", self.path("home"))
            .env_remove("TF_CLI_CONFIG_FILE")
            // There is nobody to say yes.
            .env("TF_CLI_ARGS_apply", "-auto-approve")
            .env("TF_CLI_ARGS_destroy", "-auto-approve")
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let said = text(&output.stdout) + &text(&output.stderr);
        (output.status.success(), said)
    }
}

async fn follow(page: &Path) -> usize {
    let text = std::fs::read_to_string(page).unwrap();
    let (page, reader) = (page.display(), Reader::new());
    let (mut last, mut runs) = (String::new(), 0);
    for step in steps(&text) {
        match step {
            Step::File { name, text } => reader.write(&name, &text),
            Step::Run {
                script,
                succeeds,
                needs,
            } => {
                if needs.is_some_and(|feature| !host_knows(feature)) {
                    break;
                }
                let (success, said) = reader.types(&script).await;
                assert_eq!(success, succeeds, "{page}\n{script}\n{said}");
                last = flat(&said);
                runs += 1;
            }
            Step::Shown(lines) => {
                for line in lines.lines().filter(|line| !line.trim().is_empty()) {
                    assert!(shows(&last, line), "{page} shows {line:?}, but:\n{last}");
                }
            }
        }
    }
    runs
}

#[tokio::test(flavor = "multi_thread")]
async fn what_guides_show_happens() {
    let mut runs = 0;
    for guide in files(&docs().join("guides")) {
        runs += follow(&guide).await;
    }
    assert!(runs > 0, "no guide shows anything that can be run");
}

#[test]
fn lines_are_shown_wherever_they_break_and_whatever_stands_for_the_dots() {
    let said = flat("\u{1b}[31m│ Error:\u{1b}[0m It is\n│ cenbwp-1 until 2030, now\n");
    assert_eq!(said, "Error: It is cenbwp-1 until 2030, now");
    assert!(shows(&said, "Error: It is cenbwp-... until ..., now"));
    assert!(!shows(&said, "until ... Error"));
}

#[test]
fn fences_say_what_they_are_by_their_words() {
    let page = "Text\n\n```hcl main.tf\na = 1\n```\n\n```sh fails Query\nfalse\n```\n\n```sh\nls\n```\n\n```text shown\nno\n```\n";
    let found = format!("{:?}", steps(page));
    let expected = r#"[File { name: "main.tf", text: "a = 1" }, Run { script: "false", succeeds: false, needs: Some(Query) }, Shown("no")]"#;
    assert_eq!(found, expected);
}
