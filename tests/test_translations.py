"""The French of the interface is whole, and the compiled file is that of the text file.

Works: every entry. Malformed: none is fuzzy, empty, or has lost a value that it must name.
"""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "locale" / "fr" / "LC_MESSAGES"
FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) (".*")$')
VALUE = re.compile(r"%\((\w+)\)[sd]")


def entries() -> list[dict[str, str]]:
    """Each entry of the text file but the first, which describes the file."""
    found = []
    for block in (FOLDER / "django.po").read_text().split("\n\n")[1:]:
        entry: dict[str, str] = {"comments": ""}
        name = ""
        for line in block.splitlines():
            field = FIELD.match(line)
            if line.startswith("#"):
                entry["comments"] += line
            elif field:
                name = field[1]
                entry[name] = ast.literal_eval(field[2])
            elif line:
                entry[name] += ast.literal_eval(line)
        if "msgid" in entry:
            found.append(entry)
    return found


ENTRIES = entries()


def forms(entry: dict[str, str]) -> list[str]:
    return [entry["msgstr"]] if "msgstr" in entry else [entry["msgstr[0]"], entry["msgstr[1]"]]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["msgid"][:40])
def test_every_string_is_translated_with_all_its_values(entry: dict[str, str]) -> None:
    assert "fuzzy" not in entry["comments"]
    for source, form in zip([entry["msgid"], entry.get("msgid_plural")], forms(entry), strict=False):
        assert form.strip()
        assert set(VALUE.findall(form)) == set(VALUE.findall(source))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["msgid"][:40])
def test_typography_is_french(entry: dict[str, str]) -> None:
    for form in forms(entry):
        assert "'" not in form
        assert not re.search(r" [:;?!»]|« |[^\s\xa0]»|«[^\xa0]", form), form
        assert not re.search(r"\w:(?:\s|$)", form), form


def test_the_compiled_file_says_the_same() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in ENTRIES:
        context = entry.get("msgctxt", "")
        for form, number in zip(forms(entry), (1, 2), strict=False):
            if "msgid_plural" in entry:
                said = compiled.ngettext(entry["msgid"], entry["msgid_plural"], number)
            else:
                said = compiled.pgettext(context, entry["msgid"]) if context else compiled.gettext(entry["msgid"])
            assert said == form
    assert compiled.ngettext("%(count)s job", "%(count)s jobs", 0) == "%(count)s emploi"
