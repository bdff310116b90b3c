//! What is wrong with rules that are right one by one: two answer a request
//! and neither is more specific (FP002), one can never run (FP003), or an
//! override settles nothing (FP017).
//!
//! A rule is more specific than another if its URLs are some of the other's.
//! Two rules that meet are fine if one is more specific and the search tries it
//! first. If the search tries the wider one first, the other can never run.
//! Otherwise it is for the author to say who wins (differences D4 and D5).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::check::{Checked, Domain};
use crate::compile::search_order;
use crate::error::{Example, RuleError, RuleErrorKind};
use crate::language::bytes;
use crate::meeting::{Found, Meetings, Url};
use crate::suggest::nearest;
use crate::text::encoded_path;

/// How an author says that a rule overrides another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Dialect {
    /// `.overrides("users.show")`
    #[default]
    Calls,
    /// `#[overrides(users::show)]`
    Attributes,
}

impl Dialect {
    fn overrides(self, endpoint: &str) -> String {
        match self {
            Dialect::Calls => format!("`.overrides(\"{endpoint}\")`"),
            Dialect::Attributes => format!("`#[overrides({})]`", endpoint.replace('.', "::")),
        }
    }

    fn endpoint(self, endpoint: &str) -> String {
        match self {
            Dialect::Calls => endpoint.to_owned(),
            Dialect::Attributes => endpoint.replace('.', "::"),
        }
    }
}

/// So many pairs that overlap are told at once.
const MOST_OPEN: usize = 200;

/// Rules beside one another. Those that are only built are not among them.
pub(crate) struct Conflicts<'r> {
    rules: Vec<Member<'r>>,
    meetings: Meetings,
    /// For each rule those that it meets, whatever their methods.
    met: Vec<BTreeSet<usize>>,
    /// The URL where two rules meet, the first of which has the lower number.
    common: BTreeMap<(usize, usize), Found<Url>>,
    /// For each rule those that it overrides.
    overrides: Vec<BTreeSet<usize>>,
    /// Pairs of which each says that it wins: that has been told.
    circular: HashSet<(usize, usize)>,
    dialect: Dialect,
}

struct Member<'r> {
    /// Its place among all rules, right and wrong.
    index: usize,
    rule: &'r Checked,
    /// The way of the search to it.
    order: Vec<u32>,
}

/// Which of two rules the search tries first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Left,
    Right,
    /// With a slash at the end another one than without.
    ByUrl,
}

impl<'r> Conflicts<'r> {
    pub(crate) fn new(rules: &[(usize, &'r Checked)], dialect: Dialect) -> Self {
        let orders = search_order(rules.iter().map(|(_, rule)| *rule));
        let members: Vec<Member<'r>> = rules
            .iter()
            .zip(orders)
            .filter(|((_, rule), _)| !rule.build_only)
            .map(|((index, rule), order)| Member {
                index: *index,
                rule,
                order,
            })
            .collect();
        let mut meetings = Meetings::new(members.iter().map(|member| member.rule));
        let mut met = vec![BTreeSet::new(); members.len()];
        let mut common = BTreeMap::new();
        for (left, right) in meetings.candidates() {
            if members[left].rule.websocket != members[right].rule.websocket {
                continue;
            }
            let found = meetings.common(left, right);
            if !found.is_nothing() {
                met[left].insert(right);
                met[right].insert(left);
                common.insert((left, right), found);
            }
        }
        Conflicts {
            overrides: vec![BTreeSet::new(); members.len()],
            circular: HashSet::new(),
            rules: members,
            meetings,
            met,
            common,
            dialect,
        }
    }

    /// For each rule that is overridden, by index, those that override it: those
    /// that the search tries first, first.
    pub(crate) fn overriders(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut by_order: Vec<usize> = (0..self.rules.len()).collect();
        by_order.sort_by(|left, right| self.rules[*left].order.cmp(&self.rules[*right].order));
        let mut overriders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for rule in by_order {
            for overridden in &self.overrides[rule] {
                let list = overriders.entry(self.rules[*overridden].index).or_default();
                list.push(self.rules[rule].index);
            }
        }
        overriders
    }

    /// Makes a rule override another, both by index.
    pub(crate) fn overrides(&mut self, rule: usize, other: usize) {
        let place = |index: usize| self.rules.iter().position(|member| member.index == index);
        if let (Some(rule), Some(other)) = (place(rule), place(other)) {
            self.overrides[rule].insert(other);
        }
    }

    /// Settles who overrides whom. `endpoints` are those of all rules, and of
    /// `wrong` ones nothing is known.
    pub(crate) fn settle(
        &mut self,
        endpoints: &BTreeSet<&str>,
        wrong: &BTreeSet<&str>,
    ) -> Vec<RuleError> {
        let mut errors = Vec::new();
        for rule in 0..self.rules.len() {
            let checked = self.rules[rule].rule;
            for named in &checked.overrides {
                let meant: Vec<usize> = self.met[rule]
                    .iter()
                    .copied()
                    .filter(|other| {
                        let other = self.rules[*other].rule;
                        other.endpoint.as_deref() == Some(named)
                            && shared_methods(checked, other).is_some()
                    })
                    .collect();
                if !meant.is_empty() {
                    self.overrides[rule].extend(meant);
                } else if !wrong.contains(named.as_str()) {
                    errors.push(self.overrides_nothing(rule, named, endpoints));
                }
            }
        }
        errors.extend(self.circles());
        errors
    }

    fn error(&self, kind: RuleErrorKind, rule: usize, message: String) -> RuleError {
        let Member { index, rule, .. } = &self.rules[rule];
        RuleError::new(kind, rule.rule.clone(), 0..rule.rule.len(), message).in_rule(*index)
    }

    /// The error of an override that settles nothing; its text is the endpoint.
    fn overrides_nothing(&self, rule: usize, named: &str, endpoints: &BTreeSet<&str>) -> RuleError {
        let index = self.rules[rule].index;
        let mistake = |message: String| {
            RuleError::new(RuleErrorKind::BadOverride, named, 0..named.len(), message)
                .in_rule(index)
        };
        let text = &self.rules[rule].rule.rule;
        let name = self.dialect.endpoint(named);
        if !endpoints.contains(named) {
            let message = format!("\"{text}\" overrides `{name}`, which is no endpoint");
            let error = mistake(message);
            return match nearest(named, endpoints.iter().copied()) {
                Some(near) => error.note(format!(
                    "help: did you mean `{}`?",
                    self.dialect.endpoint(near)
                )),
                None => error,
            };
        }
        let message = format!("\"{text}\" overrides `{name}`, and meets no rule of it");
        let error = mistake(message);
        let meets: Vec<String> = self.met[rule]
            .iter()
            .map(|other| self.rules[*other].rule)
            .filter(|other| shared_methods(self.rules[rule].rule, other).is_some())
            .map(|other| match &other.endpoint {
                Some(endpoint) => {
                    format!("`{}` (\"{}\")", self.dialect.endpoint(endpoint), other.rule)
                }
                None => format!("\"{}\"", other.rule),
            })
            .collect();
        error.note(if meets.is_empty() {
            "note: no request is answered by it and by another rule".to_owned()
        } else {
            format!("note: it meets {}", meets.join(", "))
        })
    }

    /// Rules that override one another, however many lie between.
    fn circles(&mut self) -> Vec<RuleError> {
        let mut errors = Vec::new();
        let mut told: HashSet<usize> = HashSet::new();
        for rule in 0..self.rules.len() {
            if told.contains(&rule) {
                continue;
            }
            let Some(circle) = self.circle_from(rule) else {
                continue;
            };
            told.extend(&circle);
            let names: Vec<String> = circle
                .iter()
                .map(|rule| format!("\"{}\"", self.rules[*rule].rule.rule))
                .collect();
            let message = match names.as_slice() {
                [one] => format!("{one} overrides itself"),
                names => format!("{} override one another", names.join(" and ")),
            };
            let mut error = self
                .error(RuleErrorKind::BadOverride, rule, message)
                .note("help: of two rules that answer one request, only one can win");
            for other in &circle[1..] {
                error = error.beside(self.rules[*other].index);
            }
            errors.push(error);
            for rule in circle {
                let overridden = std::mem::take(&mut self.overrides[rule]);
                self.circular.extend(
                    overridden
                        .into_iter()
                        .map(|other| (rule.min(other), rule.max(other))),
                );
            }
        }
        errors
    }

    /// The shortest way from a rule back to itself.
    fn circle_from(&self, start: usize) -> Option<Vec<usize>> {
        let mut ways = vec![vec![start]];
        let mut known = HashSet::new();
        while !ways.is_empty() {
            let mut longer = Vec::new();
            for way in ways {
                for next in &self.overrides[*way.last()?] {
                    if *next == start {
                        return Some(way);
                    }
                    if known.insert(*next) {
                        longer.push([way.as_slice(), &[*next]].concat());
                    }
                }
            }
            ways = longer;
        }
        None
    }

    /// All rules that can never run, and all that meet without one of them
    /// being more specific. Of those in `skipped`, by index, worse is known.
    pub(crate) fn find(&mut self, skipped: &BTreeSet<usize>) -> Vec<RuleError> {
        let mut errors = Vec::new();
        let mut told: HashSet<usize> = (0..self.rules.len())
            .filter(|rule| skipped.contains(&self.rules[*rule].index))
            .collect();
        for rule in 0..self.rules.len() {
            if told.contains(&rule) {
                continue;
            }
            if let Some(error) = self.dead(rule, &told) {
                errors.push(error);
                told.insert(rule);
            }
        }
        let mut open: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut pairs_open = 0;
        let pairs: Vec<(usize, usize)> = self.common.keys().copied().collect();
        for (left, right) in pairs {
            let is_told = told.contains(&left) || told.contains(&right);
            if is_told || self.is_settled(left, right) {
                continue;
            }
            if !self.has_third(left, right) {
                open.entry(left).or_default().insert(right);
                open.entry(right).or_default().insert(left);
                pairs_open += 1;
            }
            // There is enough to mend, and the rest can wait for it.
            if pairs_open == MOST_OPEN {
                break;
            }
        }
        // A rule that meets many is told once, not with each of them.
        while let Some(rule) = open
            .iter()
            .filter(|(_, others)| !others.is_empty())
            .max_by_key(|(rule, others)| (others.len(), **rule))
            .map(|(rule, _)| *rule)
        {
            let others = open.remove(&rule).unwrap_or_default();
            for other in &others {
                if let Some(open) = open.get_mut(other) {
                    open.remove(&rule);
                }
            }
            let others: Vec<usize> = others.into_iter().collect();
            errors.push(self.overlap(rule, &others));
        }
        errors
    }

    /// Whether it is clear which of two rules that meet answers.
    fn is_settled(&mut self, left: usize, right: usize) -> bool {
        if shared_methods(self.rules[left].rule, self.rules[right].rule).is_none()
            || self.circular.contains(&(left, right))
            || self.overrides[left].contains(&right)
            || self.overrides[right].contains(&left)
        {
            return true;
        }
        let (narrow, wide) = match self.first(left, right) {
            First::Left => (left, right),
            First::Right => (right, left),
            First::ByUrl => return false,
        };
        self.meetings.is_narrower(narrow, wide)
            && matches!(self.meetings.only(wide, narrow), Found::Text(_))
    }

    /// Whether rules that are more specific than both of two answer all
    /// requests that both do, so that it makes no difference which of them
    /// would.
    fn has_third(&mut self, left: usize, right: usize) -> bool {
        let shared = |rule: &Checked, other: &Checked| match (&rule.methods, &other.methods) {
            (None, methods) | (methods, None) => methods.clone(),
            (Some(methods), Some(others)) => Some(
                methods
                    .iter()
                    .filter(|method| others.contains(method))
                    .cloned()
                    .collect(),
            ),
        };
        let wanted = shared(self.rules[left].rule, self.rules[right].rule);
        let answers_all = |rule: &Checked| match (&wanted, &rule.methods) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(wanted), Some(methods)) => wanted.iter().all(|method| methods.contains(method)),
        };
        let thirds: Vec<usize> = self.met[left]
            .intersection(&self.met[right])
            .copied()
            .filter(|third| always_answers(self.rules[*third].rule))
            .filter(|third| answers_all(self.rules[*third].rule))
            .filter(|third| self.beats(*third, left) && self.beats(*third, right))
            .collect();
        let thirds: Vec<usize> = thirds
            .into_iter()
            .filter(|third| {
                self.meetings.only(*third, left).is_nothing()
                    && self.meetings.only(*third, right).is_nothing()
            })
            .collect();
        let both = [&[right], thirds.as_slice()].concat();
        let is_open = |has: &[bool]| has[0] && !has[1..].contains(&true);
        !thirds.is_empty() && self.meetings.alone(left, &both, is_open).is_nothing()
    }

    fn first(&self, left: usize, right: usize) -> First {
        let (one, other) = (&self.rules[left], &self.rules[right]);
        let differs = one
            .order
            .iter()
            .zip(&other.order)
            .find(|(one, other)| one != other);
        if let Some((one, other)) = differs {
            return if one < other {
                First::Left
            } else {
                First::Right
            };
        }
        let (short, long, is_left) = match one.order.len().cmp(&other.order.len()) {
            std::cmp::Ordering::Equal if left < right => return First::Left,
            std::cmp::Ordering::Equal => return First::Right,
            std::cmp::Ordering::Less => (one, other, true),
            std::cmp::Ordering::Greater => (other, one, false),
        };
        // One has a slash more. Without it the search finds the shorter one
        // first, and with it the longer one.
        match (short.rule.strict_slashes, long.rule.strict_slashes) {
            (true, _) if is_left => First::Left,
            (true, _) => First::Right,
            (false, true) if is_left => First::Right,
            (false, true) => First::Left,
            (false, false) => First::ByUrl,
        }
    }

    /// Whether a rule answers in place of another, where both could.
    fn beats(&self, rule: usize, other: usize) -> bool {
        if self.overrides[rule].contains(&other) {
            return true;
        }
        !self.overrides[other].contains(&rule) && self.first(rule, other) == First::Left
    }

    /// The error of a rule for whose URLs others answer always, by some method
    /// or by all.
    fn dead(&mut self, rule: usize, told: &HashSet<usize>) -> Option<RuleError> {
        let checked = self.rules[rule].rule;
        // What the rule overrides, it may owe its requests to, however many
        // rules lie between. If one of those does not always answer, this is
        // not to be seen from the URL alone.
        let owed = self.overridden_by(rule);
        if !owed
            .iter()
            .all(|other| always_answers(self.rules[*other].rule))
        {
            return None;
        }
        let rivals: Vec<usize> = self.met[rule]
            .iter()
            .copied()
            .filter(|other| owed.contains(other) || !told.contains(other))
            .filter(|other| always_answers(self.rules[*other].rule))
            .filter(|other| self.beats(*other, rule) || owed.contains(other))
            .collect();
        if !rivals.iter().any(|other| self.beats(*other, rule)) {
            return None;
        }
        // Most rules have a URL that is nobody else's.
        if self.meetings.has_own(rule, &rivals) {
            return None;
        }
        let methods = methods_of(checked, rivals.iter().map(|other| self.rules[*other].rule));
        let mut taken: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut known: BTreeMap<Vec<usize>, Option<Vec<usize>>> = BTreeMap::new();
        for method in &methods {
            let here: Vec<usize> = rivals
                .iter()
                .copied()
                .filter(|other| answers(self.rules[*other].rule, method))
                .collect();
            let covering = match known.get(&here) {
                Some(covering) => covering.clone(),
                None => {
                    let covering = self.covering(rule, &here);
                    known.insert(here, covering.clone());
                    covering
                }
            };
            if let Some(covering) = covering {
                taken.push((method, covering));
            }
        }
        if taken.is_empty() {
            return None;
        }
        let all = taken.len() == methods.len();
        Some(self.never_runs(rule, &taken, all))
    }

    /// The rules that a rule overrides, those that they override, and so on.
    fn overridden_by(&self, rule: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        let mut waiting = vec![rule];
        while let Some(rule) = waiting.pop() {
            let new = self.overrides[rule]
                .iter()
                .filter(|other| all.insert(**other));
            waiting.extend(new);
        }
        all
    }

    /// The rules that together answer all URLs of a rule, if they do; as few
    /// as can be.
    fn covering(&mut self, rule: usize, rivals: &[usize]) -> Option<Vec<usize>> {
        for other in rivals {
            if self.beats(*other, rule)
                && self.overrides[rule].is_empty()
                && self.meetings.only(rule, *other).is_nothing()
            {
                return Some(vec![*other]);
            }
        }
        if rivals.is_empty() || !self.is_covered(rule, rivals) {
            return None;
        }
        let mut needed = rivals.to_vec();
        // Where many take part, each of them has its say.
        if needed.len() <= 16 {
            for other in rivals {
                let fewer: Vec<usize> = needed
                    .iter()
                    .copied()
                    .filter(|needed| needed != other)
                    .collect();
                if !fewer.is_empty() && self.is_covered(rule, &fewer) {
                    needed = fewer;
                }
            }
        }
        needed.retain(|other| self.beats(*other, rule));
        Some(needed)
    }

    fn is_covered(&mut self, rule: usize, rivals: &[usize]) -> bool {
        let (first, rest): (Vec<usize>, Vec<usize>) = (vec![rule], rivals.to_vec());
        let mut by_order = [first, rest].concat();
        // Of rules in one place the search tries the earlier one first.
        by_order.sort_by_key(|rule| (&self.rules[*rule].order, *rule));
        let overrides = &self.overrides;
        let wins = |has: &[bool]| {
            let answers = |other: usize| {
                other == rule
                    || rivals
                        .iter()
                        .zip(has)
                        .any(|(rival, has)| *rival == other && *has)
            };
            // The search finds one, and what overrides it takes its place.
            let mut winner = by_order.iter().copied().find(|other| answers(*other));
            while let Some(found) = winner {
                let over = by_order
                    .iter()
                    .copied()
                    .find(|other| answers(*other) && overrides[*other].contains(&found));
                match over {
                    Some(over) => winner = Some(over),
                    None => break,
                }
            }
            winner == Some(rule)
        };
        self.meetings.alone(rule, rivals, wins).is_nothing()
    }

    fn never_runs(&mut self, rule: usize, taken: &[(&str, Vec<usize>)], all: bool) -> RuleError {
        let checked = self.rules[rule].rule;
        let text = &checked.rule;
        let others: BTreeSet<usize> = taken
            .iter()
            .flat_map(|(_, others)| others.clone())
            .collect();
        let names: Vec<String> = others
            .iter()
            .map(|other| self.named(*other, rule))
            .collect();
        let methods: Vec<&str> = taken.iter().map(|(method, _)| *method).collect();
        let never = match all {
            true => "can never run".to_owned(),
            false => format!("can never run for {}", methods.join(", ")),
        };
        let already = match names.as_slice() {
            [one] => format!("{one} already answers all of it"),
            [some @ .., last] => {
                format!("{} and {last} already answer all of it", some.join(", "))
            }
            [] => String::new(),
        };
        let url = self.meetings.alone(rule, &[], |_| true).text();
        let example = url.as_ref().map(|url| self.example(url, methods[0], rule));
        let eg = example
            .as_ref()
            .map_or(String::new(), |example| format!(", e.g. {example}"));
        let message = format!("\"{text}\" {never}: {already}{eg}");
        let mut error = self.error(RuleErrorKind::NeverRuns, rule, message);
        if !all && taken.len() > 1 {
            for (method, others) in taken {
                let others: Vec<String> = others
                    .iter()
                    .map(|other| self.named(*other, rule))
                    .collect();
                error = error.note(format!("note: {} for {method}", others.join(", ")));
            }
        }
        if let Some(example) = example {
            error = error.example(example);
        }
        for other in &others {
            error = error.beside(self.rules[*other].index);
        }
        let is_overridden = others
            .iter()
            .any(|other| self.overrides[*other].contains(&rule));
        let first = others.first().map(|other| self.rules[*other].rule);
        let endpoint = first.and_then(|other| other.endpoint.as_deref());
        error.note(match (is_overridden, endpoint) {
            (true, _) => "note: it is overridden wherever it could answer".to_owned(),
            (false, Some(endpoint)) if names.len() == 1 => format!(
                "help: remove it, narrow {}, or let it win: {}",
                names[0],
                self.dialect.overrides(endpoint)
            ),
            (false, _) => "help: remove it, or narrow the others".to_owned(),
        })
    }

    fn overlap(&mut self, rule: usize, others: &[usize]) -> RuleError {
        // The earlier one is named first, as in the source.
        let other = others[0];
        let (first, second) = (rule.min(other), rule.max(other));
        let (left, right) = (self.rules[first].rule, self.rules[second].rule);
        let method = shared_methods(left, right).unwrap_or("GET");
        let (left_text, right_text) = (self.named(first, second), self.named(second, first));
        let common = self.common.get(&(first, second)).cloned();
        let url = common.and_then(Found::text);
        let message = match &url {
            Some(url) => {
                let example = self.example(url, method, first);
                format!("{left_text} and {right_text} both answer {method} {example}")
            }
            None => format!(
                "{left_text} and {right_text} may answer one request: they are too complex to be told apart"
            ),
        };
        let mut error = self.error(RuleErrorKind::Overlap, rule, message);
        if let Some(url) = &url {
            let example = self.example(url, method, first);
            error = error.example(example);
        }
        for (one, another, text) in [(first, second, &left_text), (second, first, &right_text)] {
            if let Found::Text(url) = self.meetings.only(one, another) {
                let example = self.example(&url, method, one);
                error = error
                    .note(format!("only {text} answers {example}"))
                    .example(example);
            }
        }
        error = error.beside(self.rules[other].index);
        if others.len() > 1 {
            let more: Vec<String> = others[1..]
                .iter()
                .map(|other| self.named(*other, rule))
                .collect();
            let shown = &more[..more.len().min(5)];
            let dots = if more.len() > 5 { ", …" } else { "" };
            error = error.note(format!("note: it also meets {}{dots}", shown.join(", ")));
        }
        error.note(self.ways_out(rule, other))
    }

    /// A rule in quotes, with what tells it from another of the same text.
    fn named(&self, rule: usize, other: usize) -> String {
        let (checked, other) = (self.rules[rule].rule, self.rules[other].rule);
        if checked.domain_text == other.domain_text {
            return format!("\"{}\"", checked.rule);
        }
        match (checked.domain, checked.domain_text.as_str()) {
            (Domain::Subdomain, "") => format!("\"{}\"", checked.rule),
            (Domain::Subdomain, domain) => {
                format!("\"{}\" of subdomain \"{domain}\"", checked.rule)
            }
            (_, domain) => format!("\"{}\" of host \"{domain}\"", checked.rule),
        }
    }

    fn ways_out(&mut self, rule: usize, other: usize) -> String {
        let (rule_is_in, other_is_in) = (
            self.meetings.only(rule, other).is_nothing(),
            self.meetings.only(other, rule).is_nothing(),
        );
        let can_refuse = |rule: usize| !always_answers(self.rules[rule].rule);
        if rule_is_in && other_is_in && !can_refuse(rule) && !can_refuse(other) {
            return "help: they answer the same URLs: remove one".to_owned();
        }
        let narrower = [rule, other]
            .iter()
            .flat_map(|rule| {
                let rule = self.rules[*rule].rule;
                &rule.variables[rule.domain_variables..]
            })
            .find(|variable| variable.converter.weight == 100)
            .map_or(String::new(), |variable| {
                format!(" (`<int:{}>`)", variable.name)
            });
        let endpoint = |rule: usize| self.rules[rule].rule.endpoint.as_deref();
        // The wider one would leave nothing to the other.
        let (winner, loser) = match endpoint(other) {
            Some(_) if rule_is_in || !other_is_in => (rule, other),
            None if endpoint(rule).is_none() || rule_is_in && !other_is_in => (rule, other),
            _ => (other, rule),
        };
        let who_wins = match endpoint(loser) {
            Some(endpoint) => format!(
                "say who wins: {} on {}",
                self.dialect.overrides(endpoint),
                self.named(winner, loser),
            ),
            None => format!(
                "give {} an endpoint, and let {} override it",
                self.named(loser, winner),
                self.named(winner, loser),
            ),
        };
        format!("help: narrow one{narrower}, add a rule for what both answer, or {who_wins}")
    }

    fn example(&self, url: &Url, method: &str, rule: usize) -> Example {
        let checked = self.rules[rule].rule;
        let domain = String::from_utf8_lossy(&bytes(&url.domain)).into_owned();
        Example {
            method: if method == ANY_OTHER { "GET" } else { method }.to_owned(),
            websocket: checked.websocket,
            host: (checked.domain != Domain::Subdomain).then(|| domain.clone()),
            subdomain: (checked.domain == Domain::Subdomain).then_some(domain),
            path: encoded_path(&bytes(&url.path)),
        }
    }
}

/// Whether a rule answers all that its text says. The type of a declared
/// converter may refuse what its regular expression takes, and then the search
/// goes on to the next rule.
fn always_answers(rule: &Checked) -> bool {
    rule.variables
        .iter()
        .all(|variable| variable.converter.declared.is_none())
}

fn answers(rule: &Checked, method: &str) -> bool {
    rule.methods
        .as_ref()
        .is_none_or(|methods| methods.iter().any(|known| known == method))
}

/// A method that both rules answer. A HEAD that comes with GET is none.
fn shared_methods<'r>(left: &'r Checked, right: &'r Checked) -> Option<&'r str> {
    let methods = match (&left.methods, &right.methods) {
        (None, None) => return Some("GET"),
        (Some(methods), None) | (None, Some(methods)) => methods.iter().collect::<Vec<_>>(),
        (Some(left), Some(right)) => left
            .iter()
            .filter(|method| right.contains(method))
            .collect(),
    };
    let says_get = |rule: &Checked| {
        rule.methods
            .as_ref()
            .is_some_and(|methods| methods.iter().any(|known| known == "GET"))
    };
    let implied_head = says_get(left) || says_get(right);
    let is_said = |method: &&&String| !(implied_head && method.as_str() == "HEAD");
    methods
        .iter()
        .find(|method| **method == "GET")
        .or_else(|| methods.iter().find(is_said))
        .map(|method| method.as_str())
}

/// Stands for the methods that no rule names.
const ANY_OTHER: &str = "any other method";

/// The methods of a rule, without a HEAD that comes with GET. Of one that
/// answers all, those that others name, and one for all the rest.
fn methods_of<'r>(rule: &'r Checked, others: impl Iterator<Item = &'r Checked>) -> Vec<&'r str> {
    match &rule.methods {
        Some(methods) => {
            let says_get = methods.iter().any(|method| method == "GET");
            let methods = methods.iter().map(String::as_str);
            methods
                .filter(|method| !(says_get && *method == "HEAD"))
                .collect()
        }
        None => {
            let mut methods: BTreeSet<&str> = others
                .flat_map(|other| other.methods.iter().flatten())
                .map(String::as_str)
                .collect();
            // No rule names this one.
            methods.insert(ANY_OTHER);
            methods.into_iter().collect()
        }
    }
}
