//! What an action of the API is, and how it is carried out.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::clock::Moment;
use crate::error::ApiError;
use crate::ids::Ids;
use crate::options::Policy;
use crate::product::Product;
use crate::request::Request;
use crate::sessions::Sessions;
use crate::state::State;
use crate::tokens;

/// What a handler may use.
pub(crate) struct Context<'a> {
    /// The account that calls.
    pub(crate) state: &'a mut State,
    /// All others.
    pub(crate) others: Vec<&'a State>,
    pub(crate) ids: &'a mut Ids,
    pub(crate) policy: &'a Policy,
    pub(crate) sessions: &'a Sessions,
    pub(crate) now: Moment,
    pub(crate) settle: Duration,
}

impl Context<'_> {
    /// When a change made now takes effect.
    pub(crate) fn settled_at(&self) -> Moment {
        self.now.plus(self.settle)
    }

    /// An id that no object has or had.
    pub(crate) fn fresh_id(&mut self, prefix: &str) -> String {
        loop {
            let id = self.ids.object(prefix);
            let mut others = self.others.iter();
            if !self.state.knows(&id) && !others.any(|other| other.knows(&id)) {
                return id;
            }
        }
    }

    /// The answer that the client token of a request has brought before, if it has.
    pub(crate) fn replay(&self, request: &Request) -> Result<Option<Answer>, ApiError> {
        let fields = self.state.tokens.replay(request)?;
        Ok(fields.map(|fields| Answer {
            fields,
            ..Answer::default()
        }))
    }
}

/// What a handler answers: the fields besides `RequestId`, and the id of an object it has created.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) fields: Map<String, Value>,
    /// One more field, as JSON: what is too long to be built before it is written.
    pub(crate) written: Option<(&'static str, String)>,
    pub(crate) created: Option<String>,
}

impl Answer {
    pub(crate) fn new(fields: Value) -> Self {
        Self {
            fields: match fields {
                Value::Object(fields) => fields,
                _ => Map::new(),
            },
            ..Self::default()
        }
    }

    /// The answer to a call that has created the object `id`, which the field `name` tells.
    pub(crate) fn created(name: &str, id: String) -> Self {
        Self {
            fields: Map::from_iter([(name.to_owned(), Value::from(id.as_str()))]),
            created: Some(id),
            ..Self::default()
        }
    }
}

/// When an action looks at its client token.
#[derive(Clone, Copy, Debug)]
enum ClientToken {
    /// Never: it takes none.
    Ignored,
    /// Before anything else; and it can be tried first.
    First(DryRun),
    /// In its handler, when the values of the request are known to be good ([`Context::replay`]).
    AfterValues,
}

/// How an action answers a dry run that would succeed: its page says which.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DryRun {
    /// With the error `DryRunOperation`.
    Refused,
    /// With nothing but a request id.
    Answered,
    /// It is carried out: the parameter is not in use.
    Unused,
}

pub(crate) type Handler = fn(&mut Context<'_>, &Request) -> Result<Answer, ApiError>;

/// One action: where it belongs, what it demands, whether it changes anything, and what it does.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) product: Product,
    /// Whether a key has to sign for it.
    pub(crate) is_signed: bool,
    /// The parameters that its API page marks as mandatory.
    pub(crate) mandatory: &'static [&'static str],
    pub(crate) mutates: bool,
    /// What it leaves out or makes up, for the page of what is simulated.
    pub(crate) note: Option<&'static str>,
    token: ClientToken,
    run: Handler,
}

impl Action {
    /// An action of CEN that changes nothing.
    pub(crate) const fn reading(
        name: &'static str,
        mandatory: &'static [&'static str],
        run: Handler,
    ) -> Self {
        Self {
            name,
            product: Product::Cbn,
            is_signed: true,
            mandatory,
            mutates: false,
            note: None,
            token: ClientToken::Ignored,
            run,
        }
    }

    /// An action of CEN that changes something.
    pub(crate) const fn changing(
        name: &'static str,
        mandatory: &'static [&'static str],
        run: Handler,
    ) -> Self {
        Self {
            mutates: true,
            ..Self::reading(name, mandatory, run)
        }
    }

    /// An action of another product.
    pub(crate) const fn of(mut self, product: Product) -> Self {
        self.product = product;
        self
    }

    /// An action that leaves something out, or makes something up.
    pub(crate) const fn noting(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    /// An action that no key has to sign for.
    pub(crate) const fn unsigned(mut self) -> Self {
        self.is_signed = false;
        self
    }

    /// An action that is carried out once for a client token, and can be tried first (`DryRun`).
    pub(crate) const fn once(mut self, dry_run: DryRun) -> Self {
        self.token = ClientToken::First(dry_run);
        self
    }

    /// An action that is carried out once for a client token, which its handler looks at.
    pub(crate) const fn with_token(mut self) -> Self {
        self.token = ClientToken::AfterValues;
        self
    }

    /// Under which name the client token of a request counts, if it does.
    pub(crate) fn token_name(&self, request: &Request) -> Option<String> {
        match self.token {
            ClientToken::Ignored => None,
            ClientToken::First(_) | ClientToken::AfterValues => tokens::name(request),
        }
    }

    /// Does what a request asks for, once for a client token, and not at all in a dry run.
    pub(crate) fn carry_out(
        &self,
        context: &mut Context<'_>,
        request: &Request,
    ) -> Result<Answer, ApiError> {
        if let ClientToken::First(dry_run) = self.token {
            if let Some(answer) = context.replay(request)? {
                return Ok(answer);
            }
            let is_dry = request.boolean("DryRun")?.unwrap_or(false);
            match dry_run {
                DryRun::Refused | DryRun::Answered if is_dry => {
                    return self.try_out(dry_run, context, request);
                }
                _ => {}
            }
        }
        let answer = (self.run)(context, request)?;
        if self.token_name(request).is_some() {
            let tokens = &mut context.state.tokens;
            tokens.remember(request, &answer.fields, context.now);
        }
        Ok(answer)
    }

    fn try_out(
        &self,
        dry_run: DryRun,
        context: &mut Context<'_>,
        request: &Request,
    ) -> Result<Answer, ApiError> {
        let result = (self.run)(context, request);
        context.state.roll_back();
        result?;
        match dry_run {
            DryRun::Refused => Err(ApiError::dry_run()),
            DryRun::Answered | DryRun::Unused => Ok(Answer::default()),
        }
    }
}
