//! Text eight bytes at a time, as one number: the first byte is the lowest.
//!
//! The search looks at each byte of a path once, here. Reading a slice of eight
//! bytes as an array compiles to a single load, so no `unsafe` is needed.

const LOW_BITS: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH_BITS: u64 = u64::from_le_bytes([0x80; 8]);
const SLASHES: u64 = u64::from_le_bytes([b'/'; 8]);

/// The eight bytes at a place, or as many as there are; the others are zero.
#[inline]
pub(crate) fn word_at(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or(&[]);
    match (rest.first_chunk(), text.last_chunk()) {
        (Some(chunk), _) => u64::from_le_bytes(*chunk),
        // What stands before the place is shifted out.
        (None, Some(chunk)) => u64::from_le_bytes(*chunk)
            .checked_shr(64 - 8 * rest.len() as u32)
            .unwrap_or(0),
        (None, None) => rest
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// The first `length` bytes of a word, at most eight; the others are zero.
#[inline]
pub(crate) fn truncated(word: u64, length: usize) -> u64 {
    let unwanted = 64_u32.saturating_sub(8 * length.min(8) as u32);
    word & u64::MAX.checked_shr(unwanted).unwrap_or(0)
}

/// The high bit of each byte that is a slash. The lowest bit is exact, which is
/// all that finding the first slash takes; above it a byte may be mistaken.
#[inline(always)]
fn slashes(word: u64) -> u64 {
    let others = word ^ SLASHES;
    others.wrapping_sub(LOW_BITS) & !others & HIGH_BITS
}

/// A path whose segments are read from its front.
#[derive(Clone, Copy)]
pub(crate) struct Segments<'p> {
    path: &'p [u8],
    /// The last bytes of the path, the very last in the highest place: where
    /// less than a word is left of the path, it is read from here.
    tail: u64,
}

/// A segment, its first word, and what is behind the slash that ends it; that
/// is nothing if the path ends with the segment.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'p> {
    pub(crate) text: &'p [u8],
    pub(crate) first: u64,
    pub(crate) behind: Option<&'p [u8]>,
}

impl<'p> Segments<'p> {
    pub(crate) fn new(path: &'p [u8]) -> Self {
        let tail = match path.last_chunk() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => path
                .iter()
                .rev()
                .fold(0, |word, byte| word << 8 | u64::from(*byte))
                .checked_shl(64 - 8 * path.len() as u32)
                .unwrap_or(0),
        };
        Segments { path, tail }
    }

    /// Where what is left of the path begins.
    #[inline(always)]
    pub(crate) fn place(self, rest: &[u8]) -> usize {
        self.path.len() - rest.len()
    }

    /// What is left of the path at a place.
    #[inline]
    pub(crate) fn rest(self, at: usize) -> Option<&'p [u8]> {
        self.path.get(at..)
    }

    /// The first segment of what is left of the path.
    #[inline(always)]
    pub(crate) fn first(self, rest: &'p [u8]) -> Segment<'p> {
        let word = match rest.first_chunk() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            // What stands before the rest is shifted out.
            None => self
                .tail
                .checked_shr(64 - 8 * rest.len() as u32)
                .unwrap_or(0),
        };
        let found = slashes(word);
        let (end, first) = if found != 0 {
            // The bits below the slash: one subtracted turns them on.
            let below = ((found - 1) & !found) >> 7;
            (found.trailing_zeros() as usize / 8, word & below)
        } else if rest.len() <= 8 {
            (rest.len(), word)
        } else {
            (end_of_long_segment(rest), word)
        };
        Segment {
            text: rest.get(..end).unwrap_or(rest),
            first,
            behind: rest.get(end + 1..),
        }
    }
}

/// Where the first segment ends, if it is longer than a word.
#[inline(never)]
fn end_of_long_segment(rest: &[u8]) -> usize {
    let (words, _) = rest.as_chunks();
    let mut end = 0;
    for word in words {
        let found = slashes(u64::from_le_bytes(*word));
        if found != 0 {
            return end + found.trailing_zeros() as usize / 8;
        }
        end += 8;
    }
    let found = slashes(word_at(rest, end));
    if found == 0 {
        rest.len()
    } else {
        end + found.trailing_zeros() as usize / 8
    }
}

/// Whether two slashes stand together.
pub(crate) fn has_slashes_in_a_row(path: &[u8]) -> bool {
    let (words, _) = path.as_chunks();
    let mut pairs = 0;
    let mut before = 0;
    let mut look = |word: u64| {
        let found = slashes(word);
        // Each slash that stands behind one, if that is in the word before.
        pairs |= found & (found << 8 | before);
        before = found >> 56;
    };
    for word in words {
        look(u64::from_le_bytes(*word));
    }
    look(word_at(path, 8 * words.len()));
    // A byte above a slash may have been mistaken for one.
    pairs != 0 && path.windows(2).any(|pair| pair == b"//")
}

/// Whether a byte occurs that is not 0.
pub(crate) fn contains(text: &[u8], byte: u8) -> bool {
    let wanted = LOW_BITS * u64::from(byte);
    let (words, _) = text.as_chunks();
    let mut found = 0;
    let mut look = |word: u64| {
        let others = word ^ wanted;
        found |= others.wrapping_sub(LOW_BITS) & !others;
    };
    for word in words {
        look(u64::from_le_bytes(*word));
    }
    look(word_at(text, 8 * words.len()));
    found & HIGH_BITS != 0
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        /// Against a look at each byte. `.` and `0` are slashes but for their
        /// lowest bits, which a careless subtraction takes for slashes.
        #[test]
        fn words_are_as_bytes(
            text in vec(select(b"/./0a\x00\xAF\xFF".as_slice()), 0..40),
            at in 0_usize..40,
        ) {
            let at = at.min(text.len());
            let rest = &text[at..];
            let length = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
            let word = |bytes: &[u8]| {
                let mut word = [0; 8];
                word[..bytes.len().min(8)].copy_from_slice(&bytes[..bytes.len().min(8)]);
                u64::from_le_bytes(word)
            };
            prop_assert_eq!(word_at(&text, at), word(rest));
            let segments = Segments::new(&text);
            let segment = segments.first(rest);
            prop_assert_eq!(segment.text, &rest[..length]);
            prop_assert_eq!(segment.first, word(&rest[..length]));
            prop_assert_eq!(segment.behind, rest.get(length + 1..));
            prop_assert_eq!(segments.place(rest), at);
            prop_assert_eq!(truncated(word(rest), length), word(&rest[..length]));
            prop_assert_eq!(
                has_slashes_in_a_row(rest),
                rest.windows(2).any(|pair| pair == b"//")
            );
            prop_assert_eq!(contains(&text, b'.'), text.contains(&b'.'));
        }
    }
}
