//! `#[handler]`: the function as it was, and beside it another that knows the
//! names of its parameters.
//!
//! ```text
//! #[handler] pub async fn show(id: u32, State(db): State<Db>) { … }
//!
//! pub const fn __parameters_of_show(passed: &Passed<'_>) {
//!     let parameters = &["id", ""];
//!     passed.compare(parameters, 0);
//! }
//! ```
//!
//! It is found by its name, in the module of the handler: [`names`](crate::names)
//! calls it, and the crate `fingerpost` says what is compared.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, FnArg, Pat, Signature, Token, Visibility};

use crate::check::unraw;
use crate::report::{Mistake, Report};

/// The expansion of the attribute: the item itself, and what stands beside it.
pub(crate) fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    if !arguments.is_empty() {
        let text = "`#[handler]` takes no arguments";
        report.add(Mistake::over(&arguments, "FP016", text));
    }
    let beside = match read.parse2(item.clone()) {
        Ok(Item::Function(function)) => function.names(),
        // What is half written is for rustc to tell.
        Ok(Item::HalfFunction) | Err(_) => TokenStream::new(),
        Ok(Item::Other(rest)) => {
            let text = "`#[handler]` stands on a function";
            let mistake = Mistake::at(rest, "FP016", text);
            report.add(mistake.note("note: a handler is an `async fn`"));
            TokenStream::new()
        }
    };
    let errors = report.into_tokens();
    quote!(#item #beside #errors)
}

/// What the attribute stands on.
enum Item {
    Function(Box<Function>),
    /// A function that can not be read to the end of its parameters.
    HalfFunction,
    /// No function; where it begins.
    Other(Span),
}

struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
}

/// Reads a function up to its body, which is of no interest here.
fn read(input: ParseStream<'_>) -> syn::Result<Item> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility = input.parse()?;
    let start = input.span();
    let is_function = begins_function(&input.fork());
    let signature = input.parse();
    let _body: TokenStream = input.parse()?;
    Ok(match signature {
        Ok(signature) => Item::Function(Box::new(Function {
            attributes,
            visibility,
            signature,
        })),
        Err(_) if is_function => Item::HalfFunction,
        Err(_) => Item::Other(start),
    })
}

/// Whether `fn` comes, behind the words that may stand before it.
fn begins_function(input: ParseStream<'_>) -> bool {
    while !input.peek(Token![fn]) {
        let is_qualifier = input.peek(Token![const])
            || input.peek(Token![async])
            || input.peek(Token![unsafe])
            || input.peek(Token![extern])
            || input.peek(syn::LitStr);
        if !is_qualifier || input.parse::<proc_macro2::TokenTree>().is_err() {
            return false;
        }
    }
    true
}

impl Function {
    /// The function that compares the names of the parameters; nothing where
    /// there are none to compare.
    fn names(&self) -> TokenStream {
        // A method is never found in a module, and no rule can call it.
        if self.signature.receiver().is_some() {
            return TokenStream::new();
        }
        let parameters: Vec<Option<&Ident>> =
            self.signature.inputs.iter().map_while(parameter).collect();
        let names = parameters
            .iter()
            .map(|name| name.map(unraw).unwrap_or_default());
        let span = self.signature.ident.span().resolved_at(Span::mixed_site());
        let (passed, list) = (Ident::new("passed", span), Ident::new("parameters", span));
        let comparisons: Vec<TokenStream> = parameters
            .iter()
            .enumerate()
            .filter_map(|(place, name)| Some((place, (*name)?)))
            .map(|(place, name)| {
                // The place that is shown beside that of the rule.
                let span = name.span().resolved_at(Span::mixed_site());
                let (passed, list) = (Ident::new("passed", span), Ident::new("parameters", span));
                quote_spanned!(span=> #passed.compare(#list, #place);)
            })
            .collect();
        if comparisons.is_empty() {
            return TokenStream::new();
        }
        let name = names_of(&unraw(&self.signature.ident), span);
        let visibility = &self.visibility;
        let conditions = self
            .attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"));
        quote_spanned! {span=>
            #(#conditions)*
            #[doc(hidden)]
            #visibility const fn #name(#passed: &::fingerpost::private::Passed<'_>) {
                let #list = &[#(#names),*];
                #(#comparisons)*
            }
        }
    }
}

/// The name of the function that knows the names of a handler's parameters. The
/// compiler shows it.
pub(crate) fn names_of(handler: &str, span: Span) -> Ident {
    format_ident!("__parameters_of_{handler}", span = span)
}

/// The name of a parameter, if it has one to compare: a pattern has none, and
/// one with an underscore before it is not used. `None` if its place can not be
/// known, since the parameter is there under a condition only.
fn parameter(input: &FnArg) -> Option<Option<&Ident>> {
    let FnArg::Typed(parameter) = input else {
        return Some(None);
    };
    let is_condition = |attribute: &Attribute| {
        attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
    };
    if parameter.attrs.iter().any(is_condition) {
        return None;
    }
    Some(match &*parameter.pat {
        Pat::Ident(pattern) if !unraw(&pattern.ident).starts_with('_') => Some(&pattern.ident),
        _ => None,
    })
}
