//! Werkzeug's own tests, `tests/test_routing.py` of its release 3.1.9, under
//! their own names.
//!
//! A test that Werkzeug runs with several parameters is one function here too.
//! What each asks, and what the answer is, stands in
//! `corpus/upstream-tests.json.gz`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use fingerpost_tests::corpus::{Report, compare_test, read};
use serde_json::Value as Json;

/// A test of ours for each test of Werkzeug's, and the list of them.
macro_rules! tests {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                run(stringify!($name));
            }
        )*
    };
}

tests! {
    test_basic_routing
    test_merge_slashes_match
    test_merge_slash_encoding
    test_merge_slashes_build
    test_strict_slashes_redirect
    test_strict_slashes_leaves_dont_consume
    test_environ_defaults
    test_environ_nonascii_pathinfo
    test_basic_building
    test_long_build
    test_defaults
    test_negative
    test_greedy
    test_path
    test_dispatch
    test_http_host_before_server_name
    test_invalid_subdomain_warning
    test_server_name_match_default_port
    test_request_direct_charset_bug
    test_request_redirect_default
    test_request_redirect_default_subdomain
    test_adapter_match_return_rule
    test_server_name_interpolation
    test_rule_templates
    test_non_string_parts
    test_complex_routing_rules
    test_default_converters
    test_int_converter_404
    test_uuid_converter
    test_converter_with_tuples
    test_nested_regex_groups
    test_part_converter_order
    test_anyconverter
    test_any_converter_build_validates_value
    test_part_isolating_default
    test_build_values_dict
    test_build_values_multidict
    test_build_append_unknown_dict
    test_build_append_unknown_multidict
    test_build_drop_none
    test_method_fallback
    test_implicit_head
    test_protocol_joining_bug
    test_allowed_methods_querying
    test_external_building_with_port
    test_external_building_with_port_bind_to_environ
    test_external_building_with_port_bind_to_environ_wrong_servername
    test_bind_long_idna_name_with_port
    test_alias_redirects
    test_double_defaults
    test_host_matching
    test_host_matching_building
    test_server_name_casing
    test_redirect_path_quoting
    test_unicode_rules
    test_empty_path_info
    test_both_bind_and_match_path_info_are_none
    test_map_repr
    test_finding_closest_match_by_endpoint
    test_finding_closest_match_by_values
    test_finding_closest_match_by_method
    test_finding_closest_match_when_none_exist
    test_error_message_without_suggested_rule
    test_error_message_suggestion
    test_build_url_with_arg_self
    test_build_url_with_arg_keyword
    test_build_url_same_endpoint_multiple_hosts
    test_rule_websocket_methods
    test_path_weighting
    test_newline_match
    test_weighting
    test_strict_slashes_false
    test_invalid_rule
    test_multiple_converters_per_part
    test_static_regex_escape
    test_regex
}

/// What Werkzeug's tests assert and fingerpost does not do, with the difference
/// that is the reason. These tests run all the same, with the answers that
/// fingerpost has instead.
const DIFFERENT: &[(&str, &str, &str)] = &[
    (
        "test_path",
        "D4",
        "the more specific rule wins wherever it was registered: three variables before `path` ones",
    ),
    (
        "test_any_converter_build_validates_value",
        "D11",
        "a value that is no item is a build error, where Werkzeug raises a ValueError",
    ),
    (
        "test_build_values_dict[int-value2-TypeError]",
        "D11",
        "a list is no number: a build error, where Werkzeug raises a TypeError",
    ),
    (
        "test_build_values_multidict[int-None-TypeError]",
        "D11",
        "`[None]` is no number: a build error, where Werkzeug raises a TypeError",
    ),
    (
        "test_build_values_multidict[int-value4-TypeError]",
        "D11",
        "`[None]` is no number: a build error, where Werkzeug raises a TypeError",
    ),
];

/// What only Python can express, with the reason.
const NOT_CARRIED_OVER: &[(&str, &str)] = &[
    (
        "test_adapter_url_parameter_sorting",
        "sorts a query by a Python function; that `sort_parameters` sorts it by name is asked by the random maps",
    ),
    (
        "test_rule_emptying",
        "compares the `__dict__` of a rule and its copy; a rule of ours is `Clone`",
    ),
    (
        "test_rule_unhashable",
        "asks that a rule has no `__hash__`; a rule of ours does not implement `Hash`",
    ),
    (
        "test_build_values_dict[list-value3-/1]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_build_values_dict[list-value4-/1.None.2]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_build_values_dict[list-1-TypeError]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_build_values_multidict[list-1-TypeError]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_build_values_multidict[list-value6-TypeError]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_build_values_multidict[list-value7-/1]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_build_values_multidict[list-value8-/1.None.2]",
        "asks only a converter written in Python, whose values are lists",
    ),
    (
        "test_pass_str_as_router_methods",
        "gives a text where methods are expected; here that does not compile",
    ),
    (
        "test_converter_parser",
        "calls the parser of converter arguments by itself; ours is tested in its own crate",
    ),
    (
        "test_redirect_request_exception_code",
        "sets the code of a redirect exception by hand; a redirect of ours has always 308",
    ),
    (
        "test_empty_subclass_rules_with_custom_kwargs",
        "makes a subclass of the rule class",
    ),
    (
        "test_no_memory_leak_from_Rule_builder",
        "counts objects for the garbage collector",
    ),
];

static FILE: LazyLock<Json> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/upstream-tests.json.gz");
    let text = read(&path).expect("the tests stand beside the corpus");
    serde_json::from_str(&text).expect("the tests are JSON")
});

fn cases() -> impl Iterator<Item = &'static Json> {
    FILE["tests"].as_array().into_iter().flatten()
}

fn case_name(case: &Json) -> &str {
    case["test"].as_str().expect("a test has a name")
}

/// The name of the function, without the parameters of the case.
fn function(case: &str) -> &str {
    case.split_once('[').map_or(case, |(function, _)| function)
}

fn run(name: &str) {
    let mut report = Report::default();
    for case in cases().filter(|case| function(case_name(case)) == name) {
        compare_test(case, &mut report);
    }
    for failure in &report.failures {
        eprintln!("{failure}");
    }
    assert!(
        report.failures.is_empty(),
        "answers are not as expected; see above"
    );
    assert!(report.passed > 0, "{name} asks nothing");
}

#[test]
fn no_test_of_the_file_is_forgotten() {
    let in_file: BTreeSet<&str> = cases().map(|case| function(case_name(case))).collect();
    let run: BTreeSet<&str> = NAMES.iter().copied().collect();
    assert_eq!(run, in_file);
}

#[test]
fn what_differs_is_listed() {
    let in_file: Vec<(&str, &str)> = cases()
        .filter(|case| case["passes"] == false)
        .map(|case| (case_name(case), case["why"][0].as_str().unwrap_or("")))
        .collect();
    let listed: Vec<(&str, &str)> = DIFFERENT
        .iter()
        .map(|(case, difference, _reason)| (*case, *difference))
        .collect();
    assert_eq!(listed, in_file);
}

#[test]
fn what_is_not_carried_over_is_listed() {
    let in_file: Vec<&str> = FILE["not_captured"]
        .as_array()
        .into_iter()
        .flatten()
        .map(case_name)
        .collect();
    let listed: Vec<&str> = NOT_CARRIED_OVER
        .iter()
        .map(|(case, _reason)| *case)
        .collect();
    assert_eq!(listed, in_file);
}
