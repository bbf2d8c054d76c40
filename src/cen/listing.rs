//! Finding packages with as few calls as possible, and never calling one gone that is not.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::task::JoinSet;

use crate::alibaba::error::{CallError, NoAnswer, Stopped, Trouble};
use crate::alibaba::retry::Limits;
use crate::cen::id::PackageId;
use crate::cen::package::{MOST_IDS, PAGE_SIZE, Package, Page};

/// Pages of one walk that are asked for at the same time.
const ABREAST: usize = 4;

/// One call for a page of packages. A trait, so that tests can count the calls.
#[async_trait]
pub(crate) trait Pages: Send + Sync + 'static {
    /// Page number `page`, from 1, of the packages with these ids, or of all when `ids` is empty.
    async fn page(&self, ids: &[PackageId], page: u64, limits: &Limits) -> Result<Page, CallError>;
}

/// What a search brought.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Every package that was seen, asked for or not.
    pub(crate) seen: BTreeMap<PackageId, Package>,
    /// Those asked for that do not exist.
    pub(crate) absent: Vec<PackageId>,
    /// How many packages there are in all, if the search learnt it.
    pub(crate) total: Option<usize>,
}

/// What is known of the questions before this one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Crowd {
    /// Filtered calls a moment ago, for readers who would have been content with a walk of then.
    pub(crate) calls: u64,
    /// How many packages there were in all when last seen.
    pub(crate) total: Option<usize>,
}

impl Crowd {
    /// Filtered calls that tell a crowd from a coincidence.
    const TELLING: u64 = 2;

    /// Whether `further` pages cost less than filtered calls for `missing` packages and for the readers who will
    /// probably follow: as those before them, twice over. So a walk that turns out useless has cost three times what
    /// was needed at the most.
    fn favours_walk(self, further: u64, missing: usize) -> bool {
        let filters = u64::try_from(missing.div_ceil(MOST_IDS)).unwrap_or(u64::MAX);
        further < filters.saturating_add(self.calls.saturating_mul(2))
    }

    /// Whether the first page of a walk is worth a look.
    fn favours_look(self, ids: usize) -> bool {
        let further = |total: usize| last_page(total).saturating_sub(1);
        ids > MOST_IDS
            || self.calls >= Self::TELLING
                && self
                    .total
                    .is_none_or(|total| self.favours_walk(further(total), ids))
    }
}

fn last_page(total: usize) -> u64 {
    u64::try_from(total.div_ceil(PAGE_SIZE)).unwrap_or(u64::MAX)
}

/// Packages from one or more pages of one listing.
struct Listing {
    packages: BTreeMap<PackageId, Package>,
    total: usize,
    pages: u64,
}

impl Listing {
    fn new(page: Page) -> Self {
        let mut listing = Self {
            packages: BTreeMap::new(),
            total: page.total,
            pages: 0,
        };
        listing.add(page);
        listing
    }

    fn add(&mut self, page: Page) {
        self.pages += 1;
        let packages = page.packages.into_iter();
        self.packages
            .extend(packages.map(|package| (package.id.clone(), package)));
    }

    fn last_page(&self) -> u64 {
        last_page(self.total)
    }

    /// Whether what is not in it does not exist. Objects move between pages while others come and go, so only a
    /// listing that came in one piece says so.
    fn proves_absence(&self) -> bool {
        self.pages == 1 && self.packages.len() >= self.total
    }

    fn missing(&self, ids: &[PackageId]) -> Vec<PackageId> {
        ids.iter()
            .filter(|id| !self.packages.contains_key(id))
            .cloned()
            .collect()
    }
}

/// All packages, in the order of their ids.
pub(crate) async fn all(
    pages: &Arc<dyn Pages>,
    limits: &Limits,
) -> Result<Vec<Package>, CallError> {
    let mut listing = Listing::new(pages.page(&[], 1, limits).await?);
    rest(pages, &[], &mut listing, limits).await?;
    Ok(listing.packages.into_values().collect())
}

/// The packages with these ids, which must be different ones.
///
/// A few are asked for by filter, many by walking over all pages, and when the first page shows that the rest of the
/// walk would cost more than filters for those still missing, by both. Readers who come one by one are many too.
pub(crate) async fn find(
    pages: &Arc<dyn Pages>,
    ids: &[PackageId],
    crowd: Crowd,
    limits: &Limits,
) -> Result<Found, CallError> {
    let mut found = Found::default();
    let mut missing = ids.to_vec();
    if crowd.favours_look(ids.len()) {
        let mut listing = Listing::new(pages.page(&[], 1, limits).await?);
        let further = listing.last_page().saturating_sub(1);
        found.total = Some(listing.total);
        if crowd.favours_walk(further, listing.missing(ids).len()) {
            rest(pages, &[], &mut listing, limits).await?;
        }
        missing = listing.missing(ids);
        if listing.proves_absence() {
            found.absent.append(&mut missing);
        }
        found.seen = listing.packages;
    }
    for ids in missing.chunks(MOST_IDS) {
        filtered(pages, ids, &mut found, limits).await?;
    }
    Ok(found)
}

/// One filtered call, whose answer is not trusted to hold what was asked for, nor to hold nothing else.
async fn filtered(
    pages: &Arc<dyn Pages>,
    ids: &[PackageId],
    found: &mut Found,
    limits: &Limits,
) -> Result<(), CallError> {
    let mut listing = Listing::new(pages.page(ids, 1, limits).await?);
    if !listing.missing(ids).is_empty() && !listing.proves_absence() {
        rest(pages, ids, &mut listing, limits).await?;
        if let [missing, ..] = listing.missing(ids).as_slice()
            && listing.packages.len() < listing.total
        {
            return Err(contradiction(missing, &listing));
        }
    }
    found.absent.extend(listing.missing(ids));
    found.seen.extend(listing.packages);
    Ok(())
}

/// The pages after the first.
async fn rest(
    pages: &Arc<dyn Pages>,
    ids: &[PackageId],
    listing: &mut Listing,
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
            Some(Err(_)) => return Err(broken("a page was not read to its end".to_owned())),
        }
    }
}

/// The API says that there are more packages than it shows, so that one may be among the rest.
fn contradiction(missing: &PackageId, listing: &Listing) -> CallError {
    broken(format!(
        "the list of packages is not complete ({} of {}), so it is not known whether {missing} exists",
        listing.packages.len(),
        listing.total
    ))
}

pub(crate) fn broken(text: String) -> CallError {
    CallError::NoAnswer(Box::new(NoAnswer {
        action: "DescribeCenBandwidthPackages",
        attempts: 1,
        stopped: Stopped::AttemptsUsedUp,
        last: Some(Trouble::Unanswered(text)),
        may_have_been_executed: false,
    }))
}

#[cfg(test)]
pub(crate) mod tests;
