"""Writes the [[country]] tables of patterns/iban.toml.

Source: schwifty 2026.10.1 (PyPI, MIT), whose `iban_registry/generated.json` is the SWIFT IBAN registry and whose
`overwrite.json` adds the users outside it. Checked against python-stdnum 2.2 (PyPI, LGPL-2.1-or-later), whose `iban.dat`
is registry release 101: the two may differ only where KNOWN says so.

    pip install schwifty==2026.10.1 python-stdnum==2.2
    python tests/metadata/iban.py            # rewrites the tables, keeps the rest of the file
"""

import importlib.metadata
import json
import pathlib
import re

import schwifty
import stdnum

# Brazil opens the bank code to letters with the alphanumeric CNPJ of 2026; release 101 still has digits only.
KNOWN = {"BR"}
# Names the registry does not have, or has in its inverted form.
NAMES = {
    "AE": "United Arab Emirates", "FK": "Falkland Islands", "MD": "Moldova", "NL": "Netherlands", "PS": "Palestine",
    "VG": "British Virgin Islands", "RU": "Russia", "VA": "Vatican City", "TR": "Türkiye",
    "AO": "Angola", "BF": "Burkina Faso", "BJ": "Benin", "CF": "Central African Republic", "CG": "Congo",
    "CI": "Côte d'Ivoire", "CM": "Cameroon", "CV": "Cabo Verde", "DZ": "Algeria", "GA": "Gabon",
    "GQ": "Equatorial Guinea", "GW": "Guinea-Bissau", "IR": "Iran", "KM": "Comoros", "MA": "Morocco",
    "MG": "Madagascar", "ML": "Mali", "MZ": "Mozambique", "NE": "Niger", "SN": "Senegal", "TD": "Chad", "TG": "Togo",
    "AX": "Åland Islands", "BL": "Saint Barthélemy", "GF": "French Guiana", "GG": "Guernsey", "GP": "Guadeloupe",
    "IM": "Isle of Man", "JE": "Jersey", "MF": "Saint Martin", "MQ": "Martinique", "NC": "New Caledonia",
    "PF": "French Polynesia", "PM": "Saint Pierre and Miquelon", "RE": "Réunion",
    "TF": "French Southern Territories", "WF": "Wallis and Futuna", "YT": "Mayotte",
}
PART = re.compile(r"(\d+)!([nac])")


def classes(bban):
    """One letter for each character of a BBAN: how parts are cut does not matter, only what they admit."""
    assert PART.sub("", bban) == "", bban
    return "".join(kind * int(count) for count, kind in PART.findall(bban))


def registry():
    """The registry as schwifty has it, and the codes that only schwifty adds."""
    folder = pathlib.Path(schwifty.__file__).parent / "iban_registry"
    official = json.loads((folder / "generated.json").read_text())
    added = json.loads((folder / "overwrite.json").read_text())
    return official, {code: row for code, row in added.items() if row.get("aspirational")}


def release():
    """Release 101 as python-stdnum has it: code -> (name, bban)."""
    text = (pathlib.Path(stdnum.__file__).parent / "iban.dat").read_text()
    rows = re.findall(r'^(\w\w) country="([^"]*)" bban="([^"]*)"', text, re.M)
    return {code: (name, bban) for code, name, bban in rows}


def table(code, name, bban, official):
    lines = [f'[[country]]\ncode = "{code}"\nname = "{name}"\nlength = {4 + len(classes(bban))}\nbban = "{bban}"\n']
    return "".join(lines + ([] if official else ["registry = false\n"]))


def main():
    for package, version in (("schwifty", "2026.10.1"), ("python-stdnum", "2.2")):
        assert importlib.metadata.version(package) == version, f"{package} is not {version}"
    (official, added), checked = registry(), release()
    assert set(checked) <= set(official)
    differ = {code for code in checked if classes(official[code]["bban_spec"]) != classes(checked[code][1])}
    assert differ == KNOWN, differ
    tables = []
    for code in sorted(official | added):
        row = official.get(code) or added[code]
        assert len(classes(row["bban_spec"])) == row["bban_length"], code
        name = NAMES.get(code) or checked[code][0]
        tables.append(table(code, name, row["bban_spec"], code in checked))
    path = pathlib.Path(__file__).parents[2] / "patterns" / "iban.toml"
    # Only a line of its own is a header: comments name the tables too.
    head, rest = path.read_text().split("\n[[country]]\n", 1)
    tail = rest[rest.index("\n# Published examples") :]
    path.write_text(head + "\n" + "\n".join(tables) + tail)


if __name__ == "__main__":
    main()
