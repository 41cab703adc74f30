//! Flags and configuration become a redactor.

use std::path::{Path, PathBuf};

use scrubline::{Error, ErrorKind, MAX_FILE_BYTES, Mask, Patterns, Redactor};

use crate::{config::Config, exit::Trouble, files, flags::LookFlags};

/// How deep folders of patterns may lie in each other. Deeper is a link that leads back.
const MAX_DEPTH: usize = 16;

/// The redactor that flags and configuration ask for.
pub(crate) fn redactor(flags: &LookFlags, config: &Config) -> Result<Redactor, Trouble> {
    let mut builder = Redactor::builder();
    // Where a setting comes from, for messages.
    let place = |on_command_line: bool, name: &str| match &flags.config {
        Some(path) if !on_command_line => format!("{}: {name}", path.display()),
        _ => format!("--{name}"),
    };
    if let Some(style) = flags.mask.as_ref().or(config.mask.as_ref()) {
        let mask = style.parse::<Mask>().map_err(|e| Trouble::new(format_args!("{}: {e}", place(flags.mask.is_some(), "mask"))))?;
        builder.mask(mask);
    }
    let mut patterns = None;
    let folders = if flags.patterns.is_empty() { config.patterns.as_ref().map_or_else(Vec::new, |list| list.split()) } else { Vec::new() };
    let folders: Vec<&Path> = flags.patterns.iter().map(PathBuf::as_path).chain(folders.iter().map(Path::new)).collect();
    for folder in folders {
        let all = patterns.get_or_insert_with(Patterns::builtin);
        for file in pattern_files(folder)? {
            let parsed = file.parse()?;
            all.add(parsed).map_err(|e| Trouble::new(format_args!("{}: {}", file.path.display(), file.without_id(&e))))?;
        }
    }
    if let Some(kinds) = flags.kind.clone().or_else(|| config.kind.as_ref().map(|list| list.split())) {
        let place = place(flags.kind.is_some(), "kind");
        // An empty list would look for nothing and let everything through.
        if kinds.is_empty() {
            return Err(Trouble::new(format_args!("{place}: names no kind; remove it to look for all kinds")));
        }
        builder.kinds(&kinds);
    }
    if let Some(regions) = flags.region.clone().or_else(|| config.region.as_ref().map(|list| list.split())) {
        builder.regions(&regions);
        // Only a region can be refused without patterns of the user's.
        Redactor::builder().patterns(Patterns::default()).regions(&regions).build().map_err(|e| {
            let place = place(flags.region.is_some(), "region");
            Trouble::new(format_args!("{place}: {e}"))
        })?;
    }
    builder.spoken(!(flags.no_spoken || config.no_spoken.unwrap_or(false)));
    if let Some(patterns) = patterns {
        builder.patterns(patterns);
    }
    builder.build().map_err(|e| match e.kind() {
        // The regions are known by now, so it is a kind.
        ErrorKind::Setting => Trouble::new(format_args!("{}: {e}", place(flags.kind.is_some(), "kind"))),
        _ => Trouble::new(e),
    })
}

/// A pattern file, not yet read.
#[derive(Debug)]
pub(crate) struct PatternFile {
    pub(crate) id: String,
    pub(crate) path: PathBuf,
}

impl PatternFile {
    /// Reads and checks it. The message names the file where the library names the pattern.
    pub(crate) fn parse(&self) -> Result<Patterns, Trouble> {
        let text = files::read_text(&self.path, MAX_FILE_BYTES)?;
        Patterns::parse(&self.id, &text).map_err(|e| Trouble::new(format_args!("{}: {}", self.path.display(), self.without_id(&e))))
    }

    pub(crate) fn without_id(&self, error: &Error) -> String {
        let text = error.to_string();
        let prefix = format!("pattern {}", self.id);
        text.strip_prefix(&prefix).map_or(text.as_str(), |rest| rest.trim_start_matches([':', ' '])).to_owned()
    }
}

/// The pattern files that a path stands for: itself, or all `*.toml` in the folder and below, by name.
pub(crate) fn pattern_files(path: &Path) -> Result<Vec<PatternFile>, Trouble> {
    let metadata = std::fs::metadata(path).map_err(|e| Trouble::io(path.display(), &e))?;
    // The id of a file says whether it is a word list or a spoken language, so `patterns/words` alone must be read as below
    // `patterns`.
    let prefix = |folder: Option<&Path>| {
        let name = folder.and_then(Path::file_name);
        ["words", "spoken"].iter().find(|sort| name.is_some_and(|name| name == **sort)).map_or(String::new(), |sort| format!("{sort}/"))
    };
    let mut files = Vec::new();
    if metadata.is_dir() {
        collect(path, &prefix(Some(path)), MAX_DEPTH, &mut files)?;
        if files.is_empty() {
            return Err(Trouble::new(format_args!("{}: holds no *.toml; name the folder that holds the pattern files", path.display())));
        }
    } else {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let id = format!("{}{stem}", prefix(path.parent()));
        files.push(PatternFile { id, path: path.to_owned() });
    }
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<PatternFile>) -> Result<(), Trouble> {
    let trouble = |e: &std::io::Error| Trouble::io(folder.display(), e);
    if depth == 0 {
        return Err(Trouble::new(format_args!("{}: lies {MAX_DEPTH} folders deep; is there a link that leads back?", folder.display())));
    }
    let mut entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(|e| trouble(&e))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_toml = path.extension().is_some_and(|e| e == "toml");
        let is_dir = match std::fs::metadata(&path) {
            Ok(metadata) => metadata.is_dir(),
            // A link to nothing is of no concern unless it is named like a pattern.
            Err(_) if !is_toml => continue,
            Err(e) => return Err(Trouble::io(path.display(), &e)),
        };
        if is_dir {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            collect(&path, &format!("{prefix}{name}/"), depth - 1, files)?;
        } else if is_toml {
            files.push(PatternFile { id: format!("{prefix}{name}"), path });
        }
    }
    Ok(())
}
