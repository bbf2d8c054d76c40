//! Fault rules as text, for the command line and the control API.

use std::fmt;
use std::str::FromStr;

use crate::duration::{format_duration, parse_duration};
use crate::faults::{Effect, Fault, Stage};
use crate::registry;

/// The grammar, for help texts and errors.
pub const FAULT_GRAMMAR: &str = "\
A rule is ACTION:EFFECT, optionally followed by *N (strike N calls, then stop) and +N (let N calls pass first).
ACTION is the name of an API action, or * for all of them. EFFECT is one of:
  error=STATUS,CODE[,MESSAGE]  an error of the API; the action is not carried out
  http=STATUS[,BODY]           an answer of something in between, as HTML; not carried out
  no-effect                    success, although the action is not carried out
  throttle[=DURATION]          Throttling.User, with a pause to keep; not carried out
  lost-before, lost-after      the connection closes without an answer, before or after the action is carried out
  reset-before, reset-after    the same with a connection reset
  reset-midway, truncated      carried out; the answer breaks off with a reset, or with an ordinary close
  delay-before=DURATION, delay-after=DURATION
  hold-before, hold-after      the call waits until it is released through the control API
Examples: CreateCenBandwidthPackage:lost-after*1   *:delay-before=300ms   DescribeCenBandwidthPackages:error=503,ServiceUnavailable*4+1";

/// A text that is no fault rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{rule}` is not a fault rule: {reason}\n{FAULT_GRAMMAR}")]
pub struct BadFault {
    rule: String,
    /// What is wrong with it.
    pub reason: String,
}

impl FromStr for Fault {
    type Err = BadFault;

    fn from_str(rule: &str) -> Result<Self, BadFault> {
        parse(rule).map_err(|reason| BadFault {
            rule: rule.to_owned(),
            reason,
        })
    }
}

fn parse(rule: &str) -> Result<Fault, String> {
    let (action, rest) = rule
        .split_once(':')
        .ok_or("there is no colon between an action and an effect")?;
    let (effect, times, skip) = split_counts(rest)?;
    let effect = parse_effect(effect)?;
    let mut fault = match action {
        "*" => Fault::any(effect),
        name if registry::named(name).next().is_some() => Fault::new(name, effect),
        name => {
            let names = registry::names().join(", ");
            return Err(format!(
                "there is no action `{name}`; the actions are {names}"
            ));
        }
    };
    fault.times = times;
    fault.skip = skip.unwrap_or(0);
    Ok(fault)
}

/// Cuts `*N` and `+N`, in either order, off the end of `text`.
fn split_counts(mut text: &str) -> Result<(&str, Option<u32>, Option<u32>), String> {
    let (mut times, mut skip) = (None, None);
    loop {
        let head = text.trim_end_matches(|character: char| character.is_ascii_digit());
        let count = text.strip_prefix(head).unwrap_or("");
        let (rest, slot) = if let Some(rest) = head.strip_suffix('*') {
            (rest, &mut times)
        } else if let Some(rest) = head.strip_suffix('+') {
            (rest, &mut skip)
        } else {
            return Ok((text, times, skip));
        };
        if slot.is_some() {
            return Err("a count is given twice".to_owned());
        }
        *slot = Some(
            count
                .parse()
                .map_err(|_| format!("`{count}` is not a count between 0 and {}", u32::MAX))?,
        );
        text = rest;
    }
}

fn parse_effect(text: &str) -> Result<Effect, String> {
    let (name, argument) = match text.split_once('=') {
        Some((name, argument)) => (name, Some(argument)),
        None => (text, None),
    };
    let plain = |effect| match argument {
        None => Ok(effect),
        Some(_) => Err(format!("the effect `{name}` takes no argument")),
    };
    let wanted = |form: &str| argument.ok_or(format!("the effect `{name}` needs {form}"));
    let span = |text: &str| parse_duration(text).map_err(|error| error.to_string());
    match name {
        "error" => {
            let mut parts = wanted("=STATUS,CODE")?.splitn(3, ',');
            let status = parse_status(parts.next().unwrap_or(""))?;
            let code = match parts.next() {
                Some(code) if !code.is_empty() => code,
                _ => return Err("the effect `error` needs =STATUS,CODE".to_owned()),
            };
            let mut effect = Fault::error("", status, code).effect;
            if let (Effect::Error { message, .. }, Some(text)) = (&mut effect, parts.next()) {
                text.clone_into(message);
            }
            Ok(effect)
        }
        "http" => {
            let argument = wanted("=STATUS")?;
            let (status, body) = argument.split_once(',').unwrap_or((argument, ""));
            let status = parse_status(status)?;
            let body = if body.is_empty() {
                format!(
                    "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
                )
            } else {
                body.to_owned()
            };
            Ok(Effect::Http { status, body })
        }
        "no-effect" => plain(Effect::NoEffect),
        "throttle" => Ok(Effect::Throttle {
            retry_after: argument.map(span).transpose()?,
        }),
        "lost-before" => plain(Effect::Lost(Stage::Before)),
        "lost-after" => plain(Effect::Lost(Stage::After)),
        "reset-before" => plain(Effect::Reset(Stage::Before)),
        "reset-after" => plain(Effect::Reset(Stage::After)),
        "reset-midway" => plain(Effect::ResetMidway),
        "truncated" => plain(Effect::Truncated),
        "delay-before" => Ok(Effect::Delay(Stage::Before, span(wanted("=DURATION")?)?)),
        "delay-after" => Ok(Effect::Delay(Stage::After, span(wanted("=DURATION")?)?)),
        "hold-before" => plain(Effect::Hold(Stage::Before)),
        "hold-after" => plain(Effect::Hold(Stage::After)),
        _ => Err(format!("there is no effect `{name}`")),
    }
}

fn parse_status(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(status @ 200..=599) => Ok(status),
        _ => Err(format!(
            "`{text}` is not an HTTP status between 200 and 599"
        )),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}",
            self.action.as_deref().unwrap_or("*"),
            self.effect
        )?;
        if let Some(times) = self.times {
            write!(f, "*{times}")?;
        }
        match self.skip {
            0 => Ok(()),
            skip => write!(f, "+{skip}"),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = |stage: &Stage| match stage {
            Stage::Before => "before",
            Stage::After => "after",
        };
        match self {
            Self::Error {
                status,
                code,
                message,
            } => write!(f, "error={status},{code},{message}"),
            Self::Http { status, body } => write!(f, "http={status},{body}"),
            Self::NoEffect => f.write_str("no-effect"),
            Self::Throttle { retry_after: None } => f.write_str("throttle"),
            Self::Throttle {
                retry_after: Some(span),
            } => write!(f, "throttle={}", format_duration(*span)),
            Self::Lost(stage) => write!(f, "lost-{}", suffix(stage)),
            Self::Reset(stage) => write!(f, "reset-{}", suffix(stage)),
            Self::ResetMidway => f.write_str("reset-midway"),
            Self::Truncated => f.write_str("truncated"),
            Self::Delay(stage, span) => {
                write!(f, "delay-{}={}", suffix(stage), format_duration(*span))
            }
            Self::Hold(stage) => write!(f, "hold-{}", suffix(stage)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_effect_survives_being_written_and_read() {
        for rule in [
            "CreateCenBandwidthPackage:lost-after*1",
            "*:lost-before",
            "*:reset-before+2",
            "*:reset-after*3+2",
            "*:reset-midway",
            "*:truncated",
            "DeleteCen:no-effect*1",
            "*:throttle",
            "*:throttle=250ms*2",
            "*:delay-before=3s",
            "*:delay-after=1m",
            "*:hold-before",
            "*:hold-after*1",
            "DescribeCens:error=500,Operation.Blocking,try 1, then 2*2",
            "DescribeCens:http=502,<h1>bad</h1>",
        ] {
            assert_eq!(rule.parse::<Fault>().unwrap().to_string(), rule);
        }
    }

    #[test]
    fn counts_may_stand_in_either_order() {
        let expected = Fault::new("DescribeCens", Effect::Throttle { retry_after: None })
            .times(2)
            .skip(3);
        assert_eq!("DescribeCens:throttle*2+3".parse(), Ok(expected.clone()));
        assert_eq!("DescribeCens:throttle+3*2".parse(), Ok(expected));
        assert_eq!(
            "*:delay-after=250ms".parse(),
            Ok(Fault::any(Effect::Delay(
                Stage::After,
                Duration::from_millis(250)
            )))
        );
    }

    #[test]
    fn a_bad_rule_is_told_what_is_wrong_and_what_is_legal() {
        for (rule, reason) in [
            (
                "lost-after",
                "there is no colon between an action and an effect",
            ),
            ("*:explode", "there is no effect `explode`"),
            (
                "*:lost-after=1",
                "the effect `lost-after` takes no argument",
            ),
            ("*:delay-after", "the effect `delay-after` needs =DURATION"),
            ("*:error=500", "the effect `error` needs =STATUS,CODE"),
            (
                "*:error=99,X",
                "`99` is not an HTTP status between 200 and 599",
            ),
            ("*:truncated*", "`` is not a count between 0 and 4294967295"),
            ("*:truncated*1*2", "a count is given twice"),
        ] {
            let error = rule.parse::<Fault>().unwrap_err();
            assert_eq!(error.reason, reason);
            assert_eq!(
                error.to_string(),
                format!("`{rule}` is not a fault rule: {reason}\n{FAULT_GRAMMAR}")
            );
        }
    }

    #[test]
    fn an_unknown_action_is_answered_with_the_known_ones() {
        let reason = "Buy:truncated".parse::<Fault>().unwrap_err().reason;
        let names = registry::names().join(", ");
        assert_eq!(
            reason,
            format!("there is no action `Buy`; the actions are {names}")
        );
    }
}
