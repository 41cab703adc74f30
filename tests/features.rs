//! The engine alone links no runtime and no flag parser.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::process::Command;

/// The crates that a choice of features links, by name.
fn tree(features: &[&str]) -> Vec<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["tree", "--no-default-features", "-e", "normal", "--prefix", "none", "--format", "{p}", "--locked"]).args(features);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    names.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn the_bare_library_has_no_runtime_and_no_flag_parser() {
    let bare = tree(&[]);
    assert!(bare.contains(&"scrubline".to_owned()) && bare.contains(&"regex-automata".to_owned()), "{bare:?}");
    for name in ["tokio", "tokio-util", "bytes", "clap", "indicatif", "serde_json"] {
        assert!(!bare.contains(&name.to_owned()), "{name} is linked without features");
    }
}

#[test]
fn tokio_adds_no_flag_parser() {
    let with = tree(&["--features", "tokio"]);
    assert!(with.contains(&"tokio".to_owned()));
    assert!(!with.contains(&"clap".to_owned()) && !with.contains(&"mio".to_owned()), "{with:?}");
}
