//! Builders of URLs: what the functions of a block's `url` module give.
//!
//! ```text
//! site::user::show()      Show<Missing>
//!     .id(5_u32)          Show<Given<Short, Infallible>>    IntValue writes the value
//!     .query("page", 2)   WithQuery<Show<…>>
//!     .build()            Url                               Complete, Refusal
//! ```
//!
//! `routes!` emits the type `Show`, its setters, and which rules can be built of which variables;
//! all else is here, and shared by all endpoints.

use std::convert::Infallible;
use std::fmt;

use fingerpost_rules::{Map, Value};

use super::address::{RefusedValue, Url};
use super::value::Written;

/// A variable without a value.
#[derive(Debug, Clone, Copy)]
pub struct Missing;

/// A variable with a value, written; `R` says whether it can be refused.
#[derive(Debug, Clone, Copy)]
pub struct Given<W, R> {
    written: W,
    refusal: std::marker::PhantomData<fn() -> R>,
}

impl<W, R> Given<W, R> {
    /// A value as it has been written.
    #[doc(hidden)]
    pub fn new(written: W) -> Self {
        Given {
            written,
            refusal: std::marker::PhantomData,
        }
    }
}

/// A variable that has a value.
pub trait Setting {
    /// Whether the value can be refused.
    type Refusal: Refusal;
    /// Its text.
    fn text(&self) -> &str;
}

impl<W: Written, R: Refusal> Setting for Given<W, R> {
    type Refusal = R;
    fn text(&self) -> &str {
        self.written.text()
    }
}

/// Whether a URL can fail to be built.
///
/// With values that no converter refuses, as a `u32` for `<int:id>`, it is [`Infallible`], and a
/// builder gives the URL at once. With others, as a `String`, which could be empty, it is
/// [`RefusedValue`], and a builder gives a `Result`.
pub trait Refusal: Sized {
    /// Whether one of two values can be refused.
    type Or<R: Refusal>: Refusal;
    /// What a builder gives.
    type Result<T>;
    /// The URL: `checked` looks at the values, `sure` does not.
    #[doc(hidden)]
    fn result<T>(
        checked: impl FnOnce() -> Result<T, RefusedValue>,
        sure: impl FnOnce() -> T,
    ) -> Self::Result<T>;
}

impl Refusal for Infallible {
    type Or<R: Refusal> = R;
    type Result<T> = T;
    fn result<T>(_: impl FnOnce() -> Result<T, RefusedValue>, sure: impl FnOnce() -> T) -> T {
        sure()
    }
}

impl Refusal for RefusedValue {
    type Or<R: Refusal> = RefusedValue;
    type Result<T> = Result<T, RefusedValue>;
    fn result<T>(
        checked: impl FnOnce() -> Result<T, RefusedValue>,
        _: impl FnOnce() -> T,
    ) -> Result<T, RefusedValue> {
        checked()
    }
}

/// A URL in the making: what the functions in the `url` module of a [`routes!`](crate::routes)
/// block give, with a setter for each variable.
///
/// ```
/// use fingerpost::{BuildUrl as _, routes};
///
/// routes! { site; "/users/<int:id>" => user }
///
/// async fn user(id: u32) -> String { format!("user {id}\n") }
///
/// let url = site::user().id(5_u32).query("page", 2).build();
/// assert_eq!(url, "/users/5?page=2");
/// ```
///
/// A variable may be called `query` or `build`: its setter is then what the name means, and
/// `BuildUrl::build(site::user())` is this one.
pub trait BuildUrl: Sized {
    /// Adds a pair to the query: a list gives one for each of its items, and `None` gives none.
    fn query<'q>(self, name: &'q str, value: impl QueryValue<'q>) -> WithQuery<'q, Self> {
        let pairs = vec![(name, value.into_value())];
        WithQuery {
            builder: self,
            pairs,
        }
    }

    /// Builds the URL: a [`Url`], or a [`HostUrl`](super::HostUrl) where the rule is not on the
    /// default host. If a converter can refuse one of the values, it is a `Result` of that.
    ///
    /// # Errors
    /// A converter refuses a value: see [`RefusedValue`].
    fn build(self) -> Outcome<Self>
    where
        Self: Complete,
    {
        self.complete(&[])
    }
}

/// What building gives.
type Outcome<B> = <<B as Complete>::Refusal as Refusal>::Result<<B as Complete>::Url>;

/// A builder that has all values which a rule of its endpoint needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no URL yet [FP008]",
    label = "not all variables of a rule have a value"
)]
pub trait Complete: Sized {
    /// Whether a value can be refused.
    type Refusal: Refusal;
    /// What is built.
    type Url;
    /// Builds it.
    #[doc(hidden)]
    fn complete(self, query: &[(&str, Value<'_>)]) -> Outcome<Self>;
}

/// A builder with a query.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct WithQuery<'q, B> {
    builder: B,
    pairs: Vec<(&'q str, Value<'q>)>,
}

impl<'q, B> WithQuery<'q, B> {
    /// Adds a pair to the query, as [`BuildUrl::query`].
    pub fn query(mut self, name: &'q str, value: impl QueryValue<'q>) -> Self {
        self.pairs.push((name, value.into_value()));
        self
    }
}

impl<B> BuildUrl for WithQuery<'_, B> {}

impl<B: Complete> Complete for WithQuery<'_, B> {
    type Refusal = B::Refusal;
    type Url = B::Url;
    fn complete(self, query: &[(&str, Value<'_>)]) -> Outcome<Self> {
        if query.is_empty() {
            return self.builder.complete(&self.pairs);
        }
        let mut pairs = self.pairs;
        pairs.extend(query.iter().cloned());
        self.builder.complete(&pairs)
    }
}

/// What can stand in a query: texts, numbers, `bool`s, and lists and `Option`s of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can not stand in a query [FP009]",
    label = "expected a text, a number, a `bool`, or a list or `Option` of them",
    note = "of others, give the text: `value.to_string()`"
)]
pub trait QueryValue<'q> {
    /// The value.
    fn into_value(self) -> Value<'q>;
}

#[diagnostic::do_not_recommend]
impl<'q, T: Into<Value<'q>>> QueryValue<'q> for T {
    fn into_value(self) -> Value<'q> {
        self.into()
    }
}

/// What `url!` ends in.
pub trait Finish: Sized {
    /// Builds the URL with this query.
    fn __finish(self, query: &[(&str, Value<'_>)]) -> Outcome<Self>
    where
        Self: Complete,
    {
        self.complete(query)
    }
}

impl<B> Finish for B {}

/// The URL of an endpoint without variables, in the making.
#[must_use = "a builder does nothing until `build` is called"]
pub struct Fixed<U> {
    map: &'static Map,
    rule: usize,
    url: std::marker::PhantomData<fn() -> U>,
}

/// The URL of a rule without variables.
pub fn fixed<U>(map: &'static Map, rule: usize) -> Fixed<U> {
    Fixed {
        map,
        rule,
        url: std::marker::PhantomData,
    }
}

impl<U> fmt::Debug for Fixed<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fixed")
            .field(&self.map.rule(self.rule))
            .finish()
    }
}

impl<U> BuildUrl for Fixed<U> {}

impl<U: Made> Complete for Fixed<U> {
    type Refusal = Infallible;
    type Url = U;
    fn complete(self, query: &[(&str, Value<'_>)]) -> U {
        make(
            self.map,
            self.rule,
            path(self.map, self.rule, &[]),
            &[],
            query,
        )
    }
}

/// A URL of either kind.
pub trait Made {
    /// Of a rule by its number, and a path with its query.
    #[doc(hidden)]
    fn made(map: &'static Map, rule: usize, path: String, domain: impl FnOnce() -> String) -> Self;
}

/// What a builder ends in: the first of the rules that these values are for. `rules` is not empty,
/// and in the order in which Werkzeug tries them.
pub fn finish<R: Refusal, U: Made>(
    map: &'static Map,
    rules: &[usize],
    values: &[(&str, &str)],
    query: &[(&str, Value<'_>)],
) -> R::Result<U> {
    R::result(
        || {
            let mut refused = None;
            for number in rules {
                let Some(rule) = map.rule(*number).filter(|rule| rule.agrees(values)) else {
                    continue;
                };
                match rule.checked_path(values) {
                    Ok(path) => return Ok(make(map, *number, path, values, query)),
                    // Of several, the rule that is tried first is the one that was meant.
                    Err(name) => _ = refused.get_or_insert((rule, name)),
                }
            }
            let rule = || map.rule(rules.first().copied().unwrap_or(0));
            Err(match refused {
                Some((rule, name)) => RefusedValue::new(Some(rule), name, values),
                None => RefusedValue::new(rule(), "", values),
            })
        },
        || {
            let agrees =
                |number: &&usize| map.rule(**number).is_some_and(|rule| rule.agrees(values));
            let number = match rules {
                [number] => *number,
                rules => rules
                    .iter()
                    .find(agrees)
                    .or(rules.last())
                    .copied()
                    .unwrap_or(0),
            };
            make(map, number, path(map, number, values), values, query)
        },
    )
}

fn path(map: &Map, rule: usize, values: &[(&str, &str)]) -> String {
    let rule = map.rule(rule);
    rule.map_or_else(|| "/".to_owned(), |rule| rule.write_path(values))
}

fn make<U: Made>(
    map: &'static Map,
    number: usize,
    mut path: String,
    values: &[(&str, &str)],
    query: &[(&str, Value<'_>)],
) -> U {
    let rule = map.rule(number);
    if let (Some(rule), false) = (rule, query.is_empty()) {
        rule.write_query(&mut path, query);
    }
    let domain = || rule.map_or_else(String::new, |rule| rule.write_domain(values));
    U::made(map, number, path, domain)
}

impl Made for Url {
    fn made(map: &'static Map, rule: usize, path: String, _: impl FnOnce() -> String) -> Self {
        Url::new(map, rule, path)
    }
}

impl Made for super::HostUrl {
    fn made(map: &'static Map, rule: usize, path: String, domain: impl FnOnce() -> String) -> Self {
        super::HostUrl::new(map, rule, path, domain())
    }
}
