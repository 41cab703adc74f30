//! `patterns/words/` -> the lists of `src/find/words/`.
#![allow(dead_code, reason = "the library's own sources, of which only the making of tables is used here")]

#[path = "../find/words/fold.rs"]
mod fold;
#[path = "../find/words/sayings.rs"]
mod sayings;
#[path = "../find/words/table.rs"]
mod table;
#[path = "../find/words/touch.rs"]
mod touch;

pub(crate) use fold::fold_letter;

use crate::pattern::WordFile;

/// The source of the lists.
pub(crate) fn source(files: &[WordFile]) -> String {
    let folds = fold::Folds::new();
    let table = table::Table::new(files, &folds);
    let touch = table.touch();
    format!("pub(super) static LISTS: Lists = Lists {{ folds: {folds:?}, table: {table:?}, touch: {touch:?} }};\n")
}
