//! The `timeouts` attribute: how long an operation may take, waits included.

use std::time::Duration;

use super::schema::Attribute;
use super::validate;
use crate::value::{Attr, Type};

/// The object behind `timeouts`, as a field of a model: the limits of operations, as durations such as `1h30m`. Which of
/// them a type has is said by [`#[attribute(timeouts(…))]`](derive@super::model::Model); the others are null.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Limit of a create.
    pub create: Attr<String>,
    /// Limit of a read.
    pub read: Attr<String>,
    /// Limit of an update.
    pub update: Attr<String>,
    /// Limit of a delete.
    pub delete: Attr<String>,
    /// Limit of the opening of an ephemeral resource.
    pub open: Attr<String>,
    /// Limit of a renewal of an ephemeral resource.
    pub renew: Attr<String>,
    /// Limit of the closing of an ephemeral resource.
    pub close: Attr<String>,
    /// Limit of an action.
    pub invoke: Attr<String>,
}

/// A method for each limit that sets it.
macro_rules! setters {
    ($($operation:ident, $words:literal;)*) => {
        impl Timeouts {
            $(
                #[doc = concat!("Sets the limit of ", $words, ".")]
                pub fn $operation(self, limit: impl Into<Attr<String>>) -> Self {
                    Self { $operation: limit.into(), ..self }
                }
            )*
        }
    };
}

setters! {
    create, "a create";
    read, "a read";
    update, "an update";
    delete, "a delete";
    open, "the opening of an ephemeral resource";
    renew, "a renewal of an ephemeral resource";
    close, "the closing of an ephemeral resource";
    invoke, "an action";
}

/// What `#[attribute(timeouts(…))]` of `#[derive(Model)]` stands for. Not for use by hand.
#[doc(hidden)]
pub mod derive {
    pub use super::Timeouts;

    use crate::framework::model::{AttributeType as _, Members};
    use crate::framework::schema::Attribute;
    use crate::keyed::Keyed as _;
    use crate::value::{Attr, ModelError, Step, Value};

    /// The attribute `name` with these members, which have these descriptions.
    pub fn attribute(name: &'static str, members: &[(&'static str, &'static str)]) -> Attribute {
        let members = members
            .iter()
            .map(|(name, description)| super::member(name, description));
        Attribute {
            name,
            ..super::of(members.collect())
        }
    }

    /// Reads the attribute `name`.
    pub fn read(members: &Members, name: &str) -> Result<Attr<Timeouts>, ModelError> {
        let members = match members.get(name).unwrap_or(&Value::Null) {
            Value::Null => return Ok(Attr::Null),
            Value::Unknown => return Ok(Attr::Unknown),
            members => members,
        };
        let limit = |member: &str| {
            let attribute = |name: &str| Step::Attribute(name.to_owned());
            Attr::<String>::read(members.attribute(member))
                .map_err(|error| error.inside(attribute(member)).inside(attribute(name)))
        };
        Ok(Attr::Known(Timeouts {
            create: limit("create")?,
            read: limit("read")?,
            update: limit("update")?,
            delete: limit("delete")?,
            open: limit("open")?,
            renew: limit("renew")?,
            close: limit("close")?,
            invoke: limit("invoke")?,
        }))
    }

    /// Adds the attribute `name` with the members of these names.
    pub fn write(members: &mut Members, name: &str, timeouts: &Attr<Timeouts>, names: &[&str]) {
        let value = match timeouts {
            Attr::Null => Value::Null,
            Attr::Unknown => Value::Unknown,
            Attr::Known(timeouts) => {
                let all = [
                    ("create", &timeouts.create),
                    ("read", &timeouts.read),
                    ("update", &timeouts.update),
                    ("delete", &timeouts.delete),
                    ("open", &timeouts.open),
                    ("renew", &timeouts.renew),
                    ("close", &timeouts.close),
                    ("invoke", &timeouts.invoke),
                ];
                let limits = all.into_iter().filter(|(name, _)| names.contains(name));
                Value::Object(
                    limits
                        .map(|(name, limit)| (name.to_owned(), limit.write()))
                        .keyed(),
                )
            }
        };
        members.insert(name.to_owned(), value);
    }
}

fn of(members: Vec<Attribute>) -> Attribute {
    Attribute::optional_object("timeouts", members)
        .describe("How long operations may take, waits included.")
}

fn member(name: &'static str, description: &'static str) -> Attribute {
    Attribute::optional(name, Type::String).describe(description).validate(validate::text(
        "a duration such as `90s`, `10m` or `1h30m`",
        |text| match parse(text) {
            Some(Duration::ZERO) => Err((
                "Timeout leaves no time".to_owned(),
                format!(
                    "With {text:?} the operation would be over before it begins. Write a longer duration, such as \"10m\", or \
                     leave the argument out for the default."
                ),
            )),
            Some(_) => Ok(()),
            None => Err((
                "Timeout is not a duration".to_owned(),
                format!(
                    "{text:?} cannot be read as a duration. Write a number with a unit, such as \"90s\", \"10m\" or \
                     \"1h30m\"; the units are ns, us, ms, s, m and h."
                ),
            )),
        },
    ))
}

/// The configured limit, or `default` where none is set.
pub fn limit(configured: Option<&Attr<String>>, default: Duration) -> Duration {
    configured
        .and_then(Attr::known)
        .and_then(|text| parse(text))
        .unwrap_or(default)
}

/// Reads a duration as Go writes it: numbers with units, one after the other, such as `1h30m` or `1.5h`; and `0`.
///
/// `None` for anything else, negative durations included.
pub fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest == "0" {
        return Some(Duration::ZERO);
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, after) = rest.split_at(digits);
        let letters = after
            .find(|letter: char| letter.is_ascii_digit() || letter == '.')
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let seconds = match unit {
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        let amount: f64 = number.parse().ok()?;
        total = total.checked_add(Duration::try_from_secs_f64(amount * seconds).ok()?)?;
        rest = after;
    }
    (!text.is_empty() && text != "+").then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let seconds = |text| parse(text).map(|duration| duration.as_secs_f64());
        assert_eq!(seconds("90s"), Some(90.0));
        assert_eq!(seconds("1h30m"), Some(5400.0));
        assert_eq!(seconds("1.5h"), Some(5400.0));
        assert_eq!(seconds("250ms"), Some(0.25));
        assert_eq!(seconds("0"), Some(0.0));
        assert_eq!(seconds("+2m"), Some(120.0));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "+",
            "5",
            "-5s",
            "5d",
            "s",
            "1..5s",
            "5 s",
            "1h30",
            "inf",
            "1e9999s",
            "99999999999999999999h",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_default_stands_in_where_nothing_is_set() {
        let default = Duration::from_secs(7);
        assert_eq!(limit(None, default), default);
        assert_eq!(limit(Some(&Attr::Null), default), default);
        assert_eq!(limit(Some(&"2s".into()), default), Duration::from_secs(2));
    }
}
