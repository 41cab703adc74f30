//! Checks over plain bytes, by the names that pattern files use.
mod luhn;
mod mod97;
pub mod phone;

pub use luhn::luhn;
pub use mod97::mod97;
