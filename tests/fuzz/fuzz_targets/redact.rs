//! All ways of asking agree, and outside findings nothing changes.
#![no_main]
#![allow(missing_docs, reason = "a fuzz target is no library")]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../properties/mod.rs"]
mod properties;

static REDACTORS: LazyLock<properties::Redactors> = LazyLock::new(properties::Redactors::builtin);

fuzz_target!(|input: &[u8]| properties::redact(&REDACTORS.whole, input));
