"""Predictions in the format of the titles benchmark, for measuring."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from skills.engines.embedded.titles.standardiser import TitleStandardiser


def predictions(
    titles: Iterable[Mapping[str, Any]], *, standardiser: TitleStandardiser | None = None, limit: int = 10
) -> Iterator[dict[str, Any]]:
    """Standardise raw titles, one prediction for each.

    Args:
        titles: mappings with `id`, `title` and optionally `text` (the job's own text).
        standardiser: what to ask; by default the shipped one.
        limit: how many suggestions at most for a title.

    Yields:
        `id`, `ranked` (suggestions with `id`, `title` and `confidence`, best first) and `ms`, the time it took.
    """
    standardiser = standardiser or TitleStandardiser.from_package_data()
    for row in titles:
        start = time.perf_counter()
        suggestions, _ = standardiser.suggest(str(row["title"]), text=str(row.get("text") or ""), limit=limit)
        elapsed = (time.perf_counter() - start) * 1000
        yield {
            "id": row["id"],
            "ranked": [{"id": s.title_id, "title": s.title, "confidence": s.confidence} for s in suggestions],
            "ms": round(elapsed, 3),
        }
