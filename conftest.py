"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

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
    """Leave out the tests that are for another database."""
    left_out = [item for item in items if item.get_closest_marker(TESTS_OF_OTHER_DATABASE[connection.vendor])]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    """Let go of counts over the rows of another test: its database was rolled back behind the back of triggers."""
    from jobs.columns import forget  # models must be loaded first

    forget()


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Keep a request from closing the connection, and with it the transaction that the test runs in."""
    for happening in (request_started, request_finished):
        happening.disconnect(close_old_connections)
    yield
    for happening in (request_started, request_finished):
        happening.connect(close_old_connections)
