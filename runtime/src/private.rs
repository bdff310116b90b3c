//! All that an expansion of `routes!` may name. Not for users, and no part of
//! what a version promises.

pub use std::borrow::Cow;

pub use fingerpost_rules::{Convert, Map, Value};

pub use crate::app::App;
pub use crate::assert::{Expected, assert_route};
pub use crate::dispatch::{Block, IntoService, Service, Target, app, service};
pub use crate::handler::{
    AnyVar, AsyncOutput, BoxFuture, BoxPage, Call, Constant, Declared, DeclaredValue, Endpoint,
    ExtractorList, Extractors, FloatVar, FromText, FromVar, Handler, HandlerFn, IntVar, Joined,
    LastExtractor, LeadingExtractor, ParamTuple, Parted, PathVar, Reply, Same, Slot, Split,
    StringVar, UnknownVar, UuidVar, Values, Verdict, Waiting, declared, declared_var, default_text,
    fitting, handler, launch, split, text, var,
};
pub use crate::names::{Argument, Passed, unknown};
pub use crate::url::{Finish, Made, Setting, finish, fixed};

/// The type of a declared converter of a block, by its place among them: in the
/// module of the block, where the user's names mean nothing.
pub trait DeclaredType<const PLACE: usize> {
    /// The type.
    type Value;
}

/// What a map makes of the text of a declared converter where no handler says
/// it: the text, if it is one of the declared type.
pub struct DeclaredText<C>(std::marker::PhantomData<fn() -> C>);

impl<C> DeclaredText<C> {
    /// The conversion.
    pub const NEW: Self = DeclaredText(std::marker::PhantomData);
}

impl<C> std::fmt::Debug for DeclaredText<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeclaredText")
    }
}

impl<C: Declared> Convert for DeclaredText<C> {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        declared::<C>(&text).map(|_| Value::Text(text))
    }
}
