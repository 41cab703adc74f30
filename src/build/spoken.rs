//! `patterns/spoken/` -> the lexicon and the trigger of `src/find/spoken/`.
#![allow(dead_code, reason = "the library's own sources, of which only the making of tables is used here")]

#[path = "../find/spoken/draft.rs"]
mod draft;
#[path = "../find/spoken/folded.rs"]
mod folded;
#[path = "../find/spoken/lexicon.rs"]
mod lexicon;
#[path = "../find/spoken/run.rs"]
mod run;
#[path = "../find/spoken/trigger.rs"]
mod trigger;

use crate::pattern::SpokenFile;

/// The source of the tables.
pub(crate) fn source(files: &[SpokenFile]) -> String {
    let trigger = trigger::Trigger::new(files);
    let lexicon = lexicon::Lexicon::new(files);
    format!("pub(super) static TABLES: Tables = Tables {{ trigger: {trigger:?}, lexicon: {lexicon:?} }};\n")
}
