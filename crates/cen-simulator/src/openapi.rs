//! The control API in the words of OpenAPI 3.1, made of the table that its server goes by. So there is no path that is missing or
//! made up, and what is said of each stands beside what is done there.

use serde_json::{Map, Value, json};

use crate::admin::Route;
use crate::control::{self, Endpoint, FORM, PREFIX};
use crate::words::{Body, Fields, Query, Shown};

/// The document, which is `GET /_simulator/openapi.json` and `docs/openapi/simulator.json`.
pub fn openapi() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in control::routes() {
        let path = shown(&route);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[route.method.to_lowercase()] = operation(&route);
    }
    paths.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "The control API of the CEN simulator",
            "version": FORM.to_string(),
            "description": "What a person or another process may do to a simulator that runs. It answers clients of its own \
                machine, or those that show the token it was started with. A version goes up with every change that a program \
                written for it would trip over.",
        },
        "servers": [{
            "url": "http://{address}",
            "variables": {"address": {"default": "127.0.0.1:8080", "description": "What `--listen` says"}},
        }],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "done": object(&["done"], json!({"done": {"const": true}})),
                "error": object(&["error"], json!({"error": {"type": "string"}})),
            },
            "responses": {"error": {
                "description": "It was not done, and why",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}},
            }},
        },
    })
}

/// The path as OpenAPI writes it, where `*` is not known.
fn shown(route: &Route<Endpoint>) -> String {
    match route.path {
        "" => format!("{PREFIX}/"),
        path => format!("{PREFIX}{}", path.replace("{*", "{")),
    }
}

fn operation(route: &Route<Endpoint>) -> Value {
    let mut parameters: Vec<Value> = route.query.iter().map(parameter).collect();
    if route.path.contains("id}") {
        let told = match route.path.contains("{*") {
            true => "Its id, in which slashes stand as they are",
            false => "Its id",
        };
        parameters.insert(
            0,
            json!({
                "name": "id",
                "in": "path",
                "required": true,
                "description": told,
                "schema": {"type": "string"},
            }),
        );
    }
    let path = if route.path.is_empty() {
        "page"
    } else {
        route.path
    };
    let words = path.split('/').filter(|word| !word.is_empty());
    let words = words.map(|word| word.trim_matches(['{', '*', '}']));
    let name: Vec<String> = [route.method.to_lowercase()]
        .into_iter()
        .chain(words.map(|word| word.replace(['-', '.'], "_")))
        .collect();
    let summary = match route.kind {
        Some(kind) => format!("{}: {kind}", route.says),
        None => route.says.to_owned(),
    };
    let mut operation = json!({
        "operationId": name.join("_"),
        "summary": summary,
        "responses": {
            "200": {"description": "Done", "content": content(route.answer)},
            "default": {"$ref": "#/components/responses/error"},
        },
    });
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = &route.body {
        operation["requestBody"] = request_body(body);
    }
    if route.run.is_open() {
        operation["security"] = json!([]);
    }
    operation
}

fn parameter(query: &Query) -> Value {
    json!({
        "name": query.name,
        "in": "query",
        "required": query.is_needed,
        "description": query.says,
        "schema": {"type": "string"},
    })
}

fn content(answer: Shown) -> Value {
    let of_objects = |fields| object(fields, json!({}));
    let (kind, schema) = match answer {
        Shown::Done => (
            "application/json",
            json!({"$ref": "#/components/schemas/done"}),
        ),
        Shown::Object(fields) => ("application/json", of_objects(fields)),
        Shown::List(fields) => (
            "application/json",
            json!({"type": "array", "items": of_objects(fields)}),
        ),
        Shown::Text(kind) => (kind, json!({"type": "string"})),
    };
    // Without the encoding, which is UTF-8 everywhere.
    let kind = kind.split(';').next().unwrap_or(kind);
    json!({ kind: {"schema": schema} })
}

fn object(required: &[&str], properties: Value) -> Value {
    let mut schema = json!({"type": "object"});
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    if properties != json!({}) {
        schema["properties"] = properties;
    }
    schema
}

fn request_body(body: &Body) -> Value {
    let example: Value = serde_json::from_str(body.example).unwrap_or_default();
    let typed = |field: &&'static str| ((*field).to_owned(), type_of(&example[*field]));
    let properties = |fields: &[&'static str]| Value::Object(fields.iter().map(typed).collect());
    let schema = match body.fields() {
        Fields::Of(fields) => {
            let needed = fields.iter().copied();
            let needed: Vec<&str> = needed.filter(|field| body.needs(field)).collect();
            let mut schema = object(&needed, properties(fields));
            schema["additionalProperties"] = false.into();
            schema
        }
        Fields::OneOf(fields) => {
            let mut schema = object(&[], properties(fields));
            schema["additionalProperties"] = false.into();
            schema["minProperties"] = 1.into();
            schema["maxProperties"] = 1.into();
            schema
        }
        Fields::Any => object(&[], json!({})),
    };
    json!({
        "required": !body.is_optional,
        "content": {"application/json": {"schema": schema, "example": example}},
    })
}

/// What is of the type of this value; of anything where there is none.
fn type_of(example: &Value) -> Value {
    match example {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(_) => json!({"type": "number"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => {
            json!({"type": "array", "items": items.first().map_or_else(|| json!({}), type_of)})
        }
        Value::Object(_) => json!({"type": "object"}),
    }
}
