"""Who is calling, and sessions of roles."""

from answers import Key, refusal

ROLE = {"RoleArn": "acs:ram::1:role/reader", "RoleSessionName": "scenario"}
PROVIDER = {"OIDCProviderArn": "acs:ram::1:oidc-provider/ci", "OIDCToken": "header.claims.signature"}


def key_of(opened):
    """The key that a session is opened with."""
    credentials = opened["Credentials"]
    return Key(credentials["AccessKeyId"], credentials["AccessKeySecret"], credentials["SecurityToken"])


def test_a_session(client, sts, stranger):
    assert sts.call("GetCallerIdentity")["IdentityType"] == "RAMUser"
    key = key_of(sts.call("AssumeRole", **ROLE, DurationSeconds=900))
    identity = client("sts", key).call("GetCallerIdentity")
    assert identity["Arn"] == "acs:ram::1:role/reader/scenario"
    client("cbn", key).call("DescribeCens")
    other = key._replace(token="another")
    assert refusal(client("cbn", other), "DescribeCens") == (400, "InvalidSecurityToken.MismatchWithAccessKey")
    assert refusal(stranger("sts"), "GetCallerIdentity") == (404, "InvalidAccessKeyId.NotFound")
    assert refusal(sts, "AssumeRole", **ROLE, DurationSeconds=1) == (400, "InvalidParameter.DurationSeconds")


def test_a_session_for_a_token(client, sts):
    key = key_of(sts.call("AssumeRoleWithOIDC", **ROLE, **PROVIDER))
    client("cbn", key).call("DescribeCens")
    unknown = {**PROVIDER, "OIDCToken": "no"}
    assert refusal(sts, "AssumeRoleWithOIDC", **ROLE, **unknown) == (401, "AuthenticationFail.OIDCToken.Invalid")


