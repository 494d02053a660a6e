"""The endpoints of the Titles API. None of its answers carries attributions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skills.lightcast.emulator.catalogue import TITLE_FIELDS, UNCLASSIFIED, EmulatedTitle, confidence
from skills.lightcast.emulator.messages import (
    JSON_TYPE,
    HttpResponse,
    invalid,
    is_between,
    is_probability,
    is_text,
    is_texts,
    json_body,
    no_permission,
    not_found,
    pick,
    query_list,
    query_number,
    too_large,
    unsupported_type,
)
from skills.lightcast.emulator.world import Call, exact_version, no_title, title_too_large
from skills.lightcast.limits import TITLES_AT_ONCE, QuotaGroup

_DEFAULT = ("id", "name")
_SINGLE = ("id", "name", "pluralName", "isSupervisor", "levelBand")
_FIRST_CHANGES = (4, 19)
_ADDED = "1"


def status(call: Call) -> HttpResponse:
    """GET /titles/status."""
    return HttpResponse(payload={"data": {"healthy": True, "message": "Service is healthy"}})


def meta(call: Call) -> HttpResponse:
    """GET /titles/meta."""
    attribution = {"title": "Lightcast Titles", "body": "An emulator of the Titles API with its own list of titles."}
    return HttpResponse(payload={"data": {"attribution": attribution, "latestVersion": call.world.titles_versions[0]}})


def versions(call: Call) -> HttpResponse:
    """GET /titles/versions."""
    return HttpResponse(payload={"data": list(call.world.titles_versions)})


def version_meta(call: Call) -> HttpResponse:
    """GET /titles/versions/{version}."""
    version = exact_version(call.steps[0], call.world.titles_versions)
    data = {
        "version": version,
        "fields": list(TITLE_FIELDS),
        "titleCount": len(call.world.catalogue.titles),
        "removedTitleCount": 0,
    }
    return HttpResponse(payload={"data": data})


def version_changes(call: Call) -> HttpResponse:
    """GET /titles/versions/{version}/changes; there are none before 4.19."""
    version = exact_version(call.steps[0], call.world.titles_versions)
    if tuple(int(part) for part in version.split(".")) < _FIRST_CHANGES:
        raise not_found(f"Unrecognized version: {version}")
    return HttpResponse(payload={"data": {"additions": [], "removals": [], "alterations": []}})


def list_titles(call: Call) -> HttpResponse:
    """GET /titles/versions/{version}/titles; pages count from 1."""
    exact_version(call.steps[0], call.world.titles_versions)
    call.allow_query("q", "fields", "limit", "page")
    ids = call.world.catalogue.search_titles(call.request.query.get("q", ""))
    limit = int(query_number(call.request, "limit", 1, 1e9, 1e9))
    start = (int(query_number(call.request, "page", 1, 1e9, 1)) - 1) * limit
    return _data(_rows(call, ids[start : start + limit], query_list(call.request, "fields")))


def look_up(call: Call) -> HttpResponse:
    """POST /titles/versions/{version}/titles."""
    exact_version(call.steps[0], call.world.titles_versions)
    if call.request.content_type != JSON_TYPE:
        raise unsupported_type()
    body = json_body(call.request, required={"ids": is_texts}, optional={"fields": is_texts}, strict=call.world.strict)
    titles = call.world.catalogue.titles
    ids = list(dict.fromkeys(body["ids"]))
    unknown = [one for one in ids if one not in titles]
    if unknown and call.world.switches.unknown_ids == "not_found":
        raise not_found(f"Unrecognized title id: {unknown[0]}")
    known = [one for one in ids if one in titles]
    if call.world.switches.row_order == "name":
        known.sort(key=lambda one: titles[one].name)
    return _data(_rows(call, known, body.get("fields", [])))


def one_title(call: Call) -> HttpResponse:
    """GET /titles/versions/{version}/titles/{title_id}."""
    exact_version(call.steps[0], call.world.titles_versions)
    title = call.world.catalogue.titles.get(call.steps[1])
    if title is None:
        raise not_found(f"Unrecognized title id: {call.steps[1]}")
    return _data({**pick(title.wire(), _SINGLE), "addedVersion": _ADDED, "removedVersion": None})


def normalize(call: Call) -> HttpResponse:
    """POST /titles/versions/{version}/normalize; only for clients that are permitted."""
    if not call.world.switches.normalize_permitted:
        raise no_permission()
    term, fields, threshold, _ = _term(call, with_limit=False)
    headers = call.world.spend(call.client_id, QuotaGroup.TITLES)
    return _data(_best(call, term, fields, threshold), headers)


def inspect(call: Call) -> HttpResponse:
    """POST /titles/versions/{version}/normalize/inspect."""
    term, fields, threshold, limit = _term(call, with_limit=True)
    headers = call.world.spend(call.client_id, QuotaGroup.TITLES)
    ranked = call.world.catalogue.normalize(term, limit)
    rows = [_match(title, score, fields) for title, score in ranked if score >= threshold]
    if not rows and limit:
        best = _best(call, term, fields, threshold)
        rows = [best] if best else []
    return _data(rows, headers)


def bulk(call: Call) -> HttpResponse:
    """POST /titles/versions/{version}/normalize/bulk: one row a title, in request order."""
    if not call.world.switches.normalize_permitted:
        raise no_permission()
    exact_version(call.steps[0], call.world.titles_versions)
    if call.request.content_type == "text/plain":
        terms = [line.strip() for line in call.request.body.decode("utf-8", "replace").splitlines() if line.strip()]
        fields = query_list(call.request, "fields")
        threshold = query_number(call.request, "confidenceThreshold", 0, 1, 0.5)
    elif call.request.content_type == JSON_TYPE:
        body = json_body(
            call.request,
            required={"terms": is_texts},
            optional={"fields": is_texts, "confidenceThreshold": is_probability},
            strict=call.world.strict,
        )
        terms, fields, threshold = body["terms"], body.get("fields", []), body.get("confidenceThreshold", 0.5)
    else:
        raise unsupported_type()
    if any(title_too_large(term) for term in terms):
        raise too_large()
    if not 1 <= len(terms) <= TITLES_AT_ONCE:
        raise invalid()
    return _data([{"term": term, **_always(call, term, fields, threshold)} for term in terms])


def _term(call: Call, *, with_limit: bool) -> tuple[str, Sequence[str], float, int]:
    """Read a normalization: from the body for JSON, from the query for plain text."""
    exact_version(call.steps[0], call.world.titles_versions)
    request = call.request
    if request.content_type == "text/plain":
        term = request.body.decode("utf-8", "replace").strip()
        fields = query_list(request, "fields")
        threshold = query_number(request, "confidenceThreshold", 0, 1, 0.5)
        limit = int(query_number(request, "limit", 0, 100, 5))
    elif request.content_type == JSON_TYPE:
        body = json_body(
            request,
            required={"term": is_text},
            optional={
                "fields": is_texts,
                "confidenceThreshold": is_probability,
                **({"limit": is_between(0, 100)} if with_limit else {}),
            },
            strict=call.world.strict,
        )
        term, fields = body["term"], body.get("fields", [])
        threshold, limit = body.get("confidenceThreshold", 0.5), body.get("limit", 5)
    else:
        raise unsupported_type()
    if title_too_large(term):
        raise too_large()
    if not term:
        raise invalid()
    return term, fields, threshold, limit


def _best(call: Call, term: str, fields: Sequence[str], threshold: float) -> dict[str, Any]:
    """Return the best match, or do what the switch says when there is none."""
    ranked = call.world.catalogue.normalize(term, 1)
    if ranked and (ranked[0][1] >= threshold or call.world.switches.no_match == "best"):
        return _match(*ranked[0], fields)
    if call.world.switches.no_match == "not_found":
        raise no_title(term)
    return _unclassified()


def _always(call: Call, term: str, fields: Sequence[str], threshold: float) -> dict[str, Any]:
    """Return the best match, or the title Unclassified: one row of many cannot be a 404."""
    ranked = call.world.catalogue.normalize(term, 1)
    return _match(*ranked[0], fields) if ranked and ranked[0][1] >= threshold else _unclassified()


def _match(title: EmulatedTitle, score: float, fields: Sequence[str]) -> dict[str, Any]:
    return {"confidence": confidence(score), "jobLevels": [], "title": pick(title.wire(), fields or _DEFAULT)}


def _unclassified() -> dict[str, Any]:
    return {"confidence": 0, "jobLevels": [], "title": dict(UNCLASSIFIED)}


def _rows(call: Call, ids: Sequence[str], fields: Sequence[str]) -> list[dict[str, Any]]:
    titles = call.world.catalogue.titles
    return [pick(titles[one].wire(), fields or _DEFAULT) for one in ids]


def _data(data: Any, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(payload={"data": data}, headers=headers or {})
