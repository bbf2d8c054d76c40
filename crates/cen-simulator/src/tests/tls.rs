use reqwest::{Certificate, Client};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{Options, Simulator, Tls};

use super::client::bench_with;

async fn start(tls: Tls) -> Simulator {
    let options = Options {
        tls: Some(tls),
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

/// A client that trusts one authority and no other.
fn trusting(authority: &str) -> reqwest::ClientBuilder {
    let certificate = Certificate::from_pem(authority.as_bytes()).unwrap();
    Client::builder().no_proxy().tls_certs_only([certificate])
}

async fn health(client: &Client, endpoint: &str) -> reqwest::Result<Value> {
    let url = format!("{endpoint}/_simulator/health");
    let text = client.get(url).send().await?.text().await?;
    Ok(serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn one_port_speaks_both_and_a_handshake_that_stalls_holds_nobody_up() {
    let cloud = start(Tls::default()).await;
    let address = cloud.endpoint().replace("http://", "");
    let mut stalled = TcpStream::connect(&address).await.unwrap();
    stalled.write_all(&[22, 3]).await.unwrap();
    let _silent = TcpStream::connect(&address).await.unwrap();

    let client = trusting(cloud.authority().unwrap()).build().unwrap();
    let endpoint = cloud.tls_endpoint().unwrap();
    let by_tls = health(&client, &endpoint).await.unwrap();
    assert_eq!(by_tls["name"], "cen-simulator");
    let by_name = endpoint.replace("127.0.0.1", "localhost");
    assert_eq!(health(&client, &by_name).await.unwrap()["form"], 1);
    let plain = Client::builder().no_proxy().build().unwrap();
    assert_eq!(health(&plain, &cloud.endpoint()).await.unwrap()["form"], 1);
    let url = format!("{}/_simulator/ca.pem", cloud.endpoint());
    let exported = plain.get(url).send().await.unwrap().text().await.unwrap();
    assert_eq!(Some(exported.as_str()), cloud.authority());

    drop(cloud);
    // Its end is the end of what was stalled, too.
    let _ = stalled.read_to_end(&mut Vec::new()).await;
}

#[tokio::test]
async fn names_are_certified_when_they_are_given() {
    let tls = Tls {
        names: vec!["sts.aliyuncs.com".to_owned()],
        folder: None,
    };
    let cloud = start(tls).await;
    let address = cloud.endpoint().replace("http://", "").parse().unwrap();
    let named = |name| {
        let client = trusting(cloud.authority().unwrap()).resolve(name, address);
        client.build().unwrap()
    };
    let endpoint = |name| cloud.tls_endpoint().unwrap().replace("127.0.0.1", name);
    let (known, other) = ("sts.aliyuncs.com", "cbn.aliyuncs.com");
    assert!(health(&named(known), &endpoint(known)).await.is_ok());
    assert!(health(&named(other), &endpoint(other)).await.is_err());
}

#[tokio::test]
async fn an_authority_that_is_kept_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let tls = Tls {
        names: Vec::new(),
        folder: Some(folder.path().join("tls")),
    };
    let before = start(tls.clone()).await;
    let client = trusting(before.authority().unwrap()).build().unwrap();
    let authority = before.authority().map(str::to_owned);
    drop(before);
    let after = start(tls.clone()).await;
    assert_eq!(after.authority(), authority.as_deref());
    health(&client, &after.tls_endpoint().unwrap())
        .await
        .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = folder.path().join("tls/ca-key.pem");
        let mode = key.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(folder.path().join("tls/ca-key.pem"), "no key").unwrap();
    let options = Options {
        tls: Some(tls),
        ..Options::default()
    };
    let error = Simulator::start(options).await.unwrap_err().to_string();
    assert!(error.contains("ca-key.pem is no key"), "{error}");
}

#[tokio::test]
async fn without_tls_there_is_no_authority() {
    let bench = bench_with(Options::default()).await;
    assert_eq!(
        (bench.cloud.authority(), bench.cloud.tls_endpoint()),
        (None, None)
    );
    let url = format!("{}/_simulator/ca.pem", bench.cloud.endpoint());
    let answer = bench.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        body,
        json!({"error": "this simulator was started without --tls"})
    );
}
