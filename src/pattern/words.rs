//! The shape of a word file: what one language says near a number.
//!
//! Every list is one string, its entries split by `|`. A space inside an entry matches any run of spaces, `_`, `-` and
//! camelCase joints. `*` at an end of an entry lets the word go on there. Accents and case are optional, except in an
//! entry with `!` in front, whose accents must be there (Vietnamese `!thẻ`, which without them would be English "the").

use serde::Deserialize;

/// One file of `patterns/words/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordFile {
    /// ISO 639 code, which is also the name of the file; `zxx` for the keys of software and for symbols.
    pub(crate) language: String,
    /// The English name of the language, for people.
    #[expect(dead_code, reason = "a file names itself to whoever reads it")]
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) phone: Sides,
    #[serde(default)]
    pub(crate) card: Sides,
    #[serde(default)]
    pub(crate) iban: Sides,
    #[serde(default)]
    pub(crate) other: Other,
    #[serde(default)]
    pub(crate) number: Number,
    #[serde(default)]
    pub(crate) link: Link,
}

/// Words that speak for one kind of datum, and words that speak against it. What speaks for a card or an IBAN
/// speaks against a phone without being said twice.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sides {
    #[serde(default, rename = "for")]
    pub(crate) supports: String,
    #[serde(default, rename = "against")]
    pub(crate) opposes: String,
}

/// Words for all the other numbers there are: they speak against phone, card and IBAN alike.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    #[serde(default)]
    pub(crate) words: String,
    /// Words that do so only where a number word or mark stands directly beside them: "customer no.", "n° client".
    #[serde(default)]
    pub(crate) named: String,
    /// Currencies and units: they speak against a phone, and only where they touch its number and no other.
    #[serde(default)]
    pub(crate) units: String,
}

/// Words for a number of no said kind.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Number {
    /// Alone they speak for a phone ("her number is"); beside another word they are part of it ("order number").
    #[serde(default)]
    pub(crate) words: String,
    /// Alone they say nothing: "no.", "nr", "№".
    #[serde(default)]
    pub(crate) marks: String,
}

/// Words that may stand between a label and its number.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    #[serde(default)]
    pub(crate) words: String,
}
