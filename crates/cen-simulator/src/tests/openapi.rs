//! Every path that the OpenAPI file tells of is called on a real server, and answers what it says there.

use std::collections::BTreeSet;

use reqwest::Response;
use serde_json::{Map, Value, json};

use crate::control::routes;
use crate::openapi;

use super::client::{Bench, bench, bench_by_tls};
use super::control::control;
use super::network::{ASSOCIATE, ENABLE};

/// One operation of the document.
struct Operation {
    method: String,
    path: String,
    says: Value,
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, says)| Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                says: says.clone(),
            })
        })
        .collect()
}

/// What is wrong with a value by a schema, as far as the document uses schemas.
fn flaw(document: &Value, schema: &Value, value: &Value) -> Option<String> {
    if let Some(place) = schema["$ref"].as_str() {
        let schema = document.pointer(place.trim_start_matches('#')).unwrap();
        return flaw(document, schema, value);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if schema["type"].as_str().is_some_and(|wanted| wanted != kind) {
        return Some(format!("{value} is no {}", schema["type"]));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        return Some(format!("{value} is not {}", schema["const"]));
    }
    let needed = schema["required"].as_array().into_iter().flatten();
    for name in needed.map(|name| name.as_str().unwrap()) {
        if value.get(name).is_none() {
            return Some(format!("{value} has no {name}"));
        }
    }
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    for (name, value) in value.as_object().into_iter().flatten() {
        if let Some(schema) = properties.get(name) {
            let flaw = flaw(document, schema, value);
            if flaw.is_some() {
                return flaw;
            }
        }
    }
    let items = value.as_array().into_iter().flatten();
    items
        .filter_map(|item| flaw(document, schema.get("items")?, item))
        .next()
}

/// An account with something of every kind that a path leads to.
async fn furnished(bench: &Bench) -> Value {
    let cen = bench.cloud.add_cen("c").unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let other = bench.cloud.add_transit_router(&cen, "cn-beijing").unwrap();
    let attachment = bench.vpc(&router, "vpc-a", &[]).await;
    bench.vpc(&router, "vpc-b", &[]).await;
    bench.peer(&router, &other, &[]).await;
    let table = bench.custom_table(&router).await;
    bench.relate(ASSOCIATE, &attachment, &table).await;
    bench.relate(ENABLE, &attachment, &table).await;
    bench.route(&table, "10.8.0.0/16", Some(&attachment)).await;
    let child_route = [
        ("CenId", cen.as_str()),
        ("RouteTableId", "vtb-x"),
        ("TransitRouterAttachmentId", &attachment),
        ("DestinationCidrBlock", "10.9.0.0/16"),
    ];
    bench
        .ok("CreateCenChildInstanceRouteEntryToAttachment", &child_route)
        .await;
    let aggregation = [
        ("TransitRouteTableId", table.as_str()),
        ("TransitRouteTableAggregationCidr", "172.16.0.0/16"),
        ("TransitRouteTableAggregationScope", "VPC"),
    ];
    bench
        .ok("CreateTransitRouteTableAggregation", &aggregation)
        .await;
    let at_router = [
        ("RegionId", "cn-hangzhou"),
        ("TransitRouterId", router.as_str()),
    ];
    let cidr = [&at_router[..], &[("Cidr", "192.168.0.0/16")]].concat();
    bench.ok("CreateTransitRouterCidr", &cidr).await;
    let list = json!({"id": "pl-b", "entries": ["10.7.0.0/16"]});
    control(bench, "POST", "prefix-lists", &list).await;
    let prefix_list = [
        ("TransitRouterTableId", table.as_str()),
        ("PrefixListId", "pl-b"),
        ("NextHop", "BlackHole"),
    ];
    let prefix_list = [&at_router[..], &prefix_list].concat();
    bench
        .ok("CreateTransitRouterPrefixListAssociation", &prefix_list)
        .await;

    let region = ("RegionId", "cn-hangzhou");
    let vpc = [region, ("CidrBlock", "10.0.0.0/16")];
    let vpc = bench.vpc_ok("CreateVpc", &vpc).await;
    let vswitch = [
        region,
        ("VpcId", vpc["VpcId"].as_str().unwrap()),
        ("ZoneId", "cn-hangzhou-h"),
        ("CidrBlock", "10.0.1.0/24"),
    ];
    bench.vpc_ok("CreateVSwitch", &vswitch).await;
    let grant = [
        region,
        ("InstanceType", "VBR"),
        ("InstanceId", "vbr-a"),
        ("CenId", "cen-a"),
        ("CenOwnerId", "42"),
    ];
    bench.vpc_ok("GrantInstanceToCen", &grant).await;

    bench.attach(&cen, "vpc-c", &[]).await;
    bench.buy(&[("BandwidthPackageChargeType", "PREPAY")]).await;
    let package = bench.buy(&[]).await.id();
    let bind = json!({"cen_id": cen});
    control(bench, "PATCH", &format!("packages/{package}"), &bind).await;
    let limit = json!({"cen_id": cen, "regions": ["cn-beijing", "cn-hongkong"], "bandwidth": 1});
    let (status, limits) = control(bench, "POST", "limits", &limit).await;
    assert_eq!((status, limits.as_array().unwrap().len()), (200, 1));
    bench.cloud.snapshot().unwrap()
}

/// A path with the id of something that is there.
async fn filled_in(bench: &Bench, path: &str) -> String {
    let path = path.strip_prefix("/_simulator/").unwrap();
    if path == "reachability" {
        return "reachability?from=vpc-a&to=vpc-b".to_owned();
    }
    let Some((kind, rest)) = path.split_once("/{id}") else {
        return path.to_owned();
    };
    let id = match kind {
        "access-keys" => "other-id".to_owned(),
        _ => {
            let kind = match kind {
                "attachments" => "peer-attachments",
                kind => kind,
            };
            let (_, objects) = control(bench, "GET", kind, &Value::Null).await;
            let id = &objects[0]["id"];
            id.as_str()
                .unwrap_or_else(|| panic!("no {kind}"))
                .to_owned()
        }
    };
    format!("{kind}/{id}{rest}")
}

async fn send(bench: &Bench, operation: &Operation, path: &str, body: &Value) -> Response {
    let url = format!("{}/_simulator/{path}", bench.cloud.endpoint());
    let method = operation.method.parse().unwrap();
    let mut request = bench.http.request(method, url);
    if !body.is_null() {
        request = request.body(body.to_string());
    }
    request.send().await.unwrap()
}

/// Calls it as it is documented, with the example of a body if it has one, and as it is not.
async fn call(bench: &Bench, document: &Value, operation: &Operation) {
    let Operation { method, path, says } = operation;
    let what = format!("{method} {path}");
    let filled = filled_in(bench, path).await;
    let media = &says["requestBody"]["content"]["application/json"];
    // Ids are new in every account, so those of examples stand for one that is there.
    let (_, cens) = control(bench, "GET", "cens", &Value::Null).await;
    let example = media["example"].to_string();
    let example = example.replace("cen-a", cens[0]["id"].as_str().unwrap());
    let body: Value = serde_json::from_str(&example).unwrap();
    assert_eq!(flaw(document, &media["schema"], &body), None, "{what}");

    if media["schema"]["additionalProperties"] == json!(false) {
        let mut odd = body.clone();
        odd["no_such_field"] = json!(1);
        let refused = send(bench, operation, &filled, &odd).await;
        assert_eq!(refused.status(), 400, "{what}");
        let text = refused.text().await.unwrap();
        let error = &document["components"]["schemas"]["error"];
        let value = serde_json::from_str(&text).unwrap();
        assert_eq!(flaw(document, error, &value), None, "{what}");
    }
    let needed = media["schema"]["required"].as_array();
    for field in needed.into_iter().flatten() {
        let mut less = body.clone();
        less.as_object_mut()
            .unwrap()
            .remove(field.as_str().unwrap());
        let refused = send(bench, operation, &filled, &less).await;
        assert_eq!(refused.status(), 400, "{what} without {field}");
    }

    let mut answer = send(bench, operation, &filled, &body).await;
    let kind = answer.headers()["content-type"].to_str().unwrap();
    let kind = kind.split(';').next().unwrap().to_owned();
    let status = answer.status();
    let contents = says["responses"]["200"]["content"].as_object().unwrap();
    if kind == "text/event-stream" {
        assert!(answer.chunk().await.unwrap().is_some());
        assert!(contents.contains_key(&kind), "{what}");
        return;
    }
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{what}: {text}");
    let told: Vec<&String> = contents.keys().collect();
    assert_eq!(told, [&kind], "{what}");
    if kind == "application/json" {
        let value = serde_json::from_str(&text).unwrap();
        let flaw = flaw(document, &contents[&kind]["schema"], &value);
        assert_eq!(flaw, None, "{what}");
    }
}

#[tokio::test]
async fn every_path_answers_what_the_document_says() {
    let bench = bench_by_tls().await;
    let account = furnished(&bench).await;
    let document = openapi();
    for operation in operations(&document) {
        bench.cloud.load(account.clone()).unwrap();
        call(&bench, &document, &operation).await;
    }
}

#[tokio::test]
async fn the_server_knows_no_other_path_and_strangers_meet_what_is_open() {
    let bench = bench().await;
    let document = openapi();
    let (_, served) = control(&bench, "GET", "openapi.json", &Value::Null).await;
    assert_eq!(served, document);
    let operations = operations(&document);
    assert_eq!(operations.len(), routes().count());
    let mut names = BTreeSet::new();
    for Operation { method, path, says } in &operations {
        assert!(names.insert(says["operationId"].to_string()), "{path}");
        assert_ne!(says["summary"], "", "{method} {path}");
        let url = format!("{}{path}", bench.cloud.endpoint());
        let request = bench.http.request(method.parse().unwrap(), url);
        let answer = request.header("host", "evil.example").send().await.unwrap();
        let is_open = says["security"] == json!([]);
        assert_eq!(answer.status() != 403, is_open, "{method} {path}");
    }
}
