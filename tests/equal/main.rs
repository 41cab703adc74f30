//! Equal treatment: the recall of every region, language, country, scheme and script, each above the same floor.
//!
//! The data are in the repository: example numbers of each region, written as an independent formatter writes them
//! (`rlibphonenumber`), accounts and cards made from the tables of `patterns/` with right check digits, and addresses and digits
//! of each script. A datum counts as found when exactly it is masked, no byte less or more.
//!
//! `SCRUBLINE_TABLE=tests/equal-treatment.md cargo test --test equal` writes the table that the documentation shows.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

mod card;
mod detection;
mod email;
mod iban;
mod phone;
mod random;

use std::{fmt::Write, fs};

use scrubline::Redactor;

/// What every group must reach, in percent.
const FLOOR: f64 = 97.0;

/// The page that the documentation shows.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/equal-treatment.md");

/// Data of one kind that share a region, a language or a script.
pub(crate) struct Group {
    pub(crate) name: String,
    found: usize,
    of: usize,
    missed: Vec<String>,
}

impl Group {
    pub(crate) fn new(name: impl Into<String>) -> Group {
        Group { name: name.into(), found: 0, of: 0, missed: Vec::new() }
    }

    /// Counts a line: the part of `sentence` marked by « » is replaced by `datum` and must be found.
    pub(crate) fn count(&mut self, redactor: &Redactor, kind: &str, sentence: &str, datum: &str) {
        let (before, rest) = sentence.split_once('«').unwrap();
        let (_, after) = rest.split_once('»').unwrap();
        let line = format!("{before}{datum}{after}");
        let span = before.len()..before.len() + datum.len();
        self.of += 1;
        if redactor.find_iter(line.as_bytes()).any(|f| f.span == span && redactor.pattern(f.pattern).kind() == kind) {
            self.found += 1;
        } else {
            self.missed.push(format!("{before}«{datum}»{after}"));
        }
    }

    pub(crate) fn add(&mut self, other: &Group) {
        self.found += other.found;
        self.of += other.of;
        self.missed.extend(other.missed.iter().cloned());
    }

    pub(crate) fn recall(&self) -> f64 {
        100.0 * self.found as f64 / self.of as f64
    }
}

/// Fails with every group of `title` that is below `floor`, and the first lines that it missed.
pub(crate) fn hold(title: &str, groups: &[Group], floor: f64) {
    let mut report = String::new();
    let below: Vec<&Group> = groups.iter().filter(|group| group.of == 0 || group.recall() < floor).collect();
    for group in &below {
        writeln!(report, "{}: {} of {}, {:.1} %", group.name, group.found, group.of, group.recall()).unwrap();
        for line in group.missed.iter().take(12) {
            writeln!(report, "  {line}").unwrap();
        }
    }
    assert!(below.is_empty(), "{title}: {} of {} groups are below {floor} %\n{report}", below.len(), groups.len());
}

/// A section of the page.
struct Section {
    title: &'static str,
    floor: f64,
    groups: Vec<Group>,
}

/// The sections, in the order of the page.
fn sections() -> Vec<Section> {
    let redactor = &Redactor::builtin();
    let (regions, languages) = phone::groups(redactor);
    let (international, national) = phone::without_words(redactor);
    let above = |title, groups| Section { title, floor: FLOOR, groups };
    vec![
        above("Phones by region, near a word", regions),
        above("Phones by language, near a word", languages),
        above("International phones by region, no word near", international),
        // Short numbers in pairs of groups are written as amounts, codes and years are: a word or `--region` settles them.
        Section { title: "National phones by region, no word near", floor: 0.0, groups: national },
        above("Phones by digits", phone::scripts(redactor)),
        above("Emails by script", email::scripts(redactor)),
        above("IBANs by country", iban::countries(redactor)),
        above("Cards by scheme", card::schemes(redactor)),
        above("Cards by digits", card::scripts(redactor)),
    ]
}

fn page(sections: &[Section]) -> String {
    let mut page = String::from(
        "# Equal treatment\n\n\
        What the default configuration finds, of data in the repository, by region, language, country, scheme and script. A datum\n\
        counts as found when exactly it is masked. No group may fall below 97 %, but for one section: where no word is near, a short\n\
        national number is written as amounts, codes and years are, so it is shown there what a word or `--region` must settle.\n\
        Numbers of four digits, dialled within Niue, Tokelau and Tristan da Cunha, are found in their international form only.\n\n\
        Written by `SCRUBLINE_TABLE=tests/equal-treatment.md cargo test --test equal`.\n",
    );
    for section in sections {
        write!(page, "\n## {}\n\n| | lines | found |\n|---|---:|---:|\n", section.title).unwrap();
        for group in &section.groups {
            writeln!(page, "| {} | {} | {:.1} % |", group.name, group.of, group.recall()).unwrap();
        }
    }
    page
}

/// The rows of a page: a group, its lines and its recall.
fn rows(page: &str) -> Vec<(&str, &str, f64)> {
    page.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let (name, lines, found) = (cells.next()?, cells.next()?, cells.next()?);
            Some((name, lines, found.strip_suffix(" % |")?.parse().ok()?))
        })
        .collect()
}

#[test]
fn no_group_is_below_its_floor() {
    for section in sections() {
        hold(section.title, &section.groups, section.floor);
    }
}

/// The page that the documentation shows has the groups of today, and no recall that is off by a point or more.
#[test]
fn the_table_is_up_to_date() {
    let page = page(&sections());
    if let Ok(path) = std::env::var("SCRUBLINE_TABLE") {
        fs::write(path, &page).unwrap();
    }
    let table = fs::read_to_string(TABLE).unwrap();
    let (today, shown) = (rows(&page), rows(&table));
    let names = |rows: &[(&str, &str, f64)]| rows.iter().map(|(name, lines, _)| format!("{name}: {lines}")).collect::<Vec<_>>();
    let how = "write it anew: SCRUBLINE_TABLE=tests/equal-treatment.md cargo test --test equal";
    assert_eq!(names(&today), names(&shown), "{how}");
    for ((name, _, now), (_, _, then)) in today.iter().zip(&shown) {
        assert!((now - then).abs() < 1.0, "{name} is {now}, not {then}; {how}");
    }
    assert!(today.len() > 1000, "{} rows", today.len());
}
