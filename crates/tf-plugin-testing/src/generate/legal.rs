//! Configurations that a provider accepts, found without knowing anything of it: what it says of illegal ones names the
//! legal values, and the argument to leave out.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::attribute_path::step::Selector;
use tf_plugin::value::{Type, Value};

use crate::schema::{Attribute, Block, Holds};

/// Attempts to mend a configuration before it is given up.
const ATTEMPTS: usize = 12;

/// Things that exist, each with what the names of arguments that lead to such things begin with.
pub type Existing = Vec<(&'static str, String)>;

/// Points `config` at things that exist, and then changes it as the provider's own messages suggest until it has nothing
/// more against it. `taste` decides between suggestions.
pub async fn legal(
    block: &Block,
    existing: &Existing,
    config: &Value,
    taste: usize,
    validate: impl AsyncFn(&Value) -> Vec<pb::Diagnostic>,
) -> Option<Value> {
    let mut config = config.clone();
    point(block, existing, &mut config, taste);
    for attempt in 0..ATTEMPTS {
        let said = validate(&config).await;
        let errors: Vec<&pb::Diagnostic> = said.iter().filter(|one| one.severity == 1).collect();
        if errors.is_empty() {
            return Some(config);
        }
        for (number, error) in errors.into_iter().enumerate() {
            mend(block, &mut config, error, taste + attempt + number);
        }
    }
    None
}

/// Has arguments lead to things that exist.
fn point(block: &Block, existing: &Existing, config: &mut Value, taste: usize) {
    for (place, attribute) in block.attributes.iter().enumerate() {
        let things: Vec<&String> = existing
            .iter()
            .filter(|(name, _)| attribute.name.starts_with(name))
            .map(|(_, thing)| thing)
            .collect();
        if !things.is_empty() && !config.attribute(&attribute.name).is_null() {
            let thing = things[(taste + place) % things.len()];
            config.set_attribute(&attribute.name, thing.as_str().into());
        }
    }
}

/// Follows one message.
fn mend(block: &Block, config: &mut Value, error: &pb::Diagnostic, taste: usize) {
    let steps = error.attribute.iter().flat_map(|path| &path.steps);
    let Some(Selector::AttributeName(name)) =
        steps.filter_map(|step| step.selector.as_ref()).next()
    else {
        return;
    };
    if let Some(nested) = block.blocks.iter().find(|nested| nested.name == *name) {
        config.set_attribute(name, nested.absent());
        return;
    }
    let Some(attribute) = block
        .attributes
        .iter()
        .find(|attribute| attribute.name == *name)
    else {
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

/// The values of the attribute's type that a text mentions.
fn suggestions(attribute: &Attribute, text: &str) -> Vec<Value> {
    match &attribute.holds {
        Holds::Plain(Type::String) => {
            let quoted = text.split(['"', '`']).skip(1).step_by(2);
            // What begins in a certain way may go on.
            quoted
                .map(|word| {
                    word.strip_suffix('-')
                        .map_or_else(|| word.into(), |word| Value::string(format!("{word}-1")))
                })
                .collect()
        }
        Holds::Plain(Type::Number) => {
            let numbers = text.split(|letter: char| !letter.is_ascii_digit());
            let numbers = numbers.filter_map(|digits| digits.parse::<i64>().ok());
            numbers.map(Value::from).collect()
        }
        Holds::Plain(Type::Bool) => vec![true.into(), false.into()],
        Holds::Plain(_) | Holds::Objects(..) => Vec::new(),
    }
}
