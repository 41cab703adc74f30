#!/usr/bin/env python3
"""Writes patterns/phone/regions.toml and tests/data/phone-examples.toml from the metadata of libphonenumber.

    pip install phonenumbers==9.0.43
    python3 tests/metadata/generate.py

Python 3.11 and that one package, a port of libphonenumber which carries its metadata, are all it needs. The same
version gives the same bytes.
"""

import re
import sys
from pathlib import Path

import phonenumbers
from phonenumbers.data import _ALT_NUMBER_FORMATS, _AVAILABLE_NONGEO_COUNTRY_CODES, _AVAILABLE_REGION_CODES
from phonenumbers.data import _COUNTRY_CODE_TO_REGION_CODE
from phonenumbers.phonemetadata import PhoneMetadata

VERSION = "9.0.43"
ROOT = Path(__file__).resolve().parents[2]
SOURCE = f"""\
# Source: libphonenumber (https://github.com/google/libphonenumber), through the Python package phonenumbers {VERSION}.
# Licence of the data: Apache-2.0, Copyright (C) the Libphonenumber Authors.
# Made by: pip install phonenumbers=={VERSION} && python3 tests/metadata/generate.py   (do not edit by hand)
"""

TYPES = {
    "fixed": "fixed_line",
    "mobile": "mobile",
    "toll_free": "toll_free",
    "premium": "premium_rate",
    "shared": "shared_cost",
    "personal": "personal_number",
    "voip": "voip",
    "uan": "uan",
    "pager": "pager",
    "voicemail": "voicemail",
}

# Trunk prefixes that national_prefix_for_parsing allows besides national_prefix and that people write. The other
# regions' alternatives are text relay services, carriers that nobody prints, or local numbers without an area code.
TRUNKS = {
    # Brazil: "0", a carrier of two digits, area code, number.
    "BR": ["0"] + ["0" + carrier for carrier in "12 14 15 21 22 23 31 41 43 55 65 99".split()],
    # Belarus writes "8 029 …": the prefix is 8, the zero after it goes with the area code.
    "BY": ["8", "80", "0"],
    # Gabon's 0 is part of numbers of eight digits that begin with another digit: no national_prefix, yet printed.
    "GA": ["0"],
    # Lithuania moves from 8 to 0.
    "LT": ["0", "8"],
}


def quoted(text):
    if "'" in text:
        sys.exit(f"cannot quote {text!r}")
    return f"'{text}'"


def numbers(values):
    return "[" + ", ".join(str(value) for value in sorted(values) if value > 0) + "]"


def group_sizes(pattern):
    """The (least, most) digits of each group of a pattern such as (\\d{3})(\\d{3,4}); None for any other pattern."""
    sizes = []
    rest = re.sub(r"\((\\d(?:\{\d+(?:,\d+)?\})?)\)", lambda group: sizes.append(group[1]) or "", pattern)
    if rest:
        return None
    bounds = []
    for size in sizes:
        least, _, most = size[3:-1].partition(",") if len(size) > 2 else ("1", "", "")
        bounds.append((int(least), int(most or least)))
    return bounds


def fits(bounds, lengths):
    return any(sum(low for low, _ in bounds) <= length <= sum(high for _, high in bounds) for length in lengths)


def formats(entries, lengths, trunks):
    """Lines of the national formats, one for each leading digits pattern, in the order of the source."""
    found = {}
    for entry in entries:
        bounds = group_sizes(entry.pattern)
        if bounds is None:
            sys.exit(f"unknown group pattern {entry.pattern!r}")
        order = re.findall(r"\\(\d)", entry.format)
        written = re.sub(r"\\\d|[ ().-]|/", "", entry.format)
        swap = ""
        if order != [str(place + 1) for place in range(len(bounds))]:
            # Argentina: the 9 before the area code of a mobile number becomes a 15 behind it.
            if order != ["2", "3", "4"] or written != "15" or bounds[0] != (1, 1):
                sys.exit(f"unknown format {entry.format!r}")
            swap = "swap = ['9', '15'], "
        elif written:
            sys.exit(f"unknown format {entry.format!r}")
        if not fits(bounds, lengths):
            continue
        if swap:
            bounds = bounds[1:]
        groups = "-".join(str(low) if low == high else f"{low}..{high}" for low, high in bounds)
        rule = entry.national_prefix_formatting_rule or ""
        printed = re.sub(r"\\\d|\D", "", rule)
        if printed and printed not in trunks:
            sys.exit(f"{rule!r} prints a trunk prefix that is none of {trunks}")
        expected = bool(printed) and not entry.national_prefix_optional_when_formatting
        lead = entry.leading_digits_pattern[-1] if entry.leading_digits_pattern else ""
        known = found.setdefault((lead, swap, expected), [])
        if groups not in known:
            known.append(groups)
    for (lead, swap, expected), groups in found.items():
        listed = ", ".join(f'"{one}"' for one in groups)
        yield f"  {{ groups = [{listed}], {swap}{'trunk = true, ' if expected else ''}lead = {quoted(lead)} }},"


def region_entry(name, metadata, main):
    code = metadata.country_code
    types = [getattr(metadata, field) for field in TYPES.values()]
    patterns = []
    for one in types:
        if one and one.national_number_pattern and one.national_number_pattern not in patterns:
            patterns.append(one.national_number_pattern)
    lengths = [length for length in metadata.general_desc.possible_length if length > 0]
    local = [length for length in metadata.general_desc.possible_length_local_only if length > 0 and length not in lengths]
    trunks = TRUNKS.get(name) or [metadata.national_prefix] * bool(metadata.national_prefix)
    yield "[[region]]"
    yield f'id = "{name}"'
    yield f"code = {code}"
    if main:
        yield "main = true"
    if trunks:
        yield "trunks = [" + ", ".join(f'"{one}"' for one in trunks) + "]"
    yield f"lengths = {numbers(lengths)}"
    if local:
        yield f"local = {numbers(local)}"
    yield "assigned = ["
    yield from (f"  {quoted(pattern)}," for pattern in patterns)
    yield "]"
    for key, entries in (("formats", metadata.number_format), ("alternate", _ALT_NUMBER_FORMATS.get(code, []) if main else [])):
        lines = list(formats(entries, lengths + local, trunks))
        if lines:
            yield f"{key} = ["
            yield from lines
            yield "]"
    yield ""


def example_entry(name, metadata):
    yield f"[{name}]"
    yield f"code = {metadata.country_code}"
    for key, field in TYPES.items():
        one = getattr(metadata, field)
        if one and one.example_number:
            yield f'{key} = "{one.example_number}"'
    yield ""


def main():
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"phonenumbers {phonenumbers.__version__} is installed, {VERSION} is wanted")
    every = [(name, PhoneMetadata.metadata_for_region(name)) for name in sorted(_AVAILABLE_REGION_CODES)]
    every += [(str(code), PhoneMetadata.metadata_for_nongeo_region(code)) for code in sorted(_AVAILABLE_NONGEO_COUNTRY_CODES)]
    regions = [
        "# What is known about the telephone numbers of every region: read at build time by src/build/phone.rs.",
        "#",
        SOURCE.rstrip(),
        "#",
        "# id        ISO 3166 region, or the calling code itself where it belongs to no region (800, 870, ...)",
        "# code      E.164 calling code; main: the region whose formats all regions of the code share",
        "# trunks    national (trunk) prefixes that may stand before the national significant number (NSN), the usual one first",
        "# lengths   digits of a full NSN; local: digits that can be dialled only within an area",
        "# assigned  an NSN is assigned if it is matched as a whole by one of these",
        "# formats   how an NSN is grouped if its first digits match lead: trunk = true, the trunk prefix is always written;",
        "#           swap = [a, b], a leading a is left out and b stands behind the first group",
        "# alternate groupings seen in print besides the official ones",
        "",
    ]
    examples = ["# One example number (NSN) for each region and type of number.", "#", SOURCE]
    for name, metadata in every:
        main = not name.isalpha() or _COUNTRY_CODE_TO_REGION_CODE[metadata.country_code][0] == name
        regions += region_entry(name, metadata, main)
        examples += example_entry(name, metadata)
    for path, lines in (("patterns/phone/regions.toml", regions), ("tests/data/phone-examples.toml", examples)):
        (ROOT / path).write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
