"""The sentence encoder all-MiniLM-L6-v2 in torch, for deriving data; the application never runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

LAYERS, HEADS, SIZE = 6, 12, 384
MOST_TOKENS = 64


class Encoder(torch.nn.Module):
    """Turns short texts into unit vectors: BERT, mean of the token vectors, length 1.

    One thread, and bfloat16 where the processor has it (AVX-512): on few cores that is several times as fast as more
    threads and float32, elsewhere several times as slow. The order of every sum is fixed, so that a machine gives the
    same vectors each time.
    """

    def __init__(self, folder: Path) -> None:
        """Read `model.safetensors` and `tokenizer.json` from `folder`."""
        super().__init__()
        torch.set_num_threads(1)
        weights = load_file(folder / "model.safetensors")
        self.weights = torch.nn.ParameterDict(
            {
                name.removeprefix("bert.").replace(".", "/"): torch.nn.Parameter(tensor.float())
                for name, tensor in weights.items()
                if tensor.is_floating_point() and "pooler" not in name
            }
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()

    def tokens(self, texts: list[str]) -> list[list[int]]:
        """Return the token ids of each text."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]

    def encode(self, texts: list[str], at_once: int = 256) -> np.ndarray:
        """Return an array (texts, 384), float32, each row of length 1."""
        ids = self.tokens(texts)
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        vectors = np.zeros((len(texts), SIZE), np.float32)
        with torch.no_grad():
            for start in range(0, len(order), at_once):
                batch = order[start : start + at_once]
                vectors[batch] = self([ids[at] for at in batch]).numpy()
        return vectors

    def forward(self, ids: list[list[int]]) -> torch.Tensor:
        """Return a tensor (texts, 384), float32, each row of length 1."""
        lengths = torch.tensor([len(row) for row in ids])
        longest = int(lengths.max())
        padded = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
        mask = torch.arange(longest)[None] < lengths[:, None]
        w = self.weights
        x = w["embeddings/word_embeddings/weight"][padded] + w["embeddings/position_embeddings/weight"][:longest]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled="AVX512" in torch.backends.cpu.get_cpu_capability()):
            x = self._norm(x + w["embeddings/token_type_embeddings/weight"][0], "embeddings/LayerNorm")
            for layer in range(LAYERS):
                x = self._layer(x, mask[:, None, None], f"encoder/layer/{layer}/")
        mean = (x.float() * mask[..., None]).sum(1) / lengths[:, None]
        return functional.normalize(mean, dim=1)

    def _layer(self, x: torch.Tensor, mask: torch.Tensor, name: str) -> torch.Tensor:
        rows, columns, _ = x.shape
        q, k, v = (
            self._linear(x, f"{name}attention/self/{part}").view(rows, columns, HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(rows, columns, SIZE)
        x = self._norm(x + self._linear(attended, f"{name}attention/output/dense"), f"{name}attention/output/LayerNorm")
        inner = functional.gelu(self._linear(x, f"{name}intermediate/dense"))
        return self._norm(x + self._linear(inner, f"{name}output/dense"), f"{name}output/LayerNorm")

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = self.weights[f"{name}/weight"], self.weights[f"{name}/bias"]
        return functional.layer_norm(x.float(), (SIZE,), weight, bias, 1e-12)

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(x, self.weights[f"{name}/weight"], self.weights[f"{name}/bias"])
