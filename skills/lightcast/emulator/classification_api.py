"""The endpoints of the Classification API, as far as their wire format is confirmed.

Outputs of a posting that need data nobody has here (salary models, occupation codes without a mapping) come back
empty rather than invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes, policy
from typing import Any

from skills.lightcast.emulator.catalogue import UNCLASSIFIED, confidence
from skills.lightcast.emulator.documents import DOCX, PDF, read_document
from skills.lightcast.emulator.messages import (
    JSON_TYPE,
    HttpResponse,
    invalid,
    is_between,
    is_flag,
    is_probability,
    is_string,
    is_texts,
    json_body,
    not_found,
    pick,
    query_list,
    query_number,
    too_large,
    unsupported_type,
)
from skills.lightcast.emulator.world import Call, admitted, title_too_large
from skills.lightcast.limits import TITLES_AT_ONCE, QuotaGroup

_LEVELS = {"0": "Category", "1": "Subcategory", "2": "Skill"}
_MONEY = re.compile(r"\$\s?(\d[\d,]*)")
_NOT_A_SALARY = 1000
_MAPPING = re.compile(r"(?P<source>[a-z]+)_v(?P<source_version>[\d.]+)_(?P<to>[a-z]+)_v(?P<to_version>[\d.]+)")


def releases(call: Call) -> HttpResponse:
    """GET /classifications."""
    return _data([{"release": one} for one in call.world.releases])


def extractor(call: Call) -> HttpResponse:
    """GET /classifications/{release}/skills/extract."""
    return _data({"release": _release(call), "taxonomy": "skills", "version": f"{call.world.skills_versions[0]}.0"})


def extract(call: Call) -> HttpResponse:
    """POST /classifications/{release}/skills/extract."""
    body = _json(
        call,
        required={"text": is_string},
        optional={
            "confidenceThreshold": is_probability,
            "trace": is_flag,
            "inputLocale": is_string,
            "outputLocale": is_string,
        },
    )
    text = admitted(body["text"], call.world.switches)
    return _concepts(call, text, body.get("confidenceThreshold", 0.5))


def extract_file(call: Call) -> HttpResponse:
    """POST /classifications/{release}/skills/extract/file."""
    return _concepts(call, admitted(_uploaded(call), call.world.switches), 0.5)


def classify_skills(call: Call) -> HttpResponse:
    """POST /classifications/{release}/skills/classify: each term against the names and surface forms of the skills."""
    body = _json(call, required={"skills": _are_named}, optional={"limit": is_between(1, 100), "fields": is_texts})
    rows = []
    for one in body["skills"]:
        found = sorted(call.world.extract(one["name"]), key=lambda skill: -skill.confidence)
        results = [
            {
                "confidence": confidence(skill.confidence),
                "concept": pick(_concept(call, skill.lightcast_id), body.get("fields") or ["id", "name"]),
            }
            for skill in found
            if skill.lightcast_id in call.world.catalogue.skills
        ][: body.get("limit", 1)]
        rows.append({"term": one["name"], "count": len(results), "results": results})
    return _data(rows)


def normalize(call: Call) -> HttpResponse:
    """POST /classifications/{release}/titles/normalize."""
    body = _json(call, required={"terms": is_texts}, optional={})
    return _titles(call, body["terms"])


def normalize_file(call: Call) -> HttpResponse:
    """POST /classifications/{release}/titles/normalize/file: one title a line."""
    return _titles(call, [line.strip() for line in _uploaded(call).splitlines() if line.strip()])


def classify_posting(call: Call) -> HttpResponse:
    """POST /classifications/{release}/postings/classify: only the outputs asked for."""
    body = _json(
        call,
        required={"context": _is_posting, "outputs": is_texts},
        optional={"findConceptNames": is_flag},
    )
    context = {name: str(body["context"].get(name, "")) for name in ("company", "title", "body")}
    named = body.get("findConceptNames", False)
    made: dict[str, Callable[[], Any]] = {
        "skill": lambda: _posting_skills(call, context["body"], named=named),
        "title": lambda: _posting_title(call, context["title"], named=named),
        "lot": lambda: _posting_occupation(call, context["title"]),
        "company": lambda: {"name": context["company"]} if context["company"] else None,
        "salary": lambda: _salary(context["body"]),
        "educationLevel": list,
        "benefits": list,
        "naics": lambda: None,
        "remoteType": lambda: None,
    }
    if set(body["outputs"]) - set(made):
        raise invalid()
    return _data({name: made[name]() for name in body["outputs"]})


def mappings(call: Call) -> HttpResponse:
    """GET /mappings."""
    wanted = dict(part.split(":", 1) for part in query_list(call.request, "filter") if ":" in part)
    rows = [_mapping_row(name) for name in call.world.mappings]
    return _data([row for row in rows if all(row.get(name) == value for name, value in wanted.items())])


def map_ids(call: Call) -> HttpResponse:
    """POST /mappings/{name}: an id without mapping yields an empty list."""
    mapping = call.world.mappings.get(call.steps[0])
    if mapping is None:
        raise not_found(f"Unrecognized mapping: {call.steps[0]}")
    body = _json(call, required={"ids": is_texts}, optional={})
    return _data({one: list(mapping.get(one, ())) for one in body["ids"]})


def list_concepts(call: Call) -> HttpResponse:
    """GET /taxonomies/{taxonomy}/versions/{version}/concepts."""
    _taxonomy(call)
    levels = [part.partition(":")[2] for part in query_list(call.request, "filter") if part.startswith("level:")]
    limit = int(query_number(call.request, "limit", 1, 1e6, 100))
    words = call.request.query.get("q", "").casefold()
    rows = [one for one in _concepts_of(call, levels) if words in one["name"].casefold()]
    after = call.request.query.get("after")
    ids = [one["id"] for one in rows]
    start = ids.index(after) + 1 if after in ids else 0
    fields = query_list(call.request, "fields") or ["id", "name"]
    return _data([pick(one, fields) for one in rows[start : start + limit]])


def find_concepts(call: Call) -> HttpResponse:
    """POST /taxonomies/{taxonomy}/versions/{version}/concepts."""
    _taxonomy(call)
    body = _json(
        call,
        required={},
        optional={"fields": is_texts, "filter": lambda value: isinstance(value, dict), "limit": is_between(1, 1000)},
    )
    wanted = body.get("filter", {})
    rows = [one for one in _concepts_of(call, wanted.get("level", [])) if one["id"] in wanted.get("id", [one["id"]])]
    return _data([pick(one, body.get("fields") or ["id", "name"]) for one in rows[: body.get("limit", 100)]])


def relations(call: Call) -> HttpResponse:
    """POST /taxonomies/{taxonomy}/versions/{version}/relations."""
    _taxonomy(call)
    kinds = ("child", "sibling", "any")
    body = _json(
        call,
        required={"ids": is_texts, "relationType": lambda value: value in kinds},
        optional={"filter": lambda value: isinstance(value, dict)},
    )
    everything = _concepts_of(call, [])
    parents = {one["parentId"] for one in everything if one["id"] in body["ids"] and one["parentId"]}
    wanted = body["relationType"]
    related = [
        one
        for one in everything
        if one["id"] not in body["ids"]
        and (
            (wanted in {"child", "any"} and one["parentId"] in body["ids"])
            or (wanted in {"sibling", "any"} and one["parentId"] in parents)
        )
    ]
    return _data([pick(one, ["id", "name"]) for one in related])


def _release(call: Call) -> str:
    release = call.steps[0]
    if release not in call.world.releases:
        raise not_found(f"Unrecognized release: {release}")
    return release


def _taxonomy(call: Call) -> None:
    if call.steps[0] != "skills":
        raise not_found(f"Unrecognized taxonomy: {call.steps[0]}")


def _json(
    call: Call, *, required: Mapping[str, Callable[[Any], bool]], optional: Mapping[str, Callable[[Any], bool]]
) -> dict[str, Any]:
    if call.request.path.startswith("/classifications"):
        _release(call)
    if call.request.content_type != JSON_TYPE:
        raise unsupported_type()
    return json_body(call.request, required=required, optional=optional, strict=call.world.strict)


def _uploaded(call: Call) -> str:
    """Return the text of the file in the form field `fileUpload`."""
    _release(call)
    if call.request.content_type != "multipart/form-data":
        raise unsupported_type()
    head = f"Content-Type: {call.request.headers['content-type']}\r\n\r\n".encode()
    for part in message_from_bytes(head + call.request.body, policy=policy.default).iter_parts():
        if part.get_param("name", header="content-disposition") != "fileUpload":
            continue
        data = part.get_payload(decode=True)
        kind = part.get_content_type()
        try:
            return read_document(
                data if isinstance(data, bytes) else b"", kind if kind in {PDF, DOCX} else "text/plain"
            )
        except ValueError:
            raise invalid() from None
    raise invalid()


def _concepts(call: Call, text: str, threshold: float) -> HttpResponse:
    headers = call.world.spend(call.client_id, QuotaGroup.CLASSIFICATION_SKILLS)
    found = sorted(call.world.extract(text) if text.strip() else (), key=lambda one: (-one.confidence, one.name))
    known = call.world.catalogue.skills
    concepts = [
        {
            "confidence": confidence(one.confidence),
            "concept": {"id": one.lightcast_id, "name": known[one.lightcast_id].name},
        }
        for one in found
        if one.confidence >= threshold and one.lightcast_id in known
    ]
    # The members of its trace entries are not documented, so there are none.
    return HttpResponse(payload={"data": {"concepts": concepts, "trace": []}, "warnings": []}, headers=headers)


def _titles(call: Call, terms: Sequence[str]) -> HttpResponse:
    if any(title_too_large(term) for term in terms):
        raise too_large()
    if not 1 <= len(terms) <= TITLES_AT_ONCE:
        raise invalid()
    headers = call.world.spend(call.client_id, QuotaGroup.CLASSIFICATION_TITLES)
    rows = []
    for term in terms:
        ranked = call.world.catalogue.normalize(term, 1)
        title = {"id": ranked[0][0].id, "name": ranked[0][0].name} if ranked else dict(UNCLASSIFIED)
        rows.append({"term": term, "confidence": confidence(ranked[0][1]) if ranked else 0, "title": title})
    return HttpResponse(payload={"data": rows}, headers=headers)


def _posting_skills(call: Call, text: str, *, named: bool) -> list[dict[str, Any]]:
    found = call.world.extract(text) if text.strip() else ()
    known = call.world.catalogue.skills
    return [
        {"id": one.lightcast_id, "confidence": confidence(one.confidence), **({"name": one.name} if named else {})}
        for one in found
        if one.lightcast_id in known
    ]


def _posting_title(call: Call, written: str, *, named: bool) -> dict[str, Any] | None:
    ranked = call.world.catalogue.normalize(written, 1)
    if not ranked:
        return None
    title, score = ranked[0]
    return {"id": title.id, "confidence": confidence(score), **({"name": title.name} if named else {})}


def _posting_occupation(call: Call, written: str) -> dict[str, Any] | None:
    ranked = call.world.catalogue.normalize(written, 1)
    for name, mapping in call.world.mappings.items():
        if ranked and _mapping_row(name)["destinationName"] == "lot" and mapping.get(ranked[0][0].id):
            return {"id": mapping[ranked[0][0].id][0], "confidence": confidence(ranked[0][1])}
    return None


def _salary(text: str) -> dict[str, int] | None:
    """Return the least and the greatest amount of dollars in the text that can be a year's pay."""
    amounts = [int(match.replace(",", "")) for match in _MONEY.findall(text)]
    amounts = [amount for amount in amounts if amount > _NOT_A_SALARY]
    return {"gte": min(amounts), "lte": max(amounts)} if amounts else None


def _mapping_row(name: str) -> dict[str, Any]:
    match = _MAPPING.fullmatch(name)
    parts = match.groupdict() if match else {}
    return {
        "name": name,
        "releaseStatus": "public",
        "description": f"{parts.get('source', '')} to {parts.get('to', '')}",
        "version": "1.0.0",
        "sourceName": parts.get("source", ""),
        "sourceReleaseStatus": "public",
        "sourceVersion": parts.get("source_version", ""),
        "destinationName": parts.get("to", ""),
        "destinationReleaseStatus": "public",
        "destinationVersion": parts.get("to_version", ""),
        "releaseDate": "2024-06-01T00:00:00Z",
        "context": None,
    }


def _concept(call: Call, skill_id: str) -> dict[str, Any]:
    catalogue = call.world.catalogue
    skill = catalogue.skills[skill_id]
    parent = catalogue.subcategories.get(skill.subcategory) or catalogue.categories.get(skill.category)
    return {
        "id": skill_id,
        "name": skill.name,
        "level": 2,
        "levelName": _LEVELS["2"],
        "parentId": str(parent) if parent else None,
    }


def _concepts_of(call: Call, levels: Sequence[str]) -> list[dict[str, Any]]:
    """Return the concepts of the skills taxonomy at the given levels, all without; sorted by id."""
    catalogue = call.world.catalogue
    above = {
        one.subcategory: str(catalogue.categories[one.category]) for one in catalogue.skills.values() if one.category
    }
    rows = [
        {"id": str(number), "name": name, "level": 0, "levelName": _LEVELS["0"], "parentId": None}
        for name, number in catalogue.categories.items()
    ]
    rows += [
        {"id": str(number), "name": name, "level": 1, "levelName": _LEVELS["1"], "parentId": above.get(name)}
        for name, number in catalogue.subcategories.items()
    ]
    rows += [_concept(call, one) for one in catalogue.skills]
    return sorted((one for one in rows if not levels or str(one["level"]) in levels), key=lambda one: str(one["id"]))


def _are_named(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and isinstance(one.get("name"), str) and one["name"] for one in value)
    )


def _is_posting(value: Any) -> bool:
    return isinstance(value, dict) and all(one is None or isinstance(one, str) for one in value.values())


def _data(data: Any) -> HttpResponse:
    return HttpResponse(payload={"data": data})
