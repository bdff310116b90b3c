//! The names of a rule's variables against those of its handler's parameters,
//! as far as a `#[handler]` tells them.
//!
//! Whether there is one the block can not see. It names what the attribute would
//! emit, and lets the compiler look for it in the module of the handler first
//! and then here:
//!
//! ```text
//! const _: () = {
//!     use ::fingerpost::private::unknown as __parameters_of_show;
//!     {
//!         use users::*;
//!         const _: () = __parameters_of_show(&Passed { … });
//!     }
//! };
//! ```
//!
//! All handlers of one module share such an item, since a module with many
//! names takes its time to be imported.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::check::{CheckedArgument, CheckedRule, CheckedTarget, Handler, Variable, unraw};
use crate::handler::names_of;

/// The items that compare the names, one for each module with handlers.
pub(crate) fn expand_names(rules: &[CheckedRule]) -> TokenStream {
    let mut modules: Vec<Module> = Vec::new();
    for rule in rules {
        let Some((path, comparison)) = comparison(rule) else {
            continue;
        };
        let key = path.to_string();
        match modules.iter_mut().find(|module| module.key == key) {
            Some(module) => module.comparisons.push(comparison),
            None => modules.push(Module {
                key,
                path,
                comparisons: vec![comparison],
            }),
        }
    }
    modules.iter().map(Module::expand).collect()
}

/// A module, and the handlers in it that get variables.
struct Module {
    key: String,
    /// Its path, with `::` at the end.
    path: TokenStream,
    comparisons: Vec<Comparison>,
}

struct Comparison {
    handler: String,
    /// The call, whose place is shown with a mistake.
    call: TokenStream,
}

impl Module {
    fn expand(&self) -> TokenStream {
        let mut handlers: Vec<&str> = self
            .comparisons
            .iter()
            .map(|comparison| comparison.handler.as_str())
            .collect();
        handlers.sort_unstable();
        handlers.dedup();
        let unknown = handlers
            .iter()
            .map(|handler| names_of(handler, Span::mixed_site()));
        let calls = self.comparisons.iter().map(|comparison| &comparison.call);
        let path = &self.path;
        quote! {
            const _: () = {
                #(use ::fingerpost::private::unknown as #unknown;)*
                {
                    #[allow(unused_imports)]
                    use #path *;
                    #(const _: () = #calls;)*
                }
            };
        }
    }
}

/// What compares the names of one rule, and in which module; `None` if there is
/// nothing to compare.
fn comparison(rule: &CheckedRule) -> Option<(TokenStream, Comparison)> {
    let CheckedTarget::Handler {
        handler,
        variables,
        arguments,
        named,
    } = &rule.target
    else {
        return None;
    };
    let (path, name) = home(handler)?;
    let text = rule.literal.value();
    let given: Vec<(String, String)> = arguments
        .iter()
        .map(|argument| given(argument, variables, &text))
        .collect();
    if given.iter().all(|(name, _)| name.is_empty()) {
        return None;
    }
    let (start, end) = if *named {
        (arguments.first()?.span(), arguments.last()?.span())
    } else {
        (rule.literal.span(), rule.literal.span())
    };
    let call = call(handler, &name, &given, start, end);
    Some((
        path,
        Comparison {
            handler: name,
            call,
        },
    ))
}

/// The module of a handler, with `::` at the end, and its name there; `None` if
/// it belongs to a type. The two are told apart as readers do it, by the first
/// letter.
fn home(handler: &Handler) -> Option<(TokenStream, String)> {
    let mut path: Vec<TokenTree> = handler.bare.clone().into_iter().collect();
    let Some(TokenTree::Ident(name)) = path.pop() else {
        return None;
    };
    let last = path.iter().rev().find_map(|tree| match tree {
        TokenTree::Ident(name) => Some(unraw(name)),
        _ => None,
    });
    match last {
        Some(last) if last.starts_with(char::is_uppercase) => None,
        Some(_) => Some((path.into_iter().collect(), unraw(&name))),
        None => Some((quote!(self::), unraw(&name))),
    }
}

/// The name of an argument and the words for it; empty for a constant.
fn given(argument: &CheckedArgument, variables: &[Variable], rule: &str) -> (String, String) {
    let (what, name) = match argument {
        CheckedArgument::Variable { index, .. } => (
            "variable",
            variables.get(*index).map(|variable| &variable.name),
        ),
        CheckedArgument::Default { variable, .. } => ("default", Some(&variable.name)),
        CheckedArgument::Constant { default, .. } => ("default", default.as_ref()),
        CheckedArgument::Unknown(_) => ("", None),
    };
    name.map_or_else(Default::default, |name| {
        (name.clone(), format!("{what} `{name}` of rule \"{rule}\""))
    })
}

/// `__parameters_of_show(&Passed { … })`, which rustc underlines from the start
/// of its first token to the end of its last.
fn call(
    handler: &Handler,
    name: &str,
    given: &[(String, String)],
    start: Span,
    end: Span,
) -> TokenStream {
    let [start, end] = [start, end].map(|span| span.resolved_at(Span::mixed_site()));
    let function: Ident = names_of(name, start);
    let arguments = given.iter().map(|(name, opening)| {
        quote_spanned!(end=> ::fingerpost::private::Argument { name: #name, opening: #opening })
    });
    let shown = &handler.shown;
    let passed = quote_spanned! {end=>
        &::fingerpost::private::Passed { handler: #shown, arguments: &[#(#arguments),*] }
    };
    let mut passed = Group::new(Delimiter::Parenthesis, passed);
    passed.set_span(end);
    let mut call = function.to_token_stream();
    call.extend([TokenTree::from(passed)]);
    call
}
