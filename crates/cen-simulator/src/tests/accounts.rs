//! Several accounts in one simulator.

use std::path::Path;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, Instance, Options};

use super::client::{Bench, Reply, bench_with};
use super::control::control;

const OTHER: u64 = 42;

fn two_accounts() -> Options {
    Options {
        seed: Some(1),
        access_keys: ["a:first", "42@b:second"]
            .map(|key| key.parse().unwrap())
            .into(),
        ..Options::default()
    }
}

fn kept_at(path: &Path) -> Options {
    Options {
        state_file: Some(path.to_owned()),
        ..two_accounts()
    }
}

fn key(id: &str, secret: &str) -> Value {
    json!({"AccessKeyId": id, "AccessKeySecret": secret})
}

/// A client of one account.
struct Caller<'b>(&'b Bench, Value);

impl Caller<'_> {
    async fn call(&self, version: &str, action: &str, given: &[(&str, &str)]) -> Reply {
        let Self(bench, key) = self;
        bench.sign_and_post(Some(key), action, version, given).await
    }

    async fn cen(&self, action: &str, given: &[(&str, &str)]) -> Reply {
        self.call("2017-09-12", action, given).await
    }

    async fn vpc(&self, action: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![("RegionId", "cn-hangzhou")];
        all.extend(given);
        self.call("2016-04-28", action, &all).await
    }

    async fn identity(&self) -> Value {
        let reply = self.call("2015-04-01", "GetCallerIdentity", &[]).await;
        reply.body["AccountId"].clone()
    }

    /// The ids of its instances.
    async fn instances(&self) -> Vec<String> {
        let reply = self.cen("DescribeCens", &[]).await;
        let rows = reply.body["Cens"]["Cen"].as_array().unwrap().clone();
        let ids = rows.iter().map(|row| row["CenId"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    }
}

fn callers(bench: &Bench) -> [Caller<'_>; 2] {
    [("a", "first"), ("b", "second")].map(|(id, secret)| Caller(bench, key(id, secret)))
}

#[tokio::test]
async fn two_accounts_see_nothing_of_each_other() {
    let bench = bench_with(two_accounts()).await;
    let [a, b] = callers(&bench);
    let token = [("ClientToken", "t"), ("Name", "n")];
    let first = a.cen("CreateCen", &token).await.created("CenId");
    let second = b.cen("CreateCen", &token).await.created("CenId");
    assert_ne!(first, second);
    assert_eq!(a.instances().await, [first.as_str()]);
    assert_eq!(b.instances().await, [second.as_str()]);
    let foreign = b.cen("DeleteCen", &[("CenId", &first)]).await;
    assert_eq!(foreign.error(), (404, "ParameterCenInstanceId"));
    assert_eq!(a.identity().await, ACCOUNT_ID.to_string());
    assert_eq!(b.identity().await, "42");

    let vpc = b.vpc("CreateVpc", &[]).await.created("VpcId");
    let shown = b.vpc("DescribeVpcs", &[]).await;
    assert_eq!(shown.body["Vpcs"]["Vpc"][0]["OwnerId"], OTHER);
    let shown = a.vpc("DescribeVpcs", &[]).await;
    assert_eq!(shown.body["TotalCount"], 0);
    let attach = [
        ("CenId", first.as_str()),
        ("ChildInstanceId", &vpc),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ];
    let not_found = a.cen("AttachCenChildInstance", &attach).await;
    assert_eq!(not_found.error(), (404, "ParameterInstanceId"));
    // The handle is that of the first.
    let instances = bench.cloud.all::<Instance>();
    assert_eq!(instances.len(), 1);
    assert_eq!(instances[0].id, first);
}

#[tokio::test]
async fn a_session_is_one_of_the_account_of_its_role() {
    let bench = bench_with(two_accounts()).await;
    let [a, b] = callers(&bench);
    for (caller, role, account) in [
        (&a, "42", OTHER),
        (&b, &*ACCOUNT_ID.to_string(), ACCOUNT_ID),
        (&b, "42", OTHER),
        // That account is not simulated.
        (&b, "7", OTHER),
    ] {
        let role = format!("acs:ram::{role}:role/deploy");
        let given = [("RoleArn", role.as_str()), ("RoleSessionName", "test")];
        let session = caller.call("2015-04-01", "AssumeRole", &given).await;
        let session = Caller(&bench, session.body["Credentials"].clone());
        assert_eq!(session.identity().await, account.to_string(), "{role}");
    }
}

#[tokio::test]
async fn what_an_account_grants_another_can_attach_until_it_is_revoked() {
    let bench = bench_with(two_accounts()).await;
    let [a, b] = callers(&bench);
    let cen = a.cen("CreateCen", &[]).await.created("CenId");
    let vpc = b.vpc("CreateVpc", &[]).await.created("VpcId");
    let owner = ACCOUNT_ID.to_string();
    let one = [
        ("CenId", cen.as_str()),
        ("CenOwnerId", &owner),
        ("InstanceId", &vpc),
        ("InstanceType", "VPC"),
    ];
    let attach = [
        ("CenId", cen.as_str()),
        ("ChildInstanceId", &vpc),
        ("ChildInstanceOwnerId", "42"),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ];
    let refused = (409, "Forbbiden.AttachChildInstanceAcrossUid");
    let before = a.cen("AttachCenChildInstance", &attach).await;
    assert_eq!(before.error(), refused);
    // Nobody grants what belongs to another.
    let to_them = [one[0], ("CenOwnerId", "42"), one[2], one[3]];
    let mine = a.vpc("GrantInstanceToCen", &to_them).await;
    assert_eq!(mine.error(), (404, "InvalidInstanceId.NotFound"));

    assert_eq!(b.vpc("GrantInstanceToCen", &one).await.status, 200);
    let rules = [("CenId", cen.as_str()), ("ProductType", "VPC")];
    let listed = a.cen("DescribeGrantRulesToCen", &rules).await;
    let rule = &listed.body["GrantRules"]["GrantRule"][0];
    assert_eq!(rule["ChildInstanceId"], vpc);
    assert_eq!(rule["ChildInstanceOwnerId"], OTHER);
    assert_eq!(rule["ChildInstanceRegionId"], "cn-hangzhou");
    let attached = a.cen("AttachCenChildInstance", &attach).await;
    assert_eq!(attached.status, 200, "{}", attached.body);
    let detached = a.cen("DetachCenChildInstance", &attach).await;
    assert_eq!(detached.status, 200, "{}", detached.body);
    assert_eq!(b.vpc("RevokeInstanceFromCen", &one).await.status, 200);
    let after = a.cen("AttachCenChildInstance", &attach).await;
    assert_eq!(after.error(), refused);

    // The same by the actions of transit routers.
    let region = ("RegionId", "cn-hangzhou");
    let router = a.cen("CreateTransitRouter", &[one[0], region]).await;
    let router = router.created("TransitRouterId");
    let attach = [
        region,
        one[0],
        ("TransitRouterId", &router),
        ("VpcId", &vpc),
        ("VpcOwnerId", "42"),
        ("ZoneMappings.1.ZoneId", "cn-hangzhou-h"),
        ("ZoneMappings.1.VSwitchId", "vsw-h"),
    ];
    let by_router = [one[0], one[1], one[2], one[3], region];
    let create = "CreateTransitRouterVpcAttachment";
    assert_eq!(a.cen(create, &attach).await.error(), refused);
    let granted = b.cen("GrantInstanceToTransitRouter", &by_router).await;
    assert_eq!(granted.status, 200, "{}", granted.body);
    let attached = a.cen(create, &attach).await;
    assert_eq!(attached.status, 200, "{}", attached.body);
    let revoked = b.cen("RevokeInstanceFromTransitRouter", &by_router).await;
    assert_eq!(revoked.status, 200, "{}", revoked.body);
}

#[tokio::test]
async fn the_state_file_and_a_snapshot_hold_every_account() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let first = bench_with(kept_at(&path)).await;
    let [a, b] = callers(&first);
    let ids = [
        a.cen("CreateCen", &[]).await.created("CenId"),
        b.cen("CreateCen", &[]).await.created("CenId"),
    ];
    let snapshot = first.cloud.snapshot().unwrap();
    drop(first);

    let again = bench_with(kept_at(&path)).await;
    let [a, b] = callers(&again);
    let all = async || [a.instances().await, b.instances().await];
    let both = ids.clone().map(|id| vec![id]);
    assert_eq!(all().await, both);
    // An id is drawn once, whoever has drawn it before.
    let third = a.cen("CreateCen", &[]).await.created("CenId");
    assert!(!ids.contains(&third));
    again.cloud.reset().unwrap();
    assert_eq!(all().await, [[], []] as [[String; 0]; 2]);
    again.cloud.load(snapshot.clone()).unwrap();
    assert_eq!(all().await, both);
    assert_eq!(again.cloud.snapshot().unwrap(), snapshot);
    drop(again);

    // The document of one account alone is that of the first; so were all until there were several.
    let mut alone = snapshot;
    alone.as_object_mut().unwrap().remove("accounts").unwrap();
    std::fs::write(&path, alone.to_string()).unwrap();
    let old = bench_with(kept_at(&path)).await;
    let [a, b] = callers(&old);
    assert_eq!(a.instances().await, [ids[0].as_str()]);
    assert_eq!(b.instances().await, [] as [&str; 0]);
}

#[tokio::test]
async fn the_control_api_is_about_the_first_account_unless_it_is_told_another() {
    let bench = bench_with(Options::default()).await;
    let get = async |path: &str| control(&bench, "GET", path, &Value::Null).await;
    assert_eq!(get("cens?account=42").await.0, 404);
    let new = json!({"id": "b", "secret": "second", "account": OTHER});
    let keys = control(&bench, "POST", "access-keys", &new).await;
    assert_eq!(
        keys.1,
        json!([{"id": "simulator-key-id", "account": ACCOUNT_ID}, {"id": "b", "account": OTHER}])
    );
    let accounts = json!([
        {"id": ACCOUNT_ID, "access_keys": ["simulator-key-id"]},
        {"id": OTHER, "access_keys": ["b"]},
    ]);
    assert_eq!(get("accounts").await, (200, accounts));
    let body = json!({"name": "theirs"});
    let made = control(&bench, "POST", "cens?account=42", &body).await;
    assert_eq!(made.0, 200);
    let [_, b] = callers(&bench);
    assert_eq!(b.instances().await.len(), 1);
    assert_eq!(get("cens").await.1, json!([]));
    assert_eq!(get("cens?account=42").await.1[0]["name"], "theirs");
    let balance = json!({"balance": "7"});
    control(&bench, "POST", "balance?account=42", &balance).await;
    assert_eq!(
        get("summary?account=42").await.1["money"]["balance"],
        "7.00"
    );
    assert_ne!(get("summary").await.1["money"]["balance"], "7.00");
    let bad = get("cens?account=me").await;
    assert_eq!(bad, (404, json!({"error": "there is no account me"})));
}
