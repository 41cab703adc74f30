//! Lists the pattern files, so that adding one is an edit of TOML alone.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Writes `builtin.rs` with the id and the text of every pattern file.
pub(crate) fn build() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("patterns");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort();
    let rows: String = files.iter().map(|(id, path)| format!("    ({id:?}, include_str!({path:?})),\n")).collect();
    let text = format!("/// Id and text of every shipped pattern file.\npub(super) const FILES: &[(&str, &str)] = &[\n{rows}];\n");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("builtin.rs");
    fs::write(out, text).expect("the output folder can be written");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    #[expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]
    {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    for entry in fs::read_dir(folder).expect("the pattern folder can be read") {
        let path = entry.expect("the pattern folder can be read").path();
        // The telephone tables are no patterns: src/build/phone.rs compiles them.
        if path.is_dir() && !path.ends_with("patterns/phone") {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let id = path.strip_prefix(root).expect("it was found there").with_extension("");
            files.push((id.to_string_lossy().replace('\\', "/"), path));
        }
    }
}
