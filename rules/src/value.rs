//! Values of variables where no handler gives them a type.

use std::borrow::Cow;
use std::fmt;

/// The value of a variable, as its converter reads it: the dynamic counterpart
/// of the types that a handler gives to its parameters.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Text, of `string`, `any`, `path` and of declared converters.
    Text(Cow<'a, str>),
    /// A whole number, of `int`.
    Int(i64),
    /// A number, of `float`; it is finite.
    Float(f64),
    /// The sixteen bytes of a UUID, first byte first.
    Uuid([u8; 16]),
    /// True or false, of defaults and of queries; it is no number.
    Bool(bool),
    /// Several values, of queries: one pair for each.
    List(Vec<Value<'a>>),
    /// Nothing, Python's `None`: as if it had not been given.
    Null,
}

impl Value<'_> {
    /// The same value, independent of the text that it was read from.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Int(number) => Value::Int(number),
            Value::Float(number) => Value::Float(number),
            Value::Uuid(bytes) => Value::Uuid(bytes),
            Value::Bool(value) => Value::Bool(value),
            Value::List(values) => Value::List(values.into_iter().map(Value::into_owned).collect()),
            Value::Null => Value::Null,
        }
    }

    /// The text of a [`Value::Text`].
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a [`Value::Int`].
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Reads a UUID as it stands in a URL: 8-4-4-4-12 hexadecimal digits.
    pub(crate) fn uuid(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        let mut digits = text.bytes().filter(|byte| *byte != b'-').map(|byte| {
            char::from(byte)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        });
        for byte in &mut bytes {
            *byte = digits.next()?? << 4 | digits.next()??;
        }
        digits.next().is_none().then_some(Value::Uuid(bytes))
    }
}

impl fmt::Display for Value<'_> {
    /// As it stands in a URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Int(number) => write!(f, "{number}"),
            Value::Float(number) => {
                // The shortest digits that read back equal, never an exponent.
                let digits = number.to_string();
                f.write_str(&digits)?;
                if number.is_finite() && !digits.contains('.') {
                    f.write_str(".0")?;
                }
                Ok(())
            }
            Value::Bool(value) => write!(f, "{value}"),
            Value::List(values) => {
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{value}")?;
                }
                Ok(())
            }
            Value::Null => Ok(()),
            Value::Uuid(bytes) => {
                for (index, byte) in bytes.iter().enumerate() {
                    if matches!(index, 4 | 6 | 8 | 10) {
                        f.write_str("-")?;
                    }
                    write!(f, "{byte:02x}")?;
                }
                Ok(())
            }
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident($convert:expr);)*) => {$(
        impl<'a> From<$type> for Value<'a> {
            fn from(value: $type) -> Self {
                Value::$variant($convert(value))
            }
        }
    )*};
}

from! {
    &'a str => Text(Cow::Borrowed);
    String => Text(Cow::Owned);
    Cow<'a, str> => Text(|text| text);
    &'a String => Text(|text: &'a String| Cow::Borrowed(text.as_str()));
    char => Text(|letter: char| Cow::Owned(letter.to_string()));
    i64 => Int(|number| number);
    i32 => Int(i64::from);
    i16 => Int(i64::from);
    i8 => Int(i64::from);
    u32 => Int(i64::from);
    u16 => Int(i64::from);
    u8 => Int(i64::from);
    f32 => Float(f64::from);
    f64 => Float(|number| number);
    bool => Bool(|value| value);
}

macro_rules! from_wide {
    ($($type:ty)*) => {$(
        impl From<$type> for Value<'_> {
            /// A number that has no 64 bits is written as text.
            fn from(number: $type) -> Self {
                match i64::try_from(number) {
                    Ok(number) => Value::Int(number),
                    Err(_) => Value::Text(Cow::Owned(number.to_string())),
                }
            }
        }
    )*};
}

from_wide!(u64 usize isize u128 i128);

impl<'a, V: Into<Value<'a>>> From<Vec<V>> for Value<'a> {
    fn from(values: Vec<V>) -> Self {
        Value::List(values.into_iter().map(Into::into).collect())
    }
}

impl<'a, V: Into<Value<'a>>, const N: usize> From<[V; N]> for Value<'a> {
    fn from(values: [V; N]) -> Self {
        Value::List(values.into_iter().map(Into::into).collect())
    }
}

impl<'a, V: Clone + Into<Value<'a>>> From<&[V]> for Value<'a> {
    fn from(values: &[V]) -> Self {
        Value::List(values.iter().cloned().map(Into::into).collect())
    }
}

impl<'a, V: Into<Value<'a>>> From<Option<V>> for Value<'a> {
    fn from(value: Option<V>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// Whether two values given for one argument are the same where no converter
/// says what they mean: values of different types differ (difference D18).
pub(crate) fn same_argument(left: &Value<'_>, right: &Value<'_>) -> bool {
    left == right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_read_and_written() {
        let text = "0f8fad5b-d9cb-469f-a165-70867728950e";
        assert_eq!(
            Value::uuid(text).map(|value| value.to_string()).as_deref(),
            Some(text)
        );
        assert_eq!(Value::uuid("0f8f"), None);
    }
}
