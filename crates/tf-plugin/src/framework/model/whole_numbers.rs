//! Whole numbers as Rust has them, as attributes.

use super::attribute_type::{AttributeType, ConfigurableParts};
use super::custom::reads;
use crate::framework::schema::Shape;
use crate::framework::validate::Validator;
use crate::value::{ModelError, Number, Type, Value, ValueError};

macro_rules! whole_numbers {
    ($($type:ty: $convert:ident, $words:literal;)*) => {$(
        impl AttributeType for $type {
            fn shape() -> Shape {
                Shape::Value(Type::Number)
            }

            fn read(value: &Value) -> Result<Self, ModelError> {
                let number = Number::read(value)?;
                number
                    .$convert()
                    .and_then(|number| number.try_into().ok())
                    .ok_or_else(|| {
                        ValueError::new(
                            "Number cannot be used",
                            format!(concat!("{} is not ", $words, "."), number),
                        )
                        .into()
                    })
            }

            fn write(&self) -> Value {
                Value::Number((*self).into())
            }

            fn rule() -> Option<Validator> {
                Some(reads::<Self>(""))
            }
        }

        impl ConfigurableParts for $type {}
    )*};
}

whole_numbers! {
    i32: as_i64, "a whole number from -2147483648 to 2147483647";
    i64: as_i64, "a whole number, or too large";
    u64: as_u64, "a whole number from 0 on, or too large";
    u32: as_u64, "a whole number from 0 to 4294967295";
}
