//! Arguments and blocks that say who is calling.

use tf_plugin::framework::schema::{Attribute, Block};
use tf_plugin::value::Kind;

use super::rules;

/// The arguments.
pub(in super::super) fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::optional("access_key", Kind::String).describe(
            "Access key id. Else from `ALICLOUD_ACCESS_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_ID` or the other spellings that \
             Alibaba Cloud's tools read. At most one of `access_key`, `profile`, `credentials_uri`, `ecs_role_name` and \
             `assume_role_with_oidc` says who is calling; what is said here beats the environment.",
        ),
        Attribute::optional("secret_key", Kind::String)
            .describe(
                "Secret of the access key. Else from the variable beside that of the key, such as \
                 `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.",
            )
            .sensitive(),
        Attribute::optional("security_token", Kind::String)
            .describe(
                "Token of a temporary access key. Else from the variable beside that of the key, such as \
                 `ALIBABA_CLOUD_SECURITY_TOKEN`; never mixed with a key from another source.",
            )
            .sensitive(),
        Attribute::optional("profile", Kind::String).describe(
            "Name of a profile that the command line `aliyun` or an SDK keeps, of any mode. Else from `ALICLOUD_PROFILE` \
             or `ALIBABA_CLOUD_PROFILE`, else the current profile if there is no key in the environment.",
        ),
        Attribute::optional("shared_credentials_file", Kind::String).describe(
            "Path of the file with profiles, JSON or ini; a leading `~` is your folder. Else from \
             `ALICLOUD_SHARED_CREDENTIALS_FILE`, `ALIBABA_CLOUD_CREDENTIALS_FILE` or `ALIBABA_CLOUD_CONFIG_FILE`, else \
             `~/.aliyun/config.json` and then `~/.alibabacloud/credentials`. Without `profile` it means the profile that \
             is current in that file.",
        ),
        Attribute::optional("credentials_uri", Kind::String)
            .describe(
                "Address that hands out temporary keys. Else from `ALICLOUD_CREDENTIALS_URI` or \
                 `ALIBABA_CLOUD_CREDENTIALS_URI`. Plain `http` is for this machine and private networks, unless \
                 `allow_plain_http` is set.",
            )
            .sensitive(),
        Attribute::optional("ecs_role_name", Kind::String).describe(
            "RAM role of the ECS instance that Terraform runs on. Else from `ALICLOUD_ECS_ROLE_NAME` or \
             `ALIBABA_CLOUD_ECS_METADATA`.",
        ),
    ]
}

/// The blocks.
pub(in super::super) fn blocks() -> Vec<Block> {
    vec![
        Block::single("assume_role", role()).describe(
            "A RAM role to take on with the key that the rest of the block, or the environment, gives. The key of the \
             role is renewed for as long as a run takes.",
        ),
        Block::single("assume_role_with_oidc", oidc_role()).describe(
            "A RAM role to take on with the token of another identity provider, as pods of a Kubernetes cluster do. What \
             is left out comes from the variables that the cluster sets (RRSA), which also serve without this block.",
        ),
    ]
}

fn role() -> Vec<Attribute> {
    vec![
        Attribute::optional("role_arn", Kind::String)
            .describe(
                "The role. Else from `ALICLOUD_ASSUME_ROLE_ARN` or `ALIBABA_CLOUD_ROLE_ARN`; an empty text means no role.",
            )
            .validate(rules::role_arn()),
        Attribute::optional("session_name", Kind::String)
            .describe(
                "What audit trails call the session. Else from `ALICLOUD_ASSUME_ROLE_SESSION_NAME` or \
                 `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else `terraform`.",
            )
            .validate(rules::session_name()),
        Attribute::optional("session_expiration", Kind::Number)
            .describe(
                "How many seconds each key of the role lives. Else from `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`, else an \
                 hour. The role may allow less.",
            )
            .validate(rules::session_expiration()),
        Attribute::optional("policy", Kind::String)
            .describe("A further restriction of what the session may do.")
            .validate(rules::policy()),
        Attribute::optional("external_id", Kind::String)
            .describe(
                "What the role's owner asks for as a sign that you are meant. Else from `ALIBABA_CLOUD_EXTERNAL_ID`.",
            )
            .validate(rules::external_id()),
    ]
}

fn oidc_role() -> Vec<Attribute> {
    vec![
        Attribute::optional("oidc_provider_arn", Kind::String)
            .describe(
                "The identity provider that has issued the token. Else from `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`.",
            )
            .validate(rules::provider_arn()),
        Attribute::optional("oidc_token", Kind::String)
            .describe("The token. Else from `ALIBABA_CLOUD_OIDC_TOKEN`. It beats a file.")
            .validate(rules::oidc_token())
            .sensitive(),
        Attribute::optional("oidc_token_file", Kind::String).describe(
            "A file with the token, read again for each new key. Else from `ALIBABA_CLOUD_OIDC_TOKEN_FILE`.",
        ),
        Attribute::optional("role_arn", Kind::String)
            .describe("The role. Else from `ALIBABA_CLOUD_ROLE_ARN`.")
            .validate(rules::role_arn()),
        Attribute::optional("role_session_name", Kind::String)
            .describe(
                "What audit trails call the session. Else from `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else `terraform`.",
            )
            .validate(rules::session_name()),
        Attribute::optional("session_expiration", Kind::Number)
            .describe("How many seconds each key of the role lives; an hour if nothing is said.")
            .validate(rules::session_expiration()),
        Attribute::optional("policy", Kind::String)
            .describe("A further restriction of what the session may do.")
            .validate(rules::policy()),
    ]
}
