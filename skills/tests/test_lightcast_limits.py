"""Pace, quota, circuit and shared records by themselves."""

from __future__ import annotations

import collections
import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest

from skills.lightcast.circuit import Circuit
from skills.lightcast.errors import QuotaExhaustedError, ThrottledError, UnavailableError
from skills.lightcast.limits import Pace, QuotaGroup, QuotaMeter, RateLimit, read_rate_limit, read_retry_after
from skills.lightcast.state import Clock, FileState, MemoryState
from skills.tests.lightcast_support import FakeClock

NOW = 1_795_000_000.0
EXTRACT = QuotaGroup.EXTRACT


@pytest.fixture
def clock():
    return FakeClock(NOW)


def meter(state, clock: FakeClock, budget: int | None = None) -> QuotaMeter:
    return QuotaMeter(state, "quota", {} if budget is None else {EXTRACT: budget}, 60.0, clock.clock())


def test_five_a_second_over_all_processes(clock):
    state = MemoryState()
    moments = []
    paces = [Pace(state, "pace", 5, clock.clock()) for _ in range(3)]
    for number in range(30):
        paces[number % 3].wait()
        moments.append(clock.now)
    assert all(later - earlier >= 1.0 for earlier, later in zip(moments, moments[5:], strict=False))
    assert moments[-1] - moments[0] < 7


def test_waiting_too_long_is_throttling(clock):
    # Nobody moves the clock here, so the queue only grows.
    still = Clock(clock.time, lambda seconds: None)
    pace = Pace(MemoryState(), "pace", 5, still)
    for _ in range(5 * 13):
        pace.wait()
    waits = [pace.wait] * 20
    with pytest.raises(ThrottledError) as caught:
        collections.deque((wait() for wait in waits), maxlen=0)
    assert caught.value.retry_after > 10


def test_clock_set_back_does_not_block(clock):
    state = MemoryState()
    pace = Pace(state, "pace", 1, clock.clock())
    pace.wait()
    clock.now -= 100_000
    pace.wait()
    assert clock.waits == []


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("60", NOW + 60),
        ("2591999", NOW + 2591999),
        ("1795000100", 1795000100),
        ("Wed, 18 Nov 2026 11:00:00 GMT", 1794999600),
        ("2026-11-18T11:00:00Z", 1794999600),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("nan", None),
        ("1e300", None),
    ],
)
def test_formats_of_the_reset(written, moment):
    limit = read_rate_limit({"ratelimit-remaining": "3", "ratelimit-reset": written}, NOW)
    assert limit == RateLimit(3, moment)


@pytest.mark.parametrize("written", ["", "many", "inf", "nan"])
def test_remaining_that_is_no_number_is_passed_over(written):
    assert read_rate_limit({"ratelimit-remaining": written}, NOW) is None


def test_retry_after():
    assert read_retry_after({"retry-after": "12"}, NOW) == 12
    assert read_retry_after({"retry-after": "Wed, 18 Nov 2020 11:00:00 GMT"}, NOW) == 0
    assert read_retry_after({}, NOW) is None


def test_two_processes_cannot_take_the_last_call(clock):
    state = MemoryState()
    first, second = meter(state, clock, 1), meter(state, clock, 1)
    mark = first.book(EXTRACT)
    with pytest.raises(ThrottledError):
        second.book(EXTRACT)
    first.settle(EXTRACT, mark, spent=False, limit=None)
    mark = second.book(EXTRACT)
    second.settle(EXTRACT, mark, spent=True, limit=None)
    with pytest.raises(QuotaExhaustedError):
        first.book(EXTRACT)


def test_call_of_a_process_that_died_counts_as_spent(clock):
    quota = meter(MemoryState(), clock, 5)
    quota.book(EXTRACT)
    clock.now += 61
    assert quota.state(EXTRACT).spent == 1
    assert quota.state(EXTRACT).remaining == 4


def test_answers_out_of_order_do_not_raise_what_is_left(clock):
    quota = meter(MemoryState(), clock)
    for remaining in (8, 9, 7):
        quota.settle(EXTRACT, quota.book(EXTRACT), spent=True, limit=RateLimit(remaining, NOW + 100_000))
    assert quota.state(EXTRACT).remaining == 7


def test_new_period_raises_what_is_left(clock):
    quota = meter(MemoryState(), clock)
    quota.settle(EXTRACT, quota.book(EXTRACT), spent=True, limit=RateLimit(2, NOW + 10))
    quota.settle(EXTRACT, quota.book(EXTRACT), spent=True, limit=RateLimit(49, NOW + 100_000))
    assert quota.state(EXTRACT).remaining == 49


def test_none_left_without_a_reset_is_looked_at_again_in_a_day(clock):
    quota = meter(MemoryState(), clock)
    quota.settle(EXTRACT, quota.book(EXTRACT), spent=True, limit=RateLimit(0, None))
    with pytest.raises(QuotaExhaustedError) as caught:
        quota.book(EXTRACT)
    assert caught.value.retry_after == pytest.approx(86_400)
    clock.now += 86_401
    quota.book(EXTRACT)


def test_budget_and_headers_whichever_is_less(clock):
    quota = meter(MemoryState(), clock, 10)
    quota.settle(EXTRACT, quota.book(EXTRACT), spent=True, limit=RateLimit(40, NOW + 100_000))
    assert quota.state(EXTRACT).remaining == 9
    quota.settle(EXTRACT, quota.book(EXTRACT), spent=True, limit=RateLimit(3, NOW + 100_000))
    assert quota.state(EXTRACT).remaining == 3


def test_quota_of_none_allows_nothing(clock):
    with pytest.raises(QuotaExhaustedError):
        meter(MemoryState(), clock, 0).book(EXTRACT)


def test_december_resets_in_january():
    clock = FakeClock(1_797_000_000.0)  # 11 December 2026
    quota = meter(MemoryState(), clock, 0)
    with pytest.raises(QuotaExhaustedError) as caught:
        quota.book(EXTRACT)
    assert (caught.value.resets_at.year, caught.value.resets_at.month) == (2027, 1)


def test_circuit_opens_looks_and_closes(clock):
    state = MemoryState()
    circuit, other = (Circuit(state, "c", trial=20.0, clock=clock.clock()) for _ in range(2))
    for _ in range(5):
        circuit.enter()
        circuit.failed()
    with pytest.raises(UnavailableError):
        other.enter()
    clock.now += 31
    circuit.enter()
    with pytest.raises(UnavailableError):
        other.enter()
    circuit.failed()
    with pytest.raises(UnavailableError) as caught:
        other.enter()
    assert caught.value.retry_after == pytest.approx(60)
    clock.now += 61
    other.enter()
    other.succeeded()
    circuit.enter()
    assert not circuit.is_open()


def test_lost_trial_does_not_block_for_ever(clock):
    circuit = Circuit(MemoryState(), "c", trial=20.0, clock=clock.clock(), failures=1)
    circuit.failed()
    clock.now += 31
    circuit.enter()
    clock.now += 21
    circuit.enter()


def test_success_between_failures_keeps_it_closed(clock):
    circuit = Circuit(MemoryState(), "c", trial=20.0, clock=clock.clock())
    for _ in range(10):
        circuit.failed()
        circuit.succeeded()
    circuit.enter()
    assert not circuit.is_open()


def test_threads_do_not_lose_counts_in_files(tmp_path):
    def add(_: int) -> None:
        with FileState(tmp_path).locked("count") as record:
            record["n"] = record.get("n", 0) + 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(200)))
    assert json.loads((tmp_path / "count.json").read_text()) == {"n": 200}


def _add_often(folder) -> None:
    for _ in range(50):
        with FileState(folder).locked("count") as record:
            record["n"] = record.get("n", 0) + 1


def test_processes_do_not_lose_counts_in_files(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_often, args=(tmp_path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert json.loads((tmp_path / "count.json").read_text()) == {"n": 100}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff"])
def test_broken_record_is_forgotten(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with FileState(tmp_path).locked("a") as record:
        assert record == {}
        record["n"] = 1
    with FileState(tmp_path).locked("a") as record:
        assert record == {"n": 1}


@pytest.mark.parametrize("make", [lambda folder: FileState(folder), lambda _: MemoryState()])
def test_error_leaves_the_record_as_it_was(tmp_path, make):
    state = make(tmp_path)
    with state.locked("a") as record:
        record["n"] = 1

    def fail() -> None:
        with state.locked("a") as record:
            record["n"] = 2
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with state.locked("a") as record:
        assert record == {"n": 1}
