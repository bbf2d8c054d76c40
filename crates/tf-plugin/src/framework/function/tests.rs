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

/// Says which words there are.
#[derive(Parameters)]
struct Present {
    /// A word.
    first: Option<Word>,
    /// Words.
    #[parameter(variadic)]
    words: Vec<Option<Word>>,
}

impl Function for Present {
    const NAME: &'static str = "present";
    type Output = Vec<bool>;

    fn call(self) -> Result<Vec<bool>, FunctionError> {
        let all = [self.first].into_iter().chain(self.words);
        Ok(all.map(|word| word.is_some()).collect())
    }
}

#[test]
fn arguments_in_an_option_can_be_null() {
    let present = BoxedFunction::of::<Present>();
    let signature = present.signature();
    let allows = |one: &Parameter| (one.ty.clone(), one.allows_null);
    let nullable = (Type::String, true);
    assert_eq!(allows(&signature.parameters[0]), nullable);
    assert_eq!(signature.variadic.as_ref().map(allows), Some(nullable));
    let join = BoxedFunction::of::<Join>();
    assert!(!join.signature().parameters[0].allows_null);

    let call = |arguments: &[Value]| present.call(arguments.to_vec());
    let expected = Value::List(vec![false.into(), true.into(), false.into()]);
    assert_eq!(call(&[Value::Null, "a".into(), Value::Null]), Ok(expected));
    let refused = FunctionError::of_argument(0, "A word has a letter at least");
    assert_eq!(call(&["".into()]), Err(refused));
    let unknown = FunctionError::of_argument(0, "is not known yet");
    assert_eq!(call(&[Value::Unknown]), Err(unknown));
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
