//! Werkzeug's own introduction to its routing, with a map that is made at run
//! time: `cargo run --example memo`.

use std::error::Error;

use fingerpost::rules::{Bind, Map, MapAdapter, Outcome, Rule, Subdomain};

fn main() -> Result<(), Box<dyn Error>> {
    let map = Map::builder()
        .default_subdomain("www")
        .add(Rule::new("/", "hello"))
        .add(Subdomain::new("kb", [Rule::new("/", "hello2")]))
        .add(Subdomain::new("kb", [Rule::new("/test", "hello2.test")]))
        .build()?;
    println!("{map:?}");

    // Without a subdomain it is the default one, `www`.
    let www = map.bind("example.com")?;
    ask(&www, "/");
    ask(&www, "/test");

    let kb = map.bind(Bind::to("example.com").subdomain("kb"))?;
    ask(&kb, "/");
    ask(&kb, "/test");

    let page = kb.dispatch(
        |endpoint, _values| format!("the page of {endpoint}"),
        "/test",
        "GET",
    );
    println!(
        "dispatched: {}",
        page.map_err(|outcome| format!("{outcome:?}"))?
    );
    Ok(())
}

/// Matches a path, and says what it leads to.
fn ask(adapter: &MapAdapter<'_>, path: &str) {
    let url = format!("http://{}{path}", adapter.host());
    match adapter.match_(path, "GET") {
        Outcome::Match(found) => println!("{url} -> {}", found.endpoint().unwrap_or("no endpoint")),
        other => println!("{url} -> {other:?}"),
    }
}
