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
///
/// # Errors
///
/// When it does not become legal: what the provider has against it in the end.
pub async fn legal(
    block: &Block,
    existing: &Existing,
    config: &Value,
    taste: usize,
    validate: impl AsyncFn(&Value) -> Vec<pb::Diagnostic>,
) -> Result<Value, String> {
    let mut config = config.clone();
    let mut refusal = String::new();
    point(block, existing, &mut config, taste);
    for attempt in 0..ATTEMPTS {
        let said = validate(&config).await;
        let errors: Vec<&pb::Diagnostic> = said.iter().filter(|one| one.severity == 1).collect();
        if errors.is_empty() {
            return Ok(config);
        }
        let texts = errors
            .iter()
            .map(|one| format!("{}: {}", one.summary, one.detail));
        refusal = texts.collect::<Vec<_>>().join("\n");
        for (number, error) in errors.into_iter().enumerate() {
            mend(block, &mut config, error, taste + attempt + number);
        }
    }
    Err(refusal)
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
        add_missing(block, config, &error.summary, taste);
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
    if suggested.is_empty() && config.attribute(name).is_null() {
        config.set_attribute(name, any_value(attribute));
        return;
    }
    // Every other time what need not be there is left out.
    let left_out = attribute.optional && (suggested.is_empty() || taste.is_multiple_of(2));
    if left_out {
        config.set_attribute(name, Value::Null);
    } else if let Some(value) = suggested.get(taste / 2 % suggested.len().max(1)) {
        config.set_attribute(name, value.clone());
    }
}

/// Sets one of the arguments that a text says are missing, such as "weight or mass is missing".
fn add_missing(block: &Block, config: &mut Value, text: &str, taste: usize) {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words: Vec<&str> = text.split(|letter| !is_part(letter)).collect();
    let attributes = block.attributes.iter().filter(|one| {
        one.optional && config.attribute(&one.name).is_null() && words.contains(&one.name.as_str())
    });
    let missing: Vec<&Attribute> = attributes.collect();
    if let Some(attribute) = missing.get(taste % missing.len().max(1)) {
        config.set_attribute(&attribute.name, any_value(attribute));
    }
}

/// A value of the attribute's type to begin with; null for objects.
fn any_value(attribute: &Attribute) -> Value {
    match &attribute.holds {
        Holds::Plain(Type::String) => "a".into(),
        Holds::Plain(Type::Number) => 1.into(),
        Holds::Plain(Type::Bool) => true.into(),
        Holds::Plain(Type::List(_)) => Value::List(Vec::new()),
        Holds::Plain(Type::Set(_)) => Value::set(Vec::new()),
        Holds::Plain(Type::Map(_)) => Value::Map([].into()),
        Holds::Plain(_) | Holds::Objects(..) => Value::Null,
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
