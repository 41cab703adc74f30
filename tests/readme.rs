//! What the README shows is what happens.
#![cfg(feature = "cli")]

use std::process::Command;

/// Every `$ scrubline …` of a console block with what it prints.
fn consoles(readme: &str) -> Vec<(String, String)> {
    let blocks = readme.split("```console\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks
        .map(|(block, _)| block.strip_prefix("$ scrubline ").and_then(|b| b.split_once('\n')).expect("one command a block"))
        .map(|(c, o)| (c.to_owned(), o.to_owned()))
        .collect()
}

#[test]
fn consoles_print_what_they_show() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let consoles = consoles(&readme);
    assert_eq!(consoles.len(), 2);
    for (command, expected) in consoles {
        // A quoted argument is one argument.
        let arguments = match command.split_once(" '") {
            Some((verb, text)) => vec![verb, text.trim_end_matches('\'')],
            None => vec![command.as_str()],
        };
        let output = Command::new(env!("CARGO_BIN_EXE_scrubline")).args(arguments).current_dir(root).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "{command}");
    }
}

#[test]
fn files_and_numbers_exist() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let languages =
        std::fs::read_dir(format!("{root}/patterns/words")).unwrap().filter(|f| f.as_ref().unwrap().file_name() != "zxx.toml").count();
    assert!(readme.contains(&format!("in {languages} languages")), "{languages} languages");
    let schemes = std::fs::read_to_string(format!("{root}/patterns/payment-card.toml")).unwrap().matches("[[scheme]]").count();
    assert!(readme.contains(&format!("{schemes} card schemes")), "{schemes} schemes");
}
