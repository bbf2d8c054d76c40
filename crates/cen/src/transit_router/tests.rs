mod calls;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::*;
use crate::id::{CenId, PackageId};
use crate::listed::{self, Page};
use crate::region::Region;
use crate::testing::wire;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::idempotency::Idempotency;
use alibaba_cloud::token::ClientToken;

fn router() -> RouterId {
    RouterId::parse("tr-one").unwrap()
}

fn id() -> AttachmentId {
    AttachmentId::parse("tr-attach-one").unwrap()
}

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

fn token() -> ClientToken {
    ClientToken::parse("t").unwrap()
}

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
    let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
    BTreeMap::from(pairs)
}

fn zones<const N: usize>(pairs: [(&str, &str); N]) -> BTreeSet<ZoneMapping> {
    let zones = pairs.map(|(zone, vswitch)| ZoneMapping {
        zone: zone.to_owned(),
        vswitch: vswitch.to_owned(),
    });
    BTreeSet::from(zones)
}

/// The parameters of a call that a token makes repeatable.
fn by_token(call: &Call) -> String {
    assert_eq!(call.idempotency(), Idempotency::ByToken);
    wire(call)
}

/// What an answer says of the attachments of the transit router.
fn read<K: AttachmentKind>(answer: &serde_json::Value) -> Result<Page<Attachment<K>>, String> {
    listed::page(answer, &attachment::Of::Router(router()))
}

fn head(region: &str) -> Head {
    Head {
        id: id(),
        router: router(),
        region: Region::parse(region).ok(),
        cen: CenId::from_api("cen-abc"),
        name: "main".to_owned(),
        description: String::new(),
        status: AttachmentStatus::Attached,
        auto_publish_routes: Some(true),
        order_type: String::new(),
        tags: texts([("env", "dev")]),
        creation_time: Time::from_api("2026-01-02T03:04:05Z"),
    }
}

fn new<N>(own: N) -> NewAttachment<N> {
    NewAttachment {
        place: Place::Router(router()),
        region: region("cn-hangzhou"),
        name: None,
        description: None,
        auto_publish_routes: None,
        tags: BTreeMap::new(),
        own,
    }
}

/// The parameters of the call that makes this.
fn create<K: AttachmentKind>(new: &NewAttachment<K::New>) -> String {
    by_token(&new.call::<K>(&token()))
}

#[test]
fn keys_are_two_ids_joined_by_a_colon_in_any_letter_case() {
    let key = RouterKey::parse("CEN-abc:tr-One").unwrap();
    assert_eq!(key.to_string(), "cen-abc:tr-one");
    for text in [
        "",
        "tr-one",
        "cen-abc:",
        "cen-abc:tr-one:x",
        "tr-one:cen-abc",
    ] {
        assert_eq!(
            RouterKey::parse(text).unwrap_err().to_string(),
            format!(
                "{text:?} is not the id of a transit router with its CEN instance; such an id looks like \
                 cen-abcdefgh0123456789:tr-abcdefgh0123456789"
            )
        );
    }
}

#[test]
fn a_transit_router_is_read_with_everything_that_is_said_of_it() {
    let answer = json!({
        "TotalCount": 1,
        "TransitRouters": [{
            "TransitRouterId": "tr-one", "TransitRouterName": "main", "TransitRouterDescription": "d",
            "CenId": "cen-abc", "RegionId": "cn-hangzhou", "AliUid": 1, "Status": "active", "Type": "Enterprise",
            "SupportMulticast": "true", "CreationTime": "2026-01-02T03:04Z", "Tags": [{"Key": "env", "Value": "dev"}]
        }]
    });
    let expected = TransitRouter {
        key: RouterKey {
            cen: CenId::parse("cen-abc").unwrap(),
            id: router(),
        },
        region: region("cn-hangzhou"),
        edition: "Enterprise".to_owned(),
        name: "main".to_owned(),
        description: "d".to_owned(),
        status: RouterStatus::Active,
        support_multicast: Some(true),
        tags: texts([("env", "dev")]),
        creation_time: Time::from_api("2026-01-02T03:04Z"),
    };
    let page = Page::of(vec![expected], 1);
    let cen = CenId::parse("cen-abc").unwrap();
    assert_eq!(listed::page(&answer, &cen), Ok(page));
    for (entry, lack) in [
        (json!({}), "a transit router in it has no id"),
        (
            json!({"TransitRouterId": "tr-a"}),
            "transit router tr-a in it has no CEN instance",
        ),
        (
            json!({"TransitRouterId": "tr-a", "CenId": "cen-a"}),
            "transit router tr-a in it has no region",
        ),
    ] {
        let answer = json!({ "TransitRouters": [entry] });
        assert_eq!(
            listed::page::<TransitRouter>(&answer, &cen),
            Err(lack.to_owned())
        );
    }
}

#[test]
fn a_transit_router_is_made_with_a_token_and_what_is_not_said_is_not_sent() {
    let mut new = NewRouter {
        cen: CenId::parse("cen-abc").unwrap(),
        region: region("cn-hangzhou"),
        name: None,
        description: None,
        support_multicast: None,
        tags: BTreeMap::new(),
    };
    let create = |new: &NewRouter| by_token(&new.call(&token()));
    assert_eq!(
        create(&new),
        "CenId=cen-abc&ClientToken=t&RegionId=cn-hangzhou"
    );
    new.name = Some("main".to_owned());
    new.description = Some("d".to_owned());
    new.support_multicast = Some(false);
    new.tags = texts([("env", "dev")]);
    assert_eq!(
        create(&new),
        "CenId=cen-abc&ClientToken=t&RegionId=cn-hangzhou&SupportMulticast=false&Tag.1.Key=env&Tag.1.Value=dev&\
         TransitRouterDescription=d&TransitRouterName=main"
    );
}

#[test]
fn a_vpc_attachment_is_read_with_everything_that_is_said_of_it() {
    let answer = json!({
        "NextToken": "more",
        "TransitRouterAttachments": [{
            "TransitRouterAttachmentId": "tr-attach-one", "TransitRouterAttachmentName": "main",
            "TransitRouterId": "tr-one", "CenId": "cen-abc", "VpcId": "vpc-a", "VpcOwnerId": 1234567890123456_u64,
            "VpcRegionId": "cn-hangzhou", "Status": "Attached", "AutoPublishRouteEnabled": true,
            "CreationTime": "2026-01-02T03:04:05Z", "Tags": [{"Key": "env", "Value": "dev"}],
            "ZoneMappings": [{"ZoneId": "cn-hangzhou-h", "VSwitchId": "vsw-a", "NetworkInterfaceId": "eni-a"}],
            "TransitRouterVPCAttachmentOptions": {"Ipv6Support": "enable"}
        }]
    });
    let expected = VpcAttachment {
        head: head("cn-hangzhou"),
        own: Vpc {
            id: "vpc-a".to_owned(),
            owner: Some(1_234_567_890_123_456),
            zones: zones([("cn-hangzhou-h", "vsw-a")]),
            options: texts([("Ipv6Support", "enable")]),
        },
    };
    let part = Page {
        next: Some("more".to_owned()),
        ..Page::of(vec![expected], 1)
    };
    assert_eq!(read::<Vpc>(&answer), Ok(part));
    for (entry, lack) in [
        (json!({}), "an attachment in it has no id"),
        (
            json!({"TransitRouterAttachmentId": "tr-attach-a"}),
            "attachment tr-attach-a in it has no transit router",
        ),
        (
            json!({"TransitRouterAttachmentId": "tr-attach-a", "TransitRouterId": "tr-a"}),
            "attachment tr-attach-a in it has no VPC",
        ),
    ] {
        let answer = json!({ "TransitRouterAttachments": [entry] });
        assert_eq!(read::<Vpc>(&answer), Err(lack.to_owned()));
    }
}

#[test]
fn a_vpc_is_attached_with_its_zones_in_order() {
    let new = NewAttachment {
        name: Some("main".to_owned()),
        auto_publish_routes: Some(true),
        ..new(NewVpc {
            vpc: "vpc-a".to_owned(),
            owner: Some(42),
            zones: zones([("cn-hangzhou-i", "vsw-b"), ("cn-hangzhou-h", "vsw-a")]),
            options: texts([("Ipv6Support", "enable")]),
        })
    };
    assert_eq!(
        create::<Vpc>(&new),
        "AutoPublishRouteEnabled=true&ClientToken=t&RegionId=cn-hangzhou&TransitRouterAttachmentName=main&\
         TransitRouterId=tr-one&TransitRouterVPCAttachmentOptions=%7B%22Ipv6Support%22%3A%22enable%22%7D&VpcId=vpc-a&\
         VpcOwnerId=42&ZoneMappings.1.VSwitchId=vsw-a&ZoneMappings.1.ZoneId=cn-hangzhou-h&\
         ZoneMappings.2.VSwitchId=vsw-b&ZoneMappings.2.ZoneId=cn-hangzhou-i"
    );
}

#[test]
fn zones_are_added_and_taken_away_in_one_call() {
    let (add, remove) = (&zones([("z-2", "vsw-2")]), &zones([("z-1", "vsw-1")]));
    assert_eq!(
        by_token(&attachment::update_zones(&id(), add, remove, &token())),
        "AddZoneMappings.1.VSwitchId=vsw-2&AddZoneMappings.1.ZoneId=z-2&ClientToken=t&\
         RemoveZoneMappings.1.VSwitchId=vsw-1&RemoveZoneMappings.1.ZoneId=z-1&TransitRouterAttachmentId=tr-attach-one"
    );
}

#[test]
fn a_connection_is_read_with_everything_that_is_said_of_it() {
    let answer = json!({
        "TransitRouterAttachments": [{
            "TransitRouterAttachmentId": "tr-attach-one", "TransitRouterAttachmentName": "main",
            "TransitRouterId": "tr-one", "RegionId": "cn-hangzhou", "CenId": "cen-abc",
            "PeerTransitRouterId": "tr-two", "PeerTransitRouterRegionId": "ap-southeast-1", "Bandwidth": 3,
            "BandwidthType": "BandwidthPackage", "CenBandwidthPackageId": "cenbwp-abc", "DefaultLinkType": "Gold",
            "GeographicSpanId": "china_asia-pacific", "AutoPublishRouteEnabled": true, "Status": "Attached",
            "CreationTime": "2026-01-02T03:04:05Z", "Tags": [{"Key": "env", "Value": "dev"}]
        }]
    });
    let expected = PeerAttachment {
        head: head("cn-hangzhou"),
        own: Peer {
            peer_router: "tr-two".to_owned(),
            peer_region: "ap-southeast-1".to_owned(),
            bandwidth_mbps: Some(3),
            bandwidth_type: "BandwidthPackage".to_owned(),
            package_id: "cenbwp-abc".to_owned(),
            link_type: "Gold".to_owned(),
            geographic_span_id: "china_asia-pacific".to_owned(),
        },
    };
    let part = Page {
        next: None,
        ..Page::of(vec![expected], 1)
    };
    assert_eq!(read::<Peer>(&answer), Ok(part));
}

#[test]
fn a_connection_says_where_its_bandwidth_comes_from() {
    let mut new = new(NewPeer {
        peer_router: RouterId::parse("tr-two").unwrap(),
        peer_region: region("ap-southeast-1"),
        supply: Supply::Package(PackageId::parse("cenbwp-abc").unwrap()),
        bandwidth_mbps: 3,
        link_type: None,
    });
    let ends = "PeerTransitRouterId=tr-two&PeerTransitRouterRegionId=ap-southeast-1&RegionId=cn-hangzhou&\
                TransitRouterId=tr-one";
    assert_eq!(
        create::<Peer>(&new),
        format!(
            "Bandwidth=3&BandwidthType=BandwidthPackage&CenBandwidthPackageId=cenbwp-abc&ClientToken=t&{ends}"
        )
    );
    new.own.supply = Supply::Traffic;
    new.own.link_type = Some("Platinum".to_owned());
    assert_eq!(
        create::<Peer>(&new),
        format!(
            "Bandwidth=3&BandwidthType=DataTransfer&ClientToken=t&DefaultLinkType=Platinum&{ends}"
        )
    );
}

#[test]
fn a_change_sends_what_changes_and_nothing_else() {
    let change = AttachmentChange {
        description: Some(String::new()),
        order_type: Some("PayByResourceOwner".to_owned()),
        own: PeerChange {
            bandwidth: Some((Supply::Traffic, 5)),
            ..PeerChange::default()
        },
        ..AttachmentChange::default()
    };
    assert_eq!(
        wire(&change.call::<Peer>(&id())),
        "Bandwidth=5&BandwidthType=DataTransfer&OrderType=PayByResourceOwner&TransitRouterAttachmentDescription=&\
         TransitRouterAttachmentId=tr-attach-one"
    );
    let change = AttachmentChange {
        auto_publish_routes: Some(false),
        own: VpcChange {
            options: Some(BTreeMap::new()),
        },
        ..AttachmentChange::default()
    };
    assert_eq!(
        wire(&change.call::<Vpc>(&id())),
        "AutoPublishRouteEnabled=false&TransitRouterAttachmentId=tr-attach-one&\
         TransitRouterVPCAttachmentOptions=%7B%7D"
    );
}

#[test]
fn an_order_type_that_the_list_does_not_tell_is_taken_for_the_one_that_was_sent() {
    let change = AttachmentChange::<()> {
        order_type: Some("PayByResourceOwner".to_owned()),
        ..AttachmentChange::default()
    };
    for (told, shows) in [
        ("", true),
        ("PayByResourceOwner", true),
        ("PayByCenOwner", false),
    ] {
        let seen = Head {
            order_type: told.to_owned(),
            ..head("cn-hangzhou")
        };
        assert_eq!(change.shows(&seen), shows, "{told}");
    }
}

#[test]
fn a_note_of_an_attachment_that_is_to_be_made_keeps_its_form() {
    let vpc = NewVpc {
        vpc: "vpc-a".to_owned(),
        owner: Some(42),
        zones: zones([("cn-hangzhou-h", "vsw-a")]),
        options: BTreeMap::new(),
    };
    let note = json!({
        "router": "tr-one", "region": "cn-hangzhou", "vpc": "vpc-a", "owner": 42,
        "zones": [{"zone": "cn-hangzhou-h", "vswitch": "vsw-a"}], "name": null, "description": null,
        "auto_publish_routes": null, "options": {}, "tags": {}
    });
    assert_eq!(json!(new(vpc.clone())), note);
    let read: NewAttachment<NewVpc> = serde_json::from_value(note).unwrap();
    assert_eq!(read, new(vpc));
    let peer = NewPeer {
        peer_router: RouterId::parse("tr-two").unwrap(),
        peer_region: region("ap-southeast-1"),
        supply: Supply::Package(PackageId::parse("cenbwp-abc").unwrap()),
        bandwidth_mbps: 3,
        link_type: None,
    };
    let note = json!({
        "router": "tr-one", "region": "cn-hangzhou", "peer_router": "tr-two", "peer_region": "ap-southeast-1",
        "supply": {"package": "cenbwp-abc"}, "bandwidth_mbps": 3, "link_type": null, "name": null,
        "description": null, "auto_publish_routes": null, "tags": {}
    });
    assert_eq!(json!(new(peer.clone())), note);
    let read: NewAttachment<NewPeer> = serde_json::from_value(note).unwrap();
    assert_eq!(read, new(peer));
}

/// What an answer says of one attachment that is known to its own product as `own` says.
fn entry(own: &serde_json::Value) -> serde_json::Value {
    let mut entry = json!({
        "TransitRouterAttachmentId": "tr-attach-one", "TransitRouterAttachmentName": "main",
        "TransitRouterId": "tr-one", "CenId": "cen-abc", "Status": "Attached", "AutoPublishRouteEnabled": true,
        "CreationTime": "2026-01-02T03:04:05Z", "Tags": [{"Key": "env", "Value": "dev"}]
    });
    for (name, value) in own.as_object().unwrap() {
        entry[name] = value.clone();
    }
    json!({ "TransitRouterAttachments": [entry] })
}

#[test]
fn networks_of_data_centres_are_read_with_everything_that_is_said_of_them() {
    let seen = |order: &str| Head {
        order_type: order.to_owned(),
        ..head("cn-hangzhou")
    };
    let vbr = entry(&json!({
        "VbrId": "vbr-a", "VbrOwnerId": 42, "VbrRegionId": "cn-hangzhou", "OrderType": "PayByCenOwner"
    }));
    let expected = Attachment {
        head: seen("PayByCenOwner"),
        own: Vbr {
            id: "vbr-a".to_owned(),
            owner: Some(42),
        },
    };
    assert_eq!(read::<Vbr>(&vbr).unwrap().objects, [expected]);
    let vpn = entry(&json!({
        "VpnId": "vco-a", "VpnOwnerId": "42", "VpnRegionId": "cn-hangzhou", "ChargeType": "POSTPAY",
        "Zones": [{"ZoneId": "cn-hangzhou-i"}, {"ZoneId": "cn-hangzhou-h"}]
    }));
    let expected = Attachment {
        head: seen(""),
        own: Vpn {
            id: "vco-a".to_owned(),
            owner: Some(42),
            charge_type: "POSTPAY".to_owned(),
            zones: ["cn-hangzhou-h", "cn-hangzhou-i"].map(str::to_owned).into(),
        },
    };
    assert_eq!(read::<Vpn>(&vpn).unwrap().objects, [expected]);
    let ecr = entry(&json!({ "EcrId": "ecr-a", "TransitRouterRegionId": "cn-hangzhou" }));
    let expected = Attachment {
        head: seen(""),
        own: Ecr {
            id: "ecr-a".to_owned(),
            owner: None,
        },
    };
    assert_eq!(read::<Ecr>(&ecr).unwrap().objects, [expected]);
    let nothing = entry(&json!({}));
    let lack = |what: &str| Err(format!("attachment tr-attach-one in it has no {what}"));
    assert_eq!(read::<Vbr>(&nothing).map(drop), lack("border router"));
    assert_eq!(read::<Vpn>(&nothing).map(drop), lack("IPsec connection"));
    assert_eq!(
        read::<Ecr>(&nothing).map(drop),
        lack("Express Connect router")
    );
}

#[test]
fn networks_of_data_centres_are_attached_to_a_transit_router_or_to_that_of_an_instance() {
    let vbr = NewVbr {
        vbr: "vbr-a".to_owned(),
        owner: Some(42),
    };
    assert_eq!(
        create::<Vbr>(&new(vbr)),
        "ClientToken=t&RegionId=cn-hangzhou&TransitRouterId=tr-one&VbrId=vbr-a&VbrOwnerId=42"
    );
    let vpn = NewAttachment {
        auto_publish_routes: Some(false),
        ..new(NewVpn {
            vpn: "vco-a".to_owned(),
            owner: None,
            charge_type: Some("POSTPAY".to_owned()),
            zones: ["cn-hangzhou-i", "cn-hangzhou-h"].map(str::to_owned).into(),
        })
    };
    assert_eq!(
        create::<Vpn>(&vpn),
        "AutoPublishRouteEnabled=false&ChargeType=POSTPAY&ClientToken=t&RegionId=cn-hangzhou&TransitRouterId=tr-one&\
         VpnId=vco-a&Zone.1.ZoneId=cn-hangzhou-h&Zone.2.ZoneId=cn-hangzhou-i"
    );
    let mut ecr = new(NewEcr {
        ecr: "ecr-a".to_owned(),
        owner: None,
    });
    ecr.place = Place::Cen(CenId::parse("cen-abc").unwrap());
    assert_eq!(
        create::<Ecr>(&ecr),
        "CenId=cen-abc&ClientToken=t&EcrId=ecr-a&RegionId=cn-hangzhou"
    );
    assert_eq!(json!(ecr)["cen"], "cen-abc");
    let read: NewAttachment<NewEcr> = serde_json::from_value(json!(ecr)).unwrap();
    assert_eq!(read, ecr);
}

#[test]
fn only_a_forced_end_says_so() {
    let delete = |force| wire(&attachment::delete("DeleteIt", &id(), force));
    let plain = "TransitRouterAttachmentId=tr-attach-one";
    assert_eq!(delete(false), plain);
    assert_eq!(delete(true), format!("Force=true&{plain}"));
}
