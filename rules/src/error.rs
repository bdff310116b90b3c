//! What is wrong with a rule, in words that show where and tell the way out.

use std::fmt;
use std::ops::Range;

/// The kind of a mistake in a rule or in a map of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RuleErrorKind {
    /// The rule string can not be read.
    Malformed,
    /// The rule string does not begin with a slash.
    NoLeadingSlash,
    /// Two variables of a rule, its host included, have one name.
    DuplicateVariable,
    /// No converter has this name.
    UnknownConverter,
    /// A converter does not take this argument.
    BadArgument,
    /// The regular expression of a declared converter is invalid, can match
    /// the empty string, or has a class that admits a slash.
    BadRegex,
    /// A host or subdomain that no request can have.
    BadDomain,
    /// A rule that answers no method at all.
    EmptyMethods,
    /// A method that is no word in the sense of RFC 9110.
    BadMethod,
    /// More different methods in one map than a table can hold.
    TooManyMethods,
    /// A websocket rule with a method other than GET, HEAD and OPTIONS.
    WebsocketMethods,
    /// Two rules with the same parts answer the same method.
    Duplicate,
    /// A default for a variable of the rule, or one that is no single value.
    BadDefault,
    /// An alias has no rule to lead to.
    AliasWithoutCanonical,
    /// A redirect names a variable that the rule lacks, or is none.
    BadRedirect,
    /// Two rules answer one request, and neither is more specific.
    Overlap,
    /// Other rules answer all that a rule could answer.
    NeverRuns,
    /// A rule overrides an endpoint that there is not, or that it does not
    /// meet, or one that overrides it in turn.
    BadOverride,
    /// The table of the map would be larger than its offsets can say.
    TooLarge,
}

impl RuleErrorKind {
    /// The code of this kind in the list of errors, such as `FP001`.
    pub fn code(self) -> &'static str {
        match self {
            RuleErrorKind::Malformed
            | RuleErrorKind::NoLeadingSlash
            | RuleErrorKind::DuplicateVariable
            | RuleErrorKind::EmptyMethods
            | RuleErrorKind::BadMethod
            | RuleErrorKind::TooManyMethods
            | RuleErrorKind::TooLarge
            | RuleErrorKind::BadDefault
            | RuleErrorKind::WebsocketMethods => "FP001",
            RuleErrorKind::Duplicate => "FP004",
            RuleErrorKind::UnknownConverter | RuleErrorKind::BadArgument => "FP011",
            RuleErrorKind::BadRegex => "FP013",
            RuleErrorKind::AliasWithoutCanonical | RuleErrorKind::BadRedirect => "FP014",
            RuleErrorKind::BadDomain => "FP015",
            RuleErrorKind::Overlap => "FP002",
            RuleErrorKind::NeverRuns => "FP003",
            RuleErrorKind::BadOverride => "FP017",
        }
    }
}

/// A mistake in a rule: its kind, the text it stands in, and the place.
///
/// Its text has the mistake and its code on the first line, then the rule with
/// the place marked beneath, then the way out:
///
/// ```
/// use fingerpost_rules::{Map, Rule};
///
/// let error = Map::new([Rule::new("/users/<imt:id>", "user")]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "unknown converter `imt`; did you mean `int`? [FP011]\n\
///      \x20 /users/<imt:id>\n\
///      \x20         ^^^\n\
///      known converters: any, float, int, path, string, uuid"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    // Results of rules are returned everywhere, and mistakes are rare.
    mistake: Box<Mistake>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    kind: RuleErrorKind,
    message: String,
    source: String,
    span: Range<usize>,
    second_span: Option<Range<usize>>,
    notes: Vec<String>,
    rule: Option<usize>,
    others: Vec<usize>,
    examples: Vec<Example>,
}

/// A request that shows a mistake.
///
/// It prints as a URL: a path, or a whole URL where the rules are in a
/// subdomain (of `localhost`, which needs no set-up) or on a host.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// The method of the request.
    pub method: String,
    /// Whether it asks for a websocket.
    pub websocket: bool,
    /// The host, if the rules go by it.
    pub host: Option<String>,
    /// The subdomain, if the rules go by it.
    pub subdomain: Option<String>,
    /// The path, percent-encoded.
    pub path: String,
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.websocket { "ws" } else { "http" };
        match (&self.host, self.subdomain.as_deref()) {
            (Some(host), _) => write!(f, "{scheme}://{host}{}", self.path),
            (None, None | Some("")) => f.write_str(&self.path),
            (None, Some(subdomain)) => write!(f, "{scheme}://{subdomain}.localhost{}", self.path),
        }
    }
}

impl RuleError {
    pub(crate) fn new(
        kind: RuleErrorKind,
        source: impl Into<String>,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        RuleError {
            mistake: Box::new(Mistake {
                kind,
                message: message.into(),
                source: source.into(),
                span,
                second_span: None,
                notes: Vec::new(),
                rule: None,
                others: Vec::new(),
                examples: Vec::new(),
            }),
        }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.mistake.notes.push(note.into());
        self
    }

    /// Marks a second place of the same text.
    pub(crate) fn and_at(mut self, span: Range<usize>) -> Self {
        self.mistake.second_span = Some(span);
        self
    }

    pub(crate) fn in_rule(mut self, rule: usize) -> Self {
        self.mistake.rule = Some(rule);
        self
    }

    pub(crate) fn beside(mut self, other: usize) -> Self {
        self.mistake.others.push(other);
        self
    }

    pub(crate) fn example(mut self, example: Example) -> Self {
        self.mistake.examples.push(example);
        self
    }

    /// What kind of mistake it is.
    pub fn kind(&self) -> RuleErrorKind {
        self.mistake.kind
    }

    /// The mistake in one line, without code, place and notes.
    pub fn message(&self) -> &str {
        &self.mistake.message
    }

    /// The text that holds the mistake: a rule, a host, a regular expression.
    pub fn source_text(&self) -> &str {
        &self.mistake.source
    }

    /// The place of the mistake in [`source_text`](Self::source_text), in bytes.
    pub fn span(&self) -> Range<usize> {
        self.mistake.span.clone()
    }

    /// A second place in [`source_text`](Self::source_text), where two are at
    /// odds: of a variable that stands twice, the first.
    pub fn second_span(&self) -> Option<Range<usize>> {
        self.mistake.second_span.clone()
    }

    /// Which rule of the map it is, counted from 0 in the order in which the
    /// rules were given; `None` if the mistake is in no single rule.
    pub fn rule(&self) -> Option<usize> {
        self.mistake.rule
    }

    /// The second rule where two are at odds, counted like [`rule`](Self::rule).
    pub fn other(&self) -> Option<usize> {
        self.mistake.others.first().copied()
    }

    /// All other rules that have to do with the mistake.
    pub fn others(&self) -> &[usize] {
        &self.mistake.others
    }

    /// Requests that show the mistake. Where two rules overlap, the first is
    /// one that both answer; then come one that only the earlier rule answers
    /// and one that only the later one does, as far as there are such.
    pub fn examples(&self) -> &[Example] {
        &self.mistake.examples
    }

    /// Adds a line to the end of the text, such as where the other rule stands.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        self.note(note)
    }
}

impl RuleError {
    /// All but the first line of the text: the rule with the place marked, and
    /// the notes.
    pub fn details(&self) -> String {
        let mut lines = Vec::new();
        let marked = self
            .mistake
            .source
            .get(self.mistake.span.clone())
            .unwrap_or("");
        // A mark under all of the text, or under none of it, says nothing.
        if !self.mistake.source.contains('\n') && marked.len() < self.mistake.source.len() {
            lines.push(format!("  {}", self.mistake.source));
            lines.push(format!("  {}", self.marks()));
        }
        lines.extend(self.mistake.notes.iter().cloned());
        lines.join("\n")
    }
}

impl RuleError {
    /// A line to stand beneath the text, with `^` under the place and `-` under
    /// the second one.
    fn marks(&self) -> String {
        let Mistake {
            source,
            span,
            second_span,
            ..
        } = &*self.mistake;
        let is_in = |span: &Range<usize>, at: usize| at == span.start || span.contains(&at);
        let mark = |(at, _): (usize, char)| match second_span {
            _ if is_in(span, at) => '^',
            Some(second) if is_in(second, at) => '-',
            _ => ' ',
        };
        // A place at the very end is under no letter.
        let end = (span.start >= source.len()).then_some('^');
        let line: String = source.char_indices().map(mark).chain(end).collect();
        line.trim_end().to_owned()
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&headline(&self.mistake.message, self.mistake.kind.code()))?;
        match self.details().as_str() {
            "" => Ok(()),
            details => write!(f, "\n{details}"),
        }
    }
}

impl std::error::Error for RuleError {}

/// The first line of every error, of `routes!` and at run time: what is wrong,
/// and under which code it can be looked up.
pub fn headline(message: &str, code: &str) -> String {
    format!("{message} [{code}]")
}

/// All that is wrong with the rules of a map; there is at least one mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapError {
    errors: Vec<RuleError>,
}

impl MapError {
    pub(crate) fn new(errors: Vec<RuleError>) -> Self {
        MapError { errors }
    }

    /// The mistakes, in the order of the rules.
    pub fn errors(&self) -> &[RuleError] {
        &self.errors
    }

    /// The mistakes, in the order of the rules.
    pub fn into_errors(self) -> Vec<RuleError> {
        self.errors
    }
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for MapError {}
