"""The client of Lightcast's Titles API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skills.lightcast.cache import LIST_LIFETIME, META_LIFETIME, AnswerCache
from skills.lightcast.errors import NotFoundError
from skills.lightcast.limits import TITLE_BYTES, TITLES_AT_ONCE, QuotaGroup, QuotaState, check_size
from skills.lightcast.settings import LATEST, LightcastSettings
from skills.lightcast.title_types import (
    BulkTitleMatches,
    Title,
    TitleChanges,
    TitleMatch,
    TitleMatches,
    TitleVersionMeta,
)
from skills.lightcast.transport import Transport, query_of, within
from skills.lightcast.types import ServiceMeta, ServiceStatus
from skills.lightcast.wire import as_object, as_rows, texts

TITLE_FIELDS = ("id", "name", "pluralName", "isSupervisor", "levelBand", "infoUrl")

_IDS_AT_ONCE = 300
# The one 404 of a normalization that does not mean "no title fits".
_UNKNOWN_VERSION = "Unrecognized version"


class TitlesClient:
    """One method for each endpoint of the Titles API; made by `LightcastClient`."""

    def __init__(self, settings: LightcastSettings, transport: Transport, cache: AnswerCache) -> None:
        self._settings, self._transport, self._cache = settings, transport, cache
        self._base = settings.titles_url

    def quota(self) -> QuotaState:
        """Tell how the quota of normalizations stands, without a call."""
        return self._transport.quota(QuotaGroup.TITLES)

    def status(self) -> ServiceStatus:
        """GET /status. Never kept."""
        return ServiceStatus.from_wire(as_object(self._transport.get(self._base, "status").payload.get("data"), "data"))

    def meta(self) -> ServiceMeta:
        """GET /meta. Kept for some hours."""

        def fetch() -> Any:
            data = as_object(self._transport.get(self._base, "meta").payload.get("data"), "data")
            ServiceMeta.from_wire(data)
            return data

        return ServiceMeta.from_wire(self._cache.get((self._base, "meta"), META_LIFETIME, fetch))

    def versions(self) -> tuple[str, ...]:
        """GET /versions: every version, newest first."""
        return texts(self._transport.get(self._base, "versions").payload, "data")

    def resolve_version(self, version: str | None = None) -> str:
        """Return the exact version that `version`, or else the pinned one, stands for."""
        wanted = self._pinned(version)
        return self.meta().latest_version if wanted == LATEST else wanted

    def version_meta(self, version: str | None = None) -> TitleVersionMeta:
        """GET /versions/{version}."""
        answer = self._transport.get(self._base, "versions", self._pinned(version))
        return TitleVersionMeta.from_wire(as_object(answer.payload.get("data"), "data"))

    def version_changes(self, version: str | None = None) -> TitleChanges:
        """GET /versions/{version}/changes; there are changes from version 4.19 on."""
        answer = self._transport.get(self._base, "versions", self._pinned(version), "changes")
        return TitleChanges.from_wire(as_object(answer.payload.get("data"), "data"))

    def list_titles(
        self,
        version: str | None = None,
        *,
        q: str = "",
        fields: Sequence[str] = (),
        limit: int | None = None,
        page: int | None = None,
    ) -> tuple[Title, ...]:
        """GET /versions/{version}/titles: by relevance with `q`, by name without; pages most likely count from 1."""
        query = query_of(q=q, fields=",".join(fields), limit=limit, page=page)
        answer = self._transport.get(self._base, "versions", self._pinned(version), "titles", query=query)
        return tuple(Title.from_wire(row) for row in as_rows(answer.payload.get("data"), "data"))

    def titles_by_id(
        self, ids: Sequence[str], version: str | None = None, *, fields: Sequence[str] = ()
    ) -> dict[str, Title]:
        """POST /versions/{version}/titles; unknown ids are left out of what is returned, by id."""
        found: dict[str, Title] = {}
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            body: dict[str, Any] = {"ids": wanted[start : start + _IDS_AT_ONCE]}
            if fields:
                body["fields"] = list(fields)
            answer = self._transport.post(self._base, "versions", self._pinned(version), "titles", body=body)
            for row in as_rows(answer.payload.get("data"), "data"):
                title = Title.from_wire(row)
                found[title.id] = title
        return found

    def title(self, title_id: str, version: str | None = None) -> Title:
        """GET /versions/{version}/titles/{title_id}.

        Raises:
            NotFoundError: when the id or the version does not exist.
        """
        answer = self._transport.get(self._base, "versions", self._pinned(version), "titles", title_id)
        return Title.from_wire(as_object(answer.payload.get("data"), "data"))

    def normalize(
        self,
        term: str,
        version: str | None = None,
        *,
        fields: Sequence[str] = (),
        confidence_threshold: float | None = None,
    ) -> TitleMatches:
        """POST /versions/{version}/normalize: at most one title. Spends quota and needs an extra permission."""
        body = self._term(term, fields, confidence_threshold)
        try:
            answer = self._transport.post(
                self._base, "versions", self._pinned(version), "normalize", body=body, group=QuotaGroup.TITLES
            )
        except NotFoundError as error:
            return _nothing(error)
        match = TitleMatch.from_wire(as_object(answer.payload.get("data") or {}, "data"))
        return TitleMatches((match,) if match else (), answer.calls)

    def inspect(
        self,
        term: str,
        version: str | None = None,
        *,
        limit: int = 5,
        fields: Sequence[str] = (),
        confidence_threshold: float | None = None,
    ) -> TitleMatches:
        """POST /versions/{version}/normalize/inspect: at most `limit` (0 to 100) titles, best first. Spends quota."""
        body = {**self._term(term, fields, confidence_threshold), "limit": int(within(limit, 0, 100, "limit"))}
        try:
            answer = self._transport.post(
                self._base,
                "versions",
                self._pinned(version),
                "normalize",
                "inspect",
                body=body,
                group=QuotaGroup.TITLES,
            )
        except NotFoundError as error:
            return _nothing(error)
        rows = as_rows(answer.payload.get("data") or [], "data")
        matches = [match for match in map(TitleMatch.from_wire, rows) if match]
        return TitleMatches(tuple(sorted(matches, key=lambda one: -one.confidence)), answer.calls)

    def normalize_many(
        self,
        terms: Sequence[str],
        version: str | None = None,
        *,
        fields: Sequence[str] = (),
        confidence_threshold: float | None = None,
    ) -> BulkTitleMatches:
        """POST /versions/{version}/normalize/bulk for 1 to 500 titles. Needs an extra permission."""
        within(len(terms), 1, TITLES_AT_ONCE, "the number of titles")
        for term in terms:
            check_size(term.encode("utf-8", "replace"), TITLE_BYTES, "A title")
        body: dict[str, Any] = {"terms": list(terms), "confidenceThreshold": self._threshold(confidence_threshold)}
        if fields:
            body["fields"] = list(fields)
        # Whether it spends quota is not documented: it is counted and, after a failure, not sent lightly again.
        answer = self._transport.post(
            self._base, "versions", self._pinned(version), "normalize", "bulk", body=body, group=QuotaGroup.TITLES
        )
        rows = as_rows(answer.payload.get("data"), "data")
        by_term = {match.term: match for match in map(TitleMatch.from_wire, rows) if match}
        return BulkTitleMatches(tuple(by_term.get(term) for term in terms), answer.calls)

    def inspect_once(self, term: str, version: str, *, limit: int, confidence_threshold: float) -> TitleMatches:
        """Inspect a title, or return the answer that was kept; `calls` is 0 then.

        Args:
            term: the cleaned title; its case does not matter.
            version: an exact version, whose answers never change.
            limit: most titles.
            confidence_threshold: least confidence.
        """
        address = (self._base, version, "inspect", str(limit), str(confidence_threshold))
        key = term.casefold()
        kept = self._cache.kept(address, [key], LIST_LIFETIME)
        if key in kept:
            return TitleMatches(tuple(_from_kept(row, term) for row in kept[key]))
        answer = self.inspect(term, version, limit=limit, confidence_threshold=confidence_threshold)
        self._cache.keep(address, {key: [_to_keep(match) for match in answer.matches]})
        return answer

    def normalize_once(self, terms: Sequence[str], version: str, *, confidence_threshold: float) -> BulkTitleMatches:
        """Normalize titles in bulk, asking only for those whose answer was not kept; see `inspect_once`."""
        address = (self._base, version, "bulk", str(confidence_threshold))
        keys = [term.casefold() for term in terms]
        kept = self._cache.kept(address, keys, LIST_LIFETIME)
        asked = [key for key in dict.fromkeys(keys) if key not in kept]
        calls = 0
        for start in range(0, len(asked), TITLES_AT_ONCE):
            part = asked[start : start + TITLES_AT_ONCE]
            answer = self.normalize_many(part, version, confidence_threshold=confidence_threshold)
            fresh = {key: match and _to_keep(match) for key, match in zip(part, answer.matches, strict=True)}
            self._cache.keep(address, fresh)
            kept |= fresh
            calls += answer.calls
        rows = (kept[key] for key in keys)
        matches = (_from_kept(row, term) if row else None for row, term in zip(rows, terms, strict=True))
        return BulkTitleMatches(tuple(matches), calls)

    def _term(self, term: str, fields: Sequence[str], threshold: float | None) -> dict[str, Any]:
        within(len(term), 1, TITLE_BYTES * 4, "the title's length")
        check_size(term.encode("utf-8", "replace"), TITLE_BYTES, "The title")
        body: dict[str, Any] = {"term": term, "confidenceThreshold": self._threshold(threshold)}
        if fields:
            body["fields"] = list(fields)
        return body

    def _pinned(self, version: str | None) -> str:
        return version or self._settings.titles_version

    def _threshold(self, threshold: float | None) -> float:
        if threshold is None:
            return self._settings.confidence_threshold
        return within(threshold, 0, 1, "confidence_threshold")


def _to_keep(match: TitleMatch) -> list[Any]:
    return [match.title.id, match.title.name, match.confidence]


def _from_kept(row: list[Any], term: str) -> TitleMatch:
    title_id, name, confidence = row
    return TitleMatch(Title(title_id, name), confidence, term=term)


def _nothing(error: NotFoundError) -> TitleMatches:
    """Take a 404 as "no title fits", which is one of the ways the service may say so; not an unknown version."""
    if error.detail.startswith(_UNKNOWN_VERSION):
        raise error
    return TitleMatches((), error.calls)
