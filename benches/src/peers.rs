//! What is compared: fingerpost and the other routers, behind one trait.

use std::hint::black_box;

use regex::{Regex, RegexSet};

use crate::ours::{Bare, Product, ProductOfBlock};
use crate::sets::{Request, Segment, Set, braced, segments, written};

/// A router that has been given the rules of a set.
pub(crate) trait Router: Sized + 'static {
    /// Its name in the tables.
    const NAME: &'static str;
    /// With more rules than these it is not asked, as it takes too long to tell anything.
    const MOST_RULES: usize = usize::MAX;

    /// Takes the rules of a set. The value of each is its number.
    fn new(set: &Set) -> Result<Self, String>;

    /// The number of the rule that a path leads to. All values of its variables are handed out, as
    /// text, from left to right.
    fn find(&self, path: &str, hand_out: impl FnMut(&str)) -> Option<usize>;
}

/// A router without its type: whole passes over requests go through it, not single lookups, so
/// that the indirection costs nothing.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    pub(crate) is_peer: bool,
    router: Box<dyn Passes>,
}

trait Passes {
    fn pass(&self, requests: &[Request]);
    fn answer(&self, path: &str) -> Option<(usize, Vec<String>)>;
}

impl<R: Router> Passes for R {
    fn pass(&self, requests: &[Request]) {
        for request in requests {
            black_box(self.find(black_box(&request.path), |value| {
                black_box(value);
            }));
        }
    }

    fn answer(&self, path: &str) -> Option<(usize, Vec<String>)> {
        let mut values = Vec::new();
        let number = self.find(path, |value| values.push(value.to_owned()))?;
        Some((number, values))
    }
}

impl Contender {
    /// Asks for each request once.
    pub(crate) fn pass(&self, requests: &[Request]) {
        self.router.pass(requests);
    }

    /// An answer that is not the set's, if there is one.
    pub(crate) fn mistake(&self, requests: &[Request]) -> Option<String> {
        let wrong = requests
            .iter()
            .find(|request| self.router.answer(&request.path) != request.answer)?;
        Some(format!(
            "{}: {} gives {:?} instead of {:?}",
            self.name,
            wrong.path,
            self.router.answer(&wrong.path),
            wrong.answer
        ))
    }
}

/// Makes a router for a set.
pub(crate) struct Maker {
    pub(crate) name: &'static str,
    pub(crate) is_peer: bool,
    most_rules: usize,
    make: fn(&Set) -> Result<Box<dyn Passes>, String>,
}

impl Maker {
    const fn new<R: Router>(is_peer: bool) -> Self {
        Maker {
            name: R::NAME,
            is_peer,
            most_rules: R::MOST_RULES,
            make: |set| Ok(Box::new(R::new(set)?)),
        }
    }

    /// Whether the set is one for the router: there is one block.
    pub(crate) fn takes(&self, set: &Set) -> bool {
        set.rules.len() <= self.most_rules
            && (self.name != ProductOfBlock::NAME || set.name == "github")
    }

    /// Whether its instructions are counted, which takes fifty times the time.
    pub(crate) fn counts(&self, set: &Set) -> bool {
        let is_slow = self.most_rules < usize::MAX;
        self.takes(set) && !(is_slow && set.rules.len() > 200)
    }

    pub(crate) fn make(&self, set: &Set) -> Result<Contender, String> {
        Ok(Contender {
            name: self.name,
            is_peer: self.is_peer,
            router: (self.make)(set)?,
        })
    }
}

/// All of them, ours first.
pub(crate) const MAKERS: [Maker; 10] = [
    Maker::new::<Bare>(false),
    Maker::new::<Product>(false),
    Maker::new::<ProductOfBlock>(false),
    Maker::new::<Matchit>(true),
    Maker::new::<MatchitOfAxum>(true),
    Maker::new::<Wayfind>(true),
    Maker::new::<Xitca>(true),
    Maker::new::<PathTree>(true),
    Maker::new::<RegexSets>(true),
    Maker::new::<Actix>(true),
];

struct Matchit(matchit::Router<usize>);

impl Router for Matchit {
    const NAME: &'static str = "matchit 0.9";

    fn new(set: &Set) -> Result<Self, String> {
        let mut router = matchit::Router::new();
        for (number, rule) in set.rules.iter().enumerate() {
            let inserted = router.insert(braced(rule), number);
            inserted.map_err(|error| error.to_string())?;
        }
        Ok(Matchit(router))
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let found = self.0.at(path).ok()?;
        found.params.iter().for_each(|(_, value)| hand_out(value));
        Some(*found.value)
    }
}

struct MatchitOfAxum(matchit_of_axum::Router<usize>);

impl Router for MatchitOfAxum {
    const NAME: &'static str = "matchit 0.8 (axum's)";

    fn new(set: &Set) -> Result<Self, String> {
        let mut router = matchit_of_axum::Router::new();
        for (number, rule) in set.rules.iter().enumerate() {
            let inserted = router.insert(braced(rule), number);
            inserted.map_err(|error| error.to_string())?;
        }
        Ok(MatchitOfAxum(router))
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let found = self.0.at(path).ok()?;
        found.params.iter().for_each(|(_, value)| hand_out(value));
        Some(*found.value)
    }
}

struct Wayfind(wayfind::Router<usize>);

impl Router for Wayfind {
    const NAME: &'static str = "wayfind 1.1";

    fn new(set: &Set) -> Result<Self, String> {
        let mut builder = wayfind::RouterBuilder::new();
        for (number, rule) in set.rules.iter().enumerate() {
            let rule = written(rule, |name| format!("<{name}>"));
            let inserted = builder.insert(&rule, number);
            inserted.map_err(|error| error.to_string())?;
        }
        Ok(Wayfind(builder.build()))
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let found = self.0.search(path)?;
        found
            .parameters()
            .iter()
            .for_each(|(_, value)| hand_out(value));
        Some(*found.data())
    }
}

struct Xitca(xitca_router::Router<usize>);

impl Router for Xitca {
    const NAME: &'static str = "xitca-router 0.4";

    fn new(set: &Set) -> Result<Self, String> {
        let mut router = xitca_router::Router::new();
        for (number, rule) in set.rules.iter().enumerate() {
            let inserted = router.insert(braced(rule), number);
            inserted.map_err(|error| error.to_string())?;
        }
        Ok(Xitca(router))
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let found = self.0.at(path).ok()?;
        found.params.iter().for_each(|(_, value)| hand_out(value));
        Some(*found.value)
    }
}

struct PathTree(path_tree::PathTree<usize>);

impl Router for PathTree {
    const NAME: &'static str = "path-tree 0.8";

    fn new(set: &Set) -> Result<Self, String> {
        let mut tree = path_tree::PathTree::new();
        for (number, rule) in set.rules.iter().enumerate() {
            // It gives the place of the rule among those with its shape.
            let _ = tree.insert(&written(rule, |name| format!(":{name}")), number);
        }
        Ok(PathTree(tree))
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let (number, found) = self.0.find(path)?;
        found.params_iter().for_each(|(_, value)| hand_out(value));
        Some(*number)
    }
}

/// Rules in an order in which the first that matches is the right one.
fn literals_first(set: &Set) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..set.rules.len()).collect();
    numbers.sort_by_cached_key(|number| -> Vec<bool> {
        segments(&set.rules[*number])
            .map(|segment| matches!(segment, Segment::Variable { .. }))
            .collect()
    });
    numbers
}

struct RegexSets {
    set: RegexSet,
    /// What takes the values out, and the number of the rule.
    regexes: Vec<(Regex, usize)>,
}

impl Router for RegexSets {
    const NAME: &'static str = "regex::RegexSet 1";
    const MOST_RULES: usize = 1_000;

    fn new(set: &Set) -> Result<Self, String> {
        let regex = |number: &usize| {
            let mut regex = "^".to_owned();
            for segment in segments(&set.rules[*number]) {
                regex.push('/');
                match segment {
                    Segment::Literal(literal) => regex.push_str(&regex::escape(literal)),
                    Segment::Variable { .. } => regex.push_str("([^/]+)"),
                }
            }
            regex + "$"
        };
        let order = literals_first(set);
        let regexes: Vec<String> = order.iter().map(regex).collect();
        let compiled = regexes.iter().map(|regex| Regex::new(regex));
        let compiled: Result<Vec<Regex>, _> = compiled.collect();
        let set = regex::RegexSetBuilder::new(&regexes)
            .size_limit(1 << 30)
            .dfa_size_limit(1 << 28)
            .build();
        Ok(RegexSets {
            set: set.map_err(|error| error.to_string())?,
            regexes: compiled
                .map_err(|error| error.to_string())?
                .into_iter()
                .zip(order)
                .collect(),
        })
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let first = self.set.matches(path).iter().next()?;
        let (regex, number) = self.regexes.get(first)?;
        let captures = regex.captures(path)?;
        captures
            .iter()
            .skip(1)
            .flatten()
            .for_each(|value| hand_out(value.as_str()));
        Some(*number)
    }
}

struct Actix(actix_router::Router<usize>);

impl Router for Actix {
    const NAME: &'static str = "actix-router 0.5";
    const MOST_RULES: usize = 1_000;

    fn new(set: &Set) -> Result<Self, String> {
        let mut router = actix_router::Router::build();
        for number in literals_first(set) {
            router.path(braced(&set.rules[number]), number);
        }
        Ok(Actix(router.finish()))
    }

    #[inline]
    fn find(&self, path: &str, mut hand_out: impl FnMut(&str)) -> Option<usize> {
        let mut path = actix_router::Path::new(path);
        let (number, _) = self.0.recognize(&mut path)?;
        path.iter().for_each(|(_, value)| hand_out(value));
        Some(*number)
    }
}
