//! The billing API (BssOpenApi): renewal, price, refund and orders of prepaid packages.
//!
//! Names and types are those of the official SDK of version 2017-12-14; codes are those of the published metadata of an
//! action. Whether real billing takes bandwidth packages through all of these actions is not published: where a rule is
//! invented, its note says so.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod available;
pub(crate) mod orders;
pub(crate) mod price;
pub(crate) mod product;
pub(crate) mod refund;
pub(crate) mod renew;

use serde_json::{Map, Value, json};

use crate::action::{Action, Answer, Handler};
use crate::api::package::Package;
use crate::api::package::term::ChargeType;
use crate::error::ApiError;
use crate::options::Policy;
use crate::product::Product;
use crate::request::Request;
use crate::state::State;

/// The product code of all that belongs to CEN.
pub(crate) const PRODUCT_CODE: &str = "cbn";

/// Objects on one page, unless told otherwise, and at most.
const PAGE: (u32, u32) = (20, 300);

const fn reading(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action::reading(name, mandatory, run).of(Product::Bss)
}

const fn changing(name: &'static str, mandatory: &'static [&'static str], run: Handler) -> Action {
    Action::changing(name, mandatory, run).of(Product::Bss)
}

/// The answer of an action that succeeded. Its code differs by action, as published samples have it; only `Success` counts.
fn envelope(code: &str, data: Option<Value>) -> Answer {
    let mut answer = Answer::new(json!({
        "Code": code,
        "Message": "Successful!",
        "Success": true,
    }));
    if let Some(data) = data {
        answer.fields.insert("Data".to_owned(), data);
    }
    answer
}

fn success(data: Value) -> Answer {
    envelope("Success", Some(data))
}

/// A refusal of the trade system, which comes as an answer with `Success: false`.
fn refused(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::new(200, code, message)
}

/// A refusal as an error.
fn error(code: &'static str, message: impl Into<String>) -> ApiError {
    ApiError::new(400, code, message)
}

fn missing(name: &str) -> ApiError {
    Product::Bss.missing(name)
}

fn not_there(id: &str) -> ApiError {
    error(
        "ResourceNotExists",
        format!("There is no instance {id} of this product."),
    )
}

/// A text that is not empty; an empty one counts as not given.
fn given<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.text(name).filter(|text| !text.is_empty())
}

/// Whether billing knows a package: it is prepaid and shown.
fn is_known(package: &Package) -> bool {
    package.visible && package.charge_type == ChargeType::Prepay
}

/// Whether a package is of the product that a request names.
fn is_of_product(package: &Package, request: &Request, policy: &Policy) -> bool {
    given(request, "ProductCode").is_none_or(|code| code == PRODUCT_CODE)
        && given(request, "ProductType")
            .is_none_or(|kind| kind == product::product_type(policy, package))
        && given(request, "SubscriptionType").is_none_or(|kind| kind == "Subscription")
}

/// The package of an id, if it is of the product that a request names.
fn package<'s>(
    state: &'s mut State,
    request: &Request,
    policy: &Policy,
    id: &str,
) -> Result<&'s mut Package, ApiError> {
    let matches = |package: &Package| {
        package.id == id && is_known(package) && is_of_product(package, request, policy)
    };
    state.find_mut(matches).ok_or_else(|| not_there(id))
}

/// Comma-separated ids, at most a hundred.
fn ids<'a>(request: &'a Request, name: &str) -> Result<Vec<&'a str>, ApiError> {
    let text = given(request, name).unwrap_or("");
    let ids: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .collect();
    match ids.len() {
        0..=100 => Ok(ids),
        _ => Err(ApiError::invalid(name, "it takes at most 100 ids")),
    }
}

/// One page of a list and the fields about it.
struct Page<T> {
    fields: Map<String, Value>,
    rows: Vec<T>,
}

impl<T> Page<T> {
    fn of(request: &Request, all: Vec<T>) -> Result<Self, ApiError> {
        let number = request.integer("PageNum")?.unwrap_or(1);
        let (usual, largest) = PAGE;
        let size = request.integer("PageSize")?.unwrap_or(usual);
        if number == 0 {
            return Err(ApiError::invalid("PageNum", "pages are counted from 1"));
        }
        if !(1..=largest).contains(&size) {
            return Err(ApiError::invalid("PageSize", "it must be 1 to 300"));
        }
        let fields = Map::from_iter([
            ("PageNum".to_owned(), number.into()),
            ("PageSize".to_owned(), size.into()),
            ("TotalCount".to_owned(), all.len().into()),
        ]);
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let skipped = count(number - 1).saturating_mul(count(size));
        let rows = all.into_iter().skip(skipped).take(count(size)).collect();
        Ok(Self { fields, rows })
    }

    /// The answer with the rows as `list`, bare or below the name of an element.
    fn answer(self, list: &str, element: Option<&str>, render: impl FnMut(T) -> Value) -> Answer {
        let rows: Value = self.rows.into_iter().map(render).collect();
        let mut fields = self.fields;
        let rows = match element {
            Some(element) => json!({ element: rows }),
            None => rows,
        };
        fields.insert(list.to_owned(), rows);
        success(Value::Object(fields))
    }
}
