//! Checks over plain bytes, by the names that pattern files use.

mod luhn;
mod mod97;
pub mod phone;

pub use luhn::luhn;
pub use mod97::mod97;

/// A check that a pattern file names.
#[derive(Clone, Copy)]
pub struct Validator {
    name: &'static str,
    check: fn(&[u8]) -> bool,
}

impl Validator {
    /// Its name in pattern files.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether the letters and digits of a candidate pass; everything between them is left out first by the caller.
    pub fn check(self, alphanumeric: &[u8]) -> bool {
        (self.check)(alphanumeric)
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A new check is one function and one row here.
const TABLE: &[Validator] = &[Validator { name: "luhn", check: luhn }, Validator { name: "mod97", check: mod97 }];

/// The validator of this name.
pub fn by_name(name: &str) -> Option<Validator> {
    TABLE.iter().copied().find(|v| v.name == name)
}

/// The names of all validators.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|v| v.name)
}
