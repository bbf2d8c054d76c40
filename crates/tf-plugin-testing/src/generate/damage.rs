//! Damage to bytes that were sound.

use proptest::prelude::*;
use proptest::sample::Index;

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
pub fn damaged(sound: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
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
