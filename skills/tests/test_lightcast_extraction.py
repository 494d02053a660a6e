"""Long texts, places in the text, and the engine on top."""

from __future__ import annotations

import itertools
import json
import unicodedata

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st

from skills.engines.base import Importance, SkillEngine, Span, TitleParts
from skills.engines.lightcast import LightcastEngine, language_of
from skills.lightcast.alignment import Alignment, fold
from skills.lightcast.errors import QuotaExhaustedError, TooLargeError, UnavailableError
from skills.lightcast.extraction import calls_needed, extract_located, pieces
from skills.lightcast.types import SurfaceForm
from skills.tests.lightcast_support import (
    AUTH,
    AWS,
    JAVASCRIPT,
    PYTHON,
    SKILLS,
    TEXT,
    TITLES,
    FakeClock,
    account,
    client_for,
    example,
    token_answer,
)

TRACE = f"{SKILLS}/versions/9.41/extract/trace"


def surface(text: str, words: str, nth: int = 0) -> SurfaceForm:
    """Point at the nth occurrence of `words` in bytes."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    start = len(text[:at].encode())
    return SurfaceForm(words, start, start + len(words.encode()))


@pytest.fixture
def wire():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(AUTH, json=token_answer())
        mock.get(f"{SKILLS}/meta", json={"data": {"latestVersion": "9.41"}})
        mock.get(f"{TITLES}/meta", json={"data": {"latestVersion": "5.47"}})
        yield mock


@pytest.fixture
def client():
    return client_for(account(monthly_quota=None), FakeClock())


# --- places -------------------------------------------------------------------------------------------------------


def test_bytes_become_characters():
    assert Alignment(TEXT, TEXT).span(surface(TEXT, "Python")) == Span(17, 23)


@pytest.mark.parametrize(
    ("ours", "normalized"),
    [
        ("Café  –\n\n “Python”\tand AWS", 'Café - "Python" and AWS'),
        (unicodedata.normalize("NFD", "Café Python and AWS"), "Café Python and AWS"),
        ("CAFÉ PYTHON AND AWS", "café python and aws"),
        ("\ufeffCafé\u00a0Python and\u00adAWS", "Café Python and AWS"),
    ],
)
def test_normalised_text_that_reads_the_same_is_aligned_exactly(ours, normalized):
    words = "Python" if "Python" in normalized else "python"
    span = Alignment(normalized, ours).span(surface(normalized, words))
    assert ours[span.start : span.end].casefold() == "python"


def test_nth_occurrence_when_the_texts_differ():
    normalized, ours = "Python. Python. AWS", "• Python. * Python! AWS"
    alignment = Alignment(normalized, ours)
    assert alignment.span(surface(normalized, "Python", 1)) == Span(12, 18)


@pytest.mark.parametrize(
    ("normalized", "ours", "form"),
    [
        ("Python here", "Pythons here and Python", SurfaceForm("Python", 0, 6)),
        ("Python", "Rust", SurfaceForm("Python", 0, 6)),
        ("Café Python", "Café Python", SurfaceForm("Python", 5, 11)),
        ("Café Python", "Café Python", SurfaceForm("é", 4, 5)),
        ("Python", "Python", SurfaceForm("Python", 0, 60)),
        ("Python", "Python", SurfaceForm("Python", -1, 6)),
        ("Python", "Python", SurfaceForm("", 0, 0)),
        ("Python", "Python", SurfaceForm("Python", 6, 0)),
    ],
)
def test_what_does_not_verify_is_dropped(normalized, ours, form):
    assert Alignment(normalized, ours).span(form) is None


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_place_of_the_same_text_is_found_or_dropped_but_never_wrong(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    text = text.encode("utf-8", "replace").decode()
    words = text[start:end]
    form = SurfaceForm(words, len(text[:start].encode()), len(text[:end].encode()))
    span = Alignment(text, text).span(form)
    if span is not None:
        assert fold(text[span.start : span.end]) == fold(words)
    else:
        assert not fold(words) or start == end


# --- long texts ---------------------------------------------------------------------------------------------------


def test_short_text_is_one_piece_and_white_space_none():
    assert pieces("Python") == [Span(0, 6)]
    assert pieces(" \n ") == []
    assert calls_needed("a" * 50_000) == 1
    assert calls_needed("a" * 50_001) == 2


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("aaa aaa\n\nbbb bbb bbb ccc", 9),
        ("aaa aaa aaa\nbbb ccc ddd", 12),
        ("aaa aaa. bbb bbb ccc ddd", 9),
        ("aaa aaaa bbbbbbbb ccc", 9),
        ("a" * 40, 14),
        ("é" * 40, 7),
    ],
)
def test_cut_at_paragraph_line_sentence_word(text, ends):
    assert pieces(text, 14)[0] == Span(0, ends)


@given(st.text(alphabet="aé𝄞 .\n", max_size=200), st.integers(4, 40))
def test_pieces_lose_nothing_and_keep_the_limit(text, most):
    found = pieces(text, most)
    assert all(len(text[one.start : one.end].encode()) <= most for one in found)
    covered = {index for one in found for index in range(one.start, one.end)}
    assert all(index in covered for index, character in enumerate(text) if not character.isspace())
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))


def answer_with(request):
    """Answer as a service that knows Python alone and is the surer the nearer it stands."""
    text = json.loads(request.body)["text"]
    skill = {"id": PYTHON, "name": "Python"}
    confidence = 0.9 if text.startswith("Python") else 0.7
    rows = [{"confidence": confidence, "skill": skill}] if "Python" in text else []
    form = surface(text, "Python") if rows else None
    trace = [
        {
            "surfaceForm": {"value": "Python", "sourceStart": form.start, "sourceEnd": form.end},
            "classificationData": {"contextForms": [], "skills": rows},
        }
        for _ in rows
    ]
    return 200, {}, json.dumps({"data": {"skills": rows, "trace": trace, "normalizedText": text}})


def test_long_text_is_split_sent_and_merged(client, wire):
    wire.add_callback(responses.POST, TRACE, answer_with, content_type="application/json")
    text = "é filler with Python " + "word " * 6_000 + "\n\n" + "Python " + "word " * 5_000
    answer = extract_located(client, text, version="9.41")
    assert answer.calls == 2
    (skill,) = answer.skills
    assert skill.confidence == 0.9
    assert [text[span.start : span.end] for span in skill.spans] == ["Python", "Python"]
    assert answer.dropped == 0


def test_failing_piece_counts_the_calls_of_all(client, wire):
    wire.add(responses.POST, TRACE, json={"data": {"skills": [], "trace": [], "normalizedText": "x"}})
    wire.add(responses.POST, TRACE, json={}, status=503)
    with pytest.raises(UnavailableError) as caught:
        extract_located(client, "word " * 11_000, version="9.41")
    assert caught.value.calls == 3


def test_empty_text_costs_nothing(client, wire):
    assert extract_located(client, "  ", version="9.41").skills == ()
    assert not wire.calls


def test_lone_surrogates_do_not_break_it(client, wire):
    wire.add_callback(responses.POST, TRACE, answer_with, content_type="application/json")
    text = "\ud800 Python"
    (skill,) = extract_located(client, text, version="9.41").skills
    assert text[skill.spans[0].start : skill.spans[0].end] == "Python"


# --- the engine ---------------------------------------------------------------------------------------------------


def test_engine_finds_skills_with_spans_of_our_text(client, wire):
    wire.post(TRACE, json=example("skills_extract_trace")["calls"][0]["responses"][0]["body"])
    engine: SkillEngine = LightcastEngine(client)
    answer = engine.extract(TEXT)
    assert (answer.engine, answer.engine_version, answer.taxonomy_version, answer.calls) == (
        "lightcast",
        "9.41",
        "9.41",
        1,
    )
    assert {one.lightcast_id for one in answer.skills} == {PYTHON, AWS, JAVASCRIPT}
    assert [[TEXT[span.start : span.end] for span in one.spans] for one in answer.skills] == [
        ["AWS"],
        ["Python"],
        ["JS"],
    ]
    assert answer.skills[0].importance is Importance.MENTIONED
    assert answer.skills[0].reasons == ("Lightcast found it in “AWS”.",)


def test_engine_drops_removed_skills_and_asks_for_importance(client, wire):
    gone = {"id": "ES0", "name": "Gone", "type": {"id": "ST0", "name": "Removed"}}
    kept = {"id": PYTHON, "name": "Python"}
    rows = [{"confidence": 1, "skill": gone}, {"confidence": 0.5, "skill": kept}]
    wire.post(TRACE, json={"data": {"skills": rows, "trace": [], "normalizedText": None}})
    engine = LightcastEngine(client, weigher=lambda text: lambda spans: Importance.REQUIRED)
    (skill,) = engine.extract("Python").skills
    assert skill.lightcast_id == PYTHON
    assert skill.spans == ()
    assert skill.importance is Importance.REQUIRED


def test_engine_tells_from_the_text_how_strongly_a_skill_is_asked_for(client, wire):
    text = "Duties\nYou write reports.\n\nRequirements\nPython\n\nNice to have\nCafé software on AWS\n"
    skills = [{"id": PYTHON, "name": "Python"}, {"id": AWS, "name": "AWS"}, {"id": JAVASCRIPT, "name": "reports"}]
    trace = []
    for skill in skills:
        form = surface(text, skill["name"])
        where = {"value": form.value, "sourceStart": form.start, "sourceEnd": form.end}
        trace.append({"surfaceForm": where, "classificationData": {"skills": [{"confidence": 1, "skill": skill}]}})
    rows = [{"confidence": 1, "skill": skill} for skill in skills]
    wire.post(TRACE, json={"data": {"skills": rows, "trace": trace, "normalizedText": text}})
    found = {skill.lightcast_id: skill.importance for skill in LightcastEngine(client).extract(text).skills}
    assert found == {PYTHON: Importance.REQUIRED, AWS: Importance.PREFERRED, JAVASCRIPT: Importance.MENTIONED}


def test_engine_suggests_titles(client, wire):
    body = example("titles_normalize_inspect")["calls"][0]["responses"][0]["body"]
    wire.post(f"{TITLES}/versions/5.47/normalize/inspect", json=body)
    engine = LightcastEngine(client, take_apart=lambda title: TitleParts(core=title.upper()))
    answer = engine.suggest_titles("  data   scientist ", limit=1)
    assert [(one.title, one.confidence, one.source, one.source_version) for one in answer.suggestions] == [
        ("Data Scientist", 1.0, "lightcast", "5.47")
    ]
    assert answer.parts.core == "DATA SCIENTIST"
    sent = json.loads(wire.calls[-1].request.body)
    assert sent == {"term": "DATA SCIENTIST", "limit": 1, "confidenceThreshold": 0.2}
    assert answer.calls == 1


def test_engine_asks_nothing_for_an_empty_title(client, wire):
    assert LightcastEngine(client).suggest_titles(" ").suggestions == ()
    assert not wire.calls


def test_engine_refuses_a_title_that_is_too_long(client, wire):
    with pytest.raises(TooLargeError):
        LightcastEngine(client).suggest_titles("a" * 1_001)


def test_engine_tells_cost_and_quota(wire):
    engine = LightcastEngine(client_for(account(monthly_quota=0), FakeClock()))
    assert engine.cost("a" * 120_000) == 3
    assert engine.quota().remaining == 0
    with pytest.raises(QuotaExhaustedError):
        engine.extract("Python")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vous travaillez avec les équipes pour la gestion des données et le développement.", "fr"),
        ("You will work with the teams on data and development.", "en"),
        ("", "en"),
    ],
)
def test_language(text, language):
    assert language_of(text) == language
