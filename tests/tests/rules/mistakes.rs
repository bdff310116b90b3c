//! Mistakes, and the words in which they are told: when the map is made, and
//! never when a request comes (difference D14).

use fingerpost_rules::{Map, MapBuilder, Outcome, Rule, RuleFactory, Verbatim};

/// Compares all that is told of the rules, line by line.
fn check(rules: impl RuleFactory, text: &str) {
    check_map(Map::builder().add(rules), text);
}

fn check_map(map: MapBuilder, text: &str) {
    let asked = format!("{map:?}");
    let told = match map.build() {
        Err(error) => error.to_string(),
        Ok(map) => format!("no mistake in {map:?}"),
    };
    assert_eq!(told, text.trim_matches('\n'), "\n{asked}\n{told}");
}

/// An argument that a converter does not take, or not with this value.
#[test]
fn arguments_of_converters() {
    for (rule, text) in [
        (
            "/<path(1):a>",
            r#"
converter `path` takes no arguments [FP011]
  /<path(1):a>
         ^
"#,
        ),
        (
            "/<uuid(upper):a>",
            r#"
converter `uuid` takes no arguments [FP011]
  /<uuid(upper):a>
         ^^^^^
"#,
        ),
        (
            "/<int(minimum=1):a>",
            r#"
converter `int` has no argument `minimum` [FP011]
  /<int(minimum=1):a>
        ^^^^^^^^^
arguments of `int`: fixed_digits, min, max, signed
"#,
        ),
        (
            "/<int(mni=1):a>",
            r#"
converter `int` has no argument `mni`; did you mean `min`? [FP011]
  /<int(mni=1):a>
        ^^^^^
arguments of `int`: fixed_digits, min, max, signed
"#,
        ),
        (
            "/<int(1, 2, 3, True, 5):a>",
            r#"
converter `int` takes at most 4 arguments [FP011]
  /<int(1, 2, 3, True, 5):a>
                       ^
arguments of `int`: fixed_digits, min, max, signed
"#,
        ),
        // The second place is `min`.
        (
            "/<int(1, 2, min=3):a>",
            r#"
argument `min` of `int` is given twice [FP011]
  /<int(1, 2, min=3):a>
              ^^^^^
arguments of `int`: fixed_digits, min, max, signed
"#,
        ),
        (
            "/<int(min=x):a>",
            r#"
`min` of converter `int` must be a whole number, not `x` [FP011]
  /<int(min=x):a>
        ^^^^^
"#,
        ),
        (
            "/<int(min=1.5):a>",
            r#"
`min` of converter `int` must be a whole number, not `1.5` [FP011]
  /<int(min=1.5):a>
        ^^^^^^^
"#,
        ),
        (
            "/<int(signed=1):a>",
            r#"
`signed` of converter `int` must be True or False, not `1` [FP011]
  /<int(signed=1):a>
        ^^^^^^^^
"#,
        ),
        (
            "/<int(min=99999999999999999999):a>",
            r#"
`min` of converter `int` must be a whole number, not `99999999999999999999` [FP011]
  /<int(min=99999999999999999999):a>
        ^^^^^^^^^^^^^^^^^^^^^^^^
"#,
        ),
        (
            "/<float(min=inf):a>",
            r#"
`min` of converter `float` must be a number, not `inf` [FP011]
  /<float(min=inf):a>
          ^^^^^^^
"#,
        ),
        (
            "/<string(length=0):a>",
            r#"
`length` of converter `string` must be from 1 to 65536, not `0` [FP011]
  /<string(length=0):a>
           ^^^^^^^^
"#,
        ),
        (
            "/<string(minlength=0):a>",
            r#"
`minlength` of converter `string` must be from 1 to 65536, not `0` [FP011]
  /<string(minlength=0):a>
           ^^^^^^^^^^^
"#,
        ),
        (
            "/<any():a>",
            r#"
converter `any` needs items, such as `any(yes, no)` [FP011]
  /<any():a>
    ^^^
"#,
        ),
        (
            "/<any(''):a>",
            r#"
an item of `any` is never empty [FP011]
  /<any(''):a>
        ^^
"#,
        ),
        (
            "/<any(a/b, c):a>",
            r#"
`a/b` is no argument of a converter [FP011]
  /<any(a/b, c):a>
        ^^^
note: an argument is a number, a word, True, False or a text in quotes; `name=` may stand before it
"#,
        ),
        (
            "/<int(min=0;max=500):a>",
            r#"
`min=0;max=500` is no argument of a converter [FP011]
  /<int(min=0;max=500):a>
        ^^^^^^^^^^^^^
note: an argument is a number, a word, True, False or a text in quotes; `name=` may stand before it
"#,
        ),
        (
            "/<any(a b):a>",
            r#"
`a b` is no argument of a converter [FP011]
  /<any(a b):a>
        ^^^
note: an argument is a number, a word, True, False or a text in quotes; `name=` may stand before it
"#,
        ),
    ] {
        check(Rule::new(rule, "e"), text);
    }
}

/// A range that holds no value. Werkzeug finds the one of `string` when the first
/// request comes, and those of the numbers never.
#[test]
fn ranges_without_a_value() {
    for (rule, text) in [
        (
            "/<int(min=5, max=2):a>",
            r#"
no number is at least 5 and at most 2 [FP011]
  /<int(min=5, max=2):a>
        ^^^^^^^^^^^^
"#,
        ),
        (
            "/<float(min=5, max=2):a>",
            r#"
no number is at least 5.0 and at most 2.0 [FP011]
  /<float(min=5, max=2):a>
          ^^^^^^^^^^^^
"#,
        ),
        (
            "/<string(minlength=3, maxlength=2):a>",
            r#"
no text has at least 3 and at most 2 characters [FP011]
  /<string(minlength=3, maxlength=2):a>
           ^^^^^^^^^^^^^^^^^^^^^^^^
"#,
        ),
    ] {
        check(Rule::new(rule, "e"), text);
    }
}

/// A rule string that can not be read.
#[test]
fn rule_strings() {
    for (rule, text) in [
        (
            "users",
            r#"
malformed rule: it does not begin with `/` [FP001]
  users
  ^
help: "/users"
"#,
        ),
        (
            "/<int:id",
            r#"
malformed rule: `<` is never closed [FP001]
  /<int:id
   ^^^^^^^
help: close it: "/<int:id>"
"#,
        ),
        (
            "/<>",
            r#"
malformed rule: a variable needs a name [FP001]
  /<>
   ^^
help: name it: `<name>`
"#,
        ),
        (
            "/<user-id>",
            r#"
malformed rule: `user-id` is no name for a variable [FP001]
  /<user-id>
    ^^^^^^^
note: a name is made of letters, digits and `_`, and begins with no digit
help: `<user_id>`
"#,
        ),
        (
            "/<id:int>",
            r#"
unknown converter `id`; the converter comes first: `<int:id>` [FP011]
  /<id:int>
    ^^
known converters: any, float, int, path, string, uuid
"#,
        ),
        (
            "/<strng:name>",
            r#"
unknown converter `strng`; did you mean `string`? [FP011]
  /<strng:name>
    ^^^^^
known converters: any, float, int, path, string, uuid
"#,
        ),
        (
            "/<x:name>",
            r#"
unknown converter `x` [FP011]
  /<x:name>
    ^
known converters: any, float, int, path, string, uuid
"#,
        ),
    ] {
        check(Rule::new(rule, "e"), text);
    }
}

/// One name for two variables: Werkzeug mixes their values up, or fails when a URL
/// is built.
#[test]
fn variables_twice() {
    check(
        Rule::new("/<a>/<a>", "e"),
        r#"
malformed rule: it has the variable `a` twice [FP001]
  /<a>/<a>
   --- ^^^
"#,
    );
    check(
        Rule::new("/<a>/<b>/<int:a>", "e"),
        r#"
malformed rule: it has the variable `a` twice [FP001]
  /<a>/<b>/<int:a>
   ---     ^^^^^^^
"#,
    );
    check(
        Rule::new("/<a>/<a>", "e").defaults([("a", 1)]),
        r#"
malformed rule: it has the variable `a` twice [FP001]
  /<a>/<a>
   --- ^^^
"#,
    );
    check(
        Rule::new("/<a>", "e").host("<a>.example.com"),
        r#"
malformed rule: it has the variable `a` in its host and in its path [FP001]
  /<a>
   ^^^
"#,
    );
    check(
        Rule::new("/", "e").host("<a>.<a>.example.com"),
        r#"
malformed rule: it has the variable `a` twice [FP001]
  <a>.<a>.example.com
  --- ^^^
"#,
    );
}

/// A regular expression that is none, or that takes more or less than a variable
/// may. Werkzeug finds the first two when the first request comes.
#[test]
fn regular_expressions() {
    for (regex, text) in [
        (
            "(",
            r#"
`(` is no regular expression: unclosed group [FP013]
"#,
        ),
        (
            "(?P<a>x)(?P<a>y)",
            r#"
`(?P<a>x)(?P<a>y)` is no regular expression: duplicate capture group name [FP013]
  (?P<a>x)(?P<a>y)
              ^
"#,
        ),
        (
            "[z-a]",
            r#"
`[z-a]` is no regular expression: invalid character class range, the start must be <= the end [FP013]
  [z-a]
   ^^^
"#,
        ),
        // These can not be matched in linear time (D10).
        (
            "(?=a)b",
            r#"
`(?=a)b` is no regular expression: look-around, including look-ahead and look-behind, is not supported [FP013]
  (?=a)b
  ^^^
"#,
        ),
        (
            r#"(a)\1"#,
            r#"
`(a)\1` is no regular expression: backreferences are not supported [FP013]
  (a)\1
     ^^
"#,
        ),
        (
            "a*",
            r#"
the regular expression `a*` matches the empty string [FP013]
note: a variable is never empty
help: use `+` instead of `*`
"#,
        ),
        (
            "[^.]+",
            r#"
the regular expression `[^.]+` has a class that admits `/` [FP013]
note: a variable is one segment; only a literal `/` makes it span segments, as `path`
help: leave it out of the class: `[^./]+`
"#,
        ),
        (
            ".+",
            r#"
the regular expression `.+` has a class that admits `/` [FP013]
note: a variable is one segment; only a literal `/` makes it span segments, as `path`
help: leave it out of the class: `[^./]+`
"#,
        ),
    ] {
        let own = Map::builder().converter("own", regex, Verbatim);
        check_map(own.add(Rule::new("/<own:a>", "e")), text);
    }
}

/// Methods that no request can have.
#[test]
fn methods() {
    check(
        Rule::new("/a", "e").methods([""; 0]),
        r#"
"/a" answers no method at all [FP001]
"#,
    );
    check(
        Rule::new("/a", "e").methods(["GET POST"]),
        r#"
`GET POST` is no method (RFC 9110, 5.6.2) [FP001]
"#,
    );
    check(
        Rule::new("/a", "e").methods(["POST"]).websocket(),
        r#"
websocket rule "/a" can not answer POST [FP001]
note: an upgrade is a GET request (RFC 6455)
"#,
    );
}

/// A default that hides the value in the URL, or is none.
#[test]
fn defaults() {
    check(
        Rule::new("/<int:page>", "e").defaults([("page", 1)]),
        r#"
"/<int:page>" has a default for `page`, which is a variable of its own [FP001]
note: the default would hide the value in the URL
"#,
    );
    check(
        Rule::new("/", "e").defaults([("page", vec![1, 2])]),
        r#"
the default for `page` of "/" is a list [FP001]
"#,
    );
}

/// A host or subdomain that no request can have.
#[test]
fn domains() {
    check(
        Rule::new("/", "e").subdomain("<path:a>"),
        r#"
variable `a` spans segments, and a host has only one [FP015]
help: a segment is enough: `<a>`; its value may have dots
"#,
    );
    check(
        Rule::new("/", "e").subdomain("a/b"),
        r#"
`/` can not stand in a host: a host has no slashes [FP015]
  a/b
   ^
note: a label is made of letters, digits, `-` and `_`, and has at most 63 of them
help: write the name alone, without scheme and path: `example.com`
"#,
    );
    check(
        Rule::new("/", "e").subdomain("a b.c"),
        r#"
`a b` can not stand in a host: ` ` is no character of a name [FP015]
  a b.c
  ^^^
note: a label is made of letters, digits, `-` and `_`, and has at most 63 of them
"#,
    );
    check(
        Rule::new("/", "e").subdomain("a..b"),
        r#"
`a..b` has an empty label [FP015]
note: labels are separated by single dots, with none at the beginning or end
"#,
    );
    check(
        Rule::new("/", "e").host("http://example.com"),
        r#"
`/` can not stand in a host: a host has no slashes [FP015]
  http://example.com
       ^
note: a label is made of letters, digits, `-` and `_`, and has at most 63 of them
help: write the name alone, without scheme and path: `example.com`
"#,
    );
}

/// Rules of which only the first could ever answer.
#[test]
fn duplicates() {
    check(
        [Rule::new("/a", "e"), Rule::new("/a", "f")],
        r#"
"/a" is declared twice for every method [FP004]
"#,
    );
    check(
        [
            Rule::new("/a", "e").methods(["GET"]),
            Rule::new("/a", "f").methods(["GET", "POST"]),
        ],
        r#"
"/a" is declared twice for GET [FP004]
"#,
    );
    check(
        [Rule::new("/<int:a>", "e"), Rule::new("/<int:b>", "f")],
        r#"
"/<int:b>" is declared twice for every method [FP004]
"#,
    );
    check(
        [Rule::new("/<a>", "e"), Rule::new("/<string:b>", "f")],
        r#"
"/<string:b>" is declared twice for every method [FP004]
"#,
    );

    // Hosts are compared without case (D8).
    check(
        [
            Rule::new("/a", "e").subdomain("KB"),
            Rule::new("/a", "f").subdomain("kb"),
        ],
        r#"
"/a" is declared twice for every method [FP004]
"#,
    );

    // Slashes are merged.
    check(
        [Rule::new("/a/b", "e"), Rule::new("/a//b", "f")],
        r#"
"/a//b" is declared twice for every method [FP004]
"#,
    );
}

/// An alias with nowhere to lead: in Werkzeug it redirects to itself for ever.
#[test]
fn aliases() {
    check(
        Rule::new("/a", "e").alias(),
        r#"
alias "/a" has no rule of `e` to lead to [FP014]
note: it needs one that is no alias, for all its methods, and that all its values fit
"#,
    );

    // The other rule is an alias too.
    check(
        [Rule::new("/a", "e").alias(), Rule::new("/b", "e").alias()],
        r#"
alias "/a" has no rule of `e` to lead to [FP014]
note: it needs one that is no alias, for all its methods, and that all its values fit

alias "/b" has no rule of `e` to lead to [FP014]
note: it needs one that is no alias, for all its methods, and that all its values fit
"#,
    );

    // It answers other methods.
    check(
        [
            Rule::new("/a", "e").alias(),
            Rule::new("/b", "e").methods(["POST"]),
        ],
        r#"
alias "/a" has no rule of `e` to lead to [FP014]
note: it needs one that is no alias, for all its methods, and that all its values fit
"#,
    );

    // It needs a value that the alias does not have.
    check(
        [Rule::new("/a", "e").alias(), Rule::new("/b/<x>", "e")],
        r#"
alias "/a" has no rule of `e` to lead to [FP014]
note: it needs one that is no alias, for all its methods, and that all its values fit
"#,
    );

    // It is there for a single value.
    check(
        [
            Rule::new("/a/<int:x>", "e").alias(),
            Rule::new("/b", "e").defaults([("x", 1)]),
        ],
        r#"
alias "/a/<int:x>" has no rule of `e` to lead to [FP014]
note: it needs one that is no alias, for all its methods, and that all its values fit
"#,
    );
}

/// A redirect with a value that its rule does not have: in Werkzeug a KeyError when
/// a request comes.
#[test]
fn redirects() {
    check(
        Rule::new("/a", "e").redirect_to("/b/<x>"),
        r#"
redirect "/b/<x>" names `x`, which "/a" does not have [FP014]
"#,
    );
    check(
        Rule::new("/a/<user_id>", "e").redirect_to("/b/<user>"),
        r#"
redirect "/b/<user>" names `user`, which "/a/<user_id>" does not have [FP014]
"#,
    );
    check(
        Rule::new("/a/<int:x>", "e").redirect_to("/b/<int:x>"),
        r#"
redirect "/b/<int:x>" names `int:x`, which "/a/<int:x>" does not have [FP014]
help: a redirect names no converter: `<x>`
"#,
    );
    check(
        Rule::new("/a/<int:x>", "e").redirect_to("/a/<x>"),
        r#"
"/a/<int:x>" redirects to itself [FP014]
"#,
    );
}

/// All mistakes are told at once, in the order of the rules.
#[test]
fn several_mistakes() {
    let error = Map::new([
        Rule::new("/a/<x>/<x>", "e"),
        Rule::new("/right", "f"),
        Rule::new("/<imt:a>", "g").methods(["G T"]),
    ])
    .expect_err("there are three mistakes");
    let told: Vec<(Option<usize>, &str)> = error
        .errors()
        .iter()
        .map(|error| (error.rule(), error.message()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(0), "malformed rule: it has the variable `x` twice"),
            (Some(2), "unknown converter `imt`; did you mean `int`?"),
            (Some(2), "`G T` is no method (RFC 9110, 5.6.2)"),
        ]
    );
}

/// What Werkzeug refuses or misreads, and what is no mistake here (D16).
#[test]
fn no_mistakes() {
    for (rule, path, value) in [
        ("/<int(min=-5, signed=True):a>", "/-5", "-5"),
        ("/<any(1, 2):a>", "/2", "2"),
        ("/<any(1,2):a>", "/2", "2"),
        ("/<any(True, x):a>", "/True", "True"),
        ("/<any(inf, x):a>", "/inf", "inf"),
        ("/<any(\"a/b\", c):a>", "/c", "c"),
        ("/<string(1,2):a>", "/xy", "xy"),
        ("/<string(maxlength=None):a>", "/xy", "xy"),
        ("/<int(2):a>", "/07", "7"),
        ("/<int(max=9,):a>", "/9", "9"),
    ] {
        let map = Map::new(Rule::new(rule, "e")).unwrap_or_else(|error| panic!("{error}"));
        let adapter = map.bind("example.com").expect("this is a host");
        let Outcome::Match(found) = adapter.match_(path, "GET") else {
            panic!("{rule} does not match {path}");
        };
        let got = found.values().get("a").map(ToString::to_string);
        assert_eq!(got.as_deref(), Some(value), "{rule}");
    }
}
