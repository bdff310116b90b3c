//! Rule strings, hosts and targets into maps: none of them panics, and a rule that is read prints
//! what is read again.
#![no_main]

use fingerpost_rules::{Map, Rule, RuleTemplate, variables};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str, &str)| {
    let (path, domain, target) = texts;
    let rule = Rule::new(path, "x");
    let rules = [
        rule.clone(),
        rule.clone().subdomain(domain),
        rule.clone().host(domain),
        rule.clone().redirect_to(target),
        rule.methods([target]),
    ];
    let _ = RuleTemplate::new(rules.clone()).fill(&[("a", domain)]);
    for rule in rules {
        match Map::new(rule) {
            Ok(map) => {
                let Some(rule) = map.rule(0) else {
                    panic!("the rule is lost")
                };
                assert_eq!(rule.rule(), path);
                let names: Vec<String> = variables(path)
                    .into_iter()
                    .map(|variable| variable.name)
                    .collect();
                assert!(rule.variables().count() >= names.len());
                if let Err(error) = regex::Regex::new(&rule.regex()) {
                    assert!(error.to_string().contains("size limit"), "{error}");
                }
                if let Ok(adapter) = map.bind("localhost") {
                    let _ = adapter.match_(target, "GET");
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
