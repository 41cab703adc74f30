//! Finds and masks personal data in text.
mod find;
pub mod validate;
