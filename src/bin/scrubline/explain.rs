//! `scrubline explain`: the answer to "why?".
use crate::{
    exit::{Exit, Trouble},
    flags::ExplainFlags,
};
pub(crate) fn run(_: &ExplainFlags) -> Result<Exit, Trouble> {
    Ok(Exit::Done)
}
