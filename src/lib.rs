//! Finds and masks personal data in text.
pub mod validate;
mod find;
mod pattern;
