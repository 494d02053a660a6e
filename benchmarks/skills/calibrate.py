"""Fits what a confidence means to tags, after `train.py` has fitted it to all candidates.

    python benchmarks/skills/calibrate.py GOLD.jsonl LIGHTCAST_WHEEL

GOLD.jsonl holds annotated texts that the training did not see. Which candidates become tags is no matter of chance:
those that the model thinks too well of are more among them, so tags are right less often than they say. One slope for
whole adverts and one for a few lines is fitted, about the confidence from which a tag is shown, so that no tag comes or
goes. Run again, it finds slopes of about 1.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import jd_platform  # noqa: F401  before numpy, since it says in how many threads that works
from benchmarks.skills.scoring import rightness
from benchmarks.skills.wheel import read_skills
from skills.engines.embedded.context import SURE_IN_A_FEW_LINES, load_weights, logistic
from skills.engines.embedded.extractor import DEFAULT_THRESHOLD, EmbeddedExtractor
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tables import DATA
from skills.engines.embedded.tokens import words_of

# For whole adverts and for a few lines, as in the weights.
PIVOTS = (DEFAULT_THRESHOLD, SURE_IN_A_FEW_LINES)
SLOPES = [step / 100 for step in range(30, 151)]
_HIGHEST = 0.999


def log_odds(confidence: float) -> float:
    """Return the log-odds of a confidence."""
    confidence = min(confidence, _HIGHEST)
    return math.log(confidence / (1.0 - confidence))


def best_slope(tags: Sequence[tuple[float, bool]], pivot: float) -> float:
    """Return the slope about a confidence under which tags, each with whether it was right, are the most likely."""

    def likelihood(slope: float) -> float:
        total = 0.0
        for confidence, right in tags:
            probability = logistic(log_odds(pivot) + slope * (log_odds(confidence) - log_odds(pivot)))
            total += math.log(probability if right else 1.0 - probability)
        return total

    return max(SLOPES, key=likelihood)


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
    tags: tuple[list[tuple[float, bool]], ...] = ([], [])
    for line in args.gold.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)
        if "spans" in text:
            single = surroundings_of(words_of(text["text"])).single
            tags[single].extend(rightness(text, extractor.find(text["text"])))
    weights = load_weights()
    scales = weights["phrases"]["scale"]
    for number, (kind, pivot) in enumerate(zip(tags, PIVOTS, strict=True)):
        slope = best_slope(kind, pivot)
        scales[number] = sloped(scales[number], slope, pivot)
        print(f"{('whole adverts', 'a few lines')[number]}: {len(kind)} tags, slope {slope}, scale {scales[number]}")
    text = json.dumps(weights, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (DATA / "context.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
