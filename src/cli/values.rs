//! Values of options of which a mistake is answered with what would be right.

use std::net::SocketAddr;

use cen_simulator::{Policy, Quotas, Throttle, coverage};

/// Where to listen: an address and a port.
pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        let port = text.rsplit(':').next();
        let port = port.and_then(|port| port.parse::<u16>().ok());
        format!(
            "write an address and a port, such as 127.0.0.1:{}; port 0 takes a free one",
            port.unwrap_or(8080)
        )
    })
}

/// What ids are drawn from.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("write a whole number from 0 to {}", u64::MAX))
}

/// Flow control, for actions that there are.
pub(super) fn throttle(text: &str) -> Result<Throttle, String> {
    let throttle = text
        .parse::<Throttle>()
        .map_err(|error| error.to_string())?;
    let all = coverage();
    for name in throttle.actions() {
        let simulated = all.iter().filter(|action| action.simulated);
        let alike =
            simulated.map(|action| (strsim::jaro_winkler(name, action.action), action.action));
        let nearest = alike.max_by(|(a, _), (b, _)| a.total_cmp(b));
        if let Some((_, nearest)) = nearest.filter(|(_, nearest)| *nearest != name) {
            return Err(format!(
                "no action {name} is simulated; the nearest name is {nearest}"
            ));
        }
    }
    Ok(throttle)
}

/// The policy with a quota as `text` says, which is `NAME=NUMBER`.
pub(super) fn with_quota(policy: &Policy, text: &str) -> Result<Policy, String> {
    let names = Quotas::NAMES.join(", ");
    let (name, number) = text
        .split_once('=')
        .ok_or_else(|| format!("write NAME=NUMBER, such as instances=3; the names are {names}"))?;
    let mut policy = policy.clone();
    let quota = policy.quotas.by_name(name);
    let quota = quota.ok_or_else(|| format!("there is no quota {name}; the names are {names}"))?;
    *quota = number.parse().map_err(|_| {
        format!(
            "write a whole number from 0 to {}, such as {name}=3",
            u32::MAX
        )
    })?;
    Ok(policy)
}

/// The policy with a rule as `text` says, which is `NAME=VALUE`.
pub(super) fn with_rule(policy: &Policy, text: &str) -> Result<Policy, String> {
    if let Some(quota) = text.strip_prefix("quotas.") {
        return with_quota(policy, quota);
    }
    policy.set(text).map_err(|error| {
        let name = text.split('=').next().unwrap_or(text);
        let rules = serde_json::to_value(policy).unwrap_or_default();
        match rules[name].is_boolean() {
            true => format!("write {name}=true or {name}=false"),
            false => error.to_string(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_answered_with_what_would_be_right() {
        for (text, error) in [
            (
                "8080",
                "write an address and a port, such as 127.0.0.1:8080; port 0 takes a free one",
            ),
            (
                "localhost:81",
                "write an address and a port, such as 127.0.0.1:81; port 0 takes a free one",
            ),
        ] {
            assert_eq!(listen(text).unwrap_err(), error);
        }
        assert_eq!(
            seed("-1").unwrap_err(),
            "write a whole number from 0 to 18446744073709551615"
        );
        assert_eq!(
            throttle("5,CreateCenn=3").unwrap_err(),
            "no action CreateCenn is simulated; the nearest name is CreateCen"
        );
        assert_eq!(
            throttle("5,CreateCen=3"),
            Ok("5,CreateCen=3".parse().unwrap())
        );
        let usual = Policy::default();
        let names = Quotas::NAMES.join(", ");
        for (text, error) in [
            (
                "instances",
                format!("write NAME=NUMBER, such as instances=3; the names are {names}"),
            ),
            (
                "moons=1",
                format!("there is no quota moons; the names are {names}"),
            ),
            (
                "instances=x",
                "write a whole number from 0 to 4294967295, such as instances=3".to_owned(),
            ),
        ] {
            assert_eq!(with_quota(&usual, text).unwrap_err(), error);
            assert_eq!(
                with_rule(&usual, &format!("quotas.{text}")).unwrap_err(),
                error
            );
        }
        assert_eq!(
            with_rule(&usual, "postpaid=maybe").unwrap_err(),
            "write postpaid=true or postpaid=false"
        );
        assert_eq!(
            with_rule(&usual, "quotas.instances=3")
                .unwrap()
                .quotas
                .instances,
            3
        );
    }

    #[test]
    fn the_guide_names_every_rule_and_quota() {
        let guide = include_str!("../../docs/guides/simulator.md");
        let names = |heading: &str| -> Vec<&str> {
            let (_, section) = guide.split_once(heading).unwrap();
            let section = section.split("\n#").next().unwrap();
            let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
            rows.map(|row| row.split('`').next().unwrap()).collect()
        };
        let rules = serde_json::to_value(Policy::default()).unwrap();
        let rules: Vec<&String> = rules.as_object().unwrap().keys().collect();
        let mut told = Vec::new();
        for example in names("\n### Rules of the account\n") {
            assert!(with_rule(&Policy::default(), example).is_ok(), "{example}");
            told.push(example.split('=').next().unwrap());
        }
        told.sort_unstable();
        let mut rules: Vec<&str> = rules.into_iter().map(String::as_str).collect();
        rules.sort_unstable();
        assert_eq!(told, rules);
        assert_eq!(names("\n### Quotas\n"), Quotas::NAMES);
    }
}
