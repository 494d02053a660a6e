"""Measures the reading of documents on a folder of one's own: python -m benchmarks.documents.run FOLDER [--misses]

The folder holds the files, and `gold.jsonl` with one line for each:

    {"file": "a/posting.doc", "passages": ["...", "..."], "title": ["Payroll Clerk"], "closing_date": ["2027-05-01"]}
    {"file": "b/locked.pdf", "reason": ["encrypted"]}

`passages` must all stand in the text. Of a fact, each value of its list is right, null stands for none; a fact that
is not named is not judged. `reason` names the codes that are right for a file that cannot be read. Spaces, case,
quotation marks and dashes do not count.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jobs.documents.base import Document, DocumentError
from jobs.documents.reading import read_document

FACTS = ("title", "department", "reference", "classification", "location", "language", "closing_date", "effective_date")


def main() -> None:
    """Print for each thing that is judged how often it is right, and the time and memory that reading took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="name every miss")
    options = parser.parse_args()
    right: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    slowest, began = 0.0, time.process_time()
    for line in (options.folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        started = time.monotonic()
        for name, found, is_right in judgements(options.folder / gold["file"], gold):
            judged[name] += 1
            right[name] += is_right
            if options.misses and not is_right:
                print(f"{name}: {gold['file']}: {found!r}")
        slowest = max(slowest, time.monotonic() - started)
    for name in ("reason", "passages", *FACTS):
        if judged[name]:
            print(f"{name:16} {right[name]:5} of {judged[name]:5}  {right[name] / judged[name]:7.1%}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.process_time() - began:.1f} s of processor time, slowest file {slowest:.1f} s, {memory} MB at most")


def judgements(path: Path, gold: dict[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Yield what is judged of a file, what was found, and whether that is right."""
    document: Document | None = None
    try:
        document = read_document(path.read_bytes(), path.name)
    except DocumentError as error:
        yield "reason", error.code.value, error.code.value in gold.get("reason", ())
    if document is None:
        return
    if "reason" in gold:
        yield "reason", None, False
        return
    text = folded(document.text)
    missing = [passage for passage in gold.get("passages", ()) if folded(passage) not in text]
    yield "passages", missing, not missing
    facts = asdict(document.facts)
    for name in FACTS:
        if name in gold:
            found = None if facts[name] is None else str(facts[name])
            yield name, found, folded(found) in {folded(value) for value in gold[name]}


def folded(text: str | None) -> str | None:
    """Return `text` as it is compared: words in lower case, parted by single blanks."""
    if text is None:
        return None
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


if __name__ == "__main__":
    main()
