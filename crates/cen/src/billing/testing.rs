//! What the tests of the billing API share.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::{AutomaticMonths, Billing, Renewal, Subscription};
use crate::id::PackageId;
use alibaba_cloud::credentials::ProvideCredentials;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::scripted::{Act, Scripted, answer, canary_credentials, stopped};
use alibaba_cloud::transport::Transport;

/// A client over one host for each of `hosts`, and their transports.
pub(super) fn hosts<const N: usize>(hosts: [Vec<Act>; N]) -> (Billing, [Arc<Scripted>; N]) {
    let transports = hosts.map(Scripted::acts);
    let credentials = canary_credentials(None) as Arc<dyn ProvideCredentials>;
    let shared = transports.iter();
    let shared = shared.map(|transport| Arc::clone(transport) as Arc<dyn Transport>);
    let billing = Billing::over(
        shared.collect(),
        &credentials,
        &stopped(UNIX_EPOCH),
        Policy::default(),
    );
    (billing, transports)
}

/// A client over one host.
pub(super) fn billing(acts: impl IntoIterator<Item = Act>) -> (Billing, Arc<Scripted>) {
    let (billing, [transport]) = hosts([acts.into_iter().collect()]);
    (billing, transport)
}

/// An answer with this `Data`.
pub(super) fn told(data: &str) -> Act {
    let verdict = r#""Code":"Success","Message":"Successful!","RequestId":"R","Success":true"#;
    answer(200, &format!(r#"{{{verdict},"Data":{data}}}"#))
}

/// A refusal with the status of a success.
pub(super) fn no(code: &str) -> Act {
    let body = format!(r#"{{"Code":"{code}","Message":"No.","RequestId":"R","Success":false}}"#);
    answer(200, &body)
}

/// A package that renews itself by one month.
pub(super) fn subscription() -> Subscription {
    Subscription {
        id: PackageId::parse("cenbwp-a").unwrap(),
        product_type: "cbn_bwp_pre".to_owned(),
        renewal: AutomaticMonths::new(1).map(Renewal::Automatic).unwrap(),
        ends: None,
    }
}
