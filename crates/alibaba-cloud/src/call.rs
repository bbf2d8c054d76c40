//! A call before it is signed: what is asked, and whether it may be asked twice.

use crate::outcome::Class;
use crate::retry::Repeat;
use crate::secret::Secret;
use crate::sign::rpc::Parameters;
use crate::token::ClientToken;

/// One action with its own parameters, written out once and the same in every attempt.
pub struct Call {
    action: &'static str,
    repeat: Repeat,
    parameters: Parameters,
    /// Class of the product's own codes; `None` leaves a code to the gateway's table.
    classify: fn(&str) -> Option<Class>,
    /// Names of parameters whose values must not be shown, should the server repeat them.
    confidential: &'static [&'static str],
}

impl Call {
    /// A call that changes nothing.
    pub fn read(
        action: &'static str,
        parameters: Parameters,
        classify: fn(&str) -> Option<Class>,
    ) -> Self {
        Self {
            action,
            repeat: Repeat::Safe,
            parameters,
            classify,
            confidential: &[],
        }
    }

    /// A change whose second execution leaves things as the first one did.
    pub fn absolute(
        action: &'static str,
        parameters: Parameters,
        classify: fn(&str) -> Option<Class>,
    ) -> Self {
        Self {
            action,
            repeat: Repeat::Absolute,
            parameters,
            classify,
            confidential: &[],
        }
    }

    /// An order that would be made twice if it were sent twice, and for which the API takes no token. Once its fate is
    /// unknown it is not sent again; the caller looks at what it orders instead.
    pub fn order(
        action: &'static str,
        parameters: Parameters,
        classify: fn(&str) -> Option<Class>,
    ) -> Self {
        Self {
            action,
            repeat: Repeat::Twice,
            parameters,
            classify,
            confidential: &[],
        }
    }

    /// A change that would be made twice if it were not for its token.
    ///
    /// The only way to a call of [`Repeat::WithToken`], so a purchase without a token cannot be written down.
    pub fn purchase(
        action: &'static str,
        token: &ClientToken,
        mut parameters: Parameters,
        classify: fn(&str) -> Option<Class>,
    ) -> Self {
        parameters.insert("ClientToken".to_owned(), token.as_str().to_owned());
        Self {
            action,
            repeat: Repeat::WithToken,
            parameters,
            classify,
            confidential: &[],
        }
    }

    /// Keeps the values of these parameters out of errors.
    pub(crate) fn confidential(mut self, names: &'static [&'static str]) -> Self {
        self.confidential = names;
        self
    }

    pub(crate) fn action(&self) -> &'static str {
        self.action
    }

    /// Whether it may be sent again.
    pub fn repeat(&self) -> Repeat {
        self.repeat
    }

    /// Its own parameters, without those that every call carries.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The values that must not be shown.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = Secret> {
        let value = |name: &&str| self.parameters.get(*name).map(Secret::new);
        self.confidential.iter().filter_map(value)
    }

    /// What the product says of an error code; `None` for one that it does not know.
    pub fn classify(&self, code: &str) -> Option<Class> {
        (self.classify)(code)
    }
}
