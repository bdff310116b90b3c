//! `url!(site::user::show, id = 5; page = 2)`: the call of a builder, at the caller's words.
//!
//! Each name becomes the call of a setter with the name's own span, so what rustc says of a name or
//! a value is said there. Only what rustc would say badly is said here: half a call, a name given
//! twice, and texts that no converter takes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Lit, LitStr, Path, Token};

use crate::check::unraw;
use crate::report::{Mistake, Report};
use crate::urls::setter;

/// What stands in `url!(…)`.
struct Call {
    endpoint: Path,
    variables: Vec<(Ident, Expr)>,
    query: Vec<(String, Expr)>,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let endpoint = input.call(Path::parse_mod_style)?;
        let mut variables = Vec::new();
        while !input.is_empty() && !input.peek(Token![;]) {
            input.parse::<Token![,]>()?;
            if input.is_empty() || input.peek(Token![;]) {
                break;
            }
            let name = input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            variables.push((name, input.parse()?));
        }
        let mut query = Vec::new();
        if input.parse::<Option<Token![;]>>()?.is_some() {
            let pair = |input: ParseStream<'_>| -> syn::Result<(String, Expr)> {
                let name = if input.peek(LitStr) {
                    input.parse::<LitStr>()?.value()
                } else {
                    unraw(&input.call(Ident::parse_any)?)
                };
                input.parse::<Token![=]>()?;
                Ok((name, input.parse()?))
            };
            let pairs = Punctuated::<_, Token![,]>::parse_terminated_with(input, pair)?;
            query.extend(pairs);
        }
        Ok(Call {
            endpoint,
            variables,
            query,
        })
    }
}

/// What `url!` becomes.
pub(crate) fn url(input: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let call = match syn::parse2::<Call>(input) {
        Ok(call) => call,
        Err(error) => {
            let mistake = Mistake::at(error.span(), "FP016", error.to_string());
            report.add(mistake.help("`url!(site::user::show, id = 5; page = 2)`"));
            return report.into_tokens();
        }
    };
    let expansion = call.expand(&mut report);
    if report.is_empty() {
        return expansion;
    }
    let errors = report.into_tokens();
    quote!({ #errors #expansion })
}

impl Call {
    fn expand(&self, report: &mut Report) -> TokenStream {
        let path = &self.endpoint;
        let last = path.segments.last();
        let at_path = last.map_or_else(Span::call_site, |last| last.ident.span());
        let mut builder = quote_spanned!(at_path=> #path());
        let mut given: Vec<String> = Vec::new();
        for (name, value) in &self.variables {
            let text = unraw(name);
            if given.contains(&text) {
                let twice = format!("`{text}` is given twice");
                let mistake = Mistake::at(name.span(), "FP008", twice);
                report.add(
                    mistake.help("a query may have a name several times: it stands behind `;`"),
                );
                continue;
            }
            let (method, value) = (setter(&text, name.span()), literal(&text, value, report));
            builder = quote_spanned!(name.span()=> #builder.#method(#value));
            given.push(text);
        }
        let pairs = self.query.iter().map(|(name, value)| {
            let span = value.span();
            quote_spanned!(span=> (#name, ::fingerpost::url::QueryValue::into_value(#value)))
        });
        // A method, since of a call rustc would tell the same at the call and at its argument.
        let finish = Ident::new("__finish", at_path);
        quote! {{
            use ::fingerpost::private::Finish as _;
            #builder.#finish(&[#(#pairs),*])
        }}
    }
}

/// A value, marked if it is a literal that needs no second look.
fn literal(name: &str, value: &Expr, report: &mut Report) -> TokenStream {
    // Marks and value have one span, so that a mistake is told at the value.
    let span = value.span();
    let marked = quote_spanned!(span=> ::fingerpost::url::Literal(#value));
    let Expr::Lit(ExprLit { lit, .. }) = value else {
        return value.to_token_stream();
    };
    match lit {
        Lit::Str(text) => {
            let text = text.value();
            if text.is_empty() || matches!(text.as_str(), "." | "..") {
                let mistake = if text.is_empty() {
                    Mistake::at(
                        lit.span(),
                        "FP009",
                        format!("`{name}` is empty, which no variable can be"),
                    )
                } else {
                    let folded = format!("`{name}` is \"{text}\", which clients fold away");
                    Mistake::at(lit.span(), "FP009", folded)
                };
                report.add(mistake);
                return marked;
            }
            let is_path = !text.starts_with('/')
                && !text.contains(['\n', '\r'])
                && !text.split('/').any(|segment| matches!(segment, "." | ".."));
            if is_path {
                marked
            } else {
                value.to_token_stream()
            }
        }
        Lit::Int(_) | Lit::Float(_) => marked,
        _ => value.to_token_stream(),
    }
}
