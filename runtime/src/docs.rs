//! Pages to read; there is nothing to call in them.

#[doc = include_str!("docs/errors.md")]
pub mod errors {}
