//! How the example of a resource is imported, from what the schema of its identity says.

use std::fs;
use std::path::Path;

use terraform_provider_cen::Cen;
use tf_plugin::framework::BoxedResource;
use tf_plugin::framework::schema::IdentityAttribute;

use super::hosts::hosts;
use crate::support::terraform::Feature;

/// What ids of any kind end in here.
const TAIL: &str = "7qthudw0ll6jmc3a5e";

/// The section about imports.
pub(super) fn section(root: &Path, resource: &BoxedResource<Cen>) -> String {
    let type_name = resource.type_name();
    let path = root.join(format!("examples/resources/{type_name}/resource.tf"));
    let address = address(&fs::read_to_string(path).unwrap(), type_name);
    let identity = resource.identity_schema().unwrap();
    let parts: Vec<(&str, String)> = identity
        .attributes
        .iter()
        .map(|part| (part.name, sample(type_name, part)))
        .collect();
    let texts: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
    let id = texts.join(":");

    let width = parts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = parts
        .iter()
        .map(|(name, text)| format!("    {name:width$} = \"{text}\"\n"));
    let identity: String = lines.collect();
    let hosts = hosts(Feature::Identity);
    let word = match address.contains('"') {
        true => format!("'{address}'"),
        false => address.clone(),
    };
    format!(
        "
## Import

With a block:

```terraform
import {{
  to = {address}
  id = \"{id}\"
}}
```

By identity, with {hosts}:

```terraform
import {{
  to = {address}
  identity = {{
{identity}  }}
}}
```

Or with a command:

```shell
terraform import {word} {id}
```
"
    )
}

/// Where the resource stands in its example; the first of several.
fn address(example: &str, type_name: &str) -> String {
    let block = format!("resource \"{type_name}\" \"");
    let (_, block) = example.split_once(&block).unwrap();
    let (name, block) = block.split_once('"').unwrap();
    let (block, _) = block.split_once("\n}").unwrap();
    match block.split_once("for_each") {
        None => format!("{type_name}.{name}"),
        Some((_, keys)) => {
            let key = keys.split('"').nth(1).unwrap();
            format!("{type_name}.{name}[\"{key}\"]")
        }
    }
}

/// A value of a part of an identity: what its description shows, completed where that is only a beginning.
fn sample(type_name: &str, part: &IdentityAttribute) -> String {
    let shown = part.description.split('`').nth(1);
    let shown = shown.unwrap_or_else(|| panic!("{type_name}: {} shows no value", part.name));
    match shown.strip_suffix("...") {
        Some(beginning) => format!("{beginning}{TAIL}"),
        None => shown.to_owned(),
    }
}
