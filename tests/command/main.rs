//! Runs the built command as a user does: arguments and input in; output, messages and exit code out.

mod check;
mod explain;
mod filter;
mod find;
mod help;
mod patterns;
mod trouble;

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// What a run left behind.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: Vec<u8>,
    err: String,
}

impl Run {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("output of these tests is UTF-8")
    }

    /// A run that did its work and had nothing to say.
    #[track_caller]
    fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        String::from_utf8(self.out).expect("output of these tests is UTF-8")
    }

    /// A run that wrote nothing, told this one line and ended with 2.
    #[track_caller]
    fn refused(self, message: &str) {
        assert_eq!(self.err, format!("scrubline: {message}\n"));
        assert_eq!((self.code, self.text()), (Some(2), ""));
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scrubline"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).env_remove("NO_COLOR");
    command
}

fn run(arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
    run_command(command().args(arguments), input.as_ref())
}

fn run_command(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command.spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let output = thread::scope(|scope| {
        // A command that refuses its arguments does not read; what it makes of that is not of interest.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().expect("it ends")
    });
    Run { code: output.status.code(), out: output.stdout, err: String::from_utf8(output.stderr).expect("messages are UTF-8") }
}

/// A folder of its own for one test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("command-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder can be made");
        Folder(path)
    }

    /// Writes a file and returns its path.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder can be made");
        fs::write(&path, content).expect("a file can be written");
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("paths of tests are UTF-8").to_owned()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("the file is there")
    }

    /// Runs the command in this folder.
    fn run(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        run_command(command().current_dir(&self.0).args(arguments), input.as_ref())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left lies below target/ and goes with it.
        let _ = fs::remove_dir_all(&self.0);
    }
}
