//! Ids in the forms that the API uses.

use std::sync::{Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use uuid::Uuid;

use crate::error::ApiError;

const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// What begins ids that are longer than others; `vtb-` stands for the route tables of transit routers and of VPCs.
const LONG: [&str; 5] = ["tr-", "vpc-", "vrt-", "vsw-", "vtb-"];

/// Draws ids of objects and orders; the same seed draws the same, none draws any.
#[derive(Debug)]
pub(crate) struct Ids {
    objects: Rng,
}

impl Ids {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self {
            objects: seed.map_or_else(Rng::new, Rng::with_seed),
        }
    }

    /// `prefix` and characters of `[a-z0-9]`: 21 for transit routers and what belongs to VPCs, 18 for all others.
    pub(crate) fn object(&mut self, prefix: &str) -> String {
        let length = if LONG.contains(&prefix) { 21 } else { 18 };
        let tail = (0..length).filter_map(|_| {
            let letter = ALPHABET.get(self.objects.usize(..ALPHABET.len()))?;
            Some(char::from(*letter))
        });
        let tail: String = tail.collect();
        format!("{prefix}{tail}")
    }

    /// 15 digits.
    pub(crate) fn order(&mut self) -> String {
        self.objects
            .u64(100_000_000_000_000..1_000_000_000_000_000)
            .to_string()
    }
}

/// Draws ids of requests. Apart from those of objects, so that these are the same however many reads lie between two purchases.
#[derive(Debug)]
pub(crate) struct RequestIds(Mutex<Rng>);

impl RequestIds {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(Self::numbers(seed)))
    }

    /// From here on as a new one with that seed.
    pub(crate) fn begin_again(&self, seed: Option<u64>) {
        *self.lock() = Self::numbers(seed);
    }

    pub(crate) fn draw(&self) -> Uuid {
        let random = self.lock().u128(..).to_be_bytes();
        uuid::Builder::from_random_bytes(random).into_uuid()
    }

    fn numbers(seed: Option<u64>) -> Rng {
        seed.map_or_else(Rng::new, |seed| Rng::with_seed(seed ^ u64::MAX))
    }

    fn lock(&self) -> MutexGuard<'_, Rng> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The form in which an id of a request is told: in upper case.
pub(crate) fn request_text(id: Uuid) -> String {
    let mut buffer = Uuid::encode_buffer();
    id.hyphenated().encode_upper(&mut buffer).to_owned()
}

/// Ids begin with what they name; made-up ones may have hyphens.
pub(crate) fn check(parameter: &str, prefix: &str, text: &str) -> Result<(), ApiError> {
    let tail = text.strip_prefix(prefix).unwrap_or_default();
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if tail.is_empty() || !tail.bytes().all(legal) {
        let rule = format!("it must be an id that begins with {prefix}");
        return Err(ApiError::invalid(parameter, &rule));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_of_the_api_and_follow_the_seed() {
        let mut ids = Ids::new(Some(7));
        let package = ids.object("cenbwp-");
        assert_eq!(package.len(), 25);
        assert!(
            package
                .strip_prefix("cenbwp-")
                .unwrap()
                .bytes()
                .all(|byte| ALPHABET.contains(&byte))
        );
        for (prefix, length) in [("tr-", 21), ("vtb-", 21), ("tr-attach-", 18)] {
            assert_eq!(ids.object(prefix).len(), prefix.len() + length, "{prefix}");
        }
        let request = request_text(RequestIds::new(Some(7)).draw());
        assert_eq!(request.len(), 36);
        assert_eq!(request, request.to_uppercase());
        assert_eq!(ids.order().len(), 15);

        assert_eq!(Ids::new(Some(7)).object("cenbwp-"), package);
        assert_eq!(request_text(RequestIds::new(Some(7)).draw()), request);
    }
}
