//! The rule language of fingerpost.
//!
//! Text in, values out: this crate knows what `/users/<int:id>` means, and
//! nothing of HTTP, tokens or tasks. `routes!` and the runtime both stand on
//! it, so they can not disagree.
//!
//! ```text
//! rule string --parse--> Syntax --check--> Checked --compile--> table
//!                                                                 |
//!                              path, host, method --match--> rule and values
//! ```
//!
//! A [`Map`] holds the table; [`Map::bind`] gives a [`MapAdapter`], which
//! matches.

mod adapter;
mod check;
mod compile;
mod converter;
mod domain;
pub mod error;
mod map;
mod matcher;
mod parse;
mod part;
mod pattern;
mod rule;
pub mod suggest;
mod syntax;
mod table;
mod text;
mod value;

pub use adapter::{Bind, BindEnviron, Environ, MapAdapter, Match, Outcome, Redirect, Values};
pub use converter::{Convert, Verbatim, check_regex};
pub use domain::BadHost;
pub use error::{MapError, RuleError, RuleErrorKind};
pub use map::{BoundRule, Map, MapBuilder, Methods};
pub use matcher::{Captures, Purpose, Select};
pub use parse::{VariableText, variables};
pub use rule::{EndpointPrefix, Rule, RuleFactory, Subdomain, Submount};
pub use text::PathInfo;
pub use value::Value;
