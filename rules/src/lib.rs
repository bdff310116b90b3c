#![doc = include_str!("../grammar.md")]

mod adapter;
mod builder;
mod check;
mod compile;
mod conflict;
mod converter;
mod domain;
pub mod error;
mod explain;
mod language;
mod map;
mod matcher;
mod meeting;
mod parse;
mod part;
mod pattern;
mod rule;
mod rule_regex;
pub mod suggest;
mod syntax;
mod table;
mod target;
mod text;
mod url_for;
mod value;
mod words;
mod write;

pub use adapter::{Bind, BindEnviron, Environ, MapAdapter, Match, Outcome, Redirect, Values};
pub use builder::{BuildError, BuildOptions, Suggestion, encode_query};
pub use converter::{Convert, Verbatim, check_regex};
pub use domain::BadHost;
pub use error::{Example, MapError, RuleError, RuleErrorKind};
pub use explain::{Considered, Explanation, RedirectBy, Refusal, RefusedBy, Verdict};
pub use map::{BoundRule, Map, MapBuilder, Methods};
pub use matcher::{Captures, Purpose, Select};
pub use parse::{VariableText, variables};
pub use rule::{
    EndpointPrefix, Rule, RuleFactory, RuleTemplate, Subdomain, Submount, TemplateError,
};
pub use text::PathInfo;
pub use url_for::UrlValues;
pub use value::Value;
