//! Objects of other resource types, to be moved to one of ours.

use crate::value::{Json, Number};

/// An object of another resource type, as it stands in the state.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SourceState<'a> {
    /// Full address of the provider, such as `registry.terraform.io/example/other`.
    pub provider: &'a str,
    /// Its resource type.
    pub type_name: &'a str,
    /// The stored attributes, of whatever version that provider had when it wrote them.
    pub attributes: &'a Json,
}

impl<'a> SourceState<'a> {
    /// An object of the type `type_name` of `provider`.
    pub fn new(provider: &'a str, type_name: &'a str, attributes: &'a Json) -> Self {
        Self {
            provider,
            type_name,
            attributes,
        }
    }

    /// Whether it is of this type and comes from a provider of this name in one of these namespaces. The host name of
    /// the registry does not matter: mirrors and OpenTofu have others. OpenTofu before 1.11.12 and 1.12.4 says the name alone.
    pub fn is(&self, namespaces: &[&str], provider: &str, type_name: &str) -> bool {
        let mut parts = self.provider.rsplit('/');
        let (name, namespace) = (parts.next(), parts.next());
        name == Some(provider)
            && namespace.is_none_or(|namespace| namespaces.contains(&namespace))
            && self.type_name == type_name
    }

    /// The text under `name`; none where there is no text or an empty one.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.attributes
            .get(name)?
            .as_str()
            .filter(|text| !text.is_empty())
    }

    /// The number under `name`.
    pub fn number(&self, name: &str) -> Option<Number> {
        self.attributes.get(name)?.as_number().cloned()
    }
}
