//! What a rule string says: text, slashes and variables, each with its place.

use std::ops::Range;

/// A place in a rule string, in bytes.
pub(crate) type Span = Range<usize>;

/// A rule string, taken apart.
///
/// ```text
/// /users/<int(min=1):id>.json
/// ^      ^              ^
/// Slash  Variable       Text        (and the Text `users`, and a second Slash)
/// ```
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Syntax {
    pub(crate) items: Vec<Item>,
}

/// One thing in a rule string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// A `/`.
    Slash,
    /// Text that stands for itself.
    Text(String),
    /// `<converter(arguments):name>`.
    Variable(Variable),
}

/// A variable as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) name_span: Span,
    /// `None` for `<name>`, which is `<default:name>`.
    pub(crate) converter: Option<(String, Span)>,
    pub(crate) arguments: Vec<Argument>,
    /// The whole of it, from `<` to `>`.
    pub(crate) span: Span,
}

/// An argument of a converter: `value` or `name=value`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    pub(crate) name: Option<String>,
    pub(crate) value: Literal,
    /// The value as it is written, without quotes: the item that `any` takes.
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A value in the arguments of a converter, as Python writes it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text,
}
