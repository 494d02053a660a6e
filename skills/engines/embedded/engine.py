"""The embedded engine: the extractor and the title standardiser over the skills that are in the database."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Max

from skills.engines.base import Extracted, FoundSkill, SuggestedTitles, TaxonomySkill, TitleParts, TitleSuggestion
from skills.engines.embedded.extractor import ENGINE_VERSION, EmbeddedExtractor
from skills.engines.embedded.titles import TitleStandardiser
from skills.models import Skill, SkillAlias, TitleMapping

Key = tuple[str, str, int] | None
MappingsKey = tuple[int, datetime | None]


_titles_lock = threading.Lock()
_titles_index: TitleStandardiser | None = None
_titles: tuple[MappingsKey, TitleStandardiser] | None = None


def title_standardiser() -> TitleStandardiser:
    """Return the title standardiser with the curators' mappings as they stand; the index is built once a process."""
    global _titles
    found = TitleMapping.objects.aggregate(count=Count("pk"), changed=Max("changed_at"))
    key = (found["count"], found["changed"])
    index = title_index()
    if _titles is None or _titles[0] != key:
        mapped = dict(TitleMapping.objects.values_list("written", "occupation_id")) if key[0] else {}
        _titles = key, index.with_mapped_titles(mapped)
    return _titles[1]


def title_index() -> TitleStandardiser:
    """Return the standardiser that no curator has a say in; it is built once a process, from the package alone."""
    global _titles_index
    with _titles_lock:
        _titles_index = _titles_index or TitleStandardiser.from_package_data()
        return _titles_index


def standardise(titles: Iterable[str]) -> list[SuggestedTitles]:
    """Return the best standard title for each written one, from the title alone; what was asked before is kept."""
    standardiser = title_standardiser()
    answers = []
    for title in titles:
        suggestions, parts = _remembered(title)
        best = standardiser.mapped_first(title, parts, suggestions, limit=1)
        answers.append(SuggestedTitles(suggestions=best, parts=parts, engine=EmbeddedEngine.name))
    return answers


@lru_cache(maxsize=5000)
def _remembered(title: str) -> tuple[tuple[TitleSuggestion, ...], TitleParts]:
    return title_index().suggest(title, limit=1)


class EmbeddedEngine:
    """Finds skills and standard titles without leaving the machine.

    Attributes:
        key: source, version and generation of the skill list that it was built from; None for an empty one.
    """

    name = "embedded"

    def __init__(self, extractor: EmbeddedExtractor, key: Key, preferred: Mapping[str, str] | None = None) -> None:
        self._extractor = extractor
        self._preferred = preferred or {}
        self.key = key

    @classmethod
    def from_database(cls, key: Key) -> EmbeddedEngine:
        """Build the engine from the active skills, their surface forms, and the forms that curators blocked."""
        blocked = list(SkillAlias.objects.filter(is_blocked=True).values_list("form", "skill__lightcast_id"))
        preferred = dict(Skill.objects.active().exclude(list_name="").values_list("lightcast_id", "name"))
        return cls(EmbeddedExtractor(taxonomy_skills(), blocked_forms=blocked), key, preferred)

    def version(self) -> str:
        """Return the version of the rules together with the generation of the list."""
        return f"{ENGINE_VERSION}+{self.key[2]}" if self.key else ENGINE_VERSION

    def find(self, text: str, threshold: float | None = None) -> tuple[FoundSkill, ...]:
        """Return the skills in `text` whose confidence reaches `threshold`, else that of the settings, best first."""
        threshold = settings.SKILLS_CONFIDENCE_THRESHOLD if threshold is None else threshold
        return tuple(
            replace(skill, name=self._preferred[skill.lightcast_id]) if skill.lightcast_id in self._preferred else skill
            for skill in self._extractor.find(text, threshold)
        )

    def extract(self, text: str) -> Extracted:
        """Find the skills in `text`; never raises."""
        return Extracted(
            skills=self.find(text),
            engine=self.name,
            engine_version=self.version(),
            taxonomy_version=" ".join(self.key[:2]) if self.key else "",
        )

    def suggest_titles(self, title: str, *, text: str = "", limit: int = 5) -> SuggestedTitles:
        """Rank standardised titles for `title`; never raises."""
        suggestions, parts = title_standardiser().suggest(title, text=text, limit=limit)
        return SuggestedTitles(suggestions=suggestions, parts=parts, engine=self.name)

    def skills(self) -> tuple[TaxonomySkill, ...]:
        """Return the active skills with their surface forms."""
        return taxonomy_skills()


def taxonomy_skills() -> tuple[TaxonomySkill, ...]:
    """Return the active skills with their surface forms; a merged skill's forms belong to its survivor."""
    forms: dict[int, list[str]] = defaultdict(list)
    for skill_id, form in SkillAlias.objects.filter(is_blocked=False).values_list("skill_id", "form"):
        forms[skill_id].append(form)
    survivors = dict(Skill.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into__pk"))
    if survivors:
        names = {
            pk: [one for one in (name, list_name) if one]
            for pk, name, list_name in Skill.objects.filter(pk__in=survivors).values_list("pk", "name", "list_name")
        }
        for merged, into in survivors.items():
            target, seen = into, {merged}
            while target in survivors and target not in seen:
                seen.add(target)
                target = survivors[target]
            forms[target] += [*names[merged], *forms.get(merged, ())]
    rows = Skill.objects.active()
    for pk, preferred in rows.exclude(list_name="").values_list("pk", "name"):
        forms[pk].append(preferred)
    return tuple(
        TaxonomySkill(
            lightcast_id=lightcast_id,
            name=list_name or name,
            type=skill_type,
            category=parent or category or "",
            subcategory=category if parent and category else "",
            aliases=tuple(forms.get(pk, ())),
            is_own=lightcast_id.startswith(Skill.OWN_PREFIX),
        )
        for pk, lightcast_id, name, list_name, skill_type, category, parent in rows.values_list(
            "pk", "lightcast_id", "name", "list_name", "type", "category__name", "category__parent__name"
        ).iterator()
    )
