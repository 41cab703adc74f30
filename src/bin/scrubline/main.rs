//! The command `scrubline`: flags in, exit code out.

mod check;
mod config;
mod exit;
mod explain;
mod files;
mod filter;
mod find;
mod flags;
mod generate;
mod jobs;
mod output;
mod progress;
mod serve;
mod settings;

use std::{panic, process::ExitCode};

use exit::{Exit, Trouble};
use flags::Command;

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        // The payload could quote what was read, so the place is all that is told.
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        exit::tell(format_args!("internal error{place}: this is a bug; please report the place, and the command without its data"));
    }));
    let outcome = panic::catch_unwind(run).unwrap_or(Ok(Exit::Trouble));
    exit::code(outcome)
}

fn run() -> Result<Exit, Trouble> {
    let Some(cli) = flags::parse()? else { return Ok(Exit::Done) };
    match cli.command {
        None => filter::run(&cli.filter),
        Some(Command::Find(flags)) => find::run(&flags),
        Some(Command::Explain(flags)) => explain::run(&flags),
        Some(Command::Check(flags)) => check::run(&flags),
        Some(Command::Serve(flags)) => serve::run(*flags),
        Some(Command::Completions { shell }) => generate::completions(shell),
        Some(Command::Man { command }) => generate::man(command.as_deref()),
    }
}
