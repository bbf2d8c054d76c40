//! What can be done to the account from outside the API, and by which paths of the control API.

use std::io;

use alibaba_cloud::sign::rpc::Parameters;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::action::Context;
use crate::clock::Moment;
use crate::state::{Kind, State};
use crate::words::{Body, Query, Shown};

/// A kind whose objects can be changed outside of Terraform.
pub trait Changeable: Kind {
    /// A change; what is absent in it stays as it is.
    type Change: DeserializeOwned;

    /// Whether there is what a change names.
    fn check(_change: &Self::Change, _state: &State) -> io::Result<()> {
        Ok(())
    }

    /// Makes it.
    fn change(&mut self, change: Self::Change, now: Moment);
}

/// A call of the control API: the account that it is about, the id in its path, its query and its body.
pub(crate) struct AdminRequest<'a> {
    pub(crate) account: u64,
    pub(crate) id: &'a str,
    pub(crate) query: Parameters,
    pub(crate) body: &'a [u8],
}

impl AdminRequest<'_> {
    /// The body as JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> io::Result<T> {
        serde_json::from_slice(self.body).map_err(|error| {
            let message = format!("the body does not fit: {error}");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })
    }

    /// The body as JSON; the default when there is none.
    pub(crate) fn read_or_default<T: DeserializeOwned + Default>(&self) -> io::Result<T> {
        if self.body.is_empty() {
            Ok(T::default())
        } else {
            self.read()
        }
    }
}

/// A path of the control API, below its prefix, for one method: what is done there, and what is said of it. `{id}` stands for
/// an id, and `{*id}` for one with slashes.
#[derive(Clone, Copy)]
pub(crate) struct Route<Handler> {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) says: &'static str,
    /// The kind of object that it does this to, where it is one of those that many kinds have.
    pub(crate) kind: Option<&'static str>,
    pub(crate) query: &'static [Query],
    pub(crate) body: Option<Body>,
    pub(crate) answer: Shown,
    pub(crate) run: Handler,
}

/// What is done at a path that is about objects.
pub(crate) type Handler = fn(&mut Context<'_>, &AdminRequest<'_>) -> io::Result<Value>;

impl<Handler: Copy> Route<Handler> {
    /// A path that takes nothing and answers [`done`].
    pub(crate) const fn at(
        method: &'static str,
        path: &'static str,
        says: &'static str,
        run: Handler,
    ) -> Self {
        Self {
            method,
            path,
            says,
            kind: None,
            query: &[],
            body: None,
            answer: Shown::Done,
            run,
        }
    }

    /// It takes these parameters in its query.
    pub(crate) const fn asks(self, query: &'static [Query]) -> Self {
        Self { query, ..self }
    }

    /// Its body is read as a `T`, such as the example.
    pub(crate) const fn takes<T: DeserializeOwned>(self, example: &'static str) -> Self {
        self.with_body(Body::of::<T>(example))
    }

    /// The same for a body that may be missing.
    pub(crate) const fn may_take<T: DeserializeOwned>(self, example: &'static str) -> Self {
        self.with_body(Body::of::<T>(example).optional())
    }

    /// It has this body.
    pub(crate) const fn with_body(self, body: Body) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    pub(crate) const fn answers(self, answer: Shown) -> Self {
        Self { answer, ..self }
    }

    /// The same for something else that is done there.
    pub(crate) fn map<Other>(&self, wrap: impl FnOnce(Handler) -> Other) -> Route<Other> {
        Route {
            method: self.method,
            path: self.path,
            says: self.says,
            kind: self.kind,
            query: self.query,
            body: self.body,
            answer: self.answer,
            run: wrap(self.run),
        }
    }
}

/// What is done to objects.
impl Route<Handler> {
    /// As [`at`](Self::at).
    pub(crate) const fn new(
        method: &'static str,
        path: &'static str,
        says: &'static str,
        run: Handler,
    ) -> Self {
        Self::at(method, path, says, run)
    }

    /// Shows all of a kind, with these fields among others.
    pub(crate) const fn list<T: Kind>(path: &'static str, fields: &'static [&'static str]) -> Self {
        Self {
            kind: Some(T::NAME),
            ..Self::new("GET", path, "All objects of a kind", list::<T>)
        }
        .answers(Shown::List(fields))
    }

    /// Changes one of them, and shows it.
    pub(crate) const fn patch<T: Changeable>(path: &'static str) -> Self {
        Self {
            kind: Some(T::NAME),
            ..Self::new(
                "PATCH",
                path,
                "Changes one outside of Terraform",
                patch::<T>,
            )
        }
        .takes::<T::Change>("{}")
        .answers(Shown::Object(&["id"]))
    }

    /// Removes one of them.
    pub(crate) const fn delete<T: Kind>(path: &'static str) -> Self {
        Self {
            kind: Some(T::NAME),
            ..Self::new(
                "DELETE",
                path,
                "Removes one outside of Terraform, with everything attached to it",
                delete::<T>,
            )
        }
    }
}

/// Shows all objects of a kind.
pub(crate) fn list<T: Kind>(context: &mut Context<'_>, _: &AdminRequest<'_>) -> io::Result<Value> {
    Ok(serde_json::to_value(context.state.all::<T>())?)
}

/// Changes the object whose id is in the path, and shows it.
fn patch<T: Changeable>(
    context: &mut Context<'_>,
    request: &AdminRequest<'_>,
) -> io::Result<Value> {
    let changed = change::<T>(context, request.id, request.read()?)?;
    Ok(serde_json::to_value(changed)?)
}

/// Removes the object whose id is in the path.
pub(crate) fn delete<T: Kind>(
    context: &mut Context<'_>,
    request: &AdminRequest<'_>,
) -> io::Result<Value> {
    remove::<T>(context, request.id)?;
    Ok(done())
}

/// Changes an object outside of Terraform.
///
/// # Errors
///
/// There is none of that id, or nothing that the change names.
pub(crate) fn change<T: Changeable>(
    context: &mut Context<'_>,
    id: &str,
    change: T::Change,
) -> io::Result<T> {
    T::check(&change, context.state)?;
    let object = context.state.called_mut::<T>(id);
    let object = object.ok_or_else(|| absent(T::NAME, id))?;
    object.change(change, context.now);
    Ok(object.clone())
}

/// Removes an object outside of Terraform. What is attached to it is removed as well, by the next settling.
///
/// # Errors
///
/// There is none of that id.
pub(crate) fn remove<T: Kind>(context: &mut Context<'_>, id: &str) -> io::Result<()> {
    let removed = context.state.take(|object: &T| object.is_called(id));
    let removed = removed.ok_or_else(|| absent(T::NAME, id))?;
    removed.record_removal(context.state);
    Ok(())
}

/// Writes a value that is given.
pub(crate) fn set<T>(slot: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *slot = value;
    }
}

/// The answer where there is nothing to show.
pub(crate) fn done() -> Value {
    json!({"done": true})
}

/// There is no `kind` of that id.
pub(crate) fn absent(kind: &str, id: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("there is no {kind} {id}"))
}
