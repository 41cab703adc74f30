//! Turns TOML text into checked patterns.
pub(crate) mod words;
