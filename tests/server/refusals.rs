//! What cannot be served is refused in one line, with exit code 2, before anything is accepted.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt, process::Command};

use crate::tls::Authority;

fn refused(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_scrubline")).arg("serve").args(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
    assert_eq!(message.lines().count(), 1, "{arguments:?}: {message}");
    assert!(message.starts_with("scrubline: "), "{message}");
    message
}

#[test]
fn combinations_that_mean_nothing() {
    let listen: &[&str] = &["--listen", "127.0.0.1:0"];
    let cases: &[(&[&str], &str)] = &[
        (&["--tls-cert", "x"], "--tls-key"),
        (&["--tls-key", "x"], "--tls-cert"),
        (&["--tls-client-ca", "x"], "--tls-cert"),
        (&["--forward-tls"], "--forward"),
        (&["--forward", "unix:/x", "--forward-tls"], "--forward-tls"),
        (&["--forward", "127.0.0.1:9", "--forward-ca", "x"], "--forward-tls"),
        (&["--connect-seconds", "3"], "--forward"),
        (&["--unix-mode", "600"], "unix:"),
        (&["--listen", "unix:/tmp/x", "--unix-mode", "rw"], "--unix-mode"),
        (&["--listen", "unix:/tmp/x", "--unix-mode", "7777"], "--unix-mode"),
        (&["--connections", "0"], "--connections"),
        (&["--connections", "many"], "--connections"),
        (&["--idle-seconds", "-1"], "--idle-seconds"),
        (&["--drain-seconds", "99999999999"], "--drain-seconds"),
        (&["--forward", "127.0.0.1"], "HOST:PORT"),
        (&["--forward", "127.0.0.2:0"], "port 0"),
        (&["--admin", "unix:/tmp/x"], "--admin"),
        (&["--admin", "0.0.0.0:0"], "--plaintext"),
        (&["--listen", "0.0.0.0:0"], "--plaintext"),
        (&["--listen", "[::]:0"], "--plaintext"),
        (&["--listen", "nonsense"], "HOST:PORT"),
        (&["--log-format", "xml"], "--log-format"),
        (&["--kind", "NONE"], "--kind"),
        (&["--config", "/none.toml"], "/none.toml"),
        (&["stray"], "argument"),
    ];
    for (arguments, told) in cases {
        let message = refused(&[listen, arguments].concat());
        assert!(message.contains(told), "{arguments:?}: {message}");
    }
    assert!(refused(&[]).contains("--listen is missing"));
    assert!(refused(&["--listen", "127.0.0.1:7", "--forward", "127.0.0.1:7"]).contains("go round"));
}

#[test]
fn addresses_that_are_taken_or_not_ours() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(refused(&["--listen", &address]).contains("is in use"));
    assert!(refused(&["--listen", "127.0.0.1:0", "--admin", &address]).contains("--admin"));
    assert!(refused(&["--listen", "192.0.2.1:0", "--plaintext"]).contains("no address of this machine"));
    let folder = tempfile::tempdir().unwrap();
    assert!(refused(&["--listen", &format!("unix:{}/none/x", folder.path().display())]).contains("no such folder"));
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(refused(&["--listen", &format!("unix:{}", file.display())]).contains("no socket"));
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    // Root may write everywhere.
    if fs::write(folder.path().join("probe"), "").is_err() {
        assert!(refused(&["--listen", &format!("unix:{}/x", folder.path().display())]).contains("permission denied"));
    }
}

#[test]
fn certificates_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let authority = Authority::new();
    let (one, other) = (authority.identity("localhost"), authority.identity("localhost"));
    let certificate = write("cert.pem", &one.certificate);
    let key = write("key.pem", &one.key);
    let other_key = write("other.pem", &other.key);
    let empty = write("empty.pem", "no pem at all");
    let cases: &[(&str, &str, Option<&str>, &str)] = &[
        (&certificate, &other_key, None, "the key is not that of the certificate"),
        (&certificate, &empty, None, "no private key"),
        (&empty, &key, None, "no certificate"),
        ("/none.pem", &key, None, "/none.pem: there is no such file"),
        (&certificate, "/none.pem", None, "/none.pem: there is no such file"),
        (&certificate, &key, Some(&empty), "authorities"),
        (&certificate, &key, Some("/none.pem"), "/none.pem"),
    ];
    for (certificate, key, ca, told) in cases {
        let mut arguments = vec!["--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key];
        arguments.extend(ca.iter().flat_map(|ca| ["--tls-client-ca", ca]));
        let message = refused(&arguments);
        assert!(message.contains(told), "{arguments:?}: {message}");
        assert!(!message.contains("PRIVATE"), "{message}");
    }
    let message = refused(&["--listen", "127.0.0.1:0", "--forward", "localhost:1", "--forward-tls", "--forward-ca", &empty]);
    assert!(message.contains("--forward-ca"), "{message}");
}
