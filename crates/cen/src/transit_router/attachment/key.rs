//! What attachments are looked for by.

use std::fmt::{self, Display, Formatter};

use crate::id::{CenId, IllegalId, parsed};

use super::super::router::RouterId;
use super::AttachmentId;

/// What to look for an attachment by. Written as `ROUTER:ATTACHMENT`, or as `ATTACHMENT` as long as its transit router is not
/// known, since its id is enough to find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentKey {
    /// The transit router. Attachments whose transit router is known are looked for together.
    pub router: Option<RouterId>,
    /// The CEN instance, where a person named it in place of the transit router. Nothing is looked for by it; what is found
    /// can be held against it.
    pub cen: Option<CenId>,
    /// The attachment.
    pub id: AttachmentId,
}

impl AttachmentKey {
    /// Reads the id of an attachment, in any letter case: alone, after that of its transit router and a colon, or after what
    /// the official provider puts there: the id of the CEN instance, or `<nil>`.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let read = || {
            let (place, id) = text.rsplit_once(':').unwrap_or(("", text));
            let (router, cen) = match place.trim() {
                "" | "<nil>" => (None, None),
                place => match CenId::parse(place) {
                    Ok(cen) => (None, Some(cen)),
                    Err(_) => (Some(RouterId::parse(place).ok()?), None),
                },
            };
            let id = AttachmentId::parse(id).ok()?;
            Some(Self { router, cen, id })
        };
        let example = format!("{}:{}", RouterId::EXAMPLE, AttachmentId::EXAMPLE);
        read().ok_or_else(|| IllegalId::new(text, "an attachment with its transit router", example))
    }
}

parsed!(AttachmentKey, IllegalId);

impl Display for AttachmentKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.router {
            Some(router) => write!(f, "{router}:{}", self.id),
            None => Display::fmt(&self.id, f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_an_id_alone_or_after_that_of_what_it_belongs_to_in_any_letter_case() {
        for (text, expected, cen) in [
            ("tr-one:TR-attach-one", "tr-one:tr-attach-one", None),
            ("tr-attach-one", "tr-attach-one", None),
            ("CEN-abc:tr-attach-one", "tr-attach-one", Some("cen-abc")),
            ("<nil>:tr-attach-one", "tr-attach-one", None),
        ] {
            let key = AttachmentKey::parse(text).unwrap();
            assert_eq!(key.to_string(), expected);
            assert_eq!(key.cen.as_ref().map(CenId::as_str), cen);
        }
        for text in [
            "",
            "tr-one",
            "tr-one:",
            "vpc-a:tr-attach-one",
            "tr-a:b:tr-attach-one",
        ] {
            assert_eq!(
                AttachmentKey::parse(text).unwrap_err().to_string(),
                format!(
                    "{text:?} is not the id of an attachment with its transit router; such an id looks like \
                     tr-abcdefgh0123456789:tr-attach-abcdefgh0123456789"
                )
            );
        }
    }
}
