"""Surface forms as they are compared: two spellings that the matcher takes for one share a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from skills.engines.embedded.tokens import keys_of


def form_key(form: str) -> str:
    """Return the key under which the matcher compares a surface form: "Organisations" and "organization" share one."""
    return " ".join(keys_of(form))


def evidence_keys(evidence: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the surface forms that a tag stands on: the phrase as it stands in the text, by its key."""
    found: dict[str, str] = {}
    for mention in evidence:
        phrase = " ".join(str(mention.get("phrase", "")).split())
        key = form_key(phrase)
        if key:
            found.setdefault(key, phrase)
    return found
