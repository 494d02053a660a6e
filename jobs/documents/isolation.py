"""Reads documents in a process of its own, which may be killed and whose memory is limited.

The child is started anew from the command line (never forked from a process that has threads), is told neither the
settings nor the secrets of the parent, and speaks JSON with lengths before it over its pipes: whatever a hostile file
makes of the child, the parent only ever parses plain data.

A frame is eight bytes, the length as a big-endian integer, and that many bytes. The parent sends two frames for a
document, a header in JSON and the file's bytes; the child answers with one frame of JSON.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from jobs.documents.base import Document, DocumentError, ErrorCode, Limits

LENGTH_BYTES = 8
# A child is renewed after this many documents, so that what libraries leak never adds up.
_DOCUMENTS_PER_CHILD = 500
_MOST_IDLE = 4
_STOP_SECONDS = 5.0
_CHUNK = 64 * 1024
# The longest answer is the longest text, each character escaped, and a little around it.
_ANSWER_BYTES_PER_CHARACTER = 12
_ANSWER_BYTES_AROUND = 64 * 1024
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")


def read_in_subprocess(
    data: bytes,
    filename: str,
    limits: Limits | None = None,
    timeout_seconds: float = 30.0,
    memory_bytes: int = 512 * 1024 * 1024,
) -> Document:
    """Read a document in a child process, which stays for the next one; threads that read at once have one each.

    Args:
        data: the whole file.
        filename: as the user named it.
        limits: how much is taken in; the usual limits when None.
        timeout_seconds: after which the child is killed.
        memory_bytes: address space that the child may have.

    Returns:
        The document, as `jobs.documents.reading.read_document` gives it.

    Raises:
        DocumentError: as `read_document`; timed_out, out_of_memory, or reader_failed when the child ended otherwise.
    """
    limits = limits or Limits()
    if len(data) > limits.max_bytes:
        raise DocumentError(ErrorCode.TOO_LARGE, limit=limits.max_bytes)
    child = _taken(memory_bytes)
    try:
        return child.read(data, filename, limits, timeout_seconds)
    finally:
        _give_back(child)


def stop_children() -> None:
    """End the child processes that wait for work; the next reading starts a new one."""
    with _lock:
        children, _idle[:] = list(_idle), []
    for child in children:
        child.stop()


class _Child:
    """One child process, started when it is first needed."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._owner = os.getpid()

    def read(self, data: bytes, filename: str, limits: Limits, timeout_seconds: float) -> Document:
        deadline = time.monotonic() + timeout_seconds
        process = self._running()
        header = json.dumps({"filename": filename, "limits": asdict(limits), "seconds": timeout_seconds}).encode(
            "ascii"
        )
        frames = b"".join([_length(header), header, _length(data), data])
        most = limits.max_characters * _ANSWER_BYTES_PER_CHARACTER + _ANSWER_BYTES_AROUND
        try:
            answer = _converse(process, frames, most, deadline)
        except TimeoutError as error:
            self.stop()
            raise DocumentError(ErrorCode.TIMED_OUT, seconds=round(timeout_seconds)) from error
        except (OSError, EOFError, ValueError) as error:
            self.stop()
            raise DocumentError(ErrorCode.READER_FAILED) from error
        self._served += 1
        if self._served >= _DOCUMENTS_PER_CHILD or answer.get("code") == ErrorCode.OUT_OF_MEMORY.value:
            self.stop()
        return _document(answer)

    def belongs_here(self) -> bool:
        """Return whether this process started it, and not one that this process was forked from."""
        return self._owner == os.getpid()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(_STOP_SECONDS)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._served = 0
            self._process = _start(self.memory_bytes)
        return self._process


_idle: list[_Child] = []
_lock = threading.Lock()
atexit.register(stop_children)


def _taken(memory_bytes: int) -> _Child:
    """Return a child that nobody else uses."""
    with _lock:
        # Children of a process that this one was forked from are that one's to use and to end.
        _idle[:] = [child for child in _idle if child.belongs_here()]
        for child in _idle:
            if child.memory_bytes == memory_bytes:
                _idle.remove(child)
                return child
    return _Child(memory_bytes)


def _give_back(child: _Child) -> None:
    with _lock:
        if len(_idle) < _MOST_IDLE:
            _idle.append(child)
            return
    child.stop()


def _start(memory_bytes: int) -> subprocess.Popen[bytes]:
    root = Path(__file__).resolve().parents[2]
    environment = {name: value for name in _PASSED_ON if (value := os.environ.get(name)) is not None}
    # One thread for libraries that would start one for every core: each reserves address space.
    environment |= {
        "PYTHONPATH": str(root),
        "PYTHONSAFEPATH": "1",
        "RAYON_NUM_THREADS": "1",
        "TOKIO_WORKER_THREADS": "1",
    }
    return subprocess.Popen(  # noqa: S603 - our own module, no part of the command comes from outside
        [sys.executable, "-m", "jobs.documents.child", str(memory_bytes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=root,
        bufsize=0,
        start_new_session=True,
    )


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH_BYTES, "big")


def _converse(process: subprocess.Popen[bytes], frames: bytes, most: int, deadline: float) -> dict[str, Any]:
    """Send `frames` and return the answer, whichever pipe is ready first, until `deadline`.

    Raises:
        TimeoutError: the deadline passed.
        EOFError: the child ended.
        ValueError: the answer is too long or no JSON object.
    """
    if process.stdin is None or process.stdout is None:
        raise EOFError
    answer = bytearray()
    view = memoryview(frames)
    with selectors.DefaultSelector() as selector:
        os.set_blocking(process.stdin.fileno(), False)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(answer) < LENGTH_BYTES or len(answer) < LENGTH_BYTES + _announced(answer, most):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            for key, _ in selector.select(left):
                if key.fileobj is process.stdin:
                    view = view[os.write(key.fd, view[:_CHUNK]) :]
                    if not view:
                        selector.unregister(process.stdin)
                else:
                    received = os.read(key.fd, _CHUNK)
                    if not received:
                        raise EOFError
                    answer += received
    parsed = json.loads(answer[LENGTH_BYTES:])
    if not isinstance(parsed, dict):
        raise ValueError("The child's answer is no JSON object.")
    return parsed


def _announced(answer: bytearray, most: int) -> int:
    length = int.from_bytes(answer[:LENGTH_BYTES], "big")
    if length > most:
        raise ValueError("The child's answer is longer than any document.")
    return length


def _document(answer: dict[str, Any]) -> Document:
    """Return the document in the child's answer, or raise the error in it.

    Raises:
        DocumentError: the one that the child met; reader_failed when the answer is not what a child would say.
    """
    try:
        if "document" in answer:
            return Document.from_json(answer["document"])
        params = {str(name): value for name, value in answer["params"].items() if isinstance(value, (str, int))}
        error = DocumentError(ErrorCode(answer["code"]), **params)
    except (KeyError, TypeError, ValueError, AttributeError) as failure:
        raise DocumentError(ErrorCode.READER_FAILED) from failure
    raise error


def read_exactly(stream: IO[bytes], count: int) -> bytes:
    """Return the next `count` bytes of a pipe.

    Raises:
        EOFError: it ended before.
    """
    parts = []
    while count:
        part = stream.read(min(count, 1024 * 1024))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
