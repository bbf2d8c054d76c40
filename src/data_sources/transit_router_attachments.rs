//! `cen_transit_router_vpc_attachments` and its kin: what is attached to a transit router, of one kind. One implementation for
//! all kinds.

use std::marker::PhantomData;

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::filters::Filter as _;
use crate::filters::attachments::{Attachments as Wanted, Resource};
use crate::from_api::{optional, time};
use crate::scope::Scope;
use crate::tags::{self, Tags};
use crate::{Cen, wait};
use cen::transit_router::{Attachment, Ecr, Peer, Vbr, Vpc, Vpn};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{BoxedDataSource, DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

/// One for each kind.
pub(super) fn all() -> [BoxedDataSource<Cen>; 5] {
    [
        BoxedDataSource::new(Attachments::<Ecr>(PhantomData)),
        BoxedDataSource::new(Attachments::<Peer>(PhantomData)),
        BoxedDataSource::new(Attachments::<Vbr>(PhantomData)),
        BoxedDataSource::new(Attachments::<Vpc>(PhantomData)),
        BoxedDataSource::new(Attachments::<Vpn>(PhantomData)),
    ]
}

struct Attachments<K>(PhantomData<fn() -> K>);

/// A kind of attachments, and the type of the data source that lists them.
trait Listed: Resource {
    const TYPE: &'static str;
}

impl Listed for Ecr {
    const TYPE: &'static str = "cen_transit_router_ecr_attachments";
}

impl Listed for Peer {
    const TYPE: &'static str = "cen_transit_router_peer_attachments";
}

impl Listed for Vbr {
    const TYPE: &'static str = "cen_transit_router_vbr_attachments";
}

impl Listed for Vpc {
    const TYPE: &'static str = "cen_transit_router_vpc_attachments";
}

impl Listed for Vpn {
    const TYPE: &'static str = "cen_transit_router_vpn_attachments";
}

/// The attachments of a transit router, of the kind that the type names, that meet every condition. None is an empty list, and no
/// error, and so are the attachments of a transit router that does not exist.
#[derive(Clone, Model)]
pub(super) struct Found {
    #[attribute(flatten)]
    wanted: Wanted,
    /// The ids of the attachments, in order.
    #[attribute(computed)]
    ids: Attr<Vec<String>>,
    /// The attachments, in the order of their ids.
    #[attribute(computed)]
    attachments: Attr<Vec<Row>>,
}

/// An attachment.
#[derive(Clone, Model)]
#[model(computed)]
struct Row {
    /// Its id, `tr-attach-...`.
    id: String,
    /// Id of what is attached; of a connection, the transit router that it was made to.
    resource_id: Attr<String>,
    /// The account that what is attached belongs to, where that is told.
    resource_owner_id: Attr<String>,
    /// The transit router; of a connection, the one from which it was made.
    transit_router_id: String,
    /// The region of that transit router.
    region: Attr<String>,
    /// The CEN instance.
    cen_id: Attr<String>,
    /// Its name.
    name: Attr<String>,
    /// Its description.
    description: Attr<String>,
    /// `Attached` when it can be used; `Attaching`, `Modifying` or `Detaching` for a while.
    status: String,
    /// Whether the transit router publishes its routes there by itself.
    auto_publish_route_enabled: Attr<bool>,
    /// Who pays for it, where that is told.
    order_type: Attr<String>,
    /// All of its tags.
    tags: Attr<Tags>,
    /// When it was created, in UTC.
    creation_time: Attr<String>,
}

#[async_trait]
impl<K: Listed> DataSource<Cen> for Attachments<K> {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        K::TYPE
    }

    async fn read(&self, request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let wanted = request.config.wanted;
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let found: Vec<Attachment<K>> = wanted.found(scope).await.explained()?;
        let rows: Vec<Row> = found.iter().map(shown).collect();
        Ok(Found {
            wanted,
            ids: Attr::Known(rows.iter().map(|one| one.id.clone()).collect()),
            attachments: Attr::Known(rows),
        })
    }
}

fn shown<K: Resource>(attachment: &Attachment<K>) -> Row {
    let Attachment { head, own } = attachment;
    let (network, owner) = own.resource();
    Row {
        id: head.id.to_string(),
        resource_id: optional(network),
        resource_owner_id: owner.map(|id| id.to_string()).into(),
        transit_router_id: head.router.to_string(),
        region: head.region.as_ref().map(ToString::to_string).into(),
        cen_id: head.cen.as_ref().map(ToString::to_string).into(),
        name: optional(&head.name),
        description: optional(&head.description),
        status: head.status.as_str().to_owned(),
        auto_publish_route_enabled: head.auto_publish_routes.into(),
        order_type: optional(&head.order_type),
        tags: tags::attr(head.tags.clone()),
        creation_time: time(head.creation_time.as_ref()),
    }
}
