"""The occupations that titles are standardised to, as they are shipped with the package.

The data is ESCO 1.1 (European Commission), English labels; `benchmarks/titles/build_data.py` tells how the files in
`data/` were made.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

SOURCE = "esco"
SOURCE_VERSION = "1.1"
ID_PREFIX = "http://data.europa.eu/esco/occupation/"


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation of the taxonomy.

    Attributes:
        id: its ESCO URI.
        label: ESCO's preferred label, in English.
        display: the title that people are shown, in sentence case.
        alternatives: other names, good for matching and not for showing.
        french: a French title, masculine and feminine as in Canada ("Avocat/avocate"), empty when there is none.
    """

    id: str
    label: str
    display: str
    alternatives: tuple[str, ...] = ()
    french: str = ""


def read_data(name: str) -> str:
    """Return the text of a shipped data file; a name ending in .gz is unpacked."""
    raw = files(__package__).joinpath("data", name).read_bytes()
    return (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8")


def read_rows(name: str) -> Iterator[list[str]]:
    """Yield the tab-separated columns of a shipped table; empty lines and lines that begin with "# " are comments."""
    for line in read_data(name).splitlines():
        if line.strip() and not line.startswith("# "):
            yield [column.strip() for column in line.split("\t")]


def shipped_occupations() -> tuple[Occupation, ...]:
    """Return ESCO's occupations with display titles and French titles beside them."""
    displays = {row[0]: row[1] for row in read_rows("display.tsv")}
    french = {row[0]: row[1] for row in read_rows("display_fr.tsv")}
    return tuple(
        Occupation(
            id=ID_PREFIX + row["id"],
            label=row["label"],
            display=displays.get(row["label"]) or sentence_case(row["label"]),
            alternatives=tuple(row["alternatives"]),
            french=french.get(row["label"], ""),
        )
        for row in map(json.loads, read_data("occupations.jsonl.gz").splitlines())
    )


@lru_cache(maxsize=1)
def french_names() -> dict[str, str]:
    """Return the French titles that people are shown, by occupation id; not every occupation has one."""
    return {occupation.id: occupation.french for occupation in shipped_occupations() if occupation.french}


def common_titles() -> dict[str, tuple[str, ...]]:
    """Return English titles in use with the ESCO labels they stand for, the likeliest first."""
    return {title: tuple(labels.split("; ")) for title, labels in read_rows("common_titles.tsv")}


def french_titles() -> dict[str, tuple[str, ...]]:
    """Return French titles in use with the ESCO labels they stand for, the likeliest first."""
    return {title: tuple(labels.split("; ")) for title, labels in read_rows("french.tsv")}


@lru_cache(maxsize=1)
def job_words() -> frozenset[str]:
    """Return the words that end job titles ("manager", "electrician", "nurse"), in comparable spelling."""
    return frozenset(read_data("job_words.txt").split())


def sentence_case(label: str) -> str:
    """Return `label` with its first letter in upper case, unless its first word has capitals of its own."""
    first = label.split(" ", 1)[0]
    return label if any(letter.isupper() for letter in first) else label[:1].upper() + label[1:]
