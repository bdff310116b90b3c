//! Text to [`Syntax`]: the grammar of Werkzeug's rule strings, and what to say
//! where a string leaves it.
//!
//! ```text
//! rule     = { "/" | text | variable }
//! variable = "<" [ converter [ "(" arguments ")" ] ":" ] name ">"
//! ```

use crate::error::{RuleError, RuleErrorKind};
use crate::syntax::{Argument, Item, Literal, Span, Syntax, Variable};

/// Takes a rule string apart: a path, or the host or subdomain of a rule.
pub(crate) fn parse(source: &str) -> Result<Syntax, RuleError> {
    let mut parser = Parser {
        source,
        position: 0,
    };
    let mut items = Vec::new();
    while let Some(next) = parser.peek() {
        items.push(match next {
            '/' => {
                parser.position += 1;
                Item::Slash
            }
            '<' => Item::Variable(parser.variable()?),
            _ => Item::Text(parser.take_until(['/', '<']).to_owned()),
        });
    }
    Ok(Syntax { items })
}

/// A variable in the text of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableText<'r> {
    /// Its name.
    pub name: String,
    /// The name of its converter; `default` where it names none.
    pub converter: String,
    /// All of it, as it is written: `<int(min=1):id>`.
    pub source: &'r str,
}

/// The variables in the text of a rule, from left to right; none if it is
/// malformed.
///
/// ```
/// use fingerpost_rules::variables;
///
/// let variables = variables("/<tenant>/<int(min=1):id>");
/// assert_eq!(variables[1].name, "id");
/// assert_eq!(variables[1].converter, "int");
/// assert_eq!(variables[1].source, "<int(min=1):id>");
/// ```
pub fn variables(rule: &str) -> Vec<VariableText<'_>> {
    let items = parse(rule).map_or(Vec::new(), |syntax| syntax.items);
    let text = |variable: Variable| VariableText {
        converter: variable
            .converter
            .map_or_else(|| "default".to_owned(), |(name, _)| name),
        source: rule.get(variable.span).unwrap_or(""),
        name: variable.name,
    };
    items
        .into_iter()
        .filter_map(|item| match item {
            Item::Variable(variable) => Some(text(variable)),
            Item::Slash | Item::Text(_) => None,
        })
        .collect()
}

struct Parser<'s> {
    source: &'s str,
    position: usize,
}

impl<'s> Parser<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.position..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.position += expected.len_utf8();
        }
        found
    }

    fn take_while(&mut self, mut wanted: impl FnMut(char) -> bool) -> &'s str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.position += end;
        &rest[..end]
    }

    fn take_until<const N: usize>(&mut self, ends: [char; N]) -> &'s str {
        self.take_while(|c| !ends.contains(&c))
    }

    fn take_name(&mut self) -> &'s str {
        let starts_well = self
            .peek()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if starts_well {
            self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
        } else {
            ""
        }
    }

    fn malformed(&self, span: Span, what: impl AsRef<str>) -> RuleError {
        let message = format!("malformed rule: {}", what.as_ref());
        RuleError::new(RuleErrorKind::Malformed, self.source, span, message)
    }

    /// `<name>`, `<converter:name>` or `<converter(arguments):name>`.
    fn variable(&mut self) -> Result<Variable, RuleError> {
        let start = self.position;
        self.position += 1;
        let word_start = self.position;
        let word = self.take_name();
        let word_span = word_start..self.position;

        let (converter, arguments) = match self.peek() {
            Some(':') if !word.is_empty() => {
                self.position += 1;
                (Some((word.to_owned(), word_span.clone())), Vec::new())
            }
            Some('(') if !word.is_empty() => {
                let arguments = self.arguments(start)?;
                (Some((word.to_owned(), word_span.clone())), arguments)
            }
            _ => (None, Vec::new()),
        };
        let (name, name_span) = if converter.is_some() {
            let name_start = self.position;
            (self.take_name(), name_start..self.position)
        } else {
            (word, word_span)
        };
        if name.is_empty() || !self.eat('>') {
            return Err(self.bad_variable(start, name_span.start));
        }
        Ok(Variable {
            name: name.to_owned(),
            name_span,
            converter,
            arguments,
            span: start..self.position,
        })
    }

    /// Says what is wrong with the variable that begins at `start` and whose
    /// name begins at `name_start`.
    fn bad_variable(&self, start: usize, name_start: usize) -> RuleError {
        let after = &self.source[start + 1..];
        let Some(close) = after.find('>').map(|index| start + 1 + index) else {
            return self.never_closed(start);
        };
        if after
            .find('<')
            .is_some_and(|index| start + 1 + index < close)
        {
            return self.never_closed(start);
        }
        let name = &self.source[name_start..close];
        if name.is_empty() {
            return self
                .malformed(start..close + 1, "a variable needs a name")
                .note(format!(
                    "help: name it: `{}name>`",
                    &self.source[start..close]
                ));
        }
        let error = self.malformed(
            name_start..close,
            format!("`{name}` is no name for a variable"),
        );
        let mended = mended_name(name);
        if mended.is_empty() {
            error.note("note: a name is made of letters, digits and `_`, and begins with no digit")
        } else {
            error
                .note("note: a name is made of letters, digits and `_`, and begins with no digit")
                .note(format!(
                    "help: `{}{mended}>`",
                    &self.source[start..name_start]
                ))
        }
    }

    fn never_closed(&self, start: usize) -> RuleError {
        let tail = &self.source[start..];
        let end = tail[1..]
            .find(['/', '<'])
            .map_or(tail.len(), |index| index + 1);
        let (head, rest) = (&self.source[..start + end], &self.source[start + end..]);
        self.malformed(start..start + end, "`<` is never closed")
            .note(format!("help: close it: \"{head}>{rest}\""))
    }

    /// `(arguments):` up to where the name begins. The arguments are the
    /// shortest text such that `):name>` follows, so they may hold `)` and `/`.
    fn arguments(&mut self, variable_start: usize) -> Result<Vec<Argument>, RuleError> {
        let open = self.position;
        let text_start = open + 1;
        let mut search = text_start;
        while let Some(found) = self.source[search..].find("):") {
            let close = search + found;
            let mut after = Parser {
                source: self.source,
                position: close + 2,
            };
            if !after.take_name().is_empty() && after.eat('>') {
                let arguments = self.argument_list(text_start, close)?;
                self.position = close + 2;
                return Ok(arguments);
            }
            search = close + 1;
        }
        let rest = &self.source[open..];
        let close = rest
            .find('>')
            .map_or(self.source.len(), |index| open + index);
        let Some(paren) = self.source[open..close]
            .rfind(')')
            .map(|index| open + index)
        else {
            if close == self.source.len() {
                return Err(self.never_closed(variable_start));
            }
            // The name is what stands behind the last colon.
            let (arguments, name) = self.source[open..close]
                .rsplit_once(':')
                .unwrap_or(("(", "name"));
            let help = format!(
                "help: close it: `{}{arguments}):{name}>`",
                &self.source[variable_start..open]
            );
            return Err(self
                .malformed(open..close, "`(` is never closed")
                .note(help));
        };
        let after = &self.source[paren + 1..close];
        if close == self.source.len() {
            return Err(self.never_closed(variable_start));
        }
        if after.starts_with(':') {
            return Err(self.bad_variable(variable_start, paren + 2));
        }
        Err(self
            .malformed(
                paren..close,
                "`:` is missing between the converter and the name",
            )
            .note(format!(
                "help: `{}:{}>`",
                &self.source[variable_start..=paren],
                if after.is_empty() { "name" } else { after }
            )))
    }

    /// The arguments in `source[start..end]`: values or `name=value`, with
    /// commas between them; one more comma at the end is fine.
    fn argument_list(&self, start: usize, end: usize) -> Result<Vec<Argument>, RuleError> {
        let mut inner = Parser {
            source: &self.source[..end],
            position: start,
        };
        let mut arguments = Vec::new();
        loop {
            inner.take_while(char::is_whitespace);
            if inner.position == end {
                return Ok(arguments);
            }
            let argument_start = inner.position;
            let argument = inner.argument();
            inner.take_while(char::is_whitespace);
            let finished = inner.position == end || inner.eat(',');
            match argument {
                Some(argument) if finished => arguments.push(argument),
                _ => {
                    let stop = self.source[argument_start..end]
                        .find(',')
                        .map_or(end, |index| argument_start + index)
                        .max(argument_start + 1);
                    let text = self
                        .source
                        .get(argument_start..stop)
                        .unwrap_or("")
                        .trim_end();
                    return Err(RuleError::new(
                        RuleErrorKind::BadArgument,
                        self.source,
                        argument_start..argument_start + text.len().max(1),
                        format!("`{text}` is no argument of a converter"),
                    )
                    .note("note: an argument is a number, a word, True, False or a text in quotes; `name=` may stand before it"));
                }
            }
        }
    }

    fn argument(&mut self) -> Option<Argument> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let start = self.position;
        let name = self.take_while(is_word);
        self.take_while(char::is_whitespace);
        let name = if !name.is_empty() && self.eat('=') {
            self.take_while(char::is_whitespace);
            Some(name.to_owned())
        } else {
            self.position = start;
            None
        };
        let value_start = self.position;
        let (value, text) = self
            .quoted()
            .map(|text| (Literal::Text, text))
            .or_else(|| {
                self.position = value_start;
                self.eat('-');
                let body = self.take_while(|c| is_word(c) || c == '.');
                let word = &self.source[value_start..self.position];
                (!body.is_empty()).then(|| (literal(word), word))
            })?;
        Some(Argument {
            name,
            value,
            text: text.to_owned(),
            span: start..self.position,
        })
    }

    /// A text in single or double quotes, after one of Python's prefixes.
    fn quoted(&mut self) -> Option<&'s str> {
        if self.peek().is_some_and(|c| "urUR".contains(c)) {
            self.position += 1;
        }
        let quote = self.peek().filter(|c| matches!(c, '"' | '\''))?;
        self.position += 1;
        let text = self.take_until([quote]);
        self.eat(quote).then_some(text)
    }
}

fn literal(word: &str) -> Literal {
    match word {
        "None" => Literal::None,
        "True" => Literal::Bool(true),
        "False" => Literal::Bool(false),
        _ => {
            let digits = word.strip_prefix('-').unwrap_or(word);
            let numeric = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
            if let Ok(number) = word.parse() {
                Literal::Int(number)
            } else if let (true, Ok(number)) = (numeric, word.parse()) {
                Literal::Float(number)
            } else {
                Literal::Text
            }
        }
    }
}

/// What the author of a bad name is likely to have meant.
fn mended_name(name: &str) -> String {
    let name = name.trim();
    let simple = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_- .".contains(c));
    if !simple || name.starts_with(|c: char| c.is_ascii_digit()) {
        return String::new();
    }
    name.replace(['-', ' ', '.'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(source: &str) -> String {
        let mut text = String::new();
        for item in parse(source).unwrap().items {
            match item {
                Item::Slash => text.push('/'),
                Item::Text(part) => text += &format!("[{part}]"),
                Item::Variable(variable) => {
                    let converter = variable.converter.map_or("-".to_owned(), |(name, _)| name);
                    let arguments: Vec<String> = variable
                        .arguments
                        .iter()
                        .map(|a| {
                            format!(
                                "{}{:?}",
                                a.name.clone().map_or(String::new(), |n| n + "="),
                                a.value
                            )
                        })
                        .collect();
                    text += &format!("<{converter}({}):{}>", arguments.join(","), variable.name);
                }
            }
        }
        text
    }

    #[test]
    fn rules_are_taken_apart() {
        for (source, expected) in [
            ("", ""),
            ("/", "/"),
            ("/a//b/", "/[a]//[b]/"),
            ("/a>b", "/[a>b]"),
            ("/<name>", "/<-():name>"),
            ("/v<int:a>.<int:b>", "/[v]<int():a>[.]<int():b>"),
            (
                "/<int(min=1, max = -9,):n>",
                "/<int(min=Int(1),max=Int(-9)):n>",
            ),
            ("/<any(1,2):k>", "/<any(Int(1),Int(2)):k>"),
            (
                "/<any(\"a, b\", 'c/d', u'e'):k>",
                "/<any(Text,Text,Text):k>",
            ),
            ("/<x(\"a):\"):c>", "/<x(Text):c>"),
            (
                "/<float(1.5, .5, inf):f>",
                "/<float(Float(1.5),Float(0.5),Text):f>",
            ),
            ("/<int(signed=True):n>", "/<int(signed=Bool(true)):n>"),
            ("/<string(maxlength=None):n>", "/<string(maxlength=None):n>"),
        ] {
            assert_eq!(written(source), expected, "{source}");
        }
    }

    #[test]
    fn mistakes_are_marked_and_mended() {
        for (source, marked, message, help) in [
            (
                "/users/<int:id",
                "<int:id",
                "`<` is never closed",
                "help: close it: \"/users/<int:id>\"",
            ),
            (
                "/users/<id/edit",
                "<id",
                "`<` is never closed",
                "help: close it: \"/users/<id>/edit\"",
            ),
            (
                "/<a<b>",
                "<a",
                "`<` is never closed",
                "help: close it: \"/<a><b>\"",
            ),
            (
                "/<int(min=1:id",
                "<int(min=1:id",
                "`<` is never closed",
                "help: close it: \"/<int(min=1:id>\"",
            ),
            (
                "/<int(min=1:id>",
                "(min=1:id",
                "`(` is never closed",
                "help: close it: `<int(min=1):id>`",
            ),
            (
                "/<>",
                "<>",
                "a variable needs a name",
                "help: name it: `<name>`",
            ),
            (
                "/<int:>",
                "<int:>",
                "a variable needs a name",
                "help: name it: `<int:name>`",
            ),
            (
                "/<int(min=1):>",
                "<int(min=1):>",
                "a variable needs a name",
                "help: name it: `<int(min=1):name>`",
            ),
            (
                "/<user-id>",
                "user-id",
                "`user-id` is no name for a variable",
                "help: `<user_id>`",
            ),
            (
                "/<int:user id>",
                "user id",
                "`user id` is no name for a variable",
                "help: `<int:user_id>`",
            ),
            (
                "/<2nd>",
                "2nd",
                "`2nd` is no name for a variable",
                "note: a name",
            ),
            (
                "/<int(1)id>",
                ")id",
                "`:` is missing between the converter and the name",
                "help: `<int(1):id>`",
            ),
        ] {
            let error = parse(source).expect_err(source);
            assert_eq!(&source[error.span()], marked, "{source}");
            assert_eq!(
                error.message(),
                format!("malformed rule: {message}"),
                "{source}"
            );
            assert!(error.to_string().contains(help), "{source}: {error}");
        }
    }

    #[test]
    fn arguments_are_values() {
        for (source, marked) in [
            ("/<int(min=):id>", "min="),
            ("/<int(min=0;max=3):id>", "min=0;max=3"),
            ("/<any(a b):id>", "a b"),
            ("/<any(a,,b):id>", ","),
            ("/<any('a):id>", "'a"),
        ] {
            let error = parse(source).expect_err(source);
            assert_eq!(error.kind(), RuleErrorKind::BadArgument, "{source}");
            assert_eq!(&source[error.span()], marked, "{source}");
        }
    }
}
