"""Finds every place of a text where a surface form of a skill stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.forms import FormKind, SurfaceForm, forms_of
from skills.engines.embedded.tokens import Words, keys_of

_LONGEST_FORM = 9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place in the text that may name a skill.

    Attributes:
        first: number of its first word.
        last: number after its last word.
        skill: number of the skill in the list the index was built from.
        kind: how the surface form came about.
    """

    first: int
    last: int
    skill: int
    kind: FormKind


def _rank(kind: FormKind) -> int:
    """Lower comes first when two skills share a form."""
    for rank, flag in enumerate((FormKind.CURATED, FormKind.ALIAS)):
        if kind & flag:
            return rank
    if not kind & ~FormKind.CASED:
        return 2
    for rank, flag in enumerate((FormKind.UNQUALIFIED, FormKind.ABBREVIATION, FormKind.ESCO), start=3):
        if kind & flag:
            return rank
    return 9


class FormIndex:
    """Surface forms by the keys of their words.

    Args:
        skills: the list; their order gives the numbers in the candidates.
        further: surface forms by Lightcast id, beyond those that follow from names and aliases.
        blocked: (surface form, Lightcast id) pairs that must not match.
    """

    def __init__(
        self,
        skills: Iterable[TaxonomySkill],
        further: Iterable[tuple[str, SurfaceForm]] = (),
        blocked: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.skills = tuple(skills)
        self._forms: dict[str, int] = {}
        self._lengths: dict[str, int] = {}
        self._blocked = {(" ".join(keys_of(form)), lightcast_id) for form, lightcast_id in blocked}
        numbers: dict[str, int] = {}
        for number, skill in enumerate(self.skills):
            numbers[skill.lightcast_id] = number
            for form in forms_of(skill):
                self._add(form, number)
        for lightcast_id, form in further:
            if lightcast_id in numbers:
                self._add(form, numbers[lightcast_id])

    def __len__(self) -> int:
        return len(self._forms)

    def _add(self, form: SurfaceForm, number: int) -> None:
        keys = keys_of(form.text)
        if not keys or len(keys) > _LONGEST_FORM:
            return
        key = " ".join(keys)
        if len(key) < 2 and not form.kind & FormKind.CASED:
            return
        if self._blocked and (key, self.skills[number].lightcast_id) in self._blocked:
            return
        known = self._forms.get(key)
        if known is not None and _rank(FormKind(known & 0xFF)) <= _rank(form.kind):
            return
        self._forms[key] = number << 8 | form.kind
        self._lengths[keys[0]] = self._lengths.get(keys[0], 0) | 1 << len(keys)

    def candidates(self, words: Words) -> list[Candidate]:
        """Return the places where a form stands, by position, each start with its longest form first.

        Args:
            words: the words of the text.
        """
        found: list[Candidate] = []
        keys, run_ends = words.keys, words.run_ends
        forms, lengths = self._forms, self._lengths
        for i, key in enumerate(keys):
            mask = lengths.get(key)
            if mask is None:
                continue
            longest = min(mask.bit_length() - 1, run_ends[i] - i)
            for length in range(longest, 0, -1):
                if not mask >> length & 1:
                    continue
                packed = forms.get(key if length == 1 else " ".join(keys[i : i + length]))
                if packed is None:
                    continue
                kind = FormKind(packed & 0xFF)
                if kind & FormKind.CASED and length == 1 and not words.raw[i][:1].isupper():
                    continue
                found.append(Candidate(i, i + length, packed >> 8, kind))
                break
        return found
