#![doc = include_str!("../docs/url.md")]

mod address;
mod build;
#[cfg(feature = "minijinja")]
mod template;
mod urls;
mod value;

pub use address::{Address, HostUrl, RedirectTarget, RefusedValue, Url, redirect};
pub use build::{BuildUrl, Complete, Fixed, Given, Missing, QueryValue, Refusal, WithQuery};
pub(crate) use urls::Served;
pub use urls::Urls;
pub use value::{
    AnyValue, DeclaredValue, FloatValue, IntValue, Literal, PathValue, Short, StringValue,
    UuidValue, Written,
};

#[doc(hidden)]
pub use build::{Finish, Made, Setting, finish, fixed};
