//! The examples in tests/deploy: what can be read is read, and every flag in them exists.

use std::{fs, process::Command};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/deploy/");

fn read(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}{name}")).unwrap()
}

#[test]
fn every_flag_exists() {
    let help = Command::new(env!("CARGO_BIN_EXE_scrubline")).args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let mut count = 0;
    for name in ["scrubline.service", "Dockerfile", "sidecar.yaml", "rsyslog.conf"] {
        let text = read(name);
        // Other flags stand in comments, or on a line of their own tool.
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("COPY") && !line.starts_with("RUN"));
        for word in lines.flat_map(|line| line.split(|ch: char| ch.is_whitespace() || "\",=[]".contains(ch))) {
            if word.starts_with("--") {
                assert!(help.contains(word), "{name}: {word}");
                count += 1;
            }
        }
    }
    assert!(count > 12, "{count} flags");
}

#[test]
fn systemd_takes_the_units() {
    let folder = tempfile::tempdir().unwrap();
    // The binary is somewhere else here, and its absence is no fault of the unit.
    let service = read("scrubline.service").replace("/usr/local/bin/scrubline", env!("CARGO_BIN_EXE_scrubline"));
    fs::write(folder.path().join("scrubline.service"), service).unwrap();
    fs::write(folder.path().join("scrubline.socket"), read("scrubline.socket")).unwrap();
    let verify = Command::new("systemd-analyze")
        .args(["verify", "--man=no", "--recursive-errors=no"])
        .args(["scrubline.service", "scrubline.socket"].map(|name| folder.path().join(name)))
        .output();
    match verify {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            let ours: Vec<&str> = told.lines().filter(|line| line.contains("scrubline.s")).collect();
            assert!(ours.is_empty(), "{told}");
        }
        Err(e) => println!("skipped: systemd-analyze: {e}"),
    }
}

#[test]
fn the_image_is_static_and_not_root() {
    let text = read("Dockerfile");
    let last = text.split("\nFROM ").last().unwrap();
    assert!(last.starts_with("scratch\n"), "a dynamic binary would not run in it");
    assert!(text.contains("-alpine AS build"), "musl links statically");
    assert!(last.lines().any(|line| line == "USER 65532:65532"));
    assert!(last.contains("STOPSIGNAL SIGTERM"));
}

#[test]
fn the_manifest_is_yaml_and_bounds_what_the_sidecar_may() {
    let text = read("sidecar.yaml");
    let pod: serde_norway::Value = serde_norway::from_str(&text).unwrap();
    assert_eq!((pod["apiVersion"].as_str(), pod["kind"].as_str()), (Some("v1"), Some("Pod")));
    let sidecar = &pod["spec"]["initContainers"][0];
    assert_eq!(sidecar["restartPolicy"].as_str(), Some("Always"));
    let may = &sidecar["securityContext"];
    assert_eq!((may["runAsNonRoot"].as_bool(), may["readOnlyRootFilesystem"].as_bool()), (Some(true), Some(true)));
    assert_eq!(sidecar["readinessProbe"]["httpGet"]["path"].as_str(), Some("/readyz"));
    let drain: u64 =
        sidecar["args"].as_sequence().unwrap().iter().find_map(|a| a.as_str()?.strip_prefix("--drain-seconds=")?.parse().ok()).unwrap();
    assert!(drain < pod["spec"]["terminationGracePeriodSeconds"].as_u64().unwrap(), "the pod would be killed while it drains");
}
