//! Parts of several pieces, such as `<a>.<b>` or `<path:p>/edit`.
//!
//! A part matches as the regular expression that Werkzeug makes of it would:
//! of all ways to cut the text, the one that gives the first variable the most
//! (a `path` the least), then the second, and so on; `any` takes the first of
//! its items that goes on. Where Python's engine tries cut after cut, which
//! can take long, this finds the cut in two passes, each linear in the
//! text: from right to left, the places from where the rest of the pieces can
//! match; from left to right, the best of them for each piece.

use std::ops::Range;

use crate::table::{ELEMENT_SIZE, Table, element};
use crate::text::{ENCODED_SLASH, INVALID};

/// A piece of a part, read from the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    kind: u32,
    first: u32,
    second: u32,
}

/// No place.
const NONE: u32 = u32::MAX;

impl Piece {
    pub(crate) fn read(table: Table<'_>, at: u32) -> Self {
        let at = at as usize;
        Piece {
            kind: table.u32(at),
            first: table.u32(at + 4),
            second: table.u32(at + 8),
        }
    }

    fn is_variable(self) -> bool {
        self.kind != element::LITERAL
    }

    /// Whether the piece by itself takes all of a text.
    pub(crate) fn takes(self, table: Table<'_>, text: &[u8]) -> bool {
        match self.kind {
            element::LITERAL => text == table.bytes(self.first, self.second),
            element::TEXT => is_text(text, self.first, self.second),
            element::ANY => items(table, self.first, self.second).any(|item| item == text),
            element::INT => is_int(text, self.first != 0),
            element::FLOAT => is_float(text, self.first != 0),
            element::UUID => is_uuid(text),
            element::PATH => is_path(text),
            _ => false,
        }
    }
}

/// How many of a part's pieces are variables.
pub(crate) fn variables(table: Table<'_>, first: u32, count: u32) -> usize {
    (0..count)
        .map(|index| Piece::read(table, first + index * ELEMENT_SIZE as u32))
        .filter(|piece| piece.is_variable())
        .count()
}

fn items(table: Table<'_>, list: u32, count: u32) -> impl Iterator<Item = &[u8]> {
    (0..count as usize).map(move |index| {
        let at = list as usize + 8 * index;
        table.bytes(table.u32(at), table.u32(at + 4))
    })
}

/// A segment of at least and at most (0: any number of) characters.
#[inline]
pub(crate) fn is_text(text: &[u8], min: u32, max: u32) -> bool {
    if text.is_empty() || text == [INVALID] {
        return false;
    }
    min <= 1 && max == 0 || has_length(text, min, max)
}

fn has_length(text: &[u8], min: u32, max: u32) -> bool {
    let length = text.iter().filter(|byte| is_boundary(**byte)).count();
    length >= min as usize && (max == 0 || length <= max as usize)
}

/// Whether a byte begins a character.
fn is_boundary(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[inline]
pub(crate) fn is_int(text: &[u8], signed: bool) -> bool {
    let digits = if signed {
        text.strip_prefix(b"-").unwrap_or(text)
    } else {
        text
    };
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

pub(crate) fn is_float(text: &[u8], signed: bool) -> bool {
    let unsigned = if signed {
        text.strip_prefix(b"-").unwrap_or(text)
    } else {
        text
    };
    let mut halves = unsigned.splitn(2, |byte| *byte == b'.');
    let is_digits = |half: Option<&[u8]>| half.is_some_and(|half| is_int(half, false));
    is_digits(halves.next()) && is_digits(halves.next())
}

fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_path(text: &[u8]) -> bool {
    let mut characters = text.iter();
    characters.next().is_some_and(|first| *first != b'/')
        && characters.all(|byte| *byte != b'\n')
        && !text.contains(&INVALID)
}

/// The places between characters, counted from 0. Texts are short, so most
/// need no memory of their own.
struct Scratch {
    small: [u32; 512],
    large: Vec<u32>,
}

impl Scratch {
    fn new() -> Self {
        Scratch {
            small: [0; 512],
            large: Vec::new(),
        }
    }

    fn take(&mut self, size: usize) -> &mut [u32] {
        if size <= self.small.len() {
            &mut self.small[..size]
        } else {
            self.large.resize(size, 0);
            &mut self.large
        }
    }
}

/// Matches a text against the pieces at `list`, and gives the range of bytes
/// of each variable to `found`, from left to right. Gives none if the pieces
/// do not take the text.
pub(crate) fn cut(
    table: Table<'_>,
    list: u32,
    count: u32,
    text: &[u8],
    mut found: impl FnMut(Range<usize>),
) -> bool {
    // An invalid segment matches no variable, and a part has at least one.
    if text.contains(&INVALID) {
        return false;
    }
    let piece = |index: usize| Piece::read(table, list + (index * ELEMENT_SIZE) as u32);
    let count = count as usize;
    let mut scratch = Scratch::new();
    let places = text.len() + 1;
    // For each place: where the digits, the segment and the line that it
    // stands in end, and for each piece but the first, the last place up to
    // here from where that piece and all behind it match.
    let memory = scratch.take(places * (count + 3));
    let (digits, memory) = memory.split_at_mut(places);
    let (segments, memory) = memory.split_at_mut(places);
    let (lines, memory) = memory.split_at_mut(places);
    let end = text.len();
    for at in (0..places).rev() {
        let here = at as u32;
        let run = |run: &[u32], goes_on: fn(u8) -> bool| match text.get(at) {
            Some(byte) if goes_on(*byte) => run[at + 1],
            _ => here,
        };
        digits[at] = run(digits, |byte| byte.is_ascii_digit());
        segments[at] = run(segments, |byte| byte != b'/');
        lines[at] = run(lines, |byte| byte != b'\n');
    }
    let runs = Runs {
        table,
        text,
        digits,
        segments,
        lines,
    };

    // Behind the last piece only the end is right.
    let behind = &mut memory[(count - 1) * places..count * places];
    for (at, last) in behind.iter_mut().enumerate() {
        *last = if at == end { end as u32 } else { NONE };
    }
    for index in (1..count).rev() {
        let (before, behind) = memory.split_at_mut(index * places);
        let (good, behind) = (&mut before[(index - 1) * places..], &behind[..places]);
        let piece = piece(index);
        let mut window = Window::default();
        for at in (0..places).rev() {
            let matches = text.get(at).is_none_or(|byte| is_boundary(*byte))
                && runs
                    .ends(piece, at, &mut window)
                    .is_some_and(|ends| runs.any_good(ends, behind));
            good[at] = if matches { at as u32 } else { NONE };
        }
        let mut last = NONE;
        for place in good.iter_mut() {
            if *place != NONE {
                last = *place;
            }
            *place = last;
        }
    }

    let mut cuts = [0..0, 0..0, 0..0, 0..0, 0..0, 0..0, 0..0, 0..0];
    let mut more_cuts = Vec::new();
    let mut variables = 0;
    let mut at = 0;
    for index in 0..count {
        let piece = piece(index);
        let behind = &memory[index * places..(index + 1) * places];
        let ends = runs.ends(piece, at, &mut Window::default());
        let Some(next) = ends.and_then(|ends| runs.best(ends, behind)) else {
            return false;
        };
        if piece.is_variable() {
            match cuts.get_mut(variables) {
                Some(cut) => *cut = at..next,
                None => more_cuts.push(at..next),
            }
            variables += 1;
        }
        at = next;
    }
    cuts.into_iter()
        .take(variables)
        .chain(more_cuts)
        .for_each(&mut found);
    true
}

/// Remembers, going from right to left, where so many characters end.
#[derive(Default)]
struct Window {
    /// Places of the characters' beginnings seen so far, the leftmost last.
    starts: Vec<u32>,
}

/// Where a piece can end.
#[derive(Clone, Copy)]
enum Ends {
    At(usize),
    /// Anywhere between two places, the longer the better.
    Longest(usize, usize),
    /// Anywhere between two places, the shorter the better.
    Shortest(usize, usize),
    /// Behind one of the items of an `any` that begins here.
    Items(Piece, usize),
}

/// The last good place between two, both included.
fn last_good(behind: &[u32], from: usize, to: usize) -> Option<usize> {
    let last = *behind.get(to)?;
    (last != NONE && last as usize >= from).then_some(last as usize)
}

struct Runs<'r> {
    table: Table<'r>,
    text: &'r [u8],
    digits: &'r [u32],
    segments: &'r [u32],
    lines: &'r [u32],
}

impl Runs<'_> {
    /// Where a piece that begins at `at` can end, as far as it is concerned.
    fn ends(&self, piece: Piece, at: usize, window: &mut Window) -> Option<Ends> {
        match piece.kind {
            element::LITERAL => {
                let literal = self.table.bytes(piece.first, piece.second);
                self.text
                    .get(at..)?
                    .starts_with(literal)
                    .then_some(Ends::At(at + literal.len()))
            }
            element::TEXT => {
                let segment_end = self.segments[at] as usize;
                let least = self.characters(at, piece.first, window)?;
                let most = match piece.second {
                    0 => segment_end,
                    most => self
                        .characters(at, most, window)
                        .unwrap_or(segment_end)
                        .min(segment_end),
                };
                Some(Ends::Longest(least, most))
            }
            element::ANY => Some(Ends::Items(piece, at)),
            element::INT => {
                let start = self.after_sign(piece, at);
                Some(Ends::Longest(start + 1, self.digits_end(start)?))
            }
            element::FLOAT => {
                let start = self.after_sign(piece, at);
                let point = self.digits_end(start)?;
                let digits_end =
                    (self.text.get(point) == Some(&b'.')).then(|| self.digits_end(point + 1))?;
                Some(Ends::Longest(point + 2, digits_end?))
            }
            element::UUID => is_uuid(self.text.get(at..at + 36)?).then_some(Ends::At(at + 36)),
            // The first character may be all but a slash, a newline too.
            element::PATH => (*self.text.get(at)? != b'/')
                .then(|| Ends::Shortest(at + 1, self.lines[at + 1] as usize)),
            _ => None,
        }
    }

    /// Whether one of these ends is good: the pieces behind match from there.
    fn any_good(&self, ends: Ends, behind: &[u32]) -> bool {
        match ends {
            Ends::Shortest(from, to) => last_good(behind, from, to).is_some(),
            _ => self.best(ends, behind).is_some(),
        }
    }

    /// The good end that the piece prefers.
    fn best(&self, ends: Ends, behind: &[u32]) -> Option<usize> {
        let is_good = |place: &usize| last_good(behind, *place, *place).is_some();
        match ends {
            Ends::At(place) => Some(place).filter(is_good),
            Ends::Longest(from, to) => last_good(behind, from, to),
            Ends::Shortest(from, to) => (from..=to).find(is_good),
            Ends::Items(piece, at) => items(self.table, piece.first, piece.second)
                .filter(|item| {
                    self.text
                        .get(at..)
                        .is_some_and(|rest| rest.starts_with(item))
                })
                .map(|item| at + item.len())
                .find(is_good),
        }
    }

    fn after_sign(&self, piece: Piece, at: usize) -> usize {
        let signed = piece.first != 0 && self.text.get(at) == Some(&b'-');
        at + usize::from(signed)
    }

    /// The end of the digits at `at`, of which there is at least one.
    fn digits_end(&self, at: usize) -> Option<usize> {
        let end = *self.digits.get(at)? as usize;
        (end > at).then_some(end)
    }

    /// The place behind so many characters from `at`.
    fn characters(&self, at: usize, count: u32, window: &mut Window) -> Option<usize> {
        if count == 1 {
            let rest = self.text.get(at + 1..)?;
            return Some(at + 1 + rest.iter().take_while(|byte| !is_boundary(**byte)).count());
        }
        // `at` goes from right to left, so the beginnings behind it are known.
        if window
            .starts
            .last()
            .is_none_or(|start| *start as usize > at)
        {
            let known = window
                .starts
                .last()
                .map_or(self.text.len() + 1, |start| *start as usize);
            for place in (at..known).rev() {
                if self.text.get(place).is_none_or(|byte| is_boundary(*byte)) {
                    window.starts.push(place as u32);
                }
            }
        }
        let index = window.starts.len().checked_sub(1 + count as usize)?;
        window.starts.get(index).map(|start| *start as usize)
    }
}

/// Whether a `path` refuses a value: it begins with a slash, or `.` or `..`
/// stands between its slashes, however they were written.
pub(crate) fn refuses_path(text: &[u8]) -> bool {
    let is_slash = |byte: &u8| *byte == b'/' || *byte == ENCODED_SLASH;
    text.first().is_some_and(is_slash)
        || text
            .split(is_slash)
            .any(|segment| segment == b"." || segment == b"..")
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use regex::bytes::Regex;

    use super::*;
    use crate::check::path_steps;
    use crate::compile::part_regex;
    use crate::converter::{Converters, anchored};
    use crate::map::Map;
    use crate::part::Step;
    use crate::rule::Rule;
    use crate::table::{Key, branch, header, node};

    /// A part of several pieces, in the table of a map and as a regular expression.
    struct Both {
        map: Map,
        list: u32,
        count: u32,
        regex: Regex,
    }

    impl Both {
        /// The part of a rule that has only one.
        fn new(rule: &str) -> Self {
            let map = Map::new([Rule::new(rule, "endpoint")]).unwrap();
            let table = map.table();
            let subdomains = table.node(table.u32(header::ROOTS + 8));
            let paths = table.child(subdomains, Key::new(b"")).unwrap();
            let record = table.node(paths).field(node::BRANCHES) as usize;
            assert_eq!(table.u32(record) & branch::KIND, branch::PATTERN, "{rule}");
            let (list, count) = (table.u32(record + 4), table.u32(record + 8));

            let steps = path_steps(rule, &Converters::default()).unwrap().steps;
            let Some(Step::Dynamic(part)) = steps.first() else {
                panic!("{rule} does not begin with a variable part");
            };
            let regex = Regex::new(&anchored(&part_regex(&part.elements))).unwrap();
            Both {
                map,
                list,
                count,
                regex,
            }
        }

        fn cut(&self, text: &[u8]) -> Option<Vec<Range<usize>>> {
            let mut found = Vec::new();
            let take = |range| found.push(range);
            cut(self.map.table(), self.list, self.count, text, take).then_some(found)
        }

        fn captures(&self, text: &[u8]) -> Option<Vec<Range<usize>>> {
            let captures = self.regex.captures(text)?;
            let groups = captures.iter().skip(1).flatten();
            Some(groups.map(|group| group.range()).collect())
        }
    }

    /// Variables of all kinds, `#` for the name, and texts between them.
    const PIECES: [&str; 27] = [
        "<#>",
        "<string(length=2):#>",
        "<string(minlength=2):#>",
        "<string(maxlength=2):#>",
        "<string(minlength=2, maxlength=3):#>",
        "<int:#>",
        "<int(signed=True):#>",
        "<float:#>",
        "<float(signed=True):#>",
        "<uuid:#>",
        "<any(a, ab, b):#>",
        "<any(ab, a, 1):#>",
        "<any('a/b', 1, 12, \"-\"):#>",
        "<path:#>",
        "<path:#>",
        "<path:#>/",
        "/<path:#>",
        "a",
        "ab",
        ".",
        "-",
        "1",
        "é",
        "..",
        "b.",
        "-1",
        "a<any(é, b, éb):#>",
    ];

    /// What normal text is made of, and what cuts are hard to find in.
    const TEXTS: [&[u8]; 20] = [
        b"a",
        b"b",
        b"ab",
        b"aab",
        b"1",
        b"12",
        b"-",
        b".",
        b"1.5",
        b"-1",
        b"/",
        b"a/b",
        "é".as_bytes(),
        "日".as_bytes(),
        b"\n",
        b"\xFF",
        b"a\xFFb",
        b"\xFE",
        b"0f8fad5b-d9cb-469f-a165-70867728950e",
        b"0f8fad5b-d9cb-469f-a165-70867728950",
    ];

    /// A rule of one part: two variables at least, for one alone is no pattern.
    fn rules() -> impl Strategy<Value = String> {
        let firsts = select(vec![
            "<path:#>",
            "<#>",
            "<string(minlength=2):#>",
            "<int:#>",
        ]);
        let lasts = select(vec!["<#>", "-<int:#>", ".<path:#>"]);
        (firsts, vec(select(PIECES.to_vec()), 0..5), lasts).prop_map(|(first, pieces, last)| {
            let mut rule = String::from("/");
            for piece in [&[first], &pieces[..], &[last]].concat() {
                // A slash is a piece of the part only behind a `path`.
                let piece = match first {
                    "<path:#>" => piece,
                    _ => piece.trim_matches('/'),
                };
                rule.push_str(&piece.replace('#', &format!("v{}", rule.len())));
            }
            rule
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(600)
        })]

        #[test]
        fn a_part_is_cut_as_its_regular_expression_would(
            rule in rules(),
            texts in vec(vec(select(TEXTS.to_vec()), 0..9), 60),
        ) {
            let both = Both::new(&rule);
            for text in texts {
                let text = text.concat();
                prop_assert_eq!(
                    both.cut(&text),
                    both.captures(&text),
                    "{} on {:?}",
                    rule,
                    String::from_utf8_lossy(&text)
                );
            }
        }
    }

    #[test]
    fn a_cut_is_what_python_finds() {
        for (rule, text, cuts) in [
            ("/<a>.<b>", "x.tar.gz", Some(vec!["x.tar", "gz"])),
            ("/<path:a>.<b>", "d/x.tar.gz", Some(vec!["d/x", "tar.gz"])),
            ("/<a>.<b>", ".gz", None),
            ("/<int:a><b>", "123", Some(vec!["12", "3"])),
            ("/<any(a, ab):x><y>", "abc", Some(vec!["a", "bc"])),
            ("/<string(length=1):a><b>", "éa", Some(vec!["é", "a"])),
        ] {
            let cut = Both::new(rule).cut(text.as_bytes());
            let cut = cut.map(|ranges| ranges.into_iter().map(|range| &text[range]).collect());
            assert_eq!(cut, cuts, "{rule} on {text}");
        }
    }

    /// Trying cut after cut would take 64 000³ steps for some of these.
    #[test]
    fn long_texts_take_no_longer() {
        let long = 64 * 1024;
        for (rule, piece) in [
            ("/<path:a>-<path:b>-<path:c>-<path:d>!", "a-"),
            ("/<path:a>/<path:b>/<path:c>/<uuid:d>", "a/"),
            ("/<a>-<b>-<c>-<int:d>", "a-"),
            ("/<a><b><c><d>!", "a"),
            ("/<int:a><int:b><int:c><int:d>!", "1"),
            ("/<float:a>.<float:b>.<float:c>.<d>!", "1."),
            (
                "/<string(minlength=1000):a><string(maxlength=1000):b><string(length=1000):c><d>!",
                "é",
            ),
            ("/<path:a><any(a, aa, aaa):b><any(aa, a):c><path:d>!", "a"),
        ] {
            let both = Both::new(rule);
            let text = piece.repeat(long / piece.len());
            assert_eq!(both.cut(text.as_bytes()), None, "{rule}");
            let mut text = text + "!";
            if rule.ends_with('!') {
                let cut = both.cut(text.as_bytes()).map(|cut| cut.len());
                assert_eq!(cut, Some(4), "{rule}");
            } else {
                text.push('\u{FFFD}');
                assert_eq!(both.cut(text.as_bytes()), None, "{rule}");
            }
        }
    }
}
