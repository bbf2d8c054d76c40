use super::*;

#[test]
fn not_found_and_malformed_are_told_apart() {
    assert_eq!(Kind::of_code("ParameterBwpInstanceId"), Kind::Gone);
    assert_eq!(
        Kind::of_code("ParameterIllegal.BwpInstanceId"),
        Kind::BadValue
    );
    assert_eq!(Kind::of_code("ParameterCenInstanceId"), Kind::CenGone);
}

#[test]
fn no_other_not_found_passes_for_a_package_that_is_gone() {
    for code in [
        "GeographicSpan.NotFound",
        "InvalidAccessKeyId.NotFound",
        "InvalidAction.NotFound",
        "Bid.NotFound",
        "HTTP 404",
    ] {
        assert_ne!(Kind::of_code(code), Kind::Gone, "{code}");
    }
}

#[test]
fn every_kind_of_object_that_transit_routers_have_is_gone_in_the_same_words() {
    for code in [
        "InvalidTransitRouterId.NotFound",
        "InvalidTransitRouterRouteTableId.NotFound",
        "InstanceNotExist.TransitRouterRouteTable",
        "ResourceNotFound.TransitRouterAttachment",
    ] {
        assert!(Kind::of_code(code).is_gone(), "{code}");
    }
    assert!(!Kind::of_code("InvalidTransitRouterRouteTableId.Malformed").is_gone());
}

#[test]
fn busy_is_repeated_and_a_refused_release_is_final() {
    assert_eq!(class("Operation.Blocking"), Some(Class::Busy));
    assert_eq!(class("IncorrectStatus.Anything"), Some(Class::Busy));
    assert_eq!(class("Forbidden.Release"), Some(Class::Refused));
    assert_eq!(
        class("InvalidOperation.BwpInstanceStatus"),
        Some(Class::Refused)
    );
    assert_eq!(
        class_while_freeing("InvalidOperation.BwpInstanceStatus"),
        Some(Class::Settling)
    );
    assert_eq!(class("Throttling.User"), None);
    assert_eq!(class("DB.Error"), None);
}

#[test]
fn every_row_is_found_by_its_code() {
    for row in codes::CODES {
        let found = codes::find(&row.code.replace('*', "Anything")).unwrap();
        assert_eq!(found.code, row.code);
    }
}

#[test]
fn no_code_stands_in_two_rows() {
    let mut codes: Vec<&str> = codes::CODES.iter().map(|row| row.code).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

#[test]
fn a_code_without_a_row_belongs_to_the_narrowest_family() {
    for (code, kind, summary) in [
        (
            "AssociationExist.TransitRouterRoute",
            Kind::InUse,
            Some("Something of the transit router is still in use"),
        ),
        (
            "AssociationExist.Other",
            Kind::InUse,
            Some("Something is still attached"),
        ),
        (
            "ParameterIllegal.Other",
            Kind::BadValue,
            Some("CEN does not accept a value"),
        ),
        (
            "PAY.Other",
            Kind::Payment,
            Some("The order could not be paid"),
        ),
        ("Never.Heard.Of", Kind::Other, None),
    ] {
        assert_eq!(Kind::of_code(code), kind, "{code}");
        assert_eq!(advice(code).map(|advice| advice.summary), summary, "{code}");
    }
}

#[test]
fn summaries_are_short_and_remedies_are_sentences() {
    for advice in codes::CODES.iter().map(|row| row.advice) {
        let (summary, remedy) = (advice.summary, advice.remedy("DoThing"));
        assert!(summary.len() <= 70 && !summary.ends_with('.'), "{summary}");
        assert!(remedy.ends_with('.'), "{remedy}");
        assert!(!remedy.contains(summary), "{remedy} repeats {summary}");
    }
}
