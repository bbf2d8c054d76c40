//! No secret is shown, whatever it looks like, however it is sent, and whatever the server makes of it.

use std::sync::Mutex;

use proptest::prelude::*;

use super::*;
use crate::credentials::Spelling;
use crate::credentials::static_key::StaticCredentials;
use crate::loopback;
use crate::overheard::overheard;
use crate::request::Request;
use crate::sign::Scheme;
use crate::sign::rpc::percent_encode;
use crate::transport::RawAnswer;

/// HTTP status and body of an answer that holds a text.
type Shape = fn(&str) -> (u16, String);

/// A server that throws back all it was sent, in one shape or another.
struct Echo {
    shape: Shape,
    /// What it has seen that must not be shown.
    seen: Mutex<Vec<String>>,
}

/// Every shape of answer that is read, and one that is not.
const SHAPES: [Shape; 7] = [
    |echo| (400, json!({"Code": "Odd", "Message": echo}).to_string()),
    |echo| (400, json!({"Code": echo, "RequestId": echo}).to_string()),
    |echo| {
        let message = format!("server string to sign is:{echo}");
        let body = json!({"Code": "SignatureDoesNotMatch", "Message": message});
        (400, body.to_string())
    },
    |echo| {
        let detail = json!({"AuthAction": echo, "AuthPrincipalDisplayName": echo});
        let body = json!({"Code": "NoPermission", "AccessDeniedDetail": detail});
        (403, body.to_string())
    },
    |echo| (404, format!("<html>{echo}")),
    |echo| (502, echo.to_owned()),
    |echo| (200, json!({"RequestId": echo}).to_string()),
];

#[async_trait::async_trait]
impl Transport for Echo {
    fn host(&self) -> &str {
        "echo.test"
    }

    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError> {
        let proof = request.proof.as_ref().unwrap();
        let text = proof.string_to_sign.expose();
        self.seen
            .lock()
            .unwrap()
            .extend([text.replace('\n', " "), proof.signature.expose().to_owned()]);
        let headers = request
            .headers
            .values()
            .filter_map(|value| value.to_str().ok());
        let body = request.body.expose();
        let mut echo = format!("{text} ");
        for value in headers.chain([body, &percent_encode(body)]) {
            echo.push_str(value);
            echo.push(' ');
        }
        let (status, body) = (self.shape)(&echo);
        Ok(RawAnswer {
            status,
            headers: request.headers.clone(),
            body: body.into_bytes(),
        })
    }
}

/// What a call shows that ends badly, and what must not be in it.
fn shown(
    shape: Shape,
    scheme: Scheme,
    call: &Call,
    [key_id, secret, token]: [&str; 3],
) -> (String, Vec<String>) {
    let echo = Arc::new(Echo {
        shape,
        seen: Mutex::default(),
    });
    let spelling = Spelling {
        id: "id",
        secret: "secret",
        token: "token",
    };
    let key = StaticCredentials::new("test", spelling, Some(key_id), Some(secret), Some(token));
    let policy = Policy {
        scheme,
        ..Policy::default()
    };
    let api = Api::new(
        Product::new("2017-09-12"),
        Arc::clone(&echo) as Arc<dyn Transport>,
        Some(Arc::new(key)),
        scripted::stopped(UNIX_EPOCH + Duration::from_secs(NOW)),
    )
    .with_policy(policy);
    let shown = overheard(async {
        let error = api.call(call, id, &deadline()).await.unwrap_err();
        format!("{error}\n{error:?}\n{error:#?}")
    });
    let mut secrets: Vec<String> = [key_id, secret, token].map(str::to_owned).into();
    secrets.append(&mut echo.seen.lock().unwrap());
    (shown, secrets)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_part_of_a_key_and_nothing_made_with_it_is_shown(
        key_id in "[A-Za-z0-9.]{16,30}",
        secret in "[ -~]{12,40}",
        token in "[A-Za-z0-9+/=%]{20,80}",
    ) {
        let key = [key_id.as_str(), secret.trim(), &token];
        prop_assume!(key[1].len() > 8);
        for shape in SHAPES {
            for scheme in [Scheme::Rpc, Scheme::Acs3] {
                for call in [read(), purchase()] {
                    let (shown, secrets) = shown(shape, scheme, &call, key);
                    for secret in secrets {
                        prop_assert!(!shown.contains(&secret), "{} in {}", secret, shown);
                    }
                }
            }
        }
    }

    #[test]
    fn no_password_of_a_proxy_is_shown(password in "[A-Za-z0-9!#$&*()+,;=._~-]{8,40}", port in 1_u16..100) {
        for address in [
            format!("http://user:{password}@127.0.0.1:{port}"),
            format!("user:{password}@127.0.0.1:{port}"),
            format!("socks5://user:{password}@127.0.0.1:{port}"),
            format!("http://user:{password}@127.0.0.1:port"),
            format!("http://user:{password} @"),
            password.clone(),
        ] {
            let shown = overheard(async {
                let folder = tempfile::tempdir().unwrap();
                let (_, authority) = loopback::authority("an authority", folder.path());
                let authority = ("SSL_CERT_FILE", authority.to_str().unwrap());
                let network = match loopback::network(&[("HTTPS_PROXY", &address), authority]) {
                    Ok(network) => network,
                    Err(error) => return format!("{error}\n{error:?}"),
                };
                let printed = format!("{network:?}");
                let transport = HttpTransport::new(
                    Endpoint::parse("https://cen.test", false).unwrap(),
                    UserAgent::new(&[]).unwrap(),
                    Timeouts::default(),
                );
                let api = Api::new(
                    Product::new("2017-09-12"),
                    Arc::new(transport.through(network)),
                    Some(canary_credentials(None)),
                    scripted::stopped(UNIX_EPOCH + Duration::from_secs(NOW)),
                );
                let error = api.call(&read(), id, &deadline()).await.unwrap_err();
                format!("{printed}\n{error}\n{error:?}")
            });
            // A bare word is a host, and is named as one.
            if address != password {
                prop_assert!(!shown.contains(&password), "{}", shown);
            }
        }
    }
}
