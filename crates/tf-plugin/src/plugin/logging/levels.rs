//! How much is written of what: the variables that hosts and SDKs have in common.

use tracing::level_filters::LevelFilter;

use crate::plugin::handshake::Environment;

/// Target of the plumbing's events, and of its subsystems after a dot: `sdk.proto`.
pub(super) const PLUMBING: &str = "sdk";

/// Levels up to which events are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Levels {
    /// Of the provider itself.
    pub(super) provider: LevelFilter,
    /// Of the plumbing.
    pub(super) plumbing: LevelFilter,
    /// Of the parts of the plumbing that have a variable of their own.
    pub(super) parts: Vec<(&'static str, LevelFilter)>,
}

impl Levels {
    /// The levels at which something would be seen.
    ///
    /// `TF_LOG_PROVIDER` takes precedence over `TF_LOG`, as in the host, which filters by it. `TF_LOG_PROVIDER_NAME`
    /// for the provider, `TF_LOG_SDK` for the plumbing, and `TF_LOG_SDK_PROTO` and `TF_LOG_SDK_FRAMEWORK` for its
    /// parts can only lower the volume.
    pub(super) fn read(name: &str, environment: &Environment) -> Self {
        let read = |variable: &str| environment.text(variable).map(|word| parse(&word));
        let shown = read("TF_LOG_PROVIDER")
            .or_else(|| read("TF_LOG"))
            .unwrap_or(LevelFilter::OFF);
        let lowered = |own: Option<LevelFilter>| own.map_or(shown, |own| shown.min(own));
        let own = format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_"));
        let plumbing = read("TF_LOG_SDK");
        let part = |target, variable| (target, lowered(read(variable).or(plumbing)));
        Self {
            provider: lowered(read(&own)),
            plumbing: lowered(plumbing),
            parts: vec![
                part("sdk.proto", "TF_LOG_SDK_PROTO"),
                part("sdk.framework", "TF_LOG_SDK_FRAMEWORK"),
            ],
        }
    }

    /// The highest of all levels.
    pub(super) fn most(&self) -> LevelFilter {
        let parts = self.parts.iter().map(|(_, level)| *level);
        parts.fold(self.provider.max(self.plumbing), LevelFilter::max)
    }

    /// The level of a target of the plumbing; none for any other target.
    pub(super) fn of_plumbing(&self, target: &str) -> Option<LevelFilter> {
        let rest = target.strip_prefix(PLUMBING)?;
        if !rest.is_empty() && !rest.starts_with('.') {
            return None;
        }
        let part = self.parts.iter().find(|(part, _)| *part == target);
        Some(part.map_or(self.plumbing, |(_, level)| *level))
    }
}

/// Reads a level as hosts do: any case, and a word that is no level means everything.
fn parse(word: &str) -> LevelFilter {
    match word.trim().to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(variables: &[(&str, &str)]) -> Levels {
        Levels::read("my-cloud", &variables.iter().copied().collect())
    }

    #[test]
    fn the_level_is_what_the_host_would_show() {
        let level = |variables: &[(&str, &str)]| {
            let levels = levels(variables);
            assert_eq!(levels.plumbing, levels.provider);
            assert_eq!(levels.most(), levels.provider);
            levels.provider
        };
        assert_eq!(level(&[]), LevelFilter::OFF);
        assert_eq!(level(&[("TF_LOG", "")]), LevelFilter::OFF);
        assert_eq!(level(&[("TF_LOG", "warn")]), LevelFilter::WARN);
        assert_eq!(level(&[("TF_LOG", "JSON")]), LevelFilter::TRACE);
        assert_eq!(level(&[("TF_LOG", "loud")]), LevelFilter::TRACE);
        assert_eq!(
            level(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "off")]),
            LevelFilter::OFF
        );
        assert_eq!(
            level(&[("TF_LOG", "ERROR"), ("TF_LOG_PROVIDER", "Debug")]),
            LevelFilter::DEBUG
        );
        assert_eq!(level(&[("TF_LOG_CORE", "TRACE")]), LevelFilter::OFF);
    }

    #[test]
    fn the_providers_own_variable_only_lowers_its_volume() {
        let level = |variables: &[(&str, &str)]| levels(variables).provider;
        assert_eq!(
            level(&[("TF_LOG_PROVIDER_MY_CLOUD", "TRACE")]),
            LevelFilter::OFF
        );
        assert_eq!(
            level(&[("TF_LOG", "INFO"), ("TF_LOG_PROVIDER_MY_CLOUD", "TRACE")]),
            LevelFilter::INFO
        );
        assert_eq!(
            level(&[("TF_LOG", "INFO"), ("TF_LOG_PROVIDER_OTHER", "OFF")]),
            LevelFilter::INFO
        );
        let quiet = levels(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER_MY_CLOUD", "INFO")]);
        assert_eq!(quiet.provider, LevelFilter::INFO);
        assert_eq!(quiet.plumbing, LevelFilter::TRACE);
    }

    #[test]
    fn parts_of_the_plumbing_have_levels_of_their_own() {
        let levels = levels(&[
            ("TF_LOG", "DEBUG"),
            ("TF_LOG_SDK", "WARN"),
            ("TF_LOG_SDK_PROTO", "TRACE"),
        ]);
        assert_eq!(levels.of_plumbing("sdk.proto"), Some(LevelFilter::DEBUG));
        assert_eq!(levels.of_plumbing("sdk.framework"), Some(LevelFilter::WARN));
        assert_eq!(levels.of_plumbing("sdk"), Some(LevelFilter::WARN));
        assert_eq!(levels.of_plumbing("sdk.plugin"), Some(LevelFilter::WARN));
        assert_eq!(levels.of_plumbing("sdkish"), None);
        assert_eq!(levels.of_plumbing("cloud"), None);
    }
}
