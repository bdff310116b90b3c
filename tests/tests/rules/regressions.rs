//! What random tables and fuzzing have found, one case each.

use fingerpost_rules::{Map, Outcome, Rule, Value};

/// A target that begins with a letter beyond ASCII was cut within the letter.
#[test]
fn a_redirect_beyond_ascii_is_no_panic() {
    let map = Map::new([Rule::new("/a", "a").redirect_to("é<x>")]);
    assert!(map.is_err_and(|error| error.to_string().contains("names `x`")));
    assert!(Map::new([Rule::new("/a", "a").redirect_to("é")]).is_ok());
}

/// The digits of the second value were taken for the first, which then had more
/// than 64 bits: the URL led nowhere.
#[test]
fn values_that_run_together_are_not_built() {
    let map = Map::new([Rule::new("/<int:b><float:c>", "e")]).unwrap();
    let adapter = map.bind("h").unwrap();
    let build = |c: f64| adapter.build("e", &[("b", Value::Int(0)), ("c", Value::Float(c))]);
    assert!(build(1e300).is_err());
    assert_eq!(build(1.5).unwrap(), "/01.5");
}

/// Clients fold such a path away before they send it.
#[test]
fn paths_that_clients_fold_are_not_built() {
    let map = Map::new([
        Rule::new("/<path:a>.", "dot"),
        Rule::new("/<any('..', b):a>/", "any"),
    ])
    .unwrap();
    let adapter = map.bind("h").unwrap();
    assert!(adapter.build("dot", &[("a", "b/".into())]).is_err());
    assert!(adapter.build("any", &[("a", "..".into())]).is_err());
    assert_eq!(adapter.build("any", &[("a", "b".into())]).unwrap(), "/b/");
}

/// A rule that is not strict takes one slash more than it has, and its regular
/// expression did not.
#[test]
fn the_regex_of_a_lenient_rule_takes_its_slashes() {
    let map = Map::new([Rule::new("/a/", "a").strict_slashes(false)]).unwrap();
    let regex = regex::Regex::new(&map.rules()[0].regex()).unwrap();
    let adapter = map.bind("h").unwrap();
    for path in ["/a", "/a/", "/a//", "/a///"] {
        let matches = matches!(adapter.match_(path, "GET"), Outcome::Match(_));
        assert_eq!(regex.is_match(&format!("|{path}")), matches, "{path}");
    }
}

/// Hosts with a variable before other text were refused: a piece of a host was
/// judged as if it were the whole.
#[test]
fn a_host_may_begin_with_a_variable() {
    let map = Map::new([Rule::new("/", "shop").host("<shop>.example.com")]).unwrap();
    let adapter = map.bind("tea.example.com").unwrap();
    assert!(matches!(adapter.match_("/", "GET"), Outcome::Match(_)));
}

/// Numbers by place were counted together with those by name.
#[test]
fn arguments_by_place_are_counted_apart() {
    assert!(Map::new([Rule::new("/<float(max=1, .5):x>", "e")]).is_ok());
}
