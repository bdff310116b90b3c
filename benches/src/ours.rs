//! fingerpost as a contender: the bare match, and all that a request asks of the rules.

use std::hint::black_box;

use fingerpost_rules::{
    BindEnviron, Captures, Environ, Map, MapAdapter, Outcome, PathInfo, Purpose, Rule, Select,
};

use crate::github;
use crate::peers::Router;
use crate::sets::{Segment, Set, segments, written};

/// What the peers do: a path to a rule and its values as text. No methods, no converters; the host
/// is known, the path is not percent-encoded.
pub(crate) struct Bare(MapAdapter<'static>);

impl Router for Bare {
    const NAME: &'static str = "fingerpost, bare";

    fn new(set: &Set) -> Result<Self, String> {
        let rules: Vec<Rule> = set
            .rules
            .iter()
            .map(|rule| Rule::without_endpoint(written(rule, |name| format!("<{name}>"))))
            .collect();
        let map = Map::new(rules).map_err(|error| error.to_string())?;
        // The bound map is asked, so it has to live as long as the program.
        let adapter = Box::leak(Box::new(map)).bind("localhost");
        Ok(Bare(adapter.map_err(|error| error.to_string())?))
    }

    #[inline]
    fn find(&self, path: &str, hand_out: impl FnMut(&str)) -> Option<usize> {
        let mut select = AsText(hand_out);
        match self.0.select(path, "GET", &mut select) {
            Outcome::Match(rule) => Some(rule.number()),
            _ => None,
        }
    }
}

/// Hands out the values as text.
struct AsText<F>(F);

impl<F: FnMut(&str)> Select for AsText<F> {
    #[inline]
    fn select(&mut self, _: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        for index in 0..captures.len() {
            if let Some(value) = captures.text(index) {
                (self.0)(&value);
            }
        }
        true
    }
}

/// All that a request asks of the rules: its host is looked at and gives the subdomain, its path
/// may be percent-encoded, the rules have methods, and an `int` becomes a `u32`. The map has been
/// built at run time.
pub(crate) struct Product {
    map: Map,
    variables: Variables,
}

impl Router for Product {
    const NAME: &'static str = "fingerpost, product";

    fn new(set: &Set) -> Result<Self, String> {
        let rules: Vec<Rule> = set
            .rules
            .iter()
            .map(|rule| Rule::new(rule, "endpoint").methods(["GET"]))
            .collect();
        Ok(Product {
            map: Map::new(rules).map_err(|error| error.to_string())?,
            variables: Variables::new(set),
        })
    }

    #[inline]
    fn find(&self, path: &str, hand_out: impl FnMut(&str)) -> Option<usize> {
        find(&self.map, &self.variables, path, hand_out)
    }
}

/// The same with the table that `routes!` has written into the program.
pub(crate) struct ProductOfBlock(Variables);

impl Router for ProductOfBlock {
    const NAME: &'static str = "fingerpost, product of a block";

    fn new(set: &Set) -> Result<Self, String> {
        Ok(ProductOfBlock(Variables::new(set)))
    }

    #[inline]
    fn find(&self, path: &str, hand_out: impl FnMut(&str)) -> Option<usize> {
        find(&github::site::MAP, &self.0, path, hand_out)
    }
}

#[inline]
fn find(map: &Map, variables: &Variables, path: &str, hand_out: impl FnMut(&str)) -> Option<usize> {
    let head = Head { path };
    let adapter = map.bind_to_environ(&head, BindEnviron::default()).ok()?;
    let mut select = Converted {
        variables,
        hand_out,
    };
    match adapter.select(adapter.path_info(), head.request_method(), &mut select) {
        Outcome::Match(rule) => Some(rule.number()),
        _ => None,
    }
}

/// Which variables of each rule are numbers: a bit each.
struct Variables(Vec<u8>);

impl Variables {
    fn new(set: &Set) -> Self {
        let is_int = |rule: &String| {
            let variables = segments(rule).filter_map(|segment| match segment {
                Segment::Literal(_) => None,
                Segment::Variable { is_int, .. } => Some(is_int),
            });
            let bits = variables
                .enumerate()
                .map(|(index, is_int)| u8::from(is_int) << index);
            bits.fold(0, |all, bit| all | bit)
        };
        Variables(set.rules.iter().map(is_int).collect())
    }
}

/// Converts the numbers, as a handler's types would, and hands out all values.
struct Converted<'v, F> {
    variables: &'v Variables,
    hand_out: F,
}

impl<F: FnMut(&str)> Select for Converted<'_, F> {
    #[inline]
    fn select(&mut self, rule: usize, captures: &Captures<'_>, _: Purpose) -> bool {
        let Some(numbers) = self.variables.0.get(rule) else {
            return false;
        };
        for index in 0..captures.len() {
            let Some(value) = captures.text(index) else {
                return false;
            };
            if numbers & 1 << index != 0 {
                match value.parse::<u32>() {
                    Ok(number) => black_box(number),
                    Err(_) => return false,
                };
            }
            (self.hand_out)(&value);
        }
        true
    }
}

/// A request as the product sees it.
struct Head<'p> {
    path: &'p str,
}

impl Environ for Head<'_> {
    fn url_scheme(&self) -> &str {
        "http"
    }

    fn host(&self) -> Option<&str> {
        Some(black_box("localhost:5000"))
    }

    fn request_method(&self) -> &str {
        black_box("GET")
    }

    fn script_name(&self) -> &str {
        ""
    }

    fn path_info(&self) -> PathInfo<'_> {
        PathInfo::Raw(self.path)
    }

    fn query_string(&self) -> &str {
        ""
    }

    fn is_websocket(&self) -> bool {
        false
    }
}
