//! A marked example, `paid with «4111 1111 1111 1111» today`, as text and expected spans.

use std::ops::Range;

/// A line and the spans that must be masked in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The line, without marks.
    pub text: String,
    /// Byte ranges within `text`, in order and disjoint. Empty for a counter-example.
    pub spans: Vec<Range<usize>>,
}

impl Example {
    /// Reads a line with `«` and `»` around what must be masked.
    pub(super) fn marked(marked: &str) -> Result<Example, &'static str> {
        let example = Example::read(marked)?;
        if example.spans.is_empty() { Err("has no « » mark; put the marks around exactly what must be masked") } else { Ok(example) }
    }

    /// Reads a line in which nothing must be found. Marks would contradict that.
    pub(super) fn clean(text: &str) -> Result<Example, &'static str> {
        if text.contains(['«', '»']) {
            return Err("has a « » mark, but nothing may be found in a clean example; move it to found");
        }
        Example::read(text)
    }

    fn read(marked: &str) -> Result<Example, &'static str> {
        if marked.contains(['\n', '\r']) {
            return Err("holds a line end; an example is one line");
        }
        let (mut text, mut spans, mut open) = (String::with_capacity(marked.len()), Vec::new(), None);
        for ch in marked.chars() {
            match (ch, open) {
                ('«', None) => open = Some(text.len()),
                ('»', Some(start)) if start < text.len() => {
                    spans.push(start..text.len());
                    open = None;
                }
                ('«' | '»', _) => return Err("has marks that do not pair, or that hold nothing"),
                _ => text.push(ch),
            }
        }
        if open.is_some() { Err("has a « that is never closed by »") } else { Ok(Example { text, spans }) }
    }
}

#[cfg(test)]
mod tests {
    use super::Example;

    #[test]
    fn marks_become_spans() {
        let example = Example::marked("é «a@b.de», «c@d.de»").unwrap();
        assert_eq!(example.text, "é a@b.de, c@d.de");
        assert_eq!(example.spans, [3..9, 11..17]);
    }

    #[test]
    fn refusals() {
        for wrong in ["", "no mark", "«open", "close»", "««a»»", "«»", "«a\nb»"] {
            assert!(Example::marked(wrong).is_err(), "{wrong}");
        }
        assert!(Example::clean("«a»").is_err());
        assert!(Example::clean("nothing").is_ok());
    }
}
