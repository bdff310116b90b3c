//! A block that is right to tokens: a table as data, a function for each rule
//! that has a handler, and the module or expression that holds them.
//!
//! ```text
//! pub mod site {                      the header's name; nothing of the user's
//!     pub(super) struct __Block;      is named in it, since their names need
//!     pub static MAP: Map = …;        not mean the same there
//!     pub fn app() -> App { … }
//! }
//! const _: () = {                     where the block stands
//!     fn __rule0(…) { …user's handler… }
//!     impl Block for site::__Block { … }
//! };
//! ```

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Lit, LitStr};

use crate::ast::{Constant, Header};
use crate::check::{
    Checked, CheckedArgument, CheckedRule, CheckedTarget, Handler, Variable, VariableKind,
};
use crate::defaults::DefaultText;
use crate::listing::{hover, table};
use crate::names::expand_names;
use crate::urls::expand_urls;

/// The expansion of a block.
pub(crate) fn expand(checked: &Checked) -> TokenStream {
    match &checked.header {
        Some(header) => expand_item(checked, header),
        None => expand_expression(checked),
    }
}

/// `pub mod site { … }`, and beside it what names the user's things.
fn expand_item(checked: &Checked, header: &Header) -> TokenStream {
    let Header {
        attributes,
        visibility,
        name,
        state,
    } = header;
    // A missing name has been reported.
    let Some(name) = name else {
        return expand_mentions(&checked.mentioned);
    };
    let state = state
        .as_ref()
        .map_or_else(|| quote!(()), |state| quote!(#state));
    let is_stateful = header.state.is_some();
    let block = quote!(#name::__Block);
    let implementation = expand_block(checked, &block, &state, true);
    let map = expand_map(
        checked,
        &quote!(<__Block as ::fingerpost::private::Block>::CONVERTERS),
    );
    let urls = expand_urls(checked);
    // What the function is called with is told at the name of the block.
    let at_name = name.span().resolved_at(Span::call_site());
    let app = if is_stateful {
        quote_spanned! {at_name=>
            /// The application of these routes, with the state of its handlers.
            #[allow(private_bounds)]
            pub fn app<S>(state: S) -> ::fingerpost::App
            where
                // Not in the signature itself, since only those who see `__Block` could call it.
                __Block: ::fingerpost::private::Block<State = S>,
            {
                let services = <__Block as ::fingerpost::private::Block>::services();
                ::fingerpost::private::app::<__Block>(&MAP, state, services)
            }
        }
    } else {
        quote_spanned! {at_name=>
            /// The application of these routes.
            pub fn app() -> ::fingerpost::App {
                let services = <__Block as ::fingerpost::private::Block>::services();
                ::fingerpost::private::app::<__Block>(&MAP, (), services)
            }
        }
    };
    let table = table(checked, header).map(|table| quote!(#[doc = #table]));
    quote! {
        #attributes
        #table
        #visibility mod #name {
            #[doc(hidden)]
            #[derive(Debug)]
            pub(super) struct __Block;

            /// The map of these routes.
            pub static MAP: ::fingerpost::Map = #map;

            #app

            #urls
        }
        #implementation
    }
}

/// `{ …; app }`
fn expand_expression(checked: &Checked) -> TokenStream {
    let implementation = expand_block(checked, &quote!(__Block), &quote!(()), false);
    let map = expand_map(
        checked,
        &quote!(<__Block as ::fingerpost::private::Block>::CONVERTERS),
    );
    let services = expand_services(checked);
    quote! {
        {
            struct __Block;
            static __MAP: ::fingerpost::Map = #map;
            #implementation
            ::fingerpost::private::app::<__Block>(&__MAP, (), #services)
        }
    }
}

fn expand_map(checked: &Checked, converters: &TokenStream) -> TokenStream {
    let table = Literal::byte_string(checked.map.table_bytes());
    let text = Literal::string(checked.map.table_text());
    quote!(::fingerpost::private::Map::from_static(#table, #text, #converters))
}

fn expand_services(checked: &Checked) -> TokenStream {
    let services = checked.services.iter().map(|service| {
        let span = syn::spanned::Spanned::span(service);
        quote_spanned!(span=> ::fingerpost::private::service(#service))
    });
    quote!(::std::vec![#(#services),*])
}

/// The `impl Block`, with the functions of the rules.
fn expand_block(
    checked: &Checked,
    block: &TokenStream,
    state: &TokenStream,
    has_services: bool,
) -> TokenStream {
    let converters = expand_converters(checked);
    let markers =
        (0..checked.converters.len()).map(|place| converter_name(place, Span::mixed_site()));
    let count = checked.rules.len();
    let functions = checked
        .rules
        .iter()
        .enumerate()
        .map(|(number, rule)| expand_rule(checked, number, rule, state));
    let targets = checked
        .rules
        .iter()
        .enumerate()
        .map(|(number, rule)| match &rule.target {
            CheckedTarget::Handler { .. } => {
                let function = rule_name(number, at(rule.literal.span()));
                quote!(::fingerpost::private::Target::Handler(#function))
            }
            CheckedTarget::None => quote!(::fingerpost::private::Target::None),
            CheckedTarget::Service(place) => quote!(::fingerpost::private::Target::Service(#place)),
        });
    let mentions = expand_mentions(&checked.mentioned);
    let names = expand_names(&checked.rules);
    let types = checked.converters.iter().enumerate().map(|(place, ty)| {
        quote! {
            #[allow(private_interfaces)]
            impl ::fingerpost::private::DeclaredType<#place> for #block {
                type Value = #ty;
            }
        }
    });
    let types = quote!(#(#types)*);
    let services = has_services.then(|| {
        let services = expand_services(checked);
        quote! {
            fn services() -> ::std::vec::Vec<::fingerpost::private::Service> {
                #services
            }
        }
    });
    // The state may be a private type: only what is beside the block names it.
    quote! {
        const _: () = {
            #converters
            #(#functions)*
            static __TARGETS: [::fingerpost::private::Target<#state>; #count] = [#(#targets),*];
            #[allow(private_interfaces)]
            impl ::fingerpost::private::Block for #block {
                type State = #state;
                const TARGETS: &'static [::fingerpost::private::Target<#state>] = &__TARGETS;
                const CONVERTERS: &'static [&'static dyn ::fingerpost::private::Convert] =
                    &[#(&::fingerpost::private::DeclaredText::<#markers>::NEW),*];
                #services
            }
            #types
            #mentions
        };
        #names
    }
}

/// A type for each declared converter, which stands for it.
fn expand_converters(checked: &Checked) -> TokenStream {
    let converters = checked.converters.iter().enumerate().map(|(place, ty)| {
        let marker = converter_name(place, Span::mixed_site());
        quote! {
            struct #marker;
            impl ::fingerpost::private::Declared for #marker {
                type Value = #ty;
            }
        }
    });
    quote!(#(#converters)*)
}

fn converter_name(place: usize, span: Span) -> Ident {
    format_ident!("__Converter{place}", span = span)
}

/// Names handlers that no rule of the map leads to, so that a mistake in their
/// rule does not make them look unused.
fn expand_mentions(mentioned: &[Handler]) -> TokenStream {
    let paths = mentioned.iter().map(|handler| {
        let (path, span) = (&handler.bare, at(handler.span));
        quote_spanned!(span=> { #[allow(unused_imports)] use #path as _; })
    });
    if mentioned.is_empty() {
        return TokenStream::new();
    }
    quote!(const _: () = { #(#paths)* };)
}

fn rule_name(number: usize, span: Span) -> Ident {
    format_ident!("__rule{number}", span = span)
}

/// A place for tokens of ours: locals of theirs can not be seen by the user's,
/// nor the other way round.
fn at(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

/// The function that the table calls for a rule with a handler: see the
/// runtime's `handler` module for its steps.
///
/// Each step is spanned where its mistake is to be shown, and all tokens of a
/// step have one span: rustc tells a cause once for each span. So names are
/// made anew for each step.
fn expand_rule(
    checked: &Checked,
    number: usize,
    rule: &CheckedRule,
    state: &TokenStream,
) -> TokenStream {
    let CheckedTarget::Handler {
        handler,
        variables,
        arguments,
        named,
    } = &rule.target
    else {
        return TokenStream::new();
    };
    let steps = Steps {
        checked,
        rule: &rule.literal,
        handler,
        variables,
        arguments,
        named: *named,
    };
    let at_rule = at(rule.literal.span());
    let name = rule_name(number, at_rule);
    let call = local("__call", at_rule);
    let (first, split, launch) = (steps.first(), steps.split(), steps.launch(state));
    let values = arguments
        .iter()
        .enumerate()
        .map(|(place, argument)| steps.value(place, argument));
    let docs = hover(checked, number, handler);
    quote_spanned! {at_rule=>
        #[doc = #docs]
        fn #name(#call: &mut ::fingerpost::private::Call<'_, #state>) -> ::fingerpost::private::Verdict {
            #first
            #split
            #(#values)*
            #launch
        }
    }
}

fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, span)
}

/// The steps of one rule's function.
struct Steps<'a> {
    checked: &'a Checked,
    rule: &'a LitStr,
    handler: &'a Handler,
    variables: &'a [Variable],
    arguments: &'a [CheckedArgument],
    named: bool,
}

impl Steps<'_> {
    /// The handler, and its parameters.
    fn first(&self) -> TokenStream {
        let span = at(self.handler.span);
        let handler = local("__handler", span);
        let path = &self.handler.path;
        // Two steps, since the user's tokens have a context of their own. And no path behind
        // `let x =`, since rustc says of a module there that `:` was meant.
        quote_spanned! {span=>
            let #handler;
            #handler = #path;
            let #handler = ::fingerpost::private::handler(#handler);
        }
    }

    /// A slot for each argument.
    fn split(&self) -> TokenStream {
        if self.arguments.is_empty() {
            return TokenStream::new();
        }
        let span = at(self.rule.span());
        let handler = local("__handler", span);
        let check = local(&format!("ParametersLine{}", self.line()), span);
        let count = self.arguments.iter().fold(
            quote_spanned!(span=> ()),
            |count, _| quote_spanned!(span=> ((), #count)),
        );
        let slots = self.nested("__slot", span);
        let (message, label, note) = self.parameter_texts();
        let note = note.map(|note| quote_spanned!(span=> , note = #note));
        quote_spanned! {span=>
            {
                #[diagnostic::on_unimplemented(message = #message, label = #label #note)]
                trait #check: ::fingerpost::private::ParamTuple + ::core::marker::Sized {
                    fn check<F>(_: &::fingerpost::private::Handler<F, Self, Self::List>) {}
                }
                #[diagnostic::do_not_recommend]
                impl<A> #check for A
                where
                    A: ::fingerpost::private::ParamTuple,
                    A::List: ::fingerpost::private::Split<#count>,
                {}
                #check::check(&#handler);
            }
            let (#slots, #handler) = ::fingerpost::private::split::<#count, _, _>(#handler);
        }
    }

    /// The texts for a handler with too few parameters.
    fn parameter_texts(&self) -> (String, String, Option<String>) {
        let (count, shown) = (self.arguments.len(), &self.handler.shown);
        let what = match (self.named, count) {
            (false, 1) => "1 variable".to_owned(),
            (false, _) => format!("{count} variables"),
            (true, 1) => "1 argument".to_owned(),
            (true, _) => format!("{count} arguments"),
        };
        let text = self.rule.value();
        let message = format!(
            "rule \"{text}\" passes {what} to `{shown}`, which has fewer parameters [FP005]"
        );
        let label = format!(
            "{} `{{Self}}`",
            escaped(&format!("the parameters of `{shown}` are"))
        );
        let note = (!self.named).then(|| {
            let names: Vec<String> = self
                .variables
                .iter()
                .map(|variable| format!("`{}`", variable.name))
                .collect();
            let fewer: Vec<&str> = self
                .variables
                .iter()
                .take(count - 1)
                .map(|variable| variable.name.as_str())
                .collect();
            escaped(&format!(
                "it passes {}; to pass fewer, name them: `=> {shown}({})`",
                names.join(", then "),
                fewer.join(", ")
            ))
        });
        (escaped(&message), label, note)
    }

    /// The value of one argument; a variable that does not convert refuses.
    fn value(&self, place: usize, argument: &CheckedArgument) -> TokenStream {
        match argument {
            CheckedArgument::Variable { index, span } => {
                let span = at(*span);
                let call = local("__call", span);
                let text = quote_spanned!(span=> #call.text(#index));
                self.variable(place, self.variables.get(*index), &text, span)
            }
            CheckedArgument::Default {
                variable,
                value: DefaultText::Text(text),
                span,
            } => {
                let span = at(*span);
                let text = quote_spanned!(span=> ::fingerpost::private::default_text(#text));
                self.variable(place, Some(variable), &text, span)
            }
            CheckedArgument::Default {
                variable,
                value: DefaultText::Number(number),
                span,
            } => {
                let span = at(*span);
                let handler = local("__handler", span);
                let check = self.variable_check(place, variable, span);
                let (slot, value) = (
                    local(&format!("__slot{place}"), span),
                    local(&format!("__value{place}"), span),
                );
                quote_spanned! {span=>
                    #check
                    let (#slot, #handler) =
                        ::fingerpost::private::fitting::<::fingerpost::private::IntVar, _, _>(#slot, #handler);
                    let #value = ::fingerpost::private::Constant { slot: #slot, value: #number }.value;
                }
            }
            CheckedArgument::Constant { constant, .. } => self.constant(place, constant),
            CheckedArgument::Unknown(span) => {
                let span = at(*span);
                let none = quote_spanned!(span=> ::core::option::Option::None);
                self.variable(place, None, &none, span)
            }
        }
    }

    /// The value of a text that stands for a variable; none of it where the
    /// argument has been reported.
    fn variable(
        &self,
        place: usize,
        variable: Option<&Variable>,
        text: &TokenStream,
        span: Span,
    ) -> TokenStream {
        let handler = local("__handler", span);
        let (slot, value) = (
            local(&format!("__slot{place}"), span),
            local(&format!("__value{place}"), span),
        );
        let check = variable.map(|variable| self.variable_check(place, variable, span));
        let (_, read) = self.conversion(variable, span);
        quote_spanned! {span=>
            #check
            let ::core::option::Option::Some((#value, #handler)) =
                #read(#slot, #handler, #text)
            else {
                return ::fingerpost::private::Verdict::Refused;
            };
        }
    }

    /// Asks whether the parameter has a type that the variable can have, in
    /// words that name both.
    fn variable_check(&self, place: usize, variable: &Variable, span: Span) -> TokenStream {
        let slot = local(&format!("__slot{place}"), span);
        let (fits, _) = self.conversion(Some(variable), span);
        let check = local(
            &format!("Variable{}Line{}", camel_case(&variable.name), self.line()),
            span,
        );
        let (message, label, notes) = self.variable_texts(place, variable);
        let notes = notes
            .iter()
            .map(|note| quote_spanned!(span=> , note = #note));
        quote_spanned! {span=>
            {
                #[diagnostic::on_unimplemented(message = #message, label = #label #(#notes)*)]
                trait #check: ::core::marker::Sized {
                    fn check(_: &::fingerpost::private::Slot<Self>) {}
                }
                #[diagnostic::do_not_recommend]
                impl<P: #fits> #check for P {}
                #check::check(&#slot);
            }
        }
    }

    /// The texts for a parameter of a type that the variable can not have.
    fn variable_texts(&self, place: usize, variable: &Variable) -> (String, String, Vec<String>) {
        let (shown, rule) = (&self.handler.shown, self.rule.value());
        let Variable { name, source, kind } = variable;
        let is_default = matches!(
            self.arguments.get(place),
            Some(CheckedArgument::Default { .. })
        );
        let what = if is_default { "default" } else { "variable" };
        let message =
            format!("{what} `{name}` of rule \"{rule}\" cannot be passed to `{shown}` [FP006]");
        let arrives = format!(
            "`{source}` arrives as parameter {} of `{shown}`, whose type is",
            place + 1
        );
        let gives = match kind {
            VariableKind::String | VariableKind::Any => {
                "a `String`, `Box<str>`, `Arc<str>` or `Cow<'static, str>`".to_owned()
            }
            VariableKind::Path => "a `String`, `Box<str>` or `Arc<str>`".to_owned(),
            VariableKind::Int => "any integer type".to_owned(),
            VariableKind::Float => "an `f32` or `f64`".to_owned(),
            VariableKind::Uuid => "a `uuid::Uuid` (with feature `uuid`) or a `String`".to_owned(),
            VariableKind::Declared(place) => {
                let declared = self
                    .checked
                    .converters
                    .get(*place)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                format!(
                    "exactly a `{}`, which must implement `FromStr`",
                    declared.replace(' ', "")
                )
            }
            VariableKind::Unknown => "a value of any type".to_owned(),
        };
        let ways = [
            (
                !matches!(kind, VariableKind::String),
                format!("`<{name}>` for `String`"),
            ),
            (
                !matches!(kind, VariableKind::Int),
                format!("`<int:{name}>` for integers"),
            ),
            (
                !matches!(kind, VariableKind::Float),
                format!("`<float:{name}>` for `f64`"),
            ),
            (
                !matches!(kind, VariableKind::Uuid),
                format!("`<uuid:{name}>` for `Uuid`"),
            ),
        ];
        let ways: Vec<String> = ways
            .into_iter()
            .filter(|(other, _)| *other)
            .map(|(_, way)| way)
            .collect();
        let help = format!(
            "{}, or declare a converter for `{{Self}}`",
            escaped(&format!("write {}", ways.join(", ")))
        );
        (
            escaped(&message),
            format!("{} `{{Self}}`", escaped(&arrives)),
            [escaped(&format!("`{source}` gives {gives}")), help]
                .into_iter()
                .chain(self.order().map(|order| escaped(&order)))
                .collect(),
        )
    }

    /// What comes where, unless the rule says so itself.
    fn order(&self) -> Option<String> {
        let shown = &self.handler.shown;
        let names: Vec<&str> = self
            .arguments
            .iter()
            .filter_map(|argument| match argument {
                CheckedArgument::Variable { index, .. } => self.variables.get(*index),
                CheckedArgument::Default { variable, .. } => Some(variable),
                CheckedArgument::Constant { .. } | CheckedArgument::Unknown(_) => None,
            })
            .map(|variable| variable.name.as_str())
            .collect();
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let reversed: Vec<&str> = names.iter().rev().copied().collect();
        match quoted.len() {
            _ if self.named => None,
            1 => Some(format!(
                "the parameters of `{shown}` are its variable, then extractors"
            )),
            _ => Some(format!(
                "the parameters of `{shown}` are {}, then extractors; for another order name them, as in `=> {shown}({})`",
                quoted.join(", "),
                reversed.join(", ")
            )),
        }
    }

    /// What a parameter must be to take the variable, and what reads its value.
    fn conversion(&self, variable: Option<&Variable>, span: Span) -> (TokenStream, TokenStream) {
        let name = match variable.map(|variable| &variable.kind) {
            Some(VariableKind::Declared(place)) => {
                let (marker, ty) = (
                    converter_name(*place, span),
                    self.checked.converters.get(*place),
                );
                return (
                    quote_spanned!(span=> ::fingerpost::private::Same<#ty>),
                    quote_spanned!(span=> ::fingerpost::private::declared_var::<#marker, _, _>),
                );
            }
            Some(VariableKind::String) => "StringVar",
            Some(VariableKind::Any) => "AnyVar",
            Some(VariableKind::Path) => "PathVar",
            Some(VariableKind::Int) => "IntVar",
            Some(VariableKind::Float) => "FloatVar",
            Some(VariableKind::Uuid) => "UuidVar",
            Some(VariableKind::Unknown) | None => "UnknownVar",
        };
        let converter = local(name, span);
        let converter = quote_spanned!(span=> ::fingerpost::private::#converter);
        (
            quote_spanned!(span=> ::fingerpost::private::FromVar<#converter>),
            quote_spanned!(span=> ::fingerpost::private::var::<#converter, _, _>),
        )
    }

    fn constant(&self, place: usize, constant: &Constant) -> TokenStream {
        let span = at(match constant {
            Constant::Literal(_, literal) => literal.span(),
            Constant::Path(_) => self.handler.span,
        });
        let (slot, value) = (
            local(&format!("__slot{place}"), span),
            local(&format!("__value{place}"), span),
        );
        match constant {
            Constant::Literal(None, Lit::Str(_)) => {
                quote_spanned!(span=> let #value = ::fingerpost::private::text(#slot, #constant);)
            }
            _ => quote_spanned! {span=>
                let #value = ::fingerpost::private::Constant { slot: #slot, value: #constant }.value;
            },
        }
    }

    /// The call of the handler.
    fn launch(&self, state: &TokenStream) -> TokenStream {
        let span = at(self.handler.span);
        let (handler, call) = (local("__handler", span), local("__call", span));
        let given = self.nested("__value", span);
        quote_spanned!(span=> ::fingerpost::private::launch::<#state, _, _, _, _, _>(#handler, #given, #call))
    }

    /// `(name0, (name1, ()))`: one for each argument.
    fn nested(&self, name: &str, span: Span) -> TokenStream {
        (0..self.arguments.len())
            .rev()
            .fold(quote_spanned!(span=> ()), |rest, place| {
                let name = local(&format!("{name}{place}"), span);
                quote_spanned!(span=> (#name, #rest))
            })
    }

    /// rustc prints the names of traits, and looks for others of the same
    /// name: the line makes them differ, and says where they belong.
    fn line(&self) -> usize {
        self.rule.span().start().line
    }
}

/// `tenant_id` as `TenantId`.
fn camel_case(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect()
}

/// Text for an attribute in which braces have a meaning.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
