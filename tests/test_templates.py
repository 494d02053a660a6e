"""Templates say what they need, hold no script or style of their own, and speak French as well as English."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
LOCALE = ROOT / "locale" / "fr" / "LC_MESSAGES"
# The static error pages are shown when nothing works, template tags included; they are bilingual as they stand.
STATIC = {"403_csrf.html", "500.html", "503.html"}
APPLICATIONS = ("jd_platform", "jobs", "skills", "analytics", "templates")

COMMENT = re.compile(r"{% comment %}(.*?){% endcomment %}", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% translate .*?%}|{% comment %}.*?{% endcomment %}", re.DOTALL
)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
# Written the same in every language.
NAMES_AND_SIGNS = re.compile(r"JD Platform|English|Français|[^A-Za-z]+")


def read(name: str) -> str:
    """Return the source of a template."""
    return (ROOT / "templates" / name).read_text(encoding="utf-8")


def spoken(source: str) -> list[str]:
    """Return the words of a template that stand outside tags and translations."""
    text = html.unescape(TAGS.sub(" ", TRANSLATED.sub(" ", source)))
    attributes = re.findall(r"""(?:aria-label|title|placeholder|alt|data-announce)="([^"]*[A-Za-z][^"]*)\"""", text)
    text = re.sub(r"<(?:svg|code|meta)\b.*?(?:</(?:svg|code)>|>)", " ", text, flags=re.DOTALL)
    words = [
        NAMES_AND_SIGNS.sub(" ", one).strip() for one in [*re.sub(r"<[^>]*>", "\n", text).split("\n"), *attributes]
    ]
    return [word for word in words if len(word) > 1]


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in STATIC])
def test_it_says_what_it_needs(name):
    source = read(name)
    comment = COMMENT.search(source)
    assert comment, "A template begins with a comment that tells its context and blocks."
    assert source.index(comment[0]) < 60
    assert "Context:" in comment[1]
    partials = re.findall(r"{% partialdef (\w+)", source)
    assert [name for name in partials if name not in comment[1]] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_no_script_or_style(name):
    assert INLINE.findall(read(name)) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in STATIC])
def test_every_word_is_translated(name):
    assert spoken(read(name)) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Nothing here</p>", ["Nothing here"]),
        ('<a aria-label="Close">×</a>', ["Close"]),
        ('<p>{% translate "Nothing here" %} · {{ count }}</p>', []),
        ("{% blocktranslate count count=n %}{{ count }} job{% plural %}jobs{% endblocktranslate %}", []),
    ],
)
def test_an_untranslated_word_would_be_found(source, words):
    assert spoken(source) == words


@pytest.mark.parametrize("source", ["<script>x()</script>", '<p style="x">', '<a onclick="x()">', "<style>p{}</style>"])
def test_a_script_or_style_would_be_found(source):
    assert INLINE.search(source)


# --- French -------------------------------------------------------------------------------------------------------


def parse_po(text: str) -> list[dict[str, object]]:
    """Return the entries of a .po file that are in use: context, id, plural id, translations, and whether fuzzy."""
    entries = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        entry: dict[str, object] = {
            "fuzzy": any(line.startswith("#,") and "fuzzy" in line for line in lines),
            "msgstr": [],
        }
        field = ""
        for line in lines:
            found = re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*"(.*)"$', line)
            if not found:
                continue
            value = found[2].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
            if found[1]:
                field = found[1]
                if field.startswith("msgstr"):
                    entry["msgstr"].append(value)
                else:
                    entry[field] = value
            elif field.startswith("msgstr"):
                entry["msgstr"][-1] += value
            else:
                entry[field] += value
        if entry.get("msgid"):
            entries.append(entry)
    return entries


@pytest.fixture(scope="module")
def french():
    return parse_po((LOCALE / "django.po").read_text(encoding="utf-8"))


def key(entry):
    return entry.get("msgctxt"), entry["msgid"], entry.get("msgid_plural")


def test_french_is_complete(french):
    assert len(french) > 200
    assert [entry["msgid"] for entry in french if entry["fuzzy"] or not all(entry["msgstr"])] == []
    assert [entry["msgid"] for entry in french if "msgid_plural" in entry and len(entry["msgstr"]) < 2] == []


def test_french_fills_in_the_same_values(french):
    value = re.compile(r"%\(\w+\)[sd]|{\w+}")
    wrong = []
    for entry in french:
        wanted = set(value.findall(entry["msgid"])) | set(value.findall(entry.get("msgid_plural", "")))
        # A singular may leave the number out ("un fichier"), as the English may.
        wrong += [text for text in entry["msgstr"][-1:] if set(value.findall(text)) != wanted]
    assert wrong == []


def test_french_is_up_to_date(french, tmp_path):
    """What the sources hold now is what the translation holds, no less and no more."""
    if not (shutil.which("xgettext") and shutil.which("msgmerge")):
        pytest.skip("needs the package gettext: xgettext reads the texts out of the sources")
    for name in APPLICATIONS:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.gz", "*.json")
        )
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "fr", "--no-location", "--verbosity", "0"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    extracted = parse_po((tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8"))
    now, kept = {key(entry) for entry in extracted}, {key(entry) for entry in french}
    assert {"missing": sorted(map(str, now - kept)), "left over": sorted(map(str, kept - now))} == {
        "missing": [],
        "left over": [],
    }


def test_compiled_french_agrees(french):
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    differing = []
    for entry in french:
        context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
        if "msgid_plural" in entry:
            got = [compiled.ngettext(context + entry["msgid"], context + entry["msgid_plural"], n) for n in (1, 2)]
            wanted = [entry["msgstr"][0], entry["msgstr"][1]]
        else:
            got, wanted = [compiled.gettext(context + entry["msgid"])], entry["msgstr"]
        if got != wanted:
            differing.append(entry["msgid"])
    assert differing == []
