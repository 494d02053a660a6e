"""A bad day: an emulator that fails at random, and no call beyond the quota."""

from __future__ import annotations

import pytest

from skills.lightcast.emulator import EmulatorServer, Fault, FaultKind
from skills.lightcast.errors import LightcastError, QuotaExhaustedError
from skills.lightcast.extraction import extract_located
from skills.lightcast.state import FileState
from skills.tests.lightcast_support import FakeClock, client_for, emulated_account, toy_emulator

pytestmark = pytest.mark.contract

TEXTS = [f"Job {number}: Python on AWS, with JS front ends." for number in range(200)]
ENDLESS = 20_000

# Each strikes this share of the requests.
SHARES = {
    FaultKind.TOKEN_EXPIRED: 0.03,
    FaultKind.UNAUTHORIZED: 0.03,
    FaultKind.THROTTLE: 0.05,
    FaultKind.THROTTLE_WITH_HEADERS: 0.03,
    FaultKind.ERROR_500: 0.03,
    FaultKind.ERROR_502: 0.03,
    FaultKind.ERROR_503: 0.08,
    FaultKind.NO_ANSWER: 0.05,
    FaultKind.CUT: 0.04,
    FaultKind.MALFORMED_JSON: 0.03,
    FaultKind.WRONG_SHAPE: 0.02,
    FaultKind.WRONG_CONTENT_TYPE: 0.03,
}


def work_off(emulator, folder, clock, *, quota: int, rounds: int, port: int = 0):
    """Extract all texts as a queue would: put back what may be tried again, when its time has come.

    Returns:
        The number of skills by text, whether the quota was used up, and the emulator's port.
    """
    found: dict[str, int] = {}
    waiting = list(TEXTS)
    with EmulatorServer(emulator, port=port) as server:
        settings = emulated_account(server.url, monthly_quota=quota, skills_version="9.41")
        clients = [client_for(settings, clock, FileState(folder)) for _ in range(2)]
        for number in range(rounds):
            if not waiting:
                break
            text = waiting.pop(0)
            try:
                answer = extract_located(clients[number % 2], text, version="9.41")
            except QuotaExhaustedError:
                return found, True, server.port
            except LightcastError as error:
                if not error.retryable:
                    raise
                waiting.append(text)
                clock.now += error.retry_after or 60
            else:
                assert text not in found
                found[text] = len(answer.skills)
    return found, False, server.port


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("cost", [False, True])
def test_all_texts_are_extracted_although_everything_fails(tmp_path, seed, cost):
    clock = FakeClock(1_796_083_300.0)  # the first minutes of a month, so that the run stays within it
    emulator = toy_emulator(clock, seed=seed, requests_per_second=5, extract_quota=ENDLESS, failed_calls_cost=cost)
    for kind, share in SHARES.items():
        emulator.faults.add(Fault(kind, probability=share, seconds=2))
    found, exhausted, _ = work_off(emulator, tmp_path, clock, quota=ENDLESS, rounds=2_000)
    assert not exhausted
    assert found == dict.fromkeys(TEXTS, 3)


@pytest.mark.parametrize("limited_by", ["budget", "service"])
def test_no_call_beyond_the_quota_on_the_worst_day(tmp_path, limited_by):
    clock = FakeClock(1_796_083_300.0)
    service = 60 if limited_by == "service" else ENDLESS
    emulator = toy_emulator(clock, requests_per_second=5, extract_quota=service)
    for kind, share in SHARES.items():
        emulator.faults.add(Fault(kind, probability=share, seconds=2))
    found, exhausted, _ = work_off(
        emulator, tmp_path, clock, quota=60 if limited_by == "budget" else ENDLESS, rounds=2_000
    )
    used = emulator.state()["quota_used"]["emulator"]["extract"]
    assert exhausted
    assert len(found) <= used <= 60
    if limited_by == "service":
        assert used == 60


def test_used_up_quota_is_not_asked_again_by_any_process(tmp_path):
    clock = FakeClock()
    emulator = toy_emulator(clock, requests_per_second=5, extract_quota=10)
    found, exhausted, port = work_off(emulator, tmp_path, clock, quota=ENDLESS, rounds=2_000)
    assert exhausted
    assert len(found) == 10
    before = sum(emulator.requests.values())
    again, _, _ = work_off(emulator, tmp_path, clock, quota=ENDLESS, rounds=20, port=port)
    assert again == {}
    assert sum(emulator.requests.values()) == before
