"""Sections are found under the headings that job descriptions use."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sections import SectionKind, split_sections


def kinds(text):
    return [section.kind for section in split_sections(text)]


def headed(line):
    """Return the kind of what stands below `line` in the middle of a text."""
    text = f"Clerk\n\nThe clerk files papers.\n\n{line}\nFiles papers and keeps the books of the office.\n"
    last = split_sections(text)[-1]
    return last.kind if last.heading else None


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Duties", SectionKind.DUTIES),
        ("What you'll do", SectionKind.DUTIES),
        ("Key Responsibilities:", SectionKind.DUTIES),
        ("Principales tâches", SectionKind.DUTIES),
        ("Essential Qualifications", SectionKind.ESSENTIAL),
        ("Must have", SectionKind.ESSENTIAL),
        ("Exigences du poste", SectionKind.ESSENTIAL),
        ("Profil recherché", SectionKind.ESSENTIAL),
        ("Asset qualifications", SectionKind.ASSET),
        ("Preferred experience", SectionKind.ASSET),
        ("Nice to have", SectionKind.ASSET),
        ("Qualifications constituant un atout", SectionKind.ASSET),
        ("Compétences souhaitées", SectionKind.ASSET),
        ("Education", SectionKind.EDUCATION),
        ("Scolarité", SectionKind.EDUCATION),
        ("Education and Experience", SectionKind.EXPERIENCE),
        ("Expérience", SectionKind.EXPERIENCE),
        ("Knowledge, Skills and Abilities", SectionKind.KNOWLEDGE),
        ("Connaissances", SectionKind.KNOWLEDGE),
        ("Abilities", SectionKind.ABILITIES),
        ("Capacités", SectionKind.ABILITIES),
        ("Conditions of employment", SectionKind.CONDITIONS),
        ("Conditions d’emploi", SectionKind.CONDITIONS),
        ("About us", SectionKind.ABOUT_ORGANISATION),
        ("À propos de nous", SectionKind.ABOUT_ORGANISATION),
        ("About Acme Corporation", SectionKind.ABOUT_ORGANISATION),
        ("Benefits", SectionKind.BENEFITS),
        ("Ce que nous offrons", SectionKind.BENEFITS),
        ("Equal Employment Opportunity", SectionKind.EQUAL_OPPORTUNITY),
        ("Équité en matière d’emploi", SectionKind.EQUAL_OPPORTUNITY),
        ("How to apply", SectionKind.HOW_TO_APPLY),
        ("Pour postuler", SectionKind.HOW_TO_APPLY),
        ("Position Summary (Public)", SectionKind.SUMMARY),
        ("Sommaire du poste", SectionKind.SUMMARY),
    ],
)
def test_words_of_headings(heading, kind):
    assert headed(heading) is kind


@pytest.mark.parametrize(
    "line",
    ["Duties", "DUTIES", "Duties:", "**Duties**", "## Duties", "##Duties:", "1. Duties", "2.3 Duties", "IV. Duties",
     "Duties\n------", "Duties\n======", "A) Key duties", "Section 4 - Duties", "Duties and responsibilities:"],
)  # fmt: skip
def test_how_headings_are_set(line):
    assert headed(line) is SectionKind.DUTIES


@pytest.mark.parametrize(
    "line",
    [
        "- Duties",
        "• Experience",
        "Experience with Python is what the team needs most of all at this time, said everybody.",
        "experience",
        "User experience designers work here.",
        "ends with our duties.",
        "The benefits of this approach: fewer errors",
    ],
)
def test_what_is_no_heading(line):
    assert headed(line) is None


def test_a_line_may_open_with_its_heading():
    sections = split_sections("Clerk\nRequirements: five years of filing\nNice to have: typing\n")
    assert [(s.kind, s.heading) for s in sections] == [
        (SectionKind.HEADER, ""),
        (SectionKind.ESSENTIAL, "Requirements"),
        (SectionKind.ASSET, "Nice to have"),
    ]


def test_parts_of_asset_qualifications_are_assets():
    text = (
        "ESSENTIAL QUALIFICATIONS\nEducation\nA degree\nExperience\nTen years\n"
        "ASSET QUALIFICATIONS\nEducation\nA second degree\nExperience\nTwenty years\n"
        "CONDITIONS OF EMPLOYMENT\nSecret clearance\n"
    )
    assert kinds(text) == [
        SectionKind.ESSENTIAL,
        SectionKind.EDUCATION,
        SectionKind.EXPERIENCE,
        SectionKind.ASSET,
        SectionKind.ASSET,
        SectionKind.ASSET,
        SectionKind.CONDITIONS,
    ]


def test_assets_with_text_of_their_own_do_not_take_in_what_follows():
    assert kinds("Nice to have\nTyping\n\nEducation\nA degree\n") == [SectionKind.ASSET, SectionKind.EDUCATION]


def test_unknown_headings_end_boilerplate_but_not_duties():
    assert kinds("Benefits\nDental care\n\nTales from the counter\nPython\n")[-1] is SectionKind.OTHER
    assert kinds("Duties\nFiles papers\n\nTales from the counter\nPython\n") == [SectionKind.DUTIES]


def test_an_unknown_heading_of_the_same_rank_opens_a_section():
    assert kinds("## Duties\nFiles.\n## Tales from the counter\nPython\n") == [SectionKind.DUTIES, SectionKind.OTHER]
    assert kinds("## Duties\nFiles.\n### Tales from the counter\nPython\n") == [SectionKind.DUTIES]


def test_prose_before_the_first_heading_is_a_summary():
    text = "Clerk\nLocation: Ottawa\n" + "The clerk files papers. " * 10 + "\nDuties\nFiles.\n"
    assert kinds(text) == [SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.DUTIES]


def test_labels_of_facts_stay_in_the_header():
    assert kinds("Job title: Clerk\nLocation: Ottawa\nDepartment: Finance\n") == [SectionKind.HEADER]


def test_nothing_in_nothing_out():
    assert split_sections("") == ()
    assert kinds("\n\n") == [SectionKind.HEADER]


HEADINGS = [
    "Duties",
    "Benefits:",
    "# Education",
    "NOTES",
    "- item",
    "",
    "Requirements: x",
    "----",
    "\r",
    "Zürich\u2028",
    "And / or:",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(HEADINGS)).map("\n".join)))
def test_sections_cover_every_text_without_gaps(text):
    sections = split_sections(text)
    position = 0
    for section in sections:
        assert section.start == position
        assert section.end > section.start
        position = section.end
    assert position == len(text)


@pytest.mark.parametrize("unit", ["a", "#", "Duties: x\n", "A:", "- ", "\n", "DUTIES\n\n", "=\n", "1. "])
def test_time_is_linear(unit):
    started = time.process_time()
    split_sections(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 10


def test_parts_of_the_duties_are_duties_whatever_they_are_called():
    text = (
        "2. RESPONSIBILITIES\n\n2.1 Pay\n\na) Process payroll for nine groups,\nand check it.\n\n"
        "2.2 Benefits and pension\n\na) Enrol employees in plans.\n\n"
        "2.3 Advice\n\na) Interpret collective agreements, the Income Tax Act, employment\ninsurance rules.\n\n"
        "3. BENEFITS\n\nA pension plan."
    )
    kinds = {section.heading: section.kind for section in split_sections(text)}
    assert kinds["RESPONSIBILITIES"] == kinds["Pay"] == SectionKind.DUTIES
    assert kinds["BENEFITS"] == SectionKind.BENEFITS
    assert not any(heading.startswith(("Process", "Interpret")) for heading in kinds)
