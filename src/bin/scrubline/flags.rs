//! All flags: the help text, the completions and the man page come from here. Parsing only validates; doing comes later.

use std::{ffi::OsString, num::NonZeroUsize, path::PathBuf};

use clap::{
    Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint,
    error::{ContextKind, ContextValue, ErrorKind},
};
use clap_complete::Shell;
use serde::Deserialize;

use crate::{exit::Trouble, output};

/// Mask email addresses, phone numbers, IBANs and payment card numbers in text.
///
/// Reads lines, finds personal data on each, and writes the same lines with that data masked; every other byte comes out as it
/// went in. Without FILE, or where FILE is -, it reads standard input.
///
/// A file that is named like a command can be given as ./find.
#[derive(Debug, Parser)]
#[command(name = "scrubline", version, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(after_help = EXIT_CODES, after_long_help = LONG_AFTER)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) filter: FilterFlags,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 find found nothing, 2 trouble (one line on standard error tells which).";

const LONG_AFTER: &str = "\
Examples:
  scrubline call.txt > clean.txt           mask a file
  tail -F app.log | scrubline              mask a stream, each line as it comes
  scrubline --kind EMAIL,CARD < in > out   mask these kinds only
  scrubline find --json call.txt           report where the data is, without masking
  scrubline explain 'ring 020 7946 0958'   say why something is masked or left alone
  scrubline check my-patterns/             run the examples inside pattern files

Kinds: EMAIL, PHONE, IBAN, CARD, and those of pattern files.

Exit codes: 0 done (also when the reader of the output goes away, as head does), 1 find found nothing, 2 trouble: one line \
on standard error says what and how to go on, and holds nothing of the input.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report findings instead of masking them
    ///
    /// Prints one finding a line, `LINE:START-END KIND`, with the file in front where there are several. Lines count from 1;
    /// START and END are byte offsets within the line, END exclusive. The data itself is printed only with --show.
    ///
    /// Exits with 0 if there is a finding, 1 if there is none, 2 on trouble.
    Find(FindFlags),
    /// Say why something is masked or left alone
    ///
    /// Lists every candidate in TEXT: what it was taken for, by which entry of which pattern file, the checks that it passed
    /// or failed, the words near it that spoke for or against it, and what beat it; then TEXT as it comes out.
    Explain(ExplainFlags),
    /// Run the examples inside pattern files
    ///
    /// Reads pattern files, or all *.toml below folders, and runs their examples as one slice, byte by byte, and inside a large
    /// block. Without PATH it checks the patterns that scrubline brings along. Prints one failure a line and a count at the
    /// end; exits with 2 if a file is refused or an example fails.
    Check(CheckFlags),
    /// Clean lines that come over sockets
    ///
    /// Without --forward, the cleaned lines come back on the same connection; with it, they go on to an upstream, a connection
    /// for each client, and its answers come back untouched. What cannot be cleaned or delivered is not sent: the connection
    /// is reset, and counted.
    ///
    /// SIGTERM and SIGINT drain, and end with 0; a second one ends at once. SIGHUP reads the configuration, the patterns and
    /// the certificates again; a bad one leaves all as it is. Sockets of systemd are taken over, and it is told when ready.
    Serve(Box<ServeFlags>),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in the format of man(7)
    Man {
        /// The command to print the page of; scrubline itself if it is left out
        command: Option<String>,
    },
}

/// What to look for, and what to put in its place: the same for every command that looks for data.
#[derive(Debug, Args)]
pub(crate) struct LookFlags {
    /// Look for these kinds only
    ///
    /// EMAIL, PHONE, IBAN, CARD, or a kind of your own patterns; upper or lower case.
    #[arg(long, value_name = "KIND,...", value_delimiter = ',')]
    pub(crate) kind: Option<Vec<String>>,
    /// Expect national phone numbers of these regions (ISO 3166, such as DE or US)
    ///
    /// None is needed: this settles what is left open otherwise.
    #[arg(long, value_name = "CC,...", value_delimiter = ',')]
    pub(crate) region: Option<Vec<String>>,
    /// Add the pattern files of a folder, may be repeated
    ///
    /// Reads every *.toml in DIR and below. A pattern is named by its path without .toml; word lists are below DIR/words.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) patterns: Vec<PathBuf>,
    /// What to put in the place of data: label, stars, keep-last=N or text=...
    ///
    /// label: the kind in brackets, [EMAIL]; the default. stars: one * for each letter and digit. keep-last=N: stars, but the
    /// last N letters and digits stay, never more than half of them. text=...: this text.
    #[arg(long, value_name = "STYLE")]
    pub(crate) mask: Option<String>,
    /// Do not listen to data said aloud
    ///
    /// Transcripts hold data in words: "oh seven seven double oh", "anna at example dot org". It is found unless this is given.
    #[arg(long)]
    pub(crate) no_spoken: bool,
    /// Read options from a TOML file; those on the command line win
    ///
    /// The keys are the names of the options: kind, region, patterns, mask, no-spoken, output, stats, jobs; those of serve are in a
    /// table [serve]. Paths in it are relative to it.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
}

/// What goes in, and where the result goes.
#[derive(Debug, Args)]
pub(crate) struct FileFlags {
    /// Write to this file instead of standard output
    ///
    /// An existing file is overwritten. It must not be one of the inputs.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    /// At the end, print counts to standard error: findings of each kind, line ends, bytes
    #[arg(long)]
    pub(crate) stats: bool,
    /// Files to read; standard input if there is none, or where it is -
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FilterFlags {
    #[command(flatten)]
    pub(crate) look: LookFlags,
    #[command(flatten)]
    pub(crate) file: FileFlags,
    /// Clean large files with so many threads
    ///
    /// The output is the same, in the same order; 64 at most. A pipe, and a file below 1 MiB, is cleaned by one thread.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(crate) struct FindFlags {
    #[command(flatten)]
    pub(crate) look: LookFlags,
    #[command(flatten)]
    pub(crate) file: FileFlags,
    /// Print one JSON object a line
    ///
    /// {"line":12,"start":4,"end":20,"kind":"EMAIL","pattern":"email"}; with "file" where there are several files, and "text"
    /// with --show.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the data that was found, too
    #[arg(long)]
    pub(crate) show: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainFlags {
    #[command(flatten)]
    pub(crate) look: LookFlags,
    /// Print one JSON object a line: each candidate, then the masked line
    #[arg(long)]
    pub(crate) json: bool,
    /// When to use colours; the variable NO_COLOR turns them off, too
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// What to explain; - reads a line of standard input
    #[arg(value_name = "TEXT")]
    pub(crate) text: OsString,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    Always,
    Never,
}

#[derive(Debug, Args)]
pub(crate) struct CheckFlags {
    /// Pattern files, or folders that hold them
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeFlags {
    #[command(flatten)]
    pub(crate) look: LookFlags,
    #[command(flatten)]
    pub(crate) serve: ServeOptions,
}

/// What a server is told; in a configuration file, these are the keys of the table `serve`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ServeOptions {
    /// Take connections at HOST:PORT or unix:PATH, may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Vec<String>,
    /// Send the cleaned lines on to HOST:PORT or unix:PATH instead of back
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) forward: Option<String>,
    /// Serve /healthz, /readyz and /metrics at HOST:PORT
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) admin: Option<String>,
    /// Allow listeners without TLS on addresses that other machines can reach
    #[arg(long)]
    pub(crate) plaintext: bool,
    /// Certificate chain (PEM) for TLS on all TCP listeners
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key (PEM) of the certificate
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) tls_key: Option<PathBuf>,
    /// Ask clients for a certificate of these authorities (PEM)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) tls_client_ca: Option<PathBuf>,
    /// Speak TLS with the upstream, whose certificate must be for its host
    #[arg(long)]
    pub(crate) forward_tls: bool,
    /// Believe the upstream these authorities (PEM) instead of those of the system
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) forward_ca: Option<PathBuf>,
    /// Permissions of Unix sockets, in octal [default: 600]
    #[arg(long, value_name = "MODE")]
    pub(crate) unix_mode: Option<String>,
    /// Connections at a time; more are reset [default: 10000]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) connections: Option<u64>,
    /// Reset a connection on which no byte moved for so long; 0 is never [default: 3600]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) idle_seconds: Option<u64>,
    /// Reset a connection whose line takes longer to arrive; 0 is never [default: 60]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) line_seconds: Option<u64>,
    /// Look for an upstream that is away for so long before the client is reset [default: 10]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) connect_seconds: Option<u64>,
    /// Take so long for a drain at most [default: 10]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) drain_seconds: Option<u64>,
    /// How to write the log, which goes to standard error [default: text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub(crate) log_format: Option<LogFormat>,
    /// How much to log [default: info]
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub(crate) log_level: Option<LogLevel>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// Reads the command line. `None`: help or version was asked for, and printed.
pub(crate) fn parse() -> Result<Option<Cli>, Trouble> {
    match Cli::try_parse() {
        Ok(cli) => Ok(Some(cli)),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            output::print(|to| std::io::Write::write_all(to, error.render().to_string().as_bytes()))?;
            Ok(None)
        }
        Err(error) => Err(Trouble::new(refusal(&error))),
    }
}

/// One line about a command line that cannot be. What stands where TEXT or FILE could stand is not repeated.
fn refusal(error: &clap::Error) -> String {
    let named = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let flag = |text: String| {
        let name = text.split(['=', ' ']).next().unwrap_or_default().to_owned();
        let is_flag = name.starts_with('-') && name.len() <= 24 && name.chars().all(|ch| ch.is_ascii_alphabetic() || ch == '-');
        if is_flag { name } else { String::new() }
    };
    const WAY_OUT: &str = "see scrubline --help";
    match error.kind() {
        ErrorKind::UnknownArgument => match (flag(named(ContextKind::InvalidArg)), named(ContextKind::SuggestedArg)) {
            (unknown, _) if unknown.is_empty() => {
                "there is one argument too many; put quotes around text with spaces, and -- before what begins with -".to_owned()
            }
            (unknown, similar) if similar.is_empty() => format!("{unknown}: there is no such option here; {WAY_OUT}"),
            (unknown, similar) => format!("{unknown}: there is no such option here; did you mean {similar}?"),
        },
        ErrorKind::MissingRequiredArgument => {
            format!("{} is missing; {WAY_OUT}", named(ContextKind::InvalidArg).replace(['<', '>'], ""))
        }
        ErrorKind::InvalidValue if named(ContextKind::InvalidValue).is_empty() => {
            format!("{}: needs a value; {WAY_OUT}", flag(named(ContextKind::InvalidArg)))
        }
        ErrorKind::InvalidValue => {
            let option = named(ContextKind::InvalidArg).replace(['<', '>'], "");
            format!("{option}: unknown value; use {}", named(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            format!("{}: takes a whole number, not this; {WAY_OUT}", named(ContextKind::InvalidArg).replace(['<', '>'], ""))
        }
        ErrorKind::ArgumentConflict => format!("{}: must be given once only; {WAY_OUT}", flag(named(ContextKind::InvalidArg))),
        ErrorKind::TooManyValues => format!("{}: takes no value; {WAY_OUT}", flag(named(ContextKind::InvalidArg))),
        kind => format!("{}; {WAY_OUT}", kind.as_str().unwrap_or("this command line cannot be read")),
    }
}

/// The whole command, for what is generated from it.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// Whether a file name is that of a command, so that a message can say how to name the file, or the command.
pub(crate) fn is_command(name: &std::path::Path) -> bool {
    command().get_subcommands().any(|c| name.as_os_str() == c.get_name())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_flags_do_not_contradict_each_other() {
        super::command().debug_assert();
    }
}
