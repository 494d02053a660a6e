"""How the application is told to reach Lightcast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from skills.lightcast.errors import ConfigurationError

LATEST = "latest"

_ADDRESSES = {
    "auth_url": "LIGHTCAST_AUTH_URL",
    "skills_url": "LIGHTCAST_SKILLS_URL",
    "titles_url": "LIGHTCAST_TITLES_URL",
    "classification_url": "LIGHTCAST_CLASSIFICATION_URL",
}


@dataclass(frozen=True, slots=True)
class LightcastSettings:
    """Credentials, addresses, versions and limits of one Lightcast account.

    Attributes:
        client_id: the account's id; empty when Lightcast is not used.
        client_secret: its secret; never shown by `repr`.
        scope: one scope, or several separated by one space.
        auth_url: the token endpoint, whole.
        skills_url: base of the Skills API, with its `/skills`.
        titles_url: base of the Titles API, with its `/titles`.
        classification_url: base of the Classification API.
        skills_version: taxonomy version such as "9.41", or "latest".
        titles_version: titles version such as "5.47", or "latest".
        confidence_threshold: least confidence of a returned skill or title, 0 to 1.
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the next bytes of an answer.
        requests_per_second: requests that all processes together may send in one second.
        monthly_quota: extractions that all processes together may make in a calendar month (UTC);
            None leaves the counting to Lightcast.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scope: str = "emsi_open"
    auth_url: str = "https://auth.emsicloud.com/connect/token"
    skills_url: str = "https://api.lightcast.io/skills"
    titles_url: str = "https://api.lightcast.io/titles"
    classification_url: str = "https://classification.emsicloud.com"
    skills_version: str = LATEST
    titles_version: str = LATEST
    confidence_threshold: float = 0.5
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    requests_per_second: int = 5
    monthly_quota: int | None = 50

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> LightcastSettings:
        """Build from a mapping with the attributes' names; what it leaves out keeps its default.

        Raises:
            ConfigurationError: when it holds a name that does not exist.
        """
        known = {one.name for one in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ConfigurationError(f"The Lightcast settings have no “{unknown[0]}”.")
        return cls(**{"client_id": "", "client_secret": "", **values})

    @classmethod
    def from_django(cls) -> LightcastSettings:
        """Build from the dictionary `LIGHTCAST` of the Django settings."""
        from django.conf import settings

        return cls.from_mapping(settings.LIGHTCAST)

    @property
    def configured(self) -> bool:
        """Tell whether both credentials are there."""
        return bool(self.client_id and self.client_secret)

    def check(self) -> None:
        """Refuse settings that cannot work, before anything is sent.

        Raises:
            ConfigurationError: naming the variable that is wrong, in one sentence.
        """
        if not self.client_id or not self.client_secret:
            missing = "LIGHTCAST_CLIENT_SECRET" if self.client_id else "LIGHTCAST_CLIENT_ID"
            raise ConfigurationError(f"Lightcast cannot be used because {missing} is not set.")
        if not self.scope.strip():
            raise ConfigurationError("Lightcast cannot be used because LIGHTCAST_SCOPE is empty.")
        for name, variable in _ADDRESSES.items():
            if not _is_address(getattr(self, name)):
                raise ConfigurationError(f"{variable} is not a web address that begins with https:// or http://.")
        if not 0 <= self.confidence_threshold <= 1:
            raise ConfigurationError("LIGHTCAST_CONFIDENCE_THRESHOLD is not between 0 and 1.")
        if self.connect_timeout <= 0 or self.read_timeout <= 0:
            raise ConfigurationError("LIGHTCAST_CONNECT_TIMEOUT and LIGHTCAST_READ_TIMEOUT must be above 0 seconds.")
        if self.requests_per_second < 1:
            raise ConfigurationError("Lightcast needs at least one request per second.")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        # Reading the port raises when it is not a number.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and " " not in value
    except ValueError:
        return False
