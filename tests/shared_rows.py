"""Rows of the database that the tests of a module share, since making them takes longer than the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


def shared_rows(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """Yield what `make` returns, for a fixture of a module's scope that asks for `django_db_setup` too.

    The rows stand in a transaction around those of the single tests, which are rolled back to how they find them, and
    is itself rolled back in the end. Not for tests that need transactions of their own.
    """
    with blocker.unblock(), ExitStack() as undo:
        undo.enter_context(transaction.atomic())
        made = make()
        around = undo.pop_all()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.close()
