//! "Did you mean": the nearest of the words that would have been right.

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
    fn far_words_are_no_suggestion() {
        assert_eq!(nearest("date", ["string", "int"]), None);
        assert_eq!(nearest("it", ["int", "ip"]), Some("int"));
    }
}
