//! A package for programs: the one list of fields that JSON and CSV have.

use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use cen::billing::Renewal;
use cen::{Area, CenId, Time};

use crate::filters::packages::charge_type;

use super::account::Account;
use super::due::Due;
use super::row::{End, Fact, Row};

/// A field whose name is kept from release to release. Their order is that of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Name,
    AreaA,
    AreaB,
    BandwidthMbps,
    UsedMbps,
    Status,
    BusinessStatus,
    CenId,
    ChargeType,
    EndsAt,
    DaysLeft,
    RenewalStatus,
    RenewalMonths,
    RenewalPrice,
    RenewalPriceOriginal,
    Currency,
    Due,
    NotKnown,
}

impl Field {
    pub(super) const ALL: [Self; 19] = [
        Self::Id,
        Self::Name,
        Self::AreaA,
        Self::AreaB,
        Self::BandwidthMbps,
        Self::UsedMbps,
        Self::Status,
        Self::BusinessStatus,
        Self::CenId,
        Self::ChargeType,
        Self::EndsAt,
        Self::DaysLeft,
        Self::RenewalStatus,
        Self::RenewalMonths,
        Self::RenewalPrice,
        Self::RenewalPriceOriginal,
        Self::Currency,
        Self::Due,
        Self::NotKnown,
    ];

    /// Its name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::AreaA => "area_a",
            Self::AreaB => "area_b",
            Self::BandwidthMbps => "bandwidth_mbps",
            Self::UsedMbps => "used_mbps",
            Self::Status => "status",
            Self::BusinessStatus => "business_status",
            Self::CenId => "cen_id",
            Self::ChargeType => "charge_type",
            Self::EndsAt => "ends_at",
            Self::DaysLeft => "days_left",
            Self::RenewalStatus => "renewal_status",
            Self::RenewalMonths => "renewal_months",
            Self::RenewalPrice => "renewal_price",
            Self::RenewalPriceOriginal => "renewal_price_original",
            Self::Currency => "currency",
            Self::Due => "due",
            Self::NotKnown => "not_known",
        }
    }
}

/// What is shown: what was found, and what of it ends.
pub(super) struct Sheet<'a> {
    pub(super) account: &'a Account,
    /// Within how many days, where that was asked.
    pub(super) days: Option<u32>,
    /// For each row why it counts as one that ends; all empty where nobody has asked.
    pub(super) dues: &'a [Option<Due>],
}

impl<'a> Sheet<'a> {
    /// Each row, and why it counts as one that ends.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'a Row, Option<Due>)> {
        let dues = self.dues.iter().copied().chain(std::iter::repeat(None));
        self.account.rows.iter().zip(dues)
    }

    /// The fields of a row.
    pub(super) fn fields(&self, row: &Row, due: Option<Due>) -> Vec<(Field, Json)> {
        let all = Field::ALL.into_iter();
        all.map(|field| (field, self.field(field, row, due)))
            .collect()
    }

    fn field(&self, field: Field, row: &Row, due: Option<Due>) -> Json {
        let (package, price) = (&row.package, row.price.known());
        let area = Area::as_str;
        match field {
            Field::Id => json!(package.id.as_str()),
            Field::Name => json!(package.name),
            Field::AreaA => json!(area(package.areas.first())),
            Field::AreaB => json!(area(package.areas.second())),
            Field::BandwidthMbps => json!(package.bandwidth_mbps),
            Field::UsedMbps => json!(row.used.known()),
            Field::Status => json!(package.status.as_str()),
            Field::BusinessStatus => json!(package.business_status.as_str()),
            Field::CenId => json!(package.cen_ids.first().map(CenId::as_str)),
            Field::ChargeType => json!(charge_type(&package.charge_type)),
            Field::EndsAt => match &row.end {
                End::At(moment) => json!(timestamp(*moment)),
                End::Unknown => json!(package.expired_time.as_ref().map(Time::as_str)),
                End::Never => Json::Null,
            },
            Field::DaysLeft => json!(row.end.days_left(self.account.now)),
            Field::RenewalStatus => json!(row.renewal.known().map(Renewal::as_str)),
            Field::RenewalMonths => json!(row.renewal.known().and_then(months)),
            Field::RenewalPrice => json!(price.map(|price| price.to_pay.amount())),
            Field::RenewalPriceOriginal => {
                json!(price.and_then(|price| Some(price.original.as_ref()?.amount())))
            }
            Field::Currency => json!(price.map(|price| price.to_pay.currency())),
            Field::Due => json!(due.map(Due::as_str)),
            Field::NotKnown => Json::Array(not_known(row)),
        }
    }
}

fn not_known(row: &Row) -> Vec<Json> {
    let unknown = [
        (Field::EndsAt, row.end == End::Unknown),
        (Field::RenewalStatus, is_unknown(&row.renewal)),
        (Field::RenewalPrice, is_unknown(&row.price)),
        (Field::UsedMbps, is_unknown(&row.used)),
    ];
    let names = unknown.into_iter().filter(|(_, unknown)| *unknown);
    names.map(|(field, _)| json!(field.as_str())).collect()
}

fn is_unknown<T>(fact: &Fact<T>) -> bool {
    matches!(fact, Fact::Unknown(_))
}

/// By how many months a package renews itself.
pub(super) fn months(renewal: &Renewal) -> Option<u32> {
    match renewal {
        Renewal::Automatic(months) => months.months(),
        Renewal::Manual | Renewal::Never | Renewal::Other(_) => None,
    }
}

/// A moment to the second, in UTC; nothing for one that no calendar has.
pub(super) fn timestamp(moment: SystemTime) -> Option<String> {
    let moment = Timestamp::try_from(moment).ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
