//! `report`, as a person and as a cron job meet it.

mod troubled;

use std::collections::BTreeMap;
use std::process::Output;
use std::time::{Duration, SystemTime};

use cen::{
    Area, AreaPair, AutoRenew, Billing, CenId, ClientToken, Cycle, PackageId, Purchase, Term,
};
use cen_simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Package, PackageChange, Policy,
    Renewal, Simulator,
};
use serde_json::{Value as Json, json};
use tokio::process::Command;

use super::sandbox::{sandbox, text};
use crate::support::BINARY;
use crate::support::cloud::{actions, client, cloud, limits};

const LIST: &str = "DescribeCenBandwidthPackages";
const RENEWALS: &str = "QueryAvailableInstances";
const PRICE: &str = "GetSubscriptionPrice";
const USE: &str = "DescribeCenGeographicSpanRemainingBandwidth";

/// A report of `cloud` with nothing of this machine's environment.
fn command(cloud: &Simulator, arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command
        .arg("report")
        .args(arguments)
        .env_clear()
        .env("CEN_ENDPOINT", cloud.endpoint())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID)
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET)
        .env("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true")
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .kill_on_drop(true);
    command
}

async fn report(cloud: &Simulator, arguments: &[&str]) -> Output {
    command(cloud, arguments).output().await.unwrap()
}

/// What a report for programs says, and its exit code.
async fn told(cloud: &Simulator, arguments: &[&str]) -> (Json, Option<i32>) {
    let all: Vec<&str> = ["--format", "json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let output = report(cloud, &all).await;
    assert_eq!(text(&output.stderr), "");
    (
        serde_json::from_slice(&output.stdout).unwrap(),
        output.status.code(),
    )
}

/// How often each action was called.
fn calls(cloud: &Simulator) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for action in actions(cloud) {
        *counts.entry(action).or_default() += 1;
    }
    counts
}

fn counts<const N: usize>(expected: [(&str, usize); N]) -> BTreeMap<String, usize> {
    expected
        .map(|(name, count)| (name.to_owned(), count))
        .into()
}

/// A prepaid package for so many months, which renews itself by so many.
fn prepaid(months: u32, renews: Option<u32>) -> Billing {
    Billing::PrePaid {
        term: Term::new(months, Cycle::Month).unwrap(),
        auto_renew: renews.map(|months| AutoRenew {
            enabled: true,
            months: Some(months),
        }),
    }
}

async fn buy(cloud: &Simulator, name: &str, billing: Billing, b: Area) -> PackageId {
    let purchase = Purchase {
        bandwidth_mbps: 10,
        areas: AreaPair::new(Area::China, b),
        billing,
        auto_pay: true,
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        description: None,
        tags: BTreeMap::new(),
        resource_group_id: None,
    };
    let token = ClientToken::draw();
    let bought = client(cloud).buy(&purchase, &token, &limits()).await;
    bought.unwrap().package
}

/// A package that is bound, in use and renews itself by three months; one that is renewed by hand; one that does not end.
async fn three(cloud: &Simulator) -> [PackageId; 3] {
    let bound = buy(cloud, "edge", prepaid(1, Some(3)), Area::Europe).await;
    let manual = buy(cloud, "", prepaid(3, None), Area::China).await;
    let endless = buy(cloud, "", Billing::PostPaid, Area::AsiaPacific).await;
    let cen = cloud.add_cen("hub").unwrap();
    let binding = client(cloud);
    let id = CenId::parse(&cen).unwrap();
    binding.associate(&bound, &id, &limits()).await.unwrap();
    let regions = ["cn-hangzhou", "eu-central-1"];
    for region in regions {
        cloud.add_child(&cen, region).unwrap();
    }
    cloud.set_limit(&cen, regions, 4).unwrap();
    cloud.clear_journal();
    [bound, manual, endless]
}

/// A cloud with another policy of its account.
async fn cloud_with(policy: Policy) -> Simulator {
    let options = Options {
        seed: Some(1),
        settle: Duration::ZERO,
        policy,
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

fn package(cloud: &Simulator, id: &PackageId) -> Package {
    let mut all = cloud.all::<Package>().into_iter();
    all.find(|one| one.id == id.as_str()).unwrap()
}

/// The cells of each line of a table.
fn cells(table: &str) -> Vec<Vec<&str>> {
    let lines = table.lines().take_while(|line| !line.is_empty());
    lines
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_what_ends_renews_costs_and_is_used() {
    let cloud = cloud().await;
    let [bound, manual, endless] = three(&cloud).await;
    let output = report(&cloud, &[]).await;
    let said = text(&output.stdout);
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), String::new())
    );
    // Nobody reads it on a terminal.
    assert!(!said.contains('\u{1b}'), "{said}");
    let cen = package(&cloud, &bound).cen_id.unwrap();
    let ends = |id: &PackageId| {
        package(&cloud, id)
            .expired_time
            .replace('T', " ")
            .replace('Z', "")
    };
    let mut table = cells(&said);
    for (row, left) in table.iter_mut().zip(["LEFT", "days", "days", "-"]) {
        assert!(row.remove(9).ends_with(left), "{said}");
    }
    let (bound_ends, manual_ends) = (ends(&bound), ends(&manual));
    assert_eq!(
        table,
        [
            vec![
                "PACKAGE",
                "NAME",
                "AREAS",
                "MBIT/S",
                "USED",
                "STATUS",
                "INSTANCE",
                "PAID",
                "ENDS (UTC)",
                "RENEWS",
                "A MONTH MORE"
            ],
            vec![
                bound.as_str(),
                "edge",
                "China - Europe",
                "10",
                "4",
                "InUse",
                &cen,
                "PrePaid",
                &bound_ends,
                "itself, by 3 months",
                "CNY 5400.00"
            ],
            vec![
                manual.as_str(),
                "-",
                "China - China",
                "10",
                "-",
                "Idle",
                "-",
                "PrePaid",
                &manual_ends,
                "by hand",
                "CNY 900.00"
            ],
            vec![
                endless.as_str(),
                "-",
                "China - Asia-Pacific",
                "10",
                "-",
                "Idle",
                "-",
                "PostPaid",
                "-",
                "-",
                "-"
            ],
        ]
    );
    assert_eq!(said.lines().count(), 4);
    // A module for each product type: one package crosses the border, the other does not.
    assert_eq!(
        calls(&cloud),
        counts([
            (LIST, 1),
            (RENEWALS, 1),
            ("DescribePricingModule", 2),
            (PRICE, 2),
            (USE, 1)
        ])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_json_and_csv() {
    let cloud = cloud().await;
    let [bound, manual, endless] = three(&cloud).await;
    let (said, code) = told(&cloud, &[]).await;
    assert_eq!(code, Some(0));
    let moment = |text: &Json| -> SystemTime {
        let text = text.as_str().unwrap();
        cen::Time::from_api(text).unwrap().instant().unwrap()
    };
    let days_left = |ends: &Json| {
        let left = moment(ends)
            .duration_since(moment(&said["read_at"]))
            .unwrap();
        left.as_secs() / (24 * 60 * 60)
    };
    let ends = |id: &PackageId| json!(package(&cloud, id).expired_time.replace("0Z", "0:00Z"));
    let (bound_ends, manual_ends) = (ends(&bound), ends(&manual));
    assert_eq!(
        said,
        json!({
            "format_version": 1,
            "read_at": said["read_at"],
            "price_months": 1,
            "ends_within_days": null,
            "packages": [
                {
                    "id": bound.as_str(), "name": "edge", "area_a": "China", "area_b": "Europe", "bandwidth_mbps": 10,
                    "used_mbps": 4, "status": "InUse", "business_status": "Normal",
                    "cen_id": package(&cloud, &bound).cen_id, "charge_type": "PrePaid", "ends_at": bound_ends,
                    "days_left": days_left(&bound_ends), "renewal_status": "AutoRenewal", "renewal_months": 3,
                    "renewal_price": "5400.00", "renewal_price_original": "6000.00", "currency": "CNY", "due": null,
                    "not_known": []
                },
                {
                    "id": manual.as_str(), "name": "", "area_a": "China", "area_b": "China", "bandwidth_mbps": 10,
                    "used_mbps": null, "status": "Idle", "business_status": "Normal", "cen_id": null,
                    "charge_type": "PrePaid", "ends_at": manual_ends, "days_left": days_left(&manual_ends),
                    "renewal_status": "ManualRenewal", "renewal_months": null, "renewal_price": "900.00",
                    "renewal_price_original": "1000.00", "currency": "CNY", "due": null, "not_known": []
                },
                {
                    "id": endless.as_str(), "name": "", "area_a": "China", "area_b": "Asia-Pacific", "bandwidth_mbps": 10,
                    "used_mbps": null, "status": "Idle", "business_status": "Normal", "cen_id": null,
                    "charge_type": "PostPaid", "ends_at": null, "days_left": null, "renewal_status": null,
                    "renewal_months": null, "renewal_price": null, "renewal_price_original": null, "currency": null,
                    "due": null, "not_known": []
                },
            ],
            "notes": []
        })
    );

    let change = PackageChange {
        name: Some("=1+\"1\"".to_owned()),
        ..PackageChange::default()
    };
    cloud.change::<Package>(bound.as_str(), change).unwrap();
    let output = report(&cloud, &["--format", "csv"]).await;
    let said = text(&output.stdout);
    let lines: Vec<&str> = said.split("\r\n").collect();
    assert_eq!(lines.len(), 5, "{said}");
    assert!(lines[0].starts_with("id,name,area_a,"), "{said}");
    let named = format!("{bound},\"'=1+\"\"1\"\"\",China,Europe,10,4,InUse,");
    assert!(lines[1].starts_with(&named), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_wanted_is_not_asked_for() {
    let cloud = cloud().await;
    three(&cloud).await;
    for (arguments, expected) in [
        (
            &["--no-prices"][..],
            counts([(LIST, 1), (RENEWALS, 1), (USE, 1)]),
        ),
        (
            &["--no-prices", "--no-usage"],
            counts([(LIST, 1), (RENEWALS, 1)]),
        ),
        (&["--no-billing", "--no-usage"], counts([(LIST, 1)])),
    ] {
        cloud.clear_journal();
        let output = report(&cloud, arguments).await;
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(calls(&cloud), expected, "{arguments:?}");
    }

    // Nothing that is prepaid has a renewal or a price.
    let only = cloud_with(Policy::default()).await;
    buy(&only, "", Billing::PostPaid, Area::Europe).await;
    only.clear_journal();
    assert_eq!(report(&only, &[]).await.status.code(), Some(0));
    assert_eq!(calls(&only), counts([(LIST, 1)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cron_job_is_told_by_the_exit_code() {
    let cloud = cloud().await;
    let [bound, manual, _] = three(&cloud).await;
    // The package that ends first renews itself.
    for (days, code) in [("40", 0), ("100", 2), ("0", 0)] {
        let quick = ["--ends-within", days, "--no-prices", "--no-usage"];
        let output = report(&cloud, &quick).await;
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stdout));
        let said = text(&output.stdout);
        let last = said.lines().last().unwrap();
        let expected = match code {
            0 => format!("Nothing ends within {days} days without renewing itself."),
            _ => format!("Ends within {days} days, and does not renew itself: {manual}"),
        };
        assert_eq!(last, expected);
    }
    let never = PackageChange {
        renewal: Some(Renewal::Never),
        ..PackageChange::default()
    };
    cloud.change::<Package>(bound.as_str(), never).unwrap();
    let (said, code) = told(&cloud, &["--ends-within", "40"]).await;
    let dues: Vec<&Json> = said["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["due"])
        .collect();
    assert_eq!(code, Some(2));
    assert_eq!(said["ends_within_days"], 40);
    assert_eq!(dues, [&json!("ends"), &Json::Null, &Json::Null]);

    // It has ended, and is locked for some days.
    cloud
        .advance_clock(Duration::from_secs(33 * 24 * 60 * 60))
        .unwrap();
    let (said, code) = told(&cloud, &["--ends-within", "0"]).await;
    let first = &said["packages"][0];
    assert_eq!(code, Some(2));
    assert_eq!(first["due"], "ended");
    assert_eq!(first["business_status"], "FinancialLocked");
    assert!(first["days_left"].as_i64().unwrap() < 0, "{first}");

    // In the form that has no place for it, it is said aside.
    let output = report(
        &cloud,
        &["--format", "csv", "--ends-within", "0", "--no-prices"],
    )
    .await;
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr), format!("Has ended: {bound}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_sandbox_it_is_about_the_simulated_cloud() {
    let real = cloud().await;
    three(&real).await;
    let endpoint = real.endpoint();
    let arguments = ["--quiet", "--", BINARY, "report"];
    let output = sandbox(&arguments, &[("CEN_ENDPOINT", &endpoint)]).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert_eq!(said, "There is no bandwidth package in this account.\n");
    assert_eq!(actions(&real), [] as [&str; 0]);
}

/// Opens a terminal of 60 columns and runs a command in it; prints its exit code and what it has shown.
#[cfg(unix)]
const NARROW_TERMINAL: &str = "
import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 60, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
said = b''
while True:
    try:
        read = os.read(terminal, 4096)
    except OSError:
        break
    if not read:
        break
    said += read
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
sys.stdout.flush()
sys.stdout.buffer.write(said.replace(b'\\r\\n', b'\\n'))
";

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn on_a_narrow_terminal_it_is_a_list_with_colours_unless_nobody_wants_them() {
    let cloud = cloud().await;
    let [bound, manual, _] = three(&cloud).await;
    let shown = async |name: &'static str| {
        let mut report = command(&cloud, &[]);
        let environment: Vec<_> = report
            .as_std()
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        report = Command::new("python3");
        report
            .args([
                "-c",
                NARROW_TERMINAL,
                BINARY,
                "report",
                "--ends-within",
                "100",
            ])
            .envs(environment)
            .env_remove("NO_COLOR")
            .env("TERM", "xterm")
            .env(name, if name == "TERM" { "dumb" } else { "1" });
        let output = report.output().await.unwrap();
        let said = text(&output.stdout);
        assert!(said.starts_with("2\n"), "{said:?}");
        said
    };
    let said = shown("SOME_VARIABLE").await;
    let afresh = "\r\u{1b}[K";
    for progress in [
        "Reading the packages ...",
        "Reading the renewals ...",
        "Asking for prices and use: 3 of 3 ...",
    ] {
        assert!(
            said.contains(&format!("{afresh}{progress}{afresh}")),
            "{said:?}"
        );
    }
    let (_, list) = said.rsplit_once(afresh).unwrap();
    assert!(
        list.starts_with(&format!(
            "\u{1b}[1m{bound}\u{1b}[0m\n  name          edge\n"
        )),
        "{list:?}"
    );
    assert!(list.contains("\u{1b}[33m"), "{list:?}");
    let last = format!("\nEnds within 100 days, and does not renew itself:\n{manual}\n");
    assert!(list.ends_with(&last), "{list:?}");

    // Progress is no colour.
    let said = shown("NO_COLOR").await;
    assert_eq!(
        said.matches('\u{1b}').count(),
        said.matches(afresh).count(),
        "{said:?}"
    );
    // A terminal that can do neither is told neither.
    let said = shown("TERM").await;
    assert!(
        !said.contains('\u{1b}') && !said.contains("Reading"),
        "{said:?}"
    );
}
