"""The one door to ClamAV, which looks for viruses in uploaded files where CLAMD_ADDRESS is set.

A file is sent to the daemon clamd by its command INSTREAM (clamd(8)): pieces with their length in four bytes, the most
significant first, and an empty piece at the end; the answer is one line that ends in a NUL.
"""

from __future__ import annotations

import socket
import time

from django.conf import settings

from jobs.documents.base import DocumentError, ErrorCode

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0  # less than a worker may hold a file
HELD_BACK_SECONDS = 5.0
PIECE_BYTES = 64 * 1024
LONGEST_ANSWER = 4096
COMMAND = b"zINSTREAM\0"


class ScannerUnavailableError(Exception):
    """The scanner does not answer, or not with a result; the file waits."""


_held_back_until = 0.0


def scan(data: bytes) -> None:
    """Have a file looked at, where that is wanted.

    After a failure the scanner is left alone for a few seconds, so that many waiting files do not wait one by one.

    Raises:
        DocumentError: a virus was found.
        ScannerUnavailableError: it is not known whether there is one.
    """
    global _held_back_until
    if not settings.CLAMD_ADDRESS:
        return
    if time.monotonic() < _held_back_until:
        raise ScannerUnavailableError("held back")
    try:
        answer = _ask(data)
    except OSError as error:
        _held_back_until = time.monotonic() + HELD_BACK_SECONDS
        raise ScannerUnavailableError(type(error).__name__) from error
    found = answer.removeprefix("stream: ")
    if found.endswith(" FOUND"):
        raise DocumentError(ErrorCode.VIRUS, name=found.removesuffix(" FOUND"))
    if found != "OK":
        raise ScannerUnavailableError(answer)


def answers() -> bool:
    """Return whether the scanner answers."""
    try:
        scan(b"")
    except (ScannerUnavailableError, DocumentError):
        return False
    return True


def _ask(data: bytes) -> str:
    with _connected() as clamd:
        try:
            clamd.sendall(COMMAND)
            for start in range(0, len(data), PIECE_BYTES):
                piece = data[start : start + PIECE_BYTES]
                clamd.sendall(len(piece).to_bytes(4, "big") + piece)
            clamd.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has said why: the file is larger than its StreamMaxLength
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            more = clamd.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected() -> socket.socket:
    address: str = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(ANSWER_SECONDS)
        try:
            clamd.connect(address)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _separator, port = address.rpartition(":")
    clamd = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    clamd.settimeout(ANSWER_SECONDS)
    return clamd
