//! Speed of scrubline and of other redactors in one run: `rivals [--write]`.
//!
//! All mask the same four kinds in the same four corpora, block by block of whole lines, and what they leave is looked at. Apart from
//! scrubline they do it with the same four regexes. `--write` puts what was measured into `benches/`.

mod chart;
#[path = "../../corpus/mod.rs"]
mod corpus;
#[path = "../../regexes/mod.rs"]
mod regexes;

use std::{
    env,
    error::Error,
    fs,
    hint::black_box,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use dd_sds::{MatchAction, RegexRuleConfig, RootRuleConfig, Scanner, SecondaryValidator};
use regexes::{Redact, SHAPES};
use scrubline::Redactor;

const CORPUS_BYTES: usize = 4 << 20;

/// What a reader of a file hands on at once.
const BLOCK_BYTES: usize = 256 << 10;

/// Of so many rounds, in each of which all have their turn, the best counts.
const ROUNDS: usize = 7;

/// What one of them did with a corpus.
struct Measured {
    corpus: &'static str,
    name: &'static str,
    /// Bytes per microsecond.
    speed: f64,
    /// How many data it masked, at least in part, of so many.
    masked: usize,
    data: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let redactors = redactors()?;
    let mut results = Vec::new();
    for corpus in corpus::all(CORPUS_BYTES) {
        corpus.check(&Redactor::builtin());
        results.extend(measure(&corpus, &redactors));
    }
    let table = table(&results);
    print!("{table}");
    if env::args().any(|argument| argument == "--write") {
        let benches = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("benches/ is gone")?;
        fs::write(benches.join("results.csv"), csv(&results))?;
        fs::write(benches.join("results.svg"), chart::draw(&results))?;
        let readme = fs::read_to_string(benches.join("README.md"))?;
        fs::write(
            benches.join("README.md"),
            with_table(&readme, &format!("{}\n\n{table}", machine())).ok_or("the README has no place for the table")?,
        )?;
    }
    Ok(())
}

fn redactors() -> Result<Vec<(&'static str, Redact)>, Box<dyn Error>> {
    let (ours, scanner) = (Redactor::builtin(), scanner()?);
    let mut all: Vec<(&'static str, Redact)> = vec![(
        "scrubline",
        Box::new(move |block, out| {
            ours.redact_into(block, out);
        }),
    )];
    all.extend(regexes::all());
    all.push((
        "dd-sds",
        Box::new(move |block, out| {
            let mut event = String::from_utf8_lossy(block).into_owned();
            scanner.scan(&mut event).expect("rules without a network cannot fail");
            out.extend_from_slice(event.as_bytes());
        }),
    ));
    Ok(all)
}

/// The four regexes as rules, with Luhn and mod-97 of its own.
fn scanner() -> Result<Scanner, Box<dyn Error>> {
    let checks = [None, Some(SecondaryValidator::IbanChecker), Some(SecondaryValidator::LuhnChecksum), None];
    let rules = SHAPES.iter().zip(checks).map(|((mask, shape), check)| {
        let rule = RegexRuleConfig::new(shape).with_validator(check).build();
        RootRuleConfig::new(rule).match_action(MatchAction::Redact { replacement: (*mask).to_owned() })
    });
    Scanner::builder(&rules.collect::<Vec<_>>()).build().map_err(|e| format!("{e:?}").into())
}

fn measure(corpus: &corpus::Corpus, redactors: &[(&'static str, Redact)]) -> Vec<Measured> {
    let blocks: Vec<&[u8]> = corpus::blocks(&corpus.text, BLOCK_BYTES).collect();
    let mut best = vec![Duration::MAX; redactors.len()];
    let mut out = Vec::with_capacity(2 * BLOCK_BYTES);
    for _ in 0..ROUNDS {
        for ((_, redact), best) in redactors.iter().zip(&mut best) {
            let start = Instant::now();
            for block in &blocks {
                out.clear();
                redact(black_box(block), &mut out);
                black_box(&out);
            }
            *best = start.elapsed().min(*best);
        }
    }
    let speed = |time: Duration| corpus.text.len() as f64 / 1e6 / time.as_secs_f64();
    let results = redactors.iter().zip(best).map(|((name, redact), best)| {
        let masked = masked(&corpus.text, &blocks, redact);
        Measured { corpus: corpus.name, name, speed: speed(best), masked, data: corpus.data }
    });
    results.collect()
}

/// How many data of a corpus are no longer there as they were. Which they are, scrubline says, whose findings are counted before.
fn masked(text: &[u8], blocks: &[&[u8]], redact: &Redact) -> usize {
    let mut out = Vec::new();
    blocks.iter().for_each(|block| redact(block, &mut out));
    let (redactor, mut masked) = (Redactor::builtin(), 0);
    for (line, left) in text.split(|&byte| byte == b'\n').zip(out.split(|&byte| byte == b'\n')) {
        let is_left = |datum: &[u8]| left.windows(datum.len()).any(|bytes| bytes == datum);
        masked += redactor.find_iter(line).filter(|finding| !is_left(&line[finding.span.clone()])).count();
    }
    masked
}

/// A row for each corpus: megabytes per second, and beside each rival how many times as fast scrubline is.
fn table(results: &[Measured]) -> String {
    let mut table = String::new();
    for (place, row) in results.chunk_by(|a, b| a.corpus == b.corpus).enumerate() {
        if place == 0 {
            table += &format!(
                "| corpus |{}\n|---|{}\n",
                row.iter().map(|r| format!(" {} |", r.name)).collect::<String>(),
                "---|".repeat(row.len())
            );
        }
        table += &format!("| {} |", row[0].corpus);
        for result in row {
            table += &format!(" {:.0}", result.speed);
            if result.name != row[0].name {
                table += &format!(" ({:.1}×)", row[0].speed / result.speed);
            }
            if result.masked < result.data {
                table += &format!(", {:.0} % of the data", 100.0 * result.masked as f64 / result.data as f64);
            }
            table += " |";
        }
        table += "\n";
    }
    table
}

fn csv(results: &[Measured]) -> String {
    let rows = results.iter().map(|r| format!("{},{},{:.0},{},{}\n", r.corpus, r.name, r.speed, r.masked, r.data));
    format!("corpus,redactor,megabytes per second,data masked,data\n{}", rows.collect::<String>())
}

/// What it was measured on.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or(env::consts::ARCH, |(_, model)| model);
    let vectors = if cpu.contains(" avx512vl ") {
        "AVX-512"
    } else if cpu.contains(" avx2 ") {
        "AVX2"
    } else {
        "no AVX"
    };
    let said = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let compiler = said("rustc", &["--version"]).unwrap_or_default();
    let commit = said("git", &["log", "-1", "--format=%h of %cs"]).unwrap_or_default();
    format!("{model} with {vectors}, one thread, {compiler}, commit {commit}. Megabytes per second:")
}

/// The README with another table in the place of the last one.
fn with_table(readme: &str, table: &str) -> Option<String> {
    let (begin, end) = ("<!-- measured -->\n", "<!-- end of measured -->\n");
    let (before, rest) = readme.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}{table}{end}{after}"))
}
