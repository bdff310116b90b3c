//! What can be a handler of a rule, and how the values of a request get into it.
//!
//! A handler is an `async fn`. Its first parameters are the rule's variables,
//! the others are axum extractors:
//!
//! ```text
//! "/<tenant>/<int:id>" => show
//!
//! async fn show(
//!     tenant: String,        // FromVar<StringVar>
//!     id: u32,               // FromVar<IntVar>
//!     State(db): State<Db>,  // LeadingExtractor<S>
//!     body: String,          // LastExtractor<S, M>
//! ) -> Html<String>          // AsyncOutput, Reply
//! ```
//!
//! `routes!` knows the rule, but neither the types nor the number of the
//! handler's parameters. So it emits one function per rule that finds them step
//! by step, and each step has traits of its own, whose messages are what the
//! user reads when the step fails:
//!
//! 1. [`handler`] finds the parameters ([`HandlerFn`]) and the answer
//!    ([`AsyncOutput`], [`Reply`]).
//! 2. [`split`] makes one [`Slot`] per variable and leaves the other parameters
//!    ([`Split`]).
//! 3. [`var`] fills a slot with a converted text ([`FromVar`]), [`declared_var`]
//!    with one that a declared converter reads, [`Constant`] and [`text`] with
//!    what the author wrote.
//! 4. [`launch`] takes the parameters that are left for extractors
//!    ([`Extractors`]) and builds the future.
//!
//! Two things make it one good error per mistake:
//!
//! - Only an attribute beside the rule can name the variable, the rule and the
//!   handler. So `routes!` emits a trait with such a message before steps 2 and
//!   3 and asks for it first. rustc does not report the same cause a second time
//!   at the same span, so the step itself fails in silence.
//! - Steps 2 and 3 pass the handler on as an associated type (`Next`) of what
//!   they ask for. If they fail, its type is unknown to the steps that follow,
//!   and rustc says nothing about unknown types after an error.
//!
//! The code that runs the extractors is shared by all handlers with the same
//! extractors and the same answer: [`launch`] boxes the call of the handler and
//! leaves the rest to [`start`], which does not depend on the handler.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use axum_core::body::Body;
use axum_core::extract::{FromRequest, FromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::Request;
use http::request::Parts;

/// A response under way.
pub type BoxFuture = Pin<Box<dyn Future<Output = Response> + Send + 'static>>;

/// What `routes!` makes of a rule's target: the function that the table calls
/// once the rule has matched.
pub type Endpoint<S> = fn(&mut Call<'_, S>) -> Verdict;

/// What an [`Endpoint`] says to a call.
pub enum Verdict {
    /// A variable does not convert to the handler's type, so this rule does not
    /// match after all.
    Refused,
    /// All variables convert, and nothing is to be run.
    Accepted,
    /// The handler runs: it takes nothing but the variables.
    Running(BoxFuture),
    /// The handler waits for the request, of which its extractors take parts.
    Waiting(Waiting),
}

/// A handler that waits for the request.
pub type Waiting = Box<dyn FnOnce(Request<Body>) -> BoxFuture + Send>;

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "Refused",
            Self::Accepted => "Accepted",
            Self::Running(_) => "Running(..)",
            Self::Waiting(_) => "Waiting(..)",
        })
    }
}

/// The decoded texts of a rule's variables, in the order of the URL.
#[derive(Clone, Copy)]
pub struct Values<'c>(&'c dyn Fn(usize) -> Option<Cow<'c, str>>);

impl<'c> Values<'c> {
    /// Values that are looked up by a function.
    pub fn new(text: &'c dyn Fn(usize) -> Option<Cow<'c, str>>) -> Self {
        Self(text)
    }

    /// The text of one variable, or `None` where there is no such variable.
    pub fn text(&self, index: usize) -> Option<Cow<'c, str>> {
        (self.0)(index)
    }
}

impl fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = (0..).map_while(|index| self.text(index));
        f.debug_list().entries(texts).finish()
    }
}

/// A match at the door of an [`Endpoint`]. The request itself waits outside,
/// since the search still reads it.
pub struct Call<'c, S> {
    values: Values<'c>,
    state: &'c S,
    /// How the state is cloned, if the handler is to run. Where the call is made
    /// it is known that it can be; a rule does not ask again, so that a state
    /// which cannot be is told once.
    run: Option<fn(&S) -> S>,
}

impl<'c, S> Call<'c, S> {
    /// A call that runs the handler if the variables convert.
    pub fn run(values: Values<'c>, state: &'c S) -> Self
    where
        S: Clone,
    {
        Self {
            values,
            state,
            run: Some(S::clone),
        }
    }

    /// The text of a variable, by its place in the URL.
    pub fn text(&self, index: usize) -> Option<Cow<'c, str>> {
        self.values.text(index)
    }

    /// A call that only asks whether the variables convert.
    pub fn probe(values: Values<'c>, state: &'c S) -> Self {
        Self {
            values,
            state,
            run: None,
        }
    }
}

impl<S> fmt::Debug for Call<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("probe", &self.run.is_none())
            .finish_non_exhaustive()
    }
}

/// A function with up to 16 parameters, of which `A` is the tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "expected an `async fn` with at most 16 parameters",
    note = "a handler's parameters are the variables of its rule, then axum extractors"
)]
pub trait HandlerFn<A: ParamTuple>: Send + 'static {
    /// What the function returns: of an `async fn`, its future.
    type Output;

    /// Calls the function.
    fn call(self, params: A::List) -> Self::Output;
}

/// The parameters of a function as a tuple, which is how rustc shows them.
pub trait ParamTuple {
    /// The same as a list: `(first, (second, ()))`.
    type List;
}

macro_rules! functions {
    (@list) => { () };
    (@list $head:ident $($tail:ident)*) => { ($head, functions!(@list $($tail)*)) };
    (@take) => { () };
    (@take $head:ident $($tail:ident)*) => { ($head, functions!(@take $($tail)*)) };
    ($($param:ident)*) => {
        impl<$($param),*> ParamTuple for ($($param,)*) {
            type List = functions!(@list $($param)*);
        }

        impl<F, R, $($param),*> HandlerFn<($($param,)*)> for F
        where
            F: FnOnce($($param),*) -> R + Send + 'static,
        {
            type Output = R;

            // The parameters are named as their types.
            #[allow(non_snake_case)]
            fn call(self, functions!(@take $($param)*): functions!(@list $($param)*)) -> R {
                self($($param),*)
            }
        }
    };
}

functions!();
functions!(P1);
functions!(P1 P2);
functions!(P1 P2 P3);
functions!(P1 P2 P3 P4);
functions!(P1 P2 P3 P4 P5);
functions!(P1 P2 P3 P4 P5 P6);
functions!(P1 P2 P3 P4 P5 P6 P7);
functions!(P1 P2 P3 P4 P5 P6 P7 P8);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 P14);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 P14 P15);
functions!(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 P14 P15 P16);

/// A handler `F` with the parameters `A`, of which `E` are still to be filled.
#[derive(Debug)]
pub struct Handler<F, A, E> {
    function: F,
    params: PhantomData<fn() -> (A, E)>,
}

/// The place of one parameter of type `P`.
#[derive(Debug)]
pub struct Slot<P>(PhantomData<fn() -> P>);

/// First step: looks at the handler's parameters, and at what it returns.
///
/// [`launch`] asks the same of what it returns, but has no say if a variable
/// does not fit.
pub fn handler<F, A>(function: F) -> Handler<F, A, A::List>
where
    F: HandlerFn<A>,
    F::Output: AsyncOutput + Send + 'static,
    <F::Output as AsyncOutput>::Reply: Reply,
    A: ParamTuple,
{
    Handler {
        function,
        params: PhantomData,
    }
}

/// Parameters that begin with as many as `N` counts: `()` is none, `((), N)`
/// one more than `N`.
pub trait Split<N> {
    /// A [`Slot`] for each of them, nested as `N` is.
    type Slots;
    /// The parameters after them.
    type Rest;
    /// `T`, which rustc does not know if there are fewer parameters.
    type Next<T>;

    /// The slots.
    fn slots() -> Self::Slots;

    /// The same value.
    fn next<T>(value: T) -> Self::Next<T>;
}

impl<L> Split<()> for L {
    type Slots = ();
    type Rest = L;
    type Next<T> = T;

    fn slots() {}

    fn next<T>(value: T) -> T {
        value
    }
}

impl<H, L: Split<N>, N> Split<((), N)> for (H, L) {
    type Slots = (Slot<H>, L::Slots);
    type Rest = L::Rest;
    type Next<T> = L::Next<T>;

    fn slots() -> Self::Slots {
        (Slot(PhantomData), L::slots())
    }

    fn next<T>(value: T) -> Self::Next<T> {
        L::next(value)
    }
}

/// Second step: one slot per variable, and the handler with the parameters that
/// are left for extractors.
pub fn split<N, F, A>(handler: Handler<F, A, A::List>) -> Parted<N, F, A>
where
    A: ParamTuple,
    A::List: Split<N>,
{
    let rest = Handler {
        function: handler.function,
        params: PhantomData,
    };
    (
        <A::List as Split<N>>::slots(),
        <A::List as Split<N>>::next(rest),
    )
}

/// The slots of `N` parameters, and the handler without them.
pub type Parted<N, F, A> = (
    <<A as ParamTuple>::List as Split<N>>::Slots,
    <<A as ParamTuple>::List as Split<N>>::Next<
        Handler<F, A, <<A as ParamTuple>::List as Split<N>>::Rest>,
    >,
);

/// A type that a handler can take for a variable of the converter `C`.
///
/// The converters have names that no other type of this crate has, because
/// rustc shows such names without their path.
#[diagnostic::on_unimplemented(
    message = "a variable of converter `{C}` cannot be passed to a handler parameter of type `{Self}`"
)]
pub trait FromVar<C>: Sized + Send + 'static {
    /// `T`, which rustc does not know if this type cannot be taken.
    type Next<T>;

    /// The value, or `None` if the text is none of this type.
    fn from_var(text: Cow<'_, str>) -> Option<Self>;

    /// The same value.
    fn next<T>(value: T) -> Self::Next<T>;
}

/// Third step: the value of a text, that of a variable or of a default, or
/// `None` if the rule is refused.
pub fn var<C, P, H>(
    _slot: Slot<P>,
    handler: H,
    text: Option<Cow<'_, str>>,
) -> Option<(P, P::Next<H>)>
where
    P: FromVar<C>,
{
    let value = P::from_var(text?)?;
    Some((value, P::next(handler)))
}

/// Third step for a declared converter, whose type must be the parameter's.
///
/// That the type can be read at all is asked where the converter is declared,
/// and not again by each rule.
pub fn declared_var<C, P, H>(
    _slot: Slot<P>,
    handler: H,
    text: Option<Cow<'_, str>>,
) -> Option<(P, P::Next<H>)>
where
    C: Declared,
    P: Same<C::Value>,
{
    let value = declared::<C>(&text?)?;
    Some((P::same(value), P::next(handler)))
}

/// Third step for a number that stands for a variable of the converter `C`:
/// asks the same of the parameter as [`var`] does.
pub fn fitting<C, P, H>(_slot: Slot<P>, handler: H) -> (Slot<P::Next<P>>, P::Next<H>)
where
    P: FromVar<C>,
{
    (Slot(PhantomData), P::next(handler))
}

/// The text of a default, which stands in the program.
pub fn default_text(text: &'static str) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(text))
}

/// Third step for a constant: its type is the parameter's.
///
/// It is a struct and no function, because of a field with the wrong type rustc
/// tells what was expected and nothing of ours.
#[derive(Debug)]
pub struct Constant<P> {
    /// The place of the parameter.
    pub slot: Slot<P>,
    /// What the author wrote.
    pub value: P,
}

/// Third step for a string literal, for parameters of any text type.
pub fn text<P: FromText>(_slot: Slot<P>, text: &'static str) -> P {
    P::from_text(text)
}

/// A type that a handler can take for a string literal.
#[diagnostic::on_unimplemented(
    message = "a string literal cannot be passed to a handler parameter of type `{Self}`",
    label = "this arrives as a parameter of type `{Self}`",
    note = "a string literal becomes a `String`, `Box<str>`, `Arc<str>`, `Cow<'static, str>` or `&'static str`; other constants must have exactly the type of the parameter"
)]
pub trait FromText {
    /// The value.
    fn from_text(text: &'static str) -> Self;
}

macro_rules! from_text {
    ($($ty:ty),*) => {$(
        impl FromText for $ty {
            fn from_text(text: &'static str) -> Self {
                text.into()
            }
        }
    )*};
}

from_text!(String, Box<str>, Arc<str>, Cow<'static, str>, &'static str);

/// Converter `string`, the default one.
#[derive(Clone, Copy, Debug)]
pub struct StringVar;

/// Converter `any`.
#[derive(Clone, Copy, Debug)]
pub struct AnyVar;

/// Converter `path`.
#[derive(Clone, Copy, Debug)]
pub struct PathVar;

/// Converter `int`.
#[derive(Clone, Copy, Debug)]
pub struct IntVar;

/// Converter `float`.
#[derive(Clone, Copy, Debug)]
pub struct FloatVar;

/// Converter `uuid`.
#[derive(Clone, Copy, Debug)]
pub struct UuidVar;

/// A converter declared in the block, which emits a type to stand for it.
pub trait Declared {
    /// The type of its values.
    type Value: DeclaredValue;
}

/// What can be the type of a declared converter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a converter",
    label = "`{Self}` does not implement `FromStr`",
    note = "a declared converter reads its values with `FromStr`"
)]
pub trait DeclaredValue: Sized {
    /// The value, or `None` if the text is none of this type.
    fn read(text: &str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: FromStr> DeclaredValue for T {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A type that is `T` itself.
#[diagnostic::on_unimplemented(
    message = "a value of type `{T}` cannot be passed to a handler parameter of type `{Self}`"
)]
pub trait Same<T>: Sized {
    /// `N`, which rustc does not know if the types differ.
    type Next<N>;

    /// The same value.
    fn same(value: T) -> Self;

    /// The same value.
    fn next<N>(value: N) -> Self::Next<N>;
}

impl<T> Same<T> for T {
    type Next<N> = N;

    fn same(value: T) -> T {
        value
    }

    fn next<N>(value: N) -> N {
        value
    }
}

/// What a declared converter makes of a text.
pub fn declared<C: Declared>(text: &str) -> Option<C::Value> {
    C::Value::read(text)
}

/// A converter that was already reported as unknown. Every type takes its
/// values, so that no second error follows.
#[derive(Clone, Copy, Debug)]
pub struct UnknownVar;

macro_rules! same_value {
    () => {
        type Next<N> = N;

        fn next<N>(value: N) -> N {
            value
        }
    };
}

macro_rules! from_var {
    ($converter:ty, |$text:ident| $value:expr => $($ty:ty),*) => {$(
        impl FromVar<$converter> for $ty {
            same_value!();

            fn from_var($text: Cow<'_, str>) -> Option<Self> {
                $value
            }
        }
    )*};
}

from_var!(StringVar, |text| Some(text.into()) => String, Box<str>, Arc<str>);
from_var!(StringVar, |text| Some(Cow::Owned(text.into_owned())) => Cow<'static, str>);
from_var!(AnyVar, |text| Some(text.into()) => String, Box<str>, Arc<str>);
from_var!(AnyVar, |text| Some(Cow::Owned(text.into_owned())) => Cow<'static, str>);
from_var!(PathVar, |text| Some(text.into()) => String, Box<str>, Arc<str>);
from_var!(IntVar, |text| text.parse().ok() =>
    u8, u16, u32, u64, u128, usize,
    i8, i16, i32, i64, i128, isize,
    NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize,
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize
);
from_var!(FloatVar, |text| text.parse().ok().filter(|value: &Self| value.is_finite()) => f32, f64);
from_var!(UuidVar, |text| Some(text.into_owned()) => String);
#[cfg(feature = "uuid")]
from_var!(UuidVar, |text| uuid::Uuid::try_parse(&text).ok() => uuid::Uuid);

impl<T: Send + 'static> FromVar<UnknownVar> for T {
    same_value!();

    fn from_var(_text: Cow<'_, str>) -> Option<Self> {
        None
    }
}

/// What a handler returns if it is an `async fn`: the future of a [`Reply`].
#[diagnostic::on_unimplemented(
    message = "handler is not an `async fn`: it returns `{Self}`, which is not a future",
    label = "write `async fn`"
)]
pub trait AsyncOutput: Future<Output = Self::Reply> {
    /// What the handler answers.
    type Reply;
}

#[diagnostic::do_not_recommend]
impl<F: Future> AsyncOutput for F {
    type Reply = F::Output;
}

/// What a handler can answer.
#[diagnostic::on_unimplemented(
    message = "handler returns `{Self}`, which cannot be turned into a response",
    label = "the handler's return type does not implement `IntoResponse`",
    note = "return a text, a `StatusCode`, a `Response`, a tuple or `Result` of such, `axum::Json(value)`, or implement `IntoResponse`"
)]
pub trait Reply: 'static {
    /// The answer as a response.
    fn into_reply(self) -> Response;
}

#[diagnostic::do_not_recommend]
impl<R: IntoResponse + 'static> Reply for R {
    fn into_reply(self) -> Response {
        self.into_response()
    }
}

/// A parameter between the variables and the last one.
#[diagnostic::on_unimplemented(
    message = "handler parameter `{Self}` is neither a rule variable nor an extractor that can stand before others",
    label = "`{Self}` is not a variable of this rule, nor does it implement `FromRequestParts<{S}>`",
    note = "the variables of the rule come first, one parameter each, then extractors; one that takes the body must be the last parameter",
    note = "some extractors ask for more: `Json<T>` for `T: DeserializeOwned`, `State<T>` for `T: FromRef<{S}>`, where `{S}` is the state in the block's header"
)]
pub trait LeadingExtractor<S>: Sized + Send + 'static {
    /// Takes its part of the request.
    fn extract(parts: &mut Parts, state: &S)
    -> impl Future<Output = Result<Self, Response>> + Send;
}

#[diagnostic::do_not_recommend]
impl<S: Sync, E: FromRequestParts<S> + Send + 'static> LeadingExtractor<S> for E {
    async fn extract(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        E::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)
    }
}

/// The last parameter, which may take the body.
#[diagnostic::on_unimplemented(
    message = "handler parameter `{Self}` is neither a rule variable nor an extractor",
    label = "`{Self}` is not a variable of this rule, nor does it implement `FromRequest<{S}>`",
    note = "the variables of the rule come first, one parameter each, then extractors",
    note = "some extractors ask for more: `Json<T>` for `T: DeserializeOwned`, `State<T>` for `T: FromRef<{S}>`, where `{S}` is the state in the block's header"
)]
pub trait LastExtractor<S, M>: Sized + Send + 'static {
    /// Takes the request.
    fn extract(
        request: Request<Body>,
        state: &S,
    ) -> impl Future<Output = Result<Self, Response>> + Send;
}

#[diagnostic::do_not_recommend]
impl<S: Sync, M, E: FromRequest<S, M> + Send + 'static> LastExtractor<S, M> for E {
    async fn extract(request: Request<Body>, state: &S) -> Result<Self, Response> {
        E::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)
    }
}

/// Parameters that are all filled from the request. `M` is axum's marker of how
/// the last one is, and rustc's to find.
///
/// It is [`ExtractorList`] by another name: rustc lists the implementations of
/// the trait that a function asks for, and those of lists help no user.
pub trait Extractors<S, M>: Sized + Send + 'static {
    /// The list, if it is empty: then there is nothing to take a request for.
    const NONE: Option<Self>;

    /// Fills them from left to right; the first rejection is the response.
    fn extract(
        request: Request<Body>,
        state: &S,
    ) -> impl Future<Output = Result<Self, Response>> + Send;
}

impl<S: Sync, M, L: ExtractorList<S, M>> Extractors<S, M> for L {
    const NONE: Option<Self> = L::NONE;

    fn extract(
        request: Request<Body>,
        state: &S,
    ) -> impl Future<Output = Result<Self, Response>> + Send {
        L::extract_list(request, state)
    }
}

/// A list of extractors.
pub trait ExtractorList<S, M>: Sized + Send + 'static {
    /// See [`Extractors::NONE`].
    const NONE: Option<Self> = None;

    /// See [`Extractors::extract`].
    fn extract_list(
        request: Request<Body>,
        state: &S,
    ) -> impl Future<Output = Result<Self, Response>> + Send;
}

impl<S: Sync> ExtractorList<S, ()> for () {
    const NONE: Option<Self> = Some(());

    async fn extract_list(_request: Request<Body>, _state: &S) -> Result<Self, Response> {
        Ok(())
    }
}

impl<S: Sync, M, E: LastExtractor<S, M>> ExtractorList<S, M> for (E, ()) {
    async fn extract_list(request: Request<Body>, state: &S) -> Result<Self, Response> {
        Ok((E::extract(request, state).await?, ()))
    }
}

impl<S: Sync, M, E, H, T> ExtractorList<S, M> for (E, (H, T))
where
    E: LeadingExtractor<S>,
    (H, T): ExtractorList<S, M>,
{
    async fn extract_list(request: Request<Body>, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let first = E::extract(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        Ok((first, <(H, T)>::extract_list(request, state).await?))
    }
}

/// A list that begins with the values `G` and ends with the extractors `E`.
pub trait Joined<G, E> {
    /// The list.
    fn join(given: G, extracted: E) -> Self;
}

impl<E> Joined<(), E> for E {
    fn join(_given: (), extracted: E) -> Self {
        extracted
    }
}

impl<H, T: Joined<G, E>, G, E> Joined<(H, G), E> for (H, T) {
    fn join((head, given): (H, G), extracted: E) -> Self {
        (head, T::join(given, extracted))
    }
}

/// Fourth step: runs the handler, unless this is a probe.
pub fn launch<S, F, A, G, E, M>(
    handler: Handler<F, A, E>,
    given: G,
    call: &mut Call<'_, S>,
) -> Verdict
where
    F: HandlerFn<A>,
    F::Output: AsyncOutput + Send + 'static,
    <F::Output as AsyncOutput>::Reply: Reply,
    A: ParamTuple,
    A::List: Joined<G, E>,
    G: Send + 'static,
    E: Extractors<S, M>,
    S: Send + Sync + 'static,
{
    let Some(clone) = call.run else {
        return Verdict::Accepted;
    };
    let function = handler.function;
    let run =
        move |extracted| -> Running<_> { Box::pin(function.call(A::List::join(given, extracted))) };
    match E::NONE {
        Some(none) => Verdict::Running(finish(run(none))),
        None => Verdict::Waiting(wait(Box::new(run), clone(call.state))),
    }
}

/// A handler that runs.
type Running<R> = Pin<Box<dyn Future<Output = R> + Send>>;

/// A handler that waits for its extractors only.
type Run<E, R> = Box<dyn FnOnce(E) -> Running<R> + Send>;

/// The end of a handler; all those with the same reply share this code.
fn finish<R: Reply>(running: Running<R>) -> BoxFuture {
    Box::pin(async move { running.await.into_reply() })
}

/// A handler that waits for the request, and then for its extractors.
fn wait<E, R, S, M>(run: Run<E, R>, state: S) -> Waiting
where
    E: Extractors<S, M>,
    R: Reply,
    S: Send + Sync + 'static,
{
    Box::new(move |request| start(run, request, state))
}

/// The extractors, then the handler. It does not depend on the handler's own
/// type: handlers with the same extractors and the same reply share this code.
fn start<E, R, S, M>(run: Run<E, R>, request: Request<Body>, state: S) -> BoxFuture
where
    E: Extractors<S, M>,
    R: Reply,
    S: Send + Sync + 'static,
{
    Box::pin(async move {
        match E::extract(request, &state).await {
            Ok(extracted) => run(extracted).await.into_reply(),
            Err(rejection) => rejection,
        }
    })
}

/// An error page, ready to answer any request.
pub type BoxPage = Arc<dyn Fn(Request<Body>) -> BoxFuture + Send + Sync>;

/// A handler of error pages: an `async fn` or closure whose parameters are all
/// extractors that need no state.
///
/// ```
/// # fn takes<A>(_: impl fingerpost::Page<A>) {}
/// async fn not_found(uri: http::Uri) -> String {
///     format!("there is no {}\n", uri.path())
/// }
///
/// takes(not_found);
/// takes(|method: http::Method| async move { format!("not with {method}\n") });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of error pages",
    label = "expected an `async fn` whose parameters are extractors that need no state",
    note = "each parameter implements `FromRequestParts<()>`, the last may be `FromRequest<()>`; the return type implements `IntoResponse`"
)]
pub trait Page<Args>: Clone + Send + Sync + 'static {
    /// The same without its type.
    fn into_page(self) -> BoxPage;
}

#[diagnostic::do_not_recommend]
impl<F, A, M> Page<(A, M)> for F
where
    F: HandlerFn<A> + Clone + Sync,
    F::Output: AsyncOutput + Send + 'static,
    <F::Output as AsyncOutput>::Reply: Reply,
    A: ParamTuple,
    A::List: Extractors<(), M>,
{
    fn into_page(self) -> BoxPage {
        Arc::new(move |request| {
            let function = self.clone();
            let run: Run<A::List, _> =
                Box::new(move |extracted| Box::pin(function.call(extracted)));
            start(run, request, ())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use axum_core::extract::FromRef;
    use http::{HeaderMap, Method, StatusCode, Uri};

    use super::*;

    /// What `routes!` emits for a rule, without the traits of its messages.
    macro_rules! endpoint {
        ($state:ty => $handler:expr $(, $slot:ident = $($arg:tt)+)?) => {{
            fn endpoint(call: &mut Call<'_, $state>) -> Verdict {
                let handler = handler($handler);
                endpoint!(@args call, handler, $state $(, $slot = $($arg)+)?)
            }
            let endpoint: Endpoint<$state> = endpoint;
            endpoint
        }};
        (@args $call:ident, $handler:ident, $state:ty) => {
            launch::<$state, _, _, _, _, _>($handler, (), $call)
        };
        (@args $call:ident, $handler:ident, $state:ty, args = ($($name:ident: $kind:ident($($arg:tt)*)),*)) => {{
            let (endpoint!(@nest $($name)*), $handler) =
                split::<endpoint!(@count $($name)*), _, _>($handler);
            $(endpoint!(@arg $call, $handler, $name, $kind($($arg)*));)*
            launch::<$state, _, _, _, _, _>($handler, endpoint!(@nest $($name)*), $call)
        }};
        (@nest) => { () };
        (@nest $head:ident $($tail:ident)*) => { ($head, endpoint!(@nest $($tail)*)) };
        (@count) => { () };
        (@count $head:ident $($tail:ident)*) => { ((), endpoint!(@count $($tail)*)) };
        (@arg $call:ident, $handler:ident, $name:ident, var($converter:ty, $index:expr)) => {
            let Some(($name, $handler)) = var::<$converter, _, _>($name, $handler, $call.text($index))
            else {
                return Verdict::Refused;
            };
        };
        (@arg $call:ident, $handler:ident, $name:ident, constant($value:expr)) => {
            let $name = Constant { slot: $name, value: $value }.value;
        };
        (@arg $call:ident, $handler:ident, $name:ident, text($value:expr)) => {
            let $name = text($name, $value);
        };
    }

    /// Our futures and bodies are never pending.
    fn ready<F: Future>(future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        match future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("the future is pending"),
        }
    }

    fn text_of(body: Body) -> String {
        use http_body_util::BodyExt as _;
        let bytes = ready(body.collect()).expect("a body").to_bytes();
        String::from_utf8(bytes.to_vec()).expect("a text")
    }

    fn answer(verdict: Verdict, sent: &str) -> Result<(StatusCode, String), &'static str> {
        let future = match verdict {
            Verdict::Refused => return Err("refused"),
            Verdict::Accepted => return Err("accepted"),
            Verdict::Running(future) => future,
            Verdict::Waiting(waiting) => waiting(request(sent)),
        };
        let (parts, body) = ready(future).into_parts();
        Ok((parts.status, text_of(body)))
    }

    fn request(body: &str) -> Request<Body> {
        Request::new(Body::from(body.to_owned()))
    }

    /// Calls an endpoint with these variables and this body.
    fn run<S: Clone>(
        endpoint: Endpoint<S>,
        state: &S,
        texts: &[&str],
        body: &str,
    ) -> Result<String, &'static str> {
        let lookup = |index: usize| texts.get(index).copied().map(Cow::Borrowed);
        let verdict = endpoint(&mut Call::run(Values::new(&lookup), state));
        answer(verdict, body).map(|(_, text)| text)
    }

    fn probe<S>(endpoint: Endpoint<S>, state: &S, texts: &[&str]) -> &'static str {
        let lookup = |index: usize| texts.get(index).copied().map(Cow::Borrowed);
        let verdict = endpoint(&mut Call::probe(Values::new(&lookup), state));
        answer(verdict, "").expect_err("a probe runs nothing")
    }

    #[derive(Clone)]
    struct Shop {
        name: &'static str,
    }

    /// axum's `State`, which axum-core does not have.
    struct State<T>(T);

    impl<S: Send + Sync, T: FromRef<S>> FromRequestParts<S> for State<T> {
        type Rejection = std::convert::Infallible;

        async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
            Ok(Self(T::from_ref(state)))
        }
    }

    /// An extractor that refuses every request.
    struct Never;

    impl<S: Sync> FromRequestParts<S> for Never {
        type Rejection = (StatusCode, &'static str);

        async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
            Err((StatusCode::IM_A_TEAPOT, "never"))
        }
    }

    async fn index() -> &'static str {
        "index"
    }

    async fn small(number: u8) -> String {
        number.to_string()
    }

    async fn pair(id: u32, name: String) -> String {
        format!("{id} {name}")
    }

    async fn all(id: i64, State(shop): State<Shop>, method: Method, body: String) -> String {
        format!("{id} {} {method} {body}", shop.name)
    }

    async fn refuses(_: Never, _: String) -> &'static str {
        panic!("a handler runs after its extractors")
    }

    async fn generic<T: fmt::Display + Send>(value: T) -> String {
        value.to_string()
    }

    async fn constants(page: u16, lang: &'static str, title: String) -> String {
        format!("{page} {lang} {title}")
    }

    #[test]
    fn variables_arrive_in_the_types_of_the_handler() {
        let small = endpoint!(() => small, args = (a: var(IntVar, 0)));
        assert_eq!(
            run(endpoint!(() => index), &(), &[], "").as_deref(),
            Ok("index")
        );
        assert_eq!(run(small, &(), &["255"], "").as_deref(), Ok("255"));
        let path = endpoint!(() => generic::<Box<str>>, args = (a: var(PathVar, 0)));
        assert_eq!(run(path, &(), &["a/b"], "").as_deref(), Ok("a/b"));
        let pair = endpoint!(() => pair, args = (a: var(IntVar, 0), b: var(StringVar, 1)));
        assert_eq!(run(pair, &(), &["7", "ann"], "").as_deref(), Ok("7 ann"));
    }

    #[test]
    fn a_value_that_does_not_convert_refuses_the_rule() {
        let small = endpoint!(() => small, args = (a: var(IntVar, 0)));
        for texts in [&["256"][..], &["-1"], &["x"], &[""], &[]] {
            assert_eq!(run(small, &(), texts, ""), Err("refused"), "{texts:?}");
            assert_eq!(probe(small, &(), texts), "refused", "{texts:?}");
        }
        let pair = endpoint!(() => pair, args = (a: var(IntVar, 0), b: var(StringVar, 1)));
        assert_eq!(run(pair, &(), &["7"], ""), Err("refused"));
    }

    #[test]
    fn a_probe_runs_nothing() {
        let small = endpoint!(() => small, args = (a: var(IntVar, 0)));
        assert_eq!(probe(small, &(), &["255"]), "accepted");
        assert_eq!(probe(endpoint!(() => refuses), &(), &[]), "accepted");
    }

    #[test]
    fn only_extractors_wait_for_the_request() {
        let run = |endpoint: Endpoint<()>| {
            let text = |_| Some(Cow::Borrowed("5"));
            endpoint(&mut Call::run(Values::new(&text), &()))
        };
        let small = endpoint!(() => small, args = (a: var(IntVar, 0)));
        assert!(matches!(run(small), Verdict::Running(_)));
        assert!(matches!(run(endpoint!(() => refuses)), Verdict::Waiting(_)));
    }

    #[test]
    fn extractors_follow_the_variables() {
        let all = endpoint!(Shop => all, args = (a: var(IntVar, 0)));
        let shop = Shop { name: "shop" };
        let answer = run(all, &shop, &["-3"], "body");
        assert_eq!(answer.as_deref(), Ok("-3 shop GET body"));
    }

    #[test]
    fn a_rejection_is_the_response() {
        let none = |_| None;
        let verdict = endpoint!(() => refuses)(&mut Call::run(Values::new(&none), &()));
        let expected = (StatusCode::IM_A_TEAPOT, "never".to_owned());
        assert_eq!(answer(verdict, ""), Ok(expected));
    }

    #[test]
    fn arguments_are_reordered_left_out_and_constant() {
        let swapped = endpoint!(() => pair, args = (a: var(IntVar, 1), b: var(StringVar, 0)));
        assert_eq!(run(swapped, &(), &["ann", "7"], "").as_deref(), Ok("7 ann"));
        let second = endpoint!(() => small, args = (a: var(IntVar, 1)));
        assert_eq!(run(second, &(), &["ann", "7"], "").as_deref(), Ok("7"));
        const TITLE_LANG: &str = "en";
        let fixed = endpoint!(() => constants, args = (
            a: constant(1), b: constant(TITLE_LANG), c: text("title")
        ));
        assert_eq!(run(fixed, &(), &[], "").as_deref(), Ok("1 en title"));
        assert_eq!(probe(fixed, &(), &[]), "accepted");
    }

    #[test]
    fn sixteen_parameters_are_possible() {
        type U = Uri;
        #[allow(clippy::too_many_arguments)]
        async fn many(
            a: u8,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: U,
            _: HeaderMap,
            body: String,
        ) -> String {
            format!("{a} {body}")
        }
        let many = endpoint!(() => many, args = (a: var(IntVar, 0)));
        assert_eq!(run(many, &(), &["1"], "end").as_deref(), Ok("1 end"));
    }

    #[test]
    fn converters_take_what_their_types_can_hold() {
        fn from<C, T: FromVar<C> + fmt::Debug>(text: &str) -> Option<String> {
            T::from_var(Cow::Borrowed(text)).map(|value| format!("{value:?}"))
        }
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(from::<StringVar, Arc<str>>("a"), some("\"a\""));
        assert_eq!(from::<AnyVar, Cow<'static, str>>("a"), some("\"a\""));
        assert_eq!(from::<PathVar, String>("a/b"), some("\"a/b\""));
        assert_eq!(
            from::<IntVar, u128>(&u128::MAX.to_string()),
            some(&u128::MAX.to_string())
        );
        assert_eq!(from::<IntVar, u64>(&u128::MAX.to_string()), None);
        assert_eq!(from::<IntVar, i8>("-128"), some("-128"));
        assert_eq!(from::<IntVar, NonZeroU8>("0"), None);
        assert_eq!(from::<FloatVar, f32>("1.5"), some("1.5"));
        assert_eq!(
            from::<FloatVar, f32>(&"9".repeat(60)),
            None,
            "infinite as f32"
        );
        assert_eq!(from::<FloatVar, f64>("nan"), None);
        assert_eq!(declared::<Letter>("x"), Some('x'));
        assert_eq!(declared::<Letter>("xy"), None);
        assert_eq!(from::<UnknownVar, Shown>("x"), None);
        #[cfg(feature = "uuid")]
        {
            let text = "67e55044-10b1-426f-9247-bb680e5fe0c8";
            assert_eq!(from::<UuidVar, uuid::Uuid>(text), some(text));
            assert_eq!(from::<UuidVar, uuid::Uuid>("67e55044"), None);
        }
    }

    #[derive(Debug)]
    struct Shown;

    struct Letter;

    impl Declared for Letter {
        type Value = char;
    }

    #[test]
    fn pages_answer_any_request() {
        fn show<A>(page: impl Page<A>) -> (StatusCode, String) {
            let page = page.into_page();
            for _ in 0..2 {
                let (parts, body) = ready(page(request("sent"))).into_parts();
                assert_eq!((parts.status, text_of(body)), page_once(&page));
            }
            page_once(&page)
        }
        fn page_once(page: &BoxPage) -> (StatusCode, String) {
            let (parts, body) = ready(page(request("sent"))).into_parts();
            (parts.status, text_of(body))
        }
        let ok = |text: &str| (StatusCode::OK, text.to_owned());
        assert_eq!(show(index), ok("index"));
        assert_eq!(
            show(|uri: Uri, body: String| async move { format!("{uri} {body}") }),
            ok("/ sent")
        );
        assert_eq!(show(async |method: Method| method.to_string()), ok("GET"));
        assert_eq!(show(refuses), (StatusCode::IM_A_TEAPOT, "never".to_owned()));
    }
}
