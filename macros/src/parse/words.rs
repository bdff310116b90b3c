//! The words of the block, and which of them was meant.

use fingerpost_rules::suggest::nearest;

/// Keywords that open a group named by a string.
pub(super) const NAMED_GROUPS: [&str; 3] = ["subdomain", "host", "submount"];

/// Keywords that say what is set.
pub(super) const SETTINGS: [&str; 5] = [
    "default_subdomain",
    "strict_slashes",
    "merge_slashes",
    "redirect_defaults",
    "sort_parameters",
];

/// Every keyword that can begin an entry, a setting or a converter.
const KEYWORDS: [&str; 11] = [
    "subdomain",
    "host",
    "submount",
    "within",
    "mount",
    "converter",
    "default_subdomain",
    "strict_slashes",
    "merge_slashes",
    "redirect_defaults",
    "sort_parameters",
];

/// The methods of HTTP, and the two words of ours that stand in their place.
const METHODS: [&str; 11] = [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "CONNECT",
    "OPTIONS",
    "TRACE",
    "PATCH",
    "ANY",
    "WEBSOCKET",
];

/// Each attribute of a rule or group, as it is written.
const ATTRIBUTES: [(&str, &str); 9] = [
    ("alias", "#[alias]"),
    ("build_only", "#[build_only]"),
    ("defaults", "#[defaults(page = 1)]"),
    ("doc", "#[doc = \"text\"]"),
    ("endpoint", "#[endpoint = \"name\"]"),
    ("layer", "#[layer(expression)]"),
    ("merge_slashes", "#[merge_slashes(false)]"),
    ("overrides", "#[overrides(endpoint)]"),
    ("strict_slashes", "#[strict_slashes(false)]"),
];

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

pub(super) fn is_setting(word: &str) -> bool {
    SETTINGS.contains(&word)
}

/// Whether a word is written as methods are: `GET`, `MY_METHOD`.
pub(super) fn is_upper_case(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && word
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// What a word says in the place of a method.
pub(super) enum Method {
    /// One of HTTP's, one of ours, or the user's own.
    Known,
    /// The method in upper case, which the user wrote in another.
    WrongCase(&'static str),
    /// The method that is meant by a misspelt word.
    Misspelt(&'static str),
    /// No method.
    Other,
}

pub(super) fn method(word: &str) -> Method {
    if METHODS.contains(&word) {
        Method::Known
    } else if let Some(method) = METHODS.into_iter().find(|m| m.eq_ignore_ascii_case(word)) {
        Method::WrongCase(method)
    } else if let Some(method) = nearest_method(word) {
        Method::Misspelt(method)
    } else if is_upper_case(word) {
        Method::Known
    } else {
        Method::Other
    }
}

fn nearest_method(word: &str) -> Option<&'static str> {
    nearest(&word.to_ascii_uppercase(), METHODS)
}

/// Which of `candidates` was meant. A word in the wrong case means itself.
pub(super) fn nearest_of(word: &str, candidates: &[&'static str]) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let same = candidates.iter().copied().find(|c| *c == word);
    same.or_else(|| nearest(&word, candidates.iter().copied()))
}

pub(super) fn nearest_keyword(word: &str) -> Option<&'static str> {
    nearest_of(word, &KEYWORDS)
}

/// Which keyword or method was meant.
pub(super) fn nearest_word(word: &str) -> Option<&'static str> {
    nearest_keyword(word).or_else(|| nearest_method(word))
}

pub(super) fn nearest_attribute(word: &str) -> Option<&'static str> {
    nearest_of(word, &ATTRIBUTES.map(|(name, _)| name))
}

/// The name of an attribute of ours and how it is written.
pub(super) fn attribute(word: &str) -> Option<(&'static str, &'static str)> {
    ATTRIBUTES.into_iter().find(|(name, _)| *name == word)
}

/// What an entry can begin with, for those who began with another word.
pub(super) fn keyword_list() -> String {
    format!("known keywords: {}", KEYWORDS.join(", "))
}

/// What attributes there are, for those who wrote another.
pub(super) fn attribute_list() -> String {
    let forms: Vec<_> = ATTRIBUTES
        .iter()
        .map(|(_, form)| format!("`{form}`"))
        .collect();
    format!("known attributes: {}", forms.join(", "))
}
