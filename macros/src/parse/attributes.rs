//! The options of a rule, a group or a mount: `#[defaults(page = 1)]`, doc comments, and so on.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseBuffer, ParseStream, Parser as _};
use syn::{Expr, ExprPath, Lit, LitBool, LitStr, Path, Token, parenthesized, token};

use super::recover::{attempt, next_token, skip};
use super::{FP016, Parser, words};
use crate::ast::{Attributes, Constant, DefaultValue};
use crate::report::Mistake;

/// An attribute whose meaning is still open, since it stands before what it belongs to.
pub(super) struct RawAttribute {
    pound: Token![#],
    brackets: Group,
}

impl RawAttribute {
    /// The attribute's name, and where it is: `defaults`, `rustfmt::skip`.
    fn name(&self) -> (String, Span) {
        let name = |input: ParseStream<'_>| {
            let path = input.call(Path::parse_mod_style);
            input.parse::<TokenStream>()?;
            path
        };
        match name.parse2(self.brackets.stream()) {
            Ok(path) => {
                let mut words = path
                    .segments
                    .iter()
                    .map(|segment| segment.ident.to_string());
                let first = words.next().unwrap_or_default();
                let name = words.fold(first, |name, word| name + "::" + &word);
                let last = path.segments.last();
                let span = last.map_or_else(Span::call_site, |segment| segment.ident.span());
                (name, span)
            }
            Err(_) => (String::new(), self.brackets.span()),
        }
    }
}

impl Parse for RawAttribute {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let pound = input.parse()?;
        let brackets: Group = input.parse()?;
        if brackets.delimiter() != Delimiter::Bracket {
            return Err(input.error("expected `[`"));
        }
        Ok(Self { pound, brackets })
    }
}

impl ToTokens for RawAttribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pound.to_tokens(tokens);
        self.brackets.to_tokens(tokens);
    }
}

impl Parser<'_> {
    /// Takes all attributes that stand here.
    pub(super) fn raw_attributes(&mut self, input: ParseStream<'_>) -> Vec<RawAttribute> {
        let mut attributes = Vec::new();
        loop {
            if let Ok(attribute) = attempt(input) {
                attributes.push(attribute);
            } else if input.peek(Token![#]) && input.peek2(Token![!]) {
                self.inner_attribute(input);
            } else {
                return attributes;
            }
        }
    }

    /// `#![…]` or `//!`
    fn inner_attribute(&mut self, input: ParseStream<'_>) {
        let text = "an attribute with `!` has no place in a `routes!` block";
        let help = "write `#[…]`, or `///` for a doc comment";
        self.tell(Mistake::at(input.span(), FP016, text).help(help));
        skip(input);
        skip(input);
        if input.peek(token::Bracket) {
            skip(input);
        }
    }

    /// Takes attributes where only a doc comment makes sense. It goes nowhere.
    pub(super) fn only_docs(&mut self, raw: &[RawAttribute], before: &str) {
        for attribute in raw {
            let (name, span) = attribute.name();
            if name != "doc" {
                let text = format!("`#[{name}]` has no place before {before}");
                self.tell(Mistake::at(span, FP016, text));
            }
        }
    }

    /// The attributes of the header belong to the module, so they are Rust's and not ours.
    pub(super) fn header_attributes(&mut self, raw: Vec<RawAttribute>) -> TokenStream {
        let mut tokens = TokenStream::new();
        for attribute in raw {
            let (name, span) = attribute.name();
            if name == "doc" || words::attribute(&name).is_none() {
                attribute.to_tokens(&mut tokens);
                continue;
            }
            let text = format!("`#[{name}]` has no place before the block's name");
            let mistake = Mistake::at(span, FP016, text);
            self.tell(if words::is_setting(&name) {
                mistake.help(format!("for the whole block write `{name} false;` below"))
            } else {
                mistake.help("it belongs to a rule or to a group")
            });
        }
        tokens
    }

    /// The attributes of a rule, a group or a mount.
    pub(super) fn attributes(&mut self, raw: &[RawAttribute]) -> Attributes {
        let mut attributes = Attributes::default();
        for attribute in raw {
            self.attribute(attribute, &mut attributes);
        }
        attributes
    }

    fn attribute(&mut self, raw: &RawAttribute, into: &mut Attributes) {
        let (written, span) = raw.name();
        let Some((name, form)) = self.known_attribute(&written, span) else {
            return;
        };
        let read = |input: ParseStream<'_>| {
            input.call(Path::parse_mod_style)?;
            let read = self.attribute_value(name, span, input, into);
            if read.is_none() || !input.is_empty() {
                let text = format!("malformed attribute `{name}`");
                let help = format!("write `{form}`");
                self.tell(Mistake::at(span, FP016, text).help(help));
            }
            input.parse::<TokenStream>()
        };
        // The result says nothing new: what is wrong was reported while reading.
        let _ = read.parse2(raw.brackets.stream());
    }

    /// The attribute that is meant and how it is written. A misspelt name is reported, and read as
    /// the one that it resembles.
    fn known_attribute(&mut self, written: &str, at: Span) -> Option<(&'static str, &'static str)> {
        if written.is_empty() {
            self.tell(Mistake::at(at, FP016, "expected the name of an attribute"));
            return None;
        }
        let known = words::attribute(written);
        if known.is_some() {
            return known;
        }
        let nearest = words::nearest_attribute(written);
        let text = format!("unknown attribute `{written}`");
        self.tell(match (nearest, written) {
            (Some(name), _) => {
                let text = format!("{text}; did you mean `{name}`?");
                Mistake::at(at, FP016, text)
            }
            (None, "cfg" | "cfg_attr") => Mistake::at(at, FP016, text)
                .help("rules are checked together and cannot be switched one by one; put it before the block's name"),
            (None, "allow" | "expect" | "warn" | "deny" | "forbid") => Mistake::at(at, FP016, text)
                .help("put it before the block's name, or on the handler"),
            (None, _) => Mistake::at(at, FP016, text).note(words::attribute_list()),
        });
        nearest.and_then(words::attribute)
    }

    /// What follows the name. `None` if it has not the form of this attribute.
    fn attribute_value(
        &mut self,
        name: &'static str,
        at: Span,
        input: ParseStream<'_>,
        into: &mut Attributes,
    ) -> Option<()> {
        match name {
            "alias" => self.set(&mut into.alias, at, name, at),
            "build_only" => self.set(&mut into.build_only, at, name, at),
            "strict_slashes" => self.set(&mut into.strict_slashes, boolean(input)?, name, at),
            "merge_slashes" => self.set(&mut into.merge_slashes, boolean(input)?, name, at),
            "endpoint" => self.set(&mut into.endpoint, equals_string(input)?, name, at),
            "doc" => into.docs.extend(doc_lines(&equals_string(input)?)),
            "defaults" => self.defaults(&in_parentheses(input)?, into),
            "overrides" => self.overrides(&in_parentheses(input)?, into),
            "layer" => self.layer(&in_parentheses(input)?, into),
            _ => {}
        }
        Some(())
    }

    /// Keeps the first of several attributes of a kind that makes sense only once.
    fn set<T>(&mut self, slot: &mut Option<T>, value: T, name: &str, at: Span) {
        if slot.is_some() {
            let text = format!("`#[{name}]` is given twice");
            self.tell(Mistake::at(at, FP016, text));
        } else {
            *slot = Some(value);
        }
    }

    /// `page = 1, tag = "x"`
    fn defaults(&mut self, input: ParseStream<'_>, into: &mut Attributes) {
        self.list(input, |parser, input| {
            let name = parser.default_name(input)?;
            parser.default_equals(input, &name)?;
            let value = parser.constant(input, "a default is a literal or a path")?;
            if into.defaults.iter().any(|earlier| earlier.name == name) {
                let text = format!("`{name}` has two defaults");
                parser.tell(Mistake::at(name.span(), FP016, text));
            } else {
                into.defaults.push(DefaultValue { name, value });
            }
            Some(())
        });
    }

    fn default_name(&mut self, input: ParseStream<'_>) -> Option<Ident> {
        let name = input.call(Ident::parse_any).ok();
        if name.is_none() {
            self.expected("a variable's name, as in `#[defaults(page = 1)]`", input);
        }
        name
    }

    fn default_equals(&mut self, input: ParseStream<'_>, name: &Ident) -> Option<()> {
        if input.peek(Token![=]) && !input.peek(Token![=>]) && !input.peek(Token![==]) {
            skip(input);
            return Some(());
        }
        let text = format!("the default of `{name}` is missing");
        let help = format!("write `{name} = value`");
        self.tell(Mistake::at(name.span(), FP016, text).help(help));
        None
    }

    /// `users::show, users::list`
    fn overrides(&mut self, input: ParseStream<'_>, into: &mut Attributes) {
        self.list(input, |parser, input| {
            let path = parser.path(input, "an endpoint, as `url!` names it")?;
            into.overrides.push(path);
            Some(())
        });
    }

    fn layer(&mut self, input: ParseStream<'_>, into: &mut Attributes) {
        match attempt::<Expr>(input) {
            Ok(layer) if input.is_empty() => into.layers.push(layer),
            Ok(_) => self.expected("one expression in `#[layer(…)]`", input),
            Err(error) => {
                let text = format!("malformed layer: {error}");
                self.tell(Mistake::at(error.span(), FP016, text));
            }
        }
        drain(input);
    }

    /// Reads elements separated by commas to the end of the input. After a broken element it goes
    /// on with the one after the next comma.
    pub(super) fn list(
        &mut self,
        input: ParseStream<'_>,
        mut element: impl FnMut(&mut Self, ParseStream<'_>) -> Option<()>,
    ) {
        while !input.is_empty() {
            let read = element(self, input);
            if read.is_some() && !input.is_empty() && !input.peek(Token![,]) {
                self.expected("`,`", input);
            }
            while !input.is_empty() && !input.peek(Token![,]) {
                skip(input);
            }
            skip(input);
        }
    }

    /// A literal or a path. `rule` says so to the user if something else stands here.
    pub(super) fn constant(&mut self, input: ParseStream<'_>, rule: &str) -> Option<Constant> {
        let constant = literal(input).or_else(|| attempt_path(input).map(Constant::Path));
        // `f(x)` and `a + b` begin as a path does.
        if constant.is_some() && (input.is_empty() || input.peek(Token![,])) {
            return constant;
        }
        let found = next_token(input.cursor());
        let at = found.map_or_else(|| input.span(), |(_, span)| span);
        self.tell(Mistake::at(at, FP016, rule));
        None
    }
}

/// A literal, with a minus if it is a number.
fn literal(input: ParseStream<'_>) -> Option<Constant> {
    let fork = input.fork();
    let minus = fork.parse::<Option<Token![-]>>().ok()?;
    let literal = fork.parse::<Lit>().ok()?;
    let number = matches!(literal, Lit::Int(_) | Lit::Float(_));
    if minus.is_some() && !number {
        return None;
    }
    input.advance_to(&fork);
    Some(Constant::Literal(minus, literal))
}

fn attempt_path(input: ParseStream<'_>) -> Option<Path> {
    // A qualified path, `<T as Trait>::X`, would lose its first half here.
    let path = !input.peek(Token![<]);
    path.then(|| attempt::<ExprPath>(input).ok())?
        .map(|path| path.path)
}

/// `(false)`
fn boolean(input: ParseStream<'_>) -> Option<LitBool> {
    let content = in_parentheses(input)?;
    let value = content.parse().ok();
    let whole = content.is_empty();
    drain(&content);
    value.filter(|_| whole)
}

/// `= "text"`
fn equals_string(input: ParseStream<'_>) -> Option<LitStr> {
    input.parse::<Token![=]>().ok()?;
    let text = input.parse::<LitStr>().ok()?;
    text.suffix().is_empty().then_some(text)
}

/// What stands in `(…)`, which holds something.
fn in_parentheses<'a>(input: ParseStream<'a>) -> Option<ParseBuffer<'a>> {
    let open = |input: ParseStream<'a>| {
        let content;
        parenthesized!(content in input);
        Ok(content)
    };
    let content = open(input).ok();
    content.filter(|content| !content.is_empty())
}

/// Takes the rest, which was reported or is of no use.
fn drain(input: ParseStream<'_>) {
    while !input.is_empty() {
        skip(input);
    }
}

/// `///` puts one space before each line, and a comment of many lines is one literal.
fn doc_lines(text: &LitStr) -> Vec<String> {
    let text = text.value();
    let line = |line: &str| line.strip_prefix(' ').unwrap_or(line).to_owned();
    if text.is_empty() {
        return vec![String::new()];
    }
    text.lines().map(line).collect()
}
