//! The macros of fingerpost, `routes!`, `url!` and `#[handler]`. They are documented
//! where users find them, in the crate `fingerpost`.
//!
//! ```text
//! tokens --parse--> ast --check--> Checked --expand--> tokens
//!                    |               |
//!                    +---- report ---+----> compile_error!s beside them
//! ```

mod ast;
mod check;
mod defaults;
mod expand;
mod handler;
mod listing;
mod names;
mod parse;
mod report;
#[cfg(test)]
mod tests;
mod url;
mod urls;

use proc_macro::TokenStream;

/// Declares routes: see the crate `fingerpost`.
#[proc_macro]
pub fn routes(input: TokenStream) -> TokenStream {
    routes_tokens(input.into()).into()
}

/// Compares the parameters of a handler with its rules: see the crate
/// `fingerpost`.
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::handler(arguments.into(), item.into()).into()
}

/// Builds a URL: see the crate `fingerpost`.
#[proc_macro]
pub fn url(input: TokenStream) -> TokenStream {
    url::url(input.into()).into()
}

fn routes_tokens(input: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut report = report::Report::default();
    let block = parse::parse(input, &mut report);
    let is_expression = block.header.is_none();
    let checked = check::check(block, &mut report);
    let expansion = expand::expand(&checked);
    if report.is_empty() {
        return expansion;
    }
    let errors = report.into_tokens();
    if is_expression {
        quote::quote!({ #errors #expansion })
    } else {
        quote::quote!(#errors #expansion)
    }
}
