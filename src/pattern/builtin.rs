//! The shipped pattern files: their text, and what src/build/ made of it.
#![allow(clippy::needless_borrow, reason = "src/fixed.rs prints text as it prints lists")]

use super::{
    Country, Knowledge, Scheme,
    Unit::{Digit, Either, Letter},
};
use crate::fixed::Fixed;
use std::borrow::Cow;

/// A pattern of the shipped files.
pub(super) struct Shipped {
    pub(super) id: &'static str,
    pub(super) text: &'static str,
    /// Kind and knowledge. None where they are read from the text: regexes are.
    pub(super) known: Option<(&'static str, Knowledge)>,
}

// `PATTERNS`, and `WORDS` and `SPOKEN`, each with id and text: all files below patterns/, so that a new file needs no change here.
include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
