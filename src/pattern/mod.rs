//! Turns TOML text into checked patterns.
//!
//! This room takes text; callers read files. Everything that a file can get wrong is found here or by [`crate::check`], and
//! each refusal names the file, the entry and the way out.
//!
//! The shipped files are not read at a start, which took 4 ms: the build script (src/build/) makes what they say a part of the
//! program, with the same code. Their text is read when somebody asks for a title or for the examples, or adds word lists to them.

mod builtin;
mod example;
mod file;
mod language;
mod lazy;
mod regex;
mod spoken;
mod table;
mod words;

pub use example::Example;
pub(crate) use file::{Reader, Trigger};
pub(crate) use language::Language;
pub(crate) use lazy::{Files, Lazy};
pub(crate) use regex::{MAX_SHAPE_BYTES, Shape};
pub(crate) use spoken::{Numbers, Rules, SpokenFile};
pub(crate) use table::{Country, IIN_DIGITS, Scheme, Unit};
pub(crate) use words::WordFile;

use std::{borrow::Cow, sync::Arc};

use serde::de::DeserializeOwned;

use crate::{error::Error, fixed::Fixed, mask::Mask};
use lazy::Read;

/// The greatest size of a pattern file, in bytes. A larger one is a mistake: the shipped ones are below 64 KiB.
pub const MAX_FILE_BYTES: usize = 1 << 20;

/// Names a pattern within one [`Redactor`](crate::Redactor).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatternId(u16);

impl PatternId {
    pub(crate) fn new(index: usize) -> PatternId {
        // `Patterns::add` refuses more patterns than that.
        PatternId(u16::try_from(index).unwrap_or(u16::MAX))
    }

    /// Its place in [`Redactor::patterns`](crate::Redactor::patterns).
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One kind of datum: what it is called, how it is found and what proves it.
#[derive(Debug, Clone)]
pub struct Pattern {
    kind: Cow<'static, str>,
    mask: Option<Mask>,
    page: Lazy<Page>,
    pub(crate) knowledge: Knowledge,
}

/// What a pattern file tells people, and how it proves itself: no start needs that.
#[derive(Debug, Clone)]
struct Page {
    title: String,
    about: String,
    category: String,
    sources: Vec<String>,
    found: Vec<Example>,
    clean: Vec<Example>,
}

/// What a reader needs to know, by the reader that needs it.
#[derive(Debug, Clone)]
pub(crate) enum Knowledge {
    Regex(Vec<Shape>),
    Email { tlds: Fixed<str> },
    Phone,
    Iban(Fixed<[Country]>),
    Card(Fixed<[Scheme]>),
}

impl Pattern {
    /// The path of its file inside the pattern folder, without `.toml`: `us/ssn`.
    pub fn id(&self) -> &str {
        self.page.id()
    }

    /// What its findings are called, in capitals: `CARD`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its name for people.
    pub fn title(&self) -> &str {
        &self.page.title
    }

    /// What it covers, in a sentence or two.
    pub fn about(&self) -> &str {
        &self.page.about
    }

    /// What sort of data it is: `financial`, `contact`. Empty where the file names none.
    pub fn category(&self) -> &str {
        &self.page.category
    }

    /// Where its rules come from.
    pub fn sources(&self) -> &[String] {
        &self.page.sources
    }

    /// The mask of this pattern alone, if its file sets one.
    pub fn mask(&self) -> Option<&Mask> {
        self.mask.as_ref()
    }

    /// Lines in which it must find exactly what is marked.
    pub fn found_examples(&self) -> &[Example] {
        &self.page.found
    }

    /// Lines in which nothing may be found.
    pub fn clean_examples(&self) -> &[Example] {
        &self.page.clean
    }

    #[cfg(test)]
    pub(crate) fn is_read(&self) -> bool {
        self.page.is_read()
    }

    fn parse(id: &str, text: &str) -> Result<Pattern, Error> {
        let file: file::File = parsed(id, text)?;
        let at = |entry: &str| format!("pattern {id}: {entry}");
        if file.kind.is_empty() || !file.kind.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') {
            return Err(Error::format(at("kind"), "must be capital letters, digits and underscores, as in kind = \"CARD\""));
        }
        let mask = file.mask.as_deref().map(str::parse).transpose().map_err(|e| Error::format(at("mask"), e))?;
        let page = Page::new(id, &file)?;
        // A table that the reader does not use would be knowledge without effect.
        let reader = file.reader;
        let tables = [
            ("shape", !file.shapes.is_empty(), Reader::Regex),
            ("scheme", !file.schemes.is_empty(), Reader::Card),
            ("country", !file.countries.is_empty(), Reader::Iban),
            ("tlds", !file.tlds.is_empty(), Reader::Email),
        ];
        // What is there says more about what was meant than what is missing.
        if let Some((name, _, used_by)) = tables.iter().find(|(_, given, used_by)| *given && reader != *used_by) {
            return Err(Error::format(
                at(name),
                format_args!("is not used by this reader; set reader = \"{}\" or remove it", used_by.name()),
            ));
        }
        if let Some((name, _, used_by)) = tables.iter().find(|(_, given, used_by)| !given && reader == *used_by) {
            return Err(Error::format(at(name), format_args!("is missing; reader = \"{}\" needs it", used_by.name())));
        }
        let knowledge = match reader {
            Reader::Regex => Knowledge::Regex(each(&file.shapes, Shape::new, &at, "shape")?),
            Reader::Email => Knowledge::Email { tlds: file.tlds.into() },
            Reader::Phone => Knowledge::Phone,
            Reader::Iban => Knowledge::Iban(each(&file.countries, Country::new, &at, "country")?.into()),
            Reader::Card => Knowledge::Card(each(&file.schemes, Scheme::new, &at, "scheme")?.into()),
        };
        Ok(Pattern { kind: file.kind.into(), mask, page: Lazy::new(id, page), knowledge })
    }
}

impl Page {
    fn new(id: &str, file: &file::File) -> Result<Page, Error> {
        let (found, clean) = examples(id, &file.examples)?;
        let (title, about, category) = (file.title.clone(), file.about.clone(), file.category.clone());
        Ok(Page { title, about, category, sources: file.sources.clone(), found, clean })
    }
}

impl Read for Page {
    fn read(id: &str, text: &str) -> Result<Page, Error> {
        Page::new(id, &parsed(id, text)?)
    }
}

impl Read for WordFile {
    fn read(id: &str, text: &str) -> Result<WordFile, Error> {
        parsed(id, text)
    }
}

/// Reads the examples of a file: what is found, and what is clean.
fn examples(id: &str, examples: &file::Examples) -> Result<(Vec<Example>, Vec<Example>), Error> {
    let at = |entry: &str| format!("pattern {id}: {entry}");
    let read = |list: &[String], name: &str, how: fn(&str) -> Result<Example, &'static str>| {
        let example = |(i, line): (usize, &String)| how(line).map_err(|why| Error::example(at(&format!("examples.{name} {}", i + 1)), why));
        list.iter().enumerate().map(example).collect::<Result<Vec<_>, _>>()
    };
    let found = read(&examples.found, "found", Example::marked)?;
    let clean = read(&examples.clean, "clean", Example::clean)?;
    if found.is_empty() {
        return Err(Error::example(at("examples.found"), "is missing; add a line with « » around what must be masked"));
    }
    if clean.is_empty() {
        return Err(Error::example(at("examples.clean"), "is missing; add a line that looks alike and must be left alone"));
    }
    Ok((found, clean))
}

/// Reads the rows of a table; a refusal says which row.
fn each<Row, Out>(
    rows: &[Row],
    read: impl Fn(&Row) -> Result<Out, table::Refusal>,
    at: &dyn Fn(&str) -> String,
    name: &str,
) -> Result<Vec<Out>, Error> {
    let row = |(i, row): (usize, &Row)| {
        read(row).map_err(|refusal| {
            let place = at(&format!("{name} {}", i + 1));
            match refusal {
                table::Refusal::Regex(why) => Error::regex(place, why),
                table::Refusal::Format(why) => Error::format(place, why),
            }
        })
    };
    rows.iter().enumerate().map(row).collect()
}

/// Reads TOML. A refusal has the line; the message of the TOML reader is one line, and the text it quotes is left out.
fn parsed<T: DeserializeOwned>(id: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.as_bytes().get(..span.start)).unwrap_or_default();
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        Error::format(format_args!("pattern {id}: line {line}"), error.message().replace('\n', ", "))
    })
}

/// Patterns and the word lists that go with them.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    patterns: Vec<Arc<Pattern>>,
    words: Files<WordFile>,
    spoken: Files<Language>,
}

impl Patterns {
    /// The patterns shipped with this crate: email, phone, iban, payment-card, and the words of all languages.
    ///
    /// # Panics
    ///
    /// Never: a test reads the shipped files.
    pub fn builtin() -> Patterns {
        let pattern = |&builtin::Shipped { id, text, ref known }| match known {
            Some((kind, knowledge)) => {
                Pattern { kind: (*kind).into(), mask: None, page: Lazy::shipped(id, text), knowledge: knowledge.clone() }
            }
            None => Pattern::parse(id, text).expect("a test reads the shipped pattern files as a user's own"),
        };
        Patterns {
            patterns: builtin::PATTERNS.iter().map(|shipped| Arc::new(pattern(shipped))).collect(),
            words: Files::shipped(builtin::WORDS),
            spoken: Files::shipped(builtin::SPOKEN),
        }
    }

    /// Reads one pattern file. `id` is its path inside the pattern folder without `.toml`: `us/ssn`. A file below `words/`
    /// is a word list, one below `spoken/` a spoken language.
    ///
    /// # Errors
    ///
    /// The text is no pattern file: the error names the pattern, the entry and the way out.
    pub fn parse(id: &str, text: &str) -> Result<Patterns, Error> {
        if text.len() > MAX_FILE_BYTES {
            return Err(Error::format(
                format_args!("pattern {id}"),
                format_args!("is larger than {MAX_FILE_BYTES} bytes; split it into several files"),
            ));
        }
        if text.trim().is_empty() {
            return Err(Error::format(format_args!("pattern {id}"), "is empty; it needs at least title, about, kind and [examples]"));
        }
        let mut one = Patterns::default();
        if id.starts_with("words/") {
            one.words = Files::one(id, WordFile::read(id, text)?);
        } else if id.starts_with("spoken/") {
            one.spoken = Files::one(id, Language::read(id, text)?);
        } else {
            one.patterns.push(Arc::new(Pattern::parse(id, text)?));
        }
        Ok(one)
    }

    /// Adds other patterns to these.
    ///
    /// # Errors
    ///
    /// Two patterns have one name.
    pub fn add(&mut self, other: Patterns) -> Result<(), Error> {
        for pattern in other.patterns {
            if self.patterns.iter().any(|p| p.id() == pattern.id()) {
                return Err(Error::duplicate(pattern.id()));
            }
            self.patterns.push(pattern);
        }
        self.words.add(other.words)?;
        self.spoken.add(other.spoken)?;
        if self.patterns.len() > usize::from(u16::MAX) {
            return Err(Error::setting("there are more than 65535 patterns"));
        }
        Ok(())
    }

    /// Adds other patterns, word lists and spoken languages to these. What has the same name gives way to the other.
    pub fn replace(&mut self, other: Patterns) {
        self.patterns.retain(|mine| other.patterns.iter().all(|theirs| theirs.id() != mine.id()));
        self.patterns.extend(other.patterns);
        self.words.replace(other.words);
        self.spoken.replace(other.spoken);
    }

    /// The patterns in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.patterns.iter().map(|p| &**p)
    }

    /// How many spoken languages there are.
    pub fn languages(&self) -> usize {
        self.spoken.iter().count()
    }

    /// How many examples there are, those of spoken languages among them.
    pub fn examples(&self) -> usize {
        let patterns: usize = self.iter().map(|p| p.found_examples().len() + p.clean_examples().len()).sum();
        patterns + self.spoken.iter().map(|l| l.found.len() + l.clean.len()).sum::<usize>()
    }

    pub(crate) fn get(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.index()]
    }

    pub(crate) fn spoken(&self) -> &Files<Language> {
        &self.spoken
    }

    pub(crate) fn words(&self) -> &Files<WordFile> {
        &self.words
    }
}

impl Reader {
    fn name(self) -> &'static str {
        match self {
            Reader::Regex => "regex",
            Reader::Email => "email",
            Reader::Phone => "phone",
            Reader::Iban => "iban",
            Reader::Card => "card",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Patterns, builtin};

    #[test]
    fn the_shipped_files_are_read_as_any_other() {
        for shipped in builtin::PATTERNS {
            let (id, text) = (shipped.id, shipped.text);
            let read = Patterns::parse(id, text).unwrap_or_else(|refusal| panic!("{refusal}"));
            let pattern = read.iter().next().unwrap();
            if let Some((kind, knowledge)) = &shipped.known {
                assert_eq!((pattern.kind(), pattern.mask()), (*kind, None));
                assert_eq!(format!("{:?}", pattern.knowledge), format!("{knowledge:?}"));
            }
        }
        for (id, text) in builtin::WORDS.iter().chain(builtin::SPOKEN) {
            Patterns::parse(id, text).unwrap_or_else(|refusal| panic!("{refusal}"));
        }
    }

    #[test]
    fn the_shipped_files_are_shipped_until_another_joins_them() {
        let mut patterns = Patterns::default();
        patterns.add(Patterns::builtin()).unwrap();
        assert!(patterns.words().are_shipped && patterns.spoken().are_shipped);
        assert!(patterns.add(Patterns::builtin()).is_err());
        patterns.replace(Patterns::parse("words/de", "language = \"de\"\ntitle = \"German\"").unwrap());
        assert!(!patterns.words().are_shipped && patterns.spoken().are_shipped);
        assert_eq!(patterns.words().iter().count(), Patterns::builtin().words().iter().count());
    }
}
