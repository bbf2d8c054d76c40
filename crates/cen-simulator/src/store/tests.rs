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
            "the state file {} is damaged at byte {start} and was left as it is; put a copy in its place, or {}: the checksum is wrong, or a line before it was taken out or added, in line {}",
            path.display(),
            match index {
                1 => "move it away".to_owned(),
                _ => format!("give up what lies behind with `truncate --size={start}`"),
            },
            index + 1
        );
        assert_eq!(error.to_string(), message);
        assert_eq!(std::fs::read(&path).unwrap(), damaged);
    }
    // The lines that tell the whole state cannot have been cut off, and cutting off more would not help.
    for length in 1..starts[2] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let error = Store::open(&path).unwrap_err().to_string();
        assert!(!error.contains("truncate"), "{length}: {error}");
        assert_eq!(std::fs::read(&path).unwrap(), &bytes[..length]);
    }
}

#[test]
fn lines_that_are_taken_out_repeated_or_elsewhere_are_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let bytes = three_changes(&path);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), 5);
    // The header tells of one line; the places of the lines that are in the file then, and the first that is wrong.
    for (places, wrong) in [
        (&[0, 2, 3, 4][..], 2),
        (&[0, 1, 3, 4], 3),
        (&[0, 1, 2, 4], 4),
        (&[0, 1, 1, 2, 3, 4], 3),
        (&[0, 1, 2, 2, 3, 4], 4),
        (&[0, 1, 2, 3, 4, 4], 6),
        (&[0, 2, 1, 3, 4], 2),
        (&[0, 1, 3, 2, 4], 3),
        (&[0, 1, 2, 4, 3], 4),
    ] {
        let others: Vec<&[u8]> = places.iter().map(|place| lines[*place]).collect();
        let others = others.concat();
        std::fs::write(&path, &others).unwrap();
        let error = Store::open(&path).unwrap_err().to_string();
        let end = format!(
            "the checksum is wrong, or a line before it was taken out or added, in line {wrong}"
        );
        assert!(error.ends_with(&end), "{places:?}: {error}");
        assert_eq!(std::fs::read(&path).unwrap(), others);
    }
}

#[test]
fn an_object_that_is_there_twice_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (store, mut accounts, _) = Store::open(&path).unwrap();
    add(&mut accounts, "vpc-a");
    save(&store, &mut accounts, 0).unwrap();
    let at = std::fs::metadata(&path).unwrap().len();
    add(&mut accounts, "vpc-a");
    save(&store, &mut accounts, 0).unwrap();
    store.close();
    let error = Store::open(&path).unwrap_err().to_string();
    let beginning = format!("the state file {} is damaged at byte {at} ", path.display());
    assert!(error.starts_with(&beginning), "{error}");
    let end = ": in `networks`: the id `vpc-a` is there twice, in line 4";
    assert!(error.ends_with(end), "{error}");
}

#[test]
fn a_file_that_was_changed_meanwhile_is_left_alone_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let [path, away] = ["state.json", "away.json"].map(|name| folder.path().join(name));
    let (store, mut accounts, _) = Store::open(&path).unwrap();
    let old = std::fs::read(&path).unwrap();
    add(&mut accounts, "vpc-a");
    save(&store, &mut accounts, 0).unwrap();
    let longer = [&std::fs::read(&path).unwrap()[..], b"more"].concat();
    for other in [&b""[..], &old, &longer] {
        let good = std::fs::read(&path).unwrap();
        // As a shell and `cp` do.
        std::fs::write(&path, other).unwrap();
        for _ in 0..2 {
            add(&mut accounts, "vpc-b");
            let error = save(&store, &mut accounts, 0).unwrap_err().to_string();
            let expected = format!(
                "the state file {} cannot be written: it was changed by something else: {} bytes are there, and there should be {}; nothing was changed. Make room, mend its folder or move away what is in its place, then ask again",
                path.display(),
                other.len(),
                good.len()
            );
            assert_eq!(error, expected);
            assert!(store.replace(&mut Accounts::default(), 0).is_err());
            store.catch_up(&mut accounts);
            assert_eq!(ids(&accounts), ["vpc-a"]);
            assert_eq!(std::fs::read(&path).unwrap(), other);
        }
        std::fs::rename(&path, &away).unwrap();
        add(&mut accounts, "vpc-c");
        save(&store, &mut accounts, 0).unwrap();
        assert_eq!(std::fs::read(&away).unwrap(), other);
        accounts
            .get_mut(ACCOUNT_ID)
            .take(|one: &Network| one.id == "vpc-c");
        save(&store, &mut accounts, 0).unwrap();
    }
    store.close();
    assert_eq!(ids(&Store::open(&path).unwrap().1), ["vpc-a"]);
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
        assert!(error.contains("; nothing was changed. Make room, mend its folder or"));
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
    let whole = length_of(&whole(&accounts, 0).unwrap().bytes);
    assert!(
        length < (MULTIPLE + 1) * whole + 2 * BIT_MORE,
        "{length} of {whole}"
    );
    let (_, again, _) = Store::open(&path).unwrap();
    assert_eq!(networks(&again), networks(&accounts));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_does_not_grow_from_run_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    for _ in 0..24 {
        let (store, mut accounts, _) = Store::open(&path).unwrap();
        let mut pending = None;
        for number in 0..200 {
            store.catch_up(&mut accounts);
            let id = format!("vpc-{number}");
            add(&mut accounts, &id);
            save(&store, &mut accounts, 0).unwrap();
            let account = accounts.get_mut(ACCOUNT_ID);
            account.take::<Network>(|network| network.id == id).unwrap();
            pending = store.save(&mut accounts, ACCOUNT_ID, 0).unwrap();
        }
        pending.take().unwrap().wait().unwrap();
        store.close();
    }
    let length = std::fs::metadata(&path).unwrap().len();
    assert!(length < 2 * BIT_MORE, "{length}");
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

#[test]
fn of_many_that_make_a_file_at_a_time_one_has_it() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        std::fs::write(folder.path().join("state.json.new"), "half").unwrap();
        let opened: Vec<io::Result<Store>> = std::thread::scope(|scope| {
            let open = || Store::open(&path).map(|(store, ..)| store);
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
            let joined = threads.into_iter().map(|thread| thread.join().unwrap());
            joined.collect()
        });
        assert_eq!(opened.iter().filter(|store| store.is_ok()).count(), 1);
        drop(opened);
        Store::open(&path).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_where_a_new_file_is_written_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let [path, left, victim] =
        ["state.json", "state.json.new", "victim"].map(|name| folder.path().join(name));
    std::fs::write(&victim, "precious").unwrap();
    // Before there is a file, and while there is one.
    for _ in 0..2 {
        std::os::unix::fs::symlink(&victim, &left).unwrap();
        let (store, _, _) = Store::open(&path).unwrap();
        store.close();
        assert!(!path.is_symlink() && !left.is_symlink());
        assert_eq!(std::fs::read(&victim).unwrap(), b"precious");
    }
    assert!(std::fs::read_to_string(&path).unwrap().contains("form"));
}

#[cfg(unix)]
#[test]
fn where_a_link_leads_to_nothing_the_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink("inner/next", &link).unwrap();
    std::os::unix::fs::symlink(inner.join("state.json"), inner.join("next")).unwrap();
    let (_, _, _) = Store::open(&link).unwrap();
    assert!(link.is_symlink() && inner.join("next").is_symlink());
    assert!(inner.join("state.json").is_file());

    let ring = folder.path().join("ring");
    std::os::unix::fs::symlink(&ring, &ring).unwrap();
    let error = Store::open(&ring).unwrap_err().to_string();
    let beginning = format!("the state file {} cannot be opened: ", ring.display());
    assert!(error.starts_with(&beginning), "{error}");
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for path in [Path::new("/dev/zero"), &socket] {
        let error = Store::open(path).unwrap_err().to_string();
        let expected = format!(
            "the state file {} is no plain file: name a file, which is made if it is not there",
            path.display()
        );
        assert_eq!(error, expected);
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
