//! A pattern file is refused or works.
#![no_main]
#![allow(missing_docs, reason = "a fuzz target is no library")]

use libfuzzer_sys::fuzz_target;

#[path = "../../properties/mod.rs"]
mod properties;

fuzz_target!(|text: &str| properties::patterns_parse(text));
