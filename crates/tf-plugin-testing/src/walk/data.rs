//! Data sources.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::Walker;
use super::config::{Declared, value};
use super::template::Scope;
use crate::api::answer;
use crate::consistency::{faults_of_finished, faults_of_plan};
use crate::object::{Answered, failed};
use crate::schema::Block;
use crate::wire::{decoded, encoded};

impl Walker {
    /// Reads a data source; unknown as long as its configuration is.
    pub(super) async fn data(&self, declared: &Declared, scope: &Scope) -> Answered<Value> {
        let name = &declared.type_name;
        let schemas = &self.subject().await.schema.data_source_schemas;
        let schema = schemas.get(name).and_then(|schema| schema.block.as_ref());
        let block = Block::of(schema.unwrap_or_else(|| panic!("there is no data source {name}")));
        let ty = block.value_type();
        let config = value(&block, &declared.body, scope);
        let mut api = self.subject().await.api.clone();
        let request = pb::validate_data_resource_config::Request {
            type_name: name.clone(),
            config: encoded(&config, &ty),
        };
        let mut said = answer(api.validate_data_resource_config(request))
            .await
            .diagnostics;
        if failed(&said) || !config.is_wholly_known() {
            return Answered {
                said,
                brings: Value::Unknown,
            };
        }
        let request = pb::read_data_source::Request {
            type_name: name.clone(),
            config: encoded(&config, &ty),
            ..Default::default()
        };
        let read = answer(api.read_data_source(request)).await;
        said.extend(read.diagnostics);
        let brings = decoded(read.state.as_ref(), &ty);
        if !failed(&said) {
            let mut faults = faults_of_finished(&block, &brings);
            faults.extend(faults_of_plan(&block, &Value::Null, &config, &brings));
            assert!(
                faults.is_empty(),
                "ReadDataSource of {name}: Terraform would refuse this answer:\n  {}",
                faults.join("\n  ")
            );
        }
        Answered { said, brings }
    }
}
