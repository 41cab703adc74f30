//! However the input is cut, the same comes out.
#![no_main]
#![allow(missing_docs, reason = "a fuzz target is no library")]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../properties/mod.rs"]
mod properties;

static REDACTORS: LazyLock<properties::Redactors> = LazyLock::new(properties::Redactors::builtin);

fuzz_target!(|input: (u64, &[u8])| properties::chunking(&REDACTORS, input.1, input.0));
