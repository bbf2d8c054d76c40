//! Objects that the API lists, and one page of such a list.

use std::fmt::Display;
use std::hash::Hash;

use serde_json::Value;

use crate::answer::Answer;
use crate::error::Kind;
use alibaba_cloud::call::Call;
use alibaba_cloud::error::{AttemptError, CallError, NoAnswer, Stopped};

/// Objects that one page holds at most (API page DescribeCenBandwidthPackages; the other lists say the same).
pub(crate) const PAGE_SIZE: usize = 50;

/// How the API hands out a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// By numbered pages, with the number of objects on all of them.
    Numbered,
    /// By parts, each with a token that asks for the next one.
    Tokens,
    /// Whole.
    Whole,
}

/// A kind of object that the API lists. Everything that reading it takes is said here; sharing calls, paging and telling
/// what does not exist from what is not known are the same for all kinds.
pub(crate) trait Listed: Clone + Send + Sync + 'static {
    /// What the list belongs to, such as a CEN instance; `()` where the account has one list.
    type Parent: Clone + Eq + Hash + Send + Sync + 'static;

    /// What tells the objects of a list apart. Written out, it is what changes of the object are noted under.
    type Id: Clone + Ord + Hash + Display + Send + Sync + 'static;

    /// The action that lists them.
    const ACTION: &'static str;

    /// The member of an answer that holds them.
    const MEMBER: &'static str;

    /// What several of them are called, for messages.
    const PLURAL: &'static str;

    /// How they are handed out.
    const PAGING: Paging = Paging::Numbered;

    /// The parameter that asks for a page, where they are numbered.
    const PAGE_NUMBER: &'static str = "PageNumber";

    /// Ids that one filter takes.
    const MOST_IDS: usize = 1;

    /// Whether any change of anything may change them.
    const CHANGED_BY_ALL: bool = false;

    /// Its id.
    fn id(&self) -> &Self::Id;

    /// Narrows `call` to the list of `parent`, and to the objects with these ids if there are any.
    fn narrow(call: Call, parent: &Self::Parent, ids: &[Self::Id]) -> Call;

    /// Reads one object.
    ///
    /// # Errors
    ///
    /// What it lacks to be one; the answer then counts as none.
    fn read(entry: Answer<'_>) -> Result<Self, String>;

    /// Whether a refusal of the list, narrowed to these ids, says that there is nothing to list: nothing belongs to what does
    /// not exist.
    fn is_none(refusal: Kind, _ids: &[Self::Id]) -> bool {
        refusal.is_gone()
    }

    /// Reads one page.
    ///
    /// # Errors
    ///
    /// What the answer lacks.
    fn read_page(answer: Answer<'_>, _: &Self::Parent) -> Result<Page<Self>, String> {
        let (entries, total) = counted_list(answer, Self::MEMBER, Self::PAGING)?;
        let entries = entries.into_iter();
        let objects: Vec<Self> = entries.map(Self::read).collect::<Result<_, _>>()?;
        match Self::PAGING {
            Paging::Numbered => Page::counted(objects, total),
            Paging::Tokens | Paging::Whole => {
                let next = Some(answer.text("NextToken")?).filter(|token| !token.is_empty());
                let total = objects.len();
                Ok(Page {
                    objects,
                    total,
                    next,
                })
            }
        }
    }
}

/// A page, and how many objects all pages hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) objects: Vec<T>,
    pub(crate) total: usize,
    /// What asks for the next part, where there is one.
    pub(crate) next: Option<String>,
}

impl<T: Listed> Page<T> {
    /// A page as it was answered; `total` is the answer's `TotalCount`.
    ///
    /// # Errors
    ///
    /// When the two cannot be true together.
    pub(crate) fn counted(objects: Vec<T>, total: Option<u64>) -> Result<Self, String> {
        let total = match total {
            Some(total) => usize::try_from(total).map_err(|error| error.to_string())?,
            // Whether a full page is all there is cannot be told.
            None if objects.len() >= PAGE_SIZE => return Err("it has no TotalCount".to_owned()),
            None => objects.len(),
        };
        // No account holds nearly as many; a number without bound would be pages without bound.
        if total > 100_000 || objects.len() > total.max(PAGE_SIZE) {
            return Err(format!(
                "it lists {} {} of {total}",
                objects.len(),
                T::PLURAL
            ));
        }
        Ok(Self::of(objects, total))
    }
}

impl<T> Page<T> {
    /// A page of a list of so many objects.
    pub(crate) fn of(objects: Vec<T>, total: usize) -> Self {
        Self {
            objects,
            total,
            next: None,
        }
    }

    /// The page of an empty list.
    pub(crate) fn empty() -> Self {
        Self::of(Vec::new(), 0)
    }
}

/// The entries of a list, and how many there are in all where that is said.
///
/// # Errors
///
/// When the answer is no list: an empty one is told from `{}` and from the JSON of a maintenance page by its count, or, where
/// lists come without one, by being there.
pub(crate) fn counted_list<'a>(
    answer: Answer<'a>,
    member: &str,
    paging: Paging,
) -> Result<(Vec<Answer<'a>>, Option<u64>), String> {
    let (entries, total) = (answer.list(member)?, answer.number("TotalCount")?);
    let is_list = match paging {
        Paging::Numbered => total.is_some() || !entries.is_empty(),
        Paging::Tokens | Paging::Whole => total.is_some() || answer.has(member),
    };
    match is_list {
        true => Ok((entries, total)),
        false => Err(format!("it has no TotalCount and no {member}")),
    }
}

/// Asks for page `page` of those that the parameter `number` numbers, as full as it can be.
pub(crate) fn paged(call: Call, number: &str, page: usize) -> Call {
    call.with(number, page).with("PageSize", PAGE_SIZE)
}

/// Narrows a list to the objects whose id, which filters call `key`, is one of `ids`, if there are any.
pub(crate) fn filtered(call: Call, key: &str, ids: &[impl Display]) -> Call {
    let call = call.with_some("Filter.1.Key", (!ids.is_empty()).then_some(key));
    (1..).zip(ids).fold(call, |call, (number, id)| {
        call.with(format!("Filter.1.Value.{number}"), id)
    })
}

/// The question for one page, from 1, or for the part that `token` stands for.
pub(crate) fn question<T: Listed>(
    parent: &T::Parent,
    ids: &[T::Id],
    page: usize,
    token: Option<&str>,
) -> Call {
    let call = T::narrow(Call::read(T::ACTION), parent, ids);
    match T::PAGING {
        Paging::Numbered => paged(call, T::PAGE_NUMBER, page),
        Paging::Tokens => call.with_some("NextToken", token),
        Paging::Whole => call,
    }
}

/// Reads a page from the bytes' JSON.
pub(crate) fn page<T: Listed>(answer: &Value, parent: &T::Parent) -> Result<Page<T>, String> {
    T::read_page(Answer::new(answer), parent)
}

/// The error for a list whose answers cannot be true.
pub(crate) fn broken(action: &'static str, text: String) -> CallError {
    unanswered(action, Stopped::AttemptsUsedUp, text)
}

/// The error for a list that was not answered.
pub(crate) fn unanswered(action: &'static str, stopped: Stopped, text: String) -> CallError {
    CallError::NoAnswer(Box::new(NoAnswer {
        action,
        attempts: 1,
        stopped,
        last: Some(AttemptError::Unanswered(text)),
        may_have_been_executed: false,
    }))
}
