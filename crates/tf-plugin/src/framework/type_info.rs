//! What every type of a provider declares, whatever it is: a name, a schema, and the model that says the same in Rust.

use super::diagnostics::Diagnostics;
use super::schema::Schema;
use super::validate;
use crate::framework::model::{Model, from_value, to_value};
use crate::value::{ModelError, Reason, Type, Value};

/// The declaration of one type: resource, data source, ephemeral resource, list resource or action.
pub(crate) struct TypeInfo {
    type_name: &'static str,
    schema: Schema,
    ty: Type,
}

impl TypeInfo {
    pub(super) fn of<M: Model>(type_name: &'static str) -> Self {
        let schema = Schema::of::<M>();
        let ty = schema.value_type();
        Self {
            type_name,
            schema,
            ty,
        }
    }

    /// The full type name.
    pub(crate) fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The schema.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The type of whole objects.
    pub(crate) fn value_type(&self) -> &Type {
        &self.ty
    }

    /// Everything wrong with `config`: what the schema tells, then what `check` adds.
    pub(super) fn validate<M: Model>(
        &self,
        config: &Value,
        check: impl FnOnce(&M, &mut Diagnostics),
    ) -> Diagnostics {
        let mut diagnostics = validate::configuration(&self.schema, config);
        if let Some(instead) = self.schema.deprecated {
            diagnostics.warn(format!("{} is deprecated", self.type_name), instead);
        }
        match from_value(config) {
            Ok(config) => check(&config, &mut diagnostics),
            // The type's rule has reported what it refuses.
            Err(error) if error.is_refusal() && diagnostics.has_errors() => {}
            Err(error) => mismatch(&error, &mut diagnostics),
        }
        diagnostics
    }

    /// Checks that what is known of a configuration that is to be carried out is what the types of its attributes demand.
    /// The host has had all of it validated, so this finds something only where a host does not.
    pub(super) fn check(&self, config: &Value) -> Result<(), Diagnostics> {
        let found = validate::types(&self.schema, config);
        if found.has_errors() {
            Err(found)
        } else {
            Ok(())
        }
    }

    /// A configuration that is to be carried out as a model.
    pub(super) fn read_config<M: Model>(&self, config: &Value) -> Result<M, Diagnostics> {
        self.check(config)?;
        self.read(config)
    }

    /// A value as a model.
    pub(super) fn read<M: Model>(&self, value: &Value) -> Result<M, Diagnostics> {
        from_value(value).map_err(|error| mismatched(&error))
    }

    /// A model as hosts may store it.
    pub(super) fn written<M: Model>(&self, model: &M) -> Value {
        self.storable(to_value(model))
    }

    /// What a model said as hosts may store it.
    pub(super) fn storable(&self, value: Value) -> Value {
        self.schema.storable(value)
    }
}

/// Reports a value that its model cannot hold.
pub(super) fn mismatch(error: &ModelError, diagnostics: &mut Diagnostics) {
    match error.reason() {
        Reason::Refused(words) => {
            diagnostics.error_at(error.path(), &*words.summary, &*words.detail);
        }
        Reason::Mismatch(_) => diagnostics.error(
            "The provider contradicts its own schema",
            format!("This is a mistake in the provider; please report it. {error}"),
        ),
    }
}

/// The same as diagnostics.
pub(super) fn mismatched(error: &ModelError) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    mismatch(error, &mut diagnostics);
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::diagnostics::Severity;

    /// A thing of old.
    #[derive(Clone, Model)]
    #[model(deprecated = "Use example_thing.")]
    struct Old {}

    #[test]
    fn who_uses_a_deprecated_type_is_told_what_to_use_instead() {
        let old = TypeInfo::of::<Old>("example_old");
        let said = old.validate::<Old>(&old.schema().null_object(), |_, _| {});
        let said: Vec<(Severity, String, String)> = said
            .into_iter()
            .map(|one| (one.severity, one.summary, one.detail))
            .collect();
        let warning = (
            Severity::Warning,
            "example_old is deprecated".to_owned(),
            "Use example_thing.".to_owned(),
        );
        assert_eq!(said, [warning]);
    }
}
