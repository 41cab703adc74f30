//! The sidecar over real sockets: loopback, ports that the system chooses, Unix sockets in temporary directories.

#![allow(clippy::unwrap_used, reason = "an error in the midst of a test fails it, in helpers too")]

mod admin;
mod command;
mod deploy;
mod drain;
mod echo;
mod forward;
mod refusals;
mod rsyslog;
mod support;
mod tls;
