"""Everything about Lightcast that is not known for certain, as a switch with the likeliest reading as default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

_CHOICES: dict[str, tuple[str, ...]] = {
    "extract_period": ("month", "year"),
    "reset_format": ("seconds", "epoch", "date"),
    "throttle_body": ("errors", "message"),
    "unauthorized_body": ("message", "errors"),
    "long_text": ("refuse", "cut"),
    "unknown_ids": ("leave_out", "not_found"),
    "row_order": ("name", "request"),
    "unknown_query": ("ignore", "refuse"),
    "unknown_member": ("refuse", "ignore"),
    "no_match": ("not_found", "unclassified", "best"),
    "granted_scopes": ("emsi_open", "lightcast_open_free", "all"),
    "normalized_text": ("as_sent", "tidied"),
}


@dataclass(frozen=True, slots=True)
class Switches:
    """How the emulator behaves where Lightcast's behaviour is not documented, and its limits.

    Attributes:
        extract_period: over which time the extract quota counts.
        reset_format: of `RateLimit-Reset`: seconds left, seconds since 1970, or an HTTP date.
        throttle_body: body of a 429: the errors envelope, or a message.
        unauthorized_body: body of a 401 for a missing or unknown token.
        long_text: what happens to a text above 50,000 bytes: refused with 413, or cut.
        unknown_ids: in a look-up: left out, or 404.
        row_order: of look-ups and related skills.
        unknown_query: a query parameter that is not documented.
        unknown_member: a body member that is not documented.
        no_match: a title that cannot be normalised: 404, the title Unclassified, or the best title there is.
        granted_scopes: which scopes clients may ask for.
        normalized_text: the text as it was sent, or with runs of white space made one space.
        newer_fields: whether skills in extract results carry category, description and the rest.
        normalize_permitted: whether clients may use `normalize` and `normalize/bulk`.
        failed_calls_cost: whether a call that ends in a fault spends quota.
        extract_quota: extractions in the period.
        related_quota: calls for related skills in a month.
        titles_quota: title normalizations in a year.
        classification_quota: calls of each kind to the Classification API in a month.
        requests_per_second: for each client; 0 for no limit.
        token_lifetime: seconds.
    """

    extract_period: str = "month"
    reset_format: str = "seconds"
    throttle_body: str = "errors"
    unauthorized_body: str = "message"
    long_text: str = "refuse"
    unknown_ids: str = "leave_out"
    row_order: str = "name"
    unknown_query: str = "ignore"
    unknown_member: str = "refuse"
    no_match: str = "not_found"
    granted_scopes: str = "emsi_open"
    normalized_text: str = "as_sent"
    newer_fields: bool = False
    normalize_permitted: bool = False
    failed_calls_cost: bool = False
    extract_quota: int = 50
    related_quota: int = 50
    titles_quota: int = 50
    classification_quota: int = 50
    requests_per_second: int = 5
    token_lifetime: int = 3600

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}")
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, int) and value < 0:
                raise ValueError(f"{one.name} must not be negative")

    def changed(self, values: Mapping[str, Any]) -> Switches:
        """Return these switches with `values` set; text is read as the switch's own type.

        Raises:
            ValueError: when a switch does not exist or a value does not fit.
        """
        kinds = {one.name: type(getattr(self, one.name)) for one in fields(self)}
        read: dict[str, Any] = {}
        for name, value in values.items():
            if name not in kinds:
                raise ValueError(f"there is no switch {name}; there are {', '.join(kinds)}")
            read[name] = _read(name, kinds[name], value)
        return replace(self, **read)


def _read(name: str, kind: type, value: Any) -> Any:
    if kind is bool:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if str(value).lower() not in words:
            raise ValueError(f"{name} is true or false")
        return words[str(value).lower()]
    try:
        return kind(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is a whole number") from None
