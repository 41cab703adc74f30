//! `patterns/` -> what the program knows without reading a file. Adding a file is an edit of TOML alone.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

use crate::{pattern, spoken, words};

/// A pattern file.
struct Shipped {
    /// Its path below `patterns/`, without `.toml`.
    id: String,
    path: String,
    text: String,
}

/// Writes `builtin.rs` with the text of every pattern file and what the patterns say, `words.rs` with the table of all words, and
/// `spoken.rs` with all that is said aloud.
pub(crate) fn build() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("patterns");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort_by(|a, b| a.id.cmp(&b.id));
    let (word_lists, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.id.starts_with("words/"));
    let (languages, patterns): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.id.starts_with("spoken/"));
    let texts = |files: &[Shipped]| files.iter().map(|file| format!("({:?}, {}),\n", file.id, file.include())).collect::<String>();
    let known = |file: &Shipped| match pattern::source(&file.path, &file.text) {
        Some(known) => format!("Some({known})"),
        None => "None".to_owned(),
    };
    let pattern = |file: &Shipped| format!("Shipped {{ id: {:?}, text: {}, known: {} }},\n", file.id, file.include(), known(file));
    let builtin = format!(
        "pub(super) static PATTERNS: &[Shipped] = &[\n{}];\n\
         pub(super) static WORDS: &[(&str, &str)] = &[\n{}];\n\
         pub(super) static SPOKEN: &[(&str, &str)] = &[\n{}];\n",
        patterns.iter().map(pattern).collect::<String>(),
        texts(&word_lists),
        texts(&languages),
    );
    write("builtin.rs", &builtin);
    write("words.rs", &words::source(&word_lists.iter().map(Shipped::read).collect::<Vec<_>>()));
    write("spoken.rs", &spoken::source(&languages.iter().map(Shipped::read).collect::<Vec<_>>()));
}

impl Shipped {
    fn read<T: DeserializeOwned>(&self) -> T {
        pattern::read(&self.path, &self.text)
    }

    fn include(&self) -> String {
        format!("include_str!({:?})", self.path)
    }
}

fn write(name: &str, source: &str) {
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join(name);
    fs::write(out, source).expect("the output folder can be written");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<Shipped>) {
    #[expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]
    {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    for entry in fs::read_dir(folder).expect("the pattern folder can be read") {
        let path = entry.expect("the pattern folder can be read").path();
        // The telephone tables are no patterns: src/build/phone.rs compiles them.
        if path.is_dir() && !path.ends_with("patterns/phone") {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let id = path.strip_prefix(root).expect("it was found there").with_extension("");
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push(Shipped { id: id.to_string_lossy().replace('\\', "/"), path: path.display().to_string(), text });
        }
    }
}
