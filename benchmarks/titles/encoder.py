"""The sentence encoder all-MiniLM-L6-v2 with nothing but numpy, for deriving data; the application never runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

LAYERS, HEADS, SIZE = 6, 12, 384


class Encoder:
    """Turns short texts into unit vectors: BERT, mean of the token vectors, length 1."""

    def __init__(self, folder: Path) -> None:
        """Read `model.safetensors` and `tokenizer.json` from `folder`."""
        weights = load_file(folder / "model.safetensors")
        self._weights = {
            name.removeprefix("bert."): array.astype(np.float32)
            for name, array in weights.items()
            if array.dtype != np.int64
        }
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(128)
        self._tokenizer.no_padding()

    def encode(self, texts: list[str], tokens_at_once: int = 4096) -> np.ndarray:
        """Return an array (texts, 384), float32, each row of length 1."""
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(encoded)), key=lambda at: len(encoded[at]))
        vectors = np.zeros((len(texts), SIZE), np.float32)
        start = 0
        while start < len(order):
            longest = len(encoded[order[min(start + 255, len(order) - 1)]])
            batch = order[start : start + max(8, min(256, tokens_at_once // longest))]
            start += len(batch)
            ids = np.zeros((len(batch), max(len(encoded[at]) for at in batch)), np.int64)
            for row, at in enumerate(batch):
                ids[row, : len(encoded[at])] = encoded[at]
            vectors[batch] = self._forward(ids, np.array([len(encoded[at]) for at in batch], np.float32))
        return vectors

    def _norm(self, x: np.ndarray, name: str) -> np.ndarray:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"]

    def _linear(self, x: np.ndarray, name: str) -> np.ndarray:
        return x @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _forward(self, ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        rows, columns = ids.shape
        w = self._weights
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:columns]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        mask = np.arange(columns)[None] < lengths[:, None]
        hidden = np.where(mask, 0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            q, k, v = (
                self._linear(x, f"{name}attention.self.{part}").reshape(rows, columns, HEADS, -1).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(SIZE // HEADS) + hidden
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            attended = (scores / scores.sum(-1, keepdims=True) @ v).transpose(0, 2, 1, 3).reshape(rows, columns, SIZE)
            x = self._norm(
                x + self._linear(attended, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm"
            )
            inner = self._linear(x, f"{name}intermediate.dense")
            inner = (inner * 0.5 * (1 + erf(inner * np.float32(0.70710678)))).astype(np.float32)
            x = self._norm(x + self._linear(inner, f"{name}output.dense"), f"{name}output.LayerNorm")
        mean = (x * mask[..., None]).sum(1) / lengths[:, None]
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)
