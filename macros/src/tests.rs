//! Expansions, pretty-printed, for those who want to see what `routes!` emits.
//!
//! The texts stand in `snapshots/`. To renew them, run the tests with
//! `FINGERPOST_SNAPSHOTS=overwrite`, and read the difference.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;

/// Compares the expansion of a block, in source as it would stand in a file,
/// with the snapshot of this name.
fn snapshot(name: &str, block: &str) {
    let tokens = block.parse().expect("the test's source is made of tokens");
    let expansion = crate::routes_tokens(tokens);
    let file = if block.contains("site") {
        expansion
    } else {
        quote::quote!(fn main() { run(#expansion) })
    };
    compare(name, file, without_table);
}

/// Compares an expansion, as it is shown, with the snapshot of this name.
fn compare(name: &str, expansion: TokenStream, show: fn(&str) -> String) {
    let file = syn::parse2(expansion).expect("an expansion is Rust");
    let shown = show(&prettyplease::unparse(&file));
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/snapshots")
        .join(name);
    if env::var_os("FINGERPOST_SNAPSHOTS").is_some_and(|wish| wish == "overwrite") {
        fs::write(&path, shown).expect("the snapshot can be written");
        return;
    }
    let expected = fs::read_to_string(&path).expect("the snapshot can be read");
    assert_eq!(shown, expected, "{name}");
}

/// Takes out the table, which is no text to read.
fn without_table(source: &str) -> String {
    let (before, table) = source.split_once("b\"").expect("there is a table");
    let mut escaped = false;
    let after = table.trim_start_matches(|character| {
        let inside = escaped || character != '"';
        escaped = !escaped && character == '\\';
        inside
    });
    format!("{before}b\"…{after}")
}

#[test]
fn a_block() {
    snapshot(
        "block.rs",
        "site; \"/\" => hello, \"/say/<name>\" => say, subdomain \"kb\" { \"/test\" => hello2::test }",
    );
}

#[test]
fn doc_comments() {
    snapshot(
        "documented.rs",
        r#"
        /// Pages.
        pub site;
        /// The front page,
        /// for a | b.
        ///
        /// It has a second paragraph.
        "/" => index,
        GET | POST "/a|`b`/[c]*_d_" => index,
        /// Moved.
        "/old/<name>" => redirect "/",
        WEBSOCKET "/feed" => feed::r#in,
        host "<name>.example.com" { #[endpoint = "a|b"] ANY "/" => service files() }
        #[build_only] #[endpoint = "static"] "/static/<path:file>",
        "#,
    );
}

#[test]
fn explicit_arguments() {
    snapshot(
        "arguments.rs",
        "site<Db>; \"/<name>/<int:id>\" => show(id, 1, \"all\")",
    );
}

#[test]
fn an_expression_with_a_service_and_a_converter() {
    snapshot(
        "expression.rs",
        "converter slug(\"[a-z]+\") = Slug; \"/<slug:name>\" => post, \"/files\" => service files",
    );
}

#[test]
fn a_handler() {
    let function = "/// Shows it.\n#[cfg(all())] pub(crate) async fn r#type<T>(mut id: u32, r#type: T, _: Body, _x: u8, \
        State(db): State<Db>, #[cfg(any())] other: u8, last: Vec<u8>) -> impl IntoResponse where T: Send { db }";
    let function = function
        .parse()
        .expect("the test's source is made of tokens");
    let expansion = crate::handler::handler(TokenStream::new(), function);
    compare("handler.rs", expansion, str::to_owned);
}

/// What `#[handler]` says of arguments and of this item; the item is there all
/// the same.
fn refusal(arguments: &str, item: &str) -> String {
    let tokens = |source: &str| -> TokenStream {
        source.parse().expect("the test's source is made of tokens")
    };
    let expansion = crate::handler::handler(tokens(arguments), tokens(item)).to_string();
    let errors = expansion.strip_prefix(&tokens(item).to_string());
    errors.expect("the item comes first").trim().to_owned()
}

#[test]
fn a_handler_is_a_function() {
    let not_a_function = ":: core :: compile_error ! { \"`#[handler]` stands on a function [FP016]\\nnote: a handler is an `async fn`\" }";
    for item in [
        "struct A ;",
        "#[a] pub(crate) const A : u8 = 1 ;",
        "impl S { fn f() {} }",
        "async { }",
        "",
    ] {
        assert_eq!(refusal("", item), not_a_function, "{item}");
    }
    let arguments = ":: core :: compile_error ! { \"`#[handler]` takes no arguments [FP016]\" }";
    assert_eq!(refusal("a, b", "fn f() {}"), arguments);
    // Nothing to compare, or rustc's to tell.
    for item in [
        "async fn f() {}",
        "async fn f(_: u32, Path(x): Path<u32>) {}",
        "async fn f(&self, id: u32) {}",
        "pub const unsafe extern \"C\" fn f(id: ) {}",
        "async fn",
    ] {
        assert_eq!(refusal("", item), "", "{item}");
    }
}
