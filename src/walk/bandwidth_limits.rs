//! Which resources of a configuration set which limit.
//!
//! CEN has one limit for two regions, in whichever order, and loops over all pairs of regions come to each of them twice.

use cen::LimitId;

use super::claims::Claims;

/// The two regions of each limit in the words of whoever sets it: those tell two resources apart that mean the same.
#[derive(Debug, Default)]
pub(crate) struct BandwidthLimits(Claims<LimitId, Words>);

/// Two regions as they are written, in the order in which they are.
pub(crate) type Words = [String; 2];

impl BandwidthLimits {
    /// Notes the `words` in which a resource sets the limit `id`; those of another one that stands for the same limit.
    pub(crate) fn note(&mut self, id: &LimitId, words: &Words) -> Option<Words> {
        self.0.note(id, words, |_| false, |other| other != words)
    }

    /// Drops what is said of a limit that is about to be removed.
    pub(crate) fn forget(&mut self, id: &LimitId) {
        self.0.forget(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_set_by_one_resource() {
        let mut limits = BandwidthLimits::default();
        let id = |text| LimitId::parse(text).unwrap();
        let out = ["cn-hangzhou", "us-west-1"].map(str::to_owned);
        let back = ["us-west-1", "cn-hangzhou"].map(str::to_owned);
        let here = id("cen-a:cn-hangzhou:us-west-1");
        assert_eq!(limits.note(&here, &out), None);
        assert_eq!(limits.note(&here, &out), None);
        assert_eq!(limits.note(&id("cen-b:cn-hangzhou:us-west-1"), &back), None);
        assert_eq!(limits.note(&here, &back), Some(out.clone()));
        limits.forget(&here);
        assert_eq!(limits.note(&here, &back), None);
    }
}
