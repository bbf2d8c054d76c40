//! Finding listed objects with as few calls as possible, and never calling one gone that is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::listed::{self, PAGE_SIZE, Page, Paging};
use crate::pages::Pages;
use crate::untyped::{AnyId, Object, Traits};
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// Pages of one walk that are asked for at the same time.
const ABREAST: usize = 4;

/// What a search brought.
#[derive(Debug)]
pub(crate) struct Found {
    /// Every object that was seen, asked for or not.
    pub(crate) seen: BTreeMap<AnyId, Object>,
    /// Those asked for that do not exist.
    pub(crate) absent: Vec<AnyId>,
    /// How many objects there are in all, if the search learnt it.
    pub(crate) total: Option<usize>,
    /// Whether all pages were read.
    pub(crate) walked: bool,
}

/// What speaks for reading all pages, beside the objects that are wanted now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    /// Questions of late whose readers all pages would have served.
    pub(crate) asked: usize,
    /// How many objects there were in all when last seen.
    pub(crate) total: Option<usize>,
}

impl Demand {
    /// Questions that are expected for each one of late. A refresh of many begins with few; were it one of few, reading all
    /// pages would cost three times as many calls as asking for each alone, at most.
    const EXPECTED: usize = 3;

    /// Whether `pages` cost less than filtered calls for `missing` objects, or than a call for each expected question.
    fn favours(self, traits: Traits, pages: usize, missing: usize) -> bool {
        let expected = self.asked.saturating_mul(Self::EXPECTED);
        pages < expected.max(missing.div_ceil(traits.most_ids))
    }
}

/// Pages that hold `total` objects. A list that was never seen is taken for a short one.
fn pages_of(traits: Traits, total: Option<usize>) -> usize {
    match total {
        Some(total) if traits.paging == Paging::Numbered => total.div_ceil(PAGE_SIZE).max(1),
        _ => 1,
    }
}

/// Objects from one or more pages of one listing.
struct Listing {
    objects: BTreeMap<AnyId, Object>,
    total: usize,
    pages: usize,
}

impl Listing {
    fn new(page: Page<(AnyId, Object)>) -> Self {
        let mut listing = Self {
            objects: BTreeMap::new(),
            total: page.total,
            pages: 0,
        };
        listing.add(page);
        listing
    }

    fn add(&mut self, page: Page<(AnyId, Object)>) {
        self.pages += 1;
        self.objects.extend(page.objects);
    }

    fn last_page(&self, traits: Traits) -> usize {
        pages_of(traits, Some(self.total))
    }

    /// Whether what is not in it does not exist. Objects move between pages while others come and go, so only a
    /// listing that came in one piece says so.
    fn proves_absence(&self) -> bool {
        self.pages == 1 && self.objects.len() >= self.total
    }

    fn missing(&self, ids: &[AnyId]) -> Vec<AnyId> {
        ids.iter()
            .filter(|id| !self.objects.contains_key(id))
            .cloned()
            .collect()
    }
}

/// All objects, in the order of their ids.
pub(crate) async fn all(
    pages: &Arc<dyn Pages>,
    deadline: &Deadline,
) -> Result<Vec<Object>, CallError> {
    let mut listing = Listing::new(pages.page(&[], 1, deadline).await?);
    rest(pages, &[], &mut listing, deadline).await?;
    Ok(listing.objects.into_values().collect())
}

/// The objects with these ids, which must be different ones.
///
/// A few are asked for by filter, many by reading all pages, and when the first page shows that the others cost more than
/// they save, by both.
pub(crate) async fn find(
    pages: &Arc<dyn Pages>,
    ids: &[AnyId],
    demand: Demand,
    deadline: &Deadline,
) -> Result<Found, CallError> {
    let traits = pages.traits();
    let mut found = Found {
        seen: BTreeMap::new(),
        absent: Vec::new(),
        total: None,
        walked: false,
    };
    let mut missing = ids.to_vec();
    if demand.favours(traits, pages_of(traits, demand.total), ids.len()) {
        let mut listing = Listing::new(pages.page(&[], 1, deadline).await?);
        found.total = Some(listing.total);
        let further = listing.last_page(traits) - 1;
        if demand.favours(traits, further, listing.missing(ids).len()) {
            rest(pages, &[], &mut listing, deadline).await?;
            found.walked = true;
        }
        missing = listing.missing(ids);
        if listing.proves_absence() {
            found.absent.append(&mut missing);
        }
        found.seen = listing.objects;
    }
    for ids in missing.chunks(traits.most_ids) {
        filtered(pages, ids, &mut found, deadline).await?;
    }
    Ok(found)
}

/// One filtered call, whose answer is not trusted to hold what was asked for, nor to hold nothing else.
async fn filtered(
    pages: &Arc<dyn Pages>,
    ids: &[AnyId],
    found: &mut Found,
    deadline: &Deadline,
) -> Result<(), CallError> {
    let mut listing = Listing::new(pages.page(ids, 1, deadline).await?);
    if !listing.missing(ids).is_empty() && !listing.proves_absence() {
        rest(pages, ids, &mut listing, deadline).await?;
        if let [missing, ..] = listing.missing(ids).as_slice()
            && listing.objects.len() < listing.total
        {
            return Err(contradiction(pages.traits(), missing, &listing));
        }
    }
    found.absent.extend(listing.missing(ids));
    found.seen.extend(listing.objects);
    Ok(())
}

/// The pages after the first.
async fn rest(
    pages: &Arc<dyn Pages>,
    ids: &[AnyId],
    listing: &mut Listing,
    deadline: &Deadline,
) -> Result<(), CallError> {
    let traits = pages.traits();
    let mut wanted = 2..=listing.last_page(traits);
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < ABREAST
            && let Some(number) = wanted.next()
        {
            let (pages, ids, deadline) = (Arc::clone(pages), ids.to_vec(), deadline.clone());
            under_way.spawn(async move { pages.page(&ids, number, &deadline).await });
        }
        match under_way.join_next().await {
            None => return Ok(()),
            Some(Ok(page)) => listing.add(page?),
            Some(Err(_)) => {
                return Err(listed::broken(
                    traits.action,
                    "a page was not read to its end".to_owned(),
                ));
            }
        }
    }
}

/// The API says that there are more objects than it shows, so that one may be among the rest.
fn contradiction(traits: Traits, missing: &AnyId, listing: &Listing) -> CallError {
    listed::broken(
        traits.action,
        format!(
            "the list of {} is not complete ({} of {}), so it is not known whether {missing} exists",
            traits.plural,
            listing.objects.len(),
            listing.total
        ),
    )
}

#[cfg(test)]
pub(crate) mod tests;
