"""What all endpoints of the emulator share, and the handling of texts that they have in common."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skills.engines.base import FoundSkill
from skills.lightcast.emulator.accounts import Accounts
from skills.lightcast.emulator.catalogue import Catalogue
from skills.lightcast.emulator.messages import HttpRequest, envelope, invalid, not_found, too_large
from skills.lightcast.emulator.switches import Switches
from skills.lightcast.limits import TEXT_BYTES, QuotaGroup

Extract = Callable[[str], Sequence[FoundSkill]]

_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class World:
    """The state behind the endpoints.

    Attributes:
        extract: finds skills in a text.
        catalogue: skills and titles.
        accounts: clients and what they have used.
        switches: how the uncertain is decided.
        skills_versions: taxonomy versions, newest first.
        titles_versions: versions of the titles, newest first.
        releases: releases of the Classification API, newest first.
        changes: changes of a taxonomy version, by version, in Lightcast's shape.
        mappings: mappings between taxonomies by name: from id to ids.
    """

    extract: Extract
    catalogue: Catalogue
    accounts: Accounts
    switches: Switches
    skills_versions: list[str]
    titles_versions: list[str]
    releases: list[str]
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mappings: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def publish_version(self) -> str:
        """Publish the next taxonomy version and return it."""
        with self.lock:
            major, _, minor = self.skills_versions[0].partition(".")
            version = f"{major}.{int(minor or 0) + 1}"
            self.skills_versions.insert(0, version)
        return version

    def spend(self, client_id: str, group: QuotaGroup) -> dict[str, str]:
        """Count a call against its quota and return the headers to send."""
        most, period = self.quota(group)
        return self.accounts.spend(client_id, group.value, most, period, self.switches)

    def quota(self, group: QuotaGroup) -> tuple[int, str]:
        """Return how many calls a quota has, and over which period."""
        switches = self.switches
        return {
            QuotaGroup.EXTRACT: (switches.extract_quota, switches.extract_period),
            QuotaGroup.RELATED: (switches.related_quota, "month"),
            QuotaGroup.TITLES: (switches.titles_quota, "year"),
            QuotaGroup.CLASSIFICATION_SKILLS: (switches.classification_quota, "month"),
            QuotaGroup.CLASSIFICATION_TITLES: (switches.classification_quota, "month"),
        }[group]

    @property
    def strict(self) -> bool:
        """Tell whether body members that are not documented are refused."""
        return self.switches.unknown_member == "refuse"


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through an endpoint.

    Attributes:
        world: the state.
        request: the request.
        client_id: who calls.
        steps: the parts of the address that the route leaves open.
    """

    world: World
    request: HttpRequest
    client_id: str
    steps: tuple[str, ...]

    def allow_query(self, *names: str) -> None:
        """Refuse query parameters that are not documented, if the switch says so."""
        if self.world.switches.unknown_query == "refuse" and set(self.request.query) - set(names):
            raise invalid()


def exact_version(wanted: str, versions: Sequence[str]) -> str:
    """Resolve "latest" and refuse a version that does not exist."""
    if wanted == "latest":
        return versions[0]
    if wanted not in versions:
        raise not_found(f"Unrecognized version: {wanted}")
    return wanted


def admitted(text: str, switches: Switches) -> str:
    """Return a text within the limit, as it is normalised; refuse or cut a larger one."""
    data = text.encode("utf-8", "replace")
    if len(data) > TEXT_BYTES:
        if switches.long_text == "refuse":
            raise too_large()
        data = data[:TEXT_BYTES]
    text = data.decode("utf-8", "ignore")
    return _SPACES.sub(" ", text).strip() if switches.normalized_text == "tidied" else text


def title_too_large(term: str) -> bool:
    """Tell whether a written title is above the limit of 1 kB."""
    return len(term.encode("utf-8", "replace")) > 1000


def no_title(term: str) -> Exception:
    """Make the refusal of a title that cannot be normalised."""
    return envelope(404, "Not Found", f"Could not normalize title '{term}'")
