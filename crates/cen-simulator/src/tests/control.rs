use serde_json::{Value, json};

use crate::{Child, Package};

use super::client::{Bench, bench};

pub(super) async fn control(bench: &Bench, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}/_simulator/{path}", bench.cloud.endpoint());
    let method = method.parse().unwrap();
    let mut request = bench.http.request(method, url);
    if !body.is_null() {
        request = request.body(body.to_string());
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (
        status,
        serde_json::from_str(&answer.text().await.unwrap()).unwrap(),
    )
}

#[tokio::test]
async fn a_person_can_see_the_calls_and_forget_them() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let (_, journal) = control(&bench, "GET", "journal", &Value::Null).await;
    assert_eq!(journal[0]["action"], "CreateCenBandwidthPackage");
    assert_eq!(journal[0]["outcome"], "done");
    assert_eq!(journal[0]["created"], json!(id));
    let (_, summary) = control(&bench, "GET", "summary", &Value::Null).await;
    assert_eq!(summary["calls"], json!({"CreateCenBandwidthPackage": 1}));
    assert_eq!(summary["purchases"][0]["package"]["id"], json!(id));
    control(&bench, "DELETE", "journal", &Value::Null).await;
    assert_eq!(bench.cloud.journal(), []);
}

#[tokio::test]
async fn a_person_can_make_the_account_drift() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let path = format!("packages/{id}");
    let (_, cen) = control(&bench, "POST", "cens", &json!({"name": "c"})).await;
    let change = json!({"bandwidth": 9, "cen_id": cen["cen_id"], "tags": {"k": "v"}});
    let (status, package) = control(&bench, "PATCH", &path, &change).await;
    assert_eq!(
        (status, &package["bandwidth"], &package["status"]),
        (200, &json!(9), &json!("InUse"))
    );

    let limit =
        json!({"cen_id": cen["cen_id"], "regions": ["cn-beijing", "cn-hongkong"], "bandwidth": 4});
    let (status, limits) = control(&bench, "POST", "limits", &limit).await;
    assert_eq!((status, &limits[0]["bandwidth"]), (200, &json!(4)));
    let seen = control(&bench, "GET", "limits", &Value::Null).await;
    assert_eq!(seen, (200, limits));

    let lock = control(&bench, "POST", &format!("{path}/lock"), &Value::Null).await;
    assert_eq!(lock.1["business_status"], "FinancialLocked");
    let lock = json!({"status": "SecurityLocked"});
    let (_, package) = control(&bench, "POST", &format!("{path}/lock"), &lock).await;
    assert_eq!(package["business_status"], "SecurityLocked");
    let (_, package) = control(&bench, "POST", &format!("{path}/unlock"), &Value::Null).await;
    assert_eq!(package["business_status"], "Normal");

    let (status, _) = control(&bench, "DELETE", &path, &Value::Null).await;
    assert_eq!(status, 200);
    let (_, packages) = control(&bench, "GET", "packages", &Value::Null).await;
    assert_eq!(packages, json!([]));
}

#[tokio::test]
async fn a_person_can_make_an_instance_drift() {
    let bench = bench().await;
    let (_, cen) = control(&bench, "POST", "cens", &json!({"name": "c"})).await;
    let id = cen["cen_id"].as_str().unwrap();
    bench.attach(id, "vpc-a", &[]).await;
    let package = bench.buy(&[]).await.id();
    let bind = json!({"cen_id": id});
    control(&bench, "PATCH", &format!("packages/{package}"), &bind).await;
    let path = format!("cens/{id}");
    let change = json!({"name": "d", "tags": {"k": "v"}});
    let (status, cen) = control(&bench, "PATCH", &path, &change).await;
    assert_eq!(
        (status, &cen["name"], &cen["tags"]),
        (200, &json!("d"), &json!({"k": "v"}))
    );
    let (_, cens) = control(&bench, "GET", "cens", &Value::Null).await;
    assert_eq!(
        (&cens[0]["packages"], &cens[0]["children"]),
        (&json!([package]), &json!(["vpc-a"]))
    );

    let (_, children) = control(&bench, "GET", "children", &Value::Null).await;
    assert_eq!(
        (&children[0]["cen_id"], &children[0]["status"]),
        (&json!(id), &json!("Attached"))
    );
    control(&bench, "DELETE", "children/vpc-a", &Value::Null).await;
    let (_, children) = control(&bench, "GET", "children", &Value::Null).await;
    assert_eq!(children, json!([]));

    bench.attach(id, "vpc-b", &[]).await;
    control(&bench, "DELETE", &path, &Value::Null).await;
    let (_, cens) = control(&bench, "GET", "cens", &Value::Null).await;
    assert_eq!(cens, json!([]));
    assert_eq!(bench.cloud.all::<Child>(), []);
    assert_eq!(bench.cloud.all::<Package>()[0].cen_id, None);
}

#[tokio::test]
async fn a_person_can_pay_and_move_the_clock() {
    let bench = bench().await;
    bench.buy(&[("BandwidthPackageChargeType", "PREPAY")]).await;
    let order = bench.cloud.all::<Package>()[0].order.clone();
    let (_, package) = control(&bench, "POST", &format!("orders/{order}/pay"), &Value::Null).await;
    assert_eq!(package["paid"], true);
    let (_, clock) = control(&bench, "POST", "clock", &json!({"advance": "40d"})).await;
    assert_eq!(clock["ahead_of_real_time_seconds"], 40 * 24 * 3_600);
    let (_, packages) = control(&bench, "GET", "packages", &Value::Null).await;
    assert_eq!(packages[0]["business_status"], "FinancialLocked");
    let (_, clock) = control(&bench, "POST", "clock", &json!({"back": "40d"})).await;
    assert_eq!(clock["ahead_of_real_time_seconds"], 0);
    let (_, shown) = control(&bench, "GET", "clock", &Value::Null).await;
    assert_eq!(shown["ahead_of_real_time_seconds"], 0);
}

#[tokio::test]
async fn a_person_can_add_and_clear_faults() {
    let bench = bench().await;
    let rule = json!({"rule": "*:hold-before*1"});
    let (_, faults) = control(&bench, "POST", "faults", &rule).await;
    assert_eq!(faults, json!([{"rule": "*:hold-before*1", "struck": 0}]));
    let (reply, ()) = tokio::join!(bench.call("DescribeCens", &[]), async {
        bench.cloud.wait_for_held(1).await;
        control(&bench, "POST", "release", &Value::Null).await;
    });
    assert_eq!(reply.status, 200);
    let (_, faults) = control(&bench, "GET", "faults", &Value::Null).await;
    assert_eq!(faults, json!([{"rule": "*:hold-before*1", "struck": 1}]));
    control(&bench, "DELETE", "faults", &Value::Null).await;
    let (_, faults) = control(&bench, "GET", "faults", &Value::Null).await;
    assert_eq!(faults, json!([]));
}

#[tokio::test]
async fn mistakes_are_explained() {
    let bench = bench().await;
    for (method, path, body, status, error) in [
        (
            "GET",
            "moon",
            Value::Null,
            404,
            "GET /_simulator/moon is not part of the control API; GET /_simulator/openapi.json lists all that is",
        ),
        (
            "DELETE",
            "packages/x",
            Value::Null,
            404,
            "there is no bandwidth package x",
        ),
        (
            "POST",
            "orders/7/pay",
            Value::Null,
            404,
            "there is no order 7",
        ),
        (
            "POST",
            "clock",
            json!({"advance": "soon"}),
            400,
            "`soon` is not a duration; write a whole number and a unit, one of ms, s, m, h or d, for example 250ms, 3s or 40d",
        ),
        (
            "PATCH",
            "packages/x",
            json!({"colour": 1}),
            400,
            "the body does not fit: unknown field `colour`, expected one of `name`, `description`, `bandwidth`, `tags`, `cen_id`, `resource_group_id`, `business_status`, `renew_months`, `renewal`, `unpaid_bandwidth` at line 1 column 9",
        ),
    ] {
        let answer = control(&bench, method, path, &body).await;
        assert_eq!(answer, (status, json!({"error": error})));
    }
    assert_eq!(bench.cloud.journal(), []);
}
