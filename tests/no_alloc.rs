//! A clean line allocates nothing, and comes out as it is.

use std::borrow::Cow;

use allocation_counter::measure;
use scrubline::Redactor;

const CLEAN: &[&str] = &[
    "",
    "nothing to see here, move along",
    "at 12:30 on 2024-01-15 we shipped 3 of 4 boxes, invoice 20240115",
    "order number 2015545216 was paid, 1,299.00 EUR, thank you",
    "from 192.168.0.1:8080 GET /v1/items?id=12345678 200 1532",
    "550e8400-e29b-41d4-a716-446655440000 and da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "card order 4111 1111 1111 1112 of @anna (at) noon",
    "日本語のテキスト 😀 ελληνικά, счёт № 12345678",
];

#[test]
fn a_clean_line_allocates_nothing() {
    let redactor = Redactor::builtin();
    let mut failures = Vec::new();
    for line in CLEAN {
        // The word lists are read at the first candidate.
        assert!(redactor.is_clean(line.as_bytes()), "{line}");
        let mut borrows = true;
        let bytes = measure(|| borrows &= matches!(redactor.redact(line.as_bytes()), Cow::Borrowed(_)));
        let text = measure(|| borrows &= matches!(redactor.redact_str(line), Cow::Borrowed(_)));
        let asked = measure(|| borrows &= redactor.is_clean(line.as_bytes()));
        let listed = measure(|| borrows &= redactor.find_iter(line.as_bytes()).next().is_none());
        assert!(borrows, "{line}");
        let counts = [bytes, text, asked, listed].map(|counted| counted.count_total);
        if counts != [0; 4] {
            failures.push(format!("{counts:?} allocations for {line:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_stream_of_clean_lines_keeps_its_buffers() {
    let redactor = Redactor::builtin();
    let mut stream = redactor.stream();
    let block = CLEAN.join("\n") + "\n";
    let mut out = Vec::with_capacity(8 * block.len());
    stream.push(block.as_bytes(), &mut out);
    out.clear();
    let counted = measure(|| stream.push(block.as_bytes(), &mut out));
    assert_eq!(counted.count_total, 0, "in a block of {} lines", CLEAN.len());
}
