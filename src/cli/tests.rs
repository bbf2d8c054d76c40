use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::signals::Requests;
use super::*;
use cen_simulator::{
    Call, ChargeType, Cycle, Departure, Outcome, Package, Purchase, Site, Summary, Term,
};

fn parse(line: &str) -> Result<Arguments, String> {
    let words = std::iter::once("terraform-provider-cen").chain(line.split_whitespace());
    Arguments::try_parse_from(words).map_err(|error| error.to_string())
}

#[test]
fn the_command_line_holds_together() {
    use clap::CommandFactory as _;
    Arguments::command().debug_assert();
}

#[test]
fn a_sandboxed_command_keeps_its_own_options() {
    for line in [
        "sandbox --settle 1s -- terraform -chdir=x apply --fault",
        "sandbox --settle 1s terraform -chdir=x apply --fault",
    ] {
        let Ok(Arguments {
            command:
                Command::Sandbox {
                    options,
                    command,
                    verbose: false,
                    json: None,
                },
        }) = parse(line)
        else {
            unreachable!("{line}");
        };
        assert_eq!(command, ["terraform", "-chdir=x", "apply", "--fault"]);
        assert_eq!(options.settle, Duration::from_secs(1));
        assert_eq!(options.faults, []);
    }
}

#[test]
fn a_mistyped_option_of_the_sandbox_is_no_command() {
    let error = parse("sandbox --settel 1s").err().unwrap();
    let first = error.lines().next().unwrap();
    assert_eq!(first, "error: unexpected argument '--settel' found");
}

#[test]
fn serving_by_hand_needs_the_word_debug() {
    assert!(parse("serve").is_err());
    assert!(parse("serve --debug").is_ok());
}

#[test]
fn of_a_value_that_is_negative_is_said_what_is_wrong_with_it() {
    for (option, reason) in [
        ("--latency -5s", "`-5s` is not a duration; write"),
        ("--settle -1", "`-1` is not a duration; write"),
        ("--seed -1", "write a whole number from 0 to "),
    ] {
        let Err(error) = parse(&format!("simulator {option}")) else {
            unreachable!("{option}");
        };
        assert!(error.contains(reason), "{option}: {error}");
    }
}

#[test]
fn a_bad_access_key_is_refused_without_being_repeated() {
    for key in [
        "canary",
        ":canary",
        "canary:",
        "canary@id:canary",
        "7@:canary",
    ] {
        let Ok(Arguments {
            command: Command::Simulator { options, .. },
        }) = parse(&format!("simulator --access-key {key}"))
        else {
            unreachable!("{key}");
        };
        let error = options
            .into_options(None, false, &Environment::default())
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "--access-key: an access key is written ID:SECRET or ID:SECRET:TOKEN, with neither the id nor the secret empty; one of another account ACCOUNT@ID:SECRET, with the digits of its id"
        );
    }
}

#[test]
fn an_access_key_may_carry_a_token_with_colons() {
    let Ok(Arguments {
        command: Command::Simulator { options, .. },
    }) = parse("simulator --access-key a:b:c:d")
    else {
        unreachable!();
    };
    let key = options
        .into_options(None, false, &Environment::default())
        .unwrap()
        .access_keys
        .remove(0);
    assert_eq!((key.id.as_str(), key.secret.expose()), ("a", "b"));
    assert_eq!(key.security_token.unwrap().expose(), "c:d");
}

#[test]
fn billing_is_what_the_options_say() {
    let options = |line: &str| {
        let Ok(Arguments {
            command: Command::Simulator { options, .. },
        }) = parse(line)
        else {
            unreachable!("{line}");
        };
        options
            .into_options(None, false, &Environment::default())
            .unwrap()
            .policy
    };
    let usual = options("simulator");
    assert_eq!(usual.site, Site::Domestic);
    assert!(usual.billing && usual.refunds && !usual.billing_not_applicable);
    assert_eq!(usual.price_list, None);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prices.json");
    let text = r#"{"source": "s", "currency": "USD", "mbps_month": "7.5"}"#;
    std::fs::write(&file, text).unwrap();
    let given = options(&format!(
        "simulator --site international --no-billing --no-refund --wrong-site --balance 0.5 --price-list {}",
        file.display()
    ));
    assert_eq!(given.site, Site::International);
    assert!(!given.billing && !given.refunds && given.billing_not_applicable);
    assert_eq!(given.balance.to_string(), "0.50");
    assert_eq!(given.price_list, Some(text.parse().unwrap()));

    std::fs::write(&file, "{}").unwrap();
    let line = format!("simulator --price-list {}", file.display());
    let error = parse(&line).err().unwrap();
    assert!(error.contains("missing field `source`"), "{error}");
}

#[test]
fn the_cli_configuration_covers_both_registries() {
    let text = plugin_folders::cli_configuration(Path::new("/m"), Some(Path::new("/o\"\\")));
    assert_eq!(
        text,
        r#"disable_checkpoint = true

provider_installation {
  dev_overrides {
    "registry.terraform.io/cen-rs/cen" = "/o\"\\"
    "registry.opentofu.org/cen-rs/cen" = "/o\"\\"
  }
  filesystem_mirror {
    path    = "/m"
    include = ["registry.terraform.io/cen-rs/cen", "registry.opentofu.org/cen-rs/cen"]
  }
  direct {
    exclude = ["registry.terraform.io/cen-rs/cen", "registry.opentofu.org/cen-rs/cen"]
  }
}
"#
    );
}

fn package(id: &str) -> Package {
    let fields = serde_json::json!({
        "id": id, "order": "7", "name": "", "description": "", "bandwidth": 5, "area_a": "china", "area_b": "europe",
        "geographic_span_id": "china_europe", "is_cross_border": true, "charge_type": "POSTPAY", "paid": true,
        "visible": true, "status": "Idle", "business_status": "Normal", "resource_group_id": "", "tags": {},
        "creation_time": "", "expired_time": "", "ordered_at": 0, "paid_at": 0, "shows_from": 0
    });
    serde_json::from_value(fields).unwrap()
}

fn prepaid(id: &str, period: u32, cycle: Cycle) -> Package {
    let mut package = package(id);
    package.charge_type = ChargeType::Prepay;
    package.term = Some(Term { period, cycle });
    package
}

#[test]
fn the_summary_tells_the_fate_of_every_purchase() {
    let mut bound = prepaid("b", 1, Cycle::Year);
    bound.cen_id = Some("cen-1".to_owned());
    let mut unpaid = prepaid("c", 6, Cycle::Month);
    unpaid.paid = false;
    let purchases = [
        (package("a"), None),
        (bound, None),
        (unpaid.clone(), None),
        (package("d"), Some(Departure::Deleted)),
        (package("e"), Some(Departure::Removed)),
        (prepaid("f", 1, Cycle::Month), Some(Departure::Released)),
        (unpaid, Some(Departure::NeverPaid)),
        (prepaid("g", 1, Cycle::Year), Some(Departure::Refunded)),
    ];
    let summary = Summary {
        calls: BTreeMap::from([("CreateCen".to_owned(), 2), ("DescribeCens".to_owned(), 10)]),
        purchases: purchases
            .into_iter()
            .map(|(package, departed)| Purchase { package, departed })
            .collect(),
        ..Summary::default()
    };
    assert_eq!(
        call_summary::summary(&summary),
        "
API calls: 12
     2  CreateCen
    10  DescribeCens
8 bandwidth packages were bought, in the simulator only:
  a  5 Mbps  China - Europe  PostPaid  still there
  b  5 Mbps  China - Europe  PrePaid for 1 year  still there, in use by cen-1
  c  5 Mbps  China - Europe  PrePaid for 6 months  ordered, not paid (order 7)
  d  5 Mbps  China - Europe  PostPaid  deleted
  e  5 Mbps  China - Europe  PostPaid  removed outside of Terraform
  f  5 Mbps  China - Europe  PrePaid for 1 month  released after its expiry
  c  5 Mbps  China - Europe  PrePaid for 6 months  ordered and never paid
  g  5 Mbps  China - Europe  PrePaid for 1 year  refunded
"
    );
    assert_eq!(
        call_summary::summary(&Summary::default()),
        "\nAPI calls: 0\nNothing was bought.\n"
    );
}

#[test]
fn the_summary_is_there_for_programs_too() {
    let mut bound = prepaid("b", 2, Cycle::Year);
    bound.cen_id = Some("cen-1".to_owned());
    let purchases = [(bound, None), (package("d"), Some(Departure::Deleted))];
    let summary = Summary {
        calls: BTreeMap::from([("DescribeCens".to_owned(), 10)]),
        purchases: purchases
            .map(|(package, departed)| Purchase { package, departed })
            .into(),
        ..Summary::default()
    };
    let told: serde_json::Value = serde_json::from_str(&call_summary::json(&summary)).unwrap();
    assert_eq!(
        told,
        serde_json::json!({
            "calls": { "DescribeCens": 10 },
            "purchases": [
                {
                    "id": "b", "name": "", "bandwidth": 5, "area_a": "China", "area_b": "Europe",
                    "charge_type": "PrePaid", "period": 2, "pricing_cycle": "Year", "cen_id": "cen-1",
                    "is_there": true, "fate": "still there, in use by cen-1"
                },
                {
                    "id": "d", "name": "", "bandwidth": 5, "area_a": "China", "area_b": "Europe",
                    "charge_type": "PostPaid", "period": null, "pricing_cycle": null, "cen_id": null,
                    "is_there": false, "fate": "deleted"
                }
            ]
        })
    );
}

#[test]
fn shells_are_told_every_command_and_option() {
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        let script = completions(shell);
        for word in [
            "sandbox",
            "simulator",
            "install",
            "completions",
            "report",
            "--ends-within",
            "--fault",
            "state",
        ] {
            let word = if shell == Shell::Fish {
                word.trim_start_matches('-')
            } else {
                word
            };
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

/// What bash proposes for the last of the words of a command line.
fn proposed_by_bash(words: &str) -> Option<Vec<String>> {
    let script = completions(Shell::Bash);
    let ask = format!(
        "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))\n_terraform__provider__cen \
         terraform-provider-cen \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"\nprintf '%s\\n' \
         \"${{COMPREPLY[@]}}\""
    );
    let asked = std::process::Command::new("bash")
        .args(["-c", &ask])
        .output();
    let said = String::from_utf8(asked.ok()?.stdout).unwrap();
    Some(said.lines().map(str::to_owned).collect())
}

#[test]
fn bash_completes_commands_options_and_their_values() {
    let Some(commands) = proposed_by_bash("terraform-provider-cen sand") else {
        // There is no bash here.
        return;
    };
    assert_eq!(commands, ["sandbox"]);
    let options = proposed_by_bash("terraform-provider-cen sandbox --st").unwrap();
    assert_eq!(options, ["--state"]);
    let shells = proposed_by_bash("terraform-provider-cen completions f").unwrap();
    assert_eq!(shells, ["fish"]);
}

#[test]
fn the_examples_of_the_help_can_be_typed() {
    let texts = [
        examples::OF_ALL,
        examples::OF_THE_SIMULATOR,
        examples::OF_ENV,
        examples::OF_THE_SANDBOX,
        examples::OF_REPORT,
        examples::OF_INSTALL,
        examples::OF_COMPLETIONS,
        examples::OF_SERVE,
    ];
    let mut typed = 0;
    for line in texts.iter().flat_map(|text| text.lines()) {
        let Some(line) = line.strip_prefix("  terraform-provider-cen ") else {
            continue;
        };
        let command = line.split(" > ").next().unwrap().replace('\'', "");
        if let Err(error) = parse(&command) {
            unreachable!("{line}: {error}");
        }
        typed += 1;
    }
    assert_eq!(typed, 25);
}

#[test]
fn the_summary_of_many_purchases_is_a_count_after_the_first() {
    let last_lines = |there: usize, gone: usize| {
        let departed = (0..gone).map(|_| Some(Departure::Deleted));
        let fates = (0..there).map(|_| None).chain(departed);
        let purchases = fates.map(|departed| Purchase {
            package: package("a"),
            departed,
        });
        let text = call_summary::summary(&Summary {
            calls: BTreeMap::new(),
            purchases: purchases.collect(),
            ..Summary::default()
        });
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        (lines.len(), lines.last().cloned().unwrap_or_default())
    };
    let gone = "  a  5 Mbps  China - Europe  PostPaid  deleted".to_owned();
    assert_eq!(last_lines(0, 20), (23, gone));
    let more = |text: &str| (24, format!("  and {text}"));
    assert_eq!(last_lines(20, 1), more("1 more, none of them still there"));
    assert_eq!(last_lines(25, 4), more("9 more, 5 of them still there"));
}

#[test]
fn a_call_is_one_line_that_cannot_write_on_the_terminal() {
    let call = Call {
        number: 1,
        at: "2026-01-15T02:19:00Z".to_owned(),
        method: "POST".to_owned(),
        action: "Bad\u{1b}[2J\n".to_owned(),
        parameters: BTreeMap::new(),
        is_cut: false,
        access_key_id: None,
        with_security_token: false,
        request_id: String::new(),
        outcome: Outcome::Refused("InvalidAction.NotFound".to_owned()),
        fault: Some("*:delay-after=1s".to_owned()),
        status: Some(404),
        created: None,
        duration: Duration::from_millis(7),
    };
    assert_eq!(
        call_summary::call(&call),
        "02:19:00  Bad?[2J?  404 InvalidAction.NotFound  fault *:delay-after=1s  7 ms\n"
    );
}

#[test]
#[cfg(unix)]
fn a_program_is_found_by_the_order_of_names_and_must_be_executable() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    for (name, mode) in [("terraform", 0o644), ("tofu", 0o755)] {
        let place = folder.path().join(name);
        std::fs::write(&place, "").unwrap();
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut environment = Environment::default();
    assert_eq!(environment.find_program(&["terraform", "tofu"]), None);
    environment.set("PATH", folder.path());
    let found = environment.find_program(&["terraform", "tofu"]).unwrap();
    assert_eq!(found, ("tofu", folder.path().join("tofu")));
}

#[tokio::test]
#[cfg(unix)]
async fn exit_codes_are_passed_on_as_shells_do() {
    let mut environment = Environment::default();
    environment.set("PATH", "/usr/bin:/bin");
    let mut requests = Requests::listen().unwrap();
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)] {
        let arguments = ["-c".into(), script.into()];
        let ended = child::run("sh".as_ref(), &arguments, &environment, &mut requests).await;
        assert_eq!(ended.unwrap(), code, "{script}");
    }
}

#[tokio::test]
async fn a_command_that_cannot_be_run_fails_as_in_a_shell() {
    let folder = tempfile::tempdir().unwrap();
    let environment = Environment::default();
    let mut requests = Requests::listen().unwrap();
    let missing = child::run("no-such-command".as_ref(), &[], &environment, &mut requests)
        .await
        .unwrap_err();
    assert_eq!(
        missing.to_string(),
        "cannot run no-such-command: there is no such command on the PATH"
    );
    assert_eq!(missing.exit_code(), 127);
    let place = folder.path().as_os_str().to_owned();
    let refused = child::run(&place, &[], &environment, &mut requests)
        .await
        .unwrap_err();
    assert_eq!(refused.exit_code(), 126);
}
