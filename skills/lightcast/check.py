"""Do the credentials work, and what do they allow? Told in plain sentences, without spending quota."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import LightcastError, NotFoundError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        ok: whether it is as it should be.
        sentence: what was found, for a person.
    """

    ok: bool
    sentence: str


def check_account(client: LightcastClient) -> Iterator[Finding]:
    """Look at sign-in, health, skill list, titles and quota, in this order; stop where going on makes no sense.

    Args:
        client: of the account.

    Yields:
        What was found, as soon as it is.
    """
    steps = (_sign_in, _health, _skills, _titles, _quota)
    for step in steps:
        finding = _guarded(step, client)
        yield finding
        if not finding.ok and step in {_sign_in, _health}:
            return


def _guarded(step: Callable[[LightcastClient], Finding], client: LightcastClient) -> Finding:
    try:
        return step(client)
    except LightcastError as error:
        return Finding(False, error.user_message)


def _sign_in(client: LightcastClient) -> Finding:
    client.sign_in()
    return Finding(True, f"Lightcast accepts the credentials and grants the scope “{client.settings.scope}”.")


def _health(client: LightcastClient) -> Finding:
    status = client.status()
    if status.healthy:
        return Finding(True, "The Skills API is healthy.")
    return Finding(False, f"The Skills API says that it is not healthy: {status.message or 'no reason given'}.")


def _skills(client: LightcastClient) -> Finding:
    version = client.resolve_version()
    try:
        meta = client.version_meta(version)
    except NotFoundError:
        return Finding(False, f"There is no skill list {version}: LIGHTCAST_SKILLS_VERSION is not right.")
    live = meta.skill_count - meta.removed_skill_count
    return Finding(True, f"The skill list {meta.version} can be read; it holds {live:,} skills.")


def _titles(client: LightcastClient) -> Finding:
    version = client.titles.resolve_version()
    try:
        meta = client.titles.version_meta(version)
    except NotFoundError:
        return Finding(False, f"There are no titles {version}: LIGHTCAST_TITLES_VERSION is not right.")
    live = meta.title_count - meta.removed_title_count
    return Finding(True, f"The titles {meta.version} can be read; there are {live:,}.")


def _quota(client: LightcastClient) -> Finding:
    quota = client.quota()
    spent = f"{quota.spent} extractions were made this month"
    if quota.remaining == 0:
        until = f" until {quota.resets_at:%d %B %Y}" if quota.resets_at else ""
        return Finding(True, f"{spent}; none is left{until}.")
    left = "how many are left is not known before the first" if quota.remaining is None else f"{quota.remaining} left"
    return Finding(True, f"{spent}; {left}.")
