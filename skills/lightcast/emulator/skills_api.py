"""The endpoints of the Skills API."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from skills.engines.base import FoundSkill, Span
from skills.lightcast.emulator.catalogue import (
    REMOVED_TYPE,
    SKILL_DEFAULT,
    SKILL_EXTRACTED,
    SKILL_FIELDS,
    SKILL_TYPES,
    confidence,
)
from skills.lightcast.emulator.documents import TYPES, read_document
from skills.lightcast.emulator.messages import (
    ATTRIBUTIONS,
    JSON_TYPE,
    HttpResponse,
    invalid,
    is_between,
    is_flag,
    is_probability,
    is_string,
    is_text,
    is_texts,
    json_body,
    not_found,
    pick,
    query_list,
    query_number,
    too_large,
    unsupported_type,
)
from skills.lightcast.emulator.world import Call, admitted, exact_version
from skills.lightcast.limits import DOCUMENT_BYTES, QuotaGroup

_DESCRIPTIONS = {
    "ST0": "Was in the taxonomy and has been removed or replaced.",
    "ST1": "Needed in some occupations or for certain tasks.",
    "ST2": "Found across many occupations and industries.",
    "ST3": "A qualification recognised by an industry or an educational body.",
}
_CHANGES = ("additions", "consolidations", "taggingImprovements", "removals", "renames", "typeChanges")
_LANGUAGES = ("en", "es", "fr")
# Words this near, in characters, count as the context of an ambiguous term.
_NEAR = 60


def status(call: Call) -> HttpResponse:
    """GET /skills/status."""
    return HttpResponse(payload={"data": {"healthy": True, "message": "Service is healthy"}})


def meta(call: Call) -> HttpResponse:
    """GET /skills/meta."""
    attribution = {"title": "Lightcast Skills", "body": "An emulator of the Skills API with its own list of skills."}
    return HttpResponse(payload={"data": {"attribution": attribution, "latestVersion": call.world.skills_versions[0]}})


def versions(call: Call) -> HttpResponse:
    """GET /skills/versions."""
    return HttpResponse(payload={"data": list(call.world.skills_versions)})


def version_meta(call: Call) -> HttpResponse:
    """GET /skills/versions/{version}. The count includes removed skills."""
    version = exact_version(call.steps[0], call.world.skills_versions)
    catalogue = call.world.catalogue
    types = [{**kind, "description": _DESCRIPTIONS[kind["id"]]} for kind in (REMOVED_TYPE, *SKILL_TYPES.values())]
    return HttpResponse(
        payload={
            "data": {
                "version": version,
                "fields": list(SKILL_FIELDS),
                "skillCount": len(catalogue.skills) + len(catalogue.removed),
                "removedSkillCount": len(catalogue.removed),
                "languageSupport": list(_LANGUAGES),
                "types": types,
            }
        }
    )


def version_changes(call: Call) -> HttpResponse:
    """GET /skills/versions/{version}/changes."""
    version = exact_version(call.steps[0], call.world.skills_versions)
    known = call.world.changes.get(version, {})
    return HttpResponse(payload={"data": {name: list(known.get(name, ())) for name in _CHANGES}})


def list_skills(call: Call) -> HttpResponse:
    """GET /skills/versions/{version}/skills."""
    exact_version(call.steps[0], call.world.skills_versions)
    call.allow_query("q", "typeIds", "fields", "limit")
    ids = call.world.catalogue.search_skills(call.request.query.get("q", ""))
    limit = query_number(call.request, "limit", 1, 1e9, 1e9)
    return _listed(_rows(call, ids, query_list(call.request, "fields"))[: int(limit)])


def look_up(call: Call) -> HttpResponse:
    """POST /skills/versions/{version}/skills."""
    exact_version(call.steps[0], call.world.skills_versions)
    call.allow_query("typeIds", "fields")
    if call.request.content_type != JSON_TYPE:
        raise unsupported_type()
    body = json_body(call.request, required={"ids": is_texts}, optional={}, strict=call.world.strict)
    ids = list(dict.fromkeys(body["ids"]))
    catalogue = call.world.catalogue
    unknown = [one for one in ids if one not in catalogue.skills]
    if unknown and call.world.switches.unknown_ids == "not_found":
        raise not_found(f"Unrecognized skill id: {unknown[0]}")
    return _listed(_rows(call, _ordered(call, ids), query_list(call.request, "fields")))


def one_skill(call: Call) -> HttpResponse:
    """GET /skills/versions/{version}/skills/{skill_id}; a removed skill is still served."""
    exact_version(call.steps[0], call.world.skills_versions)
    skill = call.world.catalogue.skill(call.steps[1])
    if skill is None:
        raise not_found(f"Unrecognized skill id: {call.steps[1]}")
    gone = skill["type"] == REMOVED_TYPE
    return _listed({**skill, "removedDescription": "Removed from the emulator's list." if gone else None})


def related(call: Call) -> HttpResponse:
    """POST /skills/versions/{version}/related."""
    exact_version(call.steps[0], call.world.skills_versions)
    if call.request.content_type != JSON_TYPE:
        raise unsupported_type()
    body = json_body(
        call.request,
        required={"ids": is_texts},
        optional={"limit": is_between(1, 100), "fields": is_texts, "typeId": is_text},
        strict=call.world.strict,
    )
    headers = call.world.spend(call.client_id, QuotaGroup.RELATED)
    catalogue = call.world.catalogue
    ids = [one for one in catalogue.related(body["ids"]) if _has_type(call, one, [body.get("typeId", "")])]
    rows = _rows(call, _ordered(call, ids[: body.get("limit", 10)]), body.get("fields", []))
    return _listed(rows, headers)


def extract(call: Call) -> HttpResponse:
    """POST /skills/versions/{version}/extract."""
    text, threshold, _ = _document(call)
    headers = call.world.spend(call.client_id, QuotaGroup.EXTRACT)
    return _listed(_scored(call, _found(call, text, threshold)), headers)


def extract_with_trace(call: Call) -> HttpResponse:
    """POST /skills/versions/{version}/extract/trace; offsets count bytes."""
    text, threshold, with_text = _document(call)
    headers = call.world.spend(call.client_id, QuotaGroup.EXTRACT)
    found = _found(call, text, threshold)
    data = {
        "skills": _scored(call, found),
        "trace": _trace(call, text, found),
        "normalizedText": text if with_text else None,
    }
    return _listed(data, headers)


def _document(call: Call) -> tuple[str, float, bool]:
    """Read text, threshold and the wish for the normalised text: from the body for JSON, from the query otherwise."""
    exact_version(call.steps[0], call.world.skills_versions)
    request = call.request
    trace = request.path.endswith("/trace")
    call.allow_query("language", "confidenceThreshold", *(["includeNormalizedText"] if trace else []))
    kind = request.content_type
    if kind != JSON_TYPE and kind not in TYPES:
        raise unsupported_type()
    if len(request.body) > DOCUMENT_BYTES:
        raise too_large()
    if request.query.get("language", "en") not in _LANGUAGES:
        raise invalid()
    if kind == JSON_TYPE:
        optional = {"confidenceThreshold": is_probability, **({"includeNormalizedText": is_flag} if trace else {})}
        body = json_body(request, required={"text": is_string}, optional=optional, strict=call.world.strict)
        text = admitted(body["text"], call.world.switches)
        return text, body.get("confidenceThreshold", 0.5), body.get("includeNormalizedText", False)
    try:
        text = admitted(read_document(request.body, kind), call.world.switches)
    except ValueError:
        raise invalid() from None
    with_text = request.query.get("includeNormalizedText", "false").lower() == "true"
    return text, query_number(request, "confidenceThreshold", 0, 1, 0.5), with_text


def _found(call: Call, text: str, threshold: float) -> list[FoundSkill]:
    known = call.world.catalogue.skills
    found = [
        one
        for one in (call.world.extract(text) if text.strip() else ())
        if one.confidence >= threshold and one.lightcast_id in known
    ]
    return sorted(found, key=lambda one: (-one.confidence, one.name))


def _scored(call: Call, found: Sequence[FoundSkill]) -> list[dict[str, Any]]:
    fields = SKILL_FIELDS if call.world.switches.newer_fields else SKILL_EXTRACTED
    catalogue = call.world.catalogue
    return [
        {"confidence": confidence(one.confidence), "skill": pick(catalogue.skill(one.lightcast_id) or {}, fields)}
        for one in found
    ]


def _trace(call: Call, text: str, found: Sequence[FoundSkill]) -> list[dict[str, Any]]:
    by_span: dict[Span, list[FoundSkill]] = {}
    for one in found:
        for span in one.spans:
            by_span.setdefault(span, []).append(one)
    spans = sorted(by_span, key=lambda span: (span.start, span.end))
    offsets = _byte_offsets(text, sorted({edge for span in spans for edge in (span.start, span.end)}))

    def surface(span: Span) -> dict[str, Any]:
        return {
            "value": text[span.start : span.end],
            "sourceStart": offsets[span.start],
            "sourceEnd": offsets[span.end],
        }

    rows = []
    for span in spans:
        certain = all(confidence(one.confidence) == 1 for one in by_span[span])
        near = [other for other in spans if 0 <= max(span.start - other.end, other.start - span.end) <= _NEAR]
        rows.append(
            {
                "surfaceForm": surface(span),
                "classificationData": {
                    "contextForms": [] if certain else [surface(other) for other in near],
                    "skills": _scored(call, by_span[span]),
                },
            }
        )
    return rows


def _byte_offsets(text: str, edges: Sequence[int]) -> dict[int, int]:
    """Return for each character offset of rising `edges` the offset in bytes."""
    offsets = {}
    total = 0
    for before, edge in pairwise([0, *edges]):
        total += len(text[before:edge].encode("utf-8", "replace"))
        offsets[edge] = total
    return offsets


def _rows(call: Call, ids: Sequence[str], fields: Sequence[str]) -> list[dict[str, Any]]:
    catalogue = call.world.catalogue
    types = query_list(call.request, "typeIds")
    rows = (catalogue.skill(one) for one in ids if _has_type(call, one, types))
    return [pick(row, fields or SKILL_DEFAULT) for row in rows if row]


def _ordered(call: Call, ids: Sequence[str]) -> list[str]:
    live = call.world.catalogue.skills
    known = [one for one in ids if one in live]
    by_name = call.world.switches.row_order == "name"
    return sorted(known, key=lambda one: live[one].name) if by_name else known


def _has_type(call: Call, skill_id: str, types: Sequence[str]) -> bool:
    wanted = [one for one in types if one]
    kind = SKILL_TYPES.get(call.world.catalogue.skills[skill_id].type, SKILL_TYPES["specialized"])
    return not wanted or kind["id"] in wanted


def _listed(data: Any, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(payload={"attributions": ATTRIBUTIONS, "data": data}, headers=headers or {})
