//! The shape of a pattern file. Unknown keys are refused, so that a misspelt key cannot switch a check off in silence.

use serde::Deserialize;

/// A pattern file as it was written; `mod.rs` checks what the types cannot say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) title: String,
    pub(super) about: String,
    #[serde(default)]
    pub(super) category: String,
    #[serde(default)]
    pub(super) sources: Vec<String>,
    pub(super) kind: String,
    /// The mask style for this pattern, as on the command line; the redactor's own mask where it is missing.
    #[serde(default)]
    pub(super) mask: Option<String>,
    /// The procedure that reads a candidate of this pattern.
    #[serde(default)]
    pub(super) reader: Reader,
    /// For `reader = "regex"`: the ways of writing it.
    #[serde(default, rename = "shape")]
    pub(super) shapes: Vec<Shape>,
    /// For `reader = "card"`: the schemes.
    #[serde(default, rename = "scheme")]
    pub(super) schemes: Vec<Scheme>,
    /// For `reader = "iban"`: the countries.
    #[serde(default, rename = "country")]
    pub(super) countries: Vec<Country>,
    /// For `reader = "email"`: the top-level domains, separated by white space.
    #[serde(default)]
    pub(super) tlds: String,
    pub(super) examples: Examples,
}

/// The named procedures that read a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reader {
    /// A regular expression, with a validator and words near it.
    #[default]
    Regex,
    /// An address around an `@`.
    Email,
    /// A digit cluster as a phone number.
    Phone,
    /// A country code, check digits and a BBAN.
    Iban,
    /// A digit cluster as a PAN.
    Card,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    pub(super) regex: String,
    #[serde(default)]
    pub(super) validator: Option<String>,
    /// Words of which one must stand on the same line, near the candidate.
    #[serde(default)]
    pub(super) near: Vec<String>,
    /// What every match holds.
    #[serde(default)]
    pub(super) trigger: Trigger,
}

/// What every match of a shape holds. Blocks without it are not searched, and a match without it does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Trigger {
    /// Nothing: the regex searches every block.
    #[default]
    Any,
    /// Five or more digits that lie close together.
    Digits,
    /// An `@`.
    At,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    pub(super) name: String,
    /// Prefixes and ranges of one length: `34 37`, `2221-2720`.
    pub(super) iin: String,
    /// Lengths of the PAN in digits, 12 to 19.
    pub(super) lengths: String,
    /// How the scheme prints it: `4-4-4-4 4-6-5`.
    #[serde(default)]
    pub(super) groups: String,
    #[serde(default = "yes")]
    pub(super) luhn: bool,
    /// IIN and check digit are not enough: the printed grouping or a word for a card must be there too.
    #[serde(default)]
    pub(super) weak: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    pub(super) code: String,
    pub(super) name: String,
    /// Length of the whole IBAN, 15 to 34.
    pub(super) length: usize,
    /// The structure of the BBAN in the registry's notation: `4!n4!n12!c`.
    pub(super) bban: String,
    /// Whether the country is in the SWIFT registry; a few use IBANs without being there.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "tells the reader of the file where the row comes from; both are treated alike")]
    pub(super) registry: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Examples {
    #[serde(default)]
    pub(super) found: Vec<String>,
    #[serde(default)]
    pub(super) clean: Vec<String>,
}

fn yes() -> bool {
    true
}
