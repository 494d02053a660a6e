"""In which language the name of a standard title is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class ShownName:
    """The name of a standard title as a reader sees it.

    Attributes:
        name: what is shown first.
        language: its language, "en" or "fr".
        other: the English name where the French one is shown first, else empty.
    """

    name: str
    language: str = "en"
    other: str = ""


def shown_name(name: str, name_fr: str, *, job_language: str = "") -> ShownName:
    """Return the French name first where the pages or the job are in French and there is one.

    Args:
        name: the English name.
        name_fr: the French name, or nothing.
        job_language: the language of the job that carries the title, when it is shown with one.
    """
    if name_fr and (reads_french() or job_language == "fr"):
        return ShownName(name_fr, "fr", name)
    return ShownName(name)


def reads_french() -> bool:
    """Return whether the pages are in French."""
    return (get_language() or "").startswith("fr")
