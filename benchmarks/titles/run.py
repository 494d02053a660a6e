"""Measures the built-in title standardiser: the scorer's table for every set, latency, and reliability of confidence.

    python benchmarks/titles/run.py dev.jsonl --score score.py --labels labels.jsonl [--out predictions.jsonl]
    ... [--page docs/title-quality.md]

The rows are only read for measuring. Latency is that of one process on one core, after loading: by the clock for the
scorer, and of computing in the line below its table.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from skills.engines.embedded.titles import TitleStandardiser
from skills.engines.embedded.titles.predictions import predictions

DRAWS = 200


def main() -> int:
    """Predict, print the scorer's table, then the latency, the size and the reliability."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--score", type=Path, required=True, help="the benchmark's scorer")
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--out", type=Path, help="where to keep the predictions")
    parser.add_argument("--page", type=Path, help="a page of the documentation to write the figures to")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    standardiser = TitleStandardiser.from_package_data()
    loaded = time.process_time() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    found, moments = [], [time.process_time()]
    for prediction in predictions(rows, standardiser=standardiser):
        found.append(prediction)
        moments.append(time.process_time())
    with tempfile.TemporaryDirectory() as folder:
        out = arguments.out or Path(folder) / "predictions.jsonl"
        out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
        command = [sys.executable, str(arguments.score), str(arguments.gold), str(out)]
        if arguments.labels:
            command += ["--labels", str(arguments.labels)]
        scored = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 the scorer that was named
    print(scored.stdout, scored.stderr, sep="", end="")
    times = sorted((after - before) * 1000 for before, after in pairwise(moments))
    speed = (
        f"{standardiser.version}: loaded in {loaded:.2f} s of computing, {memory:.0f} MB; "
        f"a title: median {times[len(times) // 2]:.2f} ms, p95 {times[int(len(times) * 0.95)]:.2f} ms"
    )
    table = "\n".join(reliability(rows, found))
    print(f"\n{speed}\n\nreliability: share right (number) of first suggestions by confidence\n{table}")
    if arguments.page:
        arguments.page.write_text(
            PAGE.format(
                table=scored.stdout.rstrip(),
                speed=speed,
                reliability=table,
                by_chance=error_by_chance([one for one in firsts(rows, found) if one[0] == "judged"]),
            ),
            encoding="utf-8",
        )
    return scored.returncode


PAGE = """\
# How good the standard titles are

The built-in engine, measured on a development bench of raw titles: judged by hand (`judged`, `abbr`, `reject`), ESCO
labels dressed with noise (`noise`), titles that job holders reported to O*NET with the official crosswalk
(`onet_reported`), MELO's O*NET names (`melo_usa`), and a job board's tags, about half of them debatable (`jobbert`).
Some 700 of its titles, in everyday use, stand in the product's table of such titles too (`common_titles.tsv`), whose
writers had seen the bench: expect a little less on titles that nobody has seen. The page is written by

    python benchmarks/titles/run.py dev.jsonl --score score.py --labels labels.jsonl --page docs/title-quality.md

`R@k` is the share of titles with a right occupation among the first k, `MRR` the mean of one over its rank, `AUC` and
`ECE` say how well the confidence tells right from wrong and how far it is from the share that is right, `reject` the
share of strings naming no job whose first confidence is below a half. Times in the table (`ms`) are by the clock, of
one process; on a machine with other work they are longer than on a quiet core. The line below it has computing alone.

```
{table}

{speed}
```

## Reliability of the confidence

The share of first suggestions that were right, by tenths of confidence, with their number in brackets.

```
{reliability}
```

The confidence is fitted on titles of our own (`benchmarks/titles/fit_confidence.py`), of which some 200 in everyday use
stand in the bench too: on titles whose first suggestion was read and graded by hand (`benchmarks/titles/graded.tsv`),
on difficult ones written with what fits them (`benchmarks/titles/difficult.tsv`), and on strings that name no job.
Right is there what somebody who lists the jobs of an organisation would accept, as in `judged`; beside the stricter
answers of `onet_reported` and `melo_usa`, and the tags of `jobbert`, it is too sure. On so few rows as `judged` has, a
confidence that were right on the average would show an `ECE` of {by_chance:.3f} by chance alone.

An alternative is less sure than the first suggestion by as much as its score is behind: of those above 0.75 in
`judged`, 6 of 9 are right; without that it were 8 of 27. The titles of `difficult.tsv` told that it is so.
"""


def firsts(rows: list[dict], found: list[dict]) -> Iterator[tuple[str, float, bool]]:
    """Yield for each title that got a suggestion its set, the confidence in the first, and whether that is right."""
    for row, prediction in zip(rows, found, strict=True):
        for first in prediction["ranked"][:1]:
            yield row["set"], first["confidence"], first["id"] in row["gold"]


def reliability(rows: list[dict], found: list[dict]) -> Iterator[str]:
    """Yield a table's lines: for each tenth of confidence how often the first suggestion was right, for each set."""
    yield f"{'set':<16}" + "".join(f"{tenth / 10:>13.1f}" for tenth in range(10))
    bins: dict[str, list[list[bool]]] = {row["set"]: [[] for _ in range(10)] for row in rows}
    for name, confidence, is_right in firsts(rows, found):
        bins[name][_tenth(confidence)].append(is_right)
    for name, cells in bins.items():
        yield f"{name:<16}" + "".join(f"{sum(c) / len(c):>6.2f} ({len(c):>4})" if c else f"{'-':>13}" for c in cells)


def error_by_chance(answers: list[tuple[str, float, bool]]) -> float:
    """Return the expected calibration error that there were if each first suggestion was right as often as is said."""
    chance = random.Random(0)  # noqa: S311 chance for a simulation, not for secrets
    errors = []
    for _ in range(DRAWS):
        apart = [0.0] * 10
        for _, confidence, _ in answers:
            apart[_tenth(confidence)] += confidence - (chance.random() < confidence)
        errors.append(sum(map(abs, apart)) / len(answers))
    return sum(errors) / DRAWS


def _tenth(confidence: float) -> int:
    return min(9, int(confidence * 10))


if __name__ == "__main__":
    raise SystemExit(main())
