"""Reads Word 97-2003 documents (.doc), and what other readers cannot open, through kreuzberg.

kreuzberg is loaded only when it is needed: its library is large.
"""

from __future__ import annotations

import re
from typing import Any

from jobs.documents.base import DAMAGE, DocumentError, ErrorCode, Limits, Reading
from jobs.documents.compose import blocks_of_lines

DOC_TYPE = "application/msword"
PDF_TYPE = "application/pdf"
_SECTOR = 512
_WORD_MAGIC = b"\xec\xa5"
_FLAGS_OFFSET = 0x0A
_ENCRYPTED_FLAG = 0x0100
# Field codes are wrapped in these characters by Word's binary format, with the visible result after the second.
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]{0,2000}\x14?")


def read_doc(data: bytes, limits: Limits) -> Reading:
    """Read a Word 97-2003 document."""
    if _is_encrypted(data):
        raise DocumentError(ErrorCode.ENCRYPTED)
    text, title = extract(data, DOC_TYPE)
    # Cells end with character 7 in the binary format, rows with two.
    text = _FIELD_CODE.sub("", text).replace("\x07\x07", "\n").replace("\x07", " | ")
    return Reading(list(blocks_of_lines(text.replace("\r\n", "\n").replace("\r", "\n"))), title)


def extract(data: bytes, media_type: str) -> tuple[str, str]:
    """Return text and title property of `data` as kreuzberg reads them.

    Raises:
        DocumentError: damaged; encrypted.
    """
    import kreuzberg

    try:
        result: Any = kreuzberg.extract_bytes_sync(data, media_type, kreuzberg.ExtractionConfig(use_cache=False))
    except (kreuzberg.KreuzbergError, *DAMAGE) as error:
        code = ErrorCode.ENCRYPTED if re.search(r"password|encrypt", str(error), re.IGNORECASE) else ErrorCode.DAMAGED
        raise DocumentError(code) from error
    return str(result.content), str((result.metadata or {}).get("title") or "")


def _is_encrypted(data: bytes) -> bool:
    """Return whether the file information block says so ([MS-DOC] 2.5.2); it starts on a sector."""
    for start in range(_SECTOR, len(data) - _FLAGS_OFFSET - 1, _SECTOR):
        if data[start : start + 2] == _WORD_MAGIC:
            flags = int.from_bytes(data[start + _FLAGS_OFFSET : start + _FLAGS_OFFSET + 2], "little")
            return bool(flags & _ENCRYPTED_FLAG)
    return False
