//! What is generated from the flags: completions and manual pages.

use clap_complete::Shell;

use crate::{
    exit::{Exit, Trouble},
    flags, output,
};

pub(crate) fn completions(shell: Shell) -> Result<Exit, Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut flags::command(), "scrubline", &mut text);
    output::print(|to| {
        to.append(&mut text);
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The page of the command itself, or of one of its commands.
pub(crate) fn man(name: Option<&str>) -> Result<Exit, Trouble> {
    let mut whole = flags::command();
    // Gives the commands their full names, `scrubline find`.
    whole.build();
    let page = match name {
        None => whole,
        Some(name) => {
            let found = whole.find_subcommand(name).cloned();
            found.ok_or_else(|| Trouble::new("man: there is no such command; leave it out for the page of scrubline itself"))?
        }
    };
    output::print(|to| clap_mangen::Man::new(page).render(to))?;
    Ok(Exit::Done)
}
