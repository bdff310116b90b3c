//! Collects the mistakes of a block and gives them back together, each at its own place.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// One mistake: where it is, what it is, and the way out.
pub(crate) struct Mistake {
    start: Span,
    end: Span,
    code: &'static str,
    text: String,
    notes: Vec<String>,
}

impl Mistake {
    /// A mistake at one token.
    pub(crate) fn at(span: Span, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            start: span,
            end: span,
            code,
            text: text.into(),
            notes: Vec::new(),
        }
    }

    /// A mistake that reaches from the first to the last of `tokens`, as a path does.
    pub(crate) fn over(
        tokens: &impl ToTokens,
        code: &'static str,
        text: impl Into<String>,
    ) -> Self {
        let mut trees = tokens.to_token_stream().into_iter();
        let start = trees
            .next()
            .map_or_else(Span::call_site, |tree| tree.span());
        let end = trees.last().map_or(start, |tree| tree.span());
        Self {
            end,
            ..Self::at(start, code, text)
        }
    }

    /// Adds a line (or several) below the headline.
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a line that tells the way out.
    pub(crate) fn help(self, text: impl AsRef<str>) -> Self {
        self.note(format!("help: {}", text.as_ref()))
    }

    /// The message as rustc shows it. What an error looks like is decided here and nowhere else.
    fn render(&self) -> String {
        let mut message = fingerpost_rules::error::headline(&self.text, self.code);
        for note in &self.notes {
            message.push('\n');
            message.push_str(note);
        }
        message
    }

    /// File, line and column: enough to sort by and to tell two places apart, as spans themselves
    /// cannot be compared.
    fn place(&self) -> (String, [usize; 4]) {
        let (start, end) = (self.start.start(), self.end.end());
        let lines = [start.line, start.column, end.line, end.column];
        (self.start.file(), lines)
    }

    /// `::core::compile_error! { "message" }`, its first token at the start of the place and its
    /// last at the end, because rustc underlines from the one to the other.
    fn into_tokens(self) -> TokenStream {
        let punct = |ch, spacing, span| {
            let mut punct = Punct::new(ch, spacing);
            punct.set_span(span);
            TokenTree::from(punct)
        };
        let mut message = Literal::string(&self.render());
        message.set_span(self.end);
        let mut body = Group::new(Delimiter::Brace, TokenTree::from(message).into());
        body.set_span(self.end);
        TokenStream::from_iter([
            punct(':', Spacing::Joint, self.start),
            punct(':', Spacing::Alone, self.start),
            Ident::new("core", self.start).into(),
            punct(':', Spacing::Joint, self.start),
            punct(':', Spacing::Alone, self.start),
            Ident::new("compile_error", self.start).into(),
            punct('!', Spacing::Alone, self.start),
            body.into(),
        ])
    }
}

/// All mistakes found so far.
#[derive(Default)]
pub(crate) struct Report {
    mistakes: Vec<Mistake>,
}

impl Report {
    /// Adds a mistake, unless the same was said of the same place before.
    pub(crate) fn add(&mut self, mistake: Mistake) {
        let place = mistake.place();
        let told = self.mistakes.iter().any(|earlier| {
            earlier.text == mistake.text
                && earlier.notes == mistake.notes
                && earlier.place() == place
        });
        if !told {
            self.mistakes.push(mistake);
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// How many mistakes there are.
    pub(crate) fn len(&self) -> usize {
        self.mistakes.len()
    }

    /// One `compile_error! { … }` for each mistake, in source order. They stand as well among
    /// items as among statements.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        self.sort();
        self.mistakes
            .into_iter()
            .map(Mistake::into_tokens)
            .collect()
    }

    fn sort(&mut self) {
        // Stable, so that several mistakes at one place keep the order of their discovery.
        self.mistakes.sort_by_cached_key(Mistake::place);
    }

    /// What the user would see, in source order: the source that is underlined, and the message.
    #[cfg(test)]
    pub(crate) fn messages(mut self) -> Vec<(String, String)> {
        self.sort();
        let shown = |mistake: &Mistake| {
            let start = mistake.start.source_text().unwrap_or_default();
            let end = mistake.end.source_text().unwrap_or_default();
            let underlined = if mistake.start.byte_range() == mistake.end.byte_range() {
                start
            } else {
                format!("{start}..{end}")
            };
            (underlined, mistake.render())
        };
        self.mistakes.iter().map(shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn tokens(source: &str) -> TokenStream {
        source.parse().expect("the test's source is made of tokens")
    }

    fn span(tokens: &TokenStream, index: usize) -> Span {
        let tree = tokens.clone().into_iter().nth(index);
        tree.expect("there are as many tokens").span()
    }

    #[test]
    fn a_message_is_a_headline_with_notes_below() {
        let source = tokens("a b::c");
        let mut report = Report::default();
        let path: TokenStream = source.clone().into_iter().skip(1).collect();
        report.add(
            Mistake::over(&path, "FP001", "wrong")
                .note("a note")
                .help("write it"),
        );
        let expected = "wrong [FP001]\na note\nhelp: write it";
        assert_eq!(
            report.messages(),
            [("b..c".to_owned(), expected.to_owned())]
        );
    }

    #[test]
    fn mistakes_stand_in_source_order_and_once() {
        let source = tokens("a\nb c");
        let mut report = Report::default();
        assert!(report.is_empty());
        for (index, text) in [
            (2, "third"),
            (1, "second"),
            (0, "first"),
            (1, "second"),
            (1, "b"),
        ] {
            report.add(Mistake::at(span(&source, index), "FP016", text));
        }
        assert_eq!(report.len(), 4);
        let messages = report.messages();
        let places: Vec<_> = messages.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(places, ["a", "b", "b", "c"]);
    }

    #[test]
    fn tokens_are_compile_errors() {
        let source = tokens("a b");
        let mut report = Report::default();
        report.add(Mistake::at(span(&source, 1), "FP016", "two"));
        report.add(Mistake::at(span(&source, 0), "FP016", "one"));
        let expected = quote! {
            ::core::compile_error! { "one [FP016]" }
            ::core::compile_error! { "two [FP016]" }
        };
        assert_eq!(report.into_tokens().to_string(), expected.to_string());
    }
}
