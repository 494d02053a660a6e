"""What all tests share."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.utils import translation

TESTS_OF_OTHER_DATABASE = {"sqlite": "postgres", "postgresql": "sqlite"}
"""The marker of the tests that are for another database than the one at hand."""


class FoundFilesStorage(StaticFilesStorage):
    """Static files without a collected manifest that still refuses, as the manifest does, a file that is not there."""

    def url(self, name: str | None) -> str:
        """Return the address of the static file `name`."""
        if name and finders.find(name) is None:
            raise ValueError(f"There is no static file “{name}”.")
        return super().url(name)


def pytest_configure() -> None:
    """Adapt the settings that no environment variable covers."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": f"{__name__}.{FoundFilesStorage.__name__}"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # made to be fast, for tests only


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are for another database, and on PostgreSQL those that ask none."""
    kept, left_out = [], []
    for item in items:
        is_for_other = item.get_closest_marker(TESTS_OF_OTHER_DATABASE[connection.vendor]) is not None
        has_no_say = connection.vendor == "postgresql" and not _asks_database(item)
        (left_out if is_for_other or has_no_say else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _asks_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    """Let go of counts over the rows of another test: its database was rolled back behind the back of triggers."""
    from jobs.columns import forget  # models must be loaded first

    forget()


@pytest.fixture(autouse=True)
def _nothing_frozen():
    """Give back what an engine built: the next engine would first collect it, among all that the tests hold."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _own_language():
    """Let no test begin in the language of the last request that another one made."""
    translation.deactivate()


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Keep a request from closing the connection, and with it the transaction that the test runs in."""
    for happening in (request_started, request_finished):
        happening.disconnect(close_old_connections)
    yield
    for happening in (request_started, request_finished):
        happening.connect(close_old_connections)
