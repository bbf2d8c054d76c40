use std::time::Duration;

use serde_json::{Value, json};

use crate::{ACCOUNT_ID, Child, Options, Policy, Status};

use super::client::{Bench, bench, bench_with};

const MINUTE: Duration = Duration::from_secs(60);

async fn listed(bench: &Bench, given: &[(&str, &str)]) -> Vec<Value> {
    let reply = bench.call("DescribeCenAttachedChildInstances", given).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let children = &reply.body["ChildInstances"]["ChildInstance"];
    children.as_array().unwrap().clone()
}

/// The parameters that name a VPC in Hangzhou.
fn vpc<'a>(cen: &'a str, child: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("CenId", cen),
        ("ChildInstanceId", child),
        ("ChildInstanceType", "VPC"),
        ("ChildInstanceRegionId", "cn-hangzhou"),
    ]
}

#[tokio::test]
async fn a_network_is_attached_shown_and_detached() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let lower = [("ChildInstanceType", "vpc")];
    assert_eq!(bench.attach(&cen, "vpc-a", &lower).await.status, 200);
    let child = bench.cloud.all::<Child>().remove(0);
    let expected = json!({
        "CenId": cen,
        "ChildInstanceId": "vpc-a",
        "ChildInstanceType": "VPC",
        "ChildInstanceRegionId": "cn-hangzhou",
        "ChildInstanceOwnerId": ACCOUNT_ID,
        "ChildInstanceAttachTime": child.attach_time,
        "Status": "Attached",
    });
    assert_eq!(
        listed(&bench, &[("CenId", &cen)]).await,
        std::slice::from_ref(&expected)
    );

    let one = "DescribeCenAttachedChildInstanceAttribute";
    let mut shown = bench.call(one, &vpc(&cen, "vpc-a")).await.body;
    let shown = shown.as_object_mut().unwrap();
    assert_eq!(
        shown.remove("ChildInstanceAttributes"),
        Some(json!({
            "CidrBlock": "172.16.0.0/12",
            "Ipv6CidrBlock": "",
            "Ipv6CidrBlocks": {"ipv6CidrBlock": []},
            "SecondaryCidrBlocks": {"secondaryCidrBlock": []},
        }))
    );
    assert_eq!(shown.remove("ChildInstanceName"), Some(json!("")));
    shown.remove("RequestId");
    assert_eq!(Value::Object(shown.clone()), expected);
    assert_eq!(
        bench.call(one, &vpc(&cen, "vpc-b")).await.error(),
        (404, "ParameterInstanceId")
    );
    let mut elsewhere = vpc(&cen, "vpc-a");
    elsewhere[3].1 = "cn-beijing";
    assert_eq!(
        bench.call(one, &elsewhere).await.error(),
        (404, "ParameterError")
    );

    let detach = "DetachCenChildInstance";
    assert_eq!(bench.call(detach, &vpc(&cen, "vpc-a")).await.status, 200);
    assert_eq!(listed(&bench, &[("CenId", &cen)]).await, [] as [Value; 0]);
    assert_eq!(
        bench.call(detach, &vpc(&cen, "vpc-a")).await.error(),
        (404, "ParameterInstanceId")
    );
}

#[tokio::test]
async fn attaching_and_detaching_take_their_time_and_nothing_else_meanwhile() {
    let bench = bench_with(Options {
        settle: MINUTE,
        ..Options::default()
    })
    .await;
    let (cen, other) = (
        bench.cloud.add_cen("c").unwrap(),
        bench.cloud.add_cen("d").unwrap(),
    );
    let detach = async || {
        let reply = bench
            .call("DetachCenChildInstance", &vpc(&cen, "vpc-a"))
            .await;
        (reply.status, reply.body["Code"].as_str().map(str::to_owned))
    };
    let status = || bench.cloud.all::<Child>()[0].life.status;
    let busy = "InvalidOperation.ChildInstanceStatus".to_owned();
    let taken = (409, "InvalidOperation.ChildInstanceAlreadyAttached");

    bench.attach(&cen, "vpc-a", &[]).await;
    assert_eq!(status(), Status::Attaching);
    assert_eq!(detach().await, (409, Some(busy.clone())));
    assert_eq!(bench.attach(&cen, "vpc-a", &[]).await.error(), taken);
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(status(), Status::Attached);
    assert_eq!(bench.attach(&other, "vpc-a", &[]).await.error(), taken);

    assert_eq!(detach().await, (200, None));
    assert_eq!(status(), Status::Detaching);
    assert_eq!(detach().await, (409, Some(busy.clone())));
    assert_eq!(
        bench.attach(&other, "vpc-a", &[]).await.error(),
        (409, busy.as_str())
    );
    let delete = [("CenId", cen.as_str())];
    assert_eq!(
        bench.call("DeleteCen", &delete).await.error(),
        (409, "InvalidOperation.AttachedChildInstanceExist")
    );
    bench.cloud.advance_clock(MINUTE).unwrap();
    assert_eq!(bench.cloud.all::<Child>(), []);
    assert_eq!(bench.call("DeleteCen", &delete).await.status, 200);
}

#[tokio::test]
async fn every_bad_attachment_has_its_code() {
    let bench = bench_with(Options {
        policy: Policy {
            granted_children: vec![("vpc-theirs".to_owned(), 42)],
            ..Policy::default()
        },
        ..Options::default()
    })
    .await;
    let cen = bench.cloud.add_cen("c").unwrap();
    for (given, status, code) in [
        (
            ("ChildInstanceType", "ECS"),
            400,
            "ParameterIllegal.ChildInstanceType",
        ),
        (
            ("ChildInstanceType", "CCN"),
            400,
            "ParameterIllegal.ChildInstanceId",
        ),
        (
            ("ChildInstanceId", "vpc-"),
            400,
            "ParameterIllegal.ChildInstanceId",
        ),
        (
            ("ChildInstanceRegionId", "ccn-cn-shanghai"),
            400,
            "ParameterIllegal.ChildInstanceRegionId",
        ),
        (
            ("ChildInstanceRegionId", "Hangzhou"),
            400,
            "ParameterIllegal.ChildInstanceRegionId",
        ),
        (
            ("ChildInstanceOwnerId", "me"),
            400,
            "ParameterIllegal.ChildInstanceUid",
        ),
        (
            ("ChildInstanceOwnerId", "42"),
            409,
            "Forbbiden.AttachChildInstanceAcrossUid",
        ),
        (("CenId", "cen-none"), 404, "ParameterCenInstanceId"),
    ] {
        let reply = bench.attach(&cen, "vpc-a", &[given]).await;
        assert_eq!(reply.error(), (status, code), "{given:?}");
    }
    assert_eq!(bench.cloud.all::<Child>(), []);
    let theirs = [("ChildInstanceOwnerId", "42")];
    assert_eq!(bench.attach(&cen, "vpc-theirs", &theirs).await.status, 200);
    assert_eq!(bench.cloud.all::<Child>()[0].owner, 42);
}

#[tokio::test]
async fn lists_of_networks_are_filtered_and_paged() {
    let bench = bench().await;
    let cen = bench.cloud.add_cen("c").unwrap();
    let elsewhere = bench.cloud.add_cen("d").unwrap();
    bench.attach(&cen, "vpc-a", &[]).await;
    let beijing = [("ChildInstanceRegionId", "cn-beijing")];
    bench.attach(&cen, "vpc-b", &beijing).await;
    let ccn = [
        ("ChildInstanceType", "CCN"),
        ("ChildInstanceRegionId", "ccn-cn-shanghai"),
    ];
    bench.attach(&cen, "ccn-a", &ccn).await;
    bench.attach(&elsewhere, "vpc-c", &[]).await;
    let ids = async |given: &[(&str, &str)]| {
        let mut all = vec![("CenId", cen.as_str())];
        all.extend(given);
        let children = listed(&bench, &all).await;
        let ids = children.iter().map(|child| &child["ChildInstanceId"]);
        ids.map(|id| id.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]).await, ["ccn-a", "vpc-b", "vpc-a"]);
    assert_eq!(
        ids(&[("ChildInstanceType", "vpc")]).await,
        ["vpc-b", "vpc-a"]
    );
    assert_eq!(ids(&beijing).await, ["vpc-b"]);
    assert_eq!(
        ids(&[("PageSize", "2"), ("PageNumber", "2")]).await,
        ["vpc-a"]
    );
    let unknown = [("CenId", "cen-none")];
    let reply = bench
        .call("DescribeCenAttachedChildInstances", &unknown)
        .await;
    assert_eq!(reply.error(), (404, "ParameterCenInstanceId"));
}
