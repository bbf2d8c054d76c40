//! Border routers, IPsec connections and Express Connect routers attached to transit routers. They live alike, so what holds
//! for all is said once, for each.

use std::time::Duration;

use cen_simulator::{
    ACCOUNT_ID, AttachmentChange, EcrAttachment, Fault, Instance, NetworkAttachment, OrderType,
    Simulator, Stage, TransitRouter, VbrAttachment, VpnAttachment,
};
use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Case, Said, Step, expect_action, expect_change, expect_empty, expect_replacement,
};

use super::{actions, case, cloud, official, only, parameters_of, slow_cloud, texts, writes};

/// One kind: its word in actions, and the argument that names what is attached.
#[derive(Clone, Copy)]
struct Kind {
    word: &'static str,
    network: (&'static str, &'static str),
    object: &'static str,
    publishes: bool,
    ids: fn(&Simulator) -> Vec<(String, String)>,
    change: fn(&Simulator, &str, AttachmentChange),
    remove: fn(&Simulator, &str),
}

/// Ids and times of creation of what is attached of a kind.
macro_rules! in_cloud {
    ($attachment:ty) => {
        (
            |cloud| {
                let all = cloud.all::<$attachment>().into_iter();
                all.map(|one| (one.attachment.id, one.attachment.creation_time))
                    .collect()
            },
            |cloud, id, change| {
                cloud.change::<$attachment>(id, change).unwrap();
            },
            |cloud, id| cloud.remove::<$attachment>(id).unwrap(),
        )
    };
}

type InCloud = (
    fn(&Simulator) -> Vec<(String, String)>,
    fn(&Simulator, &str, AttachmentChange),
    fn(&Simulator, &str),
);

fn kinds() -> [Kind; 3] {
    let kind = |word, network, object, publishes, (ids, change, remove): InCloud| Kind {
        word,
        network,
        object,
        publishes,
        ids,
        change,
        remove,
    };
    let vbr = ("vbr_id", "vbr-a");
    let vpn = ("vpn_id", "vco-a");
    let ecr = ("ecr_id", "ecr-a");
    [
        kind(
            "Vbr",
            vbr,
            "VBR attachment",
            false,
            in_cloud!(VbrAttachment),
        ),
        kind("Vpn", vpn, "VPN attachment", true, in_cloud!(VpnAttachment)),
        kind("Ecr", ecr, "ECR attachment", true, in_cloud!(EcrAttachment)),
    ]
}

impl Kind {
    fn type_name(self) -> String {
        format!("cen_transit_router_{}_attachment", self.word.to_lowercase())
    }

    fn address(self) -> String {
        format!("{}.this", self.type_name())
    }

    fn is_ecr(self) -> bool {
        self.word == "Ecr"
    }

    fn is_vpn(self) -> bool {
        self.word == "Vpn"
    }

    fn create(self) -> String {
        format!("CreateTransitRouter{}Attachment", self.word)
    }

    fn list(self) -> String {
        format!("ListTransitRouter{}Attachments", self.word)
    }

    fn update(self) -> String {
        format!("UpdateTransitRouter{}AttachmentAttribute", self.word)
    }

    fn delete(self) -> String {
        format!("DeleteTransitRouter{}Attachment", self.word)
    }

    fn owner(self) -> String {
        self.network.0.replace("_id", "_owner_id")
    }

    /// One in Hangzhou with further arguments, of which null ones take away.
    fn step(self, arguments: &Json) -> Step {
        let mut all = json!({ "region": "cn-hangzhou", self.network.0: self.network.1 });
        for (name, value) in arguments.as_object().unwrap() {
            all[name] = value.clone();
        }
        Step::config(only(&self.type_name(), &all))
    }

    fn only_id(self, cloud: &Simulator) -> String {
        let mut ids = (self.ids)(cloud);
        assert_eq!(ids.len(), 1, "{}", self.word);
        ids.remove(0).0
    }
}

/// A case, an instance and its transit router in Hangzhou.
fn with_router(cloud: &Simulator) -> (String, String, Case) {
    let cen = cloud.add_cen("main").unwrap();
    let router = cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    (cen, router, case(cloud))
}

#[tokio::test]
async fn apply_stores_exactly_what_was_attached_and_destroy_detaches_it() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (cen, router, mut case) = with_router(&cloud);
        let arguments = json!({
            "transit_router_id": router, "name": "main", "description": "by test", "tags": { "env": "dev" }
        });
        case.step(kind.step(&arguments)).await;
        let (id, created) = (kind.ids)(&cloud).remove(0);
        let mut expected = json!({
            "id": id,
            "transit_router_id": router,
            "cen_id": cen,
            "region": "cn-hangzhou",
            kind.network.0: kind.network.1,
            kind.owner(): ACCOUNT_ID.to_string(),
            "order_type": "PayByCenOwner",
            "name": "main",
            "description": "by test",
            "tags": { "env": "dev" },
            "tags_all": { "env": "dev" },
            "force_delete": null,
            "status": "Attached",
            "creation_time": created,
            "timeouts": null,
        });
        if !kind.is_ecr() {
            expected["auto_publish_route_enabled"] = json!(kind.publishes);
        }
        if kind.is_vpn() {
            expected["charge_type"] = json!("POSTPAY");
            expected["zone_ids"] = json!([]);
        }
        let state = case.state(&kind.address()).clone();
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&state[name], value, "{} {name}", kind.word);
        }
        // The last call is that of the next plan.
        assert_eq!(actions(&cloud), [kind.create(), kind.list(), kind.list()]);
        let mut sent = parameters_of(&cloud, &kind.create());
        assert!((1..=64).contains(&sent.remove("ClientToken").unwrap().len()));
        let network = format!("{}Id", kind.word);
        let expected = texts([
            ("RegionId", "cn-hangzhou"),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "dev"),
            ("TransitRouterAttachmentDescription", "by test"),
            ("TransitRouterAttachmentName", "main"),
            ("TransitRouterId", &router),
            (&network, kind.network.1),
        ]);
        assert_eq!(sent, expected);

        cloud.clear_journal();
        case.destroy().await;
        assert_eq!(actions(&cloud), [kind.list(), kind.delete(), kind.list()]);
        assert_eq!((kind.ids)(&cloud), []);
    }
}

#[tokio::test]
async fn texts_publishing_and_who_pays_change_in_place() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (_, router, mut case) = with_router(&cloud);
        let before =
            json!({ "transit_router_id": router, "name": "main", "tags": { "env": "dev" } });
        case.step(kind.step(&before)).await;
        let id = kind.only_id(&cloud);
        cloud.clear_journal();
        let mut after = json!({
            "transit_router_id": router, "description": "two", "order_type": "PayByResourceOwner",
            "tags": { "env": "prod" }
        });
        let mut changes = json!({
            "description": [null, "two"],
            "name": ["main", null],
            "order_type": ["PayByCenOwner", "PayByResourceOwner"],
            "tags": [{ "env": "dev" }, { "env": "prod" }],
            "tags_all": [{ "env": "dev" }, { "env": "prod" }],
        });
        if !kind.is_ecr() {
            after["auto_publish_route_enabled"] = json!(!kind.publishes);
            changes["auto_publish_route_enabled"] = json!([kind.publishes, !kind.publishes]);
        }
        let address = kind.address();
        let changed = kind
            .step(&after)
            .plan(expect_action(&address, Action::Update))
            .plan(expect_change(&address, changes))
            .keeps(&address, "id");
        case.step(changed).await;
        assert_eq!(writes(&cloud), [&kind.update(), "TagResources"]);
        let mut sent = parameters_of(&cloud, &kind.update());
        let publishes = sent.remove("AutoPublishRouteEnabled");
        let expected = (!kind.is_ecr()).then(|| (!kind.publishes).to_string());
        assert_eq!(publishes, expected);
        let expected = texts([
            ("OrderType", "PayByResourceOwner"),
            ("TransitRouterAttachmentDescription", "two"),
            ("TransitRouterAttachmentId", &id),
            ("TransitRouterAttachmentName", ""),
        ]);
        assert_eq!(sent, expected);
        // What is not configured any more stays as it is.
        let silent =
            json!({ "transit_router_id": router, "description": "two", "tags": { "env": "prod" } });
        case.step(kind.step(&silent).plan(expect_empty())).await;
        // It is another attachment of another network.
        let other = kind.network.1.replace("-a", "-b");
        let moved = json!({ "transit_router_id": router, kind.network.0: other });
        let replaced = kind
            .step(&moved)
            .plan(expect_replacement(&address, &[kind.network.0]));
        case.step(replaced).await;
        assert_ne!(kind.only_id(&cloud), id);
    }
}

/// CEN takes the order type for what is attached already, so the answer to a second call may be lost.
#[tokio::test]
async fn who_pays_for_a_new_one_is_said_once_it_is_attached() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (_, router, mut case) = with_router(&cloud);
        cloud.fault(Fault::lose_answer(kind.update()).times(1));
        let arguments = json!({ "transit_router_id": router, "order_type": "PayByResourceOwner" });
        case.step(kind.step(&arguments)).await;
        let expected = [kind.create(), kind.update(), kind.update()];
        assert_eq!(writes(&cloud), expected, "{}", kind.word);
        let order = &case.state(&kind.address())["order_type"];
        assert_eq!(order, "PayByResourceOwner");

        // A refusal costs nothing: the attachment is there, and the next apply says it again.
        case.destroy().await;
        cloud.fault(Fault::error(kind.update(), 403, "Forbidden").times(1));
        let warned = kind
            .step(&arguments)
            .warns("has been created but is not ready yet")
            .leaves_something();
        case.step(warned).await;
        let address = kind.address();
        let again = kind
            .step(&arguments)
            .plan(expect_action(&address, Action::Update))
            .plan(expect_change(
                &address,
                json!({ "order_type": ["PayByCenOwner", "PayByResourceOwner"] }),
            ));
        case.step(again).await;
    }
}

#[tokio::test]
async fn the_transit_router_of_an_instance_is_found_and_never_made_by_the_way() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (cen, router, mut case) = with_router(&cloud);
        let arguments = json!({ "cen_id": cen });
        case.step(kind.step(&arguments)).await;
        let state = case.state(&kind.address());
        assert_eq!(state["transit_router_id"], json!(router));
        let id = kind.only_id(&cloud);
        let sent = parameters_of(&cloud, &kind.create());
        assert_eq!((&sent["CenId"], sent.get("TransitRouterId")), (&cen, None));
        let expected = [
            "ListTransitRouters".to_owned(),
            kind.create(),
            kind.list(),
            kind.list(),
        ];
        assert_eq!(actions(&cloud), expected);
        let lists = cloud.journal().into_iter();
        let lists: Vec<_> = lists.filter(|call| call.action == kind.list()).collect();
        assert_eq!(lists[0].parameters["TransitRouterAttachmentId"], id);
        assert_eq!(lists[0].parameters.get("TransitRouterId"), None);
        case.destroy().await;

        cloud.clear_journal();
        let elsewhere = json!({ "cen_id": cen, "region": "cn-beijing" });
        let detail = format!(
            "{cen} has no transit router in cn-beijing. CEN would make one by the way, which nothing would manage, so no {} was \
             created. Make it by a cen_transit_router, and set transit_router_id to its id.",
            kind.object
        );
        let summary = "There is no transit router to attach to";
        let refused = Said::error("cen_id", summary, &detail);
        let step = kind.step(&elsewhere).says([refused]);
        case.step(step.absent(&kind.address())).await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);

        let detail = "Set transit_router_id; or cen_id, for the transit router that this CEN instance has in the region.";
        let summary = "It is not said to what this is attached";
        let refused = Said::error("transit_router_id", summary, detail);
        case.step(kind.step(&json!({})).says([refused])).await;
        assert_eq!(cloud.all::<TransitRouter>().len(), 1);
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_plan() {
    let cloud = cloud().await;
    let (_, router, mut case) = with_router(&cloud);
    for (kind, what) in kinds().into_iter().zip([
        "a border router",
        "an IPsec connection",
        "an Express Connect router",
    ]) {
        let (argument, id) = kind.network;
        let prefix = id.trim_end_matches('a');
        let detail =
            format!("\"vpc-a\" cannot be the id of {what}; those begin with \"{prefix}\".");
        let summary = format!("Not the id of {what}");
        let expected = Said::error(argument, &summary, &detail);
        let arguments = json!({ "transit_router_id": router, argument: "vpc-a" });
        case.step(kind.step(&arguments).says([expected])).await;
    }
    let [_, vpn, _] = kinds();
    let detail = "\"1st\" cannot be the name of a VPN attachment. Such a name has 2 to 128 letters, digits, hyphens and \
                  underscores, and begins with a letter.";
    let name = Said::error("name", "Name is not legal", detail);
    let arguments = json!({ "transit_router_id": router, "name": "1st" });
    case.step(vpn.step(&arguments).says([name])).await;
    let detail =
        "The description of a VPN attachment has 2 to 256 characters and begins with a letter.";
    let description = Said::error("description", "Description is not legal", detail);
    let arguments = json!({ "transit_router_id": router, "description": "1" });
    case.step(vpn.step(&arguments).says([description])).await;
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test]
async fn drift_is_shown_and_repaired_and_what_is_gone_is_attached_anew() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (_, router, mut case) = with_router(&cloud);
        let address = kind.address();
        let arguments = json!({ "transit_router_id": router, "name": "main" });
        case.step(kind.step(&arguments)).await;
        let first = kind.only_id(&cloud);
        let change = AttachmentChange {
            name: Some("by-hand".to_owned()),
            // What nobody has configured may be changed by hand.
            order: Some(OrderType::PayByResourceOwner),
            tags: Some(texts([("by", "hand")])),
            ..AttachmentChange::default()
        };
        (kind.change)(&cloud, &first, change);
        let repaired = json!({
            "name": ["by-hand", "main"],
            "tags": [{ "by": "hand" }, null],
            "tags_all": [{ "by": "hand" }, {}],
        });
        let step = kind
            .step(&arguments)
            .plan(expect_change(&address, repaired));
        case.step(step).await;

        (kind.remove)(&cloud, &first);
        let anew = kind
            .step(&arguments)
            .plan(expect_action(&address, Action::Create));
        case.step(anew).await;
        assert_ne!(kind.only_id(&cloud), first);

        // With its transit router it is gone as well.
        cloud.remove::<TransitRouter>(&router).unwrap();
        cloud.clear_journal();
        case.destroy().await;
        assert_eq!(writes(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn it_is_imported_by_ids_of_every_form_and_moves_here_without_being_touched() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (cen, router, mut case) = with_router(&cloud);
        let address = kind.address();
        let arguments =
            json!({ "transit_router_id": router, "name": "main", "tags": { "env": "dev" } });
        case.step(kind.step(&arguments)).await;
        let id = kind.only_id(&cloud);
        cloud.clear_journal();
        for form in [
            format!("{router}:{id}"),
            format!("{cen}:{id}"),
            format!("<nil>:{id}"),
            id.clone(),
        ] {
            case.step(Step::import(&address, &form)).await;
        }
        let identity = json!({ "transit_router_id": router, "id": id });
        case.step(Step::import_of(&address, identity)).await;
        case.step(Step::import_by_identity(&address)).await;
        let elsewhere = Step::import(&address, &format!("cen-other:{id}"));
        let wrong = format!(
            "{id} is attached to {router} in {cen}, not in cen-other. Import with: terraform import ADDRESS {router}:{id}"
        );
        case.step(elsewhere.fails(&wrong)).await;
        let wrong = Step::import(&address, &router);
        let wrong = wrong.fails("Import with: terraform import ADDRESS ROUTER:ATTACHMENT");
        case.step(wrong).await;

        let owner = match kind.is_ecr() {
            true => json!(ACCOUNT_ID),
            false => json!(ACCOUNT_ID.to_string()),
        };
        let name = match kind.word {
            "Vbr" => "transit_router_attachment_name",
            "Vpn" => "transit_router_vpn_attachment_name",
            _ => "transit_router_ecr_attachment_name",
        };
        for (form, said_router) in [
            (format!("{cen}:{id}"), json!(router)),
            (format!("<nil>:{id}"), json!(null)),
            (id.clone(), json!("")),
        ] {
            let state = json!({
                "id": form, "cen_id": cen, "transit_router_id": said_router, kind.network.0: kind.network.1,
                kind.owner(): owner, name: "main", "transit_router_attachment_description": "",
                "auto_publish_route_enabled": kind.publishes, "charge_type": "POSTPAY", "zone": [],
                "order_type": "PayByCenOwner", "status": "Attached", "tags": {"env": "dev"}, "timeouts": null
            });
            let source = official(&format!("alicloud_{}", kind.type_name()), state);
            case.step(Step::move_from(&address, source)).await;
        }
        assert_eq!(writes(&cloud), [] as [&str; 0]);
    }
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_is_repeated_with_the_same_token() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (_, router, mut case) = with_router(&cloud);
        cloud.fault(Fault::lose_answer(kind.create()).times(2));
        case.step(kind.step(&json!({ "transit_router_id": router })))
            .await;
        kind.only_id(&cloud);
        let calls = cloud.journal().into_iter();
        let mut tokens: Vec<String> = calls
            .filter(|call| call.action == kind.create())
            .map(|call| call.parameters["ClientToken"].clone())
            .collect();
        assert_eq!(tokens.len(), 3);
        tokens.dedup();
        assert_eq!(tokens.len(), 1);
    }
}

#[tokio::test]
async fn a_creation_that_nobody_answers_is_confirmed_or_destroyed_later() {
    for (kind, is_kept) in kinds()
        .into_iter()
        .flat_map(|kind| [(kind, true), (kind, false)])
    {
        let cloud = cloud().await;
        let (cen, _, mut case) = with_router(&cloud);
        let address = kind.address();
        let arguments = json!({
            "cen_id": cen, "order_type": "PayByResourceOwner", "timeouts": { "create": "1s" }
        });
        cloud.fault(Fault::hold(kind.create(), Stage::After));
        let unconfirmed = kind
            .step(&arguments)
            .state(&address, "status", "Unconfirmed")
            .leaves_something();
        let summary = format!("The {} is unconfirmed", kind.object);
        case.step(unconfirmed.warns(&summary)).await;
        cloud.clear_faults();
        cloud.release();
        if is_kept {
            let confirming = kind
                .step(&arguments)
                .plan(expect_action(&address, Action::Update))
                .state(&address, "order_type", "PayByResourceOwner");
            case.step(confirming).await;
            assert_eq!(case.state(&address)["id"], json!(kind.only_id(&cloud)));
        }
        case.destroy().await;
        assert_eq!((kind.ids)(&cloud), []);
    }
}

#[tokio::test]
async fn what_is_not_ready_in_time_is_kept_and_taken_up_later() {
    for kind in kinds() {
        let cloud = slow_cloud(Duration::from_secs(3600)).await;
        let (_, router, mut case) = with_router(&cloud);
        let address = kind.address();
        let arguments = json!({ "transit_router_id": router, "timeouts": { "create": "1s" } });
        let pending = kind
            .step(&arguments)
            .state(&address, "status", "Pending")
            .leaves_something();
        let summary = format!("The {} has been created but is not ready yet", kind.object);
        case.step(pending.warns(&summary)).await;
        cloud.advance_clock(Duration::from_secs(3600)).unwrap();
        case.step(kind.step(&arguments).plan(expect_empty())).await;
        assert_eq!(case.state(&address)["id"], json!(kind.only_id(&cloud)));
    }
}

#[tokio::test]
async fn a_refusal_stores_nothing_and_what_is_busy_or_in_use_is_waited_for() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (_, router, mut case) = with_router(&cloud);
        let arguments = json!({ "transit_router_id": router });
        let closed = "Forbbiden.TransitRouterServiceNotOpen";
        cloud.fault(Fault::error(kind.create(), 403, closed).times(1));
        let nothing = format!("No {} was created.", kind.object);
        let refused = kind.step(&arguments).fails(&nothing);
        case.step(refused.absent(&kind.address())).await;
        assert_eq!((kind.ids)(&cloud), []);

        cloud.fault(Fault::error(kind.create(), 400, "IncorrectStatus.Status").times(1));
        case.step(kind.step(&arguments)).await;
        let in_use = "AssociationExist.TransitRouterAttachment";
        cloud.fault(Fault::error(kind.delete(), 400, in_use).times(1));
        cloud.clear_journal();
        case.destroy().await;
        assert_eq!(writes(&cloud), [kind.delete(), kind.delete()]);
    }
}

/// An Express Connect router and a VPN are "deleted" by any id. Only that they are not listed any more counts.
#[tokio::test]
async fn a_delete_that_does_nothing_is_no_delete() {
    for kind in kinds() {
        let cloud = slow_cloud(Duration::from_secs(3600)).await;
        let (_, router, mut case) = with_router(&cloud);
        let arguments =
            json!({ "transit_router_id": router, "timeouts": { "delete": "1s", "create": "1s" } });
        let pending = kind.step(&arguments).leaves_something();
        case.step(pending.warns("is not ready yet")).await;
        cloud.advance_clock(Duration::from_secs(3600)).unwrap();
        case.step(kind.step(&arguments)).await;
        let nothing = Step::config(json!({ "resource": {} }));
        let kept = nothing.fails("it is still listed as Detaching");
        case.step(kept.has(&kind.address(), "id")).await;
        cloud.advance_clock(Duration::from_secs(3600)).unwrap();
        case.destroy().await;
        assert_eq!((kind.ids)(&cloud), []);
    }
}

#[tokio::test]
async fn a_vpn_is_attached_in_its_zones_and_waits_for_addresses() {
    let cloud = cloud().await;
    let (_, router, mut case) = with_router(&cloud);
    let [_, vpn, _] = kinds();
    let arguments = json!({
        "transit_router_id": router, "zone_ids": ["cn-hangzhou-i", "cn-hangzhou-h"], "charge_type": "POSTPAY"
    });
    let no_addresses = "OperationFailed.AllocateCidrFailed";
    cloud.fault(Fault::error(vpn.create(), 400, no_addresses).times(1));
    case.step(vpn.step(&arguments)).await;
    assert_eq!(writes(&cloud), [vpn.create(), vpn.create()]);
    let zones = json!(["cn-hangzhou-h", "cn-hangzhou-i"]);
    assert_eq!(case.state(&vpn.address())["zone_ids"], zones);
    let made: Vec<NetworkAttachment<_>> = cloud.all::<VpnAttachment>();
    assert_eq!(made[0].zones, ["cn-hangzhou-h", "cn-hangzhou-i"]);
}

#[tokio::test]
async fn one_of_another_account_needs_its_grant() {
    for kind in kinds() {
        let cloud = cloud().await;
        let (_, router, mut case) = with_router(&cloud);
        let arguments = json!({ "transit_router_id": router, kind.owner(): "42" });
        let refused = kind.step(&arguments).fails("has not granted");
        case.step(refused.absent(&kind.address())).await;
        let sent = parameters_of(&cloud, &kind.create());
        assert_eq!(sent[&format!("{}OwnerId", kind.word)], "42");
        assert_eq!(cloud.all::<Instance>().len(), 1);
    }
}
