//! The tables of the shipped languages, made by src/build/spoken.rs.

use super::{
    Tables,
    lexicon::{Lexicon, Row, Sense::*},
    trigger::{Beginnings, Trigger, Triples},
};
use crate::{fixed::Fixed, pattern::Rules};
use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/spoken.rs"));
