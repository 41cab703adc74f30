//! The shape of a spoken language file: the words in which one language says numbers, letters and signs.
//!
//! Lists are strings. In a list by value, `|` parts one value from the next and `/` the ways of saying one: `zero/oh | one`.
//! In a plain list `|` parts the entries. An entry may be a phrase of up to four words. Case and accents are optional in the
//! text, so `fünf` covers "funf"; what is spelled otherwise ("fuenf") is an entry of its own.

use serde::Deserialize;

use super::file::Examples;

/// One file of `patterns/spoken/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SpokenFile {
    /// ISO 639 code, which is also the name of the file.
    #[expect(dead_code, reason = "read by people, and there so that a file can name itself")]
    pub(crate) language: String,
    /// The English name of the language.
    #[expect(dead_code, reason = "read by people, and there so that a file can name itself")]
    pub(crate) title: String,
    pub(crate) numbers: Numbers,
    #[serde(default)]
    pub(crate) rules: Rules,
    #[serde(default)]
    pub(crate) letters: Letters,
    #[serde(default)]
    pub(crate) signs: Signs,
    #[serde(default)]
    pub(crate) flow: Flow,
    #[serde(default)]
    pub(crate) names: Names,
    pub(super) examples: Examples,
}

/// The words of numbers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Numbers {
    /// 0 to 9.
    pub(crate) digits: String,
    /// 10 to 19.
    pub(crate) teens: String,
    /// 20, 30 … 90.
    pub(crate) tens: String,
    /// 21 to 29, where they are words of their own.
    pub(crate) twenties: String,
    /// 100, 200 … 900, where they are words of their own.
    pub(crate) hundreds: String,
    /// What multiplies by a hundred: "two hundred".
    pub(crate) hundred: String,
    /// What multiplies by a thousand.
    pub(crate) thousand: String,
    /// Greater numbers: what has them is an amount.
    pub(crate) amount: String,
    /// Said before a digit to have it two, three, four times: "double five".
    pub(crate) repeat: String,
    /// Between a count and the digit that is repeated: "deux fois cinq".
    pub(crate) times: String,
    /// Zeros by their count: "three zeros".
    pub(crate) zeros: String,
    /// Between the parts of one number: "two hundred and five", "treinta y uno".
    pub(crate) and: String,
}

/// How the words of numbers combine.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rules {
    /// "drei und zwanzig": units, the word for and, tens.
    pub(crate) units_first: bool,
    /// Tens and units need the word for and between them: "treinta y uno"; "treinta uno" is 30 1.
    pub(crate) and_in_tens: bool,
    /// What follows a hundred is a part of it without the word for and: "seiscientos doce" is 612, "six hundred twelve" 600 12
    /// more often than not.
    pub(crate) hundreds_open: bool,
    /// Parts of a number may be written as one word: "dreiundzwanzig".
    pub(crate) joined: bool,
    /// 60 and 80 take 10 to 19 as well, and four twenties are 80: "quatre-vingt-dix-huit".
    pub(crate) vigesimal: bool,
}

/// Letters said aloud. A letter by itself needs no entry.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Letters {
    /// Names of letters: `w = double u/double you | z = zed/zee`.
    pub(crate) names: String,
    /// Words of spelling alphabets, separated by white space. Each stands for its first letter.
    pub(crate) alphabet: String,
    /// Between a letter and a word that begins with it: "B as in Berlin".
    #[serde(rename = "as")]
    pub(crate) like: String,
    /// Said of a letter without changing it: "capital".
    pub(crate) case: String,
}

/// Signs said aloud.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Signs {
    pub(crate) at: String,
    pub(crate) dot: String,
    pub(crate) dash: String,
    pub(crate) underscore: String,
    pub(crate) plus: String,
    /// Says that the words before are one: "all one word".
    pub(crate) together: String,
}

/// Words of speech that carry no data.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Flow {
    /// Sounds that are nothing else: "uh". They do not interrupt a run of numbers.
    pub(crate) sounds: String,
    /// Words and phrases that may stand between two parts of a datum: "and then".
    pub(crate) fillers: String,
    /// What takes back the part before it: "sorry", "no wait".
    pub(crate) repairs: String,
}

/// Words around addresses.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Names {
    /// Words that are neither a local part nor a label of a domain by themselves.
    pub(crate) never: String,
    /// What stands before a noun, and so never before a local part by itself: "the", "my".
    pub(crate) determiners: String,
    /// Words of one letter that lead to what comes next ("a", "y"); not the first letter of a spelled name, unless a word of
    /// `before` stands in front.
    pub(crate) leads: String,
    /// Words after which a name begins: "is", "reads".
    pub(crate) before: String,
}
