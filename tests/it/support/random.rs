//! What property tests share: runs that can be repeated, and damage to bytes.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// A runner that tries the same cases every time.
pub(crate) fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..Config::default()
    })
}

/// What is done to sound bytes.
#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        1 => (any::<Index>(), prop::collection::vec(any::<u8>(), 1..6))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

/// Sound bytes with a few mistakes, or bytes that never were sound.
pub(crate) fn damaged(sound: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let some = prop::collection::vec(damage(), 0..4).prop_map(move |damages| {
        let mut bytes = sound.clone();
        for damage in damages {
            let length = bytes.len();
            match damage {
                Damage::Replace(at, byte) if length > 0 => bytes[at.index(length)] = byte,
                Damage::Insert(at, new) => {
                    let at = at.index(length + 1);
                    bytes.splice(at..at, new);
                }
                Damage::Cut(at) => bytes.truncate(at.index(length + 1)),
                Damage::Replace(..) => {}
            }
        }
        bytes
    });
    prop_oneof![6 => some, 1 => prop::collection::vec(any::<u8>(), 0..64)]
}

/// A runtime for the calls of many cases.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
}
