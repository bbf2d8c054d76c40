//! Files in the folder that no journal has put there.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::process::Command;

use super::*;

/// Puts pipes, endless and huge files under the names of everything that is read.
fn litter(folder: &Path) {
    let journal = folder.join("journal");
    fs::create_dir_all(&journal).unwrap();
    for ending in ["purchase", "session", "taken"] {
        let made = Command::new("mkfifo")
            .arg(journal.join(format!("pipe.{ending}")))
            .status();
        assert!(made.unwrap().success());
        symlink("/dev/zero", journal.join(format!("endless.{ending}"))).unwrap();
        symlink("/nowhere", journal.join(format!("nowhere.{ending}"))).unwrap();
        let huge = fs::File::create(journal.join(format!("huge.{ending}"))).unwrap();
        huge.set_len(1 << 40).unwrap();
        fs::create_dir(journal.join(format!("folder.{ending}"))).unwrap();
    }
    symlink("/dev/zero", journal.join("told")).unwrap();
}

#[tokio::test]
async fn they_are_not_waited_for() {
    let folder = TempDir::new().unwrap();
    litter(folder.path());
    let names = Names {
        of_cloud: ["a".to_owned()].into(),
        ..Names::default()
    };
    let deadline = Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    };
    let journal = run(folder.path());
    assert!(journal.left_open(at(0)).await.is_empty());
    assert_eq!(journal.take(names, None, at(0), &deadline).await, None);
    let token = note(&journal, 5).await.token().clone();
    assert_eq!(journal.trouble(), None);
    drop(journal);
    let next = run(folder.path());
    assert_eq!(next.left_open(at(0)).await.len(), 1);
    assert_eq!(note(&next, 5).await.token(), &token);
    assert_eq!(files(&folder, "purchase"), 1);
}

#[tokio::test]
async fn a_lock_that_is_no_file_is_a_trouble() {
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("journal");
    fs::create_dir(&journal).unwrap();
    let made = Command::new("mkfifo").arg(journal.join("lock")).status();
    assert!(made.unwrap().success());
    let run = run(folder.path());
    let noted = note_at(&run, order(None, 5), 0).await;
    assert!(matches!(noted, Err(Unnoted::Disk)));
    let said = format!("{}: its lock is no file", journal.display());
    assert_eq!(run.trouble(), Some(said.as_str()));
}
