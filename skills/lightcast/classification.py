"""The client of Lightcast's Classification API, as far as its wire format is confirmed.

Releases are named by year and month ("2025.11"), taxonomy versions have three parts ("9.0.0").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skills.lightcast.classification_types import (
    Concept,
    ConceptsFound,
    PostingClasses,
    TaxonomyMapping,
    TermConcepts,
)
from skills.lightcast.limits import (
    DOCUMENT_BYTES,
    TEXT_BYTES,
    TITLE_BYTES,
    TITLES_AT_ONCE,
    QuotaGroup,
    QuotaState,
    check_size,
)
from skills.lightcast.settings import LightcastSettings
from skills.lightcast.title_types import BulkTitleMatches, TitleMatch
from skills.lightcast.transport import Transport, query_of, within
from skills.lightcast.wire import as_object, as_rows, text, texts

_RELATIONS = ("child", "sibling", "any")


class ClassificationClient:
    """One method for each endpoint; made by `LightcastClient`. Needs its own scope."""

    def __init__(self, settings: LightcastSettings, transport: Transport) -> None:
        self._settings, self._transport = settings, transport
        self._base = settings.classification_url

    def quota(self, group: QuotaGroup = QuotaGroup.CLASSIFICATION_SKILLS) -> QuotaState:
        """Tell how a quota stands, without a call."""
        return self._transport.quota(group)

    def releases(self) -> tuple[str, ...]:
        """GET /classifications: the names of the releases."""
        answer = self._transport.get(self._base, "classifications")
        return tuple(text(row, "release") for row in as_rows(answer.payload.get("data"), "data"))

    def extractor(self, release: str) -> Mapping[str, Any]:
        """GET /classifications/{release}/skills/extract: what the extractor says about itself, as it came."""
        answer = self._transport.get(self._base, "classifications", release, "skills", "extract")
        return as_object(answer.payload.get("data"), "data")

    def extract_skills(
        self,
        text: str,
        release: str,
        *,
        trace: bool = False,
        input_locale: str = "en-US",
        output_locale: str = "en-US",
        confidence_threshold: float | None = None,
    ) -> ConceptsFound:
        """POST /classifications/{release}/skills/extract for a text of at most 50,000 bytes. Spends quota."""
        check_size(text.encode("utf-8", "replace"), TEXT_BYTES, "The text")
        threshold = self._settings.confidence_threshold if confidence_threshold is None else confidence_threshold
        answer = self._transport.post(
            self._base,
            "classifications",
            release,
            "skills",
            "extract",
            body={
                "text": text,
                "confidenceThreshold": within(threshold, 0, 1, "confidence_threshold"),
                "trace": trace,
                "inputLocale": input_locale,
                "outputLocale": output_locale,
            },
            group=QuotaGroup.CLASSIFICATION_SKILLS,
        )
        return ConceptsFound.from_wire(answer.payload, calls=answer.calls)

    def extract_skills_from_file(self, data: bytes, file_name: str, content_type: str, release: str) -> ConceptsFound:
        """POST /classifications/{release}/skills/extract/file: a PDF, docx or text file as a form. Spends quota."""
        check_size(data, DOCUMENT_BYTES, "The file")
        answer = self._transport.post_file(
            self._base,
            "classifications",
            release,
            "skills",
            "extract",
            "file",
            upload=("fileUpload", file_name, data, content_type),
            group=QuotaGroup.CLASSIFICATION_SKILLS,
        )
        return ConceptsFound.from_wire(answer.payload, calls=answer.calls)

    def classify_skills(
        self, skills: Sequence[tuple[str, str]], release: str, *, limit: int = 1, fields: Sequence[str] = ()
    ) -> tuple[TermConcepts, ...]:
        """POST /classifications/{release}/skills/classify: resolve (name, description) pairs to skills."""
        body: dict[str, Any] = {
            "skills": [{"name": name, "description": description} for name, description in skills],
            "limit": limit,
        }
        if fields:
            body["fields"] = list(fields)
        answer = self._transport.post(self._base, "classifications", release, "skills", "classify", body=body)
        return tuple(TermConcepts.from_wire(row) for row in as_rows(answer.payload.get("data"), "data"))

    def normalize_titles(self, terms: Sequence[str], release: str) -> BulkTitleMatches:
        """POST /classifications/{release}/titles/normalize for 1 to 500 titles. Spends quota."""
        within(len(terms), 1, TITLES_AT_ONCE, "the number of titles")
        for term in terms:
            check_size(term.encode("utf-8", "replace"), TITLE_BYTES, "A title")
        answer = self._transport.post(
            self._base,
            "classifications",
            release,
            "titles",
            "normalize",
            body={"terms": list(terms)},
            group=QuotaGroup.CLASSIFICATION_TITLES,
        )
        return _matches(answer.payload, terms, answer.calls)

    def normalize_titles_from_file(self, terms: Sequence[str], release: str) -> BulkTitleMatches:
        """POST /classifications/{release}/titles/normalize/file: a text file, one title a line. Spends quota."""
        lines = [" ".join(term.split()) for term in terms]
        within(len(lines), 1, TITLES_AT_ONCE, "the number of titles")
        answer = self._transport.post_file(
            self._base,
            "classifications",
            release,
            "titles",
            "normalize",
            "file",
            upload=("fileUpload", "titles.txt", "\n".join(lines).encode("utf-8", "replace"), "text/plain"),
            group=QuotaGroup.CLASSIFICATION_TITLES,
        )
        return _matches(answer.payload, lines, answer.calls)

    def classify_posting(
        self,
        release: str,
        *,
        title: str,
        body: str,
        outputs: Sequence[str],
        company: str = "",
        find_concept_names: bool = False,
    ) -> PostingClasses:
        """POST /classifications/{release}/postings/classify: only the `outputs` asked for come back."""
        request: dict[str, Any] = {
            "context": {"company": company, "title": title, "body": body},
            "outputs": list(outputs),
        }
        if find_concept_names:
            request["findConceptNames"] = True
        answer = self._transport.post(self._base, "classifications", release, "postings", "classify", body=request)
        return PostingClasses(as_object(answer.payload.get("data"), "data"))

    def mappings(self, *, source: str = "", destination: str = "") -> tuple[TaxonomyMapping, ...]:
        """GET /mappings: the mappings between taxonomies, kept to a source and a destination when given."""
        parts = [f"sourceName:{source}"] if source else []
        parts += [f"destinationName:{destination}"] if destination else []
        answer = self._transport.get(self._base, "mappings", query=query_of(filter=",".join(parts)))
        return tuple(TaxonomyMapping.from_wire(row) for row in as_rows(answer.payload.get("data"), "data"))

    def map_ids(self, mapping: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """POST /mappings/{name}: the ids that each id is mapped to; none for an id without mapping."""
        answer = self._transport.post(self._base, "mappings", mapping, body={"ids": list(ids)})
        data = as_object(answer.payload.get("data"), "data")
        return {one: texts(data, one) for one in data}

    def concepts(
        self,
        taxonomy: str,
        version: str,
        *,
        q: str = "",
        fields: Sequence[str] = (),
        levels: Sequence[str] = (),
        ids: Sequence[str] = (),
        limit: int | None = None,
        after: str = "",
        locale: str = "",
    ) -> tuple[Concept, ...]:
        """GET /taxonomies/{taxonomy}/versions/{version}/concepts, or POST when several levels or ids are wanted."""
        path = ("taxonomies", taxonomy, "versions", version, "concepts")
        if ids or len(levels) > 1:
            wanted = {name: list(values) for name, values in (("level", levels), ("id", ids)) if values}
            body: dict[str, Any] = {"filter": wanted}
            if fields:
                body["fields"] = list(fields)
            if limit is not None:
                body["limit"] = limit
            answer = self._transport.post(self._base, *path, body=body)
        else:
            chosen = f"level:{levels[0]}" if levels else ""
            query = query_of(q=q, fields=",".join(fields), filter=chosen, limit=limit, after=after, locale=locale)
            answer = self._transport.get(self._base, *path, query=query)
        return tuple(Concept.from_wire(row) for row in as_rows(answer.payload.get("data"), "data"))

    def relations(
        self, taxonomy: str, version: str, ids: Sequence[str], *, relation: str = "child"
    ) -> Mapping[str, Any]:
        """POST /taxonomies/{taxonomy}/versions/{version}/relations: the answer as it came, its form being undocumented.

        Args:
            taxonomy: name of the taxonomy.
            version: its version.
            ids: concepts to start from.
            relation: "child", "sibling" or "any".
        """
        if relation not in _RELATIONS:
            raise ValueError(f"relation is one of {', '.join(_RELATIONS)}")
        body = {"ids": list(ids), "relationType": relation}
        return self._transport.post(
            self._base, "taxonomies", taxonomy, "versions", version, "relations", body=body
        ).payload


def _matches(payload: Mapping[str, Any], terms: Sequence[str], calls: int) -> BulkTitleMatches:
    rows = as_rows(payload.get("data"), "data")
    by_term = {match.term: match for match in map(TitleMatch.from_wire, rows) if match}
    return BulkTitleMatches(tuple(by_term.get(term) for term in terms), calls)
