use std::path::Path;

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

/// With an authority that is kept there.
fn kept_in(folder: &Path) -> Tls {
    Tls {
        names: Vec::new(),
        folder: Some(folder.to_owned()),
    }
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
    let tls = kept_in(&folder.path().join("tls"));
    let before = start(tls.clone()).await;
    let client = trusting(before.authority().unwrap()).build().unwrap();
    let authority = before.authority().map(str::to_owned);
    drop(before);
    let after = start(tls).await;
    assert_eq!(after.authority(), authority.as_deref());
    health(&client, &after.tls_endpoint().unwrap())
        .await
        .unwrap();
}

/// Why it does not start with this.
async fn refusal(tls: &Tls) -> String {
    let options = Options {
        tls: Some(tls.clone()),
        ..Options::default()
    };
    Simulator::start(options).await.unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_no_authority_is_refused_with_what_to_remove() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    for place in [&one, &other] {
        start(kept_in(place)).await;
    }
    let [key, certificate] = ["ca-key.pem", "ca.pem"].map(|name| one.join(name));
    let [good_key, good_certificate] =
        [&key, &certificate].map(|path| std::fs::read_to_string(path).unwrap());
    let both = "remove ca.pem and ca-key.pem for a new authority";
    let foreign = std::fs::read_to_string(other.join("ca.pem")).unwrap();
    for (path, text, why) in [
        (&key, "no key", "ca-key.pem is no key: "),
        (&key, "", "ca-key.pem is no key: "),
        (&certificate, "hello", "ca.pem is no certificate: "),
        (&certificate, "", "ca.pem is no certificate: "),
        (
            &certificate,
            &foreign,
            "ca.pem and ca-key.pem do not belong together: ",
        ),
    ] {
        std::fs::write(path, text).unwrap();
        let error = refusal(&kept_in(&one)).await;
        let begins = format!("cannot keep the authority in {}: {why}", one.display());
        assert!(
            error.starts_with(&begins) && error.ends_with(both),
            "{error}"
        );
        std::fs::write(&key, &good_key).unwrap();
        std::fs::write(&certificate, &good_certificate).unwrap();
    }
    for (gone, text, why) in [
        (
            &key,
            &good_key,
            "there is ca.pem and no ca-key.pem; remove ca.pem for a new authority",
        ),
        (
            &certificate,
            &good_certificate,
            "there is ca-key.pem and no ca.pem; remove ca-key.pem for a new authority",
        ),
    ] {
        std::fs::remove_file(gone).unwrap();
        let error = refusal(&kept_in(&one)).await;
        assert!(error.ends_with(why), "{error}");
        std::fs::write(gone, text).unwrap();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_its_owners_alone() {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("tls");
    start(kept_in(&place)).await;
    let key = place.join("ca-key.pem");
    assert_eq!(key.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let error = refusal(&kept_in(&place)).await;
    let why = "others may read ca-key.pem or write it (mode 644); make it yours alone with chmod 600, or remove ca.pem and ca-key.pem for a new authority";
    assert!(error.ends_with(why), "{error}");

    // Neither a file that is there nor what a link leads to becomes the key.
    for target in ["victim", "nowhere"] {
        std::fs::remove_dir_all(&place).unwrap();
        std::fs::create_dir(&place).unwrap();
        let victim = folder.path().join("victim");
        std::fs::write(&victim, "mine").unwrap();
        symlink(folder.path().join(target), &key).unwrap();
        let error = refusal(&kept_in(&place)).await;
        assert!(
            error.ends_with("remove ca-key.pem for a new authority"),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "mine");
        assert!(!folder.path().join("nowhere").exists());
    }
}

#[tokio::test]
async fn a_name_that_no_client_can_use_is_refused() {
    for bad in ["", "ba d", "http://x", "cen:443"] {
        let tls = Tls {
            names: vec![bad.to_owned()],
            folder: None,
        };
        let expected = format!(
            "`{bad}` is no name of a host; --tls-name takes a name or an address, such as sts.aliyuncs.com"
        );
        assert_eq!(refusal(&tls).await, expected);
    }
    let names = vec!["*.aliyuncs.com".to_owned(), "192.0.2.1".to_owned()];
    start(Tls {
        names,
        folder: None,
    })
    .await;
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
