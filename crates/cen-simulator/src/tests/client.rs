//! A client that signs, sends and reads, and nothing else.

use std::sync::Arc;

use reqwest::Certificate;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::clock::Clock;
use crate::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator, Tls};
use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::rpc::{Parameters, canonical_query, signature, string_to_sign};

/// A test's cloud and its client.
pub(crate) struct Bench {
    pub(crate) cloud: Simulator,
    pub(crate) http: reqwest::Client,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Reply {
    /// The HTTP status and the error code.
    pub(crate) fn error(&self) -> (u16, &str) {
        (self.status, self.body["Code"].as_str().unwrap())
    }

    pub(crate) fn id(&self) -> String {
        self.created("CenBandwidthPackageId")
    }

    /// The id of what was created, from the field `name`.
    pub(crate) fn created(&self, name: &str) -> String {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body[name].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn bench() -> Bench {
    bench_with(Options::default()).await
}

pub(crate) async fn bench_with(options: Options) -> Bench {
    Bench {
        cloud: Simulator::start(options).await.unwrap(),
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
    }
}

/// A client that speaks TLS to its simulator.
pub(crate) async fn bench_by_tls() -> Bench {
    let options = Options {
        tls: Some(Tls::default()),
        ..Options::default()
    };
    let cloud = Simulator::start(options).await.unwrap();
    let certificate = Certificate::from_pem(cloud.authority().unwrap().as_bytes()).unwrap();
    let http = reqwest::Client::builder().no_proxy();
    let http = http.tls_certs_only([certificate]).build().unwrap();
    Bench { cloud, http }
}

/// The parameters of a call, unsigned, at the real time.
pub(crate) fn parameters(action: &str, given: &[(&str, &str)]) -> Parameters {
    let nonce = uuid::Uuid::new_v4().to_string();
    let timestamp = Clock::default().now().to_seconds();
    let common = [
        ("Action", action),
        ("Version", "2017-09-12"),
        ("AccessKeyId", DEFAULT_ACCESS_KEY_ID),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &timestamp),
    ];
    common
        .iter()
        .chain(given)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Adds the signature of `secret` for `method`.
pub(crate) fn sign(mut parameters: Parameters, method: &str, secret: &str) -> Parameters {
    let text = string_to_sign(method, &parameters);
    let signature = signature(&text, &Secret::new(secret));
    parameters.insert("Signature".to_owned(), signature);
    parameters
}

impl Bench {
    /// One call by POST with a form body, signed at the simulator's time.
    pub(crate) async fn call(&self, action: &str, given: &[(&str, &str)]) -> Reply {
        self.try_call(action, given).await.unwrap()
    }

    pub(crate) async fn try_call(
        &self,
        action: &str,
        given: &[(&str, &str)],
    ) -> Result<Reply, reqwest::Error> {
        let mut unsigned = parameters(action, given);
        let now = self.cloud.cloud.clock.now().to_seconds();
        unsigned.insert("Timestamp".to_owned(), now);
        self.post(&sign(unsigned, "POST", DEFAULT_ACCESS_KEY_SECRET))
            .await
    }

    /// One call to the product whose API has that version.
    pub(crate) async fn call_of(
        &self,
        version: &str,
        action: &str,
        given: &[(&str, &str)],
    ) -> Reply {
        let mut all = vec![("Version", version)];
        all.extend(given);
        self.call(action, &all).await
    }

    /// One call to the VPC product.
    pub(crate) async fn vpc_call(&self, action: &str, given: &[(&str, &str)]) -> Reply {
        self.call_of("2016-04-28", action, given).await
    }

    /// One that succeeds, and its answer.
    pub(crate) async fn vpc_ok(&self, action: &str, given: &[(&str, &str)]) -> Value {
        let reply = self.vpc_call(action, given).await;
        assert_eq!(reply.status, 200, "{action} {given:?}: {}", reply.body);
        reply.body
    }

    /// Where its client calls: by TLS if the simulator speaks it.
    fn endpoint(&self) -> String {
        let tls = self.cloud.tls_endpoint();
        tls.unwrap_or_else(|| self.cloud.endpoint())
    }

    /// A connection by TLS on which nothing has been said yet.
    pub(crate) async fn connect_by_tls(&self) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        let authority = self.cloud.authority().unwrap().as_bytes();
        roots
            .add(CertificateDer::from_pem_slice(authority).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let address = self.cloud.endpoint().replace("http://", "");
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await.unwrap()
    }

    /// One call as it is.
    pub(crate) async fn post(&self, parameters: &Parameters) -> Result<Reply, reqwest::Error> {
        let answer = self
            .http
            .post(self.endpoint())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(canonical_query(parameters))
            .send()
            .await?;
        let status = answer.status().as_u16();
        let body = serde_json::from_str(&answer.text().await?).unwrap();
        Ok(Reply { status, body })
    }

    /// Buys a pay-as-you-go package of 5 Mbps between China and Asia-Pacific, with more or other parameters.
    pub(crate) async fn buy(&self, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("GeographicRegionAId", "China"),
            ("GeographicRegionBId", "Asia-Pacific"),
            ("Bandwidth", "5"),
            ("BandwidthPackageChargeType", "POSTPAY"),
        ];
        all.extend(given);
        self.call("CreateCenBandwidthPackage", &all).await
    }

    /// Attaches a VPC in Hangzhou to an instance, with more or other parameters.
    pub(crate) async fn attach(&self, cen: &str, child: &str, given: &[(&str, &str)]) -> Reply {
        let mut all = vec![
            ("CenId", cen),
            ("ChildInstanceId", child),
            ("ChildInstanceType", "VPC"),
            ("ChildInstanceRegionId", "cn-hangzhou"),
        ];
        all.extend(given);
        self.call("AttachCenChildInstance", &all).await
    }

    /// The packages that Describe lists for these parameters.
    pub(crate) async fn list(&self, given: &[(&str, &str)]) -> Vec<Value> {
        let reply = self.call("DescribeCenBandwidthPackages", given).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let packages = &reply.body["CenBandwidthPackages"]["CenBandwidthPackage"];
        packages.as_array().unwrap().clone()
    }

    /// The ids that Describe lists for these parameters.
    pub(crate) async fn ids(&self, given: &[(&str, &str)]) -> Vec<String> {
        let listed = self.list(given).await;
        let ids = listed
            .iter()
            .map(|package| &package["CenBandwidthPackageId"]);
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    }

    /// The one package of that id.
    pub(crate) async fn show(&self, id: &str) -> Value {
        let filter = [
            ("Filter.1.Key", "CenBandwidthPackageId"),
            ("Filter.1.Value.1", id),
        ];
        let mut listed = self.list(&filter).await;
        assert_eq!(listed.len(), 1);
        listed.remove(0)
    }
}
