//! Character references of HTML and XML: "&#64;", "&#x40;", "&commat;".

/// Most digits of a number, leading zeros included.
const DIGITS: usize = 7;
/// Longest name below.
const NAME_BYTES: usize = 14;

/// Names of characters that matter to an address or a number, or that stand beside one. The most frequent first.
///
/// Source: HTML Living Standard, 13.5 Named character references, <https://html.spec.whatwg.org/entities.json>. Read in any case,
/// as lines are often put in upper case after they were escaped.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("nbsp", '\u{A0}'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("commat", '@'),
    ("period", '.'),
    ("plus", '+'),
    ("hyphen", '\u{2010}'),
    ("dash", '\u{2010}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("horbar", '\u{2015}'),
    ("minus", '\u{2212}'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("sol", '/'),
    ("bsol", '\\'),
    ("num", '#'),
    ("colon", ':'),
    ("comma", ','),
    ("semi", ';'),
    ("equals", '='),
    ("percnt", '%'),
    ("excl", '!'),
    ("quest", '?'),
    ("ast", '*'),
    ("verbar", '|'),
    ("dollar", '$'),
    ("grave", '`'),
    ("Hat", '^'),
    ("NewLine", '\n'),
    ("Tab", '\t'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("emsp13", '\u{2004}'),
    ("emsp14", '\u{2005}'),
    ("numsp", '\u{2007}'),
    ("puncsp", '\u{2008}'),
    ("thinsp", '\u{2009}'),
    ("ThinSpace", '\u{2009}'),
    ("hairsp", '\u{200A}'),
    ("MediumSpace", '\u{205F}'),
    ("shy", '\u{AD}'),
    ("ZeroWidthSpace", '\u{200B}'),
    ("zwnj", '\u{200C}'),
    ("zwj", '\u{200D}'),
    ("lrm", '\u{200E}'),
    ("rlm", '\u{200F}'),
    ("NoBreak", '\u{2060}'),
    ("middot", '\u{B7}'),
    ("centerdot", '\u{B7}'),
    ("bull", '\u{2022}'),
    ("sdot", '\u{22C5}'),
    ("szlig", 'ß'),
    ("aelig", 'æ'),
    ("oelig", 'œ'),
    ("eth", 'ð'),
    ("thorn", 'þ'),
    ("inodot", 'ı'),
];

/// Names made of a letter and its accent, for words ("T&eacute;l") and international addresses: ending, letters, what they become.
const ACCENTS: &[(&str, &str, &str)] = &[
    ("uml", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
    ("acute", "AEIOUYCLNRSZaeiouyclnrsz", "ÁÉÍÓÚÝĆĹŃŔŚŹáéíóúýćĺńŕśź"),
    ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
    ("circ", "AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
    ("tilde", "ANOano", "ÃÑÕãñõ"),
    ("cedil", "CSTcst", "ÇŞŢçşţ"),
    ("ring", "AUau", "ÅŮåů"),
    ("slash", "Oo", "Øø"),
    ("caron", "CDENRSTZcdenrstz", "ČĎĚŇŘŠŤŽčďěňřšťž"),
    ("ogon", "AEae", "ĄĘąę"),
    ("strok", "Ll", "Łł"),
];

/// The character reference at the start of `rest`, which starts with `&`, and its length.
pub(super) fn at(rest: &[u8]) -> Option<(char, usize)> {
    match rest.get(1)? {
        b'#' => number(rest),
        b'a'..=b'z' | b'A'..=b'Z' => name(rest),
        _ => None,
    }
}

/// The final semicolon may be missing: browsers forgive that, and so does who copies from them.
fn number(rest: &[u8]) -> Option<(char, usize)> {
    let (base, first) = if matches!(rest.get(2)?, b'x' | b'X') { (16, 3) } else { (10, 2) };
    let digit = |at: usize| rest.get(at).and_then(|&byte| char::from(byte).to_digit(base));
    let mut code = 0;
    let mut at = first;
    while let Some(digit) = digit(at) {
        if at - first == DIGITS {
            return None;
        }
        // Seven digits of base 16 fit into 28 bits.
        code = code * base + digit;
        at += 1;
    }
    if at == first {
        return None;
    }
    let character = match code {
        // Numbers of windows-1252, by the table in the HTML standard, 13.2.5.80; only those with a meaning here.
        0x95 => '\u{2022}',
        0x96 => '\u{2013}',
        0x97 => '\u{2014}',
        _ => char::from_u32(code)?,
    };
    Some((character, at + usize::from(rest.get(at) == Some(&b';'))))
}

fn name(rest: &[u8]) -> Option<(char, usize)> {
    let longest = &rest[1..rest.len().min(2 + NAME_BYTES)];
    let Some(length) = longest.iter().position(|byte| *byte == b';') else {
        // The one name that is often written without its semicolon.
        return (longest.len() >= 4 && longest[..4].eq_ignore_ascii_case(b"nbsp")).then_some(('\u{A0}', 5));
    };
    let name = &longest[..length];
    if let Some((_, character)) = NAMES.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name)) {
        return Some((*character, length + 2));
    }
    let (&letter, accent) = name.split_first()?;
    let (_, letters, accented) = ACCENTS.iter().find(|(known, ..)| known.as_bytes().eq_ignore_ascii_case(accent))?;
    let place = letters.bytes().position(|known| known == letter)?;
    Some((accented.chars().nth(place)?, length + 2))
}
