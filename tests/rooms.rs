//! Who may know whom: each room uses those below it on the ladder, and none above. A test may use what it likes.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{fs, path::Path};

/// From the bottom to the top. Rooms on one step do not know each other.
const LADDER: &[&[&str]] =
    &[&["validate", "mask"], &["pattern"], &["find"], &["redactor"], &["stream"], &["check", "async_io"], &["server"]];

/// Plain data, for every room. `random` is for unit tests alone.
const DATA: &[&str] = &["error", "stats", "explain", "fixed", "random"];

/// Two rooms that know each other on purpose: the redactor makes streams, and a stream holds its redactor; what `explain`
/// tells is filled in by `find`.
const PAIRS: &[(&str, &str)] =
    &[("redactor", "stream"), ("explain", "pattern"), ("stats", "pattern"), ("mask", "find"), ("mask", "pattern")];

fn step(room: &str) -> usize {
    LADDER.iter().position(|step| step.contains(&room)).unwrap_or_else(|| panic!("src/{room} has no place on the ladder"))
}

fn uses(text: &str) -> Vec<String> {
    // Unit tests stand at the end of a file.
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let mut rooms = Vec::new();
    for after in code.split("crate::").skip(1) {
        let group = after.strip_prefix('{').map_or(after, |group| group.split("};").next().unwrap_or_default());
        let (mut depth, mut name) = (0, String::new());
        for ch in group.chars().chain([',']) {
            match ch {
                '{' => depth += 1,
                '}' => depth -= 1,
                c if depth == 0 && (c.is_alphanumeric() || c == '_') => name.push(c),
                _ if depth == 0 => {
                    rooms.extend(
                        Some(std::mem::take(&mut name))
                            .filter(|n| Path::new("src").join(n).exists() || Path::new("src").join(format!("{n}.rs")).exists()),
                    );
                }
                _ => {}
            }
            // Of `crate::a::b` only `a` is a room.
            if !(after.starts_with('{') || ch.is_alphanumeric() || ch == '_') {
                break;
            }
        }
    }
    rooms.retain(|name| !name.is_empty() && name != "lib");
    rooms
}

fn visit(path: &Path, room: &str, wrong: &mut Vec<String>) {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().for_each(|entry| visit(&entry.unwrap().path(), room, wrong));
    }
    for used in uses(&fs::read_to_string(path).unwrap()) {
        let is_allowed = used == room
            || DATA.contains(&used.as_str())
            || PAIRS.contains(&(room, &used))
            || (!DATA.contains(&room) && step(&used) < step(room));
        if !is_allowed {
            wrong.push(format!("{} uses crate::{used}", path.display()));
        }
    }
}

#[test]
fn each_room_uses_only_those_below_it() {
    let mut wrong = Vec::new();
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        let room = path.file_stem().unwrap().to_string_lossy().into_owned();
        // The front door, the build script and the command, which is another crate.
        if !["lib", "build", "bin"].contains(&room.as_str()) {
            visit(&path, &room, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
