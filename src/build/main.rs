//! Turns data files into static tables.
mod automaton;
mod builtin;
mod index;
mod pattern;
mod phone;
mod regions;

fn main() {
    builtin::build();
    phone::build();
}
