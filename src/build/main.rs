//! Turns data files into static tables.
//!
//! What the program does with a user's files while it runs, `pattern`, `words` and `spoken` do with the shipped ones here: with
//! the same sources, so that the tables are the same.
mod automaton;
mod builtin;
mod digits;
#[path = "../fixed.rs"]
mod fixed;
mod index;
mod pattern;
mod phone;
mod regions;
mod spoken;
mod words;

fn main() {
    builtin::build();
    phone::build();
}
