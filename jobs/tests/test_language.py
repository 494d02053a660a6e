"""English and French are told apart."""

import pytest

from jobs.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "You will work with the team and write reports for the minister.",
        "Data Analyst\nLocation: Ottawa",
        "",
        "12345 -- !!",
        "Knowledge of French is an asset; the incumbent must translate « le rapport annuel » for the team.",
    ],
)
def test_english_or_unsure(text):
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Vous travaillerez avec l’équipe et rédigerez des rapports pour le ministre.",
        "TITRE DU POSTE : ANALYSTE DES DONNÉES",
        "La maîtrise de l’anglais (« the annual report ») est un atout dans ce poste au sein du ministère.",
    ],
)
def test_french(text):
    assert detect_language(text) == "fr"


def test_a_long_text_costs_no_more_than_its_beginning():
    assert detect_language("le poste est à pourvoir " * 2_000 + "the job is open " * 100_000) == "fr"
