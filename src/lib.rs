//! Finds and masks personal data in text.
mod find;
mod pattern;
pub mod validate;
