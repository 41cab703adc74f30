//! Turns TOML text into checked patterns.
//!
//! This room takes text; callers read files. Everything that a file can get wrong is found here or by [`crate::check`], and
//! each refusal names the file, the entry and the way out.

mod builtin;
mod example;
mod file;
mod regex;
mod spoken;
mod table;
mod words;

pub use example::Example;
pub(crate) use file::{Reader, Trigger};
pub(crate) use regex::{MAX_SHAPE_BYTES, Shape};
pub(crate) use spoken::{Language, Numbers, Rules, SpokenFile};
pub(crate) use table::{Country, IIN_DIGITS, Scheme, Unit};
pub(crate) use words::WordFile;

use std::sync::Arc;

use crate::{error::Error, mask::Mask};

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
    id: String,
    kind: String,
    title: String,
    about: String,
    category: String,
    sources: Vec<String>,
    mask: Option<Mask>,
    found: Vec<Example>,
    clean: Vec<Example>,
    pub(crate) knowledge: Knowledge,
}

/// What a reader needs to know, by the reader that needs it.
#[derive(Debug, Clone)]
pub(crate) enum Knowledge {
    Regex(Vec<Shape>),
    Email { tlds: String },
    Phone,
    Iban(Vec<Country>),
    Card(Vec<Scheme>),
}

impl Pattern {
    /// The path of its file inside the pattern folder, without `.toml`: `us/ssn`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What its findings are called, in capitals: `CARD`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its name for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it covers, in a sentence or two.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// What sort of data it is: `financial`, `contact`. Empty where the file names none.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// Where its rules come from.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The mask of this pattern alone, if its file sets one.
    pub fn mask(&self) -> Option<&Mask> {
        self.mask.as_ref()
    }

    /// Lines in which it must find exactly what is marked.
    pub fn found_examples(&self) -> &[Example] {
        &self.found
    }

    /// Lines in which nothing may be found.
    pub fn clean_examples(&self) -> &[Example] {
        &self.clean
    }

    fn parse(id: &str, text: &str) -> Result<Pattern, Error> {
        let file: file::File = toml::from_str(text).map_err(|e| unreadable(id, text, &e))?;
        let at = |entry: &str| format!("pattern {id}: {entry}");
        if file.kind.is_empty() || !file.kind.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') {
            return Err(Error::format(at("kind"), "must be capital letters, digits and underscores, as in kind = \"CARD\""));
        }
        let mask = file.mask.as_deref().map(str::parse).transpose().map_err(|e| Error::format(at("mask"), e))?;
        let (found, clean) = examples(id, &file.examples)?;
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
            Reader::Email => Knowledge::Email { tlds: file.tlds },
            Reader::Phone => Knowledge::Phone,
            Reader::Iban => Knowledge::Iban(each(&file.countries, Country::new, &at, "country")?),
            Reader::Card => Knowledge::Card(each(&file.schemes, Scheme::new, &at, "scheme")?),
        };
        Ok(Pattern {
            id: id.to_owned(),
            kind: file.kind,
            title: file.title,
            about: file.about,
            category: file.category,
            sources: file.sources,
            mask,
            found,
            clean,
            knowledge,
        })
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

/// A refusal of the TOML reader, with its line. The message of the reader is one line; the text it quotes is left out.
fn unreadable(id: &str, text: &str, error: &toml::de::Error) -> Error {
    let line = error.span().map_or(1, |span| text.as_bytes()[..span.start.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1);
    Error::format(format_args!("pattern {id}: line {line}"), error.message().replace('\n', ", "))
}

/// Patterns and the word lists that go with them.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    patterns: Vec<Arc<Pattern>>,
    /// The word lists with their ids.
    words: Vec<(String, Arc<WordFile>)>,
    /// The spoken languages.
    spoken: Vec<Arc<Language>>,
}

impl Patterns {
    /// The patterns shipped with this crate: email, phone, iban, payment-card, and the word lists of all languages.
    ///
    /// # Panics
    ///
    /// Never: the files are part of the program, and a test reads them as this does.
    pub fn builtin() -> Patterns {
        let mut all = Patterns::default();
        for (id, text) in builtin::FILES {
            // `scrubline check` and the tests read the same files, so a release never holds one that is refused.
            let one = Patterns::parse(id, text).expect("the shipped pattern files are checked before a release");
            all.add(one).expect("the shipped pattern files have different names");
        }
        all
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
            let words = toml::from_str(text).map_err(|e| unreadable(id, text, &e))?;
            one.words.push((id.to_owned(), Arc::new(words)));
        } else if id.starts_with("spoken/") {
            one.spoken.push(Arc::new(Language::parse(id, text)?));
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
            if self.patterns.iter().any(|p| p.id == pattern.id) {
                return Err(Error::duplicate(&pattern.id));
            }
            self.patterns.push(pattern);
        }
        for (id, list) in other.words {
            if self.words.iter().any(|(known, _)| *known == id) {
                return Err(Error::duplicate(&id));
            }
            self.words.push((id, list));
        }
        for language in other.spoken {
            if self.spoken.iter().any(|known| known.id == language.id) {
                return Err(Error::duplicate(&language.id));
            }
            self.spoken.push(language);
        }
        if self.patterns.len() > usize::from(u16::MAX) {
            return Err(Error::setting("there are more than 65535 patterns"));
        }
        Ok(())
    }

    /// Adds other patterns and word lists to these. What has the same name gives way to the other.
    pub fn replace(&mut self, other: Patterns) {
        self.patterns.retain(|mine| other.patterns.iter().all(|theirs| theirs.id != mine.id));
        self.words.retain(|(mine, _)| other.words.iter().all(|(theirs, _)| theirs != mine));
        self.patterns.extend(other.patterns);
        self.words.extend(other.words);
    }

    /// The patterns in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.patterns.iter().map(|p| &**p)
    }

    pub(crate) fn get(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.index()]
    }

    pub(crate) fn spoken(&self) -> impl Iterator<Item = &Arc<Language>> {
        self.spoken.iter()
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = &Arc<WordFile>> {
        self.words.iter().map(|(_, list)| list)
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
