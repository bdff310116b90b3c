//! `#[defaults(page = 1)]`: values in place of variables, and the places that
//! they take among the parameters of the handler.

use std::collections::BTreeSet;

use fingerpost_rules::Value;
use fingerpost_rules::suggest::nearest;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Lit;

use crate::ast::{Constant, DefaultValue};
use crate::check::{Variable, VariableKind, unraw};
use crate::report::{Mistake, Report};

/// A default whose value is known.
#[derive(Clone)]
pub(crate) struct Default {
    pub(crate) name: String,
    pub(crate) span: Span,
    /// As the table has it.
    pub(crate) value: Value<'static>,
    /// As it is written.
    pub(crate) tokens: TokenStream,
}

impl Default {
    /// Reads the defaults of an attribute. One that is no literal is reported:
    /// the table is made while the program compiles.
    pub(crate) fn read(defaults: Vec<DefaultValue>, report: &mut Report) -> Vec<Self> {
        let read = |default: DefaultValue| {
            let name = unraw(&default.name);
            let value = value_of(&default.value).unwrap_or_else(|| {
                let text =
                    format!("the default for `{name}` is no number, text, `true` or `false`");
                let mistake = Mistake::over(&default.value, "FP016", text);
                report.add(mistake.note("note: the table is made while the program compiles"));
                Value::Null
            });
            Default {
                span: default.name.span(),
                tokens: default.value.to_token_stream(),
                name,
                value,
            }
        };
        defaults.into_iter().map(read).collect()
    }

    /// Whether a mistake in it has been reported.
    pub(crate) fn is_wrong(&self) -> bool {
        self.value == Value::Null
    }

    /// What a handler is given in place of this variable.
    pub(crate) fn text(&self, variable: &Variable) -> DefaultText {
        match (&variable.kind, &self.value) {
            // rustc then says whether the number fits the parameter's type.
            (VariableKind::Int, Value::Int(_)) => DefaultText::Number(self.tokens.clone()),
            _ => DefaultText::Text(self.value.to_string()),
        }
    }

    /// The constant that is written, once more.
    pub(crate) fn constant(&self) -> TokenStream {
        self.tokens.clone()
    }
}

/// The value of a default, as the handler gets it.
pub(crate) enum DefaultText {
    /// A number of the parameter's type.
    Number(TokenStream),
    /// A text that is read as one in a URL is.
    Text(String),
}

fn value_of(constant: &Constant) -> Option<Value<'static>> {
    let Constant::Literal(minus, literal) = constant else {
        return None;
    };
    let sign = if minus.is_some() { "-" } else { "" };
    match literal {
        Lit::Int(number) => format!("{sign}{}", number.base10_digits())
            .parse()
            .ok()
            .map(Value::Int),
        Lit::Float(number) => format!("{sign}{}", number.base10_digits())
            .parse()
            .ok()
            .map(Value::Float),
        Lit::Str(text) => Some(Value::from(text.value())),
        Lit::Bool(value) => Some(Value::Bool(value.value)),
        _ => None,
    }
}

/// One argument, where the author has not written them.
pub(crate) enum Placed {
    /// A variable of the rule, by its place.
    Variable(usize),
    /// A default, by its place, and the variable that it stands for.
    Default(usize, Variable),
}

/// The order of a rule's variables and defaults among the parameters of its
/// handler: that of the variables of the endpoint's other rules. Where they do
/// not say one order, that is reported.
pub(crate) fn places(
    rule: &str,
    shown: &str,
    variables: &[Variable],
    defaults: &[Default],
    others: &[&[Variable]],
    report: &mut Report,
) -> Option<Vec<Placed>> {
    let names: BTreeSet<&str> = variables
        .iter()
        .map(|variable| variable.name.as_str())
        .chain(defaults.iter().map(|default| default.name.as_str()))
        .collect();
    let is_same = |other: &&&[Variable]| {
        other.len() == names.len()
            && other
                .iter()
                .all(|variable| names.contains(variable.name.as_str()))
    };
    let mut orders = others.iter().filter(is_same);
    let first = orders.next();
    let is_other = |other: &&[Variable]| {
        first.is_some_and(|first| {
            first
                .iter()
                .zip(*other)
                .any(|(left, right)| left.name != right.name)
        })
    };
    let written: Vec<&str> = names.iter().copied().collect();
    let help = format!("write the arguments: `=> {shown}({})`", written.join(", "));
    let at = defaults.first()?;
    match first {
        Some(order) if !orders.any(is_other) => Some(
            order
                .iter()
                .filter_map(|variable| place(variable, variables, defaults))
                .collect(),
        ),
        Some(_) => {
            let text = format!(
                "the rules of `{shown}` order its variables differently, so the default `{}` has no place",
                at.name
            );
            report.add(Mistake::at(at.span, "FP005", text).help(help));
            None
        }
        None => {
            let known: Vec<&str> = others
                .iter()
                .flat_map(|other| other.iter())
                .map(|variable| variable.name.as_str())
                .collect();
            let unplaced = defaults
                .iter()
                .find(|default| !known.contains(&default.name.as_str()))
                .unwrap_or(at);
            let text = match nearest(&unplaced.name, known.iter().copied()) {
                Some(near) => format!(
                    "no other rule of `{shown}` has a variable `{}`; did you mean `{near}`?",
                    unplaced.name
                ),
                None => format!(
                    "no other rule of `{shown}` says where the default `{}` goes among its parameters",
                    unplaced.name
                ),
            };
            let mistake = Mistake::at(unplaced.span, "FP005", text);
            report.add(
                mistake
                    .note(format!("note: the rule is \"{rule}\""))
                    .help(help),
            );
            None
        }
    }
}

fn place(variable: &Variable, variables: &[Variable], defaults: &[Default]) -> Option<Placed> {
    if let Some(index) = variables.iter().position(|own| own.name == variable.name) {
        return Some(Placed::Variable(index));
    }
    let index = defaults
        .iter()
        .position(|default| default.name == variable.name)?;
    Some(Placed::Default(index, variable.clone()))
}
