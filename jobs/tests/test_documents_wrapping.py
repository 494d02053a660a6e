"""Lines wrapped at a fixed width become paragraphs again; all other lines stay."""

import textwrap

import pytest

from jobs.documents.reading import read_document
from jobs.documents.wrapping import unwrapped

PARAGRAPHS = [
    "The water resources engineer plans, designs and oversees the construction of municipal water systems, and reports "
    "to the manager of engineering on the state of the system at least twice a year.",
    "The incumbent works with consultants, contractors and other levels of government on the multi-disciplinary "
    "planning of mains, pumps and reservoirs.",
]
ITEMS = [
    "- Prepares drawings and specifications for the replacement of water mains, pumps and reservoirs.",
    "1. Knowledge of software for hydraulic modelling, and of geographic information systems in general use.",
]
SHORT = ["WATER RESOURCES ENGINEER", "Location: Kamloops", "Duties", "123 Main Street", "Kamloops BC"]


def wrapped(text, width):
    return textwrap.fill(text, width, subsequent_indent="  " if text[0] in "-1" else "")


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("ending", ["\n", " \r\n"])
def test_paragraphs_and_items_are_whole_and_short_lines_stay(width, ending):
    lines = [*SHORT[:3], *PARAGRAPHS, *ITEMS, *PARAGRAPHS, *SHORT[3:]]
    source = "\n\n".join(wrapped(line, width) for line in lines).replace("\n", ending)
    assert read_document(source.encode(), "a.txt").text.split("\n\n") == lines


def test_markdown_too():
    source = "# Engineer\n\n" + "\n\n".join(wrapped(line, 72) for line in PARAGRAPHS) + "\n\n> quoted\n"
    assert PARAGRAPHS[0] in read_document(source.encode(), "a.md").text.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PARAGRAPHS + ITEMS + SHORT),
        "\n".join(SHORT),
        "\n".join(f"{name} Street, a place of some length in the town" for name in ("Ash", "Elm", "Oak", "Fir", "Yew")),
        "",
    ],
)
def test_texts_that_were_not_wrapped_stay(text):
    assert unwrapped(text) == text
