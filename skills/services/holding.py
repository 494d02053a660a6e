"""Keeps what rearranges the tags of many jobs apart from what brings those of one job in line.

SQLite lets one transaction write at a time, so it needs nothing. On PostgreSQL an extraction that looked a skill up
before a merge of it was committed would tag the job with the skill that went; and both hold several tags at once, in
orders of their own. Two extractions of the same text would both find that nobody asks Lightcast about it yet.
"""

from __future__ import annotations

from zlib import crc32

from django.db import connection

_TAGS = (0x5441, 0x4753)  # any pairs of numbers that nothing else holds
_TEXTS = 0x5458


def hold_tags_of_one_job() -> None:
    """Wait until no tags are rearranged, and keep it so until the transaction ends; jobs do not wait for each other."""
    _hold("pg_advisory_xact_lock_shared", *_TAGS)


def hold_tags_of_all_jobs() -> None:
    """Wait until the tags of no job are brought in line, and keep it so until the transaction ends."""
    _hold("pg_advisory_xact_lock", *_TAGS)


def hold_text(text_hash: str) -> None:
    """Wait until nobody else decides who asks Lightcast about the text with this hash, until the transaction ends."""
    _hold("pg_advisory_xact_lock", _TEXTS, crc32(text_hash.encode()) & 0x7FFFFFFF)


def _hold(function: str, *numbers: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", numbers)
