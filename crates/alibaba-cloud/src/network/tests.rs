use super::*;
use crate::loopback::network;

/// The proxy on the way to `endpoint`, as messages call it.
fn way(variables: &[(&str, &str)], endpoint: &str) -> Option<String> {
    let target = Url::parse(endpoint).unwrap();
    let way = network(variables).unwrap().way_to(&target);
    way.map(|way| way.name)
}

const API: &str = "https://cbn.aliyuncs.com";

#[test]
fn each_scheme_has_its_proxy_and_capitals_win() {
    let all = [
        ("HTTPS_PROXY", "http://one:1"),
        ("https_proxy", "http://two:2"),
        ("HTTP_PROXY", "http://three:3"),
        ("http_proxy", "http://four:4"),
    ];
    let lower: Vec<(&str, &str)> = [all[1], all[3]].into();
    for (variables, endpoint, name) in [
        (&all[..], API, "the proxy one:1 (from HTTPS_PROXY)"),
        (&lower, API, "the proxy two:2 (from https_proxy)"),
        (
            &all,
            "http://cen.test",
            "the proxy three:3 (from HTTP_PROXY)",
        ),
        (
            &lower,
            "http://cen.test",
            "the proxy four:4 (from http_proxy)",
        ),
    ] {
        assert_eq!(way(variables, endpoint).as_deref(), Some(name));
    }
    assert_eq!(way(&all[2..], API), None);
    assert_eq!(way(&[], API), None);
}

#[test]
fn a_bare_host_is_a_plain_proxy_and_a_password_is_not_named() {
    for (text, name) in [
        ("proxy:3128", "the proxy proxy:3128 (from HTTPS_PROXY)"),
        (
            "http://canary:can%40ary@proxy:3128",
            "the proxy proxy:3128 (from HTTPS_PROXY)",
        ),
        (
            "canary:canary@proxy:3128",
            "the proxy proxy:3128 (from HTTPS_PROXY)",
        ),
        ("https://proxy", "the proxy proxy (from HTTPS_PROXY)"),
    ] {
        assert_eq!(
            way(&[("HTTPS_PROXY", text)], API).as_deref(),
            Some(name),
            "{text}"
        );
    }
}

#[test]
fn hosts_can_be_left_out_in_every_spelling_that_people_use() {
    for no_proxy in [
        "cbn.aliyuncs.com",
        "aliyuncs.com",
        ".aliyuncs.com",
        "*.aliyuncs.com",
        "CBN.AliYunCS.com",
        "example.com, *.aliyuncs.com",
        "example.com *.aliyuncs.com",
        "*",
    ] {
        for name in ["NO_PROXY", "no_proxy"] {
            let variables = [("HTTPS_PROXY", "proxy:1"), (name, no_proxy)];
            assert_eq!(way(&variables, API), None, "{no_proxy}");
        }
    }
    for no_proxy in [
        "*.example.com",
        "iyuncs.com",
        "bn.aliyuncs.com",
        "10.0.0.0/8",
        ",",
    ] {
        let variables = [("HTTPS_PROXY", "proxy:1"), ("NO_PROXY", no_proxy)];
        assert!(way(&variables, API).is_some(), "{no_proxy}");
    }
    let variables = [("HTTPS_PROXY", "proxy:1"), ("NO_PROXY", "10.0.0.0/8")];
    assert_eq!(way(&variables, "https://10.1.2.3"), None);
}

#[test]
fn this_machine_is_never_reached_through_a_proxy() {
    let variables = [("HTTPS_PROXY", "proxy:1"), ("HTTP_PROXY", "proxy:1")];
    for endpoint in [
        "http://127.0.0.1:1",
        "https://localhost:1",
        "https://[::1]:1",
    ] {
        assert_eq!(way(&variables, endpoint), None, "{endpoint}");
    }
}

#[test]
fn what_is_no_proxy_is_refused_and_not_shown() {
    let advice = "write it as http://HOST:PORT, https://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with special \
                  characters percent-encoded";
    let unsupported = "only http:// and https:// proxies are supported";
    for (text, problem) in [
        ("http://", "it is no address"),
        ("http://canary:canary@", "it is no address"),
        ("http://canary:canary@proxy:port", "it is no address"),
        ("canary canary", "it is no address"),
        ("socks5://canary@proxy:1", unsupported),
        ("ftp://proxy", unsupported),
    ] {
        let error = network(&[("https_proxy", text)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the environment variable https_proxy does not name a proxy: {problem}; {advice}"
            ),
            "{text}"
        );
    }
}

#[test]
fn a_network_prints_without_its_passwords() {
    let network = network(&[
        ("HTTPS_PROXY", "http://canary:canary@proxy:1"),
        ("NO_PROXY", "*.example.com"),
    ]);
    assert_eq!(
        format!("{:?}", network.unwrap()),
        r#"Network { https_proxy: Some("HTTPS_PROXY"), http_proxy: None, no_proxy: ".example.com", .. }"#
    );
}

#[tokio::test]
async fn a_file_of_authorities_that_cannot_be_used_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bundle.pem");
    let path = path.to_str().unwrap();
    for variable in AUTHORITIES {
        let network = network(&[(variable, path)]).unwrap();
        let _ = std::fs::remove_file(path);
        assert_eq!(
            network.authorities().await.unwrap_err(),
            format!("{variable} names {path}: there is no such file")
        );
        for content in [
            "",
            "canary",
            "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
        ] {
            std::fs::write(path, content).unwrap();
            assert_eq!(
                network.authorities().await.unwrap_err(),
                format!(
                    "{variable} names {path}: it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"
                )
            );
        }
    }
}
