"""The features that the context model weighs, as (template, value) pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import common_words
from skills.engines.embedded.tokens import OUTSIDE
from skills.engines.embedded.vocabulary import word_clusters

SENTENCE_REACH = 16
WINDOW = 5
# Templates whose values are single keys: the clusters of a key count under the same template.
_CLUSTERED = frozenset({"s", "lw", "rw", "P", "N"})
_FLAGS = ("0", "1")
_NO_CLUSTERS = ("", "")
_SEPARATORS = frozenset(",/;|&")
_JOINERS = frozenset({"and", "or", "et", "ou"})


class Company(NamedTuple):
    """A candidate among the others of its text; numbers in steps, as the model takes them.

    Attributes:
        repeats: places of the text where the same skill may be named.
        neighbours: candidates in the same sentence.
        kin: tenths of the text's skills that are of the same category.
        touch: three digits: another candidate ends right before it, begins right after it, is joined to it by a
            conjunction, comma or slash.
    """

    repeats: str
    neighbours: str
    kin: str
    touch: str


_TOUCH = {(a, b, c): f"{a:d}{b:d}{c:d}" for a, b, c in product((False, True), repeat=3)}
_APART = _TOUCH[False, False, False]
_STEPS = ("0", "1", "2", "3", "4", "4", "6", "6", "6", "6", "10")


def companies(
    around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
) -> Iterator[Company]:
    """Yield what each candidate's company is.

    Args:
        around: the text.
        candidates: phrases of it, in reading order.
        skills: the list that the candidates' skill numbers refer to.
    """
    keys, before, sentences = around.words.keys, [*around.words.before, "\n"], around.sentence_starts
    repeats = Counter([number for _, _, number, _ in candidates])
    neighbours = Counter([sentences[first] for first, _, _, _ in candidates])
    categories = Counter([skills[number].category for number in repeats])
    kin = {category: str((count - 1) * 10 // len(repeats)) for category, count in categories.items()}
    kin[""] = "0"
    beginnings = {first for first, _, _, _ in candidates}
    endings = {last for _, last, _, _ in candidates}
    repeat_steps = {number: _STEPS[min(count, 10)] for number, count in repeats.items()}
    neighbour_steps = {sentence: _STEPS[min(count, 10)] for sentence, count in neighbours.items()}
    for first, last, number, _ in candidates:
        after_one, before_one = first in endings, last in beginnings
        touch = _APART
        if after_one or before_one or first - 1 in endings or last + 1 in beginnings:
            mark_before, mark_after = before[first], before[last]
            joined = (
                (after_one and mark_before in _SEPARATORS)
                or (before_one and mark_after in _SEPARATORS)
                or (first - 1 in endings and keys[first - 1] in _JOINERS)
                or (last + 1 in beginnings and keys[last] in _JOINERS)
            )
            touch = _TOUCH[not mark_before and after_one, not mark_after and before_one, joined]
        yield Company(repeat_steps[number], neighbour_steps[sentences[first]], kin[skills[number].category], touch)


def fixed_features(form: str, candidate: Candidate, skill: TaxonomySkill, single: bool) -> Iterator[tuple[str, str]]:
    """Yield the (template, value) features of a candidate that are the same wherever it stands.

    Args:
        form: the keys of its words.
        candidate: the phrase.
        skill: what it may name.
        single: whether the text is no more than a few lines.
    """
    words = form.split(" ")
    everyday, several, few_lines = _FLAGS[common_words().issuperset(words)], _FLAGS[len(words) > 1], _FLAGS[single]
    yield "F", form
    yield "V", f"{everyday} {several} {few_lines}"
    yield "VG", f"{everyday} {skill.category}"
    yield "S", skill.lightcast_id
    yield "H", words[-1]
    yield "A", words[0]
    yield "K", str(candidate.kind)
    yield "G", skill.category
    yield "U", skill.subcategory
    clusters = word_clusters()
    for template, key in (("H", words[-1]), ("A", words[0])):
        coarse, fine = clusters.get(key, _NO_CLUSTERS)
        yield template, coarse
        yield template, fine
    yield "T", few_lines
    yield "TF", f"{few_lines} {form}"
    yield "TG", f"{few_lines} {skill.category}"


def shape_features(shape: str, size: int, everyday: bool, opens: bool, closes: bool) -> Iterator[tuple[str, str]]:
    """Yield the features of how a candidate is written.

    Args:
        shape: how its first word is written.
        size: number of its words, at most 4.
        everyday: whether its first word is an everyday one.
        opens: whether its sentence begins with it.
        closes: whether its sentence ends with it.
    """
    yield "C", f"{shape} {size}"
    yield "VC", f"{everyday:d} {shape}"
    yield "L", f"{opens} {closes} {shape}"


def setting_features(section: str, category: str, before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the features of a candidate's section with its skill's category, and of the marks around it."""
    yield "Z", section
    yield "ZG", f"{section} {category}"
    yield "B", before
    yield "E", after


def company_features(company: Company) -> Iterator[tuple[str, str]]:
    """Yield the features of a candidate's company."""
    yield "D", company.repeats
    yield "J", company.neighbours
    yield "Y", company.kin
    yield "I", company.touch


def neighbour_features(keys: Sequence[str], first: int, last: int, touch: str) -> Iterator[tuple[str, str]]:
    """Yield the features of the words next to a candidate.

    Args:
        keys: the keys of the text's words.
        first: number of the candidate's first word.
        last: number after its last word.
        touch: as in its company.
    """
    count = len(keys)
    previous = keys[first - 1] if first else OUTSIDE
    following = keys[last] if last < count else OUTSIDE
    yield "IH", f"{touch} {keys[last - 1]}"
    yield "P", previous
    yield "N", following
    yield "PP", f"{keys[first - 2]} {previous}" if first > 1 else OUTSIDE
    yield "NN", f"{following} {keys[last + 1]}" if last + 1 < count else OUTSIDE


def shape_of(around: Surroundings, candidate: Candidate) -> tuple[str, int, bool, bool, bool]:
    """Return what `shape_features` takes."""
    first, last = candidate.first, candidate.last
    return (
        around.words.shapes[first],
        min(last - first, 4),
        around.words.keys[first] in common_words(),
        first == around.sentence_starts[first],
        last == around.sentence_ends[last - 1],
    )


def setting_of(around: Surroundings, candidate: Candidate, skill: TaxonomySkill) -> tuple[str, str, str, str]:
    """Return what `setting_features` takes."""
    before = around.words.before
    first, last = candidate.first, candidate.last
    return around.sections[first], skill.category, before[first], before[last] if last < len(before) else "\n"


def windows(around: Surroundings, first: int, last: int) -> tuple[int, int, int, int]:
    """Return the bounds of the words that count around a phrase: sentence start, left window, right window, its end.

    At most 16 words of the sentence count to each side, the nearest 5 of them once more as windows.
    """
    low = max(around.sentence_starts[first], first - SENTENCE_REACH)
    high = min(around.sentence_ends[last - 1], last + SENTENCE_REACH)
    return low, max(low, first - WINDOW), min(high, last + WINDOW), high


def all_features(
    around: Surroundings, candidate: Candidate, skill: TaxonomySkill, company: Company
) -> Iterator[tuple[str, str]]:
    """Yield every (template, value) feature of a candidate, those of its words' clusters too, as the training does."""
    yield from _with_clusters(_features_of(around, candidate, skill, company))


def _with_clusters(features: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield features, and after each whose value is a word the same of the word's clusters."""
    clusters = word_clusters()
    for feature in features:
        yield feature
        template, key = feature
        if template in _CLUSTERED and key in clusters:
            coarse, fine = clusters[key]
            yield template, coarse
            yield template, fine


def _features_of(
    around: Surroundings, candidate: Candidate, skill: TaxonomySkill, company: Company
) -> Iterator[tuple[str, str]]:
    keys, first, last = around.words.keys, candidate.first, candidate.last
    yield from fixed_features(" ".join(keys[first:last]), candidate, skill, around.single)
    yield from shape_features(*shape_of(around, candidate))
    yield from setting_features(*setting_of(around, candidate, skill))
    yield from company_features(company)
    yield from neighbour_features(keys, first, last, company.touch)
    low, left, right, high = windows(around, first, last)
    for i in range(low, high):
        yield "s", keys[i]
    for i in range(left, first):
        yield "lw", keys[i]
    for i in range(last, right):
        yield "rw", keys[i]
