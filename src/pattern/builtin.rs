//! The shipped pattern files, included at compile time.

// `FILES`: the id and the text of every file below patterns/. Written by src/build/builtin.rs, so that a new file needs no
// change here.
include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
