use std::time::{Duration, UNIX_EPOCH};

use cen::billing::{AutomaticMonths, Money, Price, Renewal};
use cen::{Area, AreaPair, CenId, ChargeType, Package, PackageId, Status, Time};
use serde_json::json;

use super::account::{Account, Asked};
use super::due::Due;
use super::fields::{Field, Sheet};
use super::notes::{Note, Notes, Reason};
use super::row::{End, Fact, Row};
use super::*;

const EVERYTHING: Asked = Asked {
    billing: true,
    prices: true,
    usage: true,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// 2026-12-01T00:00:00Z.
fn now() -> std::time::SystemTime {
    Time::from_api("2026-12-01T00:00Z")
        .unwrap()
        .instant()
        .unwrap()
}

/// A prepaid package that ends at this time, of which nothing else is known.
fn row(id: &str, ends: &str) -> Row {
    let package = Package {
        id: PackageId::parse(id).unwrap(),
        name: String::new(),
        description: String::new(),
        bandwidth_mbps: 10,
        areas: AreaPair::new(Area::Europe, Area::China),
        charge_type: ChargeType::PrePaid,
        status: Status::Idle,
        business_status: String::from("Normal").into(),
        cen_ids: Vec::new(),
        tags: Default::default(),
        creation_time: None,
        expired_time: Time::from_api(ends),
        geographic_span_id: String::new(),
        is_cross_border: Some(true),
        resource_group_id: String::new(),
        upgrade: None,
    };
    Row {
        end: End::of(&package),
        package,
        renewal: Fact::Absent,
        price: Fact::Absent,
        used: Fact::Absent,
    }
}

fn automatic(months: u32) -> Fact<Renewal> {
    Fact::Known(Renewal::Automatic(AutomaticMonths::new(months).unwrap()))
}

/// A note, and three packages in the order of the report.
fn account() -> Account {
    let mut bound = row("cenbwp-b", "2026-12-11T16:00Z");
    bound.package.name = "edge".to_owned();
    bound.package.status = Status::InUse;
    bound.package.cen_ids = vec![CenId::parse("cen-one").unwrap()];
    bound.renewal = automatic(3);
    bound.price = Fact::Known(Price {
        to_pay: Money::parse("5400", "CNY").unwrap(),
        original: Money::parse("6000", "CNY"),
    });
    bound.used = Fact::Known(4);
    let mut unread = row("cenbwp-c", "2026-12-20T16:00Z");
    unread.renewal = Fact::Unknown(0);
    unread.price = Fact::Unknown(0);
    let mut endless = row("cenbwp-a", "2999-09-08T16:00Z");
    endless.package.charge_type = ChargeType::PostPaid;
    endless.end = End::of(&endless.package);
    let note = Note {
        reason: "Nobody has said.".to_owned(),
        fields: vec![Field::RenewalStatus, Field::RenewalPrice],
        packages: vec![unread.package.id.clone()],
    };
    Account {
        rows: vec![bound, unread, endless],
        notes: vec![note],
        now: now(),
        asked: EVERYTHING,
    }
}

/// What is made of an account where nobody asks what ends.
fn shown(account: &Account, show: impl Fn(&Sheet<'_>) -> String) -> String {
    show(&Sheet {
        account,
        days: None,
        dues: &[],
    })
}

/// The same where it is asked within how many days.
fn shown_within(days: u32, account: &Account, show: impl Fn(&Sheet<'_>) -> String) -> String {
    show(&Sheet {
        account,
        days: Some(days),
        dues: &due::all(account, days),
    })
}

fn narrow(columns: usize) -> Terminal {
    Terminal {
        is_coloured: false,
        columns: Some(columns),
    }
}

#[test]
fn a_table_has_what_was_asked_for_and_says_why_something_is_missing() {
    let whole = |sheet: &Sheet<'_>| table::table(sheet, Terminal::default());
    assert_eq!(
        shown(&account(), whole),
        "\
PACKAGE   NAME  AREAS           MBIT/S  USED  STATUS  INSTANCE  PAID      ENDS (UTC)           LEFT  RENEWS                A MONTH MORE
cenbwp-b  edge  China - Europe      10     4  InUse   cen-one   PrePaid   2026-12-11 16:00  10 days  itself, by 3 months    CNY 5400.00
cenbwp-c  -     China - Europe      10     -  Idle    -         PrePaid   2026-12-20 16:00  19 days  not known (1)        not known (1)
cenbwp-a  -     China - Europe      10     -  Idle    -         PostPaid  -                       -  -                                -

(1) Nobody has said.
"
    );
    let mut less = account();
    less.asked = Asked {
        billing: false,
        prices: false,
        usage: false,
    };
    less.notes.clear();
    less.rows.truncate(1);
    assert_eq!(
        shown_within(9, &less, whole),
        "\
PACKAGE   NAME  AREAS           MBIT/S  STATUS  INSTANCE  PAID     ENDS (UTC)           LEFT
cenbwp-b  edge  China - Europe      10  InUse   cen-one   PrePaid  2026-12-11 16:00  10 days

Nothing ends within 9 days without renewing itself.
"
    );
    less.rows.clear();
    let none = "There is no bandwidth package in this account.\n";
    assert_eq!(shown_within(9, &less, whole), none);
}

#[test]
fn where_a_table_has_no_room_packages_stand_below_each_other() {
    let list = |sheet: &Sheet<'_>| table::table(sheet, narrow(40));
    let mut one = account();
    one.rows.truncate(2);
    one.notes[0].reason = "Nobody has said, and it would take two lines.".to_owned();
    let text = shown_within(30, &one, list);
    assert_eq!(
        text,
        "\
cenbwp-b
  name          edge
  areas         China - Europe
  mbit/s        10
  used          4
  status        InUse
  instance      cen-one
  paid          PrePaid
  ends (utc)    2026-12-11 16:00
  left          10 days
  renews        itself, by 3 months
  a month more  CNY 5400.00

cenbwp-c
  areas         China - Europe
  mbit/s        10
  status        Idle
  paid          PrePaid
  ends (utc)    2026-12-20 16:00
  left          19 days
  renews        not known (1)
  a month more  not known (1)

(1) Nobody has said, and it would take
two lines.

Ends within 30 days, and counts since it
is not known whether it renews itself:
cenbwp-c
"
    );
    // The table is there as soon as there is room.
    let is_table = |columns: usize| {
        let text = shown(&account(), |sheet| table::table(sheet, narrow(columns)));
        text.starts_with("PACKAGE   NAME")
    };
    let whole = shown(&account(), |sheet| table::table(sheet, Terminal::default()));
    let width = whole.lines().next().unwrap().len();
    assert_eq!((is_table(width), is_table(width - 1)), (true, false));
}

#[test]
fn what_ends_stands_out_where_somebody_sees_colours() {
    let coloured = Terminal {
        is_coloured: true,
        columns: None,
    };
    let whole = |sheet: &Sheet<'_>| table::table(sheet, coloured);
    let mut account = account();
    account.rows.truncate(1);
    account.rows.push(row("cenbwp-old", "2026-11-30T00:00Z"));
    let text = shown(&account, whole);
    assert!(text.starts_with("\u{1b}[1mPACKAGE\u{1b}[0m"), "{text:?}");
    assert_eq!(text.matches("\u{1b}[31m").count(), 2, "{text:?}");
    assert_eq!(text.matches("\u{1b}[33m").count(), 0, "{text:?}");
    assert!(text.contains("\u{1b}[31mended\u{1b}[0m"), "{text:?}");
}

#[test]
fn nothing_from_outside_writes_on_the_terminal() {
    let mut account = account();
    account.rows[0].package.name = "a\u{1b}[2J\u{202e}b\u{7f}\n".to_owned();
    account.rows[0].package.business_status = String::from("Normal\u{9b}2J").into();
    account.notes[0].reason = "because\u{1b}]0;owned\u{7}".to_owned();
    let json = |sheet: &Sheet<'_>| json::json(sheet).unwrap();
    let forms = [
        shown(&account, |sheet| table::table(sheet, Terminal::default())),
        shown(&account, |sheet| table::table(sheet, narrow(40))),
        shown(&account, csv::csv),
        shown(&account, json),
    ];
    for text in &forms {
        let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r') || c == '\u{202e}';
        assert_eq!(text.chars().find(|c| hidden(*c)), None, "{text:?}");
    }
    assert!(
        forms[0].contains(r"a\u{1b}[2J\u{202e}b\u{7f}\u{a}"),
        "{}",
        forms[0]
    );
    // A program gets the name as it is.
    let told: serde_json::Value = serde_json::from_str(&forms[3]).unwrap();
    assert_eq!(told["packages"][0]["name"], account.rows[0].package.name);
}

#[test]
fn programs_get_all_fields_under_names_that_stay() {
    let text = shown_within(30, &account(), |sheet| json::json(sheet).unwrap());
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    let common = |id: &str| {
        json!({
            "id": id, "name": "", "area_a": "China", "area_b": "Europe", "bandwidth_mbps": 10, "used_mbps": null,
            "status": "Idle", "business_status": "Normal", "cen_id": null, "charge_type": "PrePaid", "ends_at": null,
            "days_left": null, "renewal_status": null, "renewal_months": null, "renewal_price": null,
            "renewal_price_original": null, "currency": null, "due": null, "not_known": []
        })
    };
    let with = |mut package: serde_json::Value, fields: serde_json::Value| {
        for (name, value) in fields.as_object().unwrap() {
            package[name] = value.clone();
        }
        package
    };
    let bound = json!({
        "name": "edge", "used_mbps": 4, "status": "InUse", "cen_id": "cen-one", "ends_at": "2026-12-11T16:00:00Z",
        "days_left": 10, "renewal_status": "AutoRenewal", "renewal_months": 3, "renewal_price": "5400.00",
        "renewal_price_original": "6000.00", "currency": "CNY"
    });
    let unread = json!({
        "ends_at": "2026-12-20T16:00:00Z", "days_left": 19, "due": "renewal_unknown",
        "not_known": ["renewal_status", "renewal_price"]
    });
    assert_eq!(
        told,
        json!({
            "format_version": 1,
            "read_at": "2026-12-01T00:00:00Z",
            "price_months": 1,
            "ends_within_days": 30,
            "packages": [
                with(common("cenbwp-b"), bound),
                with(common("cenbwp-c"), unread),
                with(common("cenbwp-a"), json!({ "charge_type": "PostPaid" })),
            ],
            "notes": [{
                "message": "Nobody has said.",
                "not_known": ["renewal_status", "renewal_price"],
                "packages": ["cenbwp-c"]
            }]
        })
    );
    // The order is that of the columns, for whoever reads it.
    let first = text.find("\"id\"").unwrap();
    assert!(first < text.find("\"area_a\"").unwrap());
}

#[test]
fn a_spreadsheet_takes_every_field_for_text_and_none_for_a_formula() {
    let mut account = account();
    account.rows[0].package.name = "a \"quoted\", name".to_owned();
    let head = "id,name,area_a,area_b,bandwidth_mbps,used_mbps,status,business_status,cen_id,charge_type,ends_at,days_left,\
                renewal_status,renewal_months,renewal_price,renewal_price_original,currency,due,not_known";
    assert_eq!(
        shown_within(30, &account, csv::csv),
        [
            head,
            "cenbwp-b,\"a \"\"quoted\"\", name\",China,Europe,10,4,InUse,Normal,cen-one,PrePaid,2026-12-11T16:00:00Z,10,AutoRenewal,\
             3,5400.00,6000.00,CNY,,",
            "cenbwp-c,,China,Europe,10,,Idle,Normal,,PrePaid,2026-12-20T16:00:00Z,19,,,,,,renewal_unknown,renewal_status \
             renewal_price",
            "cenbwp-a,,China,Europe,10,,Idle,Normal,,PostPaid,,,,,,,,,",
            "",
        ]
        .join("\r\n")
    );
    account.rows = vec![row("cenbwp-old", "2026-11-30T00:00Z")];
    for (name, field) in [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        (" =1", "\"' =1\""),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
    ] {
        account.rows[0].package.name = name.to_owned();
        let text = shown(&account, csv::csv);
        let line = text.split("\r\n").nth(1).unwrap();
        let field = field.trim_matches('"');
        assert!(line.starts_with(&format!("cenbwp-old,{field},")), "{line}");
        // A negative number is a number.
        assert!(line.contains(",-2,"), "{line}");
    }
}

#[test]
fn days_left_are_full_days_and_negative_from_the_end_on() {
    for (seconds, days) in [(86_400, 1), (86_399, 0), (1, 0)] {
        let end = End::At(now() + Duration::from_secs(seconds));
        assert_eq!(end.days_left(now()), Some(days), "{seconds}");
    }
    for (seconds, days) in [(0, -1), (1, -1), (86_399, -1), (86_400, -2)] {
        let end = End::At(now() - Duration::from_secs(seconds));
        assert_eq!(end.days_left(now()), Some(days), "{seconds}");
    }
    assert_eq!(End::Never.days_left(now()), None);
    assert_eq!(End::Unknown.days_left(now()), None);
    assert_eq!(End::At(UNIX_EPOCH).days_left(now()), Some(-20_789));
}

#[test]
fn what_is_not_known_never_counts_as_safe() {
    let automatic = automatic(1);
    let other = Fact::Known(Renewal::Other("Later".to_owned()));
    let (manual, never) = (Fact::Known(Renewal::Manual), Fact::Known(Renewal::Never));
    let near = || End::At(now() + DAY);
    let far = || End::At(now() + DAY + Duration::from_secs(1));
    let past = || End::At(now());
    for (end, renewal, expected) in [
        (near(), manual.clone(), Some(Due::Ends)),
        (near(), never.clone(), Some(Due::Ends)),
        (near(), automatic.clone(), None),
        (near(), Fact::Unknown(0), Some(Due::RenewalUnknown)),
        (near(), Fact::Absent, Some(Due::RenewalUnknown)),
        (near(), other.clone(), Some(Due::RenewalUnknown)),
        (far(), manual.clone(), None),
        (far(), Fact::Unknown(0), None),
        // It should have renewed itself.
        (past(), automatic.clone(), Some(Due::Ended)),
        (past(), never, Some(Due::Ended)),
        (End::Unknown, manual.clone(), Some(Due::EndUnknown)),
        (End::Unknown, Fact::Unknown(0), Some(Due::EndUnknown)),
        (End::Unknown, automatic, None),
        (End::Never, manual, None),
        (End::Never, Fact::Unknown(0), None),
    ] {
        let row = Row {
            end,
            renewal,
            ..row("cenbwp-a", "")
        };
        assert_eq!(due::due(&row, now(), 1), expected, "{row:?}");
    }
}

#[test]
fn what_ends_first_is_on_top_and_what_never_ends_at_the_bottom() {
    let mut endless = row("cenbwp-0", "2026-12-01T00:00Z");
    endless.end = End::Never;
    let mut rows = [
        endless,
        row("cenbwp-1", "soon"),
        row("cenbwp-3", "2026-12-05T00:00Z"),
        row("cenbwp-2", "2026-12-05T00:00Z"),
        row("cenbwp-4", "2026-11-05T00:00Z"),
    ];
    rows.sort_by(Row::order);
    let ids: Vec<&str> = rows.iter().map(|row| row.package.id.as_str()).collect();
    let expected = ["cenbwp-4", "cenbwp-2", "cenbwp-3", "cenbwp-1", "cenbwp-0"];
    assert_eq!(ids, expected);
}

#[test]
fn a_reason_is_told_once_for_all_that_it_is_about() {
    let mut notes = Notes::default();
    let (a, b) = (
        PackageId::parse("cenbwp-a").unwrap(),
        PackageId::parse("cenbwp-b").unwrap(),
    );
    let (one, other) = (Reason::told("One."), Reason::told("Other."));
    assert_eq!(notes.add(&one, Field::RenewalStatus, &a), 0);
    assert_eq!(notes.add(&one, Field::RenewalPrice, &a), 0);
    assert_eq!(notes.add(&other, Field::UsedMbps, &a), 1);
    assert_eq!(notes.add(&one, Field::RenewalStatus, &b), 0);
    let list = notes.into_list();
    assert_eq!(list[0].packages, [a, b]);
    assert_eq!(list[0].fields, [Field::RenewalStatus, Field::RenewalPrice]);
    assert_eq!(list.len(), 2);
}
