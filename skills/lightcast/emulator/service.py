"""The emulator: from a request to a response, without a socket."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from skills.engines.base import TaxonomySkill
from skills.lightcast.emulator import classification_api, skills_api, titles_api
from skills.lightcast.emulator.accounts import (
    CLASSIFICATION_SCOPES,
    SKILLS_SCOPES,
    Accounts,
    oauth_refusal,
    quota_refusal,
    throttled,
)
from skills.lightcast.emulator.catalogue import Catalogue, EmulatedTitle, Normalize
from skills.lightcast.emulator.faults import AFTER_WORK, Fault, FaultKind, Faults
from skills.lightcast.emulator.messages import (
    HttpRequest,
    HttpResponse,
    RefusedError,
    envelope,
    message,
    no_permission,
    not_found,
)
from skills.lightcast.emulator.switches import Switches
from skills.lightcast.emulator.world import Call, Extract, World
from skills.lightcast.limits import QuotaGroup

CLIENT_ID = "emulator"
CLIENT_SECRET = "emulator-secret"  # noqa: S105 - opens nothing but this emulator
CONTROL = "/_emulator/"

_VERSION, _ID = "/versions/([^/]+)", "/([^/]+)"
_RELEASE, _CONCEPTS = "/classifications/([^/]+)", "/taxonomies/([^/]+)/versions/([^/]+)"
_ROUTES: tuple[tuple[str, str, Callable[[Call], HttpResponse]], ...] = (
    ("GET", "/skills/status", skills_api.status),
    ("GET", "/skills/meta", skills_api.meta),
    ("GET", "/skills/versions", skills_api.versions),
    ("GET", f"/skills{_VERSION}", skills_api.version_meta),
    ("GET", f"/skills{_VERSION}/changes", skills_api.version_changes),
    ("GET", f"/skills{_VERSION}/skills", skills_api.list_skills),
    ("POST", f"/skills{_VERSION}/skills", skills_api.look_up),
    ("GET", f"/skills{_VERSION}/skills{_ID}", skills_api.one_skill),
    ("POST", f"/skills{_VERSION}/related", skills_api.related),
    ("POST", f"/skills{_VERSION}/extract", skills_api.extract),
    ("POST", f"/skills{_VERSION}/extract/trace", skills_api.extract_with_trace),
    ("GET", "/titles/status", titles_api.status),
    ("GET", "/titles/meta", titles_api.meta),
    ("GET", "/titles/versions", titles_api.versions),
    ("GET", f"/titles{_VERSION}", titles_api.version_meta),
    ("GET", f"/titles{_VERSION}/changes", titles_api.version_changes),
    ("GET", f"/titles{_VERSION}/titles", titles_api.list_titles),
    ("POST", f"/titles{_VERSION}/titles", titles_api.look_up),
    ("GET", f"/titles{_VERSION}/titles{_ID}", titles_api.one_title),
    ("POST", f"/titles{_VERSION}/normalize", titles_api.normalize),
    ("POST", f"/titles{_VERSION}/normalize/inspect", titles_api.inspect),
    ("POST", f"/titles{_VERSION}/normalize/bulk", titles_api.bulk),
    ("GET", "/classifications", classification_api.releases),
    ("GET", f"{_RELEASE}/skills/extract", classification_api.extractor),
    ("POST", f"{_RELEASE}/skills/extract", classification_api.extract),
    ("POST", f"{_RELEASE}/skills/extract/file", classification_api.extract_file),
    ("POST", f"{_RELEASE}/skills/classify", classification_api.classify_skills),
    ("POST", f"{_RELEASE}/titles/normalize", classification_api.normalize),
    ("POST", f"{_RELEASE}/titles/normalize/file", classification_api.normalize_file),
    ("POST", f"{_RELEASE}/postings/classify", classification_api.classify_posting),
    ("GET", "/mappings", classification_api.mappings),
    ("POST", f"/mappings{_ID}", classification_api.map_ids),
    ("GET", f"{_CONCEPTS}/concepts", classification_api.list_concepts),
    ("POST", f"{_CONCEPTS}/concepts", classification_api.find_concepts),
    ("POST", f"{_CONCEPTS}/relations", classification_api.relations),
)
_TABLE = [(method, re.compile(pattern), endpoint) for method, pattern, endpoint in _ROUTES]


class Emulator:
    """Answers as Lightcast would, and misbehaves when told to. Safe to share between threads.

    Args:
        extract: finds skills in a text; spans count characters.
        skills: the live skills.
        titles: the standard titles.
        switches: how the uncertain is decided.
        credentials: secret by client id.
        normalize: ranks title ids for a written title; by common words when not given.
        removed: skills that have left the taxonomy.
        changes: changes of a taxonomy version, by version, in Lightcast's shape.
        mappings: mappings between taxonomies by name ("titles_v5.24.0_lot_v6.20.0"): from id to ids.
        faults: misbehaviour from the beginning.
        seed: of the draws for faults that hit only some requests.
        now: the time in seconds since 1970.
    """

    def __init__(
        self,
        extract: Extract,
        skills: Sequence[TaxonomySkill],
        titles: Sequence[EmulatedTitle] = (),
        switches: Switches | None = None,
        *,
        credentials: Mapping[str, str] | None = None,
        normalize: Normalize | None = None,
        removed: Sequence[TaxonomySkill] = (),
        changes: Mapping[str, Mapping[str, Any]] | None = None,
        mappings: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        faults: Sequence[Fault] = (),
        seed: int = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.faults = Faults(faults, seed=seed)
        self.requests: Counter[str] = Counter()
        self._count_lock = threading.Lock()
        self._world = World(
            extract=extract,
            catalogue=Catalogue(skills, removed, titles, normalize),
            accounts=Accounts(credentials or {CLIENT_ID: CLIENT_SECRET}, now),
            switches=switches or Switches(),
            skills_versions=["9.41", "9.40", "9.39", "9.30", "9.3", "9.2", "9.1", "9.0", "8.9"],
            titles_versions=["5.47", "5.46", "5.45"],
            releases=["2025.11", "2025.10", "2025.8"],
            changes=changes or {},
            mappings=mappings or {},
        )

    def handle(self, request: HttpRequest) -> tuple[HttpResponse, Fault | None]:
        """Answer a request.

        Returns:
            The response, and the fault that is still to be done to it on the wire, if any.
        """
        path = request.path.rstrip("/") or "/"
        with self._count_lock:
            self.requests[f"{request.method} {path}"] += 1
        fault = self.faults.draw(path)
        try:
            if fault is not None and fault.kind not in AFTER_WORK:
                return self._refuse(request, fault)
            response = self._answer(request, path)
        except RefusedError as refused:
            return refused.response, fault if fault and fault.kind is FaultKind.SLOW else None
        if fault is not None and fault.kind is FaultKind.NEW_VERSION:
            self._world.publish_version()
            return response, None
        return _spoiled(response, fault), fault

    def control(self, request: HttpRequest) -> HttpResponse:
        """Answer the control endpoint: look at the state, add faults, behave again, turn switches, forget usage."""
        action = request.path.removeprefix(CONTROL).strip("/")
        try:
            values = json.loads(request.body) if request.body else {}
            if not isinstance(values, dict):
                raise TypeError
        except (ValueError, TypeError):
            return HttpResponse(400, {"error": "the body is not a JSON object"})
        if request.method == "GET" and action == "state":
            return HttpResponse(payload=self.state())
        actions: dict[str, Callable[[], object]] = {
            "misbehave": lambda: self.faults.add(Fault.from_mapping(values)),
            "behave": self.faults.clear,
            "switches": lambda: self.turn(values),
            "expire-tokens": self._world.accounts.expire_tokens,
            "new-version": self._world.publish_version,
            "forget-usage": self._world.accounts.forget_usage,
        }
        if request.method != "POST" or action not in actions:
            return HttpResponse(404, {"error": f"POST one of {', '.join(actions)}, or GET state"})
        try:
            actions[action]()
        except ValueError as error:
            return HttpResponse(400, {"error": str(error)})
        return HttpResponse(payload=self.state())

    def state(self) -> dict[str, Any]:
        """Tell what was asked, what was spent, how the switches stand and which faults wait."""
        with self._count_lock:
            requests = dict(self.requests)
        return {
            "requests": requests,
            "quota_used": self._world.accounts.used(),
            "tokens_issued": self._world.accounts.issued,
            "latest_version": self._world.skills_versions[0],
            "switches": asdict(self._world.switches),
            "faults": [{**asdict(one), "kind": one.kind.value} for one in self.faults.waiting()],
        }

    @property
    def skill_count(self) -> int:
        """Return how many live skills there are."""
        return len(self._world.catalogue.skills)

    def turn(self, values: Mapping[str, Any]) -> None:
        """Turn switches.

        Raises:
            ValueError: when a switch does not exist or a value does not fit.
        """
        self._world.switches = self._world.switches.changed(values)

    def _answer(self, request: HttpRequest, path: str) -> HttpResponse:
        world = self._world
        if path == "/connect/token":
            if request.method != "POST":
                raise oauth_refusal("invalid_request")
            return world.accounts.sign_in(request, world.switches)
        client_id, scopes = world.accounts.client_of(request, world.switches)
        open_api = path.startswith(("/skills", "/titles"))
        if not scopes & (SKILLS_SCOPES if open_api else CLASSIFICATION_SCOPES):
            raise no_permission()
        world.accounts.pace(client_id, world.switches)
        for method, pattern, endpoint in _TABLE:
            match = pattern.fullmatch(path)
            if match and method == request.method:
                return endpoint(Call(world, request, client_id, match.groups()))
        raise not_found(f"Unrecognized URL: {path[:200]}")

    def _refuse(self, request: HttpRequest, fault: Fault) -> tuple[HttpResponse, Fault | None]:
        """Refuse as the fault says; what reaches the wire itself is left to the server."""
        world, kind = self._world, fault.kind
        if world.switches.failed_calls_cost and kind is not FaultKind.TOKEN_EXPIRED and "/extract" in request.path:
            client_id, _ = world.accounts.client_of(request, world.switches)
            world.spend(client_id, QuotaGroup.EXTRACT)
        if kind is FaultKind.NO_ANSWER:
            return HttpResponse(503), fault
        if kind is FaultKind.ERROR_502:
            page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            return HttpResponse(502, content_type="text/html", raw=page), None
        if kind is FaultKind.TOKEN_EXPIRED:
            world.accounts.expire_tokens()
        period = world.switches.extract_period
        refusals: dict[FaultKind, Callable[[], RefusedError]] = {
            FaultKind.TOKEN_EXPIRED: lambda: message(401, "Token expired"),
            FaultKind.UNAUTHORIZED: lambda: message(401, "Unauthorized"),
            FaultKind.PERMISSION: no_permission,
            FaultKind.FORBIDDEN: lambda: envelope(403, "Forbidden", "You don't have access to this feature."),
            FaultKind.QUOTA: lambda: quota_refusal(
                world.accounts.exhausted_headers(period, world.switches), world.switches
            ),
            FaultKind.THROTTLE: lambda: throttled(world.switches),
            FaultKind.THROTTLE_WITH_HEADERS: lambda: throttled(
                world.switches,
                {"Retry-After": f"{fault.seconds:g}", "RateLimit-Remaining": "7", "RateLimit-Reset": "60"},
            ),
            FaultKind.ERROR_500: lambda: envelope(500, "Internal Server Error", "Something went wrong"),
            FaultKind.ERROR_503: lambda: envelope(503, "Service Unavailable", "The service is unavailable"),
            FaultKind.INVALID_CLIENT: lambda: oauth_refusal("invalid_client"),
            FaultKind.INVALID_SCOPE: lambda: oauth_refusal("invalid_scope"),
        }
        raise refusals[kind]()


def _spoiled(response: HttpResponse, fault: Fault | None) -> HttpResponse:
    """Return the response as the fault leaves it, when that can be done to its body."""
    kind = fault.kind if fault else None
    body = response.body()
    if kind is FaultKind.MALFORMED_JSON:
        return HttpResponse(response.status, headers=response.headers, raw=body[: len(body) // 2])
    if kind is FaultKind.WRONG_SHAPE:
        return HttpResponse(response.status, {"data": "unexpected"}, response.headers)
    if kind is FaultKind.WRONG_CONTENT_TYPE:
        page = b"<html><body>Welcome to the network. Please sign in.</body></html>"
        return HttpResponse(response.status, headers=response.headers, content_type="text/html", raw=page)
    return response
