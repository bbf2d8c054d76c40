//! Files that were cut, damaged or have no room, and many changes at a time.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::api::instance::Instance;
use crate::api::network::Network;
use crate::options::ACCOUNT_ID;

use super::*;

/// A disk that takes so many bytes and no more.
#[derive(Clone)]
struct Small(Arc<AtomicU64>);

impl Small {
    fn with_room(room: u64) -> Self {
        Self(Arc::new(AtomicU64::new(room)))
    }
}

impl Disk for Small {
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let room = self.0.load(Ordering::SeqCst);
        let fitting = bytes.len().min(usize::try_from(room).unwrap());
        file.write_all(&bytes[..fitting])?;
        self.0
            .fetch_sub(length_of(&bytes[..fitting]), Ordering::SeqCst);
        if fitting < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        file.sync_data()
    }
}

fn add(accounts: &mut Accounts, id: &str) {
    accounts.get_mut(ACCOUNT_ID).push(Network {
        id: id.to_owned(),
        ..Network::default()
    });
}

fn networks(accounts: &Accounts) -> &[Network] {
    accounts.all().next().unwrap().all()
}

fn ids(accounts: &Accounts) -> Vec<&str> {
    let networks = networks(accounts).iter();
    networks.map(|network| network.id.as_str()).collect()
}

fn save(store: &Store, accounts: &mut Accounts, offset: i64) -> io::Result<()> {
    store.catch_up(accounts);
    store.save(accounts, ACCOUNT_ID, offset)?.unwrap().wait()
}

/// A file with three changes: two networks that come, and one that goes while the clock is moved.
fn three_changes(path: &Path) -> Vec<u8> {
    let (store, mut accounts, offset) = Store::open(path).unwrap();
    assert_eq!(offset, 0);
    add(&mut accounts, "vpc-a");
    save(&store, &mut accounts, 0).unwrap();
    add(&mut accounts, "vpc-b");
    save(&store, &mut accounts, 0).unwrap();
    accounts
        .get_mut(ACCOUNT_ID)
        .take(|one: &Network| one.id == "vpc-a");
    save(&store, &mut accounts, 7).unwrap();
    assert!(store.save(&mut accounts, ACCOUNT_ID, 7).unwrap().is_none());
    store.close();
    std::fs::read(path).unwrap()
}

#[test]
fn a_record_that_was_cut_off_at_any_byte_is_as_if_it_had_not_been() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let bytes = three_changes(&path);
    let ends: Vec<usize> = (1..=bytes.len())
        .filter(|end| bytes[end - 1] == b'\n')
        .collect();
    let [.., whole, first, second, third] = ends[..] else {
        panic!("{ends:?}");
    };
    assert_eq!(third, bytes.len());
    for length in whole..=third {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let (store, accounts, offset) = Store::open(&path).unwrap();
        let expected: (&[&str], i64) = match length {
            _ if length < first => (&[], 0),
            _ if length < second => (&["vpc-a"], 0),
            _ if length < third => (&["vpc-a", "vpc-b"], 0),
            _ => (&["vpc-b"], 7),
        };
        assert_eq!((ids(&accounts).as_slice(), offset), expected, "{length}");
        store.close();
        // What was cut off is no longer there, so that more can be added.
        let (_, again, _) = Store::open(&path).unwrap();
        assert_eq!(ids(&again), ids(&accounts));
    }
}

#[test]
fn damage_anywhere_else_is_an_error_that_names_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let bytes = three_changes(&path);
    let starts: Vec<usize> = (0..bytes.len())
        .filter(|at| *at == 0 || bytes[at - 1] == b'\n')
        .collect();
    for (index, start) in starts.iter().enumerate().skip(1) {
        let mut damaged = bytes.clone();
        damaged[start + 12] ^= 1;
        std::fs::write(&path, &damaged).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        let message = format!(
            "the state file {} is damaged at byte {start} and was left as it is; put a copy in its place, or give up what lies behind with `truncate --size={start}`: the checksum is wrong, in line {}",
            path.display(),
            index + 1
        );
        assert_eq!(error.to_string(), message);
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
    }
    // The lines that tell the whole state cannot have been cut off.
    for length in 1..starts[2] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        assert!(Store::open(&path).is_err(), "{length}");
        assert_eq!(std::fs::read(&path).unwrap(), &bytes[..length]);
    }
}

#[test]
fn what_a_full_disk_does_not_take_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let disk = Small::with_room(1_000_000);
    let (store, mut accounts, _) = Store::open_on(&path, Box::new(disk.clone())).unwrap();
    add(&mut accounts, "vpc-a");
    save(&store, &mut accounts, 0).unwrap();
    let good = std::fs::read(&path).unwrap();
    for room in 0..20 {
        disk.0.store(room, Ordering::SeqCst);
        add(&mut accounts, "vpc-b");
        let first = store.save(&mut accounts, ACCOUNT_ID, 0).unwrap().unwrap();
        // This one was changed before the failure was noticed.
        add(&mut accounts, "vpc-c");
        let second = store.save(&mut accounts, ACCOUNT_ID, 5).unwrap().unwrap();
        let error = first.wait().unwrap_err().to_string();
        let beginning = format!("the state file {} cannot be written: ", path.display());
        assert!(error.starts_with(&beginning), "{error}");
        assert!(
            error.ends_with("; nothing was changed. Make room or mend its folder, then ask again")
        );
        second.wait().unwrap_err();
        store.catch_up(&mut accounts);
        assert_eq!(ids(&accounts), ["vpc-a"]);
        assert_eq!(std::fs::read(&path).unwrap(), good);
    }
    assert!(store.replace(&mut Accounts::default(), 0).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), good);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    disk.0.store(1_000_000, Ordering::SeqCst);
    store.catch_up(&mut accounts);
    add(&mut accounts, "vpc-d");
    save(&store, &mut accounts, 0).unwrap();
    assert_eq!(ids(&accounts), ["vpc-a", "vpc-d"]);
    store.close();
    assert_eq!(ids(&Store::open(&path).unwrap().1), ["vpc-a", "vpc-d"]);
}

#[test]
fn changes_by_the_thousand_become_a_file_that_is_a_multiple_of_the_state_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (store, mut accounts, _) = Store::open(&path).unwrap();
    let mut pending = None;
    for number in 0..10_000 {
        store.catch_up(&mut accounts);
        add(&mut accounts, &format!("vpc-{number}"));
        pending = store.save(&mut accounts, ACCOUNT_ID, 0).unwrap();
    }
    pending.take().unwrap().wait().unwrap();
    for number in 0..10_000 {
        let id = format!("vpc-{}", number % 100);
        store.catch_up(&mut accounts);
        let network = accounts
            .get_mut(ACCOUNT_ID)
            .called_mut::<Network>(&id)
            .unwrap();
        network.has_default_route = !network.has_default_route;
        pending = store.save(&mut accounts, ACCOUNT_ID, 0).unwrap();
    }
    pending.take().unwrap().wait().unwrap();
    store.close();
    let length = std::fs::metadata(&path).unwrap().len();
    let whole = length_of(&whole(&accounts, 0).unwrap());
    assert!(
        length < (MULTIPLE + 1) * whole + 2 * BIT_MORE,
        "{length} of {whole}"
    );
    let (_, again, _) = Store::open(&path).unwrap();
    assert_eq!(networks(&again), networks(&accounts));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_an_owner_has_left_who_was_ended_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let left = folder.path().join("state.json.new");
    // Before there was a file, and while there was one.
    for expected in [&[][..], &["vpc-b"]] {
        std::fs::write(&left, "half").unwrap();
        let (store, accounts, _) = Store::open(&path).unwrap();
        assert_eq!(ids(&accounts), expected);
        assert!(!left.exists());
        store.close();
        drop(store);
        if expected.is_empty() {
            three_changes(&path);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_one() {
    let folder = tempfile::tempdir().unwrap();
    let [path, link] = ["state.json", "link.json"].map(|name| folder.path().join(name));
    std::fs::write(
        &path,
        r#"{"form": 2, "clock_offset_millis": 0, "state": {}}"#,
    )
    .unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let (_, mut accounts, _) = Store::open(&link).unwrap();
    assert_eq!(accounts.get_mut(ACCOUNT_ID).all::<Instance>(), []);
    assert!(link.is_symlink());
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .contains("\"form\":3")
    );
}
