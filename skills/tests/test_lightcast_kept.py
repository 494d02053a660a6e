"""Small answers that are kept: by key and address, for a while, and not without end."""

import pytest

from skills.lightcast import cache
from skills.lightcast.cache import AnswerCache
from skills.lightcast.errors import HOUR
from skills.lightcast.state import FileState, MemoryState
from skills.tests.lightcast_support import FakeClock

ADDRESS = ("https://api.lightcast.io/titles", "5.47", "bulk")


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def answers(clock):
    return AnswerCache(MemoryState(), clock.clock())


def test_what_was_kept_is_found_by_its_key_and_address(answers):
    answers.keep(ADDRESS, {"clerk": ["ET1", "Clerk", 0.9], "qqqq": None})
    assert answers.kept(ADDRESS, ["clerk", "qqqq", "nurse"], HOUR) == {"clerk": ["ET1", "Clerk", 0.9], "qqqq": None}
    assert answers.kept((*ADDRESS[:1], "5.48", "bulk"), ["clerk"], HOUR) == {}


def test_another_process_finds_it_too(tmp_path, clock):
    AnswerCache(FileState(tmp_path), clock.clock()).keep(ADDRESS, {"infirmière \U0001f600": 1})
    other = AnswerCache(FileState(tmp_path), clock.clock())
    assert other.kept(ADDRESS, ["infirmière \U0001f600"], HOUR) == {"infirmière \U0001f600": 1}


def test_an_old_answer_is_none(answers, clock):
    answers.keep(ADDRESS, {"clerk": 1})
    clock.now += HOUR
    assert answers.kept(ADDRESS, ["clerk"], HOUR) == {}
    answers.keep(ADDRESS, {"clerk": 2})
    assert answers.kept(ADDRESS, ["clerk"], HOUR) == {"clerk": 2}


def test_where_there_are_too_many_the_oldest_go(answers, clock, monkeypatch):
    monkeypatch.setattr(cache, "_SHELF_DIGITS", 0)
    for number in range(cache._SHELF_HOLDS + 3):
        clock.now += 1
        answers.keep(ADDRESS, {f"title {number}": number})
    kept = answers.kept(ADDRESS, [f"title {number}" for number in range(cache._SHELF_HOLDS + 3)], HOUR)
    assert sorted(kept.values()) == list(range(3, cache._SHELF_HOLDS + 3))


def test_nothing_is_asked_for_or_kept(answers):
    answers.keep(ADDRESS, {})
    assert answers.kept(ADDRESS, [], HOUR) == {}
