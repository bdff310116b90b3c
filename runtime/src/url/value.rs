//! What can stand for a variable in a URL: a trait for each converter.
//!
//! A value is written as text when it is given, by its own type. `Refusal` says whether the
//! converter could refuse that text: a `u32` is always an `int`, an `i32` need not be one. The
//! builder of a URL goes by it, see [`Refusal`].

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use super::address::RefusedValue;
use super::build::Refusal;

/// The text of a value.
pub trait Written {
    /// The text, decoded.
    fn text(&self) -> &str;
}

macro_rules! written {
    ($($type:ty)*) => {$(
        impl Written for $type {
            fn text(&self) -> &str {
                self
            }
        }
    )*};
}

written!(&str String Cow<'_, str> Box<str> Arc<str>);

/// A short text that is kept where it is: that of a number, or of a UUID.
#[derive(Clone, Copy)]
pub struct Short {
    bytes: [u8; Short::SIZE],
    start: u8,
}

impl Short {
    /// The longest number has 39 digits and a sign.
    const SIZE: usize = 40;

    fn new() -> Self {
        Short {
            bytes: [0; Self::SIZE],
            start: Self::SIZE as u8,
        }
    }

    fn push_front(&mut self, byte: u8) {
        let Some(start) = self.start.checked_sub(1) else {
            return;
        };
        if let Some(place) = self.bytes.get_mut(usize::from(start)) {
            *place = byte;
            self.start = start;
        }
    }

    fn number(negative: bool, magnitude: u128) -> Self {
        let mut short = Short::new();
        let mut rest = magnitude;
        // Of most numbers nothing is left for the slow division.
        while rest > u128::from(u64::MAX) {
            short.push_front(b'0' + (rest % 10) as u8);
            rest /= 10;
        }
        let mut rest = rest as u64;
        loop {
            short.push_front(b'0' + (rest % 10) as u8);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if negative {
            short.push_front(b'-');
        }
        short
    }

    #[cfg(feature = "uuid")]
    fn uuid(uuid: uuid::Uuid) -> Self {
        let mut short = Short::new();
        let mut buffer = uuid::Uuid::encode_buffer();
        let text = uuid.hyphenated().encode_lower(&mut buffer);
        text.bytes().rev().for_each(|byte| short.push_front(byte));
        short
    }
}

impl Written for Short {
    fn text(&self) -> &str {
        let bytes = self
            .bytes
            .get(usize::from(self.start)..)
            .unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Debug for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A literal that `url!` has looked at: no text of these is empty, begins with a slash, or has `.`
/// or `..` between slashes, and no number is negative.
#[derive(Debug, Clone, Copy)]
pub struct Literal<T>(pub T);

/// What can stand for an `int` variable: every integer type. A signed one may turn out to be
/// negative, which only `int(signed=True)` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of an `int` variable [FP009]",
    label = "expected an integer, found `{Self}`"
)]
pub trait IntValue {
    /// Whether the value can be refused.
    type Refusal: Refusal;
    /// Writes it.
    fn written(self) -> Short;
}

/// An integer, or a reference to one.
pub trait Integer {
    /// Whether it can be negative.
    type Refusal: Refusal;
    /// Writes it.
    fn digits(self) -> Short;
}

macro_rules! integers {
    ($refusal:ty: $($type:ty)*, $number:expr) => {$(
        impl Integer for $type {
            type Refusal = $refusal;
            fn digits(self) -> Short {
                let (negative, magnitude) = $number(self.into());
                Short::number(negative, magnitude)
            }
        }
        impl Text for $type {
            type Written = Short;
            type Refusal = Infallible;
            fn text(self) -> Short {
                self.digits()
            }
        }
        impl Text for &$type {
            type Written = Short;
            type Refusal = Infallible;
            fn text(self) -> Short {
                self.digits()
            }
        }
    )*};
}

integers!(Infallible: u8 u16 u32 u64 u128, |number: u128| (false, number));
integers!(RefusedValue: i8 i16 i32 i64 i128, |number: i128| (number < 0, number.unsigned_abs()));

impl Integer for usize {
    type Refusal = Infallible;
    fn digits(self) -> Short {
        (self as u128).digits()
    }
}

impl Integer for isize {
    type Refusal = RefusedValue;
    fn digits(self) -> Short {
        (self as i128).digits()
    }
}

impl<T: Integer + Copy> Integer for &T {
    type Refusal = T::Refusal;
    fn digits(self) -> Short {
        (*self).digits()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Integer> IntValue for T {
    type Refusal = T::Refusal;
    fn written(self) -> Short {
        self.digits()
    }
}

impl<T: IntValue> IntValue for Literal<T> {
    type Refusal = Infallible;
    fn written(self) -> Short {
        self.0.written()
    }
}

/// What can stand for a `string` variable: a text, or what is always one, as a number or a UUID. A
/// text may turn out to be empty.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a `string` variable [FP009]",
    label = "expected a text, found `{Self}`",
    note = "a `&str`, `String`, `Cow<str>`, `Box<str>`, `Arc<str>`, an integer or a `Uuid` is one; of others, give the text: `&value.to_string()`"
)]
pub trait StringValue {
    /// The text.
    type Written: Written;
    /// Whether the value can be refused.
    type Refusal: Refusal;
    /// Writes it.
    fn written(self) -> Self::Written;
}

/// A text, or what has one.
pub trait Text {
    /// The text.
    type Written: Written;
    /// Whether it can be empty.
    type Refusal: Refusal;
    /// Writes it.
    fn text(self) -> Self::Written;
}

macro_rules! texts {
    ($($({$($generics:tt)*})? $type:ty => $written:ty, $text:expr, $refusal:ty;)*) => {$(
        impl $(<$($generics)*>)? Text for $type {
            type Written = $written;
            type Refusal = $refusal;
            fn text(self) -> $written {
                let text: fn($type) -> $written = $text;
                text(self)
            }
        }
    )*};
}

texts! {
    {'v} &'v str => &'v str, |text| text, RefusedValue;
    {'v} &&'v str => &'v str, |text| text, RefusedValue;
    {'v} &'v String => &'v str, |text| text, RefusedValue;
    {'v} &'v Box<str> => &'v str, |text| text, RefusedValue;
    {'v} &'v Arc<str> => &'v str, |text| text, RefusedValue;
    {'v} &'v Cow<'_, str> => &'v str, |text| text, RefusedValue;
    {'v} Cow<'v, str> => Cow<'v, str>, |text| text, RefusedValue;
    String => String, |text| text, RefusedValue;
    Box<str> => Box<str>, |text| text, RefusedValue;
    Arc<str> => Arc<str>, |text| text, RefusedValue;
    char => String, |letter| letter.to_string(), RefusedValue;
    usize => Short, Integer::digits, Infallible;
    isize => Short, Integer::digits, Infallible;
    {'v} &'v usize => Short, Integer::digits, Infallible;
    {'v} &'v isize => Short, Integer::digits, Infallible;
}

#[cfg(feature = "uuid")]
texts! {
    uuid::Uuid => Short, Short::uuid, Infallible;
    {'v} &'v uuid::Uuid => Short, |uuid| Short::uuid(*uuid), Infallible;
}

#[diagnostic::do_not_recommend]
impl<T: Text> StringValue for T {
    type Written = T::Written;
    type Refusal = T::Refusal;
    fn written(self) -> T::Written {
        self.text()
    }
}

impl<T: StringValue> StringValue for Literal<T> {
    type Written = T::Written;
    type Refusal = Infallible;
    fn written(self) -> T::Written {
        self.0.written()
    }
}

/// What can stand for a variable of `any`: a text, which may turn out to be none of its items.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of an `any` variable [FP009]",
    label = "expected one of its items as text, found `{Self}`"
)]
pub trait AnyValue {
    /// The text.
    type Written: Written;
    /// Whether the value can be refused: always.
    type Refusal: Refusal;
    /// Writes it.
    fn written(self) -> Self::Written;
}

#[diagnostic::do_not_recommend]
impl<T: Text> AnyValue for T {
    type Written = T::Written;
    type Refusal = RefusedValue;
    fn written(self) -> T::Written {
        self.text()
    }
}

impl<T: AnyValue> AnyValue for Literal<T> {
    type Written = T::Written;
    type Refusal = RefusedValue;
    fn written(self) -> T::Written {
        self.0.written()
    }
}

/// What can stand for a `path` variable: a text, whose slashes are slashes of the path. It may turn
/// out to be empty, to begin with a slash, or to have `.` or `..` between slashes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a `path` variable [FP009]",
    label = "expected a text, found `{Self}`",
    note = "a `&str`, `String`, `Cow<str>`, `Box<str>` or `Arc<str>` is one; of others, give the text: `&value.to_string()`"
)]
pub trait PathValue {
    /// The text.
    type Written: Written;
    /// Whether the value can be refused.
    type Refusal: Refusal;
    /// Writes it.
    fn written(self) -> Self::Written;
}

#[diagnostic::do_not_recommend]
impl<T: Text> PathValue for T {
    type Written = T::Written;
    type Refusal = T::Refusal;
    fn written(self) -> T::Written {
        self.text()
    }
}

impl<T: PathValue> PathValue for Literal<T> {
    type Written = T::Written;
    type Refusal = Infallible;
    fn written(self) -> T::Written {
        self.0.written()
    }
}

/// What can stand for a `float` variable: an `f32`, `f64` or integer. It may turn out to be
/// negative, which only `float(signed=True)` takes, or not finite.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a `float` variable [FP009]",
    label = "expected a number, found `{Self}`"
)]
pub trait FloatValue {
    /// Whether the value can be refused.
    type Refusal: Refusal;
    /// Writes it: the shortest digits that read back equal, with a point.
    fn written(self) -> String;
}

/// A number, or a reference to one.
pub trait Number {
    /// Whether it can be refused.
    type Refusal: Refusal;
    /// Writes it.
    fn decimal(self) -> String;
}

macro_rules! numbers {
    ($refusal:ty: $($type:ty)*) => {$(
        impl Number for $type {
            type Refusal = $refusal;
            fn decimal(self) -> String {
                fingerpost_rules::Value::from(f64::from(self)).to_string()
            }
        }
        impl Number for &$type {
            type Refusal = $refusal;
            fn decimal(self) -> String {
                (*self).decimal()
            }
        }
    )*};
}

numbers!(RefusedValue: f32 f64 i8 i16 i32);
numbers!(Infallible: u8 u16 u32);

#[diagnostic::do_not_recommend]
impl<T: Number> FloatValue for T {
    type Refusal = T::Refusal;
    fn written(self) -> String {
        self.decimal()
    }
}

impl<T: FloatValue> FloatValue for Literal<T> {
    type Refusal = Infallible;
    fn written(self) -> String {
        self.0.written()
    }
}

/// What can stand for a `uuid` variable: a `uuid::Uuid` (with the feature `uuid`), or a text, which
/// may turn out to be no UUID.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a `uuid` variable [FP009]",
    label = "expected a `uuid::Uuid` or a text, found `{Self}`"
)]
pub trait UuidValue {
    /// The text.
    type Written: Written;
    /// Whether the value can be refused.
    type Refusal: Refusal;
    /// Writes it.
    fn written(self) -> Self::Written;
}

macro_rules! uuids {
    ($($({$($generics:tt)*})? $type:ty, $refusal:ty;)*) => {$(
        impl $(<$($generics)*>)? UuidValue for $type {
            type Written = <$type as Text>::Written;
            type Refusal = $refusal;
            fn written(self) -> Self::Written {
                Text::text(self)
            }
        }
    )*};
}

uuids! {
    {'v} &'v str, RefusedValue;
    {'v} &'v String, RefusedValue;
    String, RefusedValue;
}

#[cfg(feature = "uuid")]
uuids! {
    uuid::Uuid, Infallible;
    {'v} &'v uuid::Uuid, Infallible;
}

impl<T: UuidValue> UuidValue for Literal<T> {
    type Written = T::Written;
    type Refusal = RefusedValue;
    fn written(self) -> T::Written {
        self.0.written()
    }
}

/// What can stand for a variable of a declared converter: its type, or a reference to it, written
/// as its `Display` says. The regular expression may turn out not to match that.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a variable whose converter gives `{T}` [FP009]",
    label = "expected a `{T}`, or a reference to one, found `{Self}`"
)]
pub trait DeclaredValue<T> {
    /// Writes it.
    fn written(self) -> String;
}

impl<T: fmt::Display> DeclaredValue<T> for T {
    fn written(self) -> String {
        self.to_string()
    }
}

#[diagnostic::do_not_recommend]
impl<T: fmt::Display> DeclaredValue<T> for &T {
    fn written(self) -> String {
        self.to_string()
    }
}

impl<T, V: DeclaredValue<T>> DeclaredValue<T> for Literal<V> {
    fn written(self) -> String {
        self.0.written()
    }
}
