//! Resource groups (API pages CreateResourceGroup, GetResourceGroup, ListResourceGroups and DeleteResourceGroup of
//! ResourceManager).
//!
//! An account has one group from the beginning. Groups that nobody has created through this API may be named all the same
//! where something is to be put into one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::admin::Route;
use crate::error::ApiError;
use crate::family::Family;
use crate::listing;
use crate::object::Object;
use crate::product::Product;
use crate::request::Request;
use crate::settling::Follows;
use crate::state::{Kind, State};

pub(crate) const FAMILY: Family = Family::of::<ResourceGroup>()
    .actions(&[
        Action::changing("CreateResourceGroup", &["Name", "DisplayName"], create)
            .of(Product::ResourceManager),
        Action::changing("DeleteResourceGroup", &["ResourceGroupId"], delete)
            .of(Product::ResourceManager)
            .noting("Whether something is in the group is not looked at."),
        Action::reading("GetResourceGroup", &["ResourceGroupId"], get).of(Product::ResourceManager),
        Action::reading("ListResourceGroups", &[], list)
            .of(Product::ResourceManager)
            .noting("Lists the default group and those that this API has created."),
    ])
    .routes(&[Route::list::<ResourceGroup>("/resource-groups", &["id"])]);

/// The group that every account has.
const DEFAULT_ID: &str = "rg-acfmsimulator00";

/// A resource group that the API has created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceGroup {
    /// `rg-…`.
    pub id: String,
    /// Unlike all others of the account.
    pub name: String,
    /// For people.
    pub display_name: String,
    /// In UTC, to the second.
    pub creation_time: String,
}

impl Object for ResourceGroup {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for ResourceGroup {
    const TABLE: &'static str = "resource-groups";
    const NAME: &'static str = "resource group";
    const FOLLOWS: Follows = Follows::Nothing;

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no resource group {id}.");
        ApiError::new(404, "EntityNotExists.ResourceGroup", message)
    }
}

impl ResourceGroup {
    fn default_group() -> Self {
        Self {
            id: DEFAULT_ID.to_owned(),
            name: "default".to_owned(),
            display_name: "Default Resource Group".to_owned(),
            creation_time: "2020-01-01T00:00:00Z".to_owned(),
        }
    }

    /// The default group and all others.
    fn all(state: &State) -> Vec<Self> {
        let created = state.all::<Self>().iter().cloned();
        std::iter::once(Self::default_group())
            .chain(created)
            .collect()
    }

    /// As answers to changes show it.
    fn render(&self, account: u64) -> Value {
        json!({
            "Id": self.id,
            "Name": self.name,
            "DisplayName": self.display_name,
            "AccountId": account.to_string(),
            "CreateDate": self.creation_time,
            "Status": "OK",
        })
    }

    /// As it is shown to who looks.
    fn render_with_tags(&self, account: u64) -> Value {
        let mut row = self.render(account);
        row["Tags"] = json!({"Tag": []});
        row
    }
}

fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let name = request.mandatory("Name")?;
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !(2..=50).contains(&name.len()) || !name.chars().all(is_legal) {
        let message = "The name takes 2 to 50 letters, digits, hyphens and underscores.";
        return Err(ApiError::new(
            400,
            "InvalidParameter.ResourceGroup.Name",
            message,
        ));
    }
    if ResourceGroup::all(context.state)
        .iter()
        .any(|one| one.name == name)
    {
        let message = format!("There is a resource group called {name}.");
        return Err(ApiError::new(
            409,
            "EntityAlreadyExists.ResourceGroup",
            message,
        ));
    }
    let group = ResourceGroup {
        id: context.fresh_id("rg-"),
        name: name.to_owned(),
        display_name: request.mandatory("DisplayName")?.to_owned(),
        creation_time: context.now.to_seconds(),
    };
    let mut answer = shown(&group.render(context.state.account()));
    answer.created = Some(group.id.clone());
    context.state.push(group);
    Ok(answer)
}

/// The answer about one group.
fn shown(group: &Value) -> Answer {
    Answer::new(json!({ "ResourceGroup": group }))
}

fn get(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("ResourceGroupId")?;
    let all = ResourceGroup::all(context.state);
    let found = all.iter().find(|one| one.id == id);
    found
        .map(|group| shown(&group.render_with_tags(context.state.account())))
        .ok_or_else(|| ResourceGroup::not_found(id))
}

fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("ResourceGroupId")?;
    let gone = context.state.take(|one: &ResourceGroup| one.id == id);
    gone.map(|group| shown(&group.render(context.state.account())))
        .ok_or_else(|| ResourceGroup::not_found(id))
}

fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let ids = request.list("ResourceGroupIds");
    let is = |name: &str, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let found: Vec<ResourceGroup> = ResourceGroup::all(context.state)
        .into_iter()
        .filter(|one| is("ResourceGroupId", &one.id) && is("Name", &one.name))
        .filter(|one| is("DisplayName", &one.display_name) && is("Status", "OK"))
        .filter(|one| ids.is_empty() || ids.contains(&one.id.as_str()))
        .collect();
    let account = context.state.account();
    listing::page(
        request,
        "ResourceGroups",
        "ResourceGroup",
        &found,
        |group: &ResourceGroup| group.render_with_tags(account),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::client::bench;

    #[tokio::test]
    async fn groups_are_created_listed_and_deleted_beside_the_default_one() {
        let bench = bench().await;
        let call = async |action: &str, given: &[(&str, &str)]| {
            bench.call_of("2020-03-31", action, given).await
        };
        let list = async || {
            let reply = call("ListResourceGroups", &[]).await;
            let rows = reply.body["ResourceGroups"]["ResourceGroup"].clone();
            let rows = rows.as_array().unwrap().clone();
            rows.iter()
                .map(|row| row["Name"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(list().await, ["default"]);
        let given = [("Name", "net"), ("DisplayName", "Networks")];
        let created = call("CreateResourceGroup", &given).await.body;
        let id = created["ResourceGroup"]["Id"].as_str().unwrap();
        assert_eq!(list().await, ["default", "net"]);
        let again = call("CreateResourceGroup", &given).await;
        assert_eq!(again.error(), (409, "EntityAlreadyExists.ResourceGroup"));
        let this = [("ResourceGroupId", id)];
        let shown = call("GetResourceGroup", &this).await.body;
        assert_eq!(shown["ResourceGroup"]["DisplayName"], json!("Networks"));
        assert_eq!(call("DeleteResourceGroup", &this).await.status, 200);
        let gone = call("GetResourceGroup", &this).await;
        assert_eq!(gone.error(), (404, "EntityNotExists.ResourceGroup"));
    }
}
