"""Any text at all: no exception, no hang, the same answer twice."""

import gc
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skills.engines.embedded.extractor import EmbeddedExtractor
from skills.tests.embedded_skills import some_skills

EXTRACTOR = EmbeddedExtractor(some_skills())
PIECES = [
    "Python",
    "C++",
    "c#",
    ".NET",
    "manage",
    "projects",
    " and ",
    ", ",
    "\n",
    "/",
    "IDS/IPS",
    "50lbs",
    "’s",
    "de ",
    "l'",
]


def check(text):
    found = EXTRACTOR.find(text)
    for skill in found:
        assert 0 <= skill.confidence <= 1
        assert skill.spans
        for span in skill.spans:
            assert 0 <= span.start < span.end <= len(text)
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_answered(text):
    assert check(text) == EXTRACTOR.find(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join))
def test_any_mixture_of_forms_and_noise_is_answered(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "IDS/IPS",
        "lift 50lbs",
        "makeup artist",
        "\U0001f468‍\U0001f4bb Python \U0001f600\U0001f600 SQL",
        "مهارات Python و SQL عربي",
        "\x00\x01\x02Python\x7f\u200b\ufeffSQL\x85",
        "e\u0301quipe " * 50,
        "\ud800 Python",
        "_" * 500,
        "(((((((((" * 100,
        "C" + "+" * 1000,
        "a.b.c.d/e-f_g&h" * 50,
        "\r\n\r\n\t\v\f",
        "manage " * 300,
        "and " * 300,
        "work " * 300,
    ],
)
def test_odd_texts_are_answered(text):
    check(text)


def seconds(text):
    """Return the processor time that the text takes, without the collector, whose cost hangs on all that is alive."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        EXTRACTOR.find(text)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "piece",
    [
        "You will manage several projects and write Python or SQL for our clients, with attention to detail. ",
        "Python and SQL\n",
        "we need Python and SQL ",
        "x",
        "manage and develop ",
        "work under ",
        "you excel at Python in senior management ",
        "Java is not required, Python is, ",
        "\U0001f600 ",
        "gestion de projets et anglais, les des ",
    ],
)
def test_time_grows_with_the_length_and_no_faster(piece):
    short, long = piece * (20_000 // len(piece)), piece * (160_000 // len(piece))
    EXTRACTOR.find(short)
    once = max(min(seconds(short) for _ in range(2)), 0.01)
    assert any(seconds(long) < 8 * once * 3 for _ in range(2))


@pytest.mark.parametrize("piece", ["@" + "a" * 498, "a" * 498 + "@", "-" * 490 + "://"])
def test_what_might_be_addresses_takes_no_longer_than_other_text(piece):
    plain = "a" * len(piece)
    once = max(min(seconds(f"{plain} " * 300) for _ in range(2)), 0.01)
    assert any(seconds(f"{piece} " * 300) < 20 * once for _ in range(2))


def test_a_megabyte_in_one_line_is_answered():
    text = "We need Python and SQL and good communication skills for this role " * 15_000
    assert len(text) > 1_000_000
    assert {"Python (Programming Language)", "SQL (Programming Language)"} <= {s.name for s in check(text)}


def test_words_without_end_are_not_remembered():
    """An image that was pasted as text is one such word, and none comes again."""
    EXTRACTOR.find("Python x")
    tracemalloc.start()
    try:
        for number in range(20):
            EXTRACTOR.find(f"Python {number}{'x' * 100_000}")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 500_000


def test_two_extractors_answer_the_same():
    text = "Python, SQL, managing projects and good communication skills."
    assert EmbeddedExtractor(some_skills()).find(text) == EXTRACTOR.find(text)
