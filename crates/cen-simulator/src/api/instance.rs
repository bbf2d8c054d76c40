//! CEN instances.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::admin::{AdminRequest, Changeable, Route, set};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing::{self, FilterKey, Filters};
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::quotas;
use crate::request::Request;
use crate::settling::{Follows, Settling};
use crate::state::{Kind, State, TagType};
use crate::tags::{self, Tags};
use crate::texts::Texts;
use crate::words::Shown;

use super::child::Child;
use super::package::Package;
use super::resource_group;

pub(crate) const FAMILY: Family = Family::of::<Instance>()
    .actions(&[
        Action::changing("CreateCen", &[], create).with_token(),
        Action::changing("DeleteCen", &["CenId"], delete),
        Action::reading("DescribeCens", &[], describe),
        Action::changing("ModifyCenAttribute", &["CenId"], modify),
    ])
    .routes(&[
        Route::list::<Instance>(
            "/cens",
            &[
                "id",
                "name",
                "description",
                "status",
                "packages",
                "children",
                "tags",
            ],
        ),
        Route::new(
            "POST",
            "/cens",
            "Creates a CEN instance that is active at once",
            admin_create,
        )
        .may_take::<Named>(r#"{"name": "of-another-team"}"#)
        .answers(Shown::Object(&["cen_id"])),
        Route::patch::<Instance>("/cens/{id}"),
        Route::delete::<Instance>("/cens/{id}"),
    ]);

/// A CEN instance, to which packages are bound and networks attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// `cen-…`.
    pub id: String,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// What it is doing.
    #[serde(flatten)]
    pub life: Life,
    /// `REDUCED` or `FULL`.
    pub protection_level: String,
    /// Empty for the account's default group.
    pub resource_group_id: String,
    /// By key.
    pub tags: Tags,
    /// In UTC, to the minute.
    pub creation_time: String,
    /// The bandwidth packages that are bound to it.
    pub packages: Vec<String>,
    /// The network instances that are attached to it.
    pub children: Vec<String>,
}

/// A change of a CEN instance made outside of Terraform. What is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstanceChange {
    /// A new name.
    pub name: Option<String>,
    /// A new description.
    pub description: Option<String>,
    /// A new protection level, without regard to which the API still gives.
    pub protection_level: Option<String>,
    /// All tags, replacing those that were.
    pub tags: Option<Tags>,
    /// A new resource group.
    pub resource_group_id: Option<String>,
}

impl Object for Instance {
    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.tags)
    }
}

impl Kind for Instance {
    const TABLE: &'static str = "cens";
    const NAME: &'static str = "CEN instance";
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Cbn,
        name: "Cen",
        regional: false,
    });

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no CEN instance {id}.");
        ApiError::new(404, "ParameterCenInstanceId", message)
    }

    /// It lists what is attached to it.
    const FOLLOWS: Follows = Follows::Changes(&[Package::TABLE, Child::TABLE]);

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        self.packages = state.attached_in(Package::TABLE, &self.id);
        self.children = state.attached_in(Child::TABLE, &self.id);
        self.life.settle(now)
    }
}

impl Changeable for Instance {
    type Change = InstanceChange;

    fn change(&mut self, change: InstanceChange, _now: Moment) {
        set(&mut self.name, change.name);
        set(&mut self.description, change.description);
        set(&mut self.protection_level, change.protection_level);
        set(&mut self.tags, change.tags);
        set(&mut self.resource_group_id, change.resource_group_id);
    }
}

impl Instance {
    /// An instance that is being created, changed or deleted takes no operation (API guide, common error set).
    pub(crate) fn is_active(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Active => Ok(()),
            status => Err(ApiError::new(
                409,
                "InvalidOperation.CenInstanceStatus",
                format!("The instance {} is {}.", self.id, status.as_str()),
            )),
        }
    }

    fn render(&self) -> Value {
        json!({
            "CenId": self.id,
            "Name": self.name,
            "Description": self.description,
            "Status": self.life.status.as_str(),
            "ProtectionLevel": self.protection_level,
            "Ipv6Level": "DISABLED",
            "CreationTime": self.creation_time,
            "ResourceGroupId": self.resource_group_id,
            "CenBandwidthPackageIds": {"CenBandwidthPackageId": self.packages},
            "Tags": tags::wrapped(&self.tags),
        })
    }
}

/// An instance with no name or anything else, that is there at once.
fn bare(context: &mut Context<'_>) -> Instance {
    Instance {
        id: context.fresh_id("cen-"),
        name: String::new(),
        description: String::new(),
        life: Life::active(),
        protection_level: "REDUCED".to_owned(),
        resource_group_id: String::new(),
        tags: Tags::new(),
        creation_time: context.now.to_minutes(),
        packages: Vec::new(),
        children: Vec::new(),
    }
}

fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let texts = Texts::read(request, "")?;
    let tags = tags::read(&request.objects("Tag"))?;
    let resource_group_id = resource_group::read(request)?;
    let protection = protection_level(request)?.unwrap_or("REDUCED");
    if let Some(answer) = context.replay(request)? {
        return Ok(answer);
    }
    quota(context)?;

    let mut instance = Instance {
        life: Life::creating(context.settled_at()),
        protection_level: protection.to_owned(),
        resource_group_id,
        tags,
        ..bare(context)
    };
    texts.write(&mut instance.name, &mut instance.description);
    let id = instance.id.clone();
    context.state.push(instance);
    Ok(Answer::created("CenId", id))
}

/// Five instances an account unless more were granted (quota page; the HTTP status is not documented).
fn quota(context: &Context<'_>) -> Result<(), ApiError> {
    let most = context.policy.quotas.instances;
    let there_are = context.state.all::<Instance>().len();
    quotas::keep(most, there_are, "CenCountExceeded", "CEN instances")
}

/// `REDUCED`, or `FULL` as a page of 2019 lists it (API page CreateCen).
fn protection_level(request: &Request) -> Result<Option<&str>, ApiError> {
    match request.text("ProtectionLevel") {
        None => Ok(None),
        Some(level @ ("REDUCED" | "FULL")) => Ok(Some(level)),
        Some(_) => Err(ApiError::invalid("ProtectionLevel", "it must be REDUCED")),
    }
}

const FILTERS: &[FilterKey<Instance>] = &[
    ("CenId", |instance, values| values.take_id(&instance.id)),
    ("Name", |instance, values| values.take(&instance.name)),
    ("CenBandwidthPackageId", |instance, values| {
        instance.packages.iter().any(|id| values.take_id(id))
    }),
];

/// Lists instances, the newest first; all filters must match.
fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let filters = Filters::read(request, FILTERS)?;
    let tags = request.objects("Tag");
    let group = request.text("ResourceGroupId");
    let instances = context.state.all::<Instance>().iter().rev();
    let found: Vec<&Instance> = instances
        .filter(|instance| filters.all_match(instance))
        .filter(|instance| tags::has_all(&instance.tags, &tags))
        .filter(|instance| group.is_none_or(|group| instance.resource_group_id == group))
        .collect();
    listing::page(request, "Cens", "Cen", &found, |instance| instance.render())
}

/// Changes texts and the protection level, which cannot be raised again.
fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let texts = Texts::read(request, "")?;
    let protection = protection_level(request)?;
    let settled = context.settled_at();
    let instance: &mut Instance = context.state.get_mut(request.mandatory("CenId")?)?;
    instance.is_active()?;
    if protection == Some("FULL") && instance.protection_level == "REDUCED" {
        return Err(ApiError::new(
            400,
            "InvalidOperation.EnhanceProtectionLevel",
            "The protection level cannot be raised from REDUCED to FULL.",
        ));
    }
    texts.write(&mut instance.name, &mut instance.description);
    set(
        &mut instance.protection_level,
        protection.map(str::to_owned),
    );
    instance.life.modify(settled);
    Ok(Answer::default())
}

/// Deletes an instance to which nothing is bound or attached.
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let settled = context.settled_at();
    let id = request.mandatory("CenId")?;
    let instance: &Instance = context.state.get(id)?;
    instance.is_active()?;
    context.state.obstacle_to(&instance.id)?;
    context.state.get_mut::<Instance>(id)?.life.delete(settled);
    Ok(Answer::default())
}

/// Creates an instance that is active at once, and returns its id.
pub(crate) fn admin_add(context: &mut Context<'_>, name: &str) -> String {
    let mut instance = bare(context);
    name.clone_into(&mut instance.name);
    let id = instance.id.clone();
    context.state.push(instance);
    id
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: String,
}

fn admin_create(context: &mut Context<'_>, request: &AdminRequest<'_>) -> std::io::Result<Value> {
    let name = request.read_or_default::<Named>()?.name;
    Ok(json!({"cen_id": admin_add(context, &name)}))
}
