use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;

use super::*;
use crate::area::{Area, AreaPair};
use crate::id::PackageId;
use crate::listed::Listed as _;
use crate::package::{BusinessStatus, ChargeType, Package, Status};
use crate::testing::deadline;

pub(crate) fn id(number: usize) -> PackageId {
    PackageId::parse(&format!("cenbwp-{number:04}")).unwrap()
}

pub(crate) fn ids(numbers: std::ops::Range<usize>) -> Vec<PackageId> {
    numbers.map(id).collect()
}

pub(crate) fn package(id: PackageId) -> Package {
    Package {
        id,
        name: String::new(),
        description: String::new(),
        bandwidth_mbps: 5,
        areas: AreaPair::new(Area::China, Area::Europe),
        charge_type: ChargeType::PostPaid,
        status: Status::Idle,
        business_status: BusinessStatus::Normal,
        cen_ids: vec![],
        tags: BTreeMap::new(),
        creation_time: None,
        expired_time: None,
        geographic_span_id: String::new(),
        is_cross_border: None,
        resource_group_id: String::new(),
        upgrade: None,
    }
}

/// How a shelf misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quirk {
    None,
    /// It ignores filters.
    NoFilter,
    /// It counts one package that it never shows.
    CountsTooMany,
    /// It takes the first package away while the first page is being read.
    Shifts,
    /// It refuses.
    Refuses,
}

/// Packages that can be listed, and the calls that were made.
pub(crate) struct Shelf {
    pub(crate) packages: Mutex<BTreeSet<PackageId>>,
    quirk: Quirk,
    latency: Duration,
    calls: Mutex<Vec<(usize, usize)>>,
}

impl Shelf {
    pub(crate) fn new(count: usize) -> Self {
        Self::with(count, Quirk::None)
    }

    pub(crate) fn with(count: usize, quirk: Quirk) -> Self {
        Self {
            packages: Mutex::new(ids(0..count).into_iter().collect()),
            quirk,
            latency: Duration::from_millis(20),
            calls: Mutex::default(),
        }
    }

    /// Number of ids in the filter and number of the page, of every call so far.
    pub(crate) fn calls(&self) -> Vec<(usize, usize)> {
        self.calls.lock().unwrap().clone()
    }
}

#[async_trait]
impl Pages for Shelf {
    fn traits(&self) -> Traits {
        Traits::of::<Package>()
    }

    async fn page(
        &self,
        ids: &[AnyId],
        page: usize,
        _: &Deadline,
    ) -> Result<Page<(AnyId, Object)>, CallError> {
        self.calls.lock().unwrap().push((ids.len(), page));
        let (all, total) = {
            let mut packages = self.packages.lock().unwrap();
            let filtered = packages.iter().filter(|id| {
                ids.is_empty() || self.quirk == Quirk::NoFilter || ids.contains(&any(id))
            });
            let all: Vec<PackageId> = filtered.cloned().collect();
            let total = all.len() + usize::from(self.quirk == Quirk::CountsTooMany);
            if self.quirk == Quirk::Shifts && page == 1 {
                packages.pop_first();
            }
            (all, total)
        };
        tokio::time::sleep(self.latency).await;
        if self.quirk == Quirk::Refuses {
            return Err(listed::broken(Package::ACTION, "refused".to_owned()));
        }
        let begin = (page - 1) * PAGE_SIZE;
        let packages = all.into_iter().skip(begin).take(PAGE_SIZE).map(package);
        Ok(Page::of(packages.collect(), total).untyped())
    }
}

fn any(id: &PackageId) -> AnyId {
    AnyId::of(id.clone())
}

fn any_of(ids: &[PackageId]) -> Vec<AnyId> {
    ids.iter().map(any).collect()
}

/// Looks for `wanted` and gives what was said to be absent, with the calls it took.
async fn absent(shelf: Shelf, wanted: &[PackageId]) -> (Vec<AnyId>, Vec<(usize, usize)>) {
    let wanted = &any_of(wanted);
    let shelf = Arc::new(shelf);
    let pages: Arc<dyn Pages> = Arc::clone(&shelf) as Arc<dyn Pages>;
    let found = find(&pages, wanted, Demand::default(), &deadline())
        .await
        .unwrap();
    for id in wanted {
        assert_ne!(
            found.seen.contains_key(id),
            found.absent.contains(id),
            "{id}"
        );
    }
    let mut calls = shelf.calls();
    calls.sort_unstable();
    (found.absent, calls)
}

#[tokio::test(start_paused = true)]
async fn up_to_five_are_asked_for_by_filter() {
    let wanted = [id(0), id(7), id(299), id(300)];
    assert_eq!(
        absent(Shelf::new(300), &wanted).await,
        (any_of(&[id(300)]), vec![(4, 1)])
    );
}

#[tokio::test(start_paused = true)]
async fn many_are_asked_for_by_walking_over_all_pages() {
    assert_eq!(
        absent(Shelf::new(170), &ids(0..170)).await,
        (vec![], vec![(0, 1), (0, 2), (0, 3), (0, 4)])
    );
}

#[tokio::test(start_paused = true)]
async fn a_walk_is_given_up_where_filters_cost_less() {
    // Six on the first page, four further on, in a shelf of twenty pages.
    let wanted: Vec<PackageId> = (0..6).chain(900..904).map(id).collect();
    assert_eq!(
        absent(Shelf::new(1000), &wanted).await,
        (vec![], vec![(0, 1), (4, 1)])
    );
}

#[tokio::test(start_paused = true)]
async fn one_page_that_holds_all_proves_absence() {
    assert_eq!(
        absent(Shelf::new(8), &ids(4..12)).await,
        (any_of(&ids(8..12)), vec![(0, 1)])
    );
    assert_eq!(
        absent(Shelf::new(0), &ids(0..6)).await,
        (any_of(&ids(0..6)), vec![(0, 1)])
    );
}

#[tokio::test(start_paused = true)]
async fn a_package_that_moved_between_pages_is_not_taken_for_gone() {
    // While page 1 is read the first package is released, so what was first on page 2 moves to page 1.
    let shelf = Shelf::with(150, Quirk::Shifts);
    let (absent, calls) = absent(shelf, &ids(0..150)).await;
    assert_eq!(absent, []);
    assert_eq!(calls, [(0, 1), (0, 2), (0, 3), (1, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_is_ignored_is_noticed() {
    let shelf = Shelf::with(120, Quirk::NoFilter);
    assert_eq!(
        absent(shelf, &[id(110), id(120)]).await,
        (any_of(&[id(120)]), vec![(2, 1), (2, 2), (2, 3)])
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_hides_something_proves_nothing() {
    let pages: Arc<dyn Pages> = Arc::new(Shelf::with(3, Quirk::CountsTooMany));
    assert!(
        find(&pages, &any_of(&[id(0)]), Demand::default(), &deadline())
            .await
            .is_ok()
    );
    let error = find(
        &pages,
        &any_of(&[id(0), id(9)]),
        Demand::default(),
        &deadline(),
    )
    .await
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "DescribeCenBandwidthPackages got no definite answer to any attempt; it was tried 1 time. Last: the list of \
         packages is not complete (1 of 2), so it is not known whether cenbwp-0009 exists"
    );
}

#[tokio::test(start_paused = true)]
async fn all_packages_are_listed_in_the_order_of_their_ids() {
    let shelf = Arc::new(Shelf::new(120));
    let pages: Arc<dyn Pages> = Arc::clone(&shelf) as Arc<dyn Pages>;
    let listed = all(&pages, &deadline()).await.unwrap();
    let typed = listed.iter().map(Object::typed::<Package>);
    let listed: Vec<PackageId> = typed.map(|package| package.unwrap().id).collect();
    assert_eq!(listed, ids(0..120));
    assert_eq!(shelf.calls().len(), 3);
}
