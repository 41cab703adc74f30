//! Logs to standard error. Nothing that goes through the filter is in them.

use std::{io, panic};

use tracing::{error, level_filters::LevelFilter};

use crate::flags::{LogFormat, LogLevel, ServeOptions};

pub(super) fn start(options: &ServeOptions) {
    let level = match options.log_level.unwrap_or(LogLevel::Info) {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let log = tracing_subscriber::fmt().with_writer(io::stderr).with_max_level(level).with_target(false).with_ansi(false);
    match options.log_format.unwrap_or(LogFormat::Text) {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

/// A panic ends one connection. Its payload could quote the input, so the place is all that is told.
pub(super) fn panics() {
    panic::set_hook(Box::new(|info| {
        let (file, line) = info.location().map_or(("", 0), |at| (at.file(), at.line()));
        error!(file, line, "internal error: this is a bug; please report the place");
    }));
}
