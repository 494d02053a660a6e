"""The tables of surface forms: no row that could not count, and none that takes another's place."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import FormIndex
from skills.engines.embedded.tables import DATA, common_words, empty_phrases, further_forms, importance_cues
from skills.engines.embedded.tokens import keys_of, words_of

_TABLES = ("forms_en.csv", "forms_fr.csv", "forms_esco.csv")


@pytest.fixture(scope="module")
def rows():
    found = []
    for name in _TABLES:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


def _key(row):
    return row["language"], " ".join(keys_of(row["form"]))


def test_no_form_stands_twice_and_none_has_two_skills(rows):
    """A form of several skills is one only where each counts among other skills of its own category."""
    plain = Counter(_key(row) for row in rows if row["match"] in ("", "case", "asked"))
    exact = Counter((row["language"], row["form"]) for row in rows if row["match"] in ("exact", "never"))
    coherent = Counter((_key(row), row["match"].partition("when:")[2]) for row in rows if "when:" in row["match"])
    for counts in (plain, exact, coherent):
        assert [what for what, count in counts.items() if count > 1] == []
    assert plain.keys() & {key for key, _ in coherent} == set()


def test_every_skill_has_one_name(rows):
    names = {}
    for row in rows:
        names.setdefault(row["lightcast_id"], set()).add(row["name"])
    assert [name for name in names.values() if len(name) > 1] == []


def test_no_comma_of_a_rule_of_importance_parts_its_columns():
    rows = list(importance_cues())
    assert rows
    assert [row for row in rows if None in row or None in row.values()] == []
    assert {row["leads"] for row in rows} == {row["back"] for row in rows} == {"", "yes"}


def test_rules_that_only_ask_come_last():
    asked = [row["strength"] == "asked" for row in importance_cues()]
    assert asked == sorted(asked)


def test_empty_phrases_are_of_several_words_and_stand_once():
    lines = (DATA / "empty_phrases.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted({*lines})
    keys = [tuple(keys_of(phrase)) for phrase in empty_phrases()]
    assert len(set(keys)) == len(keys)
    assert min(map(len, keys)) > 1


def test_only_single_words_count_to_the_letter():
    exact = [form.text for _, form in further_forms() if form.kind & FormKind.EXACT]
    assert exact
    assert [text for text in exact if len(keys_of(text)) != 1] == []


def test_every_form_is_found_where_it_stands_alone():
    """Under names of our own, since the list has many of the forms as names of further entries."""
    forms = further_forms()
    ids = {lightcast_id: f"zyx{number}" for number, lightcast_id in enumerate(dict(forms))}
    index = FormIndex([TaxonomySkill(*pair) for pair in ids.items()], further=forms, common_words=common_words())
    missed = []
    for lightcast_id, form in forms:
        if not form.kind & (FormKind.COHERENT | FormKind.NEVER):
            words = words_of(form.text)
            found = index.candidates(words, [bool(form.kind & FormKind.FRENCH)] * len(words))
            if lightcast_id not in {index.skills[candidate.skill].lightcast_id for candidate in found}:
                missed.append(form.text)
    assert missed == []


def test_no_comma_is_in_a_form_for_none_runs_over_one():
    assert [form.text for _, form in further_forms() if "," in form.text] == []


def _tagged(name, text):
    """Return the entries that the index finds in a text, when the list holds only those of a name."""
    with (DATA / "forms_en.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["name"]: row["lightcast_id"] for row in csv.DictReader(file)}
    index = FormIndex([TaxonomySkill(ids[name], name)], further=further_forms())
    return [c for c in index.candidates(words_of(text)) if not c.kind & FormKind.PHRASE]


def test_a_name_that_means_something_else_where_it_stands_is_no_form():
    assert _tagged("SQL And Java (SQLJ)", "Knowledge of SQL and Java") == []
    assert len(_tagged("SQL And Java (SQLJ)", "Knowledge of SQLJ")) == 1


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("itil", "Information Technology Infrastructure Library"),
        ("litigation", "Lawsuits"),
        ("digital media", "Digital Media"),
        ("mobile apps", "Mobile Apps"),
        ("legal knowledge", "Legal Knowledge"),
        ("weld", "Welding"),
        ("Cantonese", "Cantonese Chinese"),
        ("food handler certificate", "Food Handler's Card"),
    ],
)
def test_forms_lead_to_the_entry_that_says_the_same(rows, form, name):
    assert [row["name"] for row in rows if row["form"] == form] == [name]
