//! What is said of a package whose end is near.

use std::time::{Duration, SystemTime};

use crate::client::Client;
use cen::{ChargeType, Time};
use tf_plugin::framework::{Diagnostics, Private};
use tf_plugin::value::Attr;

use super::Package;
use super::delete::{name, until};

/// The private note of whether a package was bought to renew itself, or was last read to do so.
const RENEWS: &str = "renews";

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// What there is to warn about.
#[derive(Debug, PartialEq, Eq)]
enum Expiry {
    Past,
    /// So long from now.
    Near(Duration),
}

/// Whether the end of a package that is not going to renew itself is near at `now`; `days` counts where the package does
/// not say from how many days before it on.
///
/// Whether a package renews itself is known to the billing API, which is asked only where that is configured, and may not be
/// asked at all: `renews` is what was bought, or last read, where that is noted; else the configuration's word counts.
fn end(package: &Package, renews: Option<bool>, days: u64, now: SystemTime) -> Option<Expiry> {
    let days = package.expiry_warning_days.known().copied().unwrap_or(days);
    let renewing = &package.renewing;
    let renews = renewing.was_read().or(renews).unwrap_or_else(|| {
        renewing.auto_renew != Attr::Null && renewing.auto_renew != Attr::Known(false)
    });
    if !package.is_prepaid() || renews || days == 0 {
        return None;
    }
    let Ok(left) = moment(package)?.duration_since(now) else {
        return Some(Expiry::Past);
    };
    let span = Duration::from_secs(days.saturating_mul(SECONDS_PER_DAY));
    (left <= span).then_some(Expiry::Near(left))
}

/// Notes whether a package was bought to renew itself, unless that is noted already, or whether it was read to do so.
pub(super) fn remember_renewal(package: &Package, private: &mut Private) {
    let read = package.renewing.was_read();
    if package.is_prepaid() && (read.is_some() || private.get::<bool>(RENEWS).is_none()) {
        let renews = read.unwrap_or(package.renewing.auto_renew == Attr::Known(true));
        private.set(RENEWS, &renews);
    }
}

/// Says that a package ends soon, or has ended, and is not going to renew itself.
pub(super) fn warn_of_end(
    package: &Package,
    private: &Private,
    client: &Client,
    diagnostics: &mut Diagnostics,
) {
    let (id, until) = (name(package), until(package));
    let (days, now) = (client.expiry_warning_days, client.api.now());
    let (summary, what) = match end(package, private.get(RENEWS), days, now) {
        None => return,
        Some(Expiry::Past) => (
            "A prepaid package has expired",
            format!(
                "The package {id} was paid for until {until}. CEN stops it, and releases it with its configuration some \
                 days later."
            ),
        ),
        Some(Expiry::Near(left)) => (
            "A prepaid package expires soon",
            format!(
                "The package {id} is paid for until {until}: {}. After that CEN stops it, and releases it with its \
                 configuration some days later.",
                days_left(left)
            ),
        ),
    };
    diagnostics.warn(
        summary,
        format!(
            "{what} Renew it with the action cen_bandwidth_package_renew or in the console, or let it renew itself with \
             auto_renew = true. If it renews itself because somebody has set that in the console, set expiry_warning_days = 0."
        ),
    );
}

/// What people know a package by that was found at `now`, and until when it is paid for.
pub(super) fn title(package: &cen::Package, now: SystemTime) -> String {
    let name = match package.name.as_str() {
        "" => package.id.as_str(),
        name => name,
    };
    let end = package.expired_time.as_ref();
    match end.filter(|_| package.charge_type == ChargeType::PrePaid) {
        None => name.to_owned(),
        Some(end) => {
            let has_ended = end.instant().is_some_and(|end| end <= now);
            let word = if has_ended { "ended" } else { "ends" };
            let day = end.as_str().split('T').next().unwrap_or_default();
            format!("{name}, {word} {day}")
        }
    }
}

fn days_left(left: Duration) -> String {
    match left.as_secs() / SECONDS_PER_DAY {
        0 => "less than a day is left".to_owned(),
        1 => "one day is left".to_owned(),
        days => format!("{days} days are left"),
    }
}

/// The moment of the expiry, as far as it can be read.
pub(super) fn moment(package: &Package) -> Option<SystemTime> {
    let text = package.expired_time.known()?;
    Time::from_api(text)?.instant()
}

#[cfg(test)]
mod tests {
    use super::super::renewing::Renewing;
    use super::*;

    const EXPIRES: &str = "2026-12-22T16:00Z";

    fn package() -> Package {
        Package {
            charge_type: "PrePaid".into(),
            expired_time: EXPIRES.into(),
            ..Package::default()
        }
    }

    fn renewing(auto_renew: Attr<bool>) -> Renewing {
        Renewing {
            auto_renew,
            ..Renewing::default()
        }
    }

    /// So many seconds before it expires.
    fn before(seconds: u64) -> SystemTime {
        let expires = Time::from_api(EXPIRES).and_then(|moment| moment.instant());
        expires.unwrap() - Duration::from_secs(seconds)
    }

    #[test]
    fn the_warning_begins_with_the_second_that_is_so_many_days_before_the_end() {
        let days = |days: u64| days * SECONDS_PER_DAY;
        let near = |seconds| Some(Expiry::Near(Duration::from_secs(seconds)));
        for (left, expected) in [
            (days(14) + 1, None),
            (days(14), near(days(14))),
            (1, near(1)),
            (0, near(0)),
        ] {
            assert_eq!(end(&package(), None, 14, before(left)), expected, "{left}");
        }
        let after = before(0) + Duration::from_secs(1);
        assert_eq!(end(&package(), None, 14, after), Some(Expiry::Past));
    }

    #[test]
    fn the_days_of_the_package_come_first_and_zero_is_never() {
        let of_its_own = |days| Package {
            expiry_warning_days: Attr::Known(days),
            ..package()
        };
        let left = 20 * SECONDS_PER_DAY;
        let near = Some(Expiry::Near(Duration::from_secs(left)));
        assert_eq!(end(&of_its_own(20), None, 14, before(left)), near);
        assert_eq!(end(&of_its_own(20), None, 0, before(left)), near);
        assert_eq!(end(&of_its_own(19), None, 400, before(left)), None);
        assert_eq!(end(&of_its_own(0), None, 14, before(1)), None);
        assert_eq!(end(&package(), None, 0, before(1)), None);
        assert_eq!(end(&package(), None, u64::MAX, before(left)), near);
    }

    #[test]
    fn who_renews_itself_or_is_not_prepaid_has_no_end() {
        let quiet = [
            Package {
                renewing: renewing(Attr::Known(true)),
                ..package()
            },
            Package {
                renewing: renewing(Attr::Unknown),
                ..package()
            },
            Package {
                charge_type: "PostPaid".into(),
                ..package()
            },
            Package {
                expired_time: "soon".into(),
                ..package()
            },
        ];
        for package in quiet {
            assert_eq!(end(&package, None, 14, before(1)), None, "{package:?}");
        }
        let not_renewing = Package {
            renewing: renewing(Attr::Known(false)),
            ..package()
        };
        assert!(end(&not_renewing, None, 14, before(1)).is_some());
    }

    #[test]
    fn what_was_bought_counts_more_than_what_the_configuration_says_later() {
        let said = |renew| Package {
            renewing: renewing(renew),
            ..package()
        };
        for later in [Attr::Null, Attr::Known(false), Attr::Known(true)] {
            assert_eq!(end(&said(later.clone()), Some(true), 14, before(1)), None);
            assert!(end(&said(later), Some(false), 14, before(1)).is_some());
        }
    }
}
