//! Queries and forms.

use alibaba_cloud::sign::rpc::Parameters;
use percent_encoding::percent_decode;

/// The decoded pairs of a query or a form.
pub(crate) fn pairs(text: &[u8]) -> Parameters {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let cut = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match cut.and_then(|cut| pair.split_at_checked(cut)) {
                Some((name, value)) => (name, value.strip_prefix(b"=").unwrap_or(value)),
                None => (pair, &b""[..]),
            };
            (decode(name), decode(value))
        })
        .collect()
}

/// Form decoding: `+` is a space, `%XX` a byte, and bytes that are no UTF-8 become replacement characters.
fn decode(bytes: &[u8]) -> String {
    if !bytes.contains(&b'+') {
        return percent_decode(bytes).decode_utf8_lossy().into_owned();
    }
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}
