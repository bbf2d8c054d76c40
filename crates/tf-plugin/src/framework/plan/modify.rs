//! What the plan modifiers of all attributes make of a plan.

use super::modifier::{AttributePlan, WholePlan};
use super::places::change_each;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::schema::{Attribute, Body, Schema, Shape};
use crate::value::{Path, Value};

/// What the modifiers of all attributes have made of a plan.
pub(in crate::framework) struct Modified {
    /// The planned object.
    pub(in crate::framework) planned: Value,
    /// What needs a new object.
    pub(in crate::framework) replace: Vec<Path>,
    /// What to tell the user.
    pub(in crate::framework) diagnostics: Diagnostics,
}

/// Rule 4.
pub(in crate::framework) fn modified(
    schema: &Schema,
    prior: &Value,
    planned: Value,
    config: &Value,
) -> Modified {
    let mut modified = Modified {
        planned: Value::Null,
        replace: Vec::new(),
        diagnostics: Diagnostics::default(),
    };
    let whole = WholePlan { prior, config };
    modified.planned = modified.object(
        schema.body(),
        whole,
        planned,
        [prior, config],
        &Path::default(),
    );
    modified
}

impl Modified {
    fn object(
        &mut self,
        body: Body<'_>,
        whole: WholePlan<'_>,
        mut planned: Value,
        [prior, config]: [&Value; 2],
        path: &Path,
    ) -> Value {
        if !body.any(&|attribute| !attribute.plan_modifiers.is_empty()) {
            return planned;
        }
        let Value::Object(members) = &mut planned else {
            return planned;
        };
        for attribute in body.attributes {
            let Some(value) = members.get_mut(attribute.name) else {
                continue;
            };
            let others = [prior, config].map(|object| object.attribute(attribute.name));
            let path = path.attribute(attribute.name);
            *value = self.attribute(
                attribute,
                whole,
                std::mem::replace(value, Value::Null),
                others,
                &path,
            );
        }
        for block in body.blocks {
            let Some(value) = members.get_mut(block.name) else {
                continue;
            };
            let others = [prior, config].map(|object| object.attribute(block.name));
            *value = change_each(
                std::mem::replace(value, Value::Null),
                others,
                &path.block(block.name),
                &mut |object, others, path| self.object(block.body(), whole, object, others, path),
            );
        }
        planned
    }

    fn attribute(
        &mut self,
        attribute: &Attribute,
        whole: WholePlan<'_>,
        planned: Value,
        [prior, config]: [&Value; 2],
        path: &Path,
    ) -> Value {
        let mut plan = AttributePlan {
            path,
            prior,
            config,
            value: planned,
            requires_replace: false,
            diagnostics: Diagnostics::default(),
        };
        for modifier in &attribute.plan_modifiers {
            modifier.modify(whole, &mut plan);
        }
        self.diagnostics.append(plan.diagnostics);
        if plan.requires_replace {
            self.replace.push(path.clone());
        }
        match &attribute.shape {
            Shape::Value(_) => plan.value,
            Shape::Nested(_, nested) => change_each(
                plan.value,
                [prior, config],
                path,
                &mut |object, others, path| {
                    self.object(Body::of(nested), whole, object, others, path)
                },
            ),
        }
    }
}
