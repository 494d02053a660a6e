"""Finds every place of a text where a surface form of a skill stands, read the way a person reads it.

Besides forms that stand there word for word, four ways of saying the same are read: a verb with its object ("managing
several projects" for "project management"), a list that shares its last word ("written and verbal communication"),
a list of verbs that shares its object ("development, testing and deployment of software"), and phrases with room for
other words ("work well under pressure").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.addresses import words_of_addresses
from skills.engines.embedded.beginnings import (
    JOINERS,
    Beginning,
    PhrasePattern,
    Steps,
    beginnings_of,
    lengths_by_first_two,
)
from skills.engines.embedded.forms import FormKind, SurfaceForm, forms_of
from skills.engines.embedded.openings import BY_SPELLING, NOTHING, Opening, Openings
from skills.engines.embedded.spelling import Spellings
from skills.engines.embedded.tokens import OUTSIDE, Words, key_of, keys_of, opens_parenthesis

_LONGEST_FORM = 9
_FRENCH = "\x03"  # begins the keys of French forms, which no word's key can
_KIND_BITS = 16
_KIND_MASK = (1 << _KIND_BITS) - 1
_LONGEST_OBJECT = 3
_OBJECT_REACH = 4
_LIST_REACH = 3
_REACH = 12  # of verbs to their objects, and of phrases to their last words
_COHERENT_SHARE = 0.25
_NO_NAME_BEFORE = ("'", "’", "$")  # "C'est", "1,3 M$"
_WITHIN_A_SENTENCE = frozenset(("", ",", "/", "-", "&", "+"))
_LISTING = frozenset(",/")
_QUOTES = frozenset('«“"')  # a licence « C »
_OF = frozenset({"of", "de", "des", "du", "d"})
_FUNCTION_WORDS = frozenset(
    """
    a an the of to for in on at by with from as is are be will we you our your their its his her this that these those
    and or et ou de la le les des du un une
    """.split()  # noqa: SIM905
)
_CASED = int(FormKind.CASED)
_ABBREVIATION = int(FormKind.ABBREVIATION)
_CURATED = int(FormKind.CURATED)
_IS_FRENCH = int(FormKind.FRENCH)
_UNQUALIFIED = int(FormKind.UNQUALIFIED)
_ALIAS = int(FormKind.ALIAS)
_DERIVED = int(FormKind.DERIVED)
_COHERENT = int(FormKind.COHERENT)
_EXACT = int(FormKind.EXACT)
_UNLIKE_ITS_NAME = int(FormKind.COHERENT | FormKind.EXACT | FormKind.NEVER)
_PHRASE = int(FormKind.PHRASE)
_VERB_AND_OBJECT = int(FormKind.VERB_AND_OBJECT)
_SHARED_HEAD = int(FormKind.SHARED_HEAD)


class Candidate(NamedTuple):
    """A place in the text that may name a skill.

    Attributes:
        first: number of its first word.
        last: number after its last word.
        skill: number of the skill in the list the index was built from.
        kind: how the surface form came about, `FormKind` flags as a plain number.
    """

    first: int
    last: int
    skill: int
    kind: int


# Plain numbers, here and above: flags are slow to compare.
_RANKS = tuple(
    (int(kind), rank)
    for rank, kind in enumerate(
        (
            FormKind.ALIAS,
            FormKind.CURATED,
            FormKind.UNQUALIFIED,
            FormKind.ABBREVIATION,
            FormKind.ESCO,
            FormKind.DERIVED,
        ),
        start=1,
    )
)
_RANKED = sum(kind for kind, _ in _RANKS)


def _rank(kind: int) -> int:
    """Return the precedence of a form when two skills share it; the lowest wins, a skill's own name comes first."""
    return 0 if not kind & _RANKED else next(rank for flag, rank in _RANKS if kind & flag)


class FormIndex:
    """Surface forms by the keys of their words.

    Args:
        skills: the list; their order gives the numbers in the candidates.
        further: (Lightcast id, surface form) pairs beyond those that follow from names and aliases.
        patterns: phrases with room for other words.
        verbs: nouns under which the list names what a verb does ("manage": "management"), by the verb's key.
        common_words: keys of everyday words; a form that needs its capital and is one of them never matches without.
        blocked: (surface form, Lightcast id) pairs that must not match, and within which no shorter form does.
        empty: phrases within which no form matches ("you excel").
    """

    def __init__(
        self,
        skills: Iterable[TaxonomySkill],
        *,
        further: Iterable[tuple[str, SurfaceForm]] = (),
        patterns: Iterable[PhrasePattern] = (),
        verbs: Mapping[str, tuple[str, ...]] | None = None,
        common_words: frozenset[str] = frozenset(),
        blocked: Iterable[tuple[str, str]] = (),
        empty: Iterable[str] = (),
    ) -> None:
        self.skills = tuple(skills)
        self._verbs = verbs or {}
        self._common_words = common_words
        self._categories = [skill.category for skill in self.skills]
        self._has_categories = any(self._categories)
        self._one_word: dict[str, int] = {}
        self._several_words: dict[str, int] = {}
        self._coherent: dict[str, list[tuple[str, int]]] = {}
        self._spellings = Spellings(common_words)
        self._exact: dict[str, int] = {}
        self._blocked = {(" ".join(keys_of(form)), lightcast_id) for form, lightcast_id in blocked}
        # By the key of each of their words, with its place in them.
        self._empty: dict[str, list[tuple[int, list[str]]]] = {}
        for phrase in (*map(keys_of, empty), *(key.split(" ") for key, _ in self._blocked)):
            for place, key in enumerate(phrase if len(phrase) > 1 else ()):
                self._empty.setdefault(key, []).append((place, phrase))
        numbers = {skill.lightcast_id: number for number, skill in enumerate(self.skills)}
        for number, skill in enumerate(self.skills):
            for form in forms_of(skill):
                self._add(form, number)
        # What says that a name counts only as written, among its like or never comes before the forms that then take
        # its place.
        for lightcast_id, form in sorted(further, key=lambda pair: not pair[1].kind & _UNLIKE_ITS_NAME):
            if lightcast_id in numbers:
                self._add(form, numbers[lightcast_id])
        numbered = ((pattern, numbers[pattern.lightcast_id]) for pattern in patterns if pattern.lightcast_id in numbers)
        lengths = lengths_by_first_two(self._several_words)
        beginnings = beginnings_of(
            self._several_words,
            verbs=self._verbs,
            patterns=((p, n) for p, n in numbered if len(p.keys) > 1 and not self._is_blocked(" ".join(p.keys), n)),
            coherent=self._coherent.keys() - self._one_word.keys() - self._several_words.keys(),
        )
        exact = set(map(key_of, self._exact))
        one_word = self._one_word | dict.fromkeys(exact, BY_SPELLING)
        self._openings = Openings(
            {
                key: Opening(
                    form=one_word.get(key),
                    anyhow=key not in exact and self._spellings.is_free(key, one_word.get(key, 0)),
                    seconds=lengths.get(key, NOTHING.seconds),
                    begun=beginnings.get(key),
                )
                for key in {*one_word, *lengths, *beginnings}
            }
        )

    def __len__(self) -> int:
        return len(self._one_word) + len(self._several_words)

    def _is_blocked(self, key: str, number: int) -> bool:
        return bool(self._blocked) and (key, self.skills[number].lightcast_id) in self._blocked

    def _add(self, form: SurfaceForm, number: int) -> None:
        keys = keys_of(form.text)
        if not keys or len(keys) > _LONGEST_FORM:
            return
        kind = int(form.kind)
        # In a list without categories no company tells what a few letters stand for.
        if kind & _COHERENT and not (form.category or self._has_categories):
            kind ^= _COHERENT
        if kind & _IS_FRENCH:
            keys[0] = _FRENCH + keys[0]
        key = keys[0] if len(keys) == 1 else " ".join(keys)
        if kind & _UNQUALIFIED and key in self._common_words:
            kind |= _CASED
        if key in _FUNCTION_WORDS and not kind & _CURATED:
            return
        # "IBM Services" is not what people mean by "Services".
        if kind & _DERIVED and key in self._common_words:
            return
        if self._is_blocked(key.removeprefix(_FRENCH), number):
            return
        forms = self._one_word if len(keys) == 1 else self._several_words
        known = forms.get(key)
        if kind & _UNLIKE_ITS_NAME:
            # The key then no longer stands for the skill, whose own name it may be: "safe" are no "Safes".
            if known is not None and known >> _KIND_BITS == number:
                del forms[key]
            self._add_unlike_its_name(form, key, number, kind)
            return
        if known is not None and _rank(known & _KIND_MASK) <= _rank(kind):
            return
        forms[key] = number << _KIND_BITS | kind
        if len(keys) == 1:
            self._spellings.note(form.text, key, self.skills[number].name, kind)

    def _add_unlike_its_name(self, form: SurfaceForm, key: str, number: int, kind: int) -> None:
        """Add a form that counts only among its like or as it is written; one that never does is none."""
        if kind & _COHERENT:
            self._coherent.setdefault(key, []).append((form.category, number << _KIND_BITS | kind))
        elif kind & _EXACT:
            self._exact[form.text] = number << _KIND_BITS | kind ^ _EXACT

    def candidates(self, words: Words, french: Sequence[bool] | None = None) -> list[Candidate]:
        """Return the places where a skill may be named, in reading order, longer before shorter.

        Args:
            words: the words of the text.
            french: for each word, whether it stands in French text; all English when not given.
        """
        keys = words.keys
        followed = [*keys[1:], OUTSIDE]
        found: list[Candidate] = []
        coherent: list[tuple[int, int]] = []
        for i in range(len(keys)) if french is not None else self._openings.places(words):
            opening, following = self._openings[keys[i]], followed[i]
            if french is not None and french[i]:
                own = self._openings[_FRENCH + keys[i]]
                if own is not NOTHING or opening is not NOTHING:
                    found.extend(self._french_at(words, i, own, opening, following))
                coherent += _places_of(words, i, own.begun)
                continue
            if opening.form is not None or following in opening.seconds:
                direct = self._form_at(words, i, opening, following)
                if direct is not None:
                    found.append(direct)
            begun = opening.begun
            if begun is not None:
                if begun.coherent:
                    coherent += _places_of(words, i, begun)
                if begun.joins:
                    self._add_shared_heads(words, i, found)
                if begun.nouns or begun.patterns:
                    self._begun_at(words, i, begun, following, found)
        if coherent:
            found.extend(list(self._coherent_forms(words, french, found, coherent)))
        found = self._that_count(words, found)
        found.sort(key=itemgetter(1), reverse=True)
        found.sort(key=itemgetter(0))
        return found

    def _that_count(self, words: Words, found: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates but those that are blocked and those in addresses and empty phrases."""
        keys, empty, in_addresses = words.keys, self._empty, words_of_addresses(words)
        if in_addresses:
            found = [c for c in found if c.first not in in_addresses]
        if self._blocked:
            found = [c for c in found if not self._is_blocked(" ".join(keys[c.first : c.last]), c.skill)]
        return [c for c in found if keys[c.first] not in empty or not self._is_in_an_empty_phrase(words, c)]

    def _is_in_an_empty_phrase(self, words: Words, candidate: Candidate) -> bool:
        """Return whether a candidate is a part of a phrase within which no form matches."""
        first, last, _, _ = candidate
        for place, phrase in self._empty[words.keys[first]]:
            low = first - place
            high = low + len(phrase)
            fits = last - first < len(phrase) and low >= 0 and last <= high <= words.run_ends[low]
            if fits and words.keys[low:high] == phrase:
                return True
        return False

    def _begun_at(self, words: Words, i: int, begun: Beginning, following: str, found: list[Candidate]) -> None:
        """Add the objects of a verb and the phrases that begin at a word.

        `following` is the key of the word after it.
        """
        keys = words.keys
        if begun.nouns:
            # After a list of verbs their object stands farther off than after one alone.
            is_listed = following in self._verbs or following == "and"
            if is_listed or not begun.is_noun or following in _OF:
                end = i + 1 + (_REACH if is_listed else _OBJECT_REACH)
                if not begun.objects.isdisjoint(keys[i + 1 : end]):
                    found.extend(self._objects_of(words, i, begun))
        if begun.patterns and not begun.patterns.keys().isdisjoint(keys[i + 1 : i + 1 + _REACH]):
            found.extend(_phrases_at(words, i, begun.patterns))

    def _french_at(
        self, words: Words, i: int, of_french: Opening, of_names: Opening, following: str
    ) -> Iterator[Candidate]:
        """Yield the French form at a word, and a name of the list that people leave untranslated ("Python").

        Args:
            words: the words of the text.
            i: number of the word.
            of_french: what of French may begin at it.
            of_names: what else may.
            following: key of the word after it.
        """
        own = self._form_at(words, i, of_french, following, _FRENCH)
        name = self._form_at(words, i, of_names, following)
        # What an organisation calls a skill counts as it is, in either language.
        if name is not None and name.kind & _ALIAS and (own is None or name.last >= own.last):
            yield name
            return
        if own is not None:
            yield own
        raw, end = words.raw[i], words.ends[i]
        if raw.islower() or not raw.isascii():
            return
        if len(raw) == 1 and (words.text[end : end + 1] in _NO_NAME_BEFORE or words.before[i] in _QUOTES):
            return
        if name is None or (name.kind & _ABBREVIATION and not raw.isupper()):
            return
        # At the beginning of a sentence a capital says nothing; within a list it does.
        opens = words.before[i] not in _WITHIN_A_SENTENCE
        key = words.keys[i]
        is_everyday = name.last == i + 1 and self._spellings.is_everyday(key)
        if opens and not raw.isupper() and (is_everyday or (name.kind & _CASED and not name.kind & _CURATED)):
            return
        if own is None or name.last > own.last:
            yield name

    def _coherent_forms(
        self,
        words: Words,
        french: Sequence[bool] | None,
        found: Sequence[Candidate],
        places: Iterable[tuple[int, int]],
    ) -> Iterator[Candidate]:
        """Yield the forms at some places that count only among other skills of their category.

        Where no other skill is named, those that need capitals keep each other company: "RDP, TDD".

        Args:
            words: the words of the text.
            french: for each word, whether it stands in French text; None when no word does.
            found: the other candidates of it.
            places: numbers of the first word of each, and after its last.
        """
        begun: list[tuple[int, int, Sequence[tuple[str, int]]]] = []
        for first, last in places:
            key = " ".join(words.keys[first:last])
            begun.append((first, last, self._coherent.get(_FRENCH + key if french and french[first] else key, ())))
        categories = Counter(map(self._categories.__getitem__, set(map(itemgetter(2), found))))
        del categories[""]
        if not categories:
            begun = [(first, last, [form for form in forms if form[1] & _CASED]) for first, last, forms in begun]
            alike = {(category, packed >> _KIND_BITS) for _, _, forms in begun for category, packed in forms}
            counts = Counter(category for category, _ in alike)
            categories = Counter({category: count for category, count in counts.items() if count > 1})
        enough = max(1.0, _COHERENT_SHARE * categories.total())
        fitting = {category for category, count in categories.items() if count >= enough}
        for first, last, forms in begun:
            for category, packed in forms:
                if category in fitting:
                    if _has_its_capitals(words.raw[first], packed):
                        yield Candidate(first, last, packed >> _KIND_BITS, packed & _KIND_MASK)
                    break

    def _form_at(self, words: Words, i: int, opening: Opening, following: str, prefix: str = "") -> Candidate | None:
        """Return the longest form that begins at a word.

        Args:
            words: the words of the text.
            i: number of the word.
            opening: what may begin at it.
            following: key of the word after it.
            prefix: what stands before the keys of such forms.
        """
        if following in opening.seconds:
            keys, room = words.keys, words.run_ends[i] - i
            for length in opening.seconds[following]:
                longer = self._several_words.get(prefix + " ".join(keys[i : i + length])) if length <= room else None
                if longer is None or (longer & _DERIVED and words.raw[i].islower()):
                    continue
                if "(" not in words.before[i + 1 : i + length] or not _breaks_off(words, i, i + length):
                    return Candidate(i, i + length, longer >> _KIND_BITS, longer & _KIND_MASK)
        form = opening.form
        if form is not None and not opening.anyhow:
            form = self._as_spelt(words, i, form, prefix + words.keys[i])
        return None if form is None else Candidate(i, i + 1, form >> _KIND_BITS, form & _KIND_MASK)

    def _as_spelt(self, words: Words, i: int, packed: int, key: str) -> int | None:
        """Return the form that a word is as it is written, if any."""
        if packed == BY_SPELLING:
            exact = self._exact.get(words.raw[i])
            if exact is not None:
                return exact
            if key not in self._one_word:
                return None
            packed = self._one_word[key]
        return packed if self._spellings.fits(words, i, key, packed & _KIND_MASK) else None

    def _objects_of(self, words: Words, verb: int, begun: Beginning) -> Iterator[Candidate]:
        """Yield what the verb (or noun with "of") at `verb` does to the objects after it."""
        keys = words.keys
        start = self._after_verb_list(words, verb)
        if start >= len(keys) or (begun.is_noun and keys[start] not in _OF):
            return
        end = words.run_ends[start]
        hits = 0
        plain = True
        j = start
        while j < min(end, start + _OBJECT_REACH + 3 * hits):
            hit = self._object_at(words, j, end, begun) if keys[j] in begun.objects else None
            if hit is None:
                if hits and keys[j] not in JOINERS:
                    return
                plain = plain and keys[j] in _FUNCTION_WORDS
                j += 1
                continue
            length, packed = hit
            first = verb if plain and not hits else j
            yield Candidate(first, j + length, packed >> _KIND_BITS, _VERB_AND_OBJECT)
            hits += 1
            j += length

    def _after_verb_list(self, words: Words, verb: int) -> int:
        """Return the number of the word after a verb and those it is listed with; that after the text if none is."""
        keys, verbs, position = words.keys, self._verbs, verb + 1
        while position < len(keys) and position - verb < 8 and (keys[position] in verbs or keys[position] == "and"):
            gap = words.text[words.ends[position - 1] : words.starts[position]]
            if gap.strip(" ") not in ("", ",", "/", "-"):
                return len(keys)
            position += 1
        return position if position < len(keys) and not words.before[position] else len(keys)

    def _object_at(self, words: Words, j: int, end: int, verb: Beginning) -> tuple[int, int] | None:
        """Return the length of the longest object of a verb at a word, and the form that names both."""
        keys, forms, nouns = words.keys, self._several_words, verb.nouns
        lengths = self._openings[keys[j]].seconds.get(keys[j + 1], ()) if j + 1 < end else ()
        for length in lengths:
            # That of the form counts the noun too.
            if 1 < length - 1 <= min(_LONGEST_OBJECT, end - j):
                head = " ".join(keys[j : j + length - 1])
                for noun in nouns:
                    packed = forms.get(f"{head} {noun}")
                    if packed is not None:
                        return length - 1, packed
        for noun in nouns:
            packed = forms.get(f"{keys[j]} {noun}")
            if packed is not None:
                return 1, packed
        return None

    def _add_shared_heads(self, words: Words, joiner: int, found: list[Candidate]) -> None:
        """Add "written communication" for "written" in "written and verbal communication"."""
        keys = words.keys
        heads = keys[joiner + 2 : min(joiner + 4, words.run_ends[joiner])]
        first = joiner - 1
        while first >= 0 and first >= joiner - _LIST_REACH:
            seconds = self._openings[keys[first]].seconds
            for head in heads:
                packed = self._several_words.get(f"{keys[first]} {head}") if head in seconds else None
                if packed is not None:
                    found.append(Candidate(first, first + 1, packed >> _KIND_BITS, _SHARED_HEAD))
                    break
            mark = words.before[first]
            if mark not in _LISTING or words.text[words.ends[first - 1] : words.starts[first]].strip(" ") != mark:
                return
            first -= 1


def _places_of(words: Words, i: int, begun: Beginning | None) -> list[tuple[int, int]]:
    """Return where forms that count only among their like may stand from a word on: its number, and after the last."""
    return [(i, i + length) for length in begun.coherent if i + length <= words.run_ends[i]] if begun else []


def _has_its_capitals(raw: str, packed: int) -> bool:
    """Return whether the first word of a form has the capital that it needs, an abbreviation capitals throughout."""
    return not packed & _CASED or (raw.isupper() if packed & _ABBREVIATION else raw[0].isupper())


def _breaks_off(words: Words, first: int, last: int) -> bool:
    """Return whether a phrase ends amid parentheses that open within it: "Python (3" of "Python (3 years)"."""
    start, end = words.starts[first], words.ends[last - 1]
    return opens_parenthesis(words.text, start, end) and not words.text.startswith(")", end)


def _phrases_at(words: Words, i: int, patterns: Mapping[str, Sequence[tuple[Steps, int]]]) -> Iterator[Candidate]:
    """Yield the phrases with room for other words that begin at a word; `patterns` are by the last key of each."""
    keys, end = words.keys, words.run_ends[i]
    near = keys[i + 1 : min(end, i + 1 + _REACH)]
    for last, ending in patterns.items():
        if last not in near:
            continue
        for steps, number in ending:
            position = i + 1
            for key, gap in steps:
                room = keys[position : min(end, position + gap + 1)]
                if key not in room:
                    break
                position += room.index(key) + 1
            else:
                yield Candidate(i, position, number, _PHRASE)
