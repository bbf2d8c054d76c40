use super::*;

fn policy() -> Policy {
    Policy::default()
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> (u16, String) {
    let refusal = result.unwrap_err();
    (refusal.status, refusal.code.into_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn areas_are_known_in_any_letter_case_and_become_lower_case() {
    for text in ["China", "china", "CHINA"] {
        assert_eq!(area(&policy(), text), Ok("china".to_owned()));
    }
    for text in ["", "Middle-East", "Australia", " China", "Europa"] {
        assert_eq!(
            code(area(&policy(), text)),
            refused(400, "ParameterIllegal.GeoRegionId")
        );
    }
    let wider = Policy {
        additional_areas: vec!["Middle-East".to_owned()],
        ..policy()
    };
    assert_eq!(area(&wider, "MIDDLE-east"), Ok("middle-east".to_owned()));
}

#[test]
fn a_pair_off_sale_is_off_sale_in_either_order() {
    assert_eq!(pair(&policy(), "asia-pacific", "china"), Ok(()));
    let narrower = Policy {
        pairs_off_sale: vec![("Europe".to_owned(), "Asia-Pacific".to_owned())],
        china_first: true,
        ..policy()
    };
    let off_sale = refused(404, "GeographicSpan.NotFound");
    assert_eq!(code(pair(&narrower, "europe", "asia-pacific")), off_sale);
    assert_eq!(code(pair(&narrower, "asia-pacific", "europe")), off_sale);
    assert_eq!(code(pair(&narrower, "europe", "china")), off_sale);
    assert_eq!(pair(&narrower, "china", "china"), Ok(()));
}

#[test]
fn a_pair_has_one_span_id_in_either_order() {
    for (a, b, id) in [
        ("china", "china", "china_china"),
        ("china", "asia-pacific", "china_asia-pacific"),
        ("china", "north-america", "north-america_china"),
        ("china", "europe", "china_europe"),
        ("north-america", "europe", "europe_north-america"),
    ] {
        assert_eq!(span_id(a, b), id);
        assert_eq!(span_id(b, a), id);
    }
}

#[test]
fn exactly_one_chinese_end_is_cross_border() {
    assert!(is_cross_border("china", "europe"));
    assert!(is_cross_border("europe", "china"));
    assert!(!is_cross_border("china", "china"));
    assert!(!is_cross_border("europe", "asia-pacific"));
}

#[test]
fn charge_types_are_those_of_the_account() {
    assert_eq!(charge_type(&policy(), None), Ok(ChargeType::Prepay));
    assert_eq!(
        charge_type(&policy(), Some("POSTPAY")),
        Ok(ChargeType::Postpay)
    );
    let prepaid_only = Policy {
        postpaid: false,
        ..policy()
    };
    let unsupported = refused(400, "UnSupported.ChargeType");
    assert_eq!(
        code(charge_type(&prepaid_only, Some("POSTPAY"))),
        unsupported
    );
    assert_eq!(code(charge_type(&policy(), Some("PrePaid"))), unsupported);
}

#[test]
fn bandwidth_is_2_to_10000() {
    let invalid = refused(400, "InvalidParameter");
    assert_eq!(bandwidth(2), Ok(2));
    assert_eq!(bandwidth(10_000), Ok(10_000));
    assert_eq!(code(bandwidth(1)), invalid);
    assert_eq!(code(bandwidth(10_001)), invalid);
}

#[test]
fn terms_are_those_on_sale() {
    let sold = |period, cycle| term(period, cycle).map(Term::months);
    assert_eq!(sold(None, None), Ok(1));
    for months in [1, 2, 3, 6, 12] {
        assert_eq!(sold(Some(months), Some("Month")), Ok(months));
    }
    for years in [1, 2, 3] {
        assert_eq!(sold(Some(years), Some("Year")), Ok(12 * years));
    }
    for (period, cycle) in [
        (0, "Month"),
        (4, "Month"),
        (36, "Month"),
        (0, "Year"),
        (4, "Year"),
        (1, "month"),
    ] {
        assert_eq!(
            code(term(Some(period), Some(cycle))),
            refused(400, "InvalidParameter"),
            "{period} {cycle}"
        );
    }
}

#[test]
fn texts_are_limited_in_characters_and_do_not_begin_like_a_url() {
    assert_eq!(name(&"测".repeat(128)), Ok(()));
    assert_eq!(name(""), Ok(()));
    assert_eq!(name("see https://a"), Ok(()));
    for bad in [
        "x".repeat(129),
        "http://a".to_owned(),
        "HTTPS://a".to_owned(),
    ] {
        assert_eq!(code(name(&bad)), refused(400, "InvalidName"));
    }
    assert_eq!(description(&"x".repeat(256)), Ok(()));
    assert_eq!(
        code(description(&"x".repeat(257))),
        refused(400, "InvalidDescription")
    );
}

#[test]
fn tags_follow_the_rules_of_tags() {
    let one = |key: &'static str, value: &'static str| {
        tags(&[BTreeMap::from([("Key", key), ("Value", value)])])
    };
    assert_eq!(
        one("env", ""),
        Ok(BTreeMap::from([("env".to_owned(), String::new())]))
    );
    assert_eq!(
        tags(&[BTreeMap::from([("Key", "env")])]),
        Ok(BTreeMap::from([("env".to_owned(), String::new())]))
    );
    let invalid = refused(400, "InvalidParameter");
    for (key, value) in [
        ("", "v"),
        ("aliyun-x", "v"),
        ("acs:x", "v"),
        ("a http://b", "v"),
        ("k", "https://b"),
        ("k", "acs:x"),
    ] {
        assert_eq!(code(one(key, value)), invalid, "{key} {value}");
    }
    assert_eq!(code(tags(&[BTreeMap::from([("Value", "v")])])), invalid);
    let twice = BTreeMap::from([("Key", "k")]);
    assert_eq!(code(tags(&[twice.clone(), twice])), invalid);
    let keys: Vec<String> = (0..21).map(|number| format!("k{number}")).collect();
    let many: Vec<BTreeMap<&str, &str>> = keys
        .iter()
        .map(|key| BTreeMap::from([("Key", key.as_str())]))
        .collect();
    assert_eq!(code(tags(&many)), invalid);
    assert_eq!(tags(many.get(..20).unwrap()).unwrap().len(), 20);
}

#[test]
fn client_tokens_are_short_ascii() {
    assert_eq!(client_token(&"t".repeat(64)), Ok(()));
    for bad in [String::new(), "t".repeat(65), "测".to_owned()] {
        assert_eq!(code(client_token(&bad)), refused(400, "InvalidParameter"));
    }
}

#[test]
fn pages_hold_1_to_50() {
    assert_eq!(page(None, None), Ok((1, 10)));
    assert_eq!(page(Some(3), Some(50)), Ok((3, 50)));
    for (number, size) in [(0, 10), (1, 0), (1, 51)] {
        assert_eq!(
            code(page(Some(number), Some(size))),
            refused(400, "InvalidParameter")
        );
    }
}
