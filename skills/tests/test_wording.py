"""What engines give as reasons is told in the reader's language.

Works: every sentence of both engines, with the words it quotes. Refused: sentences of nobody. Malformed: empty text.
"""

from __future__ import annotations

import pytest
from django.utils import translation

from skills import wording
from skills.engines.embedded import reasons


def engine_sentences() -> list[str]:
    """Every sentence that the embedded engine may give."""
    how = [
        text.format(form="gestion de projets", name="Project Management", category="Business")
        for _, text in reasons._HOW
    ]
    return [*how, *(f"It stands {section}." for section in reasons._SECTIONS.values()), "It stands in 3 places."]


@pytest.mark.parametrize("sentence", engine_sentences())
def test_every_reason_of_the_embedded_engine_has_its_french(sentence: str) -> None:
    with translation.override("fr"):
        told = wording.reason(sentence)
    assert told != sentence
    assert "%(" not in told


@pytest.mark.parametrize("sentence", [form.replace("%(", "").replace(")s", "") for form in wording.REASONS])
def test_in_english_a_reason_stays_as_the_engine_wrote_it(sentence: str) -> None:
    with translation.override("en"):
        assert wording.reason(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The sentence says “5 % de remise”.", "La phrase dit «\xa05 % de remise\xa0»."),
        (
            "The title is much like “policy (%s) adviser”.",
            "L’intitulé ressemble beaucoup à «\xa0policy (%s) adviser\xa0».",
        ),
        ("Lightcast found it in “SQL”, “Oracle SQL”.", "Lightcast l’a repérée dans\xa0: “SQL”, “Oracle SQL”."),
        ("Lightcast found it in the text.", "Lightcast l’a repérée dans le texte."),
    ],
)
def test_what_is_quoted_stays_as_it_is(sentence: str, told: str) -> None:
    with translation.override("fr"):
        assert wording.reason(sentence) == told


@pytest.mark.parametrize("sentence", ["", "Somebody said so.", "It stands in the summary. And more"])
def test_a_sentence_of_nobody_is_left_alone(sentence: str) -> None:
    with translation.override("fr"):
        assert wording.reason(sentence) == sentence
