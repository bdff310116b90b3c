//! Converters: which text a variable takes, and which values.
//!
//! A converter says two things. Its [`Shape`] is the text that it takes, which
//! decides where a segment is cut and which way the search goes. Its
//! [`Check`]s refuse single values of that shape, such as `9` for
//! `int(max=5)`; a refused value is no match of that rule (difference D1).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{RuleError, RuleErrorKind};
use crate::suggest::nearest;
use crate::syntax::{Argument, Literal, Variable};
use crate::value::Value;

/// The converters that every map has.
const BUILT_IN: [&str; 7] = ["any", "default", "float", "int", "path", "string", "uuid"];

/// What a converter of the user's own makes of the text that its regular
/// expression has matched.
///
/// ```
/// use std::borrow::Cow;
/// use fingerpost_rules::{Convert, Map, Outcome, Rule, Value};
///
/// /// Whole numbers in base 16.
/// struct Hex;
///
/// impl Convert for Hex {
///     fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
///         i64::from_str_radix(&text, 16).ok().map(Value::Int)
///     }
/// }
///
/// let map = Map::builder()
///     .converter("hex", "[0-9a-f]+", Hex)
///     .add(Rule::new("/color/<hex:rgb>", "color"))
///     .build()?;
/// let adapter = map.bind("example.com")?;
/// let Outcome::Match(found) = adapter.match_("/color/ff", "GET") else { panic!() };
/// assert_eq!(found.values().get("rgb"), Some(&Value::Int(255)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Convert: Send + Sync {
    /// The value of `text`, or `None` if there is none: then the rule does not
    /// match, and the search goes on (difference D1).
    #[expect(
        clippy::wrong_self_convention,
        reason = "it goes from a URL, as `to_url` goes to one"
    )]
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>>;

    /// The text that stands for a value in a URL, or `None` if it can not stand
    /// there. By default it is the value as it prints.
    fn to_url(&self, value: &Value<'_>) -> Option<String> {
        match value {
            Value::List(_) | Value::Null => None,
            value => Some(value.to_string()),
        }
    }
}

/// Takes every text that the regular expression matches, as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Verbatim;

impl Convert for Verbatim {
    fn from_url<'t>(&self, text: Cow<'t, str>) -> Option<Value<'t>> {
        Some(Value::Text(text))
    }
}

/// A converter that a map declares: its regular expression and what it makes
/// of a text.
#[derive(Clone)]
pub(crate) struct Declared {
    pub(crate) regex: Arc<str>,
    pub(crate) convert: Arc<dyn Convert>,
}

/// The converters of a map: the built-in ones, and those that it declares, by
/// name. A declared one hides a built-in one of the same name.
#[derive(Clone, Default)]
pub(crate) struct Converters {
    declared: BTreeMap<String, (usize, Declared)>,
}

impl Converters {
    pub(crate) fn declare(&mut self, name: String, declared: Declared) {
        let number = self
            .declared
            .get(&name)
            .map_or(self.declared.len(), |(number, _)| *number);
        self.declared.insert(name, (number, declared));
    }

    /// The declared ones in the order of their declaration.
    pub(crate) fn into_declared(self) -> Vec<Declared> {
        let mut numbered: Vec<_> = self.declared.into_values().collect();
        numbered.sort_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, declared)| declared).collect()
    }

    /// Names and regular expressions of the declared ones, in that order.
    pub(crate) fn regexes(&self) -> Vec<(&str, &str)> {
        let mut numbered: Vec<_> = self
            .declared
            .iter()
            .map(|(name, (number, declared))| (*number, name.as_str(), &*declared.regex))
            .collect();
        numbered.sort_unstable();
        numbered
            .into_iter()
            .map(|(_, name, regex)| (name, regex))
            .collect()
    }

    /// What is wrong with the regular expressions.
    pub(crate) fn errors(&self) -> Vec<RuleError> {
        self.declared
            .values()
            .filter_map(|(_, declared)| check_regex(&declared.regex).err())
            .collect()
    }

    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = BUILT_IN
            .into_iter()
            .filter(|name| *name != "default")
            .collect();
        names.extend(self.declared.keys().map(String::as_str));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The converter of a variable of the rule `source`.
    pub(crate) fn resolve(
        &self,
        source: &str,
        variable: &Variable,
    ) -> Result<Converter, RuleError> {
        let (name, span) = match &variable.converter {
            Some((name, span)) => (name.as_str(), span.clone()),
            None => ("default", variable.span.clone()),
        };
        if let Some((number, declared)) = self.declared.get(name) {
            Arguments::new(source, name, variable, &[])?.finish();
            return Ok(Converter {
                shape: Shape::Declared {
                    regex: declared.regex.clone(),
                    spans_segments: has_literal_slash(&declared.regex),
                },
                weight: 80,
                checks: Vec::new(),
                declared: Some(*number),
            });
        }
        match name {
            "default" | "string" => string(Arguments::new(
                source,
                name,
                variable,
                &["minlength", "maxlength", "length"],
            )?),
            "any" => any(source, variable),
            "path" => {
                Arguments::new(source, name, variable, &[])?.finish();
                Ok(Converter::new(Shape::Path, 200, vec![Check::Path]))
            }
            "int" => int(Arguments::new(
                source,
                name,
                variable,
                &["fixed_digits", "min", "max", "signed"],
            )?),
            "float" => float(Arguments::new(
                source,
                name,
                variable,
                &["min", "max", "signed"],
            )?),
            "uuid" => {
                Arguments::new(source, name, variable, &[])?.finish();
                Ok(Converter::new(Shape::Uuid, 60, Vec::new()))
            }
            unknown => Err(self.unknown(source, variable, unknown, span)),
        }
    }

    fn unknown(
        &self,
        source: &str,
        variable: &Variable,
        name: &str,
        span: std::ops::Range<usize>,
    ) -> RuleError {
        let names = self.names();
        // `<id:int>` is written the wrong way round.
        let turned = names.contains(&variable.name.as_str());
        let message = if turned {
            format!(
                "unknown converter `{name}`; the converter comes first: `<{}:{name}>`",
                variable.name
            )
        } else if let Some(near) = nearest(name, names.iter().copied()) {
            format!("unknown converter `{name}`; did you mean `{near}`?")
        } else {
            format!("unknown converter `{name}`")
        };
        RuleError::new(RuleErrorKind::UnknownConverter, source, span, message)
            .note(format!("known converters: {}", names.join(", ")))
    }
}

/// The converter of one variable, with its arguments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Converter {
    pub(crate) shape: Shape,
    /// The lower, the sooner it is tried (difference D4).
    pub(crate) weight: u32,
    pub(crate) checks: Vec<Check>,
    /// The number of a declared converter.
    pub(crate) declared: Option<usize>,
}

impl Converter {
    fn new(shape: Shape, weight: u32, checks: Vec<Check>) -> Self {
        Converter {
            shape,
            weight,
            checks,
            declared: None,
        }
    }
}

/// The text that a variable takes. Variables of one shape and weight are one
/// step of the search, whatever their names and checks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// Any characters but `/`, at least and at most so many.
    Text { min: u32, max: Option<u32> },
    /// One of these, the first that goes on.
    Any(Vec<String>),
    /// Digits, after a minus if signed.
    Int { signed: bool },
    /// Digits, a point and digits, after a minus if signed.
    Float { signed: bool },
    /// A UUID, 8-4-4-4-12 hexadecimal digits.
    Uuid,
    /// As little as possible of all the rest, slashes too.
    Path,
    /// What a regular expression matches as a whole.
    Declared {
        regex: Arc<str>,
        spans_segments: bool,
    },
}

impl Shape {
    /// Whether a value can be longer than a segment.
    pub(crate) fn spans_segments(&self) -> bool {
        match self {
            Shape::Path => true,
            Shape::Declared { spans_segments, .. } => *spans_segments,
            _ => false,
        }
    }

    /// The shape as a regular expression over decoded text, as people write it.
    pub(crate) fn plain_regex(&self) -> String {
        match self {
            Shape::Text { min: 1, max: None } => "[^/]+".to_owned(),
            Shape::Text { min, max: None } => format!("[^/]{{{min},}}"),
            Shape::Text {
                min,
                max: Some(max),
            } if min == max => format!("[^/]{{{min}}}"),
            Shape::Text {
                min,
                max: Some(max),
            } => format!("[^/]{{{min},{max}}}"),
            Shape::Any(items) => {
                let items: Vec<String> = items.iter().map(|item| regex::escape(item)).collect();
                format!("(?:{})", items.join("|"))
            }
            Shape::Path => "[^/].*?".to_owned(),
            Shape::Declared { regex, .. } => without_groups(regex),
            Shape::Int { .. } | Shape::Float { .. } | Shape::Uuid => self.regex(),
        }
    }

    /// The shape as a regular expression over normal text (see
    /// [`text`](crate::text)), for the `regex` crate's bytes flavour.
    pub(crate) fn regex(&self) -> String {
        // A decoded slash is the byte FF, which no text has.
        const NO_SLASH: &str = r"(?:[^/]|(?-u:\xFF))";
        match self {
            Shape::Text { min, max: None } => format!("{NO_SLASH}{{{min},}}"),
            Shape::Text {
                min,
                max: Some(max),
            } => format!("{NO_SLASH}{{{min},{max}}}"),
            Shape::Any(items) => {
                // An item is a value, so a slash in it is one that was encoded.
                let item = |item: &String| regex::escape(item).replace('/', r"(?-u:\xFF)");
                let items: Vec<String> = items.iter().map(item).collect();
                format!("(?:{})", items.join("|"))
            }
            Shape::Int { signed } => format!("{}[0-9]+", if *signed { "-?" } else { "" }),
            Shape::Float { signed } => {
                format!(r"{}[0-9]+\.[0-9]+", if *signed { "-?" } else { "" })
            }
            Shape::Uuid => "[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}".to_owned(),
            Shape::Path => format!(r"{NO_SLASH}(?:[^\n]|(?-u:\xFF))*?"),
            Shape::Declared { regex, .. } => format!("(?:{})", without_groups(regex)),
        }
    }
}

/// A value of the right shape that is refused all the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Check {
    /// An `int` has another number of characters than this.
    Digits(u32),
    /// An `int` is below this.
    IntMin(i64),
    /// An `int` is above this.
    IntMax(i64),
    /// A `float` is not finite, below the first or above the second.
    Float(f64, f64),
    /// A `path` begins with a slash, or holds `.` or `..` between slashes.
    Path,
}

/// The arguments of a variable, each taken once under its name or its place.
struct Arguments<'a> {
    source: &'a str,
    converter: &'a str,
    span: std::ops::Range<usize>,
    given: Vec<(&'static str, &'a Argument)>,
}

impl<'a> Arguments<'a> {
    /// Gives each argument its parameter.
    fn new(
        source: &'a str,
        converter: &'a str,
        variable: &'a Variable,
        parameters: &[&'static str],
    ) -> Result<Self, RuleError> {
        let mut given: Vec<(&'static str, &Argument)> = Vec::new();
        let error = |argument: &Argument, message: String| {
            let error = RuleError::new(
                RuleErrorKind::BadArgument,
                source,
                argument.span.clone(),
                message,
            );
            if parameters.is_empty() {
                error
            } else {
                error.note(format!(
                    "arguments of `{converter}`: {}",
                    parameters.join(", ")
                ))
            }
        };
        // Places are counted without the named ones, as in a call in Python.
        let mut places = parameters.iter().copied();
        for argument in &variable.arguments {
            let parameter = match &argument.name {
                None => places.next().ok_or_else(|| {
                    error(argument, match parameters.len() {
                        0 => format!("converter `{converter}` takes no arguments"),
                        count => format!("converter `{converter}` takes at most {count} arguments"),
                    })
                })?,
                Some(name) => parameters.iter().copied().find(|known| known == name).ok_or_else(|| {
                    error(argument, if parameters.is_empty() {
                        format!("converter `{converter}` takes no arguments")
                    } else if let Some(near) = nearest(name, parameters.iter().copied()) {
                        format!("converter `{converter}` has no argument `{name}`; did you mean `{near}`?")
                    } else {
                        format!("converter `{converter}` has no argument `{name}`")
                    })
                })?,
            };
            if given.iter().any(|(known, _)| *known == parameter) {
                return Err(error(
                    argument,
                    format!("argument `{parameter}` of `{converter}` is given twice"),
                ));
            }
            given.push((parameter, argument));
        }
        // All arguments, where two of them contradict one another.
        let span = match (variable.arguments.first(), variable.arguments.last()) {
            (Some(first), Some(last)) => first.span.start..last.span.end,
            _ => variable.span.clone(),
        };
        Ok(Arguments {
            source,
            converter,
            span,
            given,
        })
    }

    /// All arguments are known and none has to be looked at.
    fn finish(self) {}

    fn error(&self, span: std::ops::Range<usize>, message: String) -> RuleError {
        RuleError::new(RuleErrorKind::BadArgument, self.source, span, message)
    }

    fn find(&self, parameter: &str) -> Option<&'a Argument> {
        self.given
            .iter()
            .find(|(known, argument)| *known == parameter && argument.value != Literal::None)
            .map(|(_, argument)| *argument)
    }

    fn wrong(&self, parameter: &str, argument: &Argument, wanted: &str) -> RuleError {
        self.error(
            argument.span.clone(),
            format!(
                "`{parameter}` of converter `{}` must be {wanted}, not `{}`",
                self.converter, argument.text
            ),
        )
    }

    fn int(&self, parameter: &str) -> Result<Option<i64>, RuleError> {
        self.find(parameter)
            .map(|argument| match argument.value {
                Literal::Int(number) => Ok(number),
                _ => Err(self.wrong(parameter, argument, "a whole number")),
            })
            .transpose()
    }

    fn float(&self, parameter: &str) -> Result<Option<f64>, RuleError> {
        self.find(parameter)
            .map(|argument| match argument.value {
                Literal::Int(number) => Ok(number as f64),
                Literal::Float(number) => Ok(number),
                _ => Err(self.wrong(parameter, argument, "a number")),
            })
            .transpose()
    }

    fn bool(&self, parameter: &str) -> Result<bool, RuleError> {
        match self.find(parameter) {
            None => Ok(false),
            Some(Argument {
                value: Literal::Bool(value),
                ..
            }) => Ok(*value),
            Some(argument) => Err(self.wrong(parameter, argument, "True or False")),
        }
    }

    /// A number of characters: at least 1, since no variable is ever empty.
    fn length(&self, parameter: &str) -> Result<Option<u32>, RuleError> {
        let Some(number) = self.int(parameter)? else {
            return Ok(None);
        };
        match u32::try_from(number) {
            Ok(length @ 1..=MAX_LENGTH) => Ok(Some(length)),
            _ => Err(match self.find(parameter) {
                Some(argument) => self.wrong(parameter, argument, "from 1 to 65536"),
                None => self.error(self.span.clone(), String::new()),
            }),
        }
    }
}

/// The greatest length that can be asked of a text or number; no URL is longer.
const MAX_LENGTH: u32 = 65_536;

fn string(arguments: Arguments<'_>) -> Result<Converter, RuleError> {
    let min = arguments.length("minlength")?;
    let max = arguments.length("maxlength")?;
    if let Some(length) = arguments.length("length")? {
        return Ok(Converter::new(
            Shape::Text {
                min: length,
                max: Some(length),
            },
            90,
            Vec::new(),
        ));
    }
    let least = min.unwrap_or(1);
    if let Some(max) = max.filter(|max| *max < least) {
        return Err(arguments.error(
            arguments.span.clone(),
            format!("no text has at least {least} and at most {max} characters"),
        ));
    }
    let weight = if least > 1 || max.is_some() { 90 } else { 100 };
    Ok(Converter::new(
        Shape::Text { min: least, max },
        weight,
        Vec::new(),
    ))
}

fn any(source: &str, variable: &Variable) -> Result<Converter, RuleError> {
    let error =
        |span, message: String| RuleError::new(RuleErrorKind::BadArgument, source, span, message);
    let mut items = Vec::new();
    for argument in &variable.arguments {
        if let Some(name) = &argument.name {
            return Err(error(
                argument.span.clone(),
                format!("converter `any` takes items, no argument `{name}`"),
            ));
        }
        if argument.text.is_empty() {
            return Err(error(
                argument.span.clone(),
                "an item of `any` is never empty".to_owned(),
            ));
        }
        items.push(argument.text.clone());
    }
    if items.is_empty() {
        let span = variable
            .converter
            .as_ref()
            .map_or(variable.span.clone(), |(_, span)| span.clone());
        return Err(error(
            span,
            "converter `any` needs items, such as `any(yes, no)`".to_owned(),
        ));
    }
    Ok(Converter::new(Shape::Any(items), 40, Vec::new()))
}

fn int(arguments: Arguments<'_>) -> Result<Converter, RuleError> {
    let digits = match arguments.int("fixed_digits")? {
        None | Some(0) => None,
        Some(_) => arguments.length("fixed_digits")?,
    };
    let (min, max) = (arguments.int("min")?, arguments.int("max")?);
    let signed = arguments.bool("signed")?;
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = format!("no number is at least {min} and at most {max}");
        return Err(arguments.error(arguments.span.clone(), message));
    }
    let checks: Vec<Check> = [
        digits.map(Check::Digits),
        min.map(Check::IntMin),
        max.map(Check::IntMax),
    ]
    .into_iter()
    .flatten()
    .collect();
    let weight = number_weight(!checks.is_empty(), signed);
    Ok(Converter::new(Shape::Int { signed }, weight, checks))
}

fn float(arguments: Arguments<'_>) -> Result<Converter, RuleError> {
    let (min, max) = (arguments.float("min")?, arguments.float("max")?);
    let signed = arguments.bool("signed")?;
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = format!("no number is at least {min:?} and at most {max:?}");
        return Err(arguments.error(arguments.span.clone(), message));
    }
    let weight = number_weight(min.is_some() || max.is_some(), signed);
    let check = Check::Float(
        min.unwrap_or(f64::NEG_INFINITY),
        max.unwrap_or(f64::INFINITY),
    );
    Ok(Converter::new(Shape::Float { signed }, weight, vec![check]))
}

fn number_weight(limited: bool, signed: bool) -> u32 {
    match (limited, signed) {
        (true, _) => 45,
        (false, false) => 50,
        (false, true) => 55,
    }
}

/// Checks the regular expression of a declared converter: it is valid, does
/// not match the empty string, and no class or `.` in it admits a slash.
///
/// # Errors
/// What is wrong with it, with the place in the expression.
pub fn check_regex(regex: &str) -> Result<(), RuleError> {
    use regex_syntax::hir::{Class, Hir, HirKind};

    fn admits_slash(hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => class
                .ranges()
                .iter()
                .any(|range| range.start() <= '/' && '/' <= range.end()),
            HirKind::Class(Class::Bytes(class)) => class
                .ranges()
                .iter()
                .any(|range| range.start() <= b'/' && b'/' <= range.end()),
            HirKind::Repetition(repetition) => admits_slash(&repetition.sub),
            HirKind::Capture(capture) => admits_slash(&capture.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(admits_slash),
            HirKind::Empty | HirKind::Literal(_) | HirKind::Look(_) => false,
        }
    }

    let bad = |message: &str| {
        RuleError::new(
            RuleErrorKind::BadRegex,
            regex,
            0..regex.len(),
            message.to_owned(),
        )
    };
    let hir = regex_syntax::parse(regex).map_err(|error| {
        let (span, what) = match &error {
            regex_syntax::Error::Parse(error) => (*error.span(), error.kind().to_string()),
            regex_syntax::Error::Translate(error) => (*error.span(), error.kind().to_string()),
            other => return bad(&format!("`{regex}` is no regular expression: {other}")),
        };
        let message = format!("`{regex}` is no regular expression: {what}");
        RuleError::new(
            RuleErrorKind::BadRegex,
            regex,
            span.start.offset..span.end.offset,
            message,
        )
    })?;
    if hir
        .properties()
        .minimum_len()
        .is_none_or(|length| length == 0)
    {
        return Err(bad(&format!(
            "the regular expression `{regex}` matches the empty string"
        ))
        .note("note: a variable is never empty")
        .note("help: use `+` instead of `*`"));
    }
    // A class of one character is a literal to the parser, so `[/]` is fine.
    if admits_slash(&hir) {
        return Err(bad(&format!(
            "the regular expression `{regex}` has a class that admits `/`"
        ))
        .note(
            "note: a variable is one segment; only a literal `/` makes it span segments, as `path`",
        )
        .note("help: leave it out of the class: `[^./]+`"));
    }
    if let Err(error) = regex::Regex::new(&anchored(regex)) {
        return Err(bad(&format!("`{regex}` is no regular expression: {error}")));
    }
    Ok(())
}

/// Whether a slash stands in a regular expression for itself; one in a class
/// that is left out, as in `[^/]+`, does not.
fn has_literal_slash(regex: &str) -> bool {
    use regex_syntax::hir::{Hir, HirKind};

    fn look(hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Literal(literal) => literal.0.contains(&b'/'),
            HirKind::Repetition(repetition) => look(&repetition.sub),
            HirKind::Capture(capture) => look(&capture.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(look),
            HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => false,
        }
    }

    regex_syntax::parse(regex).is_ok_and(|hir| look(&hir))
}

/// The regular expression without its capture groups, so that it can stand
/// in another one, several times.
fn without_groups(regex: &str) -> String {
    use regex_syntax::hir::{Hir, HirKind, Repetition};

    fn strip(hir: Hir) -> Hir {
        match hir.into_kind() {
            HirKind::Capture(capture) => strip(*capture.sub),
            HirKind::Repetition(Repetition {
                min,
                max,
                greedy,
                sub,
            }) => Hir::repetition(Repetition {
                min,
                max,
                greedy,
                sub: Box::new(strip(*sub)),
            }),
            HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(strip).collect()),
            HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(strip).collect()),
            HirKind::Empty => Hir::empty(),
            HirKind::Literal(literal) => Hir::literal(literal.0),
            HirKind::Class(class) => Hir::class(class),
            HirKind::Look(look) => Hir::look(look),
        }
    }

    // An invalid one has been refused before.
    regex_syntax::parse(regex).map_or_else(|_| regex.to_owned(), |hir| strip(hir).to_string())
}

/// The regular expression that matches a whole text only.
pub(crate) fn anchored(regex: &str) -> String {
    format!(r"\A(?:{regex})\z")
}
