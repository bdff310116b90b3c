//! What the user wrote, as tokens with spans.
//!
//! Nothing is judged here beyond the grammar: whether a rule's text is well formed, a handler
//! exists or two rules clash is for the later stages to say. Every list stands in source order,
//! so a walk in depth first visits the entries in the order in which they were written.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Lit, LitBool, LitStr, Path, Token, Type, Visibility};

/// A whole `routes!` block.
#[derive(Default)]
pub(crate) struct Block {
    /// `pub site<AppState>;`, or `None` where the block is an expression.
    pub(crate) header: Option<Header>,
    pub(crate) settings: Settings,
    pub(crate) converters: Vec<Converter>,
    pub(crate) entries: Vec<Entry>,
}

/// `/// Docs.` `pub site<AppState>;`
pub(crate) struct Header {
    /// Attributes and doc comments as written, for the module that the block becomes.
    pub(crate) attributes: TokenStream,
    pub(crate) visibility: Visibility,
    /// `None` where the name is missing, which has been reported.
    pub(crate) name: Option<Ident>,
    pub(crate) state: Option<Type>,
}

/// The settings that the block makes; the others keep their defaults.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) default_subdomain: Option<LitStr>,
    pub(crate) strict_slashes: Option<LitBool>,
    pub(crate) merge_slashes: Option<LitBool>,
    pub(crate) redirect_defaults: Option<LitBool>,
    pub(crate) sort_parameters: Option<LitBool>,
}

/// `converter slug("[a-z0-9-]+") = blog::Slug;`
///
/// What is `None` is missing, which has been reported. The name is known all the same, so that
/// the rules that use it are not reported as well.
pub(crate) struct Converter {
    pub(crate) name: Ident,
    pub(crate) regex: Option<LitStr>,
    pub(crate) ty: Option<Type>,
}

/// One entry of the block or of a scope.
pub(crate) enum Entry {
    Rule(Rule),
    Group(Group),
    Mount(Mount),
    Half(HalfRule),
}

/// `#[alias] GET | POST "/users/<int:id>" => users::show`
pub(crate) struct Rule {
    pub(crate) attributes: Attributes,
    /// As written from left to right, each once; empty if the user named none. `ANY` and
    /// `WEBSOCKET` stand among them.
    pub(crate) methods: Vec<Ident>,
    pub(crate) rule: LitStr,
    /// `None` exactly for a rule that is `#[build_only]`, by itself or by a group around it.
    pub(crate) target: Option<Target>,
}

/// What could be read of a rule that a mistake, already reported, keeps from being one.
///
/// It routes nothing. It is kept for what the rest of the program may name: its endpoint.
#[allow(
    dead_code,
    reason = "URL builders will want the endpoint of a rule that is no rule"
)]
pub(crate) struct HalfRule {
    pub(crate) attributes: Attributes,
    pub(crate) rule: Option<LitStr>,
    pub(crate) target: Option<Target>,
}

/// What answers a rule.
pub(crate) enum Target {
    Handler(Handler),
    /// `redirect "/users/<id>"`
    Redirect(LitStr),
    /// `service expr`
    Service(Expr),
    /// `wsgi expr`
    Wsgi(Expr),
}

/// `users::show` or `users::show(id, 1)`
pub(crate) struct Handler {
    pub(crate) path: Path,
    /// `None` where the arguments follow from the rule; `Some(vec![])` for `show()`.
    pub(crate) arguments: Option<Vec<Argument>>,
}

/// One explicit argument of a handler.
pub(crate) enum Argument {
    /// A variable of the rule or one of its defaults.
    Variable(Ident),
    /// A literal, or a path with `::`.
    Constant(Constant),
    /// What begins here is neither, which has been reported.
    Unknown(Span),
}

/// A value that stands in the block.
pub(crate) enum Constant {
    /// `1`, `-3`, `"x"`, `true`: a minus stands only before a number.
    Literal(Option<Token![-]>, Lit),
    Path(Path),
}

impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(minus, literal) => {
                minus.to_tokens(tokens);
                literal.to_tokens(tokens);
            }
            Self::Path(path) => path.to_tokens(tokens),
        }
    }
}

/// `subdomain "kb" { … }` and its like.
pub(crate) struct Group {
    pub(crate) attributes: Attributes,
    pub(crate) kind: GroupKind,
    pub(crate) entries: Vec<Entry>,
}

/// What a group says about the rules in it.
pub(crate) enum GroupKind {
    Subdomain(LitStr),
    Host(LitStr),
    Submount(LitStr),
    /// Where the relative handler paths inside are found.
    Within(Path),
    /// A word that is no keyword, or a keyword without its name; reported. What the group means is
    /// unknown, so nothing should be concluded from where its rules lead.
    Unknown,
}

/// `mount "/admin" => admin::site`
pub(crate) struct Mount {
    pub(crate) attributes: Attributes,
    pub(crate) prefix: LitStr,
    pub(crate) target: MountTarget,
}

/// What is mounted.
#[allow(dead_code, reason = "mounts are parsed, and not supported yet")]
pub(crate) enum MountTarget {
    /// Another `routes!` block.
    Block(Path),
    /// `service expr`
    Service(Expr),
    /// `wsgi expr`
    Wsgi(Expr),
}

/// The options of a rule, a group or a mount.
#[derive(Default)]
pub(crate) struct Attributes {
    /// The doc comment, a line each, without the space that follows `///`.
    pub(crate) docs: Vec<String>,
    /// `#[defaults(page = 1)]`, each name once.
    pub(crate) defaults: Vec<DefaultValue>,
    /// Where `#[alias]` stands.
    pub(crate) alias: Option<Span>,
    /// Where `#[build_only]` stands.
    pub(crate) build_only: Option<Span>,
    pub(crate) strict_slashes: Option<LitBool>,
    pub(crate) merge_slashes: Option<LitBool>,
    pub(crate) endpoint: Option<LitStr>,
    /// The endpoints of `#[overrides(a, b)]`.
    pub(crate) overrides: Vec<Path>,
    /// The expressions of `#[layer(expr)]`, from the top down.
    pub(crate) layers: Vec<Expr>,
}

/// `page = 1` in `#[defaults(page = 1)]`
pub(crate) struct DefaultValue {
    pub(crate) name: Ident,
    pub(crate) value: Constant,
}
