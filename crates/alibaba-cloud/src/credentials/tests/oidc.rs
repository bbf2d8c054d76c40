//! Tokens that are replaced while they are used.

use std::sync::Arc;
use std::time::SystemTime;

use super::machine::{Machine, lines};
use crate::api::{Api, Product};
use crate::credentials::oidc::AssumeRoleWithOidc;
use crate::credentials::{OidcRole, ProvideCredentials, Session, Token};
use crate::scripted::{Act, Scripted, answer, refusal, stopped};
use crate::transport::Transport;

const EXPIRED: &str = "AuthenticationFail.OIDCToken.Expired";

fn source(machine: &Machine, transport: &Arc<Scripted>) -> AssumeRoleWithOidc {
    let transport = Arc::clone(transport) as Arc<dyn Transport>;
    let clock = stopped(SystemTime::UNIX_EPOCH);
    let role = OidcRole {
        provider_arn: "acs:ram::1:oidc-provider/p".to_owned(),
        token: Token::File("/token".into()),
        session: Session {
            role_arn: "acs:ram::1:role/x".to_owned(),
            ..Session::default()
        },
    };
    let api = Api::new(Product::new("2015-04-01"), transport, None, clock);
    AssumeRoleWithOidc::over(Ok(api), &machine.environment(), role, "test")
}

fn key() -> Act {
    answer(
        200,
        r#"{"Credentials": {"AccessKeyId": "STS.1", "AccessKeySecret": "s", "SecurityToken": "t",
            "Expiration": "2026-01-02T03:04:05Z"}}"#,
    )
}

fn tokens(transport: &Scripted) -> Vec<String> {
    let sent = transport.sent();
    sent.iter().map(|sent| sent["OIDCToken"].clone()).collect()
}

#[tokio::test]
async fn a_token_that_was_replaced_between_reading_and_asking_is_read_again_once() {
    let machine = Machine::default()
        .file("/token", "old\n")
        .file("/token", "new\n");
    let transport = Scripted::acts([refusal(401, EXPIRED), key()]);
    let source = source(&machine, &transport);
    assert_eq!(source.provide().await.unwrap().access_key_id, "STS.1");
    assert_eq!(tokens(&transport), ["old", "new"]);
}

#[tokio::test]
async fn a_token_that_stays_expired_is_not_sent_again() {
    let machine = Machine::default().file("/token", "old");
    let transport = Scripted::acts([refusal(401, EXPIRED)]);
    let error = source(&machine, &transport).provide().await.unwrap_err();
    assert_eq!(
        lines(&error),
        [
            "no usable credentials were found",
            "- role acs:ram::1:role/x assumed with an OIDC token (test): AssumeRoleWithOIDC was refused: because",
            "    (code AuthenticationFail.OIDCToken.Expired, request id R-AuthenticationFail.OIDCToken.Expired)",
        ]
    );
    assert_eq!(tokens(&transport), ["old"]);
}

#[tokio::test]
async fn the_file_is_read_for_every_key() {
    let machine = Machine::default()
        .file("/token", "one")
        .file("/token", "two");
    let transport = Scripted::acts([key(), key()]);
    let source = source(&machine, &transport);
    source.provide().await.unwrap();
    source.provide().await.unwrap();
    assert_eq!(tokens(&transport), ["one", "two"]);
}
