//! Random tables and requests, the same for the same seed.
//!
//! Everything is drawn from a small vocabulary, so that rules overlap: they share beginnings, differ
//! in one segment only, match the same URLs. Most requests come from a rule of the table, whose
//! variables get texts that fit or nearly fit, and are then spoiled a little.

use crate::reference::{Declared, Domains, Options, Rule, Value};

/// A source of random numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A source that gives the same numbers whenever the seed is the same.
    pub fn new(seed: u64) -> Self {
        Random { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A number from 0 to `bound`, which it never is.
    ///
    /// # Panics
    ///
    /// If `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The remainder fits, being less than a number of the same type.
        (self.next() % bound as u64) as usize
    }

    /// True once in so many times.
    ///
    /// # Panics
    ///
    /// If `times` is 0.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several things.
    ///
    /// # Panics
    ///
    /// If there are none.
    pub fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

/// The declared converters that random rules use. No two take the same texts.
fn declared() -> Vec<Declared> {
    vec![
        Declared::new("hex", "[0-9a-f]+", |text| {
            i64::from_str_radix(text, 16).ok().map(Value::Int)
        }),
        Declared::new("even", "[0-9]+", |text| {
            let number = text.parse::<i64>().ok();
            number.filter(|number| number % 2 == 0).map(Value::Int)
        }),
        Declared::text("pair", r"(?P<left>[a-z]+)/([a-z0-9é]+)"),
        Declared::text("dir", "[a-z]+(?:/[^/.]+)*?"),
        Declared::text("slug", "[^/]+"),
        Declared::text("name", r"\b(?i:[a-c]|é)\b[^/1]?"),
        Declared::text("list", "(?:[a-zé]|-){2}(,[0-9b]{1,2})*"),
    ]
}

/// A converter as a rule writes it.
struct Kind {
    written: &'static str,
    /// Texts that it takes.
    texts: &'static [&'static str],
    /// Texts that it takes or nearly takes.
    others: &'static [&'static str],
}

const fn kind(
    written: &'static str,
    texts: &'static [&'static str],
    others: &'static [&'static str],
) -> Kind {
    Kind {
        written,
        texts,
        others,
    }
}

const TEXTS: &[&str] = &[
    "a",
    "b",
    "ab",
    "ba",
    "é",
    "éa",
    "x y",
    "1",
    "12",
    "007",
    "-1",
    "1.5",
    "a.b",
    "a/b",
    "a-b",
    ".",
    "..",
    "%",
    "%41",
    "٣",
    "\n",
    "日本語",
    "+",
    "~",
    "A",
    "",
    LONG_A,
    LONG_C,
];
const NUMBERS: &[&str] = &[
    "1",
    "0",
    "6",
    "12",
    "007",
    "-1",
    "-4",
    "-0",
    "--1",
    "+1",
    "٣",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "99999999999999999999999999999999999999999999",
];
const FLOATS: &[&str] = &[
    "1.5",
    "0.0",
    "1.0",
    "2.5",
    "-1.5",
    "1",
    "1.",
    ".5",
    "1.5.5",
    "1e5",
    "00.10",
    "12.25",
    "1000000000000000000000000000000000000000000000000.5",
];
const PATHS: &[&str] = &[
    "a//b", "../a", "a/..", "a/./b", ".", "a/", "/a", "a\nb", "\na", "1", "1/2/3", "a-b/a-b", "...",
];
const UUIDS: &[&str] = &[
    "0f8fad5bd9cb469fa16570867728950e",
    "0f8fad5b-d9cb-469f-a165-70867728950g",
    "0F8FAD5B-D9CB-469F-A165-70867728950E",
];
const ITEMS: &[&str] = &["a", "ab", "b", "ba", "é", "1", "12", "a/b"];

/// Three texts that begin and end with the same eight bytes.
const LONG_A: &str = "longlong-A-longlong";
const LONG_B: &str = "longlong-B-longlong";
const LONG_C: &str = "longlong-é-longlong";

const KINDS: &[Kind] = &[
    kind("", &["a", "b", "1", "é", "a.b"], TEXTS),
    kind("", &["ab", "x y", LONG_B], TEXTS),
    kind("string:", &["a", "12", "a/b"], TEXTS),
    kind("string(length=2):", &["ab", "éa", "12"], TEXTS),
    kind("string(minlength=2):", &["ab", "a.b", "日本語"], TEXTS),
    kind("string(maxlength=1):", &["a", "é", "1"], TEXTS),
    kind("string(2, 3):", &["ab", "a.b", "日本語"], TEXTS),
    kind("int:", &["1", "12", "007"], NUMBERS),
    kind("int:", &["1", "4"], NUMBERS),
    kind("int(signed=True):", &["1", "-1", "-0"], NUMBERS),
    kind("int(max=5):", &["1", "5", "4"], NUMBERS),
    kind("int(min=5):", &["5", "6", "12"], NUMBERS),
    kind("int(min=-3, max=4, signed=True):", &["-1", "4"], NUMBERS),
    kind("int(fixed_digits=2):", &["12", "01"], NUMBERS),
    kind("int(3):", &["007", "123"], NUMBERS),
    kind("float:", &["1.5", "0.0"], FLOATS),
    kind("float(signed=True):", &["-1.5", "1.5"], FLOATS),
    kind("float(max=1.5):", &["1.5", "0.5"], FLOATS),
    kind(
        "float(min=-1.5, max=2, signed=True):",
        &["-1.5", "1.5"],
        FLOATS,
    ),
    kind("uuid:", &["0f8fad5b-d9cb-469f-a165-70867728950e"], UUIDS),
    kind("any(a, ab, b):", &["a", "ab", "b"], ITEMS),
    kind("any(ab, a, 1):", &["a", "ab", "1"], ITEMS),
    kind("any('a/b', é, \"x y\"):", &["a/b", "é", "x y"], ITEMS),
    kind(
        "any(1, -1, None, True):",
        &["1", "-1", "None", "True"],
        ITEMS,
    ),
    kind("path:", &["a", "a/b", "b/a/1"], PATHS),
    kind("path:", &["1", "é/x y"], PATHS),
    kind("path:", &["a.b/c.d", "1/a", "ab"], PATHS),
    kind(
        "hex:",
        &["ab", "ff", "12"],
        &["fg", "ffffffffffffffff", "é"],
    ),
    kind("even:", &["12", "0", "4"], NUMBERS),
    kind("pair:", &["a/b", "a/1", "a/é"], &["a/b/c", "a/B", "ab/12"]),
    kind("dir:", &["a", "a/b", "a/é/1"], &["ab/b.c", "a/b/", "1/a"]),
    kind("slug:", &["a", "ab", "1"], TEXTS),
    kind("name:", &["a", "B", "é"], &["a-", "ab", "É.", "b1"]),
    kind("list:", &["ab", "é1,b", "a-,1,22"], &["ab,", "a,b"]),
];

const WORDS: &[&str] = &[
    "a", "b", "ab", "a.b", "1", "12", "-1", "1.5", "é", "x y", "a%2Fb", "..", ".", "A", "+",
    LONG_A, LONG_B, LONG_C,
];

/// What stands beside the variables of a segment.
const JOINTS: &[&str] = &[".", "-", "a", "é", "1", "", "", " ", "..", "a."];

/// A host or subdomain as a rule writes it, and texts for it.
type Domain = (&'static str, &'static [&'static str]);

const SUBDOMAINS: &[Domain] = &[
    ("", &[""]),
    ("kb", &["kb", "KB"]),
    ("KB", &["kb"]),
    ("www", &["www"]),
    ("a.b", &["a.b"]),
    ("ü", &["ü", "xn--tda", "Ü"]),
    ("<d>", &["kb", "www", "a.b", "x", "ü"]),
    ("<d>.kb", &["x.kb", "a.b.kb", "kb", ".kb"]),
    ("<int:d>", &["1", "12", "x"]),
    ("<int(max=5):d>", &["1", "12", "x"]),
    ("<any(kb, www):d>", &["kb", "www", "Www"]),
    ("<string(length=2):d>-<e>", &["ab-c", "kb-kb-kb", "a-b"]),
    ("<hex:d>", &["ab", "1", "x"]),
    ("longlong-a-longlong", &["longlong-a-longlong"]),
    ("longlong-b-longlong", &["longlong-b-longlong"]),
];

const HOSTS: &[Domain] = &[
    (
        "example.com",
        &["example.com", "example.com:81", "EXAMPLE.com"],
    ),
    ("example.com:81", &["example.com:81"]),
    ("kb.Example.com", &["kb.example.com", "kb.example.com:80"]),
    (
        "<d>.example.com",
        &["kb.example.com", "a.b.example.com:81", "example.com"],
    ),
    (
        "<d>.example.com:81",
        &["kb.example.com:81", "1.example.com:81"],
    ),
    ("<int:d>.example.com", &["1.example.com", "x.example.com"]),
    (
        "<int(max=5):d>.example.com",
        &["1.example.com:81", "12.example.com"],
    ),
    ("<d>", &["other.test", "localhost:5000", "kb.example.com"]),
    ("<d>:81", &["other.test:81", "example.com:81"]),
    ("<any(kb, www):d>.example.com", &["WWW.example.com"]),
    ("<slug:d>.test", &["other.test", "a.b.test"]),
    (
        "ü.example.com",
        &["ü.example.com", "xn--tda.example.com:81"],
    ),
];

/// A rule and what it is made of.
#[derive(Clone, Debug)]
pub struct RandomRule {
    /// The rule as its author would write it.
    pub rule: Rule,
    path: Vec<Piece>,
    /// Texts of its host or subdomain.
    domain: &'static [&'static str],
}

impl RandomRule {
    /// The rule with a mistake in its text, or at least a change.
    pub fn misspelt(mut self, random: &mut Random) -> Self {
        const CHARACTERS: &[char] = &[
            '<', '>', '(', ')', ':', ',', '=', '\'', '"', '/', ' ', '-', '_', '1', 'n', 'é', '.',
        ];
        let mut text: Vec<char> = self.rule.rule.chars().collect();
        for _ in 0..random.pick(&[1, 1, 1, 2, 3]) {
            let place = random.below(text.len());
            let (character, known) = (random.pick(CHARACTERS), text[random.below(text.len())]);
            match random.below(5) {
                0 if text.len() > 1 => drop(text.remove(place)),
                1 => text[place] = character,
                2 => text[place] = known,
                3 => text.insert(place, known),
                _ => text.insert(place, character),
            }
        }
        self.rule.rule = text.into_iter().collect();
        self
    }
}

/// A piece of a path.
#[derive(Clone, Copy, Debug)]
enum Piece {
    Slash,
    Text(&'static str),
    /// A variable, by the place of its kind.
    Variable(usize),
}

/// A table of random rules.
#[derive(Clone, Debug)]
pub struct RandomTable {
    /// What holds for all rules.
    pub options: Options,
    /// The rules, in the order of their registration.
    pub rules: Vec<RandomRule>,
}

impl RandomTable {
    /// A table of up to 40 rules.
    pub fn new(random: &mut Random) -> Self {
        let options = Options {
            default_subdomain: random.pick(&["", "", "www", "WWW", "ü"]).to_string(),
            strict_slashes: !random.once_in(4),
            merge_slashes: !random.once_in(4),
            domains: if random.once_in(6) {
                Domains::Hosts
            } else {
                Domains::Both
            },
        };
        let domains = domains(&options, random);
        let vocabulary = Vocabulary::new(random);
        let mut rules: Vec<RandomRule> = Vec::new();
        // Small tables are where a mistake is easiest to see.
        let most = random.pick(&[3, 8, 20, 40]);
        for number in 0..1 + random.below(most) {
            let path = if rules.is_empty() {
                vocabulary.path(random, Vec::new())
            } else {
                let known = random.below(rules.len());
                let known = &rules[known].path;
                if random.once_in(3) {
                    vocabulary.path_like(random, known)
                } else {
                    let beginning = beginning(random, known);
                    vocabulary.path(random, beginning)
                }
            };
            let domain = random.pick(&domains);
            rules.push(rule(random, number, path, domain));
        }
        RandomTable { options, rules }
    }

    /// The table with most of its rules in one place and for every method, where they meet.
    pub fn crowded(mut self, random: &mut Random) -> Self {
        for RandomRule { rule, domain, .. } in &mut self.rules {
            if !random.once_in(8) {
                rule.methods = None;
                rule.websocket = false;
            }
            if !random.once_in(8) && self.options.domains != Domains::Hosts {
                (rule.host, rule.subdomain, *domain) = (None, None, &[]);
            }
        }
        self
    }

    /// The declared converters that the rules name: to make others takes time.
    pub fn declared(&self) -> Vec<Declared> {
        let texts = self.rules.iter().flat_map(|RandomRule { rule, .. }| {
            [
                Some(&rule.rule),
                rule.host.as_ref(),
                rule.subdomain.as_ref(),
            ]
        });
        let texts: Vec<&String> = texts.flatten().collect();
        let is_named = |declared: &Declared| {
            let opening = format!("<{}:", declared.name);
            texts.iter().any(|text| text.contains(&opening))
        };
        declared().into_iter().filter(is_named).collect()
    }

    /// The rules alone.
    pub fn plain_rules(&self) -> Vec<Rule> {
        self.rules.iter().map(|rule| rule.rule.clone()).collect()
    }
}

/// The few words and converters that the rules of a table share, so that many of them overlap.
struct Vocabulary {
    words: Vec<&'static str>,
    joints: Vec<&'static str>,
    /// Places of kinds.
    kinds: Vec<usize>,
}

impl Vocabulary {
    fn new(random: &mut Random) -> Self {
        let mut some = |most: usize, things: &[&'static str]| -> Vec<&'static str> {
            (0..2 + random.below(most))
                .map(|_| random.pick(things))
                .collect()
        };
        Vocabulary {
            words: some(6, WORDS),
            joints: some(3, JOINTS),
            kinds: (0..2 + random.below(8))
                .map(|_| random.below(KINDS.len()))
                .collect(),
        }
    }

    fn word(&self, random: &mut Random) -> Piece {
        Piece::Text(random.pick(&self.words))
    }

    fn joint(&self, random: &mut Random) -> Piece {
        Piece::Text(random.pick(&self.joints))
    }

    fn variable(&self, random: &mut Random) -> Piece {
        Piece::Variable(random.pick(&self.kinds))
    }

    fn segment(&self, random: &mut Random) -> Vec<Piece> {
        if random.once_in(2) {
            return vec![self.word(random)];
        }
        let mut segment = Vec::new();
        if random.once_in(6) {
            segment.push(self.joint(random));
        }
        segment.push(self.variable(random));
        while random.once_in(4) && segment.len() < 8 {
            segment.push(self.joint(random));
            segment.push(self.variable(random));
        }
        if random.once_in(6) {
            segment.push(self.joint(random));
        }
        segment
    }

    /// Adds segments to the beginning of a path.
    fn path(&self, random: &mut Random, beginning: Vec<Piece>) -> Vec<Piece> {
        let mut path = beginning;
        for _ in 0..random.below(4) {
            path.push(Piece::Slash);
            path.extend(self.segment(random));
        }
        if path.is_empty() || random.once_in(3) {
            path.push(Piece::Slash);
        }
        if random.once_in(20) {
            let slashes: Vec<usize> = slashes(&path).collect();
            path.insert(random.pick(&slashes), Piece::Slash);
        }
        path
    }

    /// A known path with one piece of it changed, or with nothing changed at all.
    fn path_like(&self, random: &mut Random, known: &[Piece]) -> Vec<Piece> {
        let mut path = known.to_vec();
        let place = random.below(path.len());
        path[place] = match path[place] {
            Piece::Slash => Piece::Slash,
            Piece::Text(_) if random.once_in(2) => self.word(random),
            Piece::Text(_) | Piece::Variable(_) => self.variable(random),
        };
        match path.last() {
            Some(Piece::Slash) if path.len() > 1 && random.once_in(4) => drop(path.pop()),
            _ if random.once_in(4) => path.push(Piece::Slash),
            _ => {}
        }
        path
    }
}

/// Where a rule belongs.
#[derive(Clone, Copy)]
enum Place {
    Default,
    Subdomain(Domain),
    Host(Domain),
}

/// The few places that the rules of a table share.
fn domains(options: &Options, random: &mut Random) -> Vec<Place> {
    let count = 1 + random.below(4);
    let host = |random: &mut Random| Place::Host(random.pick(HOSTS));
    if options.domains == Domains::Hosts {
        return (0..count).map(|_| host(random)).collect();
    }
    let mut places = vec![Place::Default];
    for _ in 0..count {
        places.push(match random.below(4) {
            0 => Place::Default,
            1 => host(random),
            _ => Place::Subdomain(random.pick(SUBDOMAINS)),
        });
    }
    places
}

/// The segments of a path up to some slash.
fn beginning(random: &mut Random, path: &[Piece]) -> Vec<Piece> {
    let slashes: Vec<usize> = slashes(path).collect();
    path[..random.pick(&slashes)].to_vec()
}

fn slashes(path: &[Piece]) -> impl Iterator<Item = usize> {
    let is_slash = |(_, piece): &(usize, &Piece)| matches!(piece, Piece::Slash);
    path.iter().enumerate().filter(is_slash).map(|(at, _)| at)
}

fn rule(random: &mut Random, number: usize, path: Vec<Piece>, place: Place) -> RandomRule {
    let mut variables = 0;
    let mut text = String::new();
    for piece in &path {
        match piece {
            Piece::Slash => text.push('/'),
            Piece::Text(own) => text.push_str(own),
            Piece::Variable(kind) => {
                text.push_str(&format!("<{}v{variables}>", KINDS[*kind].written));
                variables += 1;
            }
        }
    }
    let mut rule = Rule::new(&text, &format!("e{number}"));
    let domain: &[&str] = match place {
        Place::Default => &[],
        Place::Subdomain((written, texts)) => {
            rule.subdomain = Some(written.to_owned());
            texts
        }
        Place::Host((written, texts)) => {
            rule.host = Some(written.to_owned());
            texts
        }
    };
    let option = |random: &mut Random| random.once_in(5).then(|| random.once_in(2));
    rule.strict_slashes = option(random);
    rule.merge_slashes = option(random);
    rule.websocket = random.once_in(8);
    let methods: &[&[&str]] = if rule.websocket {
        &[&["GET"], &["OPTIONS", "HEAD"]]
    } else {
        &[
            &["GET"],
            &["get", "PUT"],
            &["POST"],
            &["DELETE", "POST"],
            &["HEAD"],
            &["M-SEARCH"],
        ]
    };
    if !random.once_in(3) {
        let methods = random.pick(methods).iter();
        rule.methods = Some(methods.map(ToString::to_string).collect());
    }
    RandomRule { rule, path, domain }
}

/// A request, and what is known of the server that it came to.
#[derive(Clone, Debug)]
pub struct RandomRequest {
    /// How the map is bound to the server.
    pub bound: Bound,
    /// The name of the server, if it is set.
    pub server_name: Option<&'static str>,
    /// The path.
    pub path: String,
    /// Whether the path is percent-encoded.
    pub is_raw: bool,
    /// The method.
    pub method: &'static str,
    /// Whether the request asks for a websocket.
    pub websocket: bool,
    /// Whether it is encrypted.
    pub secure: bool,
    /// Where the application is mounted.
    pub script_name: &'static str,
    /// The query, without `?`.
    pub query: &'static str,
    /// Whether it also asks which methods there are.
    pub asks_methods: bool,
}

/// What tells the host and the subdomain.
#[derive(Clone, Debug)]
pub enum Bound {
    /// The header of the request.
    ToHost(String),
    /// The caller: a server and a subdomain, or the default one.
    To {
        /// The name of the server.
        server: &'static str,
        /// The subdomain.
        subdomain: Option<&'static str>,
    },
}

const METHODS: &[&str] = &[
    "GET", "GET", "GET", "POST", "PUT", "HEAD", "get", "DELETE", "OPTIONS", "M-SEARCH", "", "--",
];

impl RandomRequest {
    /// A request that a rule of the table matches, or would have matched.
    pub fn new(random: &mut Random, table: &RandomTable) -> Self {
        let rule = &table.rules[random.below(table.rules.len())];
        let server_name = random.pick(&[None, Some("example.com"), Some("Example.com:81")]);
        let is_raw = !random.once_in(3);
        let segments = segments(random, &rule.path);
        let mut path = written(random, &segments, is_raw);
        for _ in 0..random.pick(&[0, 0, 0, 0, 0, 1, 1, 2, 3]) {
            path = spoiled(random, path, is_raw);
        }
        RandomRequest {
            bound: bound(random, table, rule, server_name),
            server_name,
            path,
            is_raw,
            method: match &rule.rule.methods {
                Some(methods) if !random.once_in(4) => {
                    let method = &methods[random.below(methods.len())];
                    METHODS
                        .iter()
                        .find(|known| known.eq_ignore_ascii_case(method))
                        .unwrap_or(&"GET")
                }
                _ => random.pick(METHODS),
            },
            websocket: rule.rule.websocket != random.once_in(12),
            secure: random.once_in(6),
            script_name: random.pick(&["", "", "/app", "/"]),
            query: random.pick(&["", "", "q=a%20b&q"]),
            asks_methods: random.once_in(5),
        }
    }
}

fn bound(
    random: &mut Random,
    table: &RandomTable,
    rule: &RandomRule,
    server_name: Option<&str>,
) -> Bound {
    let rule_host = match (&rule.rule.host, rule.domain) {
        (Some(_), texts) => random.pick(texts).to_string(),
        (None, texts) => {
            let base = server_name.unwrap_or(random.pick(&["localhost", "localhost:5000"]));
            let subdomain = match texts {
                [] => table.options.default_subdomain.as_str(),
                texts => random.pick(texts),
            };
            if random.once_in(10) {
                return Bound::To {
                    server: random.pick(&["example.com", "Localhost:5000", "ü.test"]),
                    subdomain: if texts.is_empty() {
                        None
                    } else {
                        Some(random.pick(texts))
                    },
                };
            }
            match subdomain {
                "" => base.to_owned(),
                subdomain => format!("{subdomain}.{base}"),
            }
        }
    };
    Bound::ToHost(match random.below(60) {
        0 => rule_host.to_uppercase(),
        1 => format!("{rule_host}:81"),
        2 => format!("{rule_host}:80"),
        3 => "other.test".to_owned(),
        4 => "notexample.com".to_owned(),
        5 => server_name.unwrap_or("127.0.0.1:5000").to_owned(),
        6 => String::new(),
        7 => "[::1]:81".to_owned(),
        8 => format!("{rule_host}."),
        _ => rule_host,
    })
}

/// A path of decoded segments that the pieces match, or nearly.
fn segments(random: &mut Random, pieces: &[Piece]) -> Vec<String> {
    let mut segments = vec![String::new()];
    let mut add = |text: &str, is_new: bool| match segments.last_mut() {
        Some(last) if !is_new => last.push_str(text),
        _ => segments.push(text.to_owned()),
    };
    for piece in pieces {
        match piece {
            Piece::Slash => add("", true),
            Piece::Text(text) => add(text, false),
            Piece::Variable(kind) => {
                let Kind {
                    written,
                    texts,
                    others,
                } = &KINDS[*kind];
                let is_other = random.once_in(8);
                let text = random.pick(if is_other { others } else { texts });
                let spans_segments = ["path:", "pair:", "dir:"].contains(written);
                if spans_segments && !random.once_in(6) {
                    for (index, name) in text.split('/').enumerate() {
                        add(name, index > 0);
                    }
                } else {
                    add(text, false);
                }
            }
        }
    }
    segments
}

/// Segments as a path.
fn written(random: &mut Random, segments: &[String], is_raw: bool) -> String {
    let mut path = String::new();
    for (index, segment) in segments.iter().enumerate() {
        if index > 0 {
            path.push('/');
        }
        if !is_raw {
            path.push_str(segment);
            continue;
        }
        for character in segment.chars() {
            let needed = matches!(character, '/' | '%' | ' ' | '\n') || !character.is_ascii();
            if needed && !random.once_in(8) || !needed && random.once_in(25) {
                path.push_str(&encoded(character));
            } else {
                path.push(character);
            }
        }
    }
    path
}

fn encoded(character: char) -> String {
    let mut bytes = [0; 4];
    let bytes = character.encode_utf8(&mut bytes).bytes();
    bytes.map(|byte| format!("%{byte:02X}")).collect()
}

/// What is put into a path to spoil it, decoded or not.
const INSERTED: &[&str] = &[
    "/",
    "//",
    "///",
    "/./",
    "/../",
    ".",
    "a",
    "1",
    "é",
    "\n",
    " ",
    "%",
    "%2",
    "-",
    "٣",
    "\0",
    "\u{10FFFF}",
];
const INSERTED_RAW: &[&str] = &[
    "%2F",
    "%2f",
    "%FF",
    "%C3",
    "%A9",
    "%C3%A9",
    "%0A",
    "%41",
    "%2E",
    "%25",
    "%00",
    "%zz",
    "/%2F",
    "%2F/",
    "/%FF/",
    "%EF%BF%BD",
    "%F4%8F%BF%BF",
];

/// Changes a path in one place.
fn spoiled(random: &mut Random, path: String, is_raw: bool) -> String {
    let mut segments: Vec<&str> = path.split('/').collect();
    let places: Vec<usize> = path
        .char_indices()
        .map(|(at, _)| at)
        .chain([path.len()])
        .collect();
    let place = random.pick(&places);
    let (before, after) = path.split_at(place);
    let mut rest = after.chars();
    let next = rest.next();
    let one = random.below(segments.len());
    let other = random.below(segments.len());
    match random.below(16) {
        0 => return format!("{path}/"),
        1 => return path.trim_end_matches('/').to_owned(),
        2 => return format!("/{path}"),
        3 => return path.replacen('/', "//", 1 + one),
        4 => return path.trim_start_matches('/').to_owned(),
        5 if random.once_in(3) => return String::new(),
        6 => return format!("{before}{}", rest.as_str()),
        7 if is_raw => {
            let next = next.map(encoded).unwrap_or_default();
            return format!("{before}{next}{}", rest.as_str());
        }
        8 => {
            let next = next.map(|next| next.to_uppercase().to_string());
            return format!("{before}{}{}", next.unwrap_or_default(), rest.as_str());
        }
        9 | 10 if is_raw => return format!("{before}{}{after}", random.pick(INSERTED_RAW)),
        9..=11 => return format!("{before}{}{after}", random.pick(INSERTED)),
        12 => segments.swap(one, other),
        13 => drop(segments.remove(one)),
        14 => segments.insert(one, segments[other]),
        _ => segments[one] = random.pick(WORDS),
    }
    segments.join("/")
}
