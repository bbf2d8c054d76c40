//! Finding listed objects with as few calls as possible, and never calling one gone that is not.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::task::JoinSet;

use crate::operation;
use alibaba_cloud::error::{CallError, NoAnswer, Stopped, Trouble};
use alibaba_cloud::retry::Limits;
use alibaba_cloud::sign::rpc::Parameters;

/// Pages of one walk that are asked for at the same time.
const ABREAST: usize = 4;

/// Objects that one page holds at most (API page DescribeCenBandwidthPackages; the other lists say the same).
pub(crate) const PAGE_SIZE: usize = 50;

/// Objects that the API lists by pages.
pub(crate) trait Listed: Clone + Send + Sync + 'static {
    /// What tells them apart.
    type Id: Clone + Ord + Hash + Display + Send + Sync + 'static;

    /// The action that lists them.
    const ACTION: &'static str;

    /// What several of them are called, for messages.
    const PLURAL: &'static str;

    /// Ids that one filter takes.
    const MOST_IDS: usize;

    /// Whether a question brings one page of several. Where the API hands out tokens instead, the answer to a question
    /// is made of all parts.
    const BY_PAGES: bool = true;

    /// Its id.
    fn id(&self) -> &Self::Id;
}

/// A page, and how many objects all pages hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) objects: Vec<T>,
    pub(crate) total: usize,
}

impl<T: Listed> Page<T> {
    /// A page as it was answered; `total` is the answer's `TotalCount`.
    ///
    /// # Errors
    ///
    /// When the two cannot be true together.
    pub(crate) fn answered(objects: Vec<T>, total: Option<u64>) -> Result<Self, String> {
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
        Ok(Self { objects, total })
    }

    /// The page of an empty list.
    pub(crate) fn empty() -> Self {
        Self {
            objects: Vec::new(),
            total: 0,
        }
    }
}

/// One call for a page of objects. A trait, so that tests can count the calls.
#[async_trait]
pub(crate) trait Pages<T: Listed>: Send + Sync + 'static {
    /// Page number `page`, from 1, of the objects with these ids, or of all when `ids` is empty.
    async fn page(&self, ids: &[T::Id], page: u64, limits: &Limits) -> Result<Page<T>, CallError>;
}

/// The parameters that ask for page number `page`, as full as it can be.
pub(crate) fn paging(page: u64) -> Parameters {
    operation::parameters([
        ("PageNumber", &page.to_string()),
        ("PageSize", &PAGE_SIZE.to_string()),
    ])
}

/// The parameters that ask for page number `page` of all objects, or of those whose id, which filters call `key`, is
/// one of `ids`.
pub(crate) fn parameters(key: &str, ids: &[impl Display], page: u64) -> Parameters {
    let mut parameters = paging(page);
    if !ids.is_empty() {
        parameters.insert("Filter.1.Key".to_owned(), key.to_owned());
    }
    for (index, id) in ids.iter().enumerate() {
        parameters.insert(format!("Filter.1.Value.{}", index + 1), id.to_string());
    }
    parameters
}

/// What a search brought.
#[derive(Debug)]
pub(crate) struct Found<T: Listed> {
    /// Every object that was seen, asked for or not.
    pub(crate) seen: BTreeMap<T::Id, T>,
    /// Those asked for that do not exist.
    pub(crate) absent: Vec<T::Id>,
    /// How many objects there are in all, if the search learnt it.
    pub(crate) total: Option<usize>,
    /// Whether all pages were read.
    pub(crate) walked: bool,
}

/// What speaks for reading all pages, beside the objects that are wanted now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    /// Questions of late whose readers all pages would have served. As many again are expected.
    pub(crate) asked: usize,
    /// How many objects there were in all when last seen.
    pub(crate) total: Option<usize>,
}

impl Demand {
    /// Whether `pages` cost less than filtered calls for `missing` objects, or than a call for each expected question.
    fn favours<T: Listed>(self, pages: usize, missing: usize) -> bool {
        pages < self.asked.max(missing.div_ceil(T::MOST_IDS))
    }
}

/// Pages that hold `total` objects. A list that was never seen is taken for a short one.
fn pages_of<T: Listed>(total: Option<usize>) -> usize {
    match total {
        Some(total) if T::BY_PAGES => total.div_ceil(PAGE_SIZE).max(1),
        _ => 1,
    }
}

/// Objects from one or more pages of one listing.
struct Listing<T: Listed> {
    objects: BTreeMap<T::Id, T>,
    total: usize,
    pages: usize,
}

impl<T: Listed> Listing<T> {
    fn new(page: Page<T>) -> Self {
        let mut listing = Self {
            objects: BTreeMap::new(),
            total: page.total,
            pages: 0,
        };
        listing.add(page);
        listing
    }

    fn add(&mut self, page: Page<T>) {
        self.pages += 1;
        let objects = page.objects.into_iter();
        self.objects
            .extend(objects.map(|object| (object.id().clone(), object)));
    }

    fn last_page(&self) -> usize {
        pages_of::<T>(Some(self.total))
    }

    /// Whether what is not in it does not exist. Objects move between pages while others come and go, so only a
    /// listing that came in one piece says so.
    fn proves_absence(&self) -> bool {
        self.pages == 1 && self.objects.len() >= self.total
    }

    fn missing(&self, ids: &[T::Id]) -> Vec<T::Id> {
        ids.iter()
            .filter(|id| !self.objects.contains_key(id))
            .cloned()
            .collect()
    }
}

/// All objects, in the order of their ids.
pub(crate) async fn all<T: Listed>(
    pages: &Arc<dyn Pages<T>>,
    limits: &Limits,
) -> Result<Vec<T>, CallError> {
    let mut listing = Listing::new(pages.page(&[], 1, limits).await?);
    rest(pages, &[], &mut listing, limits).await?;
    Ok(listing.objects.into_values().collect())
}

/// The objects with these ids, which must be different ones.
///
/// A few are asked for by filter, many by reading all pages, and when the first page shows that the others cost more than
/// they save, by both.
pub(crate) async fn find<T: Listed>(
    pages: &Arc<dyn Pages<T>>,
    ids: &[T::Id],
    demand: Demand,
    limits: &Limits,
) -> Result<Found<T>, CallError> {
    let mut found = Found {
        seen: BTreeMap::new(),
        absent: Vec::new(),
        total: None,
        walked: false,
    };
    let mut missing = ids.to_vec();
    if demand.favours::<T>(pages_of::<T>(demand.total), ids.len()) {
        let mut listing = Listing::new(pages.page(&[], 1, limits).await?);
        found.total = Some(listing.total);
        let further = listing.last_page() - 1;
        if demand.favours::<T>(further, listing.missing(ids).len()) {
            rest(pages, &[], &mut listing, limits).await?;
            found.walked = true;
        }
        missing = listing.missing(ids);
        if listing.proves_absence() {
            found.absent.append(&mut missing);
        }
        found.seen = listing.objects;
    }
    for ids in missing.chunks(T::MOST_IDS) {
        filtered(pages, ids, &mut found, limits).await?;
    }
    Ok(found)
}

/// One filtered call, whose answer is not trusted to hold what was asked for, nor to hold nothing else.
async fn filtered<T: Listed>(
    pages: &Arc<dyn Pages<T>>,
    ids: &[T::Id],
    found: &mut Found<T>,
    limits: &Limits,
) -> Result<(), CallError> {
    let mut listing = Listing::new(pages.page(ids, 1, limits).await?);
    if !listing.missing(ids).is_empty() && !listing.proves_absence() {
        rest(pages, ids, &mut listing, limits).await?;
        if let [missing, ..] = listing.missing(ids).as_slice()
            && listing.objects.len() < listing.total
        {
            return Err(contradiction(missing, &listing));
        }
    }
    found.absent.extend(listing.missing(ids));
    found.seen.extend(listing.objects);
    Ok(())
}

/// The pages after the first.
async fn rest<T: Listed>(
    pages: &Arc<dyn Pages<T>>,
    ids: &[T::Id],
    listing: &mut Listing<T>,
    limits: &Limits,
) -> Result<(), CallError> {
    let mut wanted = (2..=listing.last_page()).map(|number| number as u64);
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < ABREAST
            && let Some(number) = wanted.next()
        {
            let (pages, ids, limits) = (Arc::clone(pages), ids.to_vec(), limits.clone());
            under_way.spawn(async move { pages.page(&ids, number, &limits).await });
        }
        match under_way.join_next().await {
            None => return Ok(()),
            Some(Ok(page)) => listing.add(page?),
            Some(Err(_)) => return Err(broken::<T>("a page was not read to its end".to_owned())),
        }
    }
}

/// The API says that there are more objects than it shows, so that one may be among the rest.
fn contradiction<T: Listed>(missing: &T::Id, listing: &Listing<T>) -> CallError {
    broken::<T>(format!(
        "the list of {} is not complete ({} of {}), so it is not known whether {missing} exists",
        T::PLURAL,
        listing.objects.len(),
        listing.total
    ))
}

pub(crate) fn broken<T: Listed>(text: String) -> CallError {
    CallError::NoAnswer(Box::new(NoAnswer {
        action: T::ACTION,
        attempts: 1,
        stopped: Stopped::AttemptsUsedUp,
        last: Some(Trouble::Unanswered(text)),
        may_have_been_executed: false,
    }))
}

#[cfg(test)]
pub(crate) mod tests;
