"""Fits what a confidence means to tags, after `train.py` has fitted it to all candidates.

    python benchmarks/skills/calibrate.py GOLD.jsonl LIGHTCAST_WHEEL

GOLD.jsonl holds annotated texts that the training did not see; beside them stand our own English texts of further
fields, which are more like what users hand in, and count as much. Which candidates become tags is no matter of chance:
those that the model thinks too well of are more among them, so tags are right less often than they say. One slope for
whole adverts and one for a few lines is fitted, about the confidence from which a tag is shown, so that no tag comes or
goes. Run again, it finds slopes of about 1.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import jd_platform  # noqa: F401  before numpy, since it says in how many threads that works
from benchmarks.skills.scoring import own_texts, rightness
from benchmarks.skills.wheel import read_skills
from skills.engines.embedded.context import SURE_IN_A_FEW_LINES, load_weights, logistic
from skills.engines.embedded.extractor import DEFAULT_THRESHOLD, EmbeddedExtractor
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tables import DATA
from skills.engines.embedded.tokens import words_of

# For whole adverts and for a few lines, as in the weights.
PIVOTS = (DEFAULT_THRESHOLD, SURE_IN_A_FEW_LINES)
OWN = "English, further fields"
SLOPES = [step / 100 for step in range(30, 151)]
_HIGHEST = 0.999


def log_odds(confidence: float) -> float:
    """Return the log-odds of a confidence."""
    confidence = min(confidence, _HIGHEST)
    return math.log(confidence / (1.0 - confidence))


def best_slope(groups: Iterable[Sequence[tuple[float, bool]]], pivot: float) -> float:
    """Return the slope about a confidence under which tags, each with whether it was right, are the most likely.

    Args:
        groups: the tags, by where they come from; each group counts the same. Empty ones are passed over; without any
            tag the slope is 1.
        pivot: the confidence that stays as it is.
    """
    at = log_odds(pivot)
    told = [[(log_odds(confidence) - at, right) for confidence, right in tags] for tags in groups if tags]

    def likelihood(tags: Sequence[tuple[float, bool]], slope: float) -> float:
        probabilities = [(logistic(at + slope * odds), right) for odds, right in tags]
        return statistics.mean(math.log(p if right else 1.0 - p) for p, right in probabilities)

    return max(SLOPES, key=lambda slope: sum(likelihood(tags, slope) for tags in told)) if told else 1.0


def sloped(scale: tuple[float, float], slope: float, pivot: float) -> list[float]:
    """Return slope and offset of calibrated log-odds with a further slope about a confidence."""
    at = log_odds(pivot)
    return [round(slope * scale[0], 3), round(at + slope * (scale[1] - at), 3)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("wheel", type=Path)
    args = parser.parse_args()
    extractor = EmbeddedExtractor(read_skills(args.wheel))
    gold = [text for text in map(json.loads, args.gold.open(encoding="utf-8")) if "spans" in text]
    tags: tuple[list[list[tuple[float, bool]]], ...] = ([[], []], [[], []])
    for number, texts in enumerate((gold, own_texts()[OWN])):
        for text in texts:
            single = surroundings_of(words_of(text["text"])).single
            tags[single][number].extend(rightness(text, extractor.find(text["text"])))
    weights = load_weights()
    scales = weights["phrases"]["scale"]
    for number, (groups, pivot) in enumerate(zip(tags, PIVOTS, strict=True)):
        slope = best_slope(groups, pivot)
        scales[number] = sloped(scales[number], slope, pivot)
        counts = " and ".join(str(len(group)) for group in groups)
        print(f"{('whole adverts', 'a few lines')[number]}: {counts} tags, slope {slope}, scale {scales[number]}")
    text = json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (DATA / "context.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
