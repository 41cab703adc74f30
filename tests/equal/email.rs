//! Addresses by script.

use std::collections::BTreeMap;

use scrubline::Redactor;
use serde::Deserialize;

use crate::Group;

/// Names, sentences and digits of a script.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    #[serde(default)]
    locals: Vec<String>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    tlds: Vec<String>,
    #[serde(default)]
    sentences: Vec<String>,
    zero: Option<char>,
}

fn read() -> BTreeMap<String, Script> {
    toml::from_str(include_str!("../data/scripts.toml")).unwrap()
}

/// The zeros of the scripts that have digits.
pub(crate) fn scripts_with_digits() -> Vec<(String, char)> {
    let digits: Vec<_> = read().into_iter().filter_map(|(name, script)| Some((name, script.zero?))).collect();
    assert!(digits.len() > 20, "{} scripts", digits.len());
    digits
}

/// Recall by script: names of the script before the @, behind it, and on both sides.
pub(crate) fn scripts(redactor: &Redactor) -> Vec<Group> {
    let mut groups = Vec::new();
    for (name, script) in read().into_iter().filter(|(_, script)| !script.locals.is_empty()) {
        let mut group = Group::new(name);
        let mut count = |address: String| {
            for sentence in &script.sentences {
                group.count(redactor, "EMAIL", sentence, &address);
            }
        };
        for local in &script.locals {
            count(format!("{local}@ridge.example.com"));
            for label in &script.labels {
                for tld in &script.tlds {
                    count(format!("{local}@{label}.{tld}"));
                }
            }
        }
        for label in &script.labels {
            for tld in &script.tlds {
                count(format!("desk.7+a@{label}.{tld}"));
            }
        }
        groups.push(group);
    }
    groups
}
