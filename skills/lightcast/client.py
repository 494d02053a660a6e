"""The client of Lightcast's Skills API, with the Titles and Classification APIs beside it.

One method for each endpoint. Every method raises a `LightcastError` of the kind that fits. Versions are strings:
"9.3" and "9.30" are different; without one the pinned version is used, and "latest" is resolved before a call whose
result will be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from skills.lightcast.cache import LIST_LIFETIME, META_LIFETIME, AnswerCache
from skills.lightcast.classification import ClassificationClient
from skills.lightcast.errors import RequestRefusedError
from skills.lightcast.limits import DOCUMENT_BYTES, TEXT_BYTES, QuotaGroup, QuotaState, check_size
from skills.lightcast.settings import LATEST, LightcastSettings
from skills.lightcast.state import Clock, FileState, SharedState
from skills.lightcast.titles import TitlesClient
from skills.lightcast.transport import Answer, Transport, query_of, within
from skills.lightcast.types import (
    RelatedSkills,
    ServiceMeta,
    ServiceStatus,
    Skill,
    SkillsFound,
    VersionChanges,
    VersionMeta,
)
from skills.lightcast.wire import Wire, as_object, as_rows, malformed, texts

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENT_TYPES = ("text/plain", "application/pdf", DOCX)
LANGUAGES = ("en", "fr", "es")
SKILL_FIELDS = (
    "id",
    "name",
    "type",
    "infoUrl",
    "tags",
    "isSoftware",
    "isLanguage",
    "description",
    "descriptionSource",
    "category",
    "subcategory",
)

_IDS_AT_ONCE = 300


class LightcastClient:
    """Calls Lightcast for one account. Safe to share between threads.

    Args:
        settings: the account.
        state: records shared with the other processes: token, pace, quota, circuit, kept answers.
        clock: time, and how to wait.

    Raises:
        ConfigurationError: when the settings cannot work.

    Attributes:
        titles: the Titles API.
        classification: the Classification API.
    """

    def __init__(self, settings: LightcastSettings, state: SharedState, clock: Clock | None = None) -> None:
        clock = clock or Clock()
        self.settings = settings
        self._transport = Transport(settings, state, clock)
        self._cache = AnswerCache(state, clock)
        self._base = settings.skills_url
        self.titles = TitlesClient(settings, self._transport, self._cache)
        self.classification = ClassificationClient(settings, self._transport)

    @classmethod
    def from_django(cls) -> LightcastClient:
        """Build from the Django settings `LIGHTCAST` and `DATA_DIR`."""
        from django.conf import settings

        return cls(LightcastSettings.from_django(), FileState(Path(settings.DATA_DIR) / "lightcast"))

    def quota(self, group: QuotaGroup = QuotaGroup.EXTRACT) -> QuotaState:
        """Tell how a quota stands, without a call."""
        return self._transport.quota(group)

    def is_held_back(self) -> bool:
        """Tell whether calls to the Skills API are held back because it kept failing."""
        return self._transport.is_held_back(self._base)

    def sign_in(self) -> None:
        """Fetch a fresh token, to learn whether the credentials and the scope are accepted.

        Calls that were held back because Lightcast kept failing are possible again: somebody wants to know now.
        """
        settings = self.settings
        self._transport.look_again(
            settings.auth_url, settings.skills_url, settings.titles_url, settings.classification_url
        )
        self._transport.tokens.drop()
        self._transport.tokens.token()

    def status(self) -> ServiceStatus:
        """GET /status. Never kept."""
        return ServiceStatus.from_wire(as_object(self._transport.get(self._base, "status").payload.get("data"), "data"))

    def meta(self) -> ServiceMeta:
        """GET /meta. Kept for some hours."""
        return ServiceMeta.from_wire(self._kept("meta", lambda data: ServiceMeta.from_wire(as_object(data, "data"))))

    def versions(self) -> tuple[str, ...]:
        """GET /versions: every taxonomy version, newest first. Kept for some hours."""
        return texts({"data": self._kept("versions", lambda data: texts({"data": data}, "data"))}, "data")

    def resolve_version(self, version: str | None = None) -> str:
        """Return the exact version that `version`, or else the pinned one, stands for."""
        wanted = version or self.settings.skills_version
        return self.meta().latest_version if wanted == LATEST else wanted

    def version_meta(self, version: str | None = None) -> VersionMeta:
        """GET /versions/{version}."""
        answer = self._transport.get(self._base, "versions", self._pinned(version))
        return VersionMeta.from_wire(as_object(answer.payload.get("data"), "data"))

    def version_changes(self, version: str | None = None) -> VersionChanges:
        """GET /versions/{version}/changes: what that version changed against the one before it."""
        answer = self._transport.get(self._base, "versions", self._pinned(version), "changes")
        return VersionChanges.from_wire(as_object(answer.payload.get("data"), "data"))

    def list_skills(
        self,
        version: str | None = None,
        *,
        q: str = "",
        type_ids: Sequence[str] = (),
        fields: Sequence[str] = (),
        limit: int | None = None,
    ) -> tuple[Skill, ...]:
        """GET /versions/{version}/skills.

        Args:
            version: the taxonomy version.
            q: words to search in the names; without it every live skill comes, by name (some 34,600, unpaged).
            type_ids: types to keep.
            fields: members to return; without it id, name, type and infoUrl.
            limit: most rows; None for all.

        Returns:
            The skills: by relevance with `q`, by name without. A whole list at an exact version is kept.
        """
        query = query_of(q=q, typeIds=",".join(type_ids), fields=",".join(fields), limit=limit)
        pinned = self._pinned(version)

        def fetch() -> list[Wire]:
            answer = self._transport.get(self._base, "versions", pinned, "skills", query=query)
            return as_rows(answer.payload.get("data"), "data")

        def fetch_whole() -> list[Wire]:
            rows = fetch()
            # What is kept for weeks must be readable and cannot be empty.
            if not [Skill.from_wire(row) for row in rows]:
                raise malformed("data")
            return rows

        if q or type_ids or limit is not None or pinned == LATEST:
            rows = fetch()
        else:
            address = (self._base, pinned, "skills", *sorted(fields))
            rows = self._cache.get(address, LIST_LIFETIME, fetch_whole)
        return tuple(Skill.from_wire(row) for row in rows)

    def skills_by_id(
        self,
        ids: Sequence[str],
        version: str | None = None,
        *,
        type_ids: Sequence[str] = (),
        fields: Sequence[str] = (),
    ) -> dict[str, Skill]:
        """POST /versions/{version}/skills, in as many calls as the number of ids asks for.

        Returns:
            The skills by id; ids that Lightcast does not know are left out.
        """
        found: dict[str, Skill] = {}
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            answer = self._transport.post(
                self._base,
                "versions",
                self._pinned(version),
                "skills",
                body={"ids": wanted[start : start + _IDS_AT_ONCE]},
                query=query_of(typeIds=",".join(type_ids), fields=",".join(fields)),
            )
            for row in as_rows(answer.payload.get("data"), "data"):
                skill = Skill.from_wire(row)
                found[skill.id] = skill
        return found

    def skill(self, skill_id: str, version: str | None = None) -> Skill:
        """GET /versions/{version}/skills/{skill_id}; a removed skill is still served.

        Raises:
            NotFoundError: when the id or the version does not exist.
        """
        answer = self._transport.get(self._base, "versions", self._pinned(version), "skills", skill_id)
        return Skill.from_wire(as_object(answer.payload.get("data"), "data"))

    def related_skills(
        self,
        ids: Sequence[str],
        version: str | None = None,
        *,
        limit: int = 10,
        type_id: str = "",
        fields: Sequence[str] = (),
    ) -> RelatedSkills:
        """POST /versions/{version}/related. Spends quota. `limit` is 1 to 100; the order is no ranking."""
        within(limit, 1, 100, "limit")
        if not ids:
            return RelatedSkills(())
        body: dict[str, Any] = {"ids": list(ids), "limit": limit}
        if fields:
            body["fields"] = list(fields)
        if type_id:
            body["typeId"] = type_id
        answer = self._transport.post(
            self._base, "versions", self._pinned(version), "related", body=body, group=QuotaGroup.RELATED
        )
        rows = as_rows(answer.payload.get("data"), "data")
        return RelatedSkills(tuple(Skill.from_wire(row) for row in rows), answer.calls)

    def extract(
        self,
        text: str,
        version: str | None = None,
        *,
        language: str = "en",
        confidence_threshold: float | None = None,
    ) -> SkillsFound:
        """POST /versions/{version}/extract for a text of at most 50,000 UTF-8 bytes. Spends quota.

        Raises:
            TooLargeError: when the text is larger; see `skills.lightcast.extraction` for those.
        """
        answer = self._post_text(text, version, ("extract",), language, confidence_threshold)
        return SkillsFound.from_wire(answer.payload, calls=answer.calls)

    def extract_with_trace(
        self,
        text: str,
        version: str | None = None,
        *,
        language: str = "en",
        confidence_threshold: float | None = None,
    ) -> SkillsFound:
        """POST /versions/{version}/extract/trace, the normalised text included. Limits and errors as `extract`."""
        answer = self._post_text(text, version, ("extract", "trace"), language, confidence_threshold)
        return SkillsFound.from_trace_wire(answer.payload, calls=answer.calls)

    def extract_document(
        self,
        data: bytes,
        content_type: str,
        version: str | None = None,
        *,
        language: str = "en",
        confidence_threshold: float | None = None,
        trace: bool = False,
    ) -> SkillsFound:
        """POST a plain text, PDF or Word document of at most 10 MB to `extract`, or to `extract/trace`. Spends quota.

        Raises:
            TooLargeError: when it is larger.
            RequestRefusedError: when the content type is another.
        """
        kind = content_type.partition(";")[0].strip().lower()
        if kind not in DOCUMENT_TYPES:
            raise RequestRefusedError(f"Lightcast does not read documents of the type “{kind}”.", status=415)
        check_size(data, TEXT_BYTES if kind == "text/plain" else DOCUMENT_BYTES, "The document")
        query = query_of(
            language=_language(language),
            confidenceThreshold=self._threshold(confidence_threshold),
            includeNormalizedText="true" if trace else "",
        )
        steps = ("extract", "trace") if trace else ("extract",)
        answer = self._transport.post_document(
            self._base,
            "versions",
            self._pinned(version),
            *steps,
            data=data,
            content_type=content_type,
            query=query,
            group=QuotaGroup.EXTRACT,
        )
        read = SkillsFound.from_trace_wire if trace else SkillsFound.from_wire
        return read(answer.payload, calls=answer.calls)

    def _post_text(
        self, text: str, version: str | None, steps: tuple[str, ...], language: str, threshold: float | None
    ) -> Answer:
        data = text.encode("utf-8", "replace")
        check_size(data, TEXT_BYTES, "The text")
        body: dict[str, Any] = {"text": data.decode(), "confidenceThreshold": self._threshold(threshold)}
        if "trace" in steps:
            body["includeNormalizedText"] = True
        return self._transport.post(
            self._base,
            "versions",
            self._pinned(version),
            *steps,
            body=body,
            query={"language": _language(language)},
            group=QuotaGroup.EXTRACT,
        )

    def _pinned(self, version: str | None) -> str:
        return version or self.settings.skills_version

    def _threshold(self, threshold: float | None) -> float:
        if threshold is None:
            return self.settings.confidence_threshold
        return within(threshold, 0, 1, "confidence_threshold")

    def _kept(self, step: str, check: Callable[[Any], object]) -> Any:
        def fetch() -> Any:
            data = self._transport.get(self._base, step).payload.get("data")
            # Only what can be read is kept.
            check(data)
            return data

        return self._cache.get((self._base, step), META_LIFETIME, fetch)


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}")
    return language
