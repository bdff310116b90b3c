//! The URLs of a block: a module with a function for each endpoint, at the path of its name.
//!
//! ```text
//! pub mod url {
//!     pub mod user {
//!         pub fn show() -> Show { … }            one state for each variable
//!         pub struct Show<Id = Missing>(Id);
//!         impl Show<Missing> {
//!             pub fn id<V: IntValue>(self, id: V) -> Show<Given<Short, V::Refusal>> { … }
//!         }
//!         impl<Id: ShowNeedsId> Complete for Show<Id> { … }
//!     }
//! }
//! ```
//!
//! How URLs are written is the runtime's (its module `url`), and how a rule is, the table's: here
//! is only what types have to know. Which is which variables an endpoint has, what can stand for
//! each, and of which of them together a rule can be built.

use std::collections::{BTreeMap, BTreeSet};

use fingerpost_rules::BoundRule;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::Parser as _;

use crate::check::{Checked, Handler, Variable, VariableKind};

/// Values of so many defaults of a rule may be given or not; of more, all or none.
const FREE_DEFAULTS: usize = 4;

/// The module `url` of a block, and what brings its functions into the block's.
pub(crate) fn expand_urls(checked: &Checked) -> TokenStream {
    let mut root = Module::default();
    for endpoint in Endpoint::all(checked) {
        let Some(names) = path(endpoint.name) else {
            continue;
        };
        let Some((last, modules)) = names.split_last() else {
            continue;
        };
        let mut module = &mut root;
        for name in modules {
            module = module.modules.entry(name.clone()).or_default();
        }
        module.endpoints.push((last.clone(), endpoint));
    }
    for lost in &checked.mentioned {
        root.add_lost(lost);
    }
    let content = root.expand(1);
    quote! {
        /// The URLs of these routes: a function for each endpoint, at the path of its name.
        #[allow(
            dead_code,
            non_camel_case_types,
            non_snake_case,
            private_bounds,
            private_interfaces,
            unused_imports,
            missing_debug_implementations,
            clippy::all
        )]
        pub mod url {
            #content
        }
        #[doc(no_inline)]
        #[allow(unused_imports)]
        pub use url::*;
    }
}

/// The names in an endpoint; `None` if one of them can be no name in Rust.
fn path(endpoint: &str) -> Option<Vec<String>> {
    let names: Vec<String> = endpoint.split('.').map(str::to_owned).collect();
    let is_name = |name: &String| identifier(name, Span::call_site()).is_some();
    names.iter().all(is_name).then_some(names)
}

/// A name of the user's as an identifier, with `r#` if it is a keyword.
fn identifier(name: &str, span: Span) -> Option<Ident> {
    if matches!(name, "self" | "Self" | "super" | "crate" | "_") {
        return None;
    }
    let any = |name: &str| Ident::parse_any.parse_str(name).ok();
    any(name).filter(|ident| ident == name)?;
    let is_keyword = syn::parse_str::<Ident>(name).is_err();
    Some(if is_keyword {
        Ident::new_raw(name, span)
    } else {
        Ident::new(name, span)
    })
}

/// The setter of a variable. `self` can be none's name.
pub(crate) fn setter(name: &str, span: Span) -> Ident {
    identifier(name, span)
        .unwrap_or_else(|| format_ident!("{}_", name.trim_start_matches('_'), span = span))
}

/// `user_id` as `UserId`, and other names as names of types.
fn type_name(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters).collect()
            })
        })
        .collect()
}

#[derive(Default)]
struct Module<'c> {
    modules: BTreeMap<String, Module<'c>>,
    endpoints: Vec<(String, Endpoint<'c>)>,
    /// Endpoints all of whose rules have a mistake.
    lost: Vec<(String, &'c Handler)>,
}

impl<'c> Module<'c> {
    /// Adds an endpoint whose rule has been reported, so that its URLs are not reported as well.
    fn add_lost(&mut self, handler: &'c Handler) {
        let Some(names) = path(&handler.endpoint) else {
            return;
        };
        let Some((last, modules)) = names.split_last() else {
            return;
        };
        let mut module = self;
        for name in modules {
            module = module.modules.entry(name.clone()).or_default();
        }
        let is_known = module.endpoints.iter().any(|(name, _)| name == last)
            || module.lost.iter().any(|(name, _)| name == last);
        if !is_known {
            module.lost.push((last.clone(), handler));
        }
    }

    /// `depth` says how many modules are around it, below the block's.
    fn expand(&self, depth: usize) -> TokenStream {
        let mut taken: BTreeSet<String> = self.modules.keys().cloned().collect();
        let mut free_name = |name: &str| {
            let mut ty = type_name(name);
            if ty.is_empty() || ty.starts_with(|first: char| first.is_numeric()) {
                ty.insert(0, '_');
            }
            while !taken.insert(ty.clone()) || ty == "Self" {
                ty.push('_');
            }
            ty
        };
        let modules = self.modules.iter().filter_map(|(name, module)| {
            let (name, content) = (
                identifier(name, Span::call_site())?,
                module.expand(depth + 1),
            );
            Some(quote! {
                #[allow(missing_docs)]
                pub mod #name {
                    #content
                }
            })
        });
        let endpoints: Vec<TokenStream> = self
            .endpoints
            .iter()
            .filter_map(|(name, endpoint)| {
                let ty = free_name(name);
                Some(endpoint.expand(&identifier(name, endpoint.span)?, &ty, depth))
            })
            .collect();
        let lost = self.lost.iter().filter_map(|(name, handler)| {
            let ty = Ident::new(&free_name(name), Span::call_site());
            let name = identifier(name, Span::call_site())?;
            Some(expand_lost(handler, &name, &ty, depth))
        });
        quote!(#(#modules)* #(#endpoints)* #(#lost)*)
    }
}

/// The builder of an endpoint whose rule has a mistake: it takes everything.
fn expand_lost(handler: &Handler, name: &Ident, ty: &Ident, depth: usize) -> TokenStream {
    let up = std::iter::repeat_n(quote!(super::), depth);
    let names: BTreeSet<&String> = handler.variables.iter().collect();
    let setters = names.iter().map(|name| setter(name, Span::call_site()));
    quote! {
        pub fn #name() -> #ty {
            #ty
        }
        pub struct #ty;
        impl #ty {
            #(pub fn #setters<V>(self, _: V) -> Self { self })*
        }
        impl ::fingerpost::BuildUrl for #ty {}
        impl ::fingerpost::url::Complete for #ty {
            type Refusal = ::core::convert::Infallible;
            type Url = ::fingerpost::Url;
            fn complete(
                self,
                query: &[(&::core::primitive::str, ::fingerpost::private::Value<'_>)],
            ) -> ::fingerpost::Url {
                ::fingerpost::private::finish::<Self::Refusal, Self::Url>(&#(#up)* MAP, &[], &[], query)
            }
        }
    }
}

/// An endpoint, with all its rules.
struct Endpoint<'c> {
    name: &'c str,
    /// The first of its rules in the source.
    span: Span,
    /// In the order in which URLs are built.
    rules: Vec<UrlRule<'c>>,
    /// The variables of all its rules, each once.
    variables: Vec<UrlVariable<'c>>,
}

/// A rule, as URLs are built from it.
struct UrlRule<'c> {
    bound: BoundRule<'c>,
    variables: BTreeSet<&'c str>,
    /// Those that are variables of another rule.
    defaults: BTreeSet<&'c str>,
    /// Whether its URLs need no host.
    is_local: bool,
}

/// A variable, as all rules of the endpoint have it.
struct UrlVariable<'c> {
    name: &'c str,
    /// As it stands in the first of them.
    source: &'c str,
    kinds: Vec<&'c VariableKind>,
    /// Whether a converter may refuse values of the right type.
    is_limited: bool,
    is_in_domain: bool,
}

impl<'c> Endpoint<'c> {
    /// The endpoints of a block, in the order of their names.
    fn all(checked: &'c Checked) -> impl Iterator<Item = Endpoint<'c>> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for (number, rule) in checked.rules.iter().enumerate() {
            if let Some(name) = checked.map.rule(number).and_then(BoundRule::endpoint) {
                first.entry(name).or_insert(rule.literal.span());
            }
        }
        first
            .into_iter()
            .map(|(name, span)| Endpoint::new(checked, name, span))
    }

    fn new(checked: &'c Checked, name: &'c str, span: Span) -> Self {
        let bound: Vec<BoundRule<'c>> = checked.map.endpoint_rules(name).collect();
        let mut variables: Vec<UrlVariable<'c>> = Vec::new();
        for rule in &bound {
            let of_rule = checked.rules.get(rule.number());
            let apart = rule.has_values_apart();
            let domain =
                fingerpost_rules::variables(rule.host().or(rule.subdomain()).unwrap_or(""));
            for (place, variable) in of_rule
                .into_iter()
                .flat_map(|rule| &rule.variables)
                .enumerate()
            {
                let is_limited = !apart || has_limits(variable);
                match variables
                    .iter_mut()
                    .find(|known| known.name == variable.name)
                {
                    Some(known) => {
                        known.is_limited |= is_limited;
                        if !known.kinds.contains(&&variable.kind) {
                            known.kinds.push(&variable.kind);
                        }
                    }
                    None => variables.push(UrlVariable {
                        name: &variable.name,
                        source: &variable.source,
                        kinds: vec![&variable.kind],
                        is_limited,
                        is_in_domain: place < domain.len(),
                    }),
                }
            }
        }
        let is_variable = |name: &&str| variables.iter().any(|variable| variable.name == *name);
        let default_subdomain = checked.map.default_subdomain();
        let rules = bound.iter().map(|rule| UrlRule {
            bound: *rule,
            variables: rule.variables().collect(),
            defaults: rule
                .defaults()
                .map(|(name, _)| name)
                .filter(is_variable)
                .collect(),
            is_local: !rule.is_websocket()
                && rule
                    .subdomain()
                    .is_some_and(|subdomain| subdomain.eq_ignore_ascii_case(default_subdomain)),
        });
        Endpoint {
            rules: rules.collect(),
            name,
            span,
            variables,
        }
    }

    fn expand(&self, name: &Ident, ty: &str, depth: usize) -> TokenStream {
        let up = std::iter::repeat_n(quote!(super::), depth);
        let up = quote!(#(#up)*);
        let span = self.span.resolved_at(Span::call_site());
        let docs = self.docs();
        if self.variables.is_empty() {
            let chosen = self.choose(&BTreeSet::new());
            let (url, rule) = (chosen.url(), chosen.rules.first().copied().unwrap_or(0));
            return quote_spanned! {span=>
                #[doc = #docs]
                pub fn #name() -> ::fingerpost::url::Fixed<#url> {
                    ::fingerpost::private::fixed(&#up MAP, #rule)
                }
            };
        }
        let ty = Ident::new(ty, span);
        let states: Vec<Ident> = (0..self.variables.len())
            .map(|place| format_ident!("V{place}", span = span))
            .collect();
        let missing = self
            .variables
            .iter()
            .map(|_| quote!(::fingerpost::url::Missing));
        let setters = self
            .variables
            .iter()
            .enumerate()
            .map(|(place, variable)| variable.setter(place, &ty, &states, &up, span));
        let complete = match self.rules.as_slice() {
            [rule] => self.only(rule, &ty, &states, &up, span),
            _ => self.several(&ty, &states, &up, span),
        };
        quote_spanned! {span=>
            #[doc = #docs]
            pub fn #name() -> #ty {
                #ty(#(#missing),*)
            }
            #[doc = #docs]
            #[must_use = "a builder does nothing until `build` is called"]
            pub struct #ty<#(#states = ::fingerpost::url::Missing),*>(#(#states),*);
            #(#setters)*
            impl<#(#states),*> ::fingerpost::BuildUrl for #ty<#(#states),*> {}
            #complete
        }
    }

    fn docs(&self) -> String {
        let rules: Vec<String> = self
            .rules
            .iter()
            .map(|rule| format!("`{}`", rule.text()))
            .collect();
        format!("The URL of `{}`: {}.", self.name, rules.join(", "))
    }

    /// Of an endpoint with a single rule, each variable is asked for by a trait of its own, whose
    /// message names it.
    fn only(
        &self,
        rule: &UrlRule<'_>,
        ty: &Ident,
        states: &[Ident],
        up: &TokenStream,
        span: Span,
    ) -> TokenStream {
        let needs: Vec<Ident> = self
            .variables
            .iter()
            .map(|variable| format_ident!("{ty}Needs{}", type_name(variable.name), span = span))
            .collect();
        let shown = self.name.replace('.', "::");
        let traits = self.variables.iter().zip(&needs).map(|(variable, need)| {
            let (name, text) = (variable.name, rule.text());
            let message = if variable.is_in_domain {
                format!("url of `{shown}` needs `{name}`, since it leads to another host (from \"{text}\") [FP012]")
            } else {
                format!("url of `{shown}` needs `{name}` (from \"{text}\") [FP008]")
            };
            let message = message.replace('{', "{{").replace('}', "}}");
            let label = format!("`{name}` has no value");
            quote_spanned! {span=>
                #[doc(hidden)]
                #[diagnostic::on_unimplemented(message = #message, label = #label)]
                pub trait #need: ::fingerpost::private::Setting {}
                impl<W: ::fingerpost::url::Written, R: ::fingerpost::url::Refusal> #need
                    for ::fingerpost::url::Given<W, R> {}
            }
        });
        let all: BTreeSet<&str> = self
            .variables
            .iter()
            .map(|variable| variable.name)
            .collect();
        let body = self.body(
            &all,
            &states
                .iter()
                .map(ToTokens::to_token_stream)
                .collect::<Vec<_>>(),
            up,
            span,
        );
        quote_spanned! {span=>
            #(#traits)*
            impl<#(#states: #needs),*> ::fingerpost::url::Complete for #ty<#(#states),*> {
                #body
            }
        }
    }

    /// Of an endpoint with several rules, one is asked for whose variables have values, and whose
    /// other arguments have none.
    fn several(&self, ty: &Ident, states: &[Ident], up: &TokenStream, span: Span) -> TokenStream {
        let need = format_ident!("{ty}Needs", span = span);
        let shown = self.name.replace('.', "::");
        let message = format!("url of `{shown}` needs the variables of one of its rules [FP008]");
        let notes = self.rules.iter().map(|rule| {
            let names: Vec<String> = rule
                .variables
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let names = match names.as_slice() {
                [] => "nothing".to_owned(),
                names => names.join(", "),
            };
            let note = format!("\"{}\" needs {names}", rule.text());
            let note = note.replace('{', "{{").replace('}', "}}");
            quote!(, note = #note)
        });
        let mut sets: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
        for rule in &self.rules {
            let free: Vec<&str> = rule.defaults.iter().copied().collect();
            let choices = if free.len() <= FREE_DEFAULTS {
                (0..1_usize << free.len()).collect()
            } else {
                vec![0, usize::MAX]
            };
            for choice in choices {
                let chosen = free
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| choice >> bit & 1 == 1);
                sets.insert(
                    rule.variables
                        .iter()
                        .copied()
                        .chain(chosen.map(|(_, name)| *name))
                        .collect(),
                );
            }
        }
        let impls = sets.iter().map(|set| {
            let is_given = |variable: &UrlVariable<'_>| set.contains(variable.name);
            let generics = self
                .variables
                .iter()
                .enumerate()
                .filter(|(_, variable)| is_given(variable));
            let generics = generics.map(|(place, _)| {
                let (written, refusal) = (format_ident!("W{place}"), format_ident!("R{place}"));
                quote!(#written: ::fingerpost::url::Written, #refusal: ::fingerpost::url::Refusal)
            });
            let given: Vec<TokenStream> = self
                .variables
                .iter()
                .enumerate()
                .map(|(place, variable)| {
                    let (written, refusal) = (format_ident!("W{place}"), format_ident!("R{place}"));
                    if is_given(variable) {
                        quote!(::fingerpost::url::Given<#written, #refusal>)
                    } else {
                        quote!(::fingerpost::url::Missing)
                    }
                })
                .collect();
            let body = self.body(set, &given, up, span);
            quote_spanned! {span=>
                impl<#(#generics),*> #need for #ty<#(#given),*> {
                    #body
                }
            }
        });
        quote_spanned! {span=>
            #[doc(hidden)]
            #[diagnostic::on_unimplemented(
                message = #message,
                label = "no rule has just these variables"
                #(#notes)*
            )]
            pub trait #need: ::core::marker::Sized {
                type Refusal: ::fingerpost::url::Refusal;
                type Url;
                fn complete(
                    self,
                    query: &[(&::core::primitive::str, ::fingerpost::private::Value<'_>)],
                ) -> <Self::Refusal as ::fingerpost::url::Refusal>::Result<Self::Url>;
            }
            #(#impls)*
            impl<#(#states),*> ::fingerpost::url::Complete for #ty<#(#states),*>
            where
                Self: #need,
            {
                type Refusal = <Self as #need>::Refusal;
                type Url = <Self as #need>::Url;
                fn complete(
                    self,
                    query: &[(&::core::primitive::str, ::fingerpost::private::Value<'_>)],
                ) -> <Self::Refusal as ::fingerpost::url::Refusal>::Result<Self::Url> {
                    #need::complete(self, query)
                }
            }
        }
    }

    /// What is built where these variables have values, in states of these types.
    fn body(
        &self,
        given: &BTreeSet<&str>,
        states: &[TokenStream],
        up: &TokenStream,
        span: Span,
    ) -> TokenStream {
        let chosen = self.choose(given);
        let (url, rules) = (chosen.url(), &chosen.rules);
        let with_values = || {
            let named = self.variables.iter().zip(states).enumerate();
            named.filter(|(_, (variable, _))| given.contains(variable.name))
        };
        let refusal = if chosen.is_sure {
            with_values().fold(
                quote!(::core::convert::Infallible),
                |refusal, (_, (_, state))| {
                    let this = quote!(<#state as ::fingerpost::private::Setting>::Refusal);
                    if refusal.to_string() == ":: core :: convert :: Infallible" {
                        this
                    } else {
                        quote!(<#refusal as ::fingerpost::url::Refusal>::Or<#this>)
                    }
                },
            )
        } else {
            quote!(::fingerpost::url::RefusedValue)
        };
        let values = with_values().map(|(place, (variable, _))| {
            let (name, place) = (variable.name, syn::Index::from(place));
            quote!((#name, ::fingerpost::private::Setting::text(&self.#place)))
        });
        quote_spanned! {span=>
            type Refusal = #refusal;
            type Url = #url;
            fn complete(
                self,
                query: &[(&::core::primitive::str, ::fingerpost::private::Value<'_>)],
            ) -> <Self::Refusal as ::fingerpost::url::Refusal>::Result<Self::Url> {
                ::fingerpost::private::finish::<Self::Refusal, Self::Url>(
                    &#up MAP,
                    &[#(#rules),*],
                    &[#(#values),*],
                    query,
                )
            }
        }
    }

    /// The rules that can be built where these variables have values, as Werkzeug chooses: those
    /// that answer GET first, then in the order in which URLs are built.
    fn choose(&self, given: &BTreeSet<&str>) -> Chosen {
        let fits = |rule: &&UrlRule<'_>| {
            rule.variables.is_subset(given)
                && given
                    .iter()
                    .all(|name| rule.variables.contains(name) || rule.defaults.contains(name))
        };
        let mut rules: Vec<&UrlRule<'_>> = self.rules.iter().filter(fits).collect();
        // Stable: the order of building is kept.
        rules.sort_by_key(|rule| !rule.answers_get());
        Chosen {
            is_local: rules.iter().all(|rule| rule.is_local),
            is_sure: rules.iter().any(|rule| rule.defaults.is_disjoint(given)),
            rules: rules.iter().map(|rule| rule.bound.number()).collect(),
        }
    }
}

/// The rules for a URL.
struct Chosen {
    rules: Vec<usize>,
    is_local: bool,
    /// Whether one of them fits whatever the values are.
    is_sure: bool,
}

impl Chosen {
    fn url(&self) -> TokenStream {
        if self.is_local {
            quote!(::fingerpost::Url)
        } else {
            quote!(::fingerpost::HostUrl)
        }
    }
}

impl UrlRule<'_> {
    fn answers_get(&self) -> bool {
        self.bound
            .methods()
            .is_none_or(|methods| methods.contains("GET"))
    }

    /// The rule with its host, unless that is the default one.
    fn text(&self) -> String {
        let domain = self.bound.host().or(self.bound.subdomain());
        match domain {
            Some(domain) if !self.is_local && !domain.is_empty() => {
                format!("{domain}|{}", self.bound.rule())
            }
            _ => self.bound.rule().to_owned(),
        }
    }
}

impl UrlVariable<'_> {
    fn setter(
        &self,
        place: usize,
        ty: &Ident,
        states: &[Ident],
        up: &TokenStream,
        span: Span,
    ) -> TokenStream {
        let name = setter(self.name, span);
        let kinds: Vec<TokenStream> = self
            .kinds
            .iter()
            .map(|kind| value_trait(kind, up, span))
            .collect();
        let first = kinds.first();
        // Where the rules differ in what they take, each value has to be looked at.
        let is_sure = !self.is_limited && kinds.len() == 1;
        let kind = self.kinds.first().copied();
        // Both are asked for as what the value's trait says, not as projections of it: of those
        // rustc would tell at the setter's name.
        let mut generics = Vec::new();
        let mut says = Vec::new();
        let written = match kind {
            Some(VariableKind::Int) => quote!(::fingerpost::url::Short),
            Some(VariableKind::Float | VariableKind::Declared(_)) => {
                quote!(::std::string::String)
            }
            _ => {
                generics.push(quote_spanned!(span=> W));
                says.push(quote_spanned!(span=> Written = W));
                quote!(W)
            }
        };
        let refusal = if is_sure && !matches!(kind, Some(VariableKind::Declared(_))) {
            generics.push(quote_spanned!(span=> R));
            says.push(quote_spanned!(span=> Refusal = R));
            quote!(R)
        } else {
            quote!(::fingerpost::url::RefusedValue)
        };
        let says = (!says.is_empty()).then(|| quote_spanned!(span=> <#(#says),*>));
        let more = kinds.iter().skip(1);
        let others = |own: TokenStream| -> Vec<TokenStream> {
            let states = states.iter().enumerate();
            states
                .map(|(other, state)| {
                    if other == place {
                        own.clone()
                    } else {
                        quote!(#state)
                    }
                })
                .collect()
        };
        let before = others(quote!(::fingerpost::url::Missing));
        let after = others(quote!(::fingerpost::url::Given<#written, #refusal>));
        let free = states
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place);
        let free = free.map(|(_, state)| state);
        let values = (0..states.len()).map(|other| {
            let index = syn::Index::from(other);
            if other == place {
                quote!(::fingerpost::url::Given::new(<V as #first>::written(value)))
            } else {
                quote!(self.#index)
            }
        });
        let docs = format!("Gives a value to `{}`.", self.source);
        quote_spanned! {span=>
            impl<#(#free),*> #ty<#(#before),*> {
                #[doc = #docs]
                pub fn #name<V #(, #generics)*>(self, value: V) -> #ty<#(#after),*>
                where
                    V: #first #says #(+ #more)*,
                {
                    #ty(#(#values),*)
                }
            }
        }
    }
}

/// What can stand for a variable of this kind.
fn value_trait(kind: &VariableKind, up: &TokenStream, span: Span) -> TokenStream {
    let name = match kind {
        VariableKind::Declared(place) => {
            return quote_spanned! {span=>
                ::fingerpost::url::DeclaredValue<
                    <#up __Block as ::fingerpost::private::DeclaredType<#place>>::Value
                >
            };
        }
        VariableKind::Int => "IntValue",
        VariableKind::Float => "FloatValue",
        VariableKind::Uuid => "UuidValue",
        VariableKind::Path => "PathValue",
        VariableKind::Any => "AnyValue",
        VariableKind::String | VariableKind::Unknown => "StringValue",
    };
    let name = Ident::new(name, span);
    quote_spanned!(span=> ::fingerpost::url::#name)
}

/// Whether a converter may refuse values that its type does not.
fn has_limits(variable: &Variable) -> bool {
    let arguments = variable
        .source
        .split_once('(')
        .map(|(_, arguments)| arguments);
    arguments.is_some_and(|arguments| {
        let arguments = arguments
            .rsplit_once(')')
            .map_or("", |(arguments, _)| arguments);
        !arguments.trim().is_empty() && !matches!(variable.kind, VariableKind::Any)
    })
}
