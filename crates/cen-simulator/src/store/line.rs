//! Lines of a log: JSON behind a checksum of it and of all lines before, so that what was cut off, damaged, taken out, repeated
//! or put elsewhere is noticed.

use std::io::Write as _;

use serde::Serialize;

/// Eight digits and a space.
const HEAD: usize = 9;

/// Why a line is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file ends within it.
    CutOff,
    /// Its checksum is another: it is not what was written there.
    Damaged,
}

/// A line, or what stands in its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    /// Where it ends, or the line before where it is none.
    pub(super) link: Link,
    pub(super) json: Result<&'a [u8], Fault>,
}

/// Where a log goes on: the checksum of its last line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Link(u32);

impl Link {
    /// That of a line with this JSON which follows.
    fn next(self, json: &[u8]) -> Self {
        Self(checksum(self.0.to_le_bytes().iter().chain(json)))
    }
}

/// Lines that follow each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    pub(super) bytes: Vec<u8>,
    /// Where they end.
    pub(super) link: Link,
}

impl Lines {
    /// None yet, behind those that end there.
    pub(super) fn after(link: Link) -> Self {
        let bytes = Vec::new();
        Self { bytes, link }
    }

    /// Adds a value as a line.
    pub(super) fn add(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        self.add_json(&serde_json::to_vec(value)?);
        Ok(())
    }

    /// Adds JSON as a line.
    pub(super) fn add_json(&mut self, json: &[u8]) {
        self.link = self.link.next(json);
        // A vector takes all that is written to it.
        let _ = write!(self.bytes, "{:08x} ", self.link.0);
        self.bytes.extend_from_slice(json);
        self.bytes.push(b'\n');
    }
}

/// The lines of a log, up to the first that is none.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let (mut at, mut link) = (0, Link::default());
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let json = match rest.split_inclusive(|byte| *byte == b'\n').next() {
            Some([line @ .., b'\n']) => check(line, link).ok_or(Fault::Damaged),
            _ => Err(Fault::CutOff),
        };
        let json = json.map(|(json, its)| {
            (at, link) = (start + HEAD + json.len() + 1, its);
            json
        });
        if json.is_err() {
            at = bytes.len();
        }
        Some(Line {
            at: start,
            link,
            json,
        })
    })
}

/// The JSON of a line whose checksum is right behind the line before.
fn check(line: &[u8], before: Link) -> Option<(&[u8], Link)> {
    let (head, json) = line.split_at_checked(HEAD)?;
    let link = before.next(json);
    (head == format!("{:08x} ", link.0).as_bytes()).then_some((json, link))
}

/// CRC-32 as in Ethernet, gzip and PNG (ISO 3309).
fn checksum<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    let start = u32::MAX;
    !bytes.fold(start, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        (crc >> 8) ^ TABLE.get(usize::from(low ^ byte)).copied().unwrap_or(0)
    })
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0_u32;
    while index < 256 {
        let mut crc = index;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            bit += 1;
        }
        table[index as usize] = crc;
        index += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(checksum(b"123456789".iter()), 0xcbf4_3926);
    }

    fn lines(values: &[&str]) -> Lines {
        let mut lines = Lines::default();
        for value in values {
            lines.add(value).unwrap();
        }
        lines
    }

    #[test]
    fn lines_are_read_up_to_where_the_file_was_cut() {
        let one = lines(&["a\nb"]);
        let two = lines(&["a\nb", "2"]);
        let (first, bytes) = (one.bytes.len(), two.bytes);
        for length in 0..=bytes.len() {
            let found: Vec<Line<'_>> = read(&bytes[..length]).collect();
            let whole = found.iter().filter(|line| line.json.is_ok()).count();
            assert_eq!(
                whole,
                usize::from(length >= first) + usize::from(length == bytes.len())
            );
            let rest = found.iter().find(|line| line.json.is_err());
            let (at, link) = match length < first {
                true => (0, Link::default()),
                false => (first, one.link),
            };
            let cut = ![0, first, bytes.len()].contains(&length);
            let expected = cut.then_some(Line {
                at,
                link,
                json: Err(Fault::CutOff),
            });
            assert_eq!(rest, expected.as_ref(), "{length}");
        }
    }

    #[test]
    fn lines_that_are_added_later_go_on() {
        let first = lines(&["a", "b"]);
        let mut second = Lines::after(first.link);
        second.add(&"c").unwrap();
        let all = lines(&["a", "b", "c"]);
        assert_eq!([first.bytes, second.bytes].concat(), all.bytes);
        assert_eq!(second.link, all.link);
        assert_eq!(read(&all.bytes).last().unwrap().link, all.link);
    }

    #[test]
    fn every_byte_that_is_another_is_noticed() {
        let good = lines(&["some text"]).bytes;
        for place in 0..good.len() {
            let mut bytes = good.clone();
            bytes[place] ^= 1;
            assert!(read(&bytes).any(|line| line.json.is_err()), "{place}");
        }
    }
}
