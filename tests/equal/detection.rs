//! Detection against the independent formatter: every example of every region and type, in every standard form.

use rlibphonenumber::PhoneNumberFormat;
use scrubline::Redactor;

use crate::{
    Group, hold,
    phone::{Example, FEWEST_DIGITS, NO_WORD, examples},
};

const WORD: &str = "my number is «» before noon";

/// The name of a form, how a number is written in it and what stands before it.
type Form = (&'static str, fn(&Example) -> String, &'static str);

const FORMS: [Form; 4] = [
    ("international", |example| example.written(PhoneNumberFormat::International), ""),
    ("national", |example| example.written(PhoneNumberFormat::National), ""),
    ("00", Example::idd, ""),
    ("RFC 3966", |example| example.written(PhoneNumberFormat::RFC3966).replacen("tel:", "", 1), "tel:"),
];

/// Counts each example in each form, with the redactor that `redactor` makes for its region.
fn count(sentences: &[&str], mut redactor: impl FnMut(&str) -> Redactor) -> Vec<Group> {
    let mut groups: Vec<Group> = FORMS.iter().map(|(name, ..)| Group::new(*name)).collect();
    let mut last: Option<(String, Redactor)> = None;
    for example in examples() {
        if last.as_ref().is_none_or(|(region, _)| *region != example.region) {
            last = Some((example.region.clone(), redactor(&example.region)));
        }
        let Some((_, redactor)) = &last else { unreachable!("set above") };
        for (group, (_, write, scheme)) in groups.iter_mut().zip(FORMS) {
            let written = write(&example);
            if written.chars().filter(char::is_ascii_digit).count() < FEWEST_DIGITS {
                continue;
            }
            for sentence in sentences {
                let sentence = sentence.replace('«', &format!("{scheme}«"));
                group.count(redactor, "PHONE", &sentence, &written);
                if !scheme.is_empty() {
                    // The extension is a parameter behind the number (RFC 3966, 3); the number is what identifies its owner.
                    group.count(redactor, "PHONE", &sentence.replace('»', "»;ext=12"), &written);
                }
            }
        }
    }
    groups
}

#[test]
fn hinted_numbers_are_found_whole() {
    let hinted = |region: &str| Redactor::builder().regions(&[region]).build().unwrap();
    hold("by form, hinted", &count(&[WORD, NO_WORD], hinted), 99.9);
}

#[test]
fn numbers_with_a_word_are_found_whole() {
    let redactor = Redactor::builtin();
    hold("by form", &count(&[WORD], |_| redactor.clone()), 97.0);
}
