//! What follows `=>`: handlers with their arguments, redirects, services and mounted blocks.

use proc_macro2::{Ident, Span};
use syn::parse::{ParseBuffer, ParseStream};
use syn::{
    AngleBracketedGenericArguments, Expr, ExprPath, LitStr, Path, PathArguments, Token,
    parenthesized, token,
};

use super::recover::{
    attempt, begins_entry, double_colon, is, is_boundary, is_fat_arrow, next_token, next_word,
    recover, skip, skip_generics, string,
};
use super::{FP016, Parser, Scope};
use crate::ast::{Argument, Handler, MountTarget, Target};
use crate::report::Mistake;

impl Parser<'_> {
    /// Takes `=>`, or what was clearly meant to be one, and says where it is. `before` is blamed
    /// where nothing follows.
    pub(super) fn arrow(
        &mut self,
        input: ParseStream<'_>,
        before: Span,
        scope: Scope,
    ) -> Option<Span> {
        let comma_before_arrow = input.peek(Token![,]) && input.peek2(Token![=>]);
        if comma_before_arrow {
            self.unexpected(",", input.span());
            skip(input);
        }
        if is_fat_arrow(input.cursor()) {
            return Some(take_arrow(input));
        }
        // No scope closes before a `=`, so this is an arrow even in angle brackets.
        let turned = input.peek(Token![>=]);
        let found = next_token(input.cursor());
        let found = found.filter(|_| turned || !is_boundary(input, scope.in_angles));
        let Some((found, at)) = found else {
            let text = "expected `=>` and a target after this";
            self.tell(Mistake::at(before, FP016, text));
            return None;
        };
        let text = format!("expected `=>`, found `{found}`");
        self.tell(Mistake::at(at, FP016, text));
        match found.as_str() {
            "=" | ":" | ">" | "->" | "==" | ":=" | ">=" => {
                found.chars().for_each(|_| skip(input));
                if found.starts_with('=') && input.peek(Token![>]) && !scope.in_angles {
                    skip(input);
                }
                Some(at)
            }
            // The arrow was forgotten, the handler was not.
            _ if begins_path(input) => Some(at),
            _ => {
                recover(input, scope.in_angles);
                None
            }
        }
    }

    /// What answers a rule; `arrow` is blamed where there is nothing.
    pub(super) fn target(
        &mut self,
        input: ParseStream<'_>,
        arrow: Span,
        scope: Scope,
    ) -> Option<Target> {
        match self.target_keyword(input, arrow, scope)? {
            Some(keyword) if keyword == "redirect" => self.redirect(input, &keyword, scope),
            Some(keyword) if keyword == "service" => {
                self.expression(input, &keyword, scope).map(Target::Service)
            }
            Some(keyword) => self.expression(input, &keyword, scope).map(Target::Wsgi),
            None => self.handler(input, scope).map(Target::Handler),
        }
    }

    /// What is mounted; `arrow` is blamed where there is nothing.
    pub(super) fn mount_target(
        &mut self,
        input: ParseStream<'_>,
        arrow: Span,
        scope: Scope,
    ) -> Option<MountTarget> {
        match self.target_keyword(input, arrow, scope)? {
            Some(keyword) if keyword == "redirect" => {
                let text = "a redirect cannot be mounted";
                let help =
                    "a rule can lead elsewhere: `\"/old/<path:rest>\" => redirect \"/new/<rest>\"`";
                self.tell(Mistake::at(keyword.span(), FP016, text).help(help));
                recover(input, scope.in_angles);
                None
            }
            Some(keyword) if keyword == "service" => {
                let service = self.expression(input, &keyword, scope);
                service.map(MountTarget::Service)
            }
            Some(keyword) => self
                .expression(input, &keyword, scope)
                .map(MountTarget::Wsgi),
            None => {
                let path = self.path(input, "the path of a `routes!` block");
                if path.is_none() {
                    recover(input, scope.in_angles);
                }
                path.map(MountTarget::Block)
            }
        }
    }

    /// Takes `redirect`, `service` or `wsgi`, or nothing where a path begins. `None` where neither
    /// stands, which is reported.
    ///
    /// Before `::` they are ordinary names, since a module `service` is nothing rare.
    fn target_keyword(
        &mut self,
        input: ParseStream<'_>,
        arrow: Span,
        scope: Scope,
    ) -> Option<Option<Ident>> {
        if is_boundary(input, scope.in_angles) {
            self.tell(Mistake::at(arrow, FP016, "expected a target after `=>`"));
            return None;
        }
        let word = next_word(input).filter(|word| {
            ["redirect", "service", "wsgi"]
                .iter()
                .any(|keyword| word == keyword)
                && !input.peek2(Token![::])
        });
        if word.is_some() {
            skip(input);
        } else if !begins_path(input) {
            self.no_target(input);
            recover(input, scope.in_angles);
            return None;
        }
        Some(word)
    }

    /// Says what could be written instead of what stands here, and takes its first token.
    fn no_target(&mut self, input: ParseStream<'_>) {
        let Some((found, at)) = next_token(input.cursor()) else {
            return;
        };
        let text = format!("expected a handler's path, found `{found}`");
        let mistake = Mistake::at(at, FP016, text);
        let closure = ["|", "||", "move", "async", "fn"].contains(&found.as_str());
        self.tell(if string(input.cursor()).is_some() {
            mistake.help(format!("to lead elsewhere, write `redirect {found}`"))
        } else if closure {
            mistake.help(
                "name an `async fn`; an expression that gives a service is written `service (…)`",
            )
        } else if found == "{" {
            mistake.help("to put rules under a prefix, write `submount \"/prefix\" { … }`")
        } else {
            mistake
        });
        skip(input);
    }

    fn redirect(
        &mut self,
        input: ParseStream<'_>,
        keyword: &Ident,
        scope: Scope,
    ) -> Option<Target> {
        if string(input.cursor()).is_some() && !begins_entry(input.cursor()) {
            return self.string(input).map(Target::Redirect);
        }
        let text = "`redirect` needs a string to lead to";
        let help =
            "write `redirect \"/target\"`; a handler of that name is written `self::redirect`";
        self.tell(Mistake::at(keyword.span(), FP016, text).help(help));
        recover(input, scope.in_angles);
        None
    }

    /// The expression after `service` or `wsgi`.
    ///
    /// In braces it reaches as far as Rust's grammar takes it: no entry begins with a token that
    /// could continue an expression, so it ends at a comma or at the next entry by itself. In
    /// angle brackets it stands in parentheses, because a `>` would be read as "greater than".
    fn expression(
        &mut self,
        input: ParseStream<'_>,
        keyword: &Ident,
        scope: Scope,
    ) -> Option<Expr> {
        let expression = if is_boundary(input, scope.in_angles) {
            let text = format!("`{keyword}` needs an expression");
            let help = format!("a handler of that name is written `self::{keyword}`");
            self.tell(Mistake::at(keyword.span(), FP016, text).help(help));
            None
        } else if scope.in_angles && !input.peek(token::Paren) {
            let text = format!("in angle brackets the expression of `{keyword}` needs parentheses");
            let help = format!("write `{keyword} (…)`, or the scope in braces");
            self.tell(Mistake::at(keyword.span(), FP016, text).help(help));
            None
        } else if scope.in_angles {
            let content = parentheses(input).ok()?;
            let expression = self.whole_expression(&content, keyword);
            while !content.is_empty() {
                skip(&content);
            }
            expression
        } else {
            self.open_expression(input, keyword)
        };
        if expression.is_none() {
            recover(input, scope.in_angles);
        }
        expression
    }

    fn whole_expression(&mut self, input: ParseStream<'_>, keyword: &Ident) -> Option<Expr> {
        if input.is_empty() {
            let text = format!("`{keyword}` needs an expression");
            self.tell(Mistake::at(keyword.span(), FP016, text));
            return None;
        }
        let expression = self.open_expression(input, keyword)?;
        if !input.is_empty() {
            self.expected("`)`", input);
        }
        Some(expression)
    }

    fn open_expression(&mut self, input: ParseStream<'_>, keyword: &Ident) -> Option<Expr> {
        let error = match attempt::<Expr>(input) {
            Ok(expression) => return Some(expression),
            Err(error) => error,
        };
        // An expression that runs into the end of the block has no token to blame: its error
        // stands at the whole block.
        let at = if error.span().start() == Span::call_site().start() {
            keyword.span()
        } else {
            error.span()
        };
        let text = format!("malformed expression of `{keyword}`: {error}");
        self.tell(Mistake::at(at, FP016, text));
        None
    }

    /// `users::show`, `generic::<User>`, `show(id, 1)`
    fn handler(&mut self, input: ParseStream<'_>, scope: Scope) -> Option<Handler> {
        let Some(mut path) = self.path(input, "a handler's path") else {
            recover(input, scope.in_angles);
            return None;
        };
        if input.peek(Token![<]) {
            let name = path.segments.last().map(|last| last.ident.to_string());
            let help = format!("write `{}::<…>`", name.unwrap_or_default());
            let text = "the generics of a handler open after `::`";
            self.tell(Mistake::at(input.span(), FP016, text).help(help));
            generics_without_colons(input, &mut path);
        }
        let arguments = if input.peek(token::Paren) {
            parentheses(input)
                .ok()
                .map(|content| self.arguments(&content))
        } else {
            None
        };
        self.after_handler(input, &path, scope);
        Some(Handler { path, arguments })
    }

    /// Tells apart what cannot follow a handler from the next entry.
    fn after_handler(&mut self, input: ParseStream<'_>, path: &Path, scope: Scope) {
        if is_boundary(input, scope.in_angles) || next_word(input).is_some() {
            return;
        }
        let Some((found, at)) = next_token(input.cursor()) else {
            return;
        };
        // A literal is for the next entry, which says better what is wrong with it.
        if input.cursor().literal().is_some() || is_fat_arrow(input.cursor()) || found == ">" {
            return;
        }
        let text = format!("unexpected `{found}` after the handler");
        let mistake = Mistake::at(at, FP016, text);
        let last = path.segments.last().map(|last| last.ident.to_string());
        let last = last.unwrap_or_default();
        self.tell(match found.as_str() {
            "." => mistake.help(format!("a path is written with `::`, as in `{last}::name`")),
            "!" => mistake.help("a handler is the path of an `async fn`, not a macro"),
            _ => mistake,
        });
        recover(input, scope.in_angles);
    }

    fn arguments(&mut self, input: ParseStream<'_>) -> Vec<Argument> {
        let mut arguments = Vec::new();
        self.list(input, |parser, input| {
            let (at, missing) = (input.span(), input.peek(Token![,]));
            let argument = parser.argument(input);
            let sound = argument.is_some();
            // A broken argument keeps its place, so that the others keep theirs.
            if sound || !missing {
                arguments.push(argument.unwrap_or(Argument::Unknown(at)));
            }
            sound.then_some(())
        });
        arguments
    }

    fn argument(&mut self, input: ParseStream<'_>) -> Option<Argument> {
        let after = input.cursor().ident().map(|(_, rest)| rest);
        let alone = after.is_some_and(|rest| rest.eof() || is(rest, ','));
        // `true` and `false` are words to the lexer but no identifiers.
        if alone && input.peek(syn::Ident) {
            return input.parse().ok().map(Argument::Variable);
        }
        let rule = "an argument is a variable, a literal or a path with `::`";
        self.constant(input, rule).map(Argument::Constant)
    }

    /// A path in which generics open only after `::`. Nothing but its beginning was looked at if
    /// this is `None`; it is reported.
    pub(super) fn path(&mut self, input: ParseStream<'_>, what: &str) -> Option<Path> {
        if !begins_path(input) {
            self.expected(what, input);
            return None;
        }
        let error = match attempt::<ExprPath>(input) {
            Ok(path) => return Some(path.path),
            Err(error) => error,
        };
        let (at, text) = self.path_fault(input, what).unwrap_or_else(|| {
            let text = format!("malformed path: {error}");
            (error.span(), text)
        });
        self.tell(Mistake::at(at, FP016, text));
        None
    }

    /// Looks for the usual faults of a path, half of which is being typed: a `::` without a name,
    /// or a keyword in place of a name.
    fn path_fault(&mut self, input: ParseStream<'_>, what: &str) -> Option<(Span, String)> {
        loop {
            if let Some(after) = double_colon(input.cursor()) {
                let colons = input.span();
                skip(input);
                skip(input);
                if after.ident().is_none() {
                    return Some((colons, "expected a name after `::`".to_owned()));
                }
            }
            let word = next_word(input)?;
            if !begins_path(input) {
                let text = format!("expected {what}, found keyword `{word}`");
                return Some((word.span(), text));
            }
            skip(input);
        }
    }

    /// A string literal that stands here for certain.
    pub(super) fn string(&mut self, input: ParseStream<'_>) -> Option<LitStr> {
        let string = input.parse::<LitStr>().ok()?;
        if !string.suffix().is_empty() {
            let text = format!("unexpected suffix `{}` on a string", string.suffix());
            self.tell(Mistake::at(string.span(), FP016, text));
        }
        Some(string)
    }
}

/// Takes `<…>` behind a path and gives it the `::` that is missing. What cannot be read is passed
/// over.
fn generics_without_colons(input: ParseStream<'_>, path: &mut Path) {
    let at = input.span();
    let generics = attempt::<AngleBracketedGenericArguments>(input);
    match (generics, path.segments.last_mut()) {
        (Ok(mut generics), Some(last)) => {
            generics.colon2_token = Some(Token![::](at));
            last.arguments = PathArguments::AngleBracketed(generics);
        }
        _ => skip_generics(input),
    }
}

fn parentheses<'a>(input: ParseStream<'a>) -> syn::Result<ParseBuffer<'a>> {
    let content;
    parenthesized!(content in input);
    Ok(content)
}

/// Whether a path may begin here: a word that is no keyword of Rust, or `::`.
fn begins_path(input: ParseStream<'_>) -> bool {
    input.peek(Token![::])
        || input.peek(syn::Ident)
        || input.peek(Token![self])
        || input.peek(Token![super])
        || input.peek(Token![crate])
        || input.peek(Token![Self])
}

fn take_arrow(input: ParseStream<'_>) -> Span {
    let span = input.span();
    skip(input);
    skip(input);
    span
}
