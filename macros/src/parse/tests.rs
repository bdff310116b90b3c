//! Every production, every mistake with its words and its place, and what survives it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

use super::words;
use crate::ast::*;
use crate::report::Report;

fn parsed(source: &str) -> (Block, Report) {
    let tokens: TokenStream = source.parse().expect("the test's source is made of tokens");
    parsed_tokens(tokens)
}

fn parsed_tokens(tokens: TokenStream) -> (Block, Report) {
    let mut report = Report::default();
    let block = super::parse(tokens, &mut report);
    (block, report)
}

/// A sound block and what it says.
fn good(source: &str, expected: &str) {
    let (block, report) = parsed(source);
    assert_eq!(report.messages(), [], "{source}");
    assert_eq!(show(&block), expected, "{source}");
}

/// A block with exactly one mistake: what is underlined, the message, and what is left.
fn bad(source: &str, at: &str, message: &str, expected: &str) {
    let (block, report) = parsed(source);
    assert_eq!(
        report.messages(),
        [(at.to_owned(), message.to_owned())],
        "{source}"
    );
    assert_eq!(show(&block), expected, "{source}");
}

// ----- a block in one line -----

fn show(block: &Block) -> String {
    let mut parts = Vec::new();
    if let Some(header) = &block.header {
        let name = header
            .name
            .as_ref()
            .map_or("?".to_owned(), ToString::to_string);
        let (attributes, visibility) = (tokens(&header.attributes), tokens(&header.visibility));
        let state = header
            .state
            .as_ref()
            .map(|state| format!("<{}>", tokens(state)));
        parts.push(format!(
            "{attributes}{visibility} {name}{};",
            state.unwrap_or_default()
        ));
    }
    let settings = &block.settings;
    let value = |name, value: Option<String>| value.map(|value| format!("{name}={value}"));
    let switch = |name, switch: &Option<syn::LitBool>| {
        value(name, switch.as_ref().map(|value| value.value.to_string()))
    };
    parts.extend(value(
        "default_subdomain",
        settings.default_subdomain.as_ref().map(tokens),
    ));
    parts.extend(switch("strict_slashes", &settings.strict_slashes));
    parts.extend(switch("merge_slashes", &settings.merge_slashes));
    parts.extend(switch("redirect_defaults", &settings.redirect_defaults));
    parts.extend(switch("sort_parameters", &settings.sort_parameters));
    for Converter { name, regex, ty } in &block.converters {
        let regex = regex.as_ref().map_or("?".to_owned(), tokens);
        let ty = ty.as_ref().map_or("?".to_owned(), tokens);
        parts.push(format!("{name}({regex})={ty}"));
    }
    parts.extend(block.entries.iter().map(entry));
    parts.join(" ")
}

fn tokens(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Rule(rule) => {
            let mut text = attributes(&rule.attributes);
            for method in &rule.methods {
                text += &format!("{method} ");
            }
            text += &tokens(&rule.rule);
            rule.target
                .as_ref()
                .map_or(text.clone(), |t| format!("{text}->{}", target(t)))
        }
        Entry::Half(half) => {
            let rule = half.rule.as_ref().map_or("?".to_owned(), tokens);
            let target = half.target.as_ref().map_or("?".to_owned(), target);
            format!("half({}{rule}->{target})", attributes(&half.attributes))
        }
        Entry::Mount(mount) => {
            let target = match &mount.target {
                MountTarget::Block(path) => tokens(path),
                MountTarget::Service(service) => format!("service {}", tokens(service)),
                MountTarget::Wsgi(wsgi) => format!("wsgi {}", tokens(wsgi)),
            };
            let attributes = attributes(&mount.attributes);
            format!("{attributes}mount {}->{target}", tokens(&mount.prefix))
        }
        Entry::Group(group) => {
            let kind = match &group.kind {
                GroupKind::Subdomain(name) => format!("subdomain {}", tokens(name)),
                GroupKind::Host(name) => format!("host {}", tokens(name)),
                GroupKind::Submount(prefix) => format!("submount {}", tokens(prefix)),
                GroupKind::Within(path) => format!("within {}", tokens(path)),
                GroupKind::Unknown => "?".to_owned(),
            };
            let entries: Vec<_> = group.entries.iter().map(self::entry).collect();
            format!(
                "{}{kind}{{{}}}",
                attributes(&group.attributes),
                entries.join(" ")
            )
        }
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Redirect(target) => format!("redirect {}", tokens(target)),
        Target::Service(service) => format!("service {}", tokens(service)),
        Target::Wsgi(wsgi) => format!("wsgi {}", tokens(wsgi)),
        Target::Handler(handler) => {
            let path = tokens(&handler.path);
            let argument = |argument: &Argument| match argument {
                Argument::Variable(name) => format!("{name}"),
                Argument::Constant(constant) => format!("={}", tokens(constant)),
                Argument::Unknown(_) => "?".to_owned(),
            };
            handler
                .arguments
                .as_ref()
                .map_or(path.clone(), |arguments| {
                    let arguments: Vec<_> = arguments.iter().map(argument).collect();
                    format!("{path}({})", arguments.join(","))
                })
        }
    }
}

fn attributes(attributes: &Attributes) -> String {
    let mut parts = Vec::new();
    parts.extend(attributes.docs.iter().map(|line| format!("/{line}/")));
    for DefaultValue { name, value } in &attributes.defaults {
        parts.push(format!("{name}={}", tokens(value)));
    }
    parts.extend(attributes.alias.map(|_| "alias".to_owned()));
    parts.extend(attributes.build_only.map(|_| "build_only".to_owned()));
    let switches = [
        ("strict", &attributes.strict_slashes),
        ("merge", &attributes.merge_slashes),
    ];
    for (name, switch) in switches {
        parts.extend(
            switch
                .as_ref()
                .map(|value| format!("{name}={}", value.value)),
        );
    }
    parts.extend(
        attributes
            .endpoint
            .as_ref()
            .map(|name| format!("endpoint={}", tokens(name))),
    );
    parts.extend(
        attributes
            .overrides
            .iter()
            .map(|path| format!("overrides={}", tokens(path))),
    );
    parts.extend(
        attributes
            .layers
            .iter()
            .map(|layer| format!("layer={}", tokens(layer))),
    );
    match parts.is_empty() {
        true => String::new(),
        false => format!("[{}] ", parts.join(" ")),
    }
}

// ----- what is accepted -----

#[test]
fn headers() {
    good("", "");
    good("pub site;", "pub site;");
    good("site;", " site;");
    good("mount;", " mount;");
    good("API;", " API;");
    good("pub(crate) site<AppState>;", "pub(crate) site<AppState>;");
    good(
        "site<Vec<Vec<u8>>>; \"/\" => a",
        " site<Vec<Vec<u8>>>; \"/\"->a",
    );
    good("pub r#type;", "pub r#type;");
    good(
        "/// Docs.\n #[allow(dead_code)] pub site;",
        "#[doc=\"Docs.\"]#[allow(dead_code)]pub site;",
    );
}

#[test]
fn settings_and_converters() {
    good(
        "pub site; default_subdomain \"www\"; strict_slashes false; merge_slashes true;
         redirect_defaults false; sort_parameters true;
         converter slug(\"[a-z]+\") = blog::Slug; converter v(r\"\\d\") = Vec<u8>; \"/\" => a",
        "pub site; default_subdomain=\"www\" strict_slashes=false merge_slashes=true \
         redirect_defaults=false sort_parameters=true slug(\"[a-z]+\")=blog::Slug \
         v(r\"\\d\")=Vec<u8> \"/\"->a",
    );
    good(
        "converter a(\"x\") = A; strict_slashes true;",
        "strict_slashes=true a(\"x\")=A",
    );
    good("/// Why.\n strict_slashes true;", "strict_slashes=true");
}

#[test]
fn rules() {
    good("\"/\" => hello", "\"/\"->hello");
    good(
        "\"/\" => hello, \"/a\" => a::b,",
        "\"/\"->hello \"/a\"->a::b",
    );
    good("\"/\" => hello \"/a\" => a::b", "\"/\"->hello \"/a\"->a::b");
    good("r\"/\" => a r#\"/\"# => b", "r\"/\"->a r#\"/\"#->b");
    good("GET | POST \"/\" => a", "GET POST \"/\"->a");
    good(
        "ANY \"/\" => a WEBSOCKET \"/f\" => f",
        "ANY \"/\"->a WEBSOCKET \"/f\"->f",
    );
    good("PURGE \"/\" => a", "PURGE \"/\"->a");
    good("r#GTE \"/\" => a", "GTE \"/\"->a");
    good(
        "\"\" => crate::a, \"/\" => ::b::c",
        "\"\"->crate::a \"/\"->::b::c",
    );
    good(
        "\"/\" => generic::<Vec<Vec<u8>>>",
        "\"/\"->generic::<Vec<Vec<u8>>>",
    );
    good("\"/\" => r#type", "\"/\"->r#type");
}

#[test]
fn arguments() {
    good("\"/\" => a()", "\"/\"->a()");
    good(
        "\"/\" => a::<u8>(id, 1, \"x\", -3, true, some::CONST, 1.5, 'c', -0.5,)",
        "\"/\"->a::<u8>(id,=1,=\"x\",=-3,=true,=some::CONST,=1.5,='c',=-0.5)",
    );
    good("\"/\" => a(r#type)", "\"/\"->a(r#type)");
}

#[test]
fn other_targets() {
    good(
        "\"/a\" => redirect \"/b\" \"/\" => b",
        "\"/a\"->redirect \"/b\" \"/\"->b",
    );
    good("\"/\" => self::redirect", "\"/\"->self::redirect");
    good("\"/\" => service::list", "\"/\"->service::list");
    good(
        "\"/\" => service ServeDir::new(\"x\") GET \"/a\" => a",
        "\"/\"->service ServeDir::new(\"x\") GET \"/a\"->a",
    );
    good(
        "\"/\" => service ServeDir { a: 1 } \"/a\" => wsgi |x, y| x < y, #[alias] \"/b\" => b",
        "\"/\"->service ServeDir{a:1} \"/a\"->wsgi |x,y|x<y [alias] \"/b\"->b",
    );
    good(
        "\"/\" => service match x { _ => y } subdomain \"kb\" { }",
        "\"/\"->service matchx{_=>y} subdomain \"kb\"{}",
    );
    good(
        "subdomain \"kb\" < \"/\" => service (a > b) \"/w\" => wsgi (w) >",
        "subdomain \"kb\"{\"/\"->service a>b \"/w\"->wsgi w}",
    );
}

#[test]
fn groups() {
    good(
        "subdomain \"kb\" { \"/\" => a, }",
        "subdomain \"kb\"{\"/\"->a}",
    );
    good(
        "host \"x.org\" {}, submount \"/b\" {}",
        "host \"x.org\"{} submount \"/b\"{}",
    );
    good("within blog { \"/\" => a }", "within blog{\"/\"->a}");
    good(
        "within crate::blog < \"/\" => a >",
        "within crate::blog{\"/\"->a}",
    );
    good(
        "subdomain \"kb\" < \"/test\" => hello2::test submount \"/x\" < \"/g\" => g::<Vec<u8>>>>",
        "subdomain \"kb\"{\"/test\"->hello2::test submount \"/x\"{\"/g\"->g::<Vec<u8>>}}",
    );
    good(
        "submount \"/a\" < submount \"/b\" { \"/\" => service a > b } > \"/c\" => c",
        "submount \"/a\"{submount \"/b\"{\"/\"->service a>b}} \"/c\"->c",
    );
    good(
        "#[alias] subdomain \"<t>\" { }",
        "[alias] subdomain \"<t>\"{}",
    );
}

#[test]
fn mounts() {
    good(
        "mount \"/a\" => admin::site mount \"/b\" => service app, mount \"/c\" => wsgi app()",
        "mount \"/a\"->admin::site mount \"/b\"->service app mount \"/c\"->wsgi app()",
    );
    good(
        "submount \"/\" < mount \"/a\" => a >",
        "submount \"/\"{mount \"/a\"->a}",
    );
}

#[test]
fn attributes_are_read() {
    good(
        "/// One.\n ///\n /// Two.\n #[defaults(page = 1, tag = \"x\", at = conf::AT, n = -1)]
         #[alias] #[strict_slashes(false)] #[merge_slashes(true)] #[endpoint = \"a.b\"]
         #[overrides(a, b::c)] #[overrides(d)] #[layer(x(1))] #[layer(y)] \"/\" => a",
        "[/One./ // /Two./ page=1 tag=\"x\" at=conf::AT n=-1 alias strict=false merge=true \
         endpoint=\"a.b\" overrides=a overrides=b::c overrides=d layer=x(1) layer=y] \"/\"->a",
    );
    good("/** One.\n Two. */ \"/\" => a", "[/One./ /Two. /] \"/\"->a");
    good(
        "#[build_only] #[endpoint = \"x\"] \"/\"",
        "[build_only endpoint=\"x\"] \"/\"",
    );
    good(
        "#[build_only] submount \"/a\" { \"/b\", GET \"/c\" \"/d\" }",
        "[build_only] submount \"/a\"{\"/b\" GET \"/c\" \"/d\"}",
    );
}

#[test]
fn macro_rules_fragments_are_transparent() {
    let group = |text: &str| {
        let stream = text.parse().expect("tokens");
        TokenTree::from(proc_macro2::Group::new(
            proc_macro2::Delimiter::None,
            stream,
        ))
    };
    let mut tokens = TokenStream::new();
    tokens.extend([group("\"/\"")]);
    tokens.extend("=>".parse::<TokenStream>());
    tokens.extend([group("a::b")]);
    let (block, report) = parsed_tokens(tokens);
    assert_eq!(report.messages(), []);
    assert_eq!(show(&block), "\"/\"->a::b");
}

// ----- what is refused -----

#[test]
fn bad_words() {
    bad(
        "subdomian \"kb\" { \"/\" => a }",
        "subdomian",
        "unknown keyword `subdomian`; did you mean `subdomain`? [FP016]",
        "subdomain \"kb\"{\"/\"->a}",
    );
    bad(
        "witin blog { \"/\" => a }",
        "witin",
        "unknown keyword `witin`; did you mean `within`? [FP016]",
        "within blog{\"/\"->a}",
    );
    bad(
        "moutn \"/\" => a",
        "moutn",
        "unknown keyword `moutn`; did you mean `mount`? [FP016]",
        "mount \"/\"->a",
    );
    bad(
        "strict_slahes false; \"/\" => a",
        "strict_slahes",
        "unknown keyword `strict_slahes`; did you mean `strict_slashes`? [FP016]",
        "strict_slashes=false \"/\"->a",
    );
    bad(
        "convertor a(\"x\") = A; \"/\" => a",
        "convertor",
        "unknown keyword `convertor`; did you mean `converter`? [FP016]",
        "a(\"x\")=A \"/\"->a",
    );
    let unknown = |word| {
        let keywords = words::keyword_list();
        format!("unknown keyword `{word}` [FP016]\n{keywords}")
    };
    bad(
        "\"/\" => a, blueprint \"x\" { \"/\" => a } \"/b\" => b",
        "blueprint",
        &unknown("blueprint"),
        "\"/\"->a ?{\"/\"->a} \"/b\"->b",
    );
    bad(
        "\"/\" => a b, \"/c\" => c",
        "b",
        &unknown("b"),
        "\"/\"->a \"/c\"->c",
    );
    bad(
        "\"/\" => a, sub \"/c\" => c",
        "sub",
        &unknown("sub"),
        "\"/\"->a \"/c\"->c",
    );
    bad(
        "SUBDOMAIN \"kb\" { \"/\" => a }",
        "SUBDOMAIN",
        "unknown keyword `SUBDOMAIN`; did you mean `subdomain`? [FP016]",
        "subdomain \"kb\"{\"/\"->a}",
    );
}

#[test]
fn bad_methods() {
    bad(
        "GTE \"/\" => a",
        "GTE",
        "unknown method `GTE`; did you mean `GET`? [FP016]\n\
         help: a method of your own is written `r#GTE`",
        "GET \"/\"->a",
    );
    bad(
        "get \"/\" => a",
        "get",
        "write methods in upper case: `GET` [FP016]",
        "GET \"/\"->a",
    );
    bad(
        "GET | post \"/\" => a",
        "post",
        "write methods in upper case: `POST` [FP016]",
        "GET POST \"/\"->a",
    );
    bad(
        "gett \"/\" => a",
        "gett",
        "unknown method `gett`; did you mean `GET`? [FP016]",
        "GET \"/\"->a",
    );
    let joined = "methods are joined with `|`, as in `GET | POST` [FP016]";
    bad("GET, POST \"/\" => a", ",", joined, "GET POST \"/\"->a");
    bad("GET POST \"/\" => a", "POST", joined, "GET POST \"/\"->a");
    bad(
        "GET | \"/\" => a",
        "|",
        "expected a method after `|` [FP016]",
        "GET \"/\"->a",
    );
    bad(
        "GET | GET \"/\" => a",
        "GET",
        "method `GET` is named twice [FP016]",
        "GET \"/\"->a",
    );
    bad(
        "GET | foo \"/\" => a",
        "foo",
        "expected a method, found `foo` [FP016]",
        "GET \"/\"->a",
    );
    let missing = "expected a rule after `GET` [FP016]\nhelp: write `GET \"/path\" => handler`";
    bad(
        "GET => a, \"/b\" => b",
        "GET",
        missing,
        "half(?->a) \"/b\"->b",
    );
    bad("GET, \"/b\" => b", "GET", missing, "\"/b\"->b");
    bad("\"/b\" => b GET", "GET", missing, "\"/b\"->b");
    bad("GET users => a", "GET", missing, "half(?->a)");
}

#[test]
fn bad_rules() {
    bad(
        "b\"/\" => a, \"/b\" => b",
        "b\"/\"",
        "a rule is a string literal, found `b\"/\"` [FP016]",
        "half(?->a) \"/b\"->b",
    );
    bad(
        "42 => a",
        "42",
        "a rule is a string literal, found `42` [FP016]",
        "half(?->a)",
    );
    bad(
        "host => a",
        "host",
        "a rule is a string literal, found `host` [FP016]\n\
         help: write it in quotes: `\"/host\" => …`",
        "half(?->a)",
    );
    bad(
        "concat!(\"/\", \"a\") => a",
        "concat",
        "a rule is a string literal; macros are not expanded here [FP016]",
        "half(?->a)",
    );
    bad(
        "submount \"/\" < /users/<int:id> => a >",
        "/",
        "a rule is a string literal, found `/` [FP016]\n\
         help: write it in quotes: `\"/…\" => handler`",
        "submount \"/\"{half(?->a)}",
    );
    bad(
        "=> a, \"/b\" => b",
        "=",
        "expected a rule before `=>` [FP016]\nhelp: a rule is a string: `\"/path\" => handler`",
        "half(?->a) \"/b\"->b",
    );
    bad(
        "\"/\"x => a",
        "\"/\"x",
        "unexpected suffix `x` on a string [FP016]",
        "\"/\"x->a",
    );
    bad(
        "\"/admin\" { \"/\" => a }",
        "\"/admin\"",
        "a rule leads to a target, not to a scope [FP016]\n\
         help: to put rules under a prefix, write `submount \"/admin\" { … }`",
        "?{\"/\"->a}",
    );
}

#[test]
fn bad_arrows() {
    let after = "expected `=>` and a target after this [FP016]";
    bad(
        "\"/a\", \"/b\" => b",
        "\"/a\"",
        after,
        "half(\"/a\"->?) \"/b\"->b",
    );
    bad(
        "\"/a\" \"/b\" => b",
        "\"/a\"",
        after,
        "half(\"/a\"->?) \"/b\"->b",
    );
    bad(
        "\"/b\" => b \"/a\"",
        "\"/a\"",
        after,
        "\"/b\"->b half(\"/a\"->?)",
    );
    bad(
        "\"/a\" GET \"/b\" => b",
        "\"/a\"",
        after,
        "half(\"/a\"->?) GET \"/b\"->b",
    );
    bad(
        "submount \"/\" < \"/a\" >",
        "\"/a\"",
        after,
        "submount \"/\"{half(\"/a\"->?)}",
    );
    bad(
        "\"/a\" = a, \"/b\" => b",
        "=",
        "expected `=>`, found `=` [FP016]",
        "\"/a\"->a \"/b\"->b",
    );
    bad(
        "\"/a\": a",
        ":",
        "expected `=>`, found `:` [FP016]",
        "\"/a\"->a",
    );
    bad(
        "\"/a\" -> a",
        "-",
        "expected `=>`, found `->` [FP016]",
        "\"/a\"->a",
    );
    bad(
        "\"/a\" a::b \"/b\" => b",
        "a",
        "expected `=>`, found `a` [FP016]",
        "\"/a\"->a::b \"/b\"->b",
    );
    bad("\"/a\", => a", ",", "unexpected `,` [FP016]", "\"/a\"->a");
    bad(
        "\"/a\" ? x \"/b\" => b",
        "?",
        "expected `=>`, found `?` [FP016]",
        "half(\"/a\"->?) \"/b\"->b",
    );
}

#[test]
fn other_arrows() {
    for arrow in ["=", ":", "->", "==", "==>", ":=", ">", ">=", "= >"] {
        let (block, report) = parsed(&format!("\"/a\" {arrow} a, \"/b\" => b"));
        let messages = report.messages();
        assert_eq!(messages.len(), 1, "{arrow}: {messages:?}");
        assert_eq!(show(&block), "\"/a\"->a \"/b\"->b", "{arrow}");
    }
    bad(
        "submount \"/\" < \"/a\" >= a >",
        ">",
        "expected `=>`, found `>=` [FP016]",
        "submount \"/\"{\"/a\"->a}",
    );
}

#[test]
fn bad_targets() {
    let missing = "expected a target after `=>` [FP016]";
    bad(
        "\"/a\" =>, \"/b\" => b",
        "=",
        missing,
        "half(\"/a\"->?) \"/b\"->b",
    );
    bad(
        "\"/a\" => \"/b\" => b",
        "=",
        missing,
        "half(\"/a\"->?) \"/b\"->b",
    );
    bad(
        "\"/a\" => GET \"/b\" => b",
        "=",
        missing,
        "half(\"/a\"->?) GET \"/b\"->b",
    );
    bad("\"/a\" =>", "=", missing, "half(\"/a\"->?)");
    bad(
        "submount \"/\" < \"/a\" => >",
        "=",
        missing,
        "submount \"/\"{half(\"/a\"->?)}",
    );
    bad(
        "\"/a\" => \"/b\", \"/c\" => c",
        "\"/b\"",
        "expected a handler's path, found `\"/b\"` [FP016]\n\
         help: to lead elsewhere, write `redirect \"/b\"`",
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => |x| async {}, \"/c\" => c",
        "|",
        "expected a handler's path, found `|` [FP016]\n\
         help: name an `async fn`; an expression that gives a service is written `service (…)`",
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => { \"/b\" => b } \"/c\" => c",
        "{",
        "expected a handler's path, found `{` [FP016]\n\
         help: to put rules under a prefix, write `submount \"/prefix\" { … }`",
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => a::, \"/c\" => c",
        ":",
        "expected a name after `::` [FP016]",
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => a::",
        ":",
        "expected a name after `::` [FP016]",
        "half(\"/a\"->?)",
    );
    bad(
        "\"/a\" => a:: \"/c\" => c",
        ":",
        "expected a name after `::` [FP016]",
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => a::fn, \"/c\" => c",
        "fn",
        "expected a handler's path, found keyword `fn` [FP016]",
        "half(\"/a\"->?) \"/c\"->c",
    );
    let generics = "the generics of a handler open after `::` [FP016]\nhelp: write `h::<…>`";
    bad(
        "\"/a\" => h<T>, \"/c\" => c",
        "<",
        generics,
        "\"/a\"->h::<T> \"/c\"->c",
    );
    bad(
        "submount \"/\" < \"/a\" => h<Vec<T>> > \"/c\" => c",
        "<",
        generics,
        "submount \"/\"{\"/a\"->h::<Vec<T>>} \"/c\"->c",
    );
    bad(
        "\"/a\" => h<fn() -> T>(id), \"/c\" => c",
        "<",
        generics,
        "\"/a\"->h::<fn()->T>(id) \"/c\"->c",
    );
    bad(
        "\"/a\" => h< \"/c\" => c",
        "<",
        generics,
        "\"/a\"->h \"/c\"->c",
    );
    bad(
        "\"/a\" => users.show, \"/c\" => c",
        ".",
        "unexpected `.` after the handler [FP016]\n\
         help: a path is written with `::`, as in `users::name`",
        "\"/a\"->users \"/c\"->c",
    );
    bad(
        "\"/a\" => h!(x), \"/c\" => c",
        "!",
        "unexpected `!` after the handler [FP016]\n\
         help: a handler is the path of an `async fn`, not a macro",
        "\"/a\"->h \"/c\"->c",
    );
    bad(
        "\"/a\" => redirect, \"/c\" => c",
        "redirect",
        "`redirect` needs a string to lead to [FP016]\n\
         help: write `redirect \"/target\"`; a handler of that name is written `self::redirect`",
        "half(\"/a\"->?) \"/c\"->c",
    );
    let service = "`service` needs an expression [FP016]\n\
                   help: a handler of that name is written `self::service`";
    bad(
        "\"/a\" => service, \"/c\" => c",
        "service",
        service,
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => service \"/c\" => c",
        "service",
        service,
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad("\"/a\" => service", "service", service, "half(\"/a\"->?)");
    bad(
        "\"/a\" => service f(). \"/c\" => c",
        "\"/c\"",
        "malformed expression of `service`: expected identifier or integer [FP016]",
        "half(\"/a\"->?) \"/c\"->c",
    );
    bad(
        "\"/a\" => wsgi f().",
        "wsgi",
        "malformed expression of `wsgi`: unexpected end of input, expected identifier or integer [FP016]",
        "half(\"/a\"->?)",
    );
    bad(
        "submount \"/\" < \"/a\" => service a::new(), \"/c\" => c >",
        "service",
        "in angle brackets the expression of `service` needs parentheses [FP016]\n\
         help: write `service (…)`, or the scope in braces",
        "submount \"/\"{half(\"/a\"->?) \"/c\"->c}",
    );
}

#[test]
fn bad_arguments() {
    let rule = "an argument is a variable, a literal or a path with `::` [FP016]";
    bad(
        "\"/a\" => a(f(x), id), \"/c\" => c",
        "(",
        rule,
        "\"/a\"->a(?,id) \"/c\"->c",
    );
    bad("\"/a\" => a(id, 1 + 1)", "+", rule, "\"/a\"->a(id,?)");
    bad("\"/a\" => a(-\"x\")", "-", rule, "\"/a\"->a(?)");
    bad("\"/a\" => a(_)", "_", rule, "\"/a\"->a(?)");
    bad("\"/a\" => a(id,, x)", ",", rule, "\"/a\"->a(id,x)");
    bad("\"/a\" => a(x y)", "y", rule, "\"/a\"->a(?)");
}

#[test]
fn bad_groups() {
    bad(
        "subdomain { \"/\" => a }",
        "subdomain",
        "`subdomain` needs a string [FP016]\nhelp: write `subdomain \"kb\" { … }`",
        "?{\"/\"->a}",
    );
    bad(
        "subdomain kb { \"/\" => a }",
        "subdomain",
        "`subdomain` needs a string [FP016]\nhelp: write `subdomain \"kb\" { … }`",
        "?{\"/\"->a}",
    );
    bad(
        "subdomain \"/y\" => y",
        "subdomain",
        "`subdomain` opens a group and needs a string and a scope [FP016]\n\
         help: write `subdomain \"kb\" { … }`",
        "\"/y\"->y",
    );
    let scope = "`host` opens a group and needs a scope [FP016]\nhelp: write `host \"x\" { … }`";
    bad("host \"x\", \"/y\" => y", "\"x\"", scope, "\"/y\"->y");
    bad("host \"x\" \"/y\" => y", "\"x\"", scope, "\"/y\"->y");
    bad(
        "host \"x\" => { \"/y\" => y }",
        "\"x\"",
        scope,
        "?{\"/y\"->y}",
    );
    bad(
        "within blog \"/y\" => y",
        "blog",
        "`within` opens a group and needs a scope [FP016]\nhelp: write `within module { … }`",
        "\"/y\"->y",
    );
    let path = "`within` needs the path of a module [FP016]\nhelp: write `within module { … }`";
    bad("within \"/y\" => y", "within", path, "\"/y\"->y");
    bad("within { \"/y\" => y }", "within", path, "?{\"/y\"->y}");
    bad(
        "within \"blog\" { \"/y\" => y }",
        "\"blog\"",
        "expected the path of a module, found `\"blog\"` [FP016]",
        "?{\"/y\"->y}",
    );
    let open = "`<` is never closed [FP016]";
    bad(
        "subdomain \"kb\" < \"/\" => a",
        "<",
        open,
        "subdomain \"kb\"{\"/\"->a}",
    );
    bad(
        "submount \"/\" { subdomain \"kb\" < \"/\" => a } \"/b\" => b",
        "<",
        open,
        "submount \"/\"{subdomain \"kb\"{\"/\"->a}} \"/b\"->b",
    );
    bad(
        "\"/\" => a > \"/b\" => b",
        ">",
        "unexpected `>` [FP016]",
        "\"/\"->a \"/b\"->b",
    );
}

#[test]
fn bad_mounts() {
    bad(
        "mount, \"/b\" => b",
        "mount",
        "`mount` needs a prefix [FP016]\nhelp: write `mount \"/prefix\" => path::to::block`",
        "\"/b\"->b",
    );
    bad(
        "mount \"/a\" { \"/b\" => b }",
        "mount",
        "`mount` leads to a target, not to a scope [FP016]\n\
         help: to put rules under a prefix, write `submount \"/a\" { … }`",
        "?{\"/b\"->b}",
    );
    bad(
        "mount \"/a\" => redirect \"/c\" \"/b\" => b",
        "redirect",
        "a redirect cannot be mounted [FP016]\n\
         help: a rule can lead elsewhere: `\"/old/<path:rest>\" => redirect \"/new/<rest>\"`",
        "\"/b\"->b",
    );
    bad(
        "mount \"/a\" =>",
        "=",
        "expected a target after `=>` [FP016]",
        "",
    );
    bad(
        "mount \"/a\" = a",
        "=",
        "expected `=>`, found `=` [FP016]",
        "mount \"/a\"->a",
    );
}

#[test]
fn bad_headers() {
    let semicolon = "expected `;` after the block's name [FP016]";
    bad(
        "pub site \"/\" => a",
        "site",
        semicolon,
        "pub site; \"/\"->a",
    );
    bad(
        "pub site, \"/\" => a",
        "site",
        semicolon,
        "pub site; \"/\"->a",
    );
    bad("site \"/\" => a", "site", semicolon, " site; \"/\"->a");
    bad("site", "site", semicolon, " site;");
    bad(
        "site<S> \"/\" => a",
        "site",
        semicolon,
        " site<S>; \"/\"->a",
    );
    bad(
        "pub site { \"/\" => a }",
        "site",
        &format!("{semicolon}\nhelp: the rules follow it without braces of their own"),
        "pub site; \"/\"->a",
    );
    let name = "the block's name is missing [FP016]\n\
                help: write a name before the `;`, as in `pub site;`";
    bad("pub; \"/\" => a", "pub", name, "pub ?; \"/\"->a");
    bad("pub \"/\" => a", "pub", name, "pub ?; \"/\"->a");
    bad(
        "pub mod site; \"/\" => a",
        "mod",
        "expected the block's name, found keyword `mod` [FP016]\n\
         help: a block begins with its visibility and its name alone: `pub site;`",
        "pub site; \"/\"->a",
    );
    bad(
        "pub site<>; \"/\" => a",
        "<",
        "expected the type of the state after `<` [FP016]\n\
         help: write it as in `pub site<AppState>;`, or leave `<…>` out",
        "pub site; \"/\"->a",
    );
    bad(
        "pub site<S; \"/\" => a",
        "<",
        "`<` is never closed [FP016]\n\
         help: the state's type stands between `<` and `>`: `pub site<AppState>;`",
        "pub site; \"/\"->a",
    );
    bad(
        "\"/\" => a pub site; \"/b\" => b",
        "pub",
        "a block has one name, and begins with it [FP016]",
        "\"/\"->a \"/b\"->b",
    );
    bad(
        "#[strict_slashes(false)] pub site;",
        "strict_slashes",
        "`#[strict_slashes]` has no place before the block's name [FP016]\n\
         help: for the whole block write `strict_slashes false;` below",
        "pub site;",
    );
    bad(
        "#[alias] pub site;",
        "alias",
        "`#[alias]` has no place before the block's name [FP016]\n\
         help: it belongs to a rule or to a group",
        "pub site;",
    );
}

#[test]
fn bad_settings() {
    bad(
        "\"/\" => a strict_slashes false; \"/b\" => b",
        "strict_slashes",
        "settings stand before the first entry [FP016]",
        "strict_slashes=false \"/\"->a \"/b\"->b",
    );
    bad(
        "submount \"/\" { strict_slashes false; \"/b\" => b }",
        "strict_slashes",
        "settings stand at the top of the block, not in a group [FP016]",
        "strict_slashes=false submount \"/\"{\"/b\"->b}",
    );
    bad(
        "strict_slashes false; strict_slashes true; \"/b\" => b",
        "strict_slashes",
        "`strict_slashes` is set twice [FP016]",
        "strict_slashes=false \"/b\"->b",
    );
    bad(
        "strict_slashes; \"/b\" => b",
        "strict_slashes",
        "`strict_slashes` takes `true` or `false`, which is missing [FP016]",
        "\"/b\"->b",
    );
    bad(
        "strict_slashes \"no\"; \"/b\" => b",
        "\"no\"",
        "`strict_slashes` takes `true` or `false`, found `\"no\"` [FP016]",
        "\"/b\"->b",
    );
    bad(
        "default_subdomain www; \"/b\" => b",
        "www",
        "`default_subdomain` takes a string, found `www` [FP016]",
        "\"/b\"->b",
    );
    bad(
        "strict_slashes = false; \"/b\" => b",
        "=",
        "the value follows `strict_slashes` directly [FP016]\nhelp: write `strict_slashes value;`",
        "strict_slashes=false \"/b\"->b",
    );
    let semicolon = "expected `;` after the setting [FP016]";
    bad(
        "strict_slashes false \"/b\" => b",
        "false",
        semicolon,
        "strict_slashes=false \"/b\"->b",
    );
    bad(
        "strict_slashes false true; \"/b\" => b",
        "false",
        semicolon,
        "strict_slashes=false \"/b\"->b",
    );
    bad(
        "strict_slashes false, \"/b\" => b",
        "false",
        semicolon,
        "strict_slashes=false \"/b\"->b",
    );
    bad(
        "#[alias] strict_slashes false;",
        "alias",
        "`#[alias]` has no place before a setting [FP016]",
        "strict_slashes=false",
    );
}

#[test]
fn bad_converters() {
    let form = "help: write `converter name(\"regex\") = Type;`";
    bad(
        "converter slug(\"x\"); \"/\" => a",
        "slug",
        &format!("converter `slug` needs a type [FP016]\n{form}"),
        "slug(\"x\")=? \"/\"->a",
    );
    bad(
        "converter slug = Slug; \"/\" => a",
        "slug",
        &format!("converter `slug` needs its regex as one string in parentheses [FP016]\n{form}"),
        "slug(?)=? \"/\"->a",
    );
    bad(
        "converter slug(1) = Slug; \"/\" => a",
        "slug",
        &format!("converter `slug` needs its regex as one string in parentheses [FP016]\n{form}"),
        "slug(?)=? \"/\"->a",
    );
    bad(
        "converter slug(\"x\") = ; \"/\" => a",
        "=",
        &format!("expected the type of converter `slug` after `=` [FP016]\n{form}"),
        "slug(\"x\")=? \"/\"->a",
    );
    bad(
        "converter (\"x\") = Slug; \"/\" => a",
        "converter",
        &format!("the converter's name is missing [FP016]\n{form}"),
        "\"/\"->a",
    );
    bad(
        "converter a(\"x\") = A; converter a(\"y\") = B;",
        "a",
        "converter `a` is declared twice [FP016]",
        "a(\"x\")=A",
    );
    bad(
        "converter a(\"x\") = A \"/\" => a",
        "A",
        "expected `;` after the converter [FP016]",
        "a(\"x\")=A \"/\"->a",
    );
    bad(
        "\"/\" => a, converter b(\"x\") = B;",
        "converter",
        "converters stand before the first entry [FP016]",
        "b(\"x\")=B \"/\"->a",
    );
}

#[test]
fn bad_attributes() {
    bad(
        "#[alais] \"/\" => a",
        "alais",
        "unknown attribute `alais`; did you mean `alias`? [FP016]",
        "[alias] \"/\"->a",
    );
    bad(
        "#[build_onyl] \"/\", \"/a\" => a",
        "build_onyl",
        "unknown attribute `build_onyl`; did you mean `build_only`? [FP016]",
        "[build_only] \"/\" \"/a\"->a",
    );
    bad(
        "#[cfg(test)] \"/\" => a",
        "cfg",
        "unknown attribute `cfg` [FP016]\n\
         help: rules are checked together and cannot be switched one by one; \
         put it before the block's name",
        "\"/\"->a",
    );
    bad(
        "#[allow(x)] \"/\" => a",
        "allow",
        "unknown attribute `allow` [FP016]\nhelp: put it before the block's name, or on the handler",
        "\"/\"->a",
    );
    bad(
        "#[rustfmt::skip] \"/\" => a",
        "skip",
        "unknown attribute `rustfmt::skip` [FP016]\n\
         known attributes: `#[alias]`, `#[build_only]`, `#[defaults(page = 1)]`, \
         `#[doc = \"text\"]`, `#[endpoint = \"name\"]`, `#[layer(expression)]`, \
         `#[merge_slashes(false)]`, `#[overrides(endpoint)]`, `#[strict_slashes(false)]`",
        "\"/\"->a",
    );
    for (source, name, form) in [
        ("#[alias(true)]", "alias", "#[alias]"),
        ("#[alias = 1]", "alias", "#[alias]"),
        ("#[alias()]", "alias", "#[alias]"),
        (
            "#[strict_slashes]",
            "strict_slashes",
            "#[strict_slashes(false)]",
        ),
        (
            "#[strict_slashes = false]",
            "strict_slashes",
            "#[strict_slashes(false)]",
        ),
        (
            "#[merge_slashes(0)]",
            "merge_slashes",
            "#[merge_slashes(false)]",
        ),
        ("#[endpoint(\"x\")]", "endpoint", "#[endpoint = \"name\"]"),
        ("#[endpoint = x]", "endpoint", "#[endpoint = \"name\"]"),
        ("#[endpoint = ]", "endpoint", "#[endpoint = \"name\"]"),
        ("#[doc(hidden)]", "doc", "#[doc = \"text\"]"),
        ("#[doc = include_str!(\"x\")]", "doc", "#[doc = \"text\"]"),
        ("#[defaults]", "defaults", "#[defaults(page = 1)]"),
        ("#[defaults()]", "defaults", "#[defaults(page = 1)]"),
        ("#[overrides = a]", "overrides", "#[overrides(endpoint)]"),
        ("#[layer]", "layer", "#[layer(expression)]"),
    ] {
        let (block, report) = parsed(&format!("{source} \"/\" => a, \"/b\" => b"));
        let message = format!("malformed attribute `{name}` [FP016]\nhelp: write `{form}`");
        assert_eq!(report.messages(), [(name.to_owned(), message)], "{source}");
        assert_eq!(block.entries.len(), 2, "{source}");
    }
    let constant = "a default is a literal or a path [FP016]";
    bad(
        "#[defaults(a = f(), b = 1)] \"/\" => a",
        "(",
        constant,
        "[b=1] \"/\"->a",
    );
    bad(
        "#[defaults(a = , b = 1)] \"/\" => a",
        ",",
        constant,
        "[b=1] \"/\"->a",
    );
    bad(
        "#[defaults(a, b = 1)] \"/\" => a",
        "a",
        "the default of `a` is missing [FP016]\nhelp: write `a = value`",
        "[b=1] \"/\"->a",
    );
    bad(
        "#[defaults(1)] \"/\" => a",
        "1",
        "expected a variable's name, as in `#[defaults(page = 1)]`, found `1` [FP016]",
        "\"/\"->a",
    );
    bad(
        "#[defaults(a = 1, a = 2)] \"/\" => a",
        "a",
        "`a` has two defaults [FP016]",
        "[a=1] \"/\"->a",
    );
    bad(
        "#[alias] #[alias] \"/\" => a",
        "alias",
        "`#[alias]` is given twice [FP016]",
        "[alias] \"/\"->a",
    );
    bad(
        "#[overrides(1, b)] \"/\" => a",
        "1",
        "expected an endpoint, as `url!` names it, found `1` [FP016]",
        "[overrides=b] \"/\"->a",
    );
    bad(
        "#[layer(a b)] \"/\" => a",
        "b",
        "expected one expression in `#[layer(…)]`, found `b` [FP016]",
        "\"/\"->a",
    );
    bad(
        "#[layer(a +)] \"/\" => a",
        ")",
        "malformed layer: unexpected end of input, expected an expression [FP016]",
        "\"/\"->a",
    );
    bad(
        "#[] \"/\" => a",
        "[]",
        "expected the name of an attribute [FP016]",
        "\"/\"->a",
    );
    bad(
        "\"/\" => a #[alias]",
        "#..[alias]",
        "expected a rule, a group or a mount after this attribute [FP016]",
        "\"/\"->a",
    );
    bad(
        "//! Docs.\n \"/\" => a",
        "//! Docs.",
        "an attribute with `!` has no place in a `routes!` block [FP016]\n\
         help: write `#[…]`, or `///` for a doc comment",
        "\"/\"->a",
    );
    bad(
        "#[build_only] \"/\" => a",
        "=",
        "a `#[build_only]` rule answers nothing, so it has no target [FP016]",
        "half([build_only] \"/\"->a)",
    );
}

#[test]
fn bad_separators() {
    bad(
        "\"/\" => a; \"/b\" => b",
        ";",
        "entries are separated by `,`, found `;` [FP016]",
        "\"/\"->a \"/b\"->b",
    );
    bad(
        "\"/\" => a,, \"/b\" => b",
        ",",
        "unexpected `,` [FP016]",
        "\"/\"->a \"/b\"->b",
    );
    bad(
        "\"/\" => a, ? \"/b\" => b",
        "?",
        "unexpected `?` [FP016]",
        "\"/\"->a \"/b\"->b",
    );
    bad(
        "\"/\" => a (), [1] \"/b\" => b",
        "[",
        "unexpected `[` [FP016]",
        "\"/\"->a() \"/b\"->b",
    );
}

#[test]
fn a_separator_after_a_mistake_is_no_other() {
    for (source, at) in [
        ("\"/\" => a foo x y; \"/b\" => b", "foo"),
        ("\"/\" => a foo | GET \"/b\" => b", "foo"),
        ("\"/\" => a mout | GET \"/b\" => b", "mout"),
        ("\"/\" => a ? ; \"/b\" => b", "?"),
        ("\"/\" => a FOO::b, \"/b\" => b", "FOO"),
        ("\"/\" => a pub x; \"/b\" => b", "pub"),
    ] {
        let (block, report) = parsed(source);
        let messages = report.messages();
        let places: Vec<_> = messages.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(places, [at], "{source}: {messages:?}");
        let shown = show(&block);
        assert!(
            shown.starts_with("\"/\"->a") && shown.ends_with("\"/b\"->b"),
            "{source}: {shown}"
        );
    }
}

#[test]
fn one_mistake_hides_no_other() {
    let (block, report) = parsed(
        "site; subdomian \"kb\" { \"/a\" = a, get \"/b\" => b, \"/c\" }
         \"/d\" => d<T>, #[alais] \"/e\" => e, strict_slashes true; \"/f\" =>",
    );
    let messages = report.messages();
    let headlines: Vec<_> = messages.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(
        headlines,
        [
            "subdomian",
            "=",
            "get",
            "\"/c\"",
            "<",
            "alais",
            "strict_slashes",
            "="
        ]
    );
    assert_eq!(
        show(&block),
        " site; strict_slashes=true subdomain \"kb\"{\"/a\"->a GET \"/b\"->b half(\"/c\"->?)} \
         \"/d\"->d::<T> [alias] \"/e\"->e half(\"/f\"->?)",
    );
}

#[test]
fn every_beginning_of_a_rule_is_one_mistake() {
    // What an editor sees while a rule is typed between two others.
    let rule = "#[defaults(page = 1)] GET | POST \"/x/<id>\" => users::show::<u8>(id, 1)";
    let tokens: Vec<TokenTree> = rule
        .parse::<TokenStream>()
        .expect("tokens")
        .into_iter()
        .collect();
    for length in 0..=tokens.len() {
        let typed: TokenStream = tokens.iter().take(length).cloned().collect();
        let source = format!("\"/a\" => a,\n {typed}, \"/b\" => b");
        let (block, report) = parsed(&source);
        assert!(report.len() <= 1, "{source}: {:?}", report.messages());
        let shown = show(&block);
        assert!(
            shown.starts_with("\"/a\"->a") && shown.ends_with("\"/b\"->b"),
            "{source}: {shown}"
        );
    }
}

#[test]
fn depth_is_limited() {
    for (open, close) in [("<", ">"), ("{", "}")] {
        let deep = |depth: usize| {
            let open = format!("submount \"/a\" {open} ").repeat(depth);
            format!("{open} \"/\" => a {} \"/b\" => b", close.repeat(depth))
        };
        assert_eq!(parsed(&deep(super::MAX_DEPTH)).1.len(), 0);
        assert_eq!(parsed(&deep(super::MAX_DEPTH + 1)).1.len(), 1);
    }
    let (block, report) = parsed(&"submount \"/a\" < ".repeat(20_000));
    assert!(!report.is_empty() && !block.entries.is_empty());
}

/// Blocks that use the whole grammar, for the fuzz below.
const WHOLE: [&str; 3] = [
    "/// Docs.\n pub site<Vec<u8>>; strict_slashes false; converter slug(\"[a-z]+\") = Slug;
     GET | POST \"/a\" => a::b(id, -1), #[alias] #[defaults(p = 1)] \"/b\" => g::<Vec<u8>>
     subdomain \"kb\" < \"/c\" => c submount \"/x\" < \"/d\" => service (d) >> mount \"/m\" => m::s",
    "within blog { \"/\" => list, #[layer(l(1))] host \"x.org\" { ANY \"/w\" => wsgi f(|x| x) } }
     \"/r\" => redirect \"/s\", #[build_only] #[endpoint = \"e\"] \"/e\",
     #[overrides(a, b::c)] WEBSOCKET \"/f\" => f",
    "default_subdomain \"www\"; #[build_only] submount \"/b\" { \"/x\" \"/y\" }
     mount \"/s\" => service A { b: 1 } \"/q\" => q<T> \"/z\" = z; foo! bar",
];

#[test]
fn mangled_blocks_are_survived() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below.max(1) as u64).unwrap_or_default()
    };
    for source in WHOLE {
        let whole: TokenStream = source.parse().expect("tokens");
        for round in 0..1500 {
            let mut mangled = whole.clone();
            for _ in 0..=round % 4 {
                mangled = mangle(mangled, &mut random);
            }
            let shown = mangled.to_string();
            let empty = mangled.is_empty();
            let (block, report) = parsed_tokens(mangled);
            let something = !block.entries.is_empty()
                || block.header.is_some()
                || !block.converters.is_empty()
                || !report.is_empty();
            assert!(something || empty, "{shown}");
            // What was printed again must be accepted by the compiler, however broken the block.
            let count = report.len();
            let emitted = report.into_tokens().to_string();
            assert_eq!(emitted.matches("compile_error").count(), count, "{shown}");
        }
    }
}

/// Drops, doubles or swaps a token, at any depth.
fn mangle(tokens: TokenStream, random: &mut impl FnMut(usize) -> usize) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    if trees.is_empty() {
        return TokenStream::new();
    }
    let (first, second) = (random(trees.len()), random(trees.len()));
    if let TokenTree::Group(group) = &trees[first]
        && random(3) > 0
    {
        let inside = mangle(group.stream(), random);
        trees[first] = proc_macro2::Group::new(group.delimiter(), inside).into();
        return trees.into_iter().collect();
    }
    match random(4) {
        0 => drop(trees.remove(first)),
        1 => trees.insert(first, trees[first].clone()),
        2 => trees.insert(first, trees[second].clone()),
        _ => trees.swap(first, second),
    }
    trees.into_iter().collect()
}
