//! Expansions, pretty-printed, for those who want to see what `routes!` emits.
//!
//! The texts stand in `snapshots/`. To renew them, run the tests with
//! `FINGERPOST_SNAPSHOTS=overwrite`, and read the difference.

use std::{env, fs, path::Path};

/// Compares the expansion of a block, in source as it would stand in a file,
/// with the snapshot of this name.
fn snapshot(name: &str, block: &str) {
    let tokens = block.parse().expect("the test's source is made of tokens");
    let expansion = crate::routes_tokens(tokens);
    let file = if block.trim_start().starts_with("site") {
        syn::parse2(expansion)
    } else {
        syn::parse2(quote::quote!(fn main() { run(#expansion) }))
    };
    let file = file.expect("an expansion is Rust");
    let shown = without_table(&prettyplease::unparse(&file));
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
