//! Tokens to [`ast`](crate::ast), with recovery.
//!
//! ```text
//! block     = [ header ] { setting } { converter } { entry }
//! header    = attrs [ vis ] name [ "<" State ">" ] ";"
//! setting   = word value ";"
//! converter = "converter" name "(" "regex" ")" "=" Type ";"
//! entry     = ( rule | group | mount ) [ "," ]
//! rule      = attrs [ METHOD { "|" METHOD } ] "rule" "=>" target
//! group     = attrs ( subdomain "…" | host "…" | submount "…" | within path ) scope
//! mount     = attrs mount "…" "=>" ( path | service expr | wsgi expr )
//! scope     = "{" { entry } "}"  |  "<" { entry } ">"
//! ```
//!
//! A parser reads as much as it can. What it cannot read it reports once, and the loop over the
//! entries goes on where the next one seems to begin. So every function here returns what it has
//! (`None` if nothing), having already said why it has no more.

use proc_macro2::{Delimiter, Ident, Span, TokenStream};
use syn::buffer::Cursor;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseBuffer, ParseStream, Parser as _};
use syn::{LitBool, LitStr, Token, Type, Visibility, braced, parenthesized, token};

use self::attributes::RawAttribute;
use self::recover::{
    attempt, begins_entry, is, is_boundary, is_fat_arrow, next_token, next_word, opens_scope,
    plain_path, recover, skip, skip_generics, skip_scope, string,
};
use self::words::Method;
use crate::ast::{
    Attributes, Block, Converter, Entry, Group, GroupKind, HalfRule, Header, Mount, Rule, Settings,
    Target,
};
use crate::report::{Mistake, Report};

mod attributes;
mod recover;
mod targets;
#[cfg(test)]
mod tests;
mod words;

/// The code of all that is wrong with a block's grammar.
const FP016: &str = "FP016";

/// Groups deeper than this are refused: the parser and all later stages recurse over them, and
/// angle brackets, unlike braces, are not counted by rustc.
const MAX_DEPTH: usize = 64;

/// Reads a whole block. What is wrong goes to `report`; what can be read is returned all the same.
pub(crate) fn parse(tokens: TokenStream, report: &mut Report) -> Block {
    let mut block = Block::default();
    let mut parser = Parser {
        report,
        settings: Settings::default(),
        converters: Vec::new(),
    };
    let read = |input: ParseStream<'_>| {
        (block.header, block.entries) = parser.block(input);
        Ok(())
    };
    let rest = read.parse2(tokens);
    block.settings = parser.settings;
    block.converters = parser.converters;
    // The entries are read to the end of the input, so this happens only if tokens were passed
    // over in silence, which must never make a program compile.
    if let Err(error) = rest
        && report.is_empty()
    {
        report.add(Mistake::at(error.span(), FP016, error.to_string()));
    }
    block
}

struct Parser<'r> {
    report: &'r mut Report,
    /// Settings and converters are gathered wherever they stand; those too late are reported.
    settings: Settings,
    converters: Vec<Converter>,
}

/// What holds an entry.
#[derive(Clone, Copy)]
struct Scope {
    /// Zero for the block itself.
    depth: usize,
    /// Whether a bare `>` ends it.
    in_angles: bool,
    /// Whether a group around is `#[build_only]`.
    build_only: bool,
}

/// Where a statement stands, which decides whether it may set something.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    /// Before the first entry of the block.
    Start,
    AfterEntries,
    InGroup,
}

impl Parser<'_> {
    fn block(&mut self, input: ParseStream<'_>) -> (Option<Header>, Vec<Entry>) {
        let scope = Scope {
            depth: 0,
            in_angles: false,
            build_only: false,
        };
        let attributes = self.raw_attributes(input);
        let mut entries = Vec::new();
        if !self.begins_header(input) {
            self.entries(input, attributes, scope, &mut entries);
            return (None, entries);
        }
        let header = self.header(input, attributes);
        if input.peek(token::Brace)
            && let Ok(content) = braces(input)
        {
            // `pub site { … }` was reported by the header.
            self.entries(&content, Vec::new(), scope, &mut entries);
        }
        self.entries(input, Vec::new(), scope, &mut entries);
        (Some(header), entries)
    }

    /// Reads entries up to the end of the scope. `attributes` were taken before the first.
    fn entries(
        &mut self,
        input: ParseStream<'_>,
        mut attributes: Vec<RawAttribute>,
        scope: Scope,
        entries: &mut Vec<Entry>,
    ) {
        while !(attributes.is_empty() && scope.ends(input)) {
            let start = input.cursor();
            attributes.extend(self.raw_attributes(input));
            let position = match (scope.depth, entries.is_empty()) {
                (0, true) => Position::Start,
                (0, false) => Position::AfterEntries,
                _ => Position::InGroup,
            };
            let told = self.report.len();
            entries.extend(self.entry(input, &attributes, scope, position));
            let sound = self.report.len() == told;
            self.separator(input, sound);
            // Nothing was taken only where the token at fault also seems to begin an entry.
            if attributes.is_empty() && input.cursor() == start {
                skip(input);
            }
            attributes.clear();
        }
    }

    /// Takes the optional comma between two entries. After an entry that is not sound, recovery
    /// may have stopped at any separator.
    fn separator(&mut self, input: ParseStream<'_>, sound: bool) {
        if input.peek(Token![;]) && sound {
            let text = "entries are separated by `,`, found `;`";
            self.tell(Mistake::at(input.span(), FP016, text));
        }
        if input.peek(Token![,]) || input.peek(Token![;]) {
            skip(input);
        }
    }

    fn entry(
        &mut self,
        input: ParseStream<'_>,
        attributes: &[RawAttribute],
        scope: Scope,
        position: Position,
    ) -> Option<Entry> {
        let Some(word) = next_word(input) else {
            return self.wordless_entry(input, attributes, scope);
        };
        let rest = after_word(input);
        match word.to_string().as_str() {
            "pub" => self.late_header(input, scope),
            written if begins_methods(written, rest) => {
                let methods = self.methods(input);
                self.rule(input, methods, attributes, scope)
            }
            written if is_fat_arrow(rest) => {
                let text = format!("a rule is a string literal, found `{written}`");
                let help = format!("write it in quotes: `\"/{written}\" => …`");
                self.tell(Mistake::at(word.span(), FP016, text).help(help));
                self.broken_rule(input, attributes, scope)
            }
            keyword if words::is_keyword(keyword) => {
                skip(input);
                self.keyword(input, keyword, &word, attributes, scope, position)
            }
            _ => self.unknown_word(input, &word, attributes, scope, position),
        }
    }

    /// What `keyword` begins; it is taken. `word` is how the user wrote it.
    fn keyword(
        &mut self,
        input: ParseStream<'_>,
        keyword: &str,
        word: &Ident,
        attributes: &[RawAttribute],
        scope: Scope,
        position: Position,
    ) -> Option<Entry> {
        match keyword {
            "within" => self.within(input, word, attributes, scope),
            "mount" => self.mount(input, word, attributes, scope),
            "converter" => {
                self.converter(input, word, attributes, position);
                None
            }
            setting if words::is_setting(setting) => {
                self.setting(input, setting, word, attributes, position);
                None
            }
            group => self.named_group(input, group, word, attributes, scope),
        }
    }

    /// An entry that does not begin with a word: a rule without methods, or a mistake.
    fn wordless_entry(
        &mut self,
        input: ParseStream<'_>,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        let literal = input.cursor().literal().is_some();
        if literal || is_fat_arrow(input.cursor()) {
            return self.rule(input, Methods::none(), attributes, scope);
        }
        if let Some(last) = attributes.last() {
            // Half a rule while typing. What stands here instead is no mistake of its own.
            let text = "expected a rule, a group or a mount after this attribute";
            self.tell(Mistake::over(last, FP016, text));
            if !scope.ends(input) {
                recover(input, scope.in_angles);
            }
            return None;
        }
        let (found, at) = next_token(input.cursor())?;
        if found.starts_with('/') {
            let text = "a rule is a string literal, found `/`";
            let help = "write it in quotes: `\"/…\" => handler`";
            self.tell(Mistake::at(at, FP016, text).help(help));
            return self.broken_rule(input, attributes, scope);
        }
        let closes = found.starts_with('>');
        self.unexpected(if closes { ">" } else { &found }, at);
        let alone = closes || input.peek(Token![,]) || input.peek(Token![;]);
        skip(input);
        if !alone {
            recover(input, scope.in_angles);
        }
        None
    }

    // ----- header, settings, converters -----

    /// Whether the block begins with its name. An entry begins with a string or a keyword, so any
    /// other word at the very beginning is the name, unless it resembles a keyword.
    fn begins_header(&self, input: ParseStream<'_>) -> bool {
        if input.peek(Token![pub]) {
            return true;
        }
        let Some(word) = next_word(input) else {
            return false;
        };
        let (word, rest) = (word.to_string(), after_word(input));
        if is(rest, ';') {
            return !words::is_setting(&word);
        }
        if words::is_keyword(&word) {
            return false;
        }
        if is(rest, '<') {
            return true;
        }
        // The `;` is missing. Only then does the word's look decide.
        let resembles = begins_methods(&word, rest)
            || words::nearest_keyword(&word).is_some()
            || !matches!(words::method(&word), Method::Other);
        let names_group = string(rest).is_some_and(opens_scope);
        let before_entry = rest.eof() || begins_entry(rest) || is(rest, ',') || is(rest, ':');
        !resembles && !names_group && before_entry
    }

    fn header(&mut self, input: ParseStream<'_>, attributes: Vec<RawAttribute>) -> Header {
        let attributes = self.header_attributes(attributes);
        let told = self.report.len();
        let before = input.span();
        let visibility = attempt(input).unwrap_or(Visibility::Inherited);
        let name = self.header_name(input, before);
        let state = self.header_state(input);
        let sound = self.report.len() == told;
        if input.peek(Token![;]) {
            skip(input);
        } else if sound {
            let last = name.as_ref().map_or(before, Ident::span);
            self.header_semicolon(input, last);
        }
        Header {
            attributes,
            visibility,
            name,
            state,
        }
    }

    /// Says that the `;` is missing, and takes what stands in its place.
    fn header_semicolon(&mut self, input: ParseStream<'_>, last: Span) {
        let text = "expected `;` after the block's name";
        let mistake = Mistake::at(last, FP016, text);
        if input.peek(token::Brace) {
            let help = "the rules follow it without braces of their own";
            return self.tell(mistake.help(help));
        }
        self.tell(mistake);
        recover(input, false);
        if input.peek(Token![,]) || input.peek(Token![;]) {
            skip(input);
        }
    }

    fn header_name(&mut self, input: ParseStream<'_>, before: Span) -> Option<Ident> {
        if let Some(word) = next_word(input).filter(|_| !input.peek(syn::Ident)) {
            let text = format!("expected the block's name, found keyword `{word}`");
            let help = "a block begins with its visibility and its name alone: `pub site;`";
            self.tell(Mistake::at(word.span(), FP016, text).help(help));
            skip(input);
            return input.parse().ok();
        }
        let name = input.parse().ok();
        if name.is_none() {
            let text = "the block's name is missing";
            let help = "write a name before the `;`, as in `pub site;`";
            self.tell(Mistake::at(before, FP016, text).help(help));
        }
        name
    }

    /// `<AppState>`
    fn header_state(&mut self, input: ParseStream<'_>) -> Option<Type> {
        if !input.peek(Token![<]) {
            return None;
        }
        let open = input.span();
        skip(input);
        match attempt::<Type>(input) {
            Ok(state) if input.peek(Token![>]) => {
                skip(input);
                return Some(state);
            }
            Ok(_) => {
                let text = "`<` is never closed";
                let help = "the state's type stands between `<` and `>`: `pub site<AppState>;`";
                self.tell(Mistake::at(open, FP016, text).help(help));
            }
            Err(_) => {
                let text = "expected the type of the state after `<`";
                let help = "write it as in `pub site<AppState>;`, or leave `<…>` out";
                self.tell(Mistake::at(open, FP016, text).help(help));
            }
        }
        recover(input, false);
        None
    }

    /// `pub other;` below the beginning.
    fn late_header(&mut self, input: ParseStream<'_>, scope: Scope) -> Option<Entry> {
        let text = "a block has one name, and begins with it";
        self.tell(Mistake::at(input.span(), FP016, text));
        skip(input);
        recover(input, scope.in_angles);
        None
    }

    /// The value of the setting `name`, the word taken.
    fn setting(
        &mut self,
        input: ParseStream<'_>,
        name: &str,
        word: &Ident,
        attributes: &[RawAttribute],
        position: Position,
    ) {
        self.only_docs(attributes, "a setting");
        self.only_at_start(word, "settings", position);
        if input.peek(Token![=]) || (input.peek(Token![:]) && !input.peek(Token![::])) {
            let text = format!("the value follows `{name}` directly");
            let help = format!("write `{name} value;`");
            self.tell(Mistake::at(input.span(), FP016, text).help(help));
            skip(input);
        }
        let first = match name {
            "default_subdomain" => self
                .setting_value::<LitStr>(input, word, "a string")
                .map(|value| fill(&mut self.settings.default_subdomain, value)),
            _ => self
                .setting_value::<LitBool>(input, word, "`true` or `false`")
                .map(|value| fill(self.switch(name), value)),
        };
        let Some(first) = first else {
            return self.skip_statement(input);
        };
        if !first {
            let text = format!("`{name}` is set twice");
            self.tell(Mistake::at(word.span(), FP016, text));
        }
        self.semicolon(input, "the setting");
    }

    fn switch(&mut self, name: &str) -> &mut Option<LitBool> {
        match name {
            "strict_slashes" => &mut self.settings.strict_slashes,
            "merge_slashes" => &mut self.settings.merge_slashes,
            "redirect_defaults" => &mut self.settings.redirect_defaults,
            _ => &mut self.settings.sort_parameters,
        }
    }

    fn setting_value<T: Parse>(
        &mut self,
        input: ParseStream<'_>,
        word: &Ident,
        what: &str,
    ) -> Option<T> {
        let value = attempt(input).ok();
        if value.is_some() {
            return value;
        }
        let found = next_token(input.cursor()).filter(|_| !is_boundary(input, false));
        let mistake = match found {
            Some((found, at)) => {
                let text = format!("`{word}` takes {what}, found `{found}`");
                Mistake::at(at, FP016, text)
            }
            None => {
                let text = format!("`{word}` takes {what}, which is missing");
                Mistake::at(word.span(), FP016, text)
            }
        };
        self.tell(mistake);
        None
    }

    /// `slug("[a-z0-9-]+") = blog::Slug;`, the keyword taken.
    fn converter(
        &mut self,
        input: ParseStream<'_>,
        keyword: &Ident,
        attributes: &[RawAttribute],
        position: Position,
    ) {
        self.only_docs(attributes, "a converter");
        self.only_at_start(keyword, "converters", position);
        let form = "write `converter name(\"regex\") = Type;`";
        let Some(name) = attempt::<Ident>(input).ok() else {
            let text = "the converter's name is missing";
            self.tell(Mistake::at(keyword.span(), FP016, text).help(form));
            return self.skip_statement(input);
        };
        let mut converter = Converter {
            name,
            regex: None,
            ty: None,
        };
        self.converter_body(input, &mut converter, form);
        let name = &converter.name;
        if self.converters.iter().any(|earlier| earlier.name == *name) {
            let text = format!("converter `{name}` is declared twice");
            self.tell(Mistake::at(name.span(), FP016, text));
        } else {
            self.converters.push(converter);
        }
    }

    fn converter_body(&mut self, input: ParseStream<'_>, converter: &mut Converter, form: &str) {
        let at = converter.name.span();
        let name = &converter.name;
        converter.regex = parentheses(input).ok().and_then(|content| {
            let regex = content.parse::<LitStr>().ok();
            let whole = content.is_empty();
            while !content.is_empty() {
                skip(&content);
            }
            regex.filter(|_| whole)
        });
        if converter.regex.is_none() {
            let text = format!("converter `{name}` needs its regex as one string in parentheses");
            self.tell(Mistake::at(at, FP016, text).help(form));
            return self.skip_statement(input);
        }
        let equals = input.peek(Token![=]) && !is_fat_arrow(input.cursor());
        if !equals {
            let text = format!("converter `{name}` needs a type");
            self.tell(Mistake::at(at, FP016, text).help(form));
            return self.skip_statement(input);
        }
        let equals = input.span();
        skip(input);
        converter.ty = attempt(input).ok();
        if converter.ty.is_none() {
            let text = format!("expected the type of converter `{name}` after `=`");
            self.tell(Mistake::at(equals, FP016, text).help(form));
            return self.skip_statement(input);
        }
        self.semicolon(input, "the converter");
    }

    fn only_at_start(&mut self, word: &Ident, what: &str, position: Position) {
        let place = match position {
            Position::Start => return,
            Position::AfterEntries => "before the first entry",
            Position::InGroup => "at the top of the block, not in a group",
        };
        let text = format!("{what} stand {place}");
        self.tell(Mistake::at(word.span(), FP016, text));
    }

    fn semicolon(&mut self, input: ParseStream<'_>, what: &str) {
        if input.peek(Token![;]) {
            skip(input);
        } else {
            let text = format!("expected `;` after {what}");
            self.tell(Mistake::at(input.cursor().prev_span(), FP016, text));
            self.skip_statement(input);
        }
    }

    /// Skips the rest of a broken setting or converter, its `;` included.
    fn skip_statement(&mut self, input: ParseStream<'_>) {
        recover(input, false);
        if input.peek(Token![;]) || input.peek(Token![,]) {
            skip(input);
        }
    }

    // ----- rules -----

    /// `GET | POST`
    fn methods(&mut self, input: ParseStream<'_>) -> Methods {
        let told = self.report.len();
        let mut names: Vec<Ident> = Vec::new();
        while let Ok(word) = input.call(Ident::parse_any) {
            if let Some(method) = self.method(&word) {
                if names.contains(&method) {
                    let text = format!("method `{method}` is named twice");
                    self.tell(Mistake::at(word.span(), FP016, text));
                } else {
                    names.push(method);
                }
            }
            if !self.another_method(input) {
                break;
            }
        }
        let sound = self.report.len() == told;
        Methods { names, sound }
    }

    /// Takes what joins two methods, and says whether one follows.
    fn another_method(&mut self, input: ParseStream<'_>) -> bool {
        let Some((found, at)) = next_token(input.cursor()) else {
            return false;
        };
        if found == "|" {
            skip(input);
            let follows = next_word(input).is_some();
            if !follows {
                self.tell(Mistake::at(at, FP016, "expected a method after `|`"));
            }
            return follows;
        }
        let comma = input.peek(Token![,]);
        let next = if comma {
            after_comma(input.cursor())
        } else {
            Some(input.cursor())
        };
        let follows = next.and_then(Cursor::ident);
        let follows = follows.is_some_and(|(word, _)| words::is_upper_case(&word.to_string()));
        if follows {
            let text = "methods are joined with `|`, as in `GET | POST`";
            self.tell(Mistake::at(at, FP016, text));
            if comma {
                skip(input);
            }
        }
        follows
    }

    /// The method that a word stands for. A misspelt one is reported, and read as what it resembles.
    fn method(&mut self, word: &Ident) -> Option<Ident> {
        let written = word.to_string();
        if let Some(own) = written.strip_prefix("r#") {
            return Some(Ident::new(own, word.span()));
        }
        match words::method(&written) {
            Method::Known => Some(word.clone()),
            Method::WrongCase(method) => {
                let text = format!("write methods in upper case: `{method}`");
                self.tell(Mistake::at(word.span(), FP016, text));
                Some(Ident::new(method, word.span()))
            }
            Method::Misspelt(method) => {
                let text = format!("unknown method `{written}`; did you mean `{method}`?");
                let mistake = Mistake::at(word.span(), FP016, text);
                self.tell(if words::is_upper_case(&written) {
                    mistake.help(format!("a method of your own is written `r#{written}`"))
                } else {
                    mistake
                });
                Some(Ident::new(method, word.span()))
            }
            Method::Other => {
                let text = format!("expected a method, found `{written}`");
                self.tell(Mistake::at(word.span(), FP016, text));
                None
            }
        }
    }

    /// A rule, its methods taken.
    fn rule(
        &mut self,
        input: ParseStream<'_>,
        methods: Methods,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        if string(input.cursor()).is_none() {
            return self.rule_without_string(input, &methods, attributes, scope);
        }
        let rule = self.string(input)?;
        let attributes = self.attributes(attributes);
        if opens_scope(input.cursor()) {
            // Most likely a group that lacks its keyword, so its rules are not lost.
            let text = "a rule leads to a target, not to a scope";
            let help = format!(
                "to put rules under a prefix, write `submount {} {{ … }}`",
                rule.token()
            );
            self.tell(Mistake::at(rule.span(), FP016, text).help(help));
            return self.scope(input, GroupKind::Unknown, attributes, scope, rule.span());
        }
        let build_only = scope.build_only || attributes.build_only.is_some();
        if build_only && !is_fat_arrow(input.cursor()) {
            return Some(Entry::Rule(Rule {
                attributes,
                methods: methods.names,
                rule,
                target: None,
            }));
        }
        let Some(arrow) = self.arrow(input, rule.span(), scope) else {
            return half(attributes, Some(rule), None);
        };
        let target = self.target(input, arrow, scope);
        if build_only {
            if target.is_some() {
                let text = "a `#[build_only]` rule answers nothing, so it has no target";
                self.tell(Mistake::at(arrow, FP016, text));
            }
            return half(attributes, Some(rule), target);
        }
        if target.is_none() {
            return half(attributes, Some(rule), None);
        }
        Some(Entry::Rule(Rule {
            attributes,
            methods: methods.names,
            rule,
            target,
        }))
    }

    /// What looks like a rule and is none, since its string is missing or something else.
    fn rule_without_string(
        &mut self,
        input: ParseStream<'_>,
        methods: &Methods,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        let found = next_token(input.cursor());
        let literal = found.filter(|_| input.cursor().literal().is_some());
        if let Some((found, at)) = literal {
            let text = format!("a rule is a string literal, found `{found}`");
            self.tell(Mistake::at(at, FP016, text));
        } else if let Some(last) = methods.names.last() {
            let text = format!("expected a rule after `{last}`");
            let help = format!("write `{last} \"/path\" => handler`");
            if methods.sound {
                self.tell(Mistake::at(last.span(), FP016, text).help(help));
            }
        } else if methods.sound {
            let text = "expected a rule before `=>`";
            let help = "a rule is a string: `\"/path\" => handler`";
            self.tell(Mistake::at(input.span(), FP016, text).help(help));
        }
        self.broken_rule(input, attributes, scope)
    }

    /// Looks for the target of a rule that has no string, whose mistake was told.
    fn broken_rule(
        &mut self,
        input: ParseStream<'_>,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        while !is_fat_arrow(input.cursor()) {
            if is_boundary(input, scope.in_angles) {
                return None;
            }
            if input.peek(Token![<]) {
                // `/users/<id>` without quotes: its `>` closes no scope.
                skip_generics(input);
            } else {
                skip(input);
            }
        }
        let arrow = self.arrow(input, input.span(), scope)?;
        let target = self.target(input, arrow, scope);
        half(self.attributes(attributes), None, target)
    }

    // ----- groups and mounts -----

    /// `"kb" { … }`, the keyword taken. `word` is how the user wrote `keyword`.
    fn named_group(
        &mut self,
        input: ParseStream<'_>,
        keyword: &str,
        word: &Ident,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        let example = match keyword {
            "subdomain" => "subdomain \"kb\" { … }",
            "host" => "host \"example.com\" { … }",
            _ => "submount \"/prefix\" { … }",
        };
        let Some(after_name) = string(input.cursor()) else {
            let text = format!("`{word}` needs a string");
            let help = format!("write `{example}`");
            self.tell(Mistake::at(word.span(), FP016, text).help(help));
            return self.unknown_group(input, attributes, scope, word.span());
        };
        if is_fat_arrow(after_name) && names_path(input.cursor()) {
            // The keyword stands alone, half typed, before the next rule.
            let text = format!("`{word}` opens a group and needs a string and a scope");
            let help = format!("write `{example}`");
            self.tell(Mistake::at(word.span(), FP016, text).help(help));
            return None;
        }
        let name = self.string(input)?;
        let at = name.span();
        if !opens_scope(input.cursor()) {
            let text = format!("`{word}` opens a group and needs a scope");
            let help = format!("write `{keyword} {} {{ … }}`", name.token());
            self.tell(Mistake::at(at, FP016, text).help(help));
            return self.unknown_group(input, attributes, scope, at);
        }
        let kind = match keyword {
            "subdomain" => GroupKind::Subdomain(name),
            "host" => GroupKind::Host(name),
            _ => GroupKind::Submount(name),
        };
        let attributes = self.attributes(attributes);
        self.scope(input, kind, attributes, scope, at)
    }

    /// `blog { … }`, the keyword taken.
    fn within(
        &mut self,
        input: ParseStream<'_>,
        word: &Ident,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        if is_boundary(input, scope.in_angles) || opens_scope(input.cursor()) {
            let text = format!("`{word}` needs the path of a module");
            let help = "write `within module { … }`";
            self.tell(Mistake::at(word.span(), FP016, text).help(help));
            return self.unknown_group(input, attributes, scope, word.span());
        }
        let Some(path) = self.path(input, "the path of a module") else {
            return self.unknown_group(input, attributes, scope, word.span());
        };
        if !opens_scope(input.cursor()) {
            let text = format!("`{word}` opens a group and needs a scope");
            let help = "write `within module { … }`";
            self.tell(Mistake::over(&path, FP016, text).help(help));
            return self.unknown_group(input, attributes, scope, word.span());
        }
        let attributes = self.attributes(attributes);
        self.scope(
            input,
            GroupKind::Within(path),
            attributes,
            scope,
            word.span(),
        )
    }

    /// Goes on to the scope of a broken group, if there is one, so that its entries are not lost.
    fn unknown_group(
        &mut self,
        input: ParseStream<'_>,
        attributes: &[RawAttribute],
        scope: Scope,
        at: Span,
    ) -> Option<Entry> {
        while !opens_scope(input.cursor()) {
            if is_boundary(input, scope.in_angles) {
                return None;
            }
            if is_fat_arrow(input.cursor()) {
                skip(input);
            }
            skip(input);
        }
        let attributes = self.attributes(attributes);
        self.scope(input, GroupKind::Unknown, attributes, scope, at)
    }

    /// `{ … }` or `< … >`, which stands here. `at` is what opened it.
    fn scope(
        &mut self,
        input: ParseStream<'_>,
        kind: GroupKind,
        attributes: Attributes,
        outer: Scope,
        at: Span,
    ) -> Option<Entry> {
        let inner = Scope {
            depth: outer.depth + 1,
            in_angles: input.peek(Token![<]),
            build_only: outer.build_only || attributes.build_only.is_some(),
        };
        if inner.depth > MAX_DEPTH {
            let text = format!("groups are nested more than {MAX_DEPTH} deep");
            self.tell(Mistake::at(at, FP016, text));
            skip_scope(input);
            return None;
        }
        let mut entries = Vec::new();
        if inner.in_angles {
            let open = input.span();
            skip(input);
            self.entries(input, Vec::new(), inner, &mut entries);
            if input.peek(Token![>]) {
                skip(input);
            } else {
                self.tell(Mistake::at(open, FP016, "`<` is never closed"));
            }
        } else {
            let content = braces(input).ok()?;
            self.entries(&content, Vec::new(), inner, &mut entries);
        }
        Some(Entry::Group(Group {
            attributes,
            kind,
            entries,
        }))
    }

    /// `"/admin" => admin::site`, the keyword taken.
    fn mount(
        &mut self,
        input: ParseStream<'_>,
        word: &Ident,
        attributes: &[RawAttribute],
        scope: Scope,
    ) -> Option<Entry> {
        if string(input.cursor()).is_none() {
            let text = format!("`{word}` needs a prefix");
            let help = "write `mount \"/prefix\" => path::to::block`";
            self.tell(Mistake::at(word.span(), FP016, text).help(help));
            // What is mounted is no endpoint, so nothing is worth keeping.
            let _ = self.broken_rule(input, attributes, scope);
            return None;
        }
        let prefix = self.string(input)?;
        if opens_scope(input.cursor()) {
            let text = format!("`{word}` leads to a target, not to a scope");
            let help = format!(
                "to put rules under a prefix, write `submount {} {{ … }}`",
                prefix.token()
            );
            self.tell(Mistake::at(word.span(), FP016, text).help(help));
            return self.unknown_group(input, attributes, scope, prefix.span());
        }
        let arrow = self.arrow(input, prefix.span(), scope)?;
        let target = self.mount_target(input, arrow, scope)?;
        let attributes = self.attributes(attributes);
        Some(Entry::Mount(Mount {
            attributes,
            prefix,
            target,
        }))
    }

    // ----- words that are none of ours -----

    /// Says which word was meant, and reads on as if it had been written.
    fn unknown_word(
        &mut self,
        input: ParseStream<'_>,
        word: &Ident,
        attributes: &[RawAttribute],
        scope: Scope,
        position: Position,
    ) -> Option<Entry> {
        let written = word.to_string();
        let shape = Shape::of(after_word(input));
        if matches!(shape, Shape::Rule | Shape::Methods)
            && matches!(words::method(&written), Method::Misspelt(_))
        {
            let methods = self.methods(input);
            return self.rule(input, methods, attributes, scope);
        }
        skip(input);
        if shape == Shape::Macro {
            let text = "a rule is a string literal; macros are not expanded here";
            self.tell(Mistake::at(word.span(), FP016, text));
            return self.broken_rule(input, attributes, scope);
        }
        let fitting = words::nearest_of(&written, shape.keywords());
        let text = format!("unknown keyword `{written}`");
        let mistake = match fitting.or_else(|| words::nearest_word(&written)) {
            Some(meant) => {
                let text = format!("{text}; did you mean `{meant}`?");
                Mistake::at(word.span(), FP016, text)
            }
            None => Mistake::at(word.span(), FP016, text).note(words::keyword_list()),
        };
        self.tell(mistake);
        match (shape, fitting) {
            (_, Some(keyword)) => self.keyword(input, keyword, word, attributes, scope, position),
            // The word is surplus before a rule that is sound.
            (Shape::Rule, None) => self.rule(input, Methods::none(), attributes, scope),
            (Shape::Group | Shape::Within, None) => {
                self.unknown_group(input, attributes, scope, word.span())
            }
            (Shape::Setting | Shape::Converter, None) => {
                self.skip_statement(input);
                None
            }
            (Shape::Methods | Shape::Macro | Shape::Other, None) => {
                self.broken_rule(input, attributes, scope)
            }
        }
    }

    fn tell(&mut self, mistake: Mistake) {
        self.report.add(mistake);
    }

    /// Something else stands where `what` should.
    fn expected(&mut self, what: &str, input: ParseStream<'_>) {
        let (text, at) = match next_token(input.cursor()) {
            Some((found, at)) => (format!("expected {what}, found `{found}`"), at),
            None => (format!("expected {what}"), input.span()),
        };
        self.tell(Mistake::at(at, FP016, text));
    }

    fn unexpected(&mut self, found: &str, at: Span) {
        self.tell(Mistake::at(at, FP016, format!("unexpected `{found}`")));
    }
}

/// The methods before a rule.
struct Methods {
    names: Vec<Ident>,
    /// Whether nothing was wrong with them.
    sound: bool,
}

impl Methods {
    fn none() -> Self {
        Self {
            names: Vec::new(),
            sound: true,
        }
    }
}

impl Scope {
    fn ends(self, input: ParseStream<'_>) -> bool {
        input.is_empty() || (self.in_angles && input.peek(Token![>]))
    }
}

/// What an unknown word would be, going by what follows it.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// `word "…" =>`
    Rule,
    /// `word | GET`
    Methods,
    /// `word "…" {`
    Group,
    /// `word path {`
    Within,
    /// `word value;`
    Setting,
    /// `word name(`
    Converter,
    /// `word!`
    Macro,
    Other,
}

impl Shape {
    fn of(rest: Cursor<'_>) -> Self {
        if let Some(after) = string(rest)
            && opens_scope(after)
        {
            Self::Group
        } else if string(rest).is_some_and(is_fat_arrow) {
            Self::Rule
        } else if is(rest, '|') {
            Self::Methods
        } else if recover::value(rest).is_some_and(|after| is(after, ';')) {
            Self::Setting
        } else if plain_path(rest).is_some_and(opens_scope) {
            Self::Within
        } else if plain_path(rest)
            .is_some_and(|after| after.group(Delimiter::Parenthesis).is_some())
        {
            Self::Converter
        } else if is(rest, '!') {
            Self::Macro
        } else {
            Self::Other
        }
    }

    /// The keywords that stand in this shape.
    fn keywords(self) -> &'static [&'static str] {
        match self {
            Self::Rule => &["mount"],
            Self::Group => &words::NAMED_GROUPS,
            Self::Within => &["within"],
            Self::Setting => &words::SETTINGS,
            Self::Converter => &["converter"],
            Self::Methods | Self::Macro | Self::Other => &[],
        }
    }
}

/// Whether the word `written` begins the methods of a rule. Upper case decides, unless a keyword
/// is meant; in lower case the rule must be there as well.
fn begins_methods(written: &str, rest: Cursor<'_>) -> bool {
    let own = written.strip_prefix("r#");
    if words::is_upper_case(own.unwrap_or(written)) {
        return !words::is_keyword(&written.to_ascii_lowercase());
    }
    let before_rule = string(rest).is_some() || is(rest, '|');
    before_rule && matches!(words::method(written), Method::WrongCase(_))
}

/// Whether the string that stands here looks like a rule rather than the name of a domain.
fn names_path(cursor: Cursor<'_>) -> bool {
    let literal = cursor.literal().map(|(literal, _)| literal.to_string());
    literal.is_some_and(|text| text.trim_start_matches(['r', '#']).starts_with("\"/"))
}

fn half(attributes: Attributes, rule: Option<LitStr>, target: Option<Target>) -> Option<Entry> {
    Some(Entry::Half(HalfRule {
        attributes,
        rule,
        target,
    }))
}

/// Sets what is not yet set, and says whether it did.
fn fill<T>(slot: &mut Option<T>, value: T) -> bool {
    let empty = slot.is_none();
    if empty {
        *slot = Some(value);
    }
    empty
}

fn after_word(input: ParseStream<'_>) -> Cursor<'_> {
    let cursor = input.cursor();
    cursor.ident().map_or(cursor, |(_, rest)| rest)
}

fn after_comma(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (_, rest) = cursor.punct()?;
    Some(rest)
}

fn braces<'a>(input: ParseStream<'a>) -> syn::Result<ParseBuffer<'a>> {
    let content;
    braced!(content in input);
    Ok(content)
}

fn parentheses<'a>(input: ParseStream<'a>) -> syn::Result<ParseBuffer<'a>> {
    let content;
    parenthesized!(content in input);
    Ok(content)
}
