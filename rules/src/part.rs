//! A rule as the steps that the search takes: one for the host or subdomain,
//! then one for each segment, where a converter that spans segments takes all
//! the rest in one step.

use std::cmp::Reverse;

use crate::converter::{Check, Converter, Converters, Shape};
use crate::error::{RuleError, RuleErrorKind};
use crate::syntax::{Item, Span, Syntax};

/// One step of the search.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// A segment, literally.
    Static(String),
    /// A segment with variables, or all the rest.
    Dynamic(Part),
}

/// A segment with variables. Equal parts of different rules are one step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    pub(crate) elements: Vec<Element>,
    /// The part ends in a slash that belongs to the rule, not to its last
    /// variable; the search cuts it off before it matches the rest.
    pub(crate) suffixed: bool,
    pub(crate) weight: Weight,
}

impl Part {
    /// Whether it takes all the rest of the path.
    pub(crate) fn spans_segments(&self) -> bool {
        self.weight.spans_segments
    }
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Element {
    /// Text; a `/` in it is a real slash.
    Text(String),
    /// A variable.
    Variable(Shape),
}

/// Which of several parts is tried first: the least (Werkzeug's weight, after
/// difference D4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Weight {
    /// One segment is tried before all the rest.
    spans_segments: bool,
    /// More pieces of text first, then longer ones.
    texts: Reverse<usize>,
    text_lengths: Vec<Reverse<usize>>,
    /// Then more variables, then narrower converters.
    variables: Reverse<usize>,
    converters: Vec<u32>,
}

/// A variable of a rule: the place of its value among the values of the rule
/// is its place among the variables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RuleVariable {
    pub(crate) name: String,
    /// Its place in the text that it stands in.
    pub(crate) span: Span,
    pub(crate) converter: Converter,
}

/// The steps of a piece of a rule, with its variables and its printed form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps {
    pub(crate) steps: Vec<Step>,
    pub(crate) variables: Vec<RuleVariable>,
    /// As Werkzeug prints it: without converters.
    pub(crate) trace: String,
    /// What a URL is built of.
    pub(crate) pieces: Vec<Piece>,
}

/// A piece of a URL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Literal(String),
    /// A variable, by its place.
    Variable(usize),
}

impl Steps {
    /// The single step of a host or subdomain.
    pub(crate) fn of_domain(
        source: &str,
        syntax: &Syntax,
        converters: &Converters,
    ) -> Result<Self, Vec<RuleError>> {
        let mut maker = Maker::new(source, converters);
        for item in &syntax.items {
            maker.item(item);
        }
        // Everything behind a path variable would belong to it.
        if let Some(variable) = maker
            .made
            .variables
            .iter()
            .find(|variable| variable.converter.shape.spans_segments())
        {
            maker.errors.push(
                RuleError::new(
                    RuleErrorKind::BadDomain,
                    source,
                    variable.span.clone(),
                    format!(
                        "variable `{}` spans segments, and a host has only one",
                        variable.name
                    ),
                )
                .note(format!(
                    "help: a segment is enough: `<{}>`; its value may have dots",
                    variable.name
                )),
            );
        }
        maker.end_segment();
        maker.finish()
    }

    /// The steps of a path, after its first slash.
    pub(crate) fn of_path(
        source: &str,
        syntax: &Syntax,
        converters: &Converters,
        merge_slashes: bool,
    ) -> Result<Self, Vec<RuleError>> {
        let mut items = syntax.items.iter();
        if items.next() != Some(&Item::Slash) {
            let error = RuleError::new(
                RuleErrorKind::NoLeadingSlash,
                source,
                0..source.chars().next().map_or(0, char::len_utf8),
                "malformed rule: it does not begin with `/`",
            );
            return Err(vec![error.note(format!("help: \"/{source}\""))]);
        }
        let mut maker = Maker::new(source, converters);
        maker.made.trace.push('/');
        maker.literal("/");
        let mut after_slash = true;
        for item in items {
            let slash = *item == Item::Slash;
            if slash && after_slash && merge_slashes {
                continue;
            }
            after_slash = slash;
            maker.item(item);
        }
        maker.end_path();
        maker.finish()
    }
}

struct Maker<'a> {
    source: &'a str,
    converters: &'a Converters,
    made: Steps,
    errors: Vec<RuleError>,
    segment: Segment,
}

#[derive(Default)]
struct Segment {
    elements: Vec<Element>,
    spans_segments: bool,
    text_lengths: Vec<Reverse<usize>>,
    converters: Vec<u32>,
}

impl<'a> Maker<'a> {
    fn new(source: &'a str, converters: &'a Converters) -> Self {
        Maker {
            source,
            converters,
            made: Steps::default(),
            errors: Vec::new(),
            segment: Segment::default(),
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Slash => {
                self.made.trace.push('/');
                self.literal("/");
                if self.segment.spans_segments {
                    self.segment.elements.push(Element::Text("/".to_owned()));
                } else {
                    self.end_segment();
                }
            }
            Item::Text(text) => {
                self.made.trace.push_str(text);
                self.literal(text);
                self.segment
                    .text_lengths
                    .push(Reverse(text.chars().count()));
                self.segment.elements.push(Element::Text(text.clone()));
            }
            Item::Variable(variable) => {
                self.made.trace.push_str(&format!("<{}>", variable.name));
                let converter = match self.converters.resolve(self.source, variable) {
                    Ok(converter) => converter,
                    Err(error) => return self.errors.push(error),
                };
                self.segment.spans_segments |= converter.shape.spans_segments();
                self.segment.converters.push(converter.weight);
                self.segment
                    .elements
                    .push(Element::Variable(converter.shape.clone()));
                self.made
                    .pieces
                    .push(Piece::Variable(self.made.variables.len()));
                self.made.variables.push(RuleVariable {
                    name: variable.name.clone(),
                    span: variable.span.clone(),
                    converter,
                });
            }
        }
    }

    fn literal(&mut self, text: &str) {
        match self.made.pieces.last_mut() {
            Some(Piece::Literal(before)) => before.push_str(text),
            _ => self.made.pieces.push(Piece::Literal(text.to_owned())),
        }
    }

    fn end_segment(&mut self) {
        let segment = std::mem::take(&mut self.segment);
        self.push(segment, false);
    }

    fn end_path(&mut self) {
        let mut segment = std::mem::take(&mut self.segment);
        let suffixed = segment.spans_segments
            && segment.elements.last() == Some(&Element::Text("/".to_owned()));
        if suffixed {
            segment.elements.pop();
        }
        self.push(segment, suffixed);
        if suffixed {
            self.made.steps.push(Step::Static(String::new()));
        }
    }

    fn push(&mut self, segment: Segment, suffixed: bool) {
        self.made.steps.push(match segment.elements.as_slice() {
            [] => Step::Static(String::new()),
            [Element::Text(text)] => Step::Static(text.clone()),
            _ => Step::Dynamic(Part {
                elements: joined(segment.elements),
                suffixed,
                weight: Weight {
                    spans_segments: segment.spans_segments,
                    texts: Reverse(segment.text_lengths.len()),
                    text_lengths: segment.text_lengths,
                    variables: Reverse(segment.converters.len()),
                    converters: segment.converters,
                },
            }),
        });
    }

    fn finish(self) -> Result<Steps, Vec<RuleError>> {
        if self.errors.is_empty() {
            Ok(self.made)
        } else {
            Err(self.errors)
        }
    }
}

/// Neighbouring texts as one.
fn joined(elements: Vec<Element>) -> Vec<Element> {
    let mut joined: Vec<Element> = Vec::with_capacity(elements.len());
    for element in elements {
        if let (Element::Text(text), Some(Element::Text(before))) = (&element, joined.last_mut()) {
            before.push_str(text);
        } else {
            joined.push(element);
        }
    }
    joined
}

/// The checks of a rule's variables, with the place of the value.
pub(crate) fn checks(variables: &[RuleVariable]) -> impl Iterator<Item = (usize, Check)> + '_ {
    variables.iter().enumerate().flat_map(|(place, variable)| {
        variable
            .converter
            .checks
            .iter()
            .map(move |check| (place, *check))
    })
}
