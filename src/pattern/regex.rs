//! The shapes of a `reader = "regex"` pattern: what a regex may be, and why.
//!
//! A shape must have a greatest length, so that what is held back at the end of a block is bounded; must not match the empty
//! string; must stay within a line; and must never begin or end inside a UTF-8 character. The syntax tree tells all of this
//! before anything is compiled.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::{
    file::{self, Trigger},
    table::Refusal,
};
use crate::validate::{self, Validator};

/// The greatest number of bytes that a shape may match.
pub(crate) const MAX_SHAPE_BYTES: usize = 512;

/// One way of writing a datum, as a regex.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) hir: Hir,
    pub(crate) validator: Option<Validator>,
    /// Words of which one must be near, in lower case; none asks for nothing.
    pub(crate) near: Vec<String>,
    pub(crate) trigger: Trigger,
}

impl Shape {
    pub(super) fn new(row: &file::Shape) -> Result<Shape, Refusal> {
        let hir = parse(&row.regex).map_err(Refusal::Regex)?;
        let validator = match &row.validator {
            None => None,
            Some(name) => Some(validate::by_name(name).ok_or_else(|| {
                Refusal::Format(format!(
                    "unknown validator {name:?}; the validators are {}",
                    validate::names().collect::<Vec<_>>().join(", ")
                ))
            })?),
        };
        if row.near.iter().any(|word| word.trim().is_empty()) {
            return Err(Refusal::Format("near holds an empty word; remove it".to_owned()));
        }
        let near = row.near.iter().map(|word| word.to_lowercase()).collect();
        Ok(Shape { hir, validator, near, trigger: row.trigger })
    }
}

fn parse(regex: &str) -> Result<Hir, String> {
    // ASCII unless a part says (?u:...): `\d` means ten digits, and what could match half a character does not parse.
    // Line anchors mean lines, because a block holds many.
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(true).multi_line(true).crlf(true).build();
    let hir = parser.parse(regex).map_err(|error| match error {
        regex_syntax::Error::Translate(e) if matches!(e.kind(), regex_syntax::hir::ErrorKind::InvalidUtf8) => {
            "regex could split a UTF-8 character; write (?u:...) around the part that is to match any character".to_owned()
        }
        regex_syntax::Error::Parse(e) => format!("regex does not compile at column {}: {}", e.span().start.column, e.kind()),
        regex_syntax::Error::Translate(e) => format!("regex does not compile at column {}: {}", e.span().start.column, e.kind()),
        other => format!("regex does not compile: {}", other.to_string().lines().last().unwrap_or_default()),
    })?;
    let properties = hir.properties();
    match properties.minimum_len() {
        Some(0) => return Err("regex can match the empty string; make one part of it required".to_owned()),
        None => return Err("regex can match nothing at all".to_owned()),
        Some(_) => {}
    }
    match properties.maximum_len() {
        None => return Err("regex has no greatest length; replace *, + and {n,} by {m,n}".to_owned()),
        Some(longest) if longest > MAX_SHAPE_BYTES => {
            return Err(format!(
                "regex can match {longest} bytes, the most is {MAX_SHAPE_BYTES}; lower the upper bounds of its repetitions"
            ));
        }
        Some(_) => {}
    }
    if crosses_line_end(&hir) {
        return Err("regex can cross a line end; exclude \\r and \\n from its classes, findings stay within a line".to_owned());
    }
    if properties.look_set().iter().any(|look| matches!(look, Look::Start | Look::End)) {
        return Err("regex uses \\A or \\z; use ^ and $, which stand for the ends of the line".to_owned());
    }
    Ok(hir)
}

fn crosses_line_end(hir: &Hir) -> bool {
    let is_end = |b: u8| b == b'\n' || b == b'\r';
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.iter().copied().any(is_end),
        HirKind::Class(Class::Bytes(class)) => class.iter().any(|r| (r.start()..=r.end()).any(is_end)),
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().any(|r| (r.start()..=r.end()).contains(&'\n') || (r.start()..=r.end()).contains(&'\r'))
        }
        HirKind::Repetition(repetition) => crosses_line_end(&repetition.sub),
        HirKind::Capture(capture) => crosses_line_end(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(crosses_line_end),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn each_refusal_says_why() {
        for (regex, why) in [
            ("(", "does not compile"),
            ("a{2", "does not compile"),
            ("a?", "empty string"),
            (r"\b", "empty string"),
            ("a+", "no greatest length"),
            ("a{600}", "can match 600 bytes"),
            ("a\nb", "line end"),
            (r"a\sb", "line end"),
            ("a[^b]{3}", "split a UTF-8"),
            ("a.", "split a UTF-8"),
            ("a[^\\n]", "split a UTF-8"),
            (r"\Aab", r"\A"),
            (r"ab\z", r"\A"),
            ("[a&&b]", "nothing at all"),
        ] {
            let error = parse(regex).expect_err(regex);
            assert!(error.contains(why), "{regex}: {error}");
        }
    }

    #[test]
    fn what_is_bounded_passes() {
        for regex in [r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", "a(?u:.){3}", r"(?m:^)id [a-z]{1,8}$", r"(?u:\p{Han}){2}", r"[\t ]x"] {
            parse(regex).expect(regex);
        }
    }
}
