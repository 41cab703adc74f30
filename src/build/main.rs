//! Turns data files into static tables.
mod automaton;
mod index;
mod pattern;
mod phone;
mod regions;

fn main() {
    phone::build();
}
