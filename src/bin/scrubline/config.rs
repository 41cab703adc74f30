//! The configuration file: the options of the command line, as TOML.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{exit::Trouble, files, flags::ServeOptions};

const MAX_CONFIG_BYTES: usize = 1 << 20;

/// What a configuration file may hold. Its keys are the names of the options.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    pub(crate) kind: Option<List>,
    pub(crate) region: Option<List>,
    pub(crate) patterns: Option<List>,
    pub(crate) mask: Option<String>,
    pub(crate) no_spoken: Option<bool>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) stats: Option<bool>,
    pub(crate) jobs: Option<NonZeroUsize>,
    #[serde(default)]
    pub(crate) serve: ServeOptions,
}

/// A list, or as on the command line, a text with commas.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
pub(crate) enum List {
    One(String),
    Many(Vec<String>),
}

impl List {
    pub(crate) fn split(&self) -> Vec<String> {
        match self {
            List::One(text) => text.split(',').map(|part| part.trim().to_owned()).collect(),
            List::Many(texts) => texts.clone(),
        }
    }

    /// Paths, which may hold commas.
    fn paths(&self) -> &[String] {
        match self {
            List::One(text) => std::slice::from_ref(text),
            List::Many(texts) => texts,
        }
    }
}

impl Config {
    /// Reads a file; none is an empty configuration.
    pub(crate) fn read(path: Option<&Path>) -> Result<Config, Trouble> {
        let Some(path) = path else { return Ok(Config::default()) };
        let name = path.display();
        let text = files::read_text(path, MAX_CONFIG_BYTES)?;
        if text.trim().is_empty() {
            return Err(Trouble::new(format_args!("{name}: is empty; set an option in it, as in mask = \"stars\", or leave --config out")));
        }
        let mut config: Config = toml::from_str(&text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text.as_bytes()[..span.start.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1);
            Trouble::new(format_args!("{name}: line {line}: {}", error.message().replace('\n', ", ")))
        })?;
        // As in most tools: a configuration file can be used from every folder.
        let folder = path.parent().unwrap_or(Path::new(""));
        let beside = |text: &String| folder.join(text).to_string_lossy().into_owned();
        config.patterns = config.patterns.map(|list| List::Many(list.paths().iter().map(beside).collect()));
        config.output = config.output.map(|path| folder.join(path));
        for path in config.serve.paths_mut() {
            *path = folder.join(&path);
        }
        Ok(config)
    }
}
