//! Configurations that a provider accepts, found without knowing anything of it: what it says of illegal ones names the
//! legal values, and the argument to leave out.

use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::protocol::generated::tfplugin6::attribute_path::step::Selector;
use terraform_provider_cen::value::{Kind, Value};

use super::subject::Type;
use crate::support::block::{Attribute, Holds};

/// Attempts to mend a configuration before it is given up.
const ATTEMPTS: usize = 12;

/// Changes `config` as the provider's own messages suggest until it has nothing more against it. `taste` decides between
/// suggestions.
pub(super) async fn legal(of: Type<'_>, config: &Value, taste: usize) -> Option<Value> {
    let mut config = config.clone();
    for attempt in 0..ATTEMPTS {
        let said = of.validate(&config).await;
        let errors: Vec<&pb::Diagnostic> = said.iter().filter(|one| one.severity == 1).collect();
        if errors.is_empty() {
            return Some(config);
        }
        for (number, error) in errors.into_iter().enumerate() {
            mend(of, &mut config, error, taste + attempt + number);
        }
    }
    None
}

/// Follows one message.
fn mend(of: Type<'_>, config: &mut Value, error: &pb::Diagnostic, taste: usize) {
    let steps = error.attribute.iter().flat_map(|path| &path.steps);
    let Some(Selector::AttributeName(name)) =
        steps.filter_map(|step| step.selector.as_ref()).next()
    else {
        return;
    };
    if let Some(nested) = of.block.blocks.iter().find(|nested| nested.name == *name) {
        config.set_attribute(name, nested.absent());
        return;
    }
    let attributes = &of.block.attributes;
    let Some(attribute) = attributes.iter().find(|attribute| attribute.name == *name) else {
        return;
    };
    let suggested = suggestions(attribute, &format!("{} {}", error.summary, error.detail));
    // Every other time what need not be there is left out.
    let left_out = attribute.optional && (suggested.is_empty() || taste.is_multiple_of(2));
    if left_out {
        config.set_attribute(name, Value::Null);
    } else if let Some(value) = suggested.get(taste / 2 % suggested.len().max(1)) {
        config.set_attribute(name, value.clone());
    }
}

/// The values of the attribute's kind that a text mentions.
fn suggestions(attribute: &Attribute, text: &str) -> Vec<Value> {
    match &attribute.holds {
        Holds::Plain(Kind::String) => {
            let quoted = text.split(['"', '`']).skip(1).step_by(2);
            // What begins in a certain way may go on.
            quoted
                .map(|word| {
                    word.strip_suffix('-')
                        .map_or_else(|| word.into(), |word| Value::string(format!("{word}-1")))
                })
                .collect()
        }
        Holds::Plain(Kind::Number) => {
            let numbers = text.split(|letter: char| !letter.is_ascii_digit());
            let numbers = numbers.filter_map(|digits| digits.parse::<i64>().ok());
            numbers.map(Value::from).collect()
        }
        Holds::Plain(Kind::Bool) => vec![true.into(), false.into()],
        Holds::Plain(_) | Holds::Objects(..) => Vec::new(),
    }
}
