//! Lines of a log: JSON behind a checksum, so that what was cut off or damaged is noticed.

use std::io::Write as _;

use serde::Serialize;

/// Eight digits and a space.
const HEAD: usize = 9;

/// Why a line is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file ends within it.
    CutOff,
    /// Its checksum is another.
    Damaged,
}

/// A line, or what stands in its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    pub(super) json: Result<&'a [u8], Fault>,
}

/// Adds a value as a line.
pub(super) fn write(lines: &mut Vec<u8>, value: &impl Serialize) -> serde_json::Result<()> {
    let start = lines.len();
    lines.extend_from_slice(&[b' '; HEAD]);
    serde_json::to_writer(&mut *lines, value)?;
    if let Some((mut head, json)) = lines
        .get_mut(start..)
        .and_then(|line| line.split_at_mut_checked(HEAD))
    {
        // Eight digits fit where nine spaces are.
        let _ = write!(head, "{:08x}", checksum(json));
    }
    lines.push(b'\n');
    Ok(())
}

/// The lines of a log, up to the first that is none.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        let json = match rest.split_inclusive(|byte| *byte == b'\n').next() {
            Some([line @ .., b'\n']) => check(line).ok_or(Fault::Damaged),
            _ => Err(Fault::CutOff),
        };
        at = match json {
            Ok(json) => start + HEAD + json.len() + 1,
            Err(_) => bytes.len(),
        };
        Some(Line { at: start, json })
    })
}

/// The JSON of a line whose checksum is right.
fn check(line: &[u8]) -> Option<&[u8]> {
    let (head, json) = line.split_at_checked(HEAD)?;
    let digits = head.strip_suffix(b" ")?;
    (digits == format!("{:08x}", checksum(json)).as_bytes()).then_some(json)
}

/// CRC-32 as in Ethernet, gzip and PNG (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    let start = u32::MAX;
    !bytes.iter().fold(start, |crc, byte| {
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
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn lines_are_read_up_to_where_the_file_was_cut() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"a\nb").unwrap();
        let first = bytes.len();
        write(&mut bytes, &2).unwrap();
        for length in 0..=bytes.len() {
            let found: Vec<Line<'_>> = read(&bytes[..length]).collect();
            let whole = found.iter().filter(|line| line.json.is_ok()).count();
            assert_eq!(
                whole,
                usize::from(length >= first) + usize::from(length == bytes.len())
            );
            let rest = found.iter().find(|line| line.json.is_err());
            let at = if length < first { 0 } else { first };
            let cut = ![0, first, bytes.len()].contains(&length);
            let expected = cut.then_some(Line {
                at,
                json: Err(Fault::CutOff),
            });
            assert_eq!(rest, expected.as_ref(), "{length}");
        }
    }

    #[test]
    fn every_byte_that_is_another_is_noticed() {
        let mut good = Vec::new();
        write(&mut good, &"some text").unwrap();
        for place in 0..good.len() {
            let mut bytes = good.clone();
            bytes[place] ^= 1;
            assert!(read(&bytes).any(|line| line.json.is_err()), "{place}");
        }
    }
}
