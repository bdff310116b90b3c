//! What a request was matched by.

use std::convert::Infallible;

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, Response};
use fingerpost_rules::BoundRule;
use http::StatusCode;
use http::request::Parts;

/// The rule that a request was matched by.
///
/// It is in the extensions of the request, for extractors, and of the response,
/// for layers around the [`App`](crate::App): a log or a metric that goes by
/// the rule needs no matching of its own. As an extractor it is rejected with
/// 500 where no rule has matched; `Option<Matched>` is then `None`.
///
/// Nothing is put where nobody looks: the response lacks it where the
/// application stands in a [`Server`](crate::Server) without a
/// [`layer`](crate::App::layer).
///
/// ```
/// # use fingerpost::Matched;
/// async fn show(id: u32, matched: Matched) -> String {
///     format!("{} is from {}\n", id, matched.rule())
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matched {
    rule: BoundRule<'static>,
}

impl Matched {
    pub(crate) fn new(rule: BoundRule<'static>) -> Self {
        Matched { rule }
    }

    /// The rule string: `/users/<int:id>`.
    pub fn rule(&self) -> &'static str {
        self.rule.rule()
    }

    /// The endpoint, if the rule has one: `users.show`.
    pub fn endpoint(&self) -> Option<&'static str> {
        self.rule.endpoint()
    }

    /// All that the map knows of the rule.
    pub fn bound_rule(&self) -> BoundRule<'static> {
        self.rule
    }
}

impl<S: Sync> FromRequestParts<S> for Matched {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let missing = || {
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "no rule has matched this request\n",
            )
                .into_response()
        };
        parts.extensions.get().copied().ok_or_else(missing)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Matched {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get().copied())
    }
}
