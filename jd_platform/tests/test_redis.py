"""Redis as queue and cache: an address is needed, and where it does not answer nothing fails and nothing is lost."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from jd_platform import health
from jd_platform.cache import ForgivingRedisCache
from jd_platform.environment import needs
from jobs import services
from tests.factories import TaxonomyFactory, file

NOBODY = "redis://127.0.0.1:1/0"  # where no server listens


@pytest.fixture
def redis_queue_away(settings):
    settings.RQ_QUEUES = {"default": {"URL": NOBODY, "SERIALIZER": "rq.serializers.JSONSerializer"}}
    settings.RQ = {"COMMIT_MODE": "auto"}
    settings.QUEUE_BACKEND = "redis"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend"}}


def test_the_redis_queue_needs_an_address():
    with pytest.raises(ImproperlyConfigured, match="QUEUE_BACKEND=redis needs REDIS_URL"):
        needs("QUEUE_BACKEND=redis", REDIS_URL="")
    needs("QUEUE_BACKEND=redis", REDIS_URL=NOBODY)


@pytest.mark.django_db
def test_an_upload_is_kept_while_redis_is_away(redis_queue_away, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = services.upload_files(files=[file("a.txt")], user=None)
    assert batch.documents.get().state == "waiting"


@pytest.mark.django_db
def test_health_says_that_redis_is_away(redis_queue_away):
    TaxonomyFactory()
    queue = {fact.name: fact for fact in health.check()}["queue"]
    assert not queue.ok
    assert queue.sentence.startswith("Redis does not answer")


def test_the_cache_does_without_redis():
    cache = ForgivingRedisCache(NOBODY, {})
    cache.set("a", 1)
    cache.delete_many(["a"])
    assert cache.get("a", "otherwise") == "otherwise"
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.add("a", 1)
    assert cache.incr("a") == 1
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == []
    assert not cache.has_key("a")
    assert not cache.touch("a")
    assert not cache.delete("a")
    cache.clear()
