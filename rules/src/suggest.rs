//! "Did you mean": the nearest of the words that would have been right.

use std::ops::Range;

/// The candidate nearest to `word`, if one is near enough to be a slip of the
/// hand: one edit away for words of up to four letters, two for longer ones.
/// An edit adds, drops or replaces one letter or swaps two neighbours; upper
/// and lower case are the same. Of several equally near the first is given.
///
/// ```
/// use fingerpost_rules::suggest::nearest;
///
/// assert_eq!(nearest("imt", ["string", "int"]), Some("int"));
/// assert_eq!(nearest("subdomian", ["subdomain", "submount"]), Some("subdomain"));
/// assert_eq!(nearest("banana", ["string", "int"]), None);
/// ```
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = if word.chars().count() <= 4 { 1 } else { 2 };
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The number of edits between two words (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    // Words whose lengths differ by more than any limit are not worth a table,
    // and hostile input must not cost more than a glance.
    if left.len().abs_diff(right.len()) > 2 {
        return usize::MAX;
    }
    let width = right.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut above: Vec<usize> = (0..width).collect();
    for (row, l) in left.iter().enumerate() {
        let mut current = vec![row + 1; width];
        for (column, r) in right.iter().enumerate() {
            let replaced = above[column] + usize::from(l != r);
            let mut best = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && *l == right[column - 1] && left[row - 1] == *r;
            if swapped {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        before = std::mem::replace(&mut above, current);
    }
    above[right.len()]
}

/// How alike two texts are, from 0 to 1: twice the letters in the blocks that
/// they have in common, over all their letters (Ratcliff and Obershelp, as
/// Python's `difflib`).
pub(crate) fn ratio(left: &str, right: &str) -> f64 {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let letters = left.len() + right.len();
    if letters == 0 {
        return 1.0;
    }
    let mut common = 0;
    let mut open = vec![(0..left.len(), 0..right.len())];
    while let Some((l, r)) = open.pop() {
        let (start, other, length) = longest_block(&left, &right, l.clone(), r.clone());
        if length > 0 {
            common += length;
            open.push((l.start..start, r.start..other));
            open.push((start + length..l.end, other + length..r.end));
        }
    }
    2.0 * common as f64 / letters as f64
}

/// The longest block that two ranges have in common: where it stands in each,
/// and its length. Of equally long ones it is the first in the left, then in
/// the right.
fn longest_block(
    left: &[char],
    right: &[char],
    l: Range<usize>,
    r: Range<usize>,
) -> (usize, usize, usize) {
    let mut best = (l.start, r.start, 0);
    let mut lengths = vec![0; right.len() + 1];
    for start in l {
        // From the right, so that the last row is still there to be read.
        for other in r.clone().rev() {
            let length = if left[start] == right[other] {
                1 + if other > r.start { lengths[other] } else { 0 }
            } else {
                0
            };
            lengths[other + 1] = length;
            let found = (start + 1 - length, other + 1 - length, length);
            if length > best.2
                || length == best.2 && length > 0 && (found.0, found.1) < (best.0, best.1)
            {
                best = found;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (left, right, edits) in [
            ("int", "int", 0),
            ("Int", "int", 0),
            ("imt", "int", 1),
            ("itn", "int", 1),
            ("in", "int", 1),
            ("strng", "string", 1),
            ("abcdef", "ghijkl", 6),
            ("", "ab", 2),
        ] {
            assert_eq!(distance(left, right), edits, "{left} {right}");
        }
    }

    #[test]
    fn ratios_are_those_of_python() {
        for (left, right, expected) in [
            ("", "", 1.0),
            ("abcd", "bcde", 0.75),
            ("users.show", "users.shwo", 0.9),
            ("world", "helloworld", 2.0 / 3.0),
            ("tide", "diet", 0.25),
            ("diet", "tide", 0.5),
        ] {
            assert!(
                (ratio(left, right) - expected).abs() < 1e-9,
                "{left} {right} {}",
                ratio(left, right)
            );
        }
    }

    #[test]
    fn far_words_are_no_suggestion() {
        assert_eq!(nearest("date", ["string", "int"]), None);
        assert_eq!(nearest("it", ["int", "ip"]), Some("int"));
    }
}
