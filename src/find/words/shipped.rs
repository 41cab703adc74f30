//! The lists of the shipped files, made by src/build/words.rs.

use super::{
    Lists,
    against::Against,
    fold::Folds,
    table::{Form, Table},
    touch::{Openings, Runs, Touch},
};
use crate::fixed::Fixed;
use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/words.rs"));
