//! Rules for numbers.

use std::ops::RangeBounds;

use super::bounds::Bounds;
use super::validator::Validator;
use crate::value::{Number, Value};

/// Numbers in `range`, counted in `unit` ("Mbps"; empty for none).
pub fn number_between<N: Clone + Into<Number>>(
    range: impl RangeBounds<N>,
    unit: &'static str,
) -> Validator<Number> {
    numbers("a number", Bounds::of(&range), unit, |_| true)
}

/// Whole numbers in `range`, counted in `unit` ("Mbps"; empty for none).
pub fn whole_number_between<N: Clone + Into<Number>>(
    range: impl RangeBounds<N>,
    unit: &'static str,
) -> Validator<Number> {
    numbers("a whole number", Bounds::of(&range), unit, Number::is_whole)
}

fn numbers(
    what: &'static str,
    bounds: Bounds<Number>,
    unit: &'static str,
    is_legal: fn(&Number) -> bool,
) -> Validator<Number> {
    let description = format!("{what} {}", bounds.words("from "));
    let counted = format!("{description} {unit}");
    let counted = counted.trim_end().to_owned();
    Validator::new(description, move |value, path, diagnostics| {
        if let Value::Number(number) = value
            && !(is_legal(number) && bounds.contain(number))
        {
            diagnostics.error_at(
                path.clone(),
                format!("{path} is out of range"),
                format!(
                    "{path} must be {counted}; this asks for {}.",
                    shortened(number)
                ),
            );
        }
    })
}

/// Numbers can have millions of digits; messages should not.
fn shortened(number: &Number) -> String {
    let text = number.to_string();
    if text.len() > 40 {
        format!("{}…", text.chars().take(40).collect::<String>())
    } else {
        text
    }
}
