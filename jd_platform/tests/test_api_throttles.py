"""So many requests a minute, fewer of those that cost much; each token and each person for itself."""

import pytest
from django.core.cache import cache

from tests.factories import api, browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings, time_machine):
    cache.clear()
    settings.API_REQUESTS_PER_MINUTE, settings.API_COSTLY_REQUESTS_PER_MINUTE = 3, 1
    time_machine.move_to("2026-01-01T00:00:20Z", tick=False)
    yield
    cache.clear()


def test_too_many_are_refused_with_the_time_to_wait(time_machine):
    client = api("viewer")
    assert [client.get("/api/jobs").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/jobs")
    assert refused["Retry-After"] == "40"
    assert refused.json()["error"]["code"] == "throttled"
    time_machine.shift(40)
    assert client.get("/api/jobs").status_code == 200


def test_what_costs_much_is_limited_more():
    client = api("viewer")
    sent = [client.post("/api/skills/extract", {"text": "Python"}).status_code for _ in range(2)]
    assert sent == [200, 429]
    assert client.get("/api/jobs").status_code == 200


def test_everybody_counts_for_himself():
    first, second, third = api("viewer"), api("viewer"), browser("viewer")
    for client in (first, second, third):
        assert [client.get("/api/jobs").status_code for _ in range(4)] == [200, 200, 200, 429]
