//! The kinds of objects that are not stored: questions, calculations, passing values, searches and deeds.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use tf_plugin::framework::model::{Dynamic, Model};
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::validate::whole_number_between;
use tf_plugin::framework::{
    Action, DataSource, DataSourceRead, Diagnostics, EphemeralResource, Function, FunctionError,
    Lease, ListResource, ListResults, Opened, Operation, Parameters, Private, Progress,
};
use tf_plugin::value::{Attr, Number, Type, Value};

use super::Trial;
use super::fault::{Fault, Faults};

/// Measures a text.
#[derive(Clone, Model)]
pub(crate) struct Question {
    /// Any text; `panic` panics, `forget` forgets to measure.
    #[attribute(required)]
    text: Attr<String>,
    /// Its length.
    #[attribute(computed)]
    length: Attr<u64>,
}

pub(crate) struct Questions;

#[async_trait]
impl DataSource<Trial> for Questions {
    type Model = Question;

    fn type_name(&self) -> &'static str {
        "trial_question"
    }

    async fn read(
        &self,
        request: DataSourceRead<Question, Trial>,
    ) -> Result<Question, Diagnostics> {
        let Question { text, .. } = request.config;
        assert_ne!(text, "panic".into(), "canary");
        let length = match text.text() {
            "forget" => Attr::Unknown,
            text => Attr::Known(text.len() as u64),
        };
        Ok(Question { text, length })
    }
}

/// Lends a value for an hour.
#[derive(Clone, Model)]
pub(crate) struct Loan {
    /// Any name; `panic` panics, `forget` lends nothing.
    #[attribute(optional)]
    name: Attr<String>,
    /// What is lent.
    #[attribute(computed, sensitive)]
    value: Attr<String>,
}

pub(crate) struct Loans;

/// A lease of an hour, which remembers how often it has been renewed.
fn lease(renewals: u32) -> Lease {
    let mut private = Private::default();
    private.set("renewals", &renewals);
    Lease::renewed_at(SystemTime::UNIX_EPOCH + Duration::from_hours(1)).with_private(private)
}

#[async_trait]
impl EphemeralResource<Trial> for Loans {
    type Model = Loan;

    fn type_name(&self) -> &'static str {
        "trial_loan"
    }

    async fn open(&self, config: Loan, (): (), _: Operation) -> Result<Opened<Loan>, Diagnostics> {
        assert_ne!(config.name, "panic".into(), "canary");
        let mut lease = lease(0);
        let value = if config.name == "forget".into() {
            lease.private.set("forgotten", &true);
            Attr::Unknown
        } else {
            "lent".into()
        };
        Ok(Opened::new(Loan { value, ..config }, lease))
    }

    async fn close(&self, private: Private, (): (), _: Operation) -> Result<(), Diagnostics> {
        match private.get("forgotten") {
            Some(true) => Err(Diagnostics::of_error(
                "Taken back",
                "It had been forgotten.",
            )),
            _ => Ok(()),
        }
    }

    async fn renew(&self, private: Private, (): (), _: Operation) -> Result<Lease, Diagnostics> {
        Ok(lease(
            private
                .get::<u32>("renewals")
                .unwrap_or_default()
                .saturating_add(1),
        ))
    }
}

/// Finds faults.
#[derive(Clone, Model)]
pub(crate) struct Filter {
    /// How many there are; 3 where not set.
    #[attribute(optional)]
    many: Attr<u64>,
}

#[async_trait]
impl ListResource<Trial> for Faults {
    type Filter = Filter;

    async fn list(
        &self,
        filter: Filter,
        (): (),
        _: Operation,
        found: &ListResults<'_, Fault>,
    ) -> Result<(), Diagnostics> {
        let count = filter.many.known().copied().unwrap_or(3);
        for number in 0..count {
            let fault = Fault::numbered(number);
            if found.push("x".repeat(1024), &fault).await.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// What tells faults apart.
pub(crate) fn identity_schema() -> IdentitySchema {
    IdentitySchema::new(vec![IdentityAttribute::new("id", Type::String, "Its id.")])
}

/// The identity of the fault with this id.
pub(crate) fn identity(id: &str) -> Value {
    Value::Object(BTreeMap::from([("id".to_owned(), id.into())]))
}

/// Talks.
#[derive(Clone, Model)]
pub(crate) struct Speech {
    /// How many; 3 where not set.
    #[attribute(optional, validate = whole_number_between(0..=100, "lines"))]
    lines: Attr<u64>,
    /// `panic` panics after them, `wait` waits for a stop.
    #[attribute(optional)]
    at: Attr<String>,
}

pub(crate) struct Speeches;

#[async_trait]
impl Action<Trial> for Speeches {
    type Config = Speech;

    fn type_name(&self) -> &'static str {
        "trial_speech"
    }

    async fn invoke(
        &self,
        config: Speech,
        (): (),
        operation: Operation,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics> {
        let lines = config.lines.known().copied().unwrap_or(3);
        for number in 0..lines {
            progress.send(format!("{number}: {}", "x".repeat(1024)));
            tokio::task::yield_now().await;
        }
        match config.at.known().map(String::as_str) {
            Some("panic") => panic!("canary"),
            Some("wait") => {
                operation.stopped().await;
                let mut diagnostics = Diagnostics::default();
                diagnostics.error("Stopped", "The speech has been cut short.");
                Err(diagnostics)
            }
            _ => Ok(()),
        }
    }
}

/// Says how many parts a value of any type has
///
/// The number of elements of a list, and 1 for everything else.
#[derive(Parameters)]
pub(crate) struct Parts {
    /// The value.
    value: Dynamic,
}

impl Function for Parts {
    const NAME: &'static str = "parts";
    type Output = Dynamic;

    fn call(self) -> Result<Dynamic, FunctionError> {
        let elements = self.value.read::<Vec<Attr<Dynamic>>>();
        Ok(match elements {
            Ok(elements) => Number::from(elements.len() as u64).into(),
            Err(_) => "one".into(),
        })
    }
}

/// Joins texts
///
/// Writes texts one after the other.
#[derive(Parameters)]
pub(crate) struct Join {
    /// What stands between them, nothing where it is null; `panic` panics.
    between: Option<String>,
    /// The texts.
    #[parameter(variadic)]
    texts: Vec<String>,
}

impl Function for Join {
    const NAME: &'static str = "join";
    type Output = String;

    fn call(self) -> Result<String, FunctionError> {
        let between = self.between.unwrap_or_default();
        assert_ne!(between, "panic", "canary");
        if let Some(position) = self.texts.iter().position(String::is_empty) {
            return Err(FunctionError::of_argument(position + 1, "is empty"));
        }
        Ok(self.texts.join(&between))
    }
}
