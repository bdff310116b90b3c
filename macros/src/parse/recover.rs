//! What comes next, and where to go on after a mistake.
//!
//! All of this looks at a [`Cursor`] and takes nothing, except for [`recover`] and [`skip`].

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenTree};
use syn::Token;
use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream};

use super::words;

/// Parses a `T` if one stands here; otherwise takes nothing.
///
/// Only what was parsed to its end moves the stream, so that recovery starts where the mistake
/// is and not somewhere behind it.
pub(super) fn attempt<T: Parse>(input: ParseStream<'_>) -> syn::Result<T> {
    use syn::parse::discouraged::Speculative as _;
    let fork = input.fork();
    let parsed = fork.parse()?;
    input.advance_to(&fork);
    Ok(parsed)
}

/// Takes one token tree; nothing at the end.
pub(super) fn skip(input: ParseStream<'_>) {
    // The only error is the end of the input, where there is nothing to skip.
    let _ = input.parse::<TokenTree>();
}

/// Skips what belongs to a broken entry. Stops before a comma or semicolon, before what looks like
/// the next entry, and before a `>` that may close the scope.
pub(super) fn recover(input: ParseStream<'_>, in_angles: bool) {
    while !is_boundary(input, in_angles) {
        // The `>` of an arrow closes nothing.
        if is_fat_arrow(input.cursor()) || input.peek(Token![->]) {
            skip(input);
        }
        skip(input);
    }
}

/// Whether what is being read must end here.
pub(super) fn is_boundary(input: ParseStream<'_>, in_angles: bool) -> bool {
    input.is_empty()
        || input.peek(Token![,])
        || input.peek(Token![;])
        || (in_angles && input.peek(Token![>]))
        || begins_entry(input.cursor())
}

/// Whether an entry, a setting or a converter begins here, as far as a few tokens can tell.
pub(super) fn begins_entry(cursor: Cursor<'_>) -> bool {
    if let Some((punct, rest)) = cursor.punct() {
        return punct.as_char() == '#' && rest.group(Delimiter::Bracket).is_some();
    }
    if let Some(rest) = string(cursor) {
        return is_fat_arrow(rest);
    }
    let Some((word, rest)) = cursor.ident() else {
        return false;
    };
    let word = word.to_string();
    match word.as_str() {
        "within" | "converter" => rest.ident().is_some(),
        setting if words::is_setting(setting) => value(rest).is_some_and(|rest| is(rest, ';')),
        keyword if words::is_keyword(keyword) => string(rest).is_some(),
        method if words::is_upper_case(method) => string(rest).is_some() || is(rest, '|'),
        _ => false,
    }
}

/// What follows a string literal.
pub(super) fn string(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (literal, rest) = cursor.literal()?;
    let text = literal.to_string();
    (text.starts_with('"') || text.starts_with("r\"") || text.starts_with("r#")).then_some(rest)
}

/// What follows the value of a setting.
pub(super) fn value(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let literal = cursor.literal().map(|(_, rest)| rest);
    literal.or_else(|| cursor.ident().map(|(_, rest)| rest))
}

/// What follows a path without generics.
pub(super) fn plain_path(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (_, mut rest) = cursor.ident()?;
    while let Some(after) = double_colon(rest) {
        (_, rest) = after.ident()?;
    }
    Some(rest)
}

/// What follows a `::`.
pub(super) fn double_colon(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    joint(cursor, ':', ':')
}

pub(super) fn is_fat_arrow(cursor: Cursor<'_>) -> bool {
    joint(cursor, '=', '>').is_some()
}

/// Whether a scope opens here: `{ … }` or `<`.
pub(super) fn opens_scope(cursor: Cursor<'_>) -> bool {
    is(cursor, '<') || cursor.group(Delimiter::Brace).is_some()
}

pub(super) fn is(cursor: Cursor<'_>, ch: char) -> bool {
    cursor
        .punct()
        .is_some_and(|(punct, _)| punct.as_char() == ch)
}

fn joint(cursor: Cursor<'_>, first: char, second: char) -> Option<Cursor<'_>> {
    let (punct, rest) = cursor.punct()?;
    let joined = punct.as_char() == first && punct.spacing() == Spacing::Joint;
    let (punct, rest) = rest.punct()?;
    (joined && punct.as_char() == second).then_some(rest)
}

/// The next token as the user wrote it, and where it is. `None` at the end.
pub(super) fn next_token(cursor: Cursor<'_>) -> Option<(String, Span)> {
    if let Some((ident, _)) = cursor.ident() {
        return Some((ident.to_string(), ident.span()));
    }
    if let Some((literal, _)) = cursor.literal() {
        return Some((literal.to_string(), literal.span()));
    }
    for (delimiter, text) in [
        (Delimiter::Brace, "{"),
        (Delimiter::Bracket, "["),
        (Delimiter::Parenthesis, "("),
    ] {
        if let Some((_, span, _)) = cursor.group(delimiter) {
            return Some((text.to_owned(), span.open()));
        }
    }
    let (first, mut rest) = cursor.punct()?;
    let mut text = String::from(first.as_char());
    let mut spacing = first.spacing();
    // Two characters are enough to name `=>` or `::`; longer runs are rather several tokens.
    while spacing == Spacing::Joint && text.len() < 2 {
        let Some((punct, after)) = rest.punct() else {
            break;
        };
        text.push(punct.as_char());
        (spacing, rest) = (punct.spacing(), after);
    }
    Some((text, first.span()))
}

/// Takes `<…>` if it is closed before anything that generics cannot hold; otherwise only the `<`.
pub(super) fn skip_generics(input: ParseStream<'_>) {
    let fork = input.fork();
    let mut depth = 0_usize;
    let mut length = 0_usize;
    let balanced = loop {
        if fork.is_empty() || is_fat_arrow(fork.cursor()) || string(fork.cursor()).is_some() {
            break false;
        }
        if fork.peek(Token![->]) {
            skip(&fork);
            length += 1;
        } else if fork.peek(Token![<]) {
            depth += 1;
        } else if fork.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        skip(&fork);
        length += 1;
        if depth == 0 {
            break true;
        }
    };
    for _ in 0..if balanced { length } else { 1 } {
        skip(input);
    }
}

/// Takes a whole scope, however deep, without recursion.
pub(super) fn skip_scope(input: ParseStream<'_>) {
    let mut depth = 0_usize;
    while !input.is_empty() {
        if is_fat_arrow(input.cursor()) || input.peek(Token![->]) {
            skip(input);
        } else if input.peek(Token![<]) {
            depth += 1;
        } else if input.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        skip(input);
        if depth == 0 {
            break;
        }
    }
}

/// The identifier that stands next; keywords of Rust count.
pub(super) fn next_word(input: ParseStream<'_>) -> Option<Ident> {
    input.cursor().ident().map(|(word, _)| word)
}
