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
            let router = match place.trim() {
                "" | "<nil>" => None,
                place if CenId::parse(place).is_ok() => None,
                place => Some(RouterId::parse(place).ok()?),
            };
            let id = AttachmentId::parse(id).ok()?;
            Some(Self { router, id })
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
        for (text, expected) in [
            ("tr-one:TR-attach-one", "tr-one:tr-attach-one"),
            ("tr-attach-one", "tr-attach-one"),
            ("cen-abc:tr-attach-one", "tr-attach-one"),
            ("<nil>:tr-attach-one", "tr-attach-one"),
        ] {
            let key = AttachmentKey::parse(text).unwrap();
            assert_eq!(key.to_string(), expected);
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
