"""The process that `jobs.documents.isolation` starts: reads documents from its input until that ends.

Its only argument is the address space that it may use, in bytes.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from typing import IO, Any

from jobs.documents.base import DocumentError, ErrorCode, Limits
from jobs.documents.isolation import LENGTH_BYTES, read_exactly
from jobs.documents.reading import read_document

_GRACE_SECONDS = 2.0


def main() -> None:
    """Answer every document with its text or the reason why there is none."""
    _limit_memory(int(sys.argv[1]))
    source = sys.stdin.buffer
    # Libraries that print must not get between the frames: from here on their output goes where errors go.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable(logging.CRITICAL)
    while True:
        try:
            header = json.loads(_frame(source))
            data = _frame(source)
        except EOFError:
            return
        _end_after(header["seconds"] + _GRACE_SECONDS)
        answer = json.dumps(_answer(data, header)).encode("ascii")
        _end_after(0)
        answers.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        answers.flush()


def _end_after(seconds: float) -> None:
    """Let the system end this process after `seconds`, should the parent that would do it be gone; 0 calls that off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answer(data: bytes, header: dict[str, Any]) -> dict[str, Any]:
    try:
        document = read_document(data, header["filename"], Limits(**header["limits"]))
    except DocumentError as error:
        return {"code": error.code.value, "params": error.params}
    except MemoryError:
        return {"code": ErrorCode.OUT_OF_MEMORY.value, "params": {}}
    return {"document": document.as_json()}


def _frame(source: IO[bytes]) -> bytes:
    return read_exactly(source, int.from_bytes(read_exactly(source, LENGTH_BYTES), "big"))


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows knows no such limits; the time-out still holds there.
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
