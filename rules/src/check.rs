//! Rules as they are written to rules that are right: each by itself, then all
//! together. What comes after has no errors.

use std::collections::{BTreeSet, HashMap};

use crate::conflict::{Conflicts, Dialect};
use crate::converter::Converters;
use crate::domain;
use crate::error::{RuleError, RuleErrorKind};
use crate::map::{BoundRule, Map, Options};
use crate::parse::parse;
use crate::part::{Piece, RuleVariable, Step, Steps};
use crate::rule::Rule;
use crate::suggest::nearest;
use crate::syntax::{Item, Syntax, Variable};
use crate::target::Target;
use crate::value::{Value, same_argument};

/// A rule that is right.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) rule: String,
    pub(crate) endpoint: Option<String>,
    pub(crate) domain: Domain,
    /// The host or subdomain as it is written.
    pub(crate) domain_text: String,
    /// The step for the domain.
    pub(crate) domain_step: Step,
    pub(crate) path_steps: Vec<Step>,
    /// First those of the domain.
    pub(crate) variables: Vec<RuleVariable>,
    pub(crate) domain_variables: usize,
    /// As Werkzeug prints it: `kb|/test`.
    pub(crate) trace: String,
    /// In upper case, sorted, each once, with HEAD if there is GET.
    pub(crate) methods: Option<Vec<String>>,
    pub(crate) strict_slashes: bool,
    pub(crate) merge_slashes: bool,
    pub(crate) websocket: bool,
    pub(crate) domain_pieces: Vec<Piece>,
    pub(crate) path_pieces: Vec<Piece>,
    pub(crate) defaults: Vec<(String, Value<'static>)>,
    pub(crate) build_only: bool,
    pub(crate) alias: bool,
    pub(crate) redirect_to: Option<String>,
    /// The endpoints that it wins over.
    pub(crate) overrides: Vec<String>,
    /// The rules that win over it, by number: those that the search tries
    /// first, first.
    pub(crate) overriders: Vec<usize>,
}

impl Checked {
    /// The names that a value can be given for: variables and defaults.
    pub(crate) fn arguments(&self) -> BTreeSet<&str> {
        let variables = self.variables.iter().map(|variable| variable.name.as_str());
        variables
            .chain(self.defaults.iter().map(|(name, _)| name.as_str()))
            .collect()
    }

    fn default(&self, name: &str) -> Option<&Value<'static>> {
        self.defaults
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

/// What the domain of a rule is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Domain {
    /// The host with its port.
    HostAndPort,
    /// The host without its port.
    Host,
    /// The labels before the server's name.
    Subdomain,
}

/// Checks all rules. A rule with a mistake is left out of the check of all
/// together, so that one mistake is told once.
pub(crate) fn check(
    rules: Vec<Rule>,
    options: &Options,
    converters: &Converters,
) -> Result<Vec<Checked>, Vec<RuleError>> {
    let mut errors = converters.errors();
    errors.extend(check_default_subdomain(
        &options.default_subdomain,
        converters,
    ));
    if !errors.is_empty() {
        // Rules stand on these, so their mistakes would be told again.
        return Err(errors);
    }
    let endpoints: Vec<Option<String>> = rules.iter().map(|rule| rule.endpoint.clone()).collect();
    let mut checked = Vec::with_capacity(rules.len());
    for (index, rule) in rules.into_iter().enumerate() {
        match check_rule(rule, options, converters) {
            Ok(rule) => checked.push((index, rule)),
            Err(found) => errors.extend(found.into_iter().map(|error| error.in_rule(index))),
        }
    }
    let wrong: BTreeSet<usize> = errors.iter().filter_map(RuleError::rule).collect();
    errors.extend(duplicates(&checked));
    errors.extend(method_limit(&checked));
    // The rule that an alias stands for may be one of those that are wrong.
    if errors.is_empty() {
        errors.extend(aliases(&checked, options));
    }
    let has_overrides = checked.iter().any(|(_, rule)| !rule.overrides.is_empty());
    if has_overrides || options.refuse_overlaps {
        let rules: Vec<(usize, &Checked)> =
            checked.iter().map(|(index, rule)| (*index, rule)).collect();
        let mut conflicts = Conflicts::new(&rules, options.dialect);
        let known = endpoints.iter().flatten().map(String::as_str).collect();
        let wrong = wrong
            .iter()
            .filter_map(|index| endpoints.get(*index)?.as_deref());
        errors.extend(conflicts.settle(&known, &wrong.collect()));
        if options.refuse_overlaps {
            let told = errors.iter().filter_map(RuleError::rule).collect();
            errors.extend(conflicts.find(&told));
        }
        let mut overriders = conflicts.overriders();
        for (index, rule) in &mut checked {
            rule.overriders = overriders.remove(index).unwrap_or_default();
        }
    }
    if errors.is_empty() {
        return Ok(checked.into_iter().map(|(_, rule)| rule).collect());
    }
    errors.sort_by_key(RuleError::rule);
    Err(errors)
}

/// The rules of a map that overlap or can never run.
pub(crate) fn overlaps(map: &Map) -> Vec<RuleError> {
    let converters = map.converters();
    let options = Options {
        host_matching: map.host_matching(),
        ..Options::default()
    };
    // What is in a map has been checked before.
    let rules: Vec<(usize, Checked)> = map
        .numbered_rules()
        .filter_map(|rule| {
            let checked = check_rule(rule_of(rule), &options, &converters).ok()?;
            Some((rule.number(), checked))
        })
        .collect();
    let rules: Vec<(usize, &Checked)> =
        rules.iter().map(|(number, rule)| (*number, rule)).collect();
    let mut conflicts = Conflicts::new(&rules, Dialect::default());
    for rule in map.numbered_rules() {
        for overrider in rule.overriders() {
            conflicts.overrides(overrider, rule.number());
        }
    }
    let mut errors = conflicts.find(&BTreeSet::new());
    errors.sort_by_key(RuleError::rule);
    errors
}

/// A rule of a map as it was before, but for what makes no difference to which
/// URLs it answers.
fn rule_of(rule: BoundRule<'_>) -> Rule {
    let mut made = match rule.endpoint() {
        Some(endpoint) => Rule::new(rule.rule(), endpoint),
        None => Rule::without_endpoint(rule.rule()),
    };
    made.host = rule.host().map(str::to_owned);
    made.subdomain = rule.subdomain().map(str::to_owned);
    made.methods = rule
        .methods()
        .map(|methods| methods.iter().map(str::to_owned).collect());
    made.strict_slashes = Some(rule.has_strict_slashes());
    made.merge_slashes = Some(rule.merges_slashes());
    made.websocket = rule.is_websocket();
    made.build_only = rule.is_build_only();
    made
}

/// The default subdomain is the name of one, without variables.
fn check_default_subdomain(subdomain: &str, converters: &Converters) -> Vec<RuleError> {
    match domain_steps(subdomain, converters) {
        Err(errors) => errors,
        Ok((steps, _)) if steps.variables.is_empty() => Vec::new(),
        Ok((steps, _)) => vec![RuleError::new(
            RuleErrorKind::BadDomain,
            subdomain,
            steps.variables[0].span.clone(),
            "the default subdomain has a variable, for which no request gives a value",
        )],
    }
}

fn check_rule(
    rule: Rule,
    options: &Options,
    converters: &Converters,
) -> Result<Checked, Vec<RuleError>> {
    let mut errors = Vec::new();
    let strict_slashes = rule.strict_slashes.unwrap_or(options.strict_slashes);
    let merge_slashes = rule.merge_slashes.unwrap_or(options.merge_slashes);

    let (by_host, domain_text) = match rule.host {
        Some(host) => (true, host),
        None if options.host_matching => (true, String::new()),
        None => (
            false,
            rule.subdomain
                .unwrap_or_else(|| options.default_subdomain.clone()),
        ),
    };
    let domain = domain_steps(&domain_text, converters)
        .map(|(steps, has_port)| {
            let domain = match (by_host, has_port) {
                (true, true) => Domain::HostAndPort,
                (true, false) => Domain::Host,
                (false, _) => Domain::Subdomain,
            };
            (domain, steps)
        })
        .map_err(|found| errors.extend(found));
    let path = parse(&rule.rule)
        .map_err(|error| vec![error])
        .and_then(|syntax| Steps::of_path(&rule.rule, &syntax, converters, merge_slashes))
        .map_err(|found| errors.extend(found));
    let methods = rule
        .methods
        .map(|methods| check_methods(&rule.rule, methods, rule.websocket))
        .transpose()
        .map_err(|error| errors.push(error));

    let (Ok((domain, domain_steps)), Ok(path), Ok(methods)) = (domain, path, methods) else {
        return Err(errors);
    };
    if let Some(error) = duplicate_variable(&rule.rule, &domain_steps, &path) {
        return Err(vec![error]);
    }
    let [domain_step] =
        <[Step; 1]>::try_from(domain_steps.steps).unwrap_or_else(|_| [Step::Static(String::new())]);
    let domain_variables = domain_steps.variables.len();
    let mut variables = domain_steps.variables;
    variables.extend(path.variables);
    let path_pieces = path.pieces.into_iter().map(|piece| match piece {
        Piece::Variable(place) => Piece::Variable(domain_variables + place),
        literal => literal,
    });
    let mistakes = [
        check_defaults(&rule.rule, &rule.defaults, &variables),
        rule.redirect_to
            .as_ref()
            .and_then(|target| check_redirect(&rule.rule, target, &variables)),
    ];
    let mistakes: Vec<RuleError> = mistakes.into_iter().flatten().collect();
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(Checked {
        trace: trace(&domain_steps.trace, &path.trace),
        rule: rule.rule,
        endpoint: rule.endpoint,
        domain,
        domain_text,
        domain_step,
        path_steps: path.steps,
        variables,
        domain_variables,
        methods,
        strict_slashes,
        merge_slashes,
        websocket: rule.websocket,
        domain_pieces: domain_steps.pieces,
        path_pieces: path_pieces.collect(),
        defaults: rule.defaults,
        build_only: rule.build_only,
        alias: rule.alias,
        redirect_to: rule.redirect_to,
        overrides: rule.overrides,
        overriders: Vec::new(),
    })
}

/// A default stands for a variable that the rule does not have.
fn check_defaults(
    rule: &str,
    defaults: &[(String, Value<'_>)],
    variables: &[RuleVariable],
) -> Option<RuleError> {
    let error =
        |message: String| RuleError::new(RuleErrorKind::BadDefault, rule, 0..rule.len(), message);
    defaults.iter().find_map(|(name, value)| {
        if variables.iter().any(|variable| variable.name == *name) {
            let message =
                format!("\"{rule}\" has a default for `{name}`, which is a variable of its own");
            return Some(error(message).note("note: the default would hide the value in the URL"));
        }
        matches!(value, Value::List(_))
            .then(|| error(format!("the default for `{name}` of \"{rule}\" is a list")))
    })
}

/// A redirect names variables that the rule has.
fn check_redirect(rule: &str, target: &str, variables: &[RuleVariable]) -> Option<RuleError> {
    let error =
        |message: String| RuleError::new(RuleErrorKind::BadRedirect, rule, 0..rule.len(), message);
    if Target::parse(target).leads_to(rule) {
        return Some(error(format!("\"{rule}\" redirects to itself")));
    }
    Target::names(target).into_iter().find_map(|name| {
        let known: Vec<&str> = variables
            .iter()
            .map(|variable| variable.name.as_str())
            .collect();
        if known.contains(&name) {
            return None;
        }
        let mistake = error(format!(
            "redirect \"{target}\" names `{name}`, which \"{rule}\" does not have"
        ));
        Some(match name.rsplit_once(':') {
            Some((_, bare)) if known.contains(&bare) => {
                mistake.note(format!("help: a redirect names no converter: `<{bare}>`"))
            }
            _ => match nearest(name, known.iter().copied()) {
                Some(near) => mistake.note(format!("help: did you mean `<{near}>`?")),
                None => mistake,
            },
        })
    })
}

/// An alias leads to another rule of its endpoint, for each of its methods and
/// for all values of its variables.
fn aliases(rules: &[(usize, Checked)], options: &Options) -> Vec<RuleError> {
    if !options.redirect_defaults {
        return Vec::new();
    }
    let is_stranded = |alias: &Checked| {
        let leads = |method: Option<&str>| {
            rules
                .iter()
                .any(|(_, rule)| takes_alias(rule, alias, method))
        };
        match &alias.methods {
            Some(methods) => !methods.iter().all(|method| leads(Some(method))),
            None => !leads(None),
        }
    };
    rules
        .iter()
        .filter(|(_, rule)| rule.alias && !rule.build_only && is_stranded(rule))
        .map(|(index, rule)| {
            let endpoint = rule.endpoint.as_deref().unwrap_or("None");
            let message = format!("alias \"{}\" has no rule of `{endpoint}` to lead to", rule.rule);
            RuleError::new(RuleErrorKind::AliasWithoutCanonical, rule.rule.clone(), 0..rule.rule.len(), message)
                .note("note: it needs one that is no alias, for all its methods, and that all its values fit")
                .in_rule(*index)
        })
        .collect()
}

/// Whether an alias can always lead to a rule: for a method, or for all.
fn takes_alias(rule: &Checked, alias: &Checked, method: Option<&str>) -> bool {
    let method_fits = match (method, &rule.methods) {
        (_, None) => true,
        (Some(method), Some(methods)) => methods.iter().any(|known| known == method),
        (None, Some(_)) => false,
    };
    let arguments = alias.arguments();
    let has_all = rule
        .variables
        .iter()
        .all(|variable| arguments.contains(variable.name.as_str()));
    // A default that a variable of the alias meets holds for one value only.
    let defaults_fit = rule
        .defaults
        .iter()
        .all(|(name, value)| match alias.default(name) {
            Some(other) => same_argument(value, other),
            None => !arguments.contains(name.as_str()),
        });
    !rule.alias && rule.endpoint == alias.endpoint && method_fits && has_all && defaults_fit
}

/// A rule as Werkzeug prints it: a bar behind the domain, if there is one.
fn trace(domain: &str, path: &str) -> String {
    if domain.is_empty() {
        path.to_owned()
    } else {
        format!("{domain}|{path}")
    }
}

/// The step of a host or subdomain, and whether it names a port.
pub(crate) fn domain_steps(
    source: &str,
    converters: &Converters,
) -> Result<(Steps, bool), Vec<RuleError>> {
    let written = parse(source).map_err(|error| vec![error])?;
    let encoded = domain::encode_rule(source, &written).map_err(|error| vec![error])?;
    let trace = Steps::of_domain(source, &written, converters)?.trace;
    if let Some((variable, first)) = repeated(&written) {
        let message = format!(
            "malformed rule: it has the variable `{}` twice",
            variable.name
        );
        let error = RuleError::new(
            RuleErrorKind::DuplicateVariable,
            source,
            variable.span.clone(),
            message,
        );
        return Err(vec![error.and_at(first.span.clone())]);
    }
    let steps = Steps {
        trace,
        ..Steps::of_domain(source, &encoded, converters)?
    };
    Ok((steps, names_port(&encoded)))
}

/// The steps of a path, or of the beginning of one.
pub(crate) fn path_steps(source: &str, converters: &Converters) -> Result<Steps, Vec<RuleError>> {
    let syntax = parse(source).map_err(|error| vec![error])?;
    Steps::of_path(source, &syntax, converters, true)
}

fn names_port(syntax: &Syntax) -> bool {
    let text: String = syntax
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) => Some(text.as_str()),
            Item::Slash | Item::Variable(_) => None,
        })
        .collect();
    !domain::split_port(&text).1.is_empty()
}

/// The methods as they are compared. `HEAD` comes with `GET` (Werkzeug).
fn check_methods(
    rule: &str,
    methods: Vec<String>,
    websocket: bool,
) -> Result<Vec<String>, RuleError> {
    let error = |kind, message: String| RuleError::new(kind, rule, 0..rule.len(), message);
    if methods.is_empty() {
        let message = format!("\"{rule}\" answers no method at all");
        return Err(error(RuleErrorKind::EmptyMethods, message));
    }
    let mut upper: Vec<String> = methods
        .iter()
        .map(|method| method.to_ascii_uppercase())
        .collect();
    if let Some(bad) = upper.iter().find(|method| !is_token(method)) {
        return Err(error(
            RuleErrorKind::BadMethod,
            format!("`{bad}` is no method (RFC 9110, 5.6.2)"),
        ));
    }
    if websocket
        && let Some(bad) = upper
            .iter()
            .find(|method| !["GET", "HEAD", "OPTIONS"].contains(&method.as_str()))
    {
        let message = format!("websocket rule \"{rule}\" can not answer {bad}");
        return Err(error(RuleErrorKind::WebsocketMethods, message)
            .note("note: an upgrade is a GET request (RFC 6455)"));
    }
    if upper.iter().any(|method| method == "GET") {
        upper.push("HEAD".to_owned());
    }
    upper.sort_unstable();
    upper.dedup();
    Ok(upper)
}

fn is_token(method: &str) -> bool {
    !method.is_empty()
        && method
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn duplicate_variable(rule: &str, domain: &Steps, path: &Steps) -> Option<RuleError> {
    path.variables
        .iter()
        .enumerate()
        .find_map(|(place, variable)| {
            let is_same = |other: &&RuleVariable| other.name == variable.name;
            let error = |twice: &str| {
                let message = format!(
                    "malformed rule: it has the variable `{}` {twice}",
                    variable.name
                );
                RuleError::new(
                    RuleErrorKind::DuplicateVariable,
                    rule,
                    variable.span.clone(),
                    message,
                )
            };
            if domain.variables.iter().any(|other| is_same(&other)) {
                return Some(error("in its host and in its path"));
            }
            let first = path.variables[..place].iter().find(is_same)?;
            Some(error("twice").and_at(first.span.clone()))
        })
}

/// The first variable whose name one before it has, and that one.
fn repeated(syntax: &Syntax) -> Option<(&Variable, &Variable)> {
    let variables: Vec<&Variable> = syntax
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Variable(variable) => Some(variable),
            Item::Slash | Item::Text(_) => None,
        })
        .collect();
    variables.iter().enumerate().find_map(|(place, variable)| {
        let before = &variables[..place];
        let first = before.iter().find(|other| other.name == variable.name)?;
        Some((*variable, *first))
    })
}

/// Rules with the same parts that answer the same method. As in Werkzeug 3.2,
/// but converters with other arguments are other converters (difference D14).
fn duplicates(rules: &[(usize, Checked)]) -> Vec<RuleError> {
    let mut groups: HashMap<_, Vec<(usize, &Checked)>> = HashMap::with_capacity(rules.len());
    for (index, rule) in rules.iter().filter(|(_, rule)| !rule.build_only) {
        let converters: Vec<String> = rule
            .variables
            .iter()
            .filter(|variable| {
                !variable.converter.checks.is_empty() || variable.converter.declared.is_some()
            })
            .map(|variable| {
                format!(
                    "{:?}{:?}",
                    variable.converter.checks, variable.converter.declared
                )
            })
            .collect();
        let key = (
            rule.domain,
            &rule.domain_step,
            &rule.path_steps,
            converters,
            rule.websocket,
        );
        groups.entry(key).or_default().push((*index, rule));
    }
    let mut errors = Vec::new();
    for group in groups.values() {
        for (place, (index, rule)) in group.iter().enumerate() {
            let clash = group[..place].iter().find_map(|(other, before)| {
                common_methods(before, rule).map(|methods| (*other, methods))
            });
            if let Some((other, methods)) = clash {
                let methods = if rule.websocket {
                    "websocket requests"
                } else {
                    &methods
                };
                let message = format!("\"{}\" is declared twice for {methods}", rule.rule);
                errors.push(
                    RuleError::new(
                        RuleErrorKind::Duplicate,
                        rule.rule.clone(),
                        0..rule.rule.len(),
                        message,
                    )
                    .in_rule(*index)
                    .beside(other),
                );
            }
        }
    }
    errors
}

/// The methods for which two rules are duplicates. The methods that come by
/// themselves, HEAD and OPTIONS, make no duplicate where they are not all.
fn common_methods(left: &Checked, right: &Checked) -> Option<String> {
    let (Some(left), Some(right)) = (&left.methods, &right.methods) else {
        return Some(match left.methods.as_ref().or(right.methods.as_ref()) {
            Some(methods) => implied_left_out(methods),
            None => "every method".to_owned(),
        });
    };
    if left == right {
        return Some(implied_left_out(left));
    }
    let common: Vec<String> = left
        .iter()
        .filter(|method| right.contains(method) && !["HEAD", "OPTIONS"].contains(&method.as_str()))
        .cloned()
        .collect();
    (!common.is_empty()).then(|| common.join(", "))
}

/// A list of methods as people say it: GET says HEAD.
fn implied_left_out(methods: &[String]) -> String {
    let says_get = methods.iter().any(|method| method == "GET");
    let said: Vec<&str> = methods
        .iter()
        .map(String::as_str)
        .filter(|method| !(says_get && *method == "HEAD"))
        .collect();
    said.join(", ")
}

/// A table says the methods of a rule in 64 bits.
fn method_limit(rules: &[(usize, Checked)]) -> Option<RuleError> {
    let mut names: Vec<&str> = Vec::new();
    for (index, rule) in rules {
        for method in rule.methods.iter().flatten() {
            if names.contains(&method.as_str()) {
                continue;
            }
            if names.len() == 64 {
                let message =
                    format!("`{method}` is the 65th method of this map, which can have 64");
                let error = RuleError::new(
                    RuleErrorKind::TooManyMethods,
                    rule.rule.clone(),
                    0..rule.rule.len(),
                    message,
                );
                return Some(error.in_rule(*index));
            }
            names.push(method);
        }
    }
    None
}
