//! What the user wrote, judged: the ast becomes rules of the rule language,
//! and what is wrong with them becomes mistakes at the user's own words.
//!
//! A rule with a mistake is left out of the map, and the others go on, so that
//! one mistake is told once and nothing follows from it.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, LitStr, Path, Type};

use fingerpost_rules::suggest::nearest;
use fingerpost_rules::{
    Map, MapBuilder, MapError, Rule, RuleError, RuleErrorKind, Verbatim, check_regex, variables,
};

use crate::ast::{self, Argument, Attributes, Constant, Entry, GroupKind, MountTarget, Target};
use crate::defaults::{Default, DefaultText, Placed, places};
use crate::report::{Mistake, Report};

/// A block whose rules are right.
pub(crate) struct Checked {
    pub(crate) header: Option<ast::Header>,
    /// The types of the declared converters, in the order in which the map
    /// counts them.
    pub(crate) converters: Vec<TokenStream>,
    pub(crate) map: Map,
    /// The rules of the map, in its order.
    pub(crate) rules: Vec<CheckedRule>,
    /// The expressions behind `service`.
    pub(crate) services: Vec<Expr>,
    /// Handlers of rules that are not in the map: named, so that they do not
    /// count as unused.
    pub(crate) mentioned: Vec<Handler>,
}

/// A rule of the map, with what it leads to.
pub(crate) struct CheckedRule {
    /// The doc comment, a line each.
    pub(crate) docs: Vec<String>,
    pub(crate) literal: LitStr,
    pub(crate) variables: Vec<Variable>,
    pub(crate) target: CheckedTarget,
}

/// What a rule leads to.
pub(crate) enum CheckedTarget {
    Handler {
        handler: Handler,
        variables: Vec<Variable>,
        arguments: Vec<CheckedArgument>,
        named: bool,
    },
    /// The place among the services.
    Service(usize),
    /// Nothing: the rule is a redirect, or URLs are only built from it.
    None,
}

/// A handler, as it is to be named where the block stands.
pub(crate) struct Handler {
    pub(crate) path: TokenStream,
    /// The path without generics, as `use` takes it.
    pub(crate) bare: TokenStream,
    /// The path as people write it.
    pub(crate) shown: String,
    /// The last name in it.
    pub(crate) span: Span,
    /// Its endpoint, unless the rule names another.
    pub(crate) endpoint: String,
    /// The variables of its rule, as far as they can be read.
    pub(crate) variables: Vec<String>,
}

/// A variable of a rule.
#[derive(Clone)]
pub(crate) struct Variable {
    pub(crate) name: String,
    /// As it stands in the rule: `<int:id>`.
    pub(crate) source: String,
    pub(crate) kind: VariableKind,
}

/// What decides which types a variable can have.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum VariableKind {
    String,
    Any,
    Path,
    Int,
    Float,
    Uuid,
    /// The type of a declared converter, by its place among them.
    Declared(usize),
    /// Of a converter with a mistake.
    Unknown,
}

/// What a handler is given for one parameter.
pub(crate) enum CheckedArgument {
    /// The value of a variable, by its place in the URL.
    Variable { index: usize, span: Span },
    /// A default in place of a variable that another rule of the endpoint has.
    Default {
        variable: Variable,
        value: DefaultText,
        span: Span,
    },
    Constant {
        constant: Constant,
        /// The default whose value it is, unless it is written as an argument.
        default: Option<String>,
        span: Span,
    },
    /// Nothing that could be known, which has been reported.
    Unknown(Span),
}

impl CheckedArgument {
    /// Where it is written, or what it comes from.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Variable { span, .. }
            | Self::Default { span, .. }
            | Self::Constant { span, .. }
            | Self::Unknown(span) => *span,
        }
    }
}

/// Judges a block.
pub(crate) fn check(block: ast::Block, report: &mut Report) -> Checked {
    let declared = Declared::new(block.converters, report);
    let mut options = block.settings;
    // Every rule in a bad subdomain would be told as well.
    options.default_subdomain = options.default_subdomain.filter(|subdomain| {
        let builder = declared.declare(Map::builder());
        report_all(report, subdomain, builder.check_domain(&subdomain.value()))
    });
    let builder = declared.declare(settings(&options));
    let mut walk = Walk {
        builder: &builder,
        report,
        drafts: Vec::new(),
        services: Vec::new(),
        mentioned: Vec::new(),
        groups: 0,
    };
    walk.entries(block.entries, &Scope::default());
    let Walk {
        drafts,
        services,
        mut mentioned,
        ..
    } = walk;
    let (map, drafts) = compile(drafts, &declared, &options, &mut mentioned, report);
    let siblings = Siblings::new(&drafts, &declared);
    let rules = drafts
        .into_iter()
        .enumerate()
        .map(|(number, draft)| draft.finish(number, &siblings, report))
        .collect();
    Checked {
        header: block.header,
        converters: declared.types(),
        map,
        rules,
        services,
        mentioned,
    }
}

/// The options of the block's map.
fn settings(settings: &ast::Settings) -> MapBuilder {
    let mut builder = Map::builder();
    if let Some(subdomain) = &settings.default_subdomain {
        builder = builder.default_subdomain(subdomain.value());
    }
    if let Some(strict) = &settings.strict_slashes {
        builder = builder.strict_slashes(strict.value);
    }
    if let Some(merge) = &settings.merge_slashes {
        builder = builder.merge_slashes(merge.value);
    }
    if let Some(redirect) = &settings.redirect_defaults {
        builder = builder.redirect_defaults(redirect.value);
    }
    if let Some(sort) = &settings.sort_parameters {
        builder = builder.sort_parameters(sort.value);
    }
    builder.written_in_a_block()
}

/// The converters that the block declares.
struct Declared {
    converters: Vec<DeclaredConverter>,
}

struct DeclaredConverter {
    name: String,
    /// `None` if it has a mistake.
    right: Option<(String, Type)>,
}

impl Declared {
    fn new(converters: Vec<ast::Converter>, report: &mut Report) -> Self {
        let mut known: Vec<DeclaredConverter> = Vec::new();
        for converter in converters {
            let name = unraw(&converter.name);
            if known.iter().any(|other| other.name == name) {
                let text = format!("converter `{name}` is declared twice");
                report.add(Mistake::at(converter.name.span(), "FP004", text));
                continue;
            }
            let right = match (converter.regex, converter.ty) {
                (Some(regex), Some(ty)) => match check_regex(&regex.value()) {
                    Ok(()) => Some((regex.value(), ty)),
                    Err(error) => {
                        report.add(mistake(&regex, &error));
                        None
                    }
                },
                _ => None,
            };
            known.push(DeclaredConverter { name, right });
        }
        Declared { converters: known }
    }

    /// Adds the converters to a map. One with a mistake takes any segment, so
    /// that no second mistake follows.
    fn declare(&self, builder: MapBuilder) -> MapBuilder {
        self.converters.iter().fold(builder, |builder, converter| {
            let regex = converter.right.as_ref().map_or("[^/]+", |(regex, _)| regex);
            builder.converter(&converter.name, regex, Verbatim)
        })
    }

    fn types(&self) -> Vec<TokenStream> {
        self.converters
            .iter()
            .map(|converter| match &converter.right {
                Some((_, ty)) => ty.to_token_stream(),
                None => quote!(::std::string::String),
            })
            .collect()
    }

    /// What a converter of this name gives.
    fn kind(&self, name: &str) -> VariableKind {
        if let Some(place) = self
            .converters
            .iter()
            .position(|converter| converter.name == name)
        {
            return match self.converters[place].right {
                Some(_) => VariableKind::Declared(place),
                None => VariableKind::Unknown,
            };
        }
        match name {
            "default" | "string" => VariableKind::String,
            "any" => VariableKind::Any,
            "path" => VariableKind::Path,
            "int" => VariableKind::Int,
            "float" => VariableKind::Float,
            "uuid" => VariableKind::Uuid,
            _ => VariableKind::Unknown,
        }
    }
}

/// What the groups around an entry say.
#[derive(Clone, Default)]
struct Scope {
    domain: Option<Domain>,
    /// Paths of the submounts, joined.
    prefix: String,
    /// Modules of the `within`s, joined; with `::` at the end.
    module: TokenStream,
    module_names: Vec<String>,
    strict_slashes: Option<bool>,
    merge_slashes: Option<bool>,
    defaults: Vec<Default>,
    overrides: Vec<Override>,
    alias: bool,
    build_only: bool,
    /// What the groups mean can not be known: a mistake has been reported.
    unknown: bool,
}

/// An endpoint that a rule, or a whole group, wins over.
#[derive(Clone)]
struct Override {
    endpoint: String,
    path: Path,
    /// The number of the group whose attribute it is, if it is one's: there
    /// some rule meets the endpoint, and not each.
    group: Option<usize>,
}

#[derive(Clone)]
enum Domain {
    Subdomain(String),
    Host(String),
}

impl Domain {
    fn text(&self) -> &str {
        let (Domain::Subdomain(text) | Domain::Host(text)) = self;
        text
    }
}

/// A rule that may still turn out to be wrong.
struct Draft {
    docs: Vec<String>,
    literal: LitStr,
    endpoint: Option<String>,
    defaults: Vec<Default>,
    overrides: Vec<Override>,
    /// The rule of the map.
    rule: Rule,
    /// The texts that hold its variables: the domain's, then the path's.
    texts: [String; 2],
    target: DraftTarget,
}

enum DraftTarget {
    Handler {
        handler: Handler,
        arguments: Option<Vec<Argument>>,
    },
    Service(usize),
    Redirect,
    None,
}

/// Goes through the entries, in the order of the source.
struct Walk<'a> {
    builder: &'a MapBuilder,
    report: &'a mut Report,
    drafts: Vec<Draft>,
    services: Vec<Expr>,
    mentioned: Vec<Handler>,
    /// The groups so far.
    groups: usize,
}

impl Walk<'_> {
    fn entries(&mut self, entries: Vec<Entry>, scope: &Scope) {
        for entry in entries {
            match entry {
                Entry::Rule(rule) => self.rule(rule, scope),
                Entry::Group(group) => self.group(group, scope),
                Entry::Mount(mount) => self.mount(mount),
                Entry::Half(half) => self.mention(half, scope),
            }
        }
    }

    /// What can be read and does nothing yet, with what serves until then.
    fn not_yet(&mut self, span: Span, what: &str, instead: &str) {
        let text = format!("{what} is not supported yet");
        let mistake = Mistake::at(span, "FP016", text);
        self.report.add(match instead {
            "" => mistake,
            instead => mistake.help(instead),
        });
    }

    fn mount(&mut self, mount: ast::Mount) {
        let prefix = mount.prefix.value();
        let (form, instead) = match mount.target {
            MountTarget::Block(_) => (
                "`mount` of a block",
                format!("write its rules here, under `submount \"{prefix}\"`"),
            ),
            MountTarget::Service(_) => (
                "`mount` of a service",
                format!("a rule can lead to it: `\"{prefix}/<path:rest>\" => service …`"),
            ),
            MountTarget::Wsgi(_) => ("`mount` of a WSGI application", String::new()),
        };
        self.not_yet(mount.prefix.span(), form, &instead);
        self.attributes(&mount.attributes);
    }

    /// Reports the attributes that can not be used yet; whether there are any.
    fn attributes(&mut self, attributes: &Attributes) -> bool {
        let before = self.report.len();
        if let Some(layer) = attributes.layers.first() {
            let instead = "`App::layer` puts a layer around all rules";
            self.not_yet(first_span(layer), "`#[layer(…)]`", instead);
        }
        self.report.len() > before
    }

    fn group(&mut self, group: ast::Group, scope: &Scope) {
        let mut inner = scope.clone();
        inner.unknown |= self.attributes(&group.attributes);
        if let Some(endpoint) = &group.attributes.endpoint {
            let text = "`#[endpoint]` names one rule, not a group";
            self.report.add(Mistake::at(endpoint.span(), "FP016", text));
        }
        inner
            .defaults
            .extend(Default::read(group.attributes.defaults, self.report));
        self.groups += 1;
        let paths = group.attributes.overrides;
        inner
            .overrides
            .extend(overrides(scope, paths, Some(self.groups)));
        inner.alias |= group.attributes.alias.is_some();
        inner.build_only |= group.attributes.build_only.is_some();
        if let Some(strict) = &group.attributes.strict_slashes {
            inner.strict_slashes = Some(strict.value);
        }
        if let Some(merge) = &group.attributes.merge_slashes {
            inner.merge_slashes = Some(merge.value);
        }
        match group.kind {
            GroupKind::Subdomain(text) => {
                self.domain(&mut inner, &text, Domain::Subdomain(text.value()))
            }
            GroupKind::Host(text) => self.domain(&mut inner, &text, Domain::Host(text.value())),
            GroupKind::Submount(text) => {
                let prefix = text.value();
                let prefix = prefix.trim_end_matches('/');
                if !prefix.is_empty() {
                    inner.unknown |=
                        !report_all(self.report, &text, self.builder.check_submount(prefix));
                }
                inner.prefix.push_str(prefix);
            }
            GroupKind::Within(path) => {
                let (module, names) = (qualified(&scope.module, &path), endpoint_names(&path));
                inner.module = quote!(#module ::);
                if is_absolute(&path) {
                    inner.module_names.clear();
                }
                inner.module_names.extend(names);
            }
            GroupKind::Unknown => inner.unknown = true,
        }
        self.entries(group.entries, &inner);
    }

    fn domain(&mut self, scope: &mut Scope, literal: &LitStr, domain: Domain) {
        if let Some(outer) = &scope.domain {
            let text = format!(
                "domain group \"{}\" stands inside another, \"{}\"",
                domain.text(),
                outer.text()
            );
            let mistake = Mistake::at(literal.span(), "FP015", text)
                .note("note: a rule is in one subdomain or on one host")
                .help("move the group out, and write the whole name in it");
            self.report.add(mistake);
            scope.unknown = true;
        }
        scope.unknown |= !report_all(
            self.report,
            literal,
            self.builder.check_domain(domain.text()),
        );
        scope.domain = Some(domain);
    }

    fn rule(&mut self, rule: ast::Rule, scope: &Scope) {
        let unsupported = self.attributes(&rule.attributes);
        let methods = self.methods(&rule.methods);
        let mut defaults = scope.defaults.clone();
        defaults.extend(Default::read(rule.attributes.defaults, self.report));
        let mut redirect = None;
        let (target, endpoint) = match rule.target {
            Some(Target::Handler(handler)) => {
                let names = endpoint_of(scope, &handler.path);
                let target = DraftTarget::Handler {
                    handler: named(scope, &handler.path, &rule.rule.value()),
                    arguments: handler.arguments,
                };
                (target, Some(names))
            }
            Some(Target::Service(service)) => {
                self.services.push(service);
                (DraftTarget::Service(self.services.len() - 1), None)
            }
            Some(Target::Redirect(target)) => {
                redirect = Some(target.value());
                (DraftTarget::Redirect, None)
            }
            Some(Target::Wsgi(expression)) => {
                return self.not_yet(first_span(&expression), "`wsgi`", "");
            }
            None => {
                if rule.attributes.endpoint.is_none() {
                    let text = "a `#[build_only]` rule needs `#[endpoint = \"…\"]`";
                    let mistake = Mistake::at(rule.rule.span(), "FP016", text);
                    return self
                        .report
                        .add(mistake.note("note: URLs are built from it by that name"));
                }
                (DraftTarget::None, None)
            }
        };
        let Some(methods) = methods.filter(|_| !unsupported && !scope.unknown) else {
            if let DraftTarget::Handler { handler, .. } = target {
                self.mentioned.push(handler);
            }
            return;
        };
        let methods = methods.or_default(&target);
        let mut wins_over = scope.overrides.clone();
        wins_over.extend(overrides(scope, rule.attributes.overrides, None));
        let endpoint = rule
            .attributes
            .endpoint
            .as_ref()
            .map(LitStr::value)
            .or(endpoint);
        let path = format!("{}{}", scope.prefix, rule.rule.value());
        let endpoint_name = endpoint.clone();
        let mut made = match endpoint {
            Some(endpoint) => Rule::new(&path, endpoint),
            None => Rule::without_endpoint(&path),
        };
        match &scope.domain {
            Some(Domain::Subdomain(subdomain)) => made = made.subdomain(subdomain),
            Some(Domain::Host(host)) => made = made.host(host),
            None => {}
        }
        let strict = rule
            .attributes
            .strict_slashes
            .map(|strict| strict.value)
            .or(scope.strict_slashes);
        let merge = rule
            .attributes
            .merge_slashes
            .map(|merge| merge.value)
            .or(scope.merge_slashes);
        if let Some(strict) = strict {
            made = made.strict_slashes(strict);
        }
        if let Some(merge) = merge {
            made = made.merge_slashes(merge);
        }
        made = match methods {
            RuleMethods::Any => made,
            RuleMethods::Websocket => made.methods(["GET"]).websocket(),
            RuleMethods::These(names) => made.methods(names),
        };
        made = made.defaults(
            defaults
                .iter()
                .map(|default| (&default.name, default.value.clone())),
        );
        if let Some(redirect) = redirect {
            made = made.redirect_to(redirect);
        }
        for other in &wins_over {
            made = made.overrides(&other.endpoint);
        }
        if scope.alias || rule.attributes.alias.is_some() {
            made = made.alias();
        }
        if scope.build_only || rule.attributes.build_only.is_some() {
            made = made.build_only();
        }
        let domain = scope.domain.as_ref().map_or("", Domain::text).to_owned();
        self.drafts.push(Draft {
            docs: rule.attributes.docs,
            literal: rule.rule,
            endpoint: endpoint_name,
            defaults,
            overrides: wins_over,
            rule: made,
            texts: [domain, path],
            target,
        });
    }

    /// The methods that a rule names; `None` if they contradict one another.
    fn methods(&mut self, methods: &[Ident]) -> Option<NamedMethods> {
        let names: Vec<String> = methods.iter().map(unraw).collect();
        for special in ["ANY", "WEBSOCKET"] {
            if let Some(place) = names.iter().position(|name| name == special)
                && names.len() > 1
            {
                let text = format!("`{special}` stands alone: it goes with no other method");
                self.report
                    .add(Mistake::at(methods[place].span(), "FP016", text));
                return None;
            }
        }
        Some(NamedMethods(names))
    }

    fn mention(&mut self, half: ast::HalfRule, scope: &Scope) {
        if let Some(Target::Handler(handler)) = half.target {
            let rule = half.rule.map_or_else(String::new, |rule| rule.value());
            self.mentioned.push(named(scope, &handler.path, &rule));
        }
    }
}

/// Methods as they are written.
struct NamedMethods(Vec<String>);

/// The methods of a rule.
enum RuleMethods {
    Any,
    Websocket,
    These(Vec<String>),
}

impl NamedMethods {
    /// Without a method a handler answers GET, and a service all.
    fn or_default(self, target: &DraftTarget) -> RuleMethods {
        match (self.0.first().map(String::as_str), target) {
            (Some("ANY"), _) | (None, DraftTarget::Service(_) | DraftTarget::None) => {
                RuleMethods::Any
            }
            (Some("WEBSOCKET"), _) => RuleMethods::Websocket,
            (None, DraftTarget::Handler { .. } | DraftTarget::Redirect) => {
                RuleMethods::These(vec!["GET".to_owned()])
            }
            (Some(_), _) => RuleMethods::These(self.0),
        }
    }
}

/// Compiles the map, and leaves out the rules that are wrong.
fn compile(
    mut drafts: Vec<Draft>,
    declared: &Declared,
    options: &ast::Settings,
    mentioned: &mut Vec<Handler>,
    report: &mut Report,
) -> (Map, Vec<Draft>) {
    let mut left_out: Vec<Option<String>> = Vec::new();
    let mut is_first = true;
    loop {
        let rules: Vec<Rule> = drafts.iter().map(|draft| draft.rule.clone()).collect();
        // Rules that overlap are told once, and stay: the map is one all the same.
        let builder = settings(options).refuse_overlaps(is_first);
        let errors = match declared.declare(builder).add(rules).build() {
            Ok(map) => return (map, drafts),
            Err(error) => error.into_errors(),
        };
        for error in &errors {
            let draft = error.rule().and_then(|rule| drafts.get(rule));
            // The rule that an alias stands for may have been left out.
            let follows = error.kind() == RuleErrorKind::AliasWithoutCanonical
                && draft.is_some_and(|draft| left_out.contains(&draft.endpoint));
            if !follows && !is_of_group(error, &drafts, &errors) {
                report_rule(report, &drafts, error);
            }
        }
        let (stay, go): (Vec<&RuleError>, Vec<&RuleError>) =
            errors.iter().partition(|error| stays(error.kind()));
        for error in stay
            .iter()
            .filter(|error| error.kind() == RuleErrorKind::BadOverride)
        {
            if let Some(draft) = error.rule().and_then(|rule| drafts.get_mut(rule)) {
                draft.rule = draft.rule.clone().without_overrides();
            }
        }
        let mut wrong: Vec<usize> = go.iter().filter_map(|error| error.rule()).collect();
        if wrong.is_empty() && stay.is_empty() {
            // Mistakes of no single rule are mistakes of the settings, which
            // have been reported; no map can be made of them.
            wrong = (0..drafts.len()).collect();
            if drafts.is_empty() {
                return (Map::from_static(&[], "", &[]), drafts);
            }
        }
        is_first = false;
        let mut number = 0;
        let (kept, dropped): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|_| {
            number += 1;
            !wrong.contains(&(number - 1))
        });
        drafts = kept;
        if !dropped.is_empty() {
            // An override may name what has been left out.
            for draft in &mut drafts {
                draft.rule = draft.rule.clone().without_overrides();
            }
        }
        left_out.extend(dropped.iter().map(|draft| draft.endpoint.clone()));
        mentioned.extend(dropped.into_iter().filter_map(|draft| match draft.target {
            DraftTarget::Handler { handler, .. } => Some(handler),
            _ => None,
        }));
    }
}

/// Whether a rule with such a mistake can stand in the map.
fn stays(kind: RuleErrorKind) -> bool {
    matches!(
        kind,
        RuleErrorKind::Overlap | RuleErrorKind::NeverRuns | RuleErrorKind::BadOverride
    )
}

/// Whether an error says that a rule does not meet what its group overrides,
/// and another rule of the group does, or it has been said of another.
fn is_of_group(error: &RuleError, drafts: &[Draft], errors: &[RuleError]) -> bool {
    let group_of = |draft: &Draft| {
        let mut own = draft.overrides.iter();
        own.find(|own| own.endpoint == error.source_text())?.group
    };
    let Some((number, group)) = error
        .rule()
        .filter(|_| error.kind() == RuleErrorKind::BadOverride)
        .and_then(|number| Some((number, group_of(drafts.get(number)?)?)))
    else {
        return false;
    };
    let is_wrong = |number: usize| {
        errors.iter().any(|other| {
            other.kind() == RuleErrorKind::BadOverride
                && other.source_text() == error.source_text()
                && other.rule() == Some(number)
        })
    };
    drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| group_of(draft) == Some(group))
        .any(|(other, _)| other < number || !is_wrong(other))
}

fn report_rule(report: &mut Report, drafts: &[Draft], error: &RuleError) {
    let Some(draft) = error.rule().and_then(|rule| drafts.get(rule)) else {
        return;
    };
    let named = draft.overrides.iter().find(|other| {
        error.kind() == RuleErrorKind::BadOverride && other.endpoint == error.source_text()
    });
    let (code, text) = (error.kind().code(), error.message());
    let mut mistake = match named {
        Some(other) => Mistake::over(&other.path, code, text),
        None => Mistake::at(draft.literal.span(), code, text),
    };
    for other in error.others().iter().filter_map(|other| drafts.get(*other)) {
        let span = other.literal.span();
        let place = format!("{}:{}", span.file(), span.start().line);
        let [_, text] = &other.texts;
        mistake = mistake.note(match error.kind() {
            RuleErrorKind::Duplicate if *text == draft.texts[1] => {
                format!("note: it was first declared at {place}")
            }
            // The names of variables make no difference to a request.
            RuleErrorKind::Duplicate => {
                format!("note: it was first declared at {place}, as \"{text}\"")
            }
            _ => format!("note: \"{text}\" stands at {place}"),
        });
    }
    report.add(with_details(mistake, error));
}

impl Draft {
    fn variables(&self, declared: &Declared) -> Vec<Variable> {
        self.texts
            .iter()
            .flat_map(|text| variables(text))
            .map(|variable| Variable {
                kind: declared.kind(&variable.converter),
                source: variable.source.to_owned(),
                name: variable.name,
            })
            .collect()
    }

    fn finish(self, number: usize, siblings: &Siblings, report: &mut Report) -> CheckedRule {
        let target = match self.target {
            DraftTarget::Service(place) => CheckedTarget::Service(place),
            DraftTarget::Redirect | DraftTarget::None => CheckedTarget::None,
            DraftTarget::Handler { handler, arguments } => {
                let named = arguments.is_some();
                let variables = siblings.of_rule(number).to_vec();
                // Only these are asked for: an endpoint may have very many rules.
                let others = if named || !self.defaults.is_empty() {
                    siblings.others(number, self.endpoint.as_deref())
                } else {
                    Vec::new()
                };
                let rule = Arguments {
                    literal: &self.literal,
                    variables: &variables,
                    defaults: &self.defaults,
                    others: &others,
                };
                let arguments = match arguments {
                    None => rule.implied(&handler.shown, report),
                    Some(arguments) => arguments
                        .into_iter()
                        .map(|argument| rule.written(argument, report))
                        .collect(),
                };
                CheckedTarget::Handler {
                    handler,
                    variables,
                    arguments,
                    named,
                }
            }
        };
        CheckedRule {
            docs: self.docs,
            variables: siblings.of_rule(number).to_vec(),
            literal: self.literal,
            target,
        }
    }
}

/// The rules as the others of their endpoints see them.
struct Siblings {
    /// The variables of each rule.
    variables: Vec<Vec<Variable>>,
    endpoints: HashMap<String, Vec<usize>>,
}

impl Siblings {
    fn new(drafts: &[Draft], declared: &Declared) -> Self {
        let mut endpoints: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, draft) in drafts.iter().enumerate() {
            if let Some(endpoint) = &draft.endpoint {
                endpoints.entry(endpoint.clone()).or_default().push(number);
            }
        }
        let variables = drafts.iter().map(|draft| draft.variables(declared));
        Siblings {
            variables: variables.collect(),
            endpoints,
        }
    }

    fn of_rule(&self, number: usize) -> &[Variable] {
        self.variables.get(number).map_or(&[], Vec::as_slice)
    }

    /// The variables of the endpoint's other rules.
    fn others(&self, number: usize, endpoint: Option<&str>) -> Vec<&[Variable]> {
        let rules = endpoint.and_then(|endpoint| self.endpoints.get(endpoint));
        rules
            .into_iter()
            .flatten()
            .filter(|other| **other != number)
            .map(|other| self.of_rule(*other))
            .collect()
    }
}

/// What a rule has to give to its handler.
struct Arguments<'a> {
    literal: &'a LitStr,
    variables: &'a [Variable],
    defaults: &'a [Default],
    /// The variables of the endpoint's other rules.
    others: &'a [&'a [Variable]],
}

impl Arguments<'_> {
    /// The arguments where none are written: the variables in their order, and
    /// the defaults in the places of the variables that they stand for.
    fn implied(&self, shown: &str, report: &mut Report) -> Vec<CheckedArgument> {
        let span = self.literal.span();
        if self.defaults.is_empty() {
            return (0..self.variables.len())
                .map(|index| CheckedArgument::Variable { index, span })
                .collect();
        }
        let rule = self.literal.value();
        let placed = places(
            &rule,
            shown,
            self.variables,
            self.defaults,
            self.others,
            report,
        );
        let Some(placed) = placed else {
            return (0..self.variables.len() + self.defaults.len())
                .map(|_| CheckedArgument::Unknown(span))
                .collect();
        };
        placed
            .into_iter()
            .map(|placed| match placed {
                Placed::Variable(index) => CheckedArgument::Variable { index, span },
                Placed::Default(index, variable) => CheckedArgument::Default {
                    value: self.defaults[index].text(&variable),
                    variable,
                    span: self.defaults[index].span,
                },
            })
            .collect()
    }

    /// An argument that is written. One that names nothing of the rule is
    /// reported, and stands for a value of every type.
    fn written(&self, argument: Argument, report: &mut Report) -> CheckedArgument {
        let name = match argument {
            Argument::Constant(constant) => {
                return CheckedArgument::Constant {
                    span: first_span(&constant),
                    constant,
                    default: None,
                };
            }
            Argument::Unknown(span) => return CheckedArgument::Unknown(span),
            Argument::Variable(name) => name,
        };
        let (text, span) = (unraw(&name), name.span());
        let is_named = |variable: &&Variable| variable.name == text;
        if let Some(index) = self
            .variables
            .iter()
            .position(|variable| is_named(&variable))
        {
            return CheckedArgument::Variable { index, span };
        }
        if let Some(default) = self.defaults.iter().find(|default| default.name == text) {
            let variable = self
                .others
                .iter()
                .flat_map(|other| other.iter())
                .find(is_named);
            if default.is_wrong() {
                return CheckedArgument::Unknown(span);
            }
            // Without a variable it is whatever the handler makes of it.
            return match (variable, syn::parse2(default.constant())) {
                (Some(variable), _) => CheckedArgument::Default {
                    variable: variable.clone(),
                    value: default.text(variable),
                    span,
                },
                (None, Ok(literal)) => CheckedArgument::Constant {
                    constant: Constant::Literal(None, literal),
                    default: Some(text),
                    span,
                },
                (None, Err(_)) => CheckedArgument::Unknown(span),
            };
        }
        let defaults = self.defaults.iter().map(|default| default.name.as_str());
        let names: Vec<&str> = self
            .variables
            .iter()
            .map(|variable| variable.name.as_str())
            .chain(defaults)
            .collect();
        let rule = self.literal.value();
        let headline = match nearest(&text, names.iter().copied()) {
            Some(near) => {
                format!("rule \"{rule}\" has no variable `{text}`; did you mean `{near}`?")
            }
            None => format!("rule \"{rule}\" has no variable `{text}`"),
        };
        let mistake = Mistake::at(span, "FP005", headline);
        report.add(if names.is_empty() {
            mistake.help("a constant is a literal, or a path with `::`")
        } else {
            mistake.note(format!("its variables: {}", names.join(", ")))
        });
        CheckedArgument::Unknown(span)
    }
}

/// The mistake of a rule, at its literal.
fn mistake(literal: &LitStr, error: &RuleError) -> Mistake {
    with_details(
        Mistake::at(literal.span(), error.kind().code(), error.message()),
        error,
    )
}

fn with_details(mistake: Mistake, error: &RuleError) -> Mistake {
    match error.details() {
        details if details.is_empty() => mistake,
        details => mistake.note(details),
    }
}

/// Reports what is wrong with a text, at its literal; whether nothing is.
fn report_all(report: &mut Report, literal: &LitStr, result: Result<(), MapError>) -> bool {
    let errors = result.err().map_or(Vec::new(), MapError::into_errors);
    for error in &errors {
        report.add(mistake(literal, error));
    }
    errors.is_empty()
}

/// A handler as it is to be named from where the block stands.
fn named(scope: &Scope, path: &Path, rule: &str) -> Handler {
    let domain = scope.domain.as_ref().map_or("", Domain::text);
    let texts = [domain, &scope.prefix, rule];
    let path_tokens = qualified(&scope.module, path);
    let (colon, names) = (
        path.leading_colon,
        path.segments.iter().map(|segment| &segment.ident),
    );
    let bare = quote!(#colon #(#names)::*);
    let module = &scope.module;
    Handler {
        bare: if is_absolute(path) {
            bare
        } else {
            quote!(#module #bare)
        },
        shown: path.to_token_stream().to_string().replace(' ', ""),
        span: path
            .segments
            .last()
            .map_or_else(Span::call_site, |segment| segment.ident.span()),
        path: path_tokens,
        endpoint: endpoint_of(scope, path),
        variables: texts
            .into_iter()
            .flat_map(variables)
            .map(|variable| variable.name)
            .collect(),
    }
}

/// A path, looked for in the module of the `within`s around it unless it says
/// itself where it begins.
fn qualified(module: &TokenStream, path: &Path) -> TokenStream {
    if is_absolute(path) {
        path.to_token_stream()
    } else {
        quote!(#module #path)
    }
}

fn is_absolute(path: &Path) -> bool {
    let first = path
        .segments
        .first()
        .map(|segment| segment.ident.to_string());
    path.leading_colon.is_some()
        || first.is_some_and(|name| ["crate", "self", "super"].contains(&name.as_str()))
}

/// The endpoints that paths name, as those of handlers do.
fn overrides(scope: &Scope, paths: Vec<Path>, group: Option<usize>) -> Vec<Override> {
    paths
        .into_iter()
        .map(|path| Override {
            endpoint: endpoint_of(scope, &path),
            path,
            group,
        })
        .collect()
}

/// The endpoint of a handler: its path with dots.
fn endpoint_of(scope: &Scope, path: &Path) -> String {
    let mut names = if is_absolute(path) {
        Vec::new()
    } else {
        scope.module_names.clone()
    };
    names.extend(endpoint_names(path));
    names.join(".")
}

/// The names of a path that say what it is, and not where it begins.
fn endpoint_names(path: &Path) -> Vec<String> {
    let names = path.segments.iter().map(|segment| unraw(&segment.ident));
    names
        .skip_while(|name| ["crate", "self", "super"].contains(&name.as_str()))
        .collect()
}

/// A name without `r#`.
pub(crate) fn unraw(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

fn first_span(tokens: &impl ToTokens) -> Span {
    tokens
        .to_token_stream()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |tree| tree.span())
}
