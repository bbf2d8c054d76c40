//! Identities: what tells an object from all others of its type.

use crate::keyed::Keyed as _;
use crate::value::Type;

/// What tells an object of a resource from all others, for imports and listings (protocol 6.9).
///
/// It never changes for the life of an object, and holds no secret. Versions begin at 0: hosts ask for an upgrade of
/// objects that were stored before there was an identity, as if it had been version 0.
#[non_exhaustive]
pub struct IdentitySchema {
    /// Version of the stored identity.
    pub version: i64,
    /// All are needed for an import.
    pub attributes: Vec<IdentityAttribute>,
}

/// One attribute of an identity.
#[non_exhaustive]
pub struct IdentityAttribute {
    /// As written in HCL.
    pub name: &'static str,
    /// A string, a number, a bool, or a list of these.
    pub ty: Type,
    /// Markdown.
    pub description: &'static str,
}

impl IdentityAttribute {
    /// The attribute `name` of the type `ty`; `description` is Markdown.
    pub fn new(name: &'static str, ty: Type, description: &'static str) -> Self {
        Self {
            name,
            ty,
            description,
        }
    }
}

impl IdentitySchema {
    /// Version 0 of an identity.
    pub fn new(attributes: Vec<IdentityAttribute>) -> Self {
        Self {
            version: 0,
            attributes,
        }
    }

    /// The type of a whole identity.
    pub fn value_type(&self) -> Type {
        let members = self
            .attributes
            .iter()
            .map(|one| (one.name.to_owned(), one.ty.clone()));
        Type::Object(members.keyed())
    }

    /// What hosts would refuse about it.
    pub(in crate::framework) fn validate_implementation(&self) -> Vec<String> {
        let is_plain = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
        let unfit = self.attributes.iter().filter(|one| match &one.ty {
            Type::List(element) => !is_plain(element),
            ty => !is_plain(ty),
        });
        let mut faults: Vec<String> = unfit
            .map(|one| {
                format!(
                    "identity: {}: identities hold strings, numbers, bools and lists of these",
                    one.name
                )
            })
            .collect();
        if self.attributes.is_empty() {
            faults.push("identity: tells nothing apart, it has no attribute".to_owned());
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_hold_plain_values_and_lists_of_them() {
        let schema = |ty| IdentitySchema {
            version: 0,
            attributes: vec![IdentityAttribute {
                name: "id",
                ty,
                description: "x",
            }],
        };
        assert_eq!(
            schema(Type::String).validate_implementation(),
            [] as [&str; 0]
        );
        assert_eq!(
            schema(Type::list(Type::Bool)).validate_implementation(),
            [] as [&str; 0]
        );
        for unfit in [
            Type::Dynamic,
            Type::set(Type::String),
            Type::list(Type::list(Type::String)),
        ] {
            let expected =
                "identity: id: identities hold strings, numbers, bools and lists of these";
            assert_eq!(schema(unfit).validate_implementation(), [expected]);
        }
        let empty = IdentitySchema {
            version: 0,
            attributes: vec![],
        };
        assert_eq!(
            empty.validate_implementation(),
            ["identity: tells nothing apart, it has no attribute"]
        );
    }
}
