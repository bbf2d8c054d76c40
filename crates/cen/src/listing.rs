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
}

/// What is known of the questions before this one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Crowd {
    /// Filtered calls a moment ago, for readers who would have been content with a walk of then.
    pub(crate) calls: u64,
    /// How many objects there were in all when last seen.
    pub(crate) total: Option<usize>,
}

impl Crowd {
    /// Filtered calls that tell a crowd from a coincidence.
    const TELLING: u64 = 2;

    /// Whether `further` pages cost less than filtered calls for `missing` objects and for the readers who will
    /// probably follow: as those before them, twice over. So a walk that turns out useless has cost three times what
    /// was needed at the most.
    fn favours_walk<T: Listed>(self, further: u64, missing: usize) -> bool {
        let filters = u64::try_from(missing.div_ceil(T::MOST_IDS)).unwrap_or(u64::MAX);
        further < filters.saturating_add(self.calls.saturating_mul(2))
    }

    /// Whether the first page of a walk is worth a look.
    fn favours_look<T: Listed>(self, ids: usize) -> bool {
        let further = |total: usize| last_page::<T>(total).saturating_sub(1);
        ids > T::MOST_IDS
            || self.calls >= Self::TELLING
                && self
                    .total
                    .is_none_or(|total| self.favours_walk::<T>(further(total), ids))
    }
}

fn last_page<T: Listed>(total: usize) -> u64 {
    if !T::BY_PAGES {
        return 1;
    }
    u64::try_from(total.div_ceil(PAGE_SIZE)).unwrap_or(u64::MAX)
}

/// Objects from one or more pages of one listing.
struct Listing<T: Listed> {
    objects: BTreeMap<T::Id, T>,
    total: usize,
    pages: u64,
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

    fn last_page(&self) -> u64 {
        last_page::<T>(self.total)
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
/// A few are asked for by filter, many by walking over all pages, and when the first page shows that the rest of the
/// walk would cost more than filters for those still missing, by both. Readers who come one by one are many too.
pub(crate) async fn find<T: Listed>(
    pages: &Arc<dyn Pages<T>>,
    ids: &[T::Id],
    crowd: Crowd,
    limits: &Limits,
) -> Result<Found<T>, CallError> {
    let mut found = Found {
        seen: BTreeMap::new(),
        absent: Vec::new(),
        total: None,
    };
    let mut missing = ids.to_vec();
    if crowd.favours_look::<T>(ids.len()) {
        let mut listing = Listing::new(pages.page(&[], 1, limits).await?);
        let further = listing.last_page().saturating_sub(1);
        found.total = Some(listing.total);
        if crowd.favours_walk::<T>(further, listing.missing(ids).len()) {
            rest(pages, &[], &mut listing, limits).await?;
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
    let mut wanted = 2..=listing.last_page();
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
