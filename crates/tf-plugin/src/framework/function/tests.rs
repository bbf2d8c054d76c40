use super::*;
use crate::framework::model::{CustomType, Model};
use crate::value::{Type, Value, ValueError};

/// A text that is not empty.
#[derive(Clone)]
struct Word(String);

impl CustomType for Word {
    type Form = String;

    fn parse(text: String) -> Result<Self, ValueError> {
        if text.is_empty() {
            return Err(ValueError::new("Empty", "A word has a letter at least."));
        }
        Ok(Self(text))
    }

    fn form(&self) -> String {
        self.0.clone()
    }
}

/// What was joined.
#[derive(Clone, Model)]
#[model(computed)]
struct Joined {
    /// The text.
    text: String,
    /// Of how many words.
    words: u64,
}

/// Joins words.
///
/// Writes words one after
/// the other.
#[derive(Parameters)]
struct Join {
    /// What stands between.
    separator: String,
    /// The words.
    #[parameter(variadic)]
    words: Vec<Word>,
}

impl Function for Join {
    const NAME: &'static str = "join";
    type Output = Joined;

    fn call(self) -> Result<Joined, FunctionError> {
        if self.words.is_empty() {
            return Err(FunctionError::new("has nothing to join"));
        }
        let words: Vec<String> = self.words.into_iter().map(|word| word.0).collect();
        Ok(Joined {
            text: words.join(&self.separator),
            words: words.len() as u64,
        })
    }
}

/// Says nothing.
#[derive(Parameters)]
struct Nothing;

impl Function for Nothing {
    const NAME: &'static str = "nothing";
    type Output = Vec<String>;

    fn call(self) -> Result<Vec<String>, FunctionError> {
        Ok(Vec::new())
    }
}

#[test]
fn a_struct_is_a_signature_with_its_documentation() {
    let join = BoxedFunction::of::<Join>();
    let signature = join.signature();
    assert_eq!(join.validate_implementation(), [] as [&str; 0]);
    assert_eq!(signature.summary, "Joins words.");
    assert_eq!(signature.description, "Writes words one after the other.");
    let shown = |one: &Parameter| (one.name, one.ty.clone(), one.description);
    assert_eq!(
        signature.parameters.iter().map(shown).collect::<Vec<_>>(),
        [("separator", Type::String, "What stands between.")]
    );
    assert_eq!(
        signature.variadic.as_ref().map(shown),
        Some(("words", Type::String, "The words."))
    );
    let nothing = BoxedFunction::of::<Nothing>();
    assert_eq!(nothing.signature().description, "Says nothing.");
    assert_eq!(nothing.signature().returns, Type::list(Type::String));
    assert_eq!(nothing.call(vec![]), Ok(Value::List(vec![])));
}

#[test]
fn arguments_are_read_in_order_with_the_variadic_ones_at_the_end() {
    let join = BoxedFunction::of::<Join>();
    let call = |arguments: &[Value]| join.call(arguments.to_vec());
    let joined = Value::Object(
        [
            ("text".to_owned(), "a-b".into()),
            ("words".to_owned(), 2.into()),
        ]
        .into(),
    );
    assert_eq!(call(&["-".into(), "a".into(), "b".into()]), Ok(joined));
    assert_eq!(
        call(&["-".into()]),
        Err(FunctionError::new("has nothing to join"))
    );
    assert_eq!(
        call(&["-".into(), "a".into(), "".into()]),
        Err(FunctionError::of_argument(
            2,
            "A word has a letter at least"
        ))
    );
}

#[test]
fn arguments_that_hosts_should_never_send_are_refused() {
    let join = BoxedFunction::of::<Join>();
    let refused = |arguments: &[Value]| join.call(arguments.to_vec()).unwrap_err();
    assert_eq!(
        refused(&["-".into(), Value::Unknown]),
        FunctionError::of_argument(1, "is not known yet")
    );
    assert_eq!(
        refused(&[Value::Null]),
        FunctionError::of_argument(0, "must not be null")
    );
    assert_eq!(refused(&[]).text, "takes 1 arguments, but 0 were given");
    assert_eq!(
        refused(&[true.into()]).text,
        "contradicts its own signature, which is a mistake in the provider: invalid type: bool, expected a string"
    );
}
