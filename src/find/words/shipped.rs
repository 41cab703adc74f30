//! The lists of the shipped files, made by src/build/words.rs.

use super::{
    Lists,
    fold::Folds,
    sayings::Sayings,
    table::{Form, Table},
    touch::{Openings, Runs, Touch},
};
use crate::fixed::Fixed;
use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/words.rs"));
