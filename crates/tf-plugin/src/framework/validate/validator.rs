//! Rules for the values of one attribute.

use std::marker::PhantomData;

use super::elements::elements;
use super::judged::{Anything, Judged};
use crate::framework::diagnostics::Diagnostics;
use crate::value::{Path, Type, Value};

type Check = dyn Fn(&Value, &Path, &mut Diagnostics) + Send + Sync;

/// A rule for the values of one attribute that judges the `On` in them. See the [module](super) for those there are.
pub struct Validator<On = Anything> {
    description: String,
    fault: Option<String>,
    of_ids: bool,
    is_in: fn(&Type) -> bool,
    check: Box<Check>,
    on: PhantomData<fn() -> On>,
}

impl<On> Validator<On> {
    /// `check` sees each known `On` in a value.
    pub(super) fn new(
        description: String,
        check: impl Fn(&Value, &Path, &mut Diagnostics) + Send + Sync + 'static,
    ) -> Self
    where
        On: Judged,
    {
        Self {
            description,
            fault: None,
            of_ids: false,
            is_in: On::is_in,
            check: Box::new(move |value, path, diagnostics| {
                On::each(value, path, &mut |one, path| check(one, path, diagnostics));
            }),
            on: PhantomData,
        }
    }

    /// The same rule; `fault` is why it cannot be used.
    pub(super) fn faulty(self, fault: Option<String>) -> Self {
        Self { fault, ..self }
    }

    /// The same rule, for ids: values that objects are given, and that other objects refer to.
    ///
    /// A host that mocks the provider (`mock_provider` in a test file) makes ids up and has them validated, without ever
    /// configuring the provider. So until that happens, what may be made up counts as unknown: a word of letters and digits.
    #[must_use]
    pub fn of_ids(self) -> Self {
        Self {
            of_ids: true,
            ..self
        }
    }

    pub(super) fn is_of_ids(&self) -> bool {
        self.of_ids
    }

    pub(super) fn own_fault(&self) -> Option<String> {
        self.fault.clone()
    }

    /// The rule in words, for the documentation, as they follow after "must be": "one of `a`, `b`". Empty for a rule that
    /// needs none.
    pub fn describe(&self) -> &str {
        &self.description
    }

    /// Why the rule cannot be used for values of this type.
    pub(in crate::framework) fn fault(&self, ty: &Type) -> Option<&str> {
        if (self.is_in)(ty) {
            self.fault.as_deref()
        } else {
            Some("a rule is for another type, so it would never find anything")
        }
    }

    /// Checks a value that is neither null nor unknown itself; parts of it may be.
    pub fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        (self.check)(value, path, diagnostics);
    }

    /// The same rule where rules for different types stand side by side.
    pub fn boxed(self) -> Validator {
        Validator {
            description: self.description,
            fault: self.fault,
            of_ids: self.of_ids,
            is_in: self.is_in,
            check: self.check,
            on: PhantomData,
        }
    }
}

/// A rule with its own words; `check` sees known values, of which parts may be unknown.
pub fn rule(
    description: impl Into<String>,
    check: impl Fn(&Value, &Path, &mut Diagnostics) + Send + Sync + 'static,
) -> Validator {
    Validator::new(description.into(), check)
}

/// `validator` for each element of a list, set or map that is known and not null.
pub fn of_each<On: 'static>(validator: Validator<On>) -> Validator {
    let fault = validator.own_fault();
    let of_ids = validator.is_of_ids();
    let description = validator.describe().to_owned();
    let all = rule(description, move |value, path, diagnostics| {
        for (path, element) in elements(value, path) {
            if !element.is_null() && !element.is_unknown() {
                validator.validate(element, &path, diagnostics);
            }
        }
    });
    Validator {
        of_ids,
        ..all.faulty(fault)
    }
}
