//! Card numbers by scheme and by the digits they are written in.

use scrubline::{Redactor, validate};
use serde::Deserialize;

use crate::{
    Group,
    phone::sentences,
    random::{Random, in_digits},
};

#[derive(Deserialize)]
struct File {
    scheme: Vec<Scheme>,
}

#[derive(Deserialize)]
struct Scheme {
    name: String,
    iin: String,
    lengths: String,
    groups: String,
    luhn: bool,
    #[serde(default)]
    weak: bool,
}

impl Scheme {
    /// A number of the scheme, `length` digits long.
    fn number(&self, length: usize, random: &mut Random) -> String {
        let ranges: Vec<&str> = self.iin.split_whitespace().collect();
        let range = *random.pick(&ranges);
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (low, high): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
        let width = first.len();
        let mut pan = format!("{:0width$}", low + random.below(high - low + 1));
        while pan.len() < length - 1 {
            pan.push(random.digit());
        }
        let check = ('0'..='9').find(|check| validate::luhn(format!("{pan}{check}").as_bytes())).unwrap();
        pan.push(if self.luhn { check } else { random.digit() });
        pan
    }

    /// The groups that it prints a number in; none where the number is not printed.
    fn printed(&self, pan: &str, by: &str) -> Vec<String> {
        let layouts = self.groups.split_whitespace().map(|layout| layout.split('-').map(|n| n.parse().unwrap()).collect::<Vec<usize>>());
        let fits = layouts.filter(|layout| layout.iter().sum::<usize>() == pan.len());
        let cut = |layout: Vec<usize>| {
            let mut rest = pan;
            let groups: Vec<&str> = layout
                .iter()
                .map(|&n| {
                    let (group, more) = rest.split_at(n);
                    rest = more;
                    group
                })
                .collect();
            groups.join(by)
        };
        fits.map(cut).collect()
    }
}

fn read() -> Vec<Scheme> {
    toml::from_str::<File>(include_str!("../../patterns/payment-card.toml")).unwrap().scheme
}

/// Recall by scheme. What the table calls weak is asked for with a word.
pub(crate) fn schemes(redactor: &Redactor) -> Vec<Group> {
    let sentences = sentences();
    let worded: Vec<&String> = sentences.values().flat_map(|s| &s.card).collect();
    let mut random = Random(7_812);
    let mut groups = Vec::new();
    for scheme in read() {
        let mut group = Group::new(&scheme.name);
        for length in scheme.lengths.split_whitespace().map(|n| n.parse().unwrap()) {
            for _ in 0..20 {
                let pan = scheme.number(length, &mut random);
                let mut forms = vec![pan.clone()];
                for by in [" ", "-", ".", "\u{a0}"] {
                    forms.extend(scheme.printed(&pan, by));
                }
                for form in &forms {
                    group.count(redactor, "CARD", random.pick::<&String>(&worded), form);
                    // Thirteen digits may be an article number as well.
                    if !scheme.weak && length != 13 {
                        group.count(redactor, "CARD", "take it from «», please", form);
                    }
                }
            }
        }
        groups.push(group);
    }
    groups
}

/// Recall by the digits that a number is written in.
pub(crate) fn scripts(redactor: &Redactor) -> Vec<Group> {
    let schemes = read();
    let mut random = Random(16);
    let visa = schemes.iter().find(|scheme| scheme.name == "Visa").unwrap();
    let numbers: Vec<String> = (0..25).map(|_| visa.number(16, &mut random)).collect();
    let mut groups = Vec::new();
    for (name, zero) in crate::email::scripts_with_digits() {
        let mut group = Group::new(name);
        for pan in &numbers {
            let forms = [vec![pan.clone()], visa.printed(pan, " "), visa.printed(pan, "\u{a0}")].concat();
            for form in &forms {
                group.count(redactor, "CARD", "take it from «», please", &in_digits(form, zero));
            }
        }
        groups.push(group);
    }
    groups
}
