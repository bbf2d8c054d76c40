//! What cannot be written down as a recorded case: files that change or are barred, and secrets of any form.

mod machine;
mod oidc;
mod secrecy;
mod whereabouts;

use super::*;
use crate::secret::Secret;
use crate::world::FileError;
use machine::{Machine, lines};

#[tokio::test]
async fn a_file_that_may_not_be_read_is_named_with_what_to_do() {
    let machine = Machine::default()
        .variable("ALIBABA_CLOUD_PROFILE", "dev")
        .trouble("/home/u/.aliyun/config.json", FileError::Forbidden);
    let error = machine.provide().await.unwrap_err();
    assert_eq!(
        lines(&error).last().unwrap(),
        "- profile \"dev\" of /home/u/.aliyun/config.json: reading it is not permitted; check its owner and mode"
    );
}

#[tokio::test]
async fn a_file_of_an_absurd_size_is_not_read_to_its_end() {
    let machine = Machine::default()
        .variable("ALIBABA_CLOUD_PROFILE", "dev")
        .trouble("/home/u/.aliyun/config.json", FileError::TooLarge(1024));
    let error = machine.provide().await.unwrap_err();
    assert_eq!(
        lines(&error).last().unwrap(),
        "- profile \"dev\" of /home/u/.aliyun/config.json: it is larger than 1024 KiB, so it is probably another file \
         than was meant"
    );
}

#[tokio::test]
async fn without_a_home_no_file_is_looked_for() {
    let machine = Machine::default()
        .variable("HOME", "")
        .variable("ALIBABA_CLOUD_PROFILE", "dev");
    let error = machine.provide().await.unwrap_err();
    let tried = &error.tried[0];
    assert_eq!(tried.source, "profiles of the user");
    assert_eq!(tried.reason, "no home folder is known, as HOME is not set");
}

#[tokio::test(start_paused = true)]
async fn a_key_put_into_the_file_meanwhile_is_found_when_the_api_refuses_the_old_one() {
    let profile = |id: &str| {
        format!(
            r#"{{"profiles": [{{"name": "dev", "mode": "StsToken", "access_key_id": "{id}", "access_key_secret": "s",
                "sts_token": "t"}}]}}"#
        )
    };
    let machine = Machine::default()
        .variable("ALIBABA_CLOUD_PROFILE", "dev")
        .file("/home/u/.aliyun/config.json", &profile("STS.1"))
        .file("/home/u/.aliyun/config.json", &profile("STS.2"));
    let source = machine.source();
    let old = source.provide().await.unwrap();
    assert_eq!(old.access_key_id, "STS.1");
    assert_eq!(source.renew(&old).await, Ok(true));
    assert_eq!(source.provide().await.unwrap().access_key_id, "STS.2");
}

#[tokio::test(start_paused = true)]
async fn trouble_with_the_winner_never_turns_the_caller_into_somebody_else() {
    let profile = r#"{"profiles": [{"name": "default", "mode": "StsToken", "access_key_id": "STS.1",
        "access_key_secret": "s", "sts_token": "t"}]}"#;
    let machine = Machine::default()
        .file("/home/u/.aliyun/config.json", profile)
        .trouble("/home/u/.aliyun/config.json", FileError::Absent)
        .file(
            "/home/u/.alibabacloud/credentials",
            "[default]\ntype = access_key\naccess_key_id = other\naccess_key_secret = s\n",
        );
    let source = machine.source();
    let old = source.provide().await.unwrap();
    let error = source.renew(&old).await.unwrap_err();
    assert_eq!(
        lines(&error),
        [
            "no usable credentials were found",
            "- current profile of /home/u/.aliyun/config.json: there is no such file"
        ]
    );
}

#[test]
fn debug_shows_ends_of_the_key_id_and_no_secret() {
    let credential = Credential {
        access_key_id: "LTAI5tcanaryXYZ9".to_owned(),
        access_key_secret: Secret::new("canary-secret"),
        security_token: Some(Secret::new("canary-token")),
        source: "test".to_owned(),
        expires: None,
    };
    assert_eq!(
        format!("{credential:?}"),
        r#"Credential { access_key_id: "LTAI…XYZ9", source: "test", .. }"#
    );
}

#[test]
fn a_short_key_id_is_masked_whole() {
    let credential = Credential {
        access_key_id: "testid".to_owned(),
        access_key_secret: Secret::new("s"),
        security_token: None,
        source: String::new(),
        expires: None,
    };
    assert_eq!(credential.masked_id(), "…");
}

#[tokio::test]
async fn whether_this_is_an_instance_is_foreseen_by_what_its_firmware_says() {
    const PRODUCT: &str = "/sys/class/dmi/id/product_name";
    let machine = Machine::default().variable("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "");
    let foresee = async |machine: Machine| machine.source().foresee().await;
    let instance = machine.clone().file(PRODUCT, "Alibaba Cloud ECS\n");
    assert_eq!(foresee(instance).await, Ok(()));
    let laptop = machine.file(PRODUCT, "Some Laptop\n");
    let error = foresee(laptop.clone()).await.unwrap_err();
    let last = "- ECS instance role: this is no ECS instance";
    assert_eq!(lines(&error).last().unwrap(), last);
    // A role that is asked for is asked for everywhere.
    let named = laptop.variable("ALICLOUD_ECS_ROLE_NAME", "web");
    assert_eq!(foresee(named).await, Ok(()));
}

#[tokio::test]
async fn a_role_is_foreseen_by_the_key_to_assume_it_with() {
    let machine = Machine::default().variable("ALICLOUD_ASSUME_ROLE_ARN", "acs:ram::1:role/x");
    let half = machine.clone().variable("ALICLOUD_ACCESS_KEY", "id");
    assert_eq!(
        lines(&half.source().foresee().await.unwrap_err()),
        [
            "no usable credentials were found",
            "- environment variables: ALICLOUD_ACCESS_KEY is set, but ALICLOUD_SECRET_KEY is not",
            "- role acs:ram::1:role/x assumed with the first key that this machine has: there is no key to assume the \
             role with",
        ]
    );
    let whole = half.variable("ALICLOUD_SECRET_KEY", "secret");
    assert_eq!(whole.source().foresee().await, Ok(()));
}

#[tokio::test]
async fn a_role_of_the_environment_that_a_block_assumes_is_no_half_of_a_pods_variables() {
    let profile = r#"{"profiles": [{"name": "default", "mode": "AK", "access_key_id": "a", "access_key_secret": "s"}]}"#;
    let alone = Machine::default()
        .file("/home/u/.aliyun/config.json", profile)
        .variable("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/x");
    let by_block = alone.clone().settings(Settings {
        assume_role: Some(RoleSettings::default()),
        ..Settings::default()
    });
    assert_eq!(by_block.source().foresee().await, Ok(()));
    assert!(alone.source().foresee().await.is_err());
}
