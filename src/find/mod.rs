//! Turns a block of whole lines into ordered findings.
mod words;
