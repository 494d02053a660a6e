"""Opens compressed files without trusting what they say of themselves."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from jobs.documents.base import DAMAGE, DocumentError, ErrorCode, Limits

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_CHUNK = 64 * 1024
# A tree takes up to sixteen times the memory of its XML; the text of a thousand pages fits in this.
_MOST_XML_BYTES = 12 * 1024 * 1024
# Pictures and the like within XML, in the letters that stand for bytes.
_INNER_DATA = re.compile(rb"(?<=>)[A-Za-z0-9+/=\s]{4096,}(?=<)")
_DRIVE = re.compile(r"^[A-Za-z]:")
_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini", "$recycle.bin"})


class Archive:
    """A zip file whose entries are read within limits."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open `data`.

        Raises:
            DocumentError: damaged, too_many_entries, unpacked_too_large.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE as error:
            raise DocumentError(ErrorCode.DAMAGED) from error
        self._left = limits.max_unpacked_bytes
        self._limit = limits.max_unpacked_bytes
        self.entries = self._zip.infolist()
        if len(self.entries) > limits.max_entries:
            raise DocumentError(ErrorCode.TOO_MANY_ENTRIES, count=len(self.entries), limit=limits.max_entries)
        if sum(entry.file_size for entry in self.entries) > limits.max_unpacked_bytes:
            raise DocumentError(ErrorCode.UNPACKED_TOO_LARGE, limit=limits.max_unpacked_bytes)
        self._by_name = {entry.filename: entry for entry in self.entries}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def read(self, entry: zipfile.ZipInfo | str, most: int | None = None) -> bytes:
        """Return the content of an entry, cut after `most` bytes.

        Raises:
            DocumentError: damaged, encrypted, unpacked_too_large (counted over all reads, whatever sizes are declared).
        """
        found = self._by_name.get(entry) if isinstance(entry, str) else entry
        if found is None:
            raise DocumentError(ErrorCode.DAMAGED)
        if found.flag_bits & _ENCRYPTED:
            raise DocumentError(ErrorCode.ENCRYPTED)
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(found) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise DocumentError(ErrorCode.UNPACKED_TOO_LARGE, limit=self._limit)
                    parts.append(chunk)
                    size += len(chunk)
                    if most is not None and size >= most:
                        break
        except DAMAGE as error:
            raise DocumentError(ErrorCode.DAMAGED) from error
        return b"".join(parts)[:most]

    def xml(self, name: str) -> etree._Element:
        """Return the root of an entry that holds XML.

        Raises:
            DocumentError: as `xml_bytes`; unsafe when it declares a document type, which is where entities come from.
        """
        return parse_xml(self.xml_bytes(name))

    def xml_bytes(self, name: str) -> bytes:
        """Return the content of an entry that is about to be parsed as XML.

        Raises:
            DocumentError: as `read`; unpacked_too_large when its tree would take too much memory.
        """
        content = self.read(name, most=_MOST_XML_BYTES + 1)
        if len(content) > _MOST_XML_BYTES:
            raise DocumentError(ErrorCode.UNPACKED_TOO_LARGE, limit=_MOST_XML_BYTES)
        return content


def parse_xml(data: bytes, limits: Limits | None = None) -> etree._Element:
    """Return the root element of `data`, without resolving any entity or fetching anything.

    Args:
        data: XML.
        limits: how much is taken in, where `data` is a file by itself; its pictures are left out of the tree's size.

    Raises:
        DocumentError: damaged; unsafe when a document type is declared; unpacked_too_large when its tree would take too
            much memory.
    """
    if limits is not None and len(data := _INNER_DATA.sub(b"", data)) > _MOST_XML_BYTES:
        raise DocumentError(ErrorCode.UNPACKED_TOO_LARGE, limit=_MOST_XML_BYTES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        code = ErrorCode.UNSAFE if b"<!DOCTYPE" in data or b"<!ENTITY" in data else ErrorCode.DAMAGED
        raise DocumentError(code) from error
    if root is None:
        raise DocumentError(ErrorCode.DAMAGED)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError(ErrorCode.UNSAFE)
    return root


def unpack_zip(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every file in a zip, in the order they stand there.

    Folders, hidden files and what operating systems leave behind (`__MACOSX`, `Thumbs.db`) are passed over. Names keep
    their folders, with "/" between, but never lead out of the place they are put in. A file larger than
    `limits.max_bytes` is cut one byte after it, so that reading it says that it is too large.

    Raises:
        DocumentError: empty, damaged, encrypted, too_many_entries, unpacked_too_large.
    """
    if not data:
        raise DocumentError(ErrorCode.EMPTY)
    archive = Archive(data, limits)
    if any(entry.flag_bits & _ENCRYPTED for entry in archive.entries):
        raise DocumentError(ErrorCode.ENCRYPTED)
    found = False
    for entry in archive.entries:
        name = _safe_name(entry)
        if name is None:
            continue
        found = True
        yield name, archive.read(entry, most=limits.max_bytes + 1)
    if not found:
        raise DocumentError(ErrorCode.EMPTY)


def _safe_name(entry: zipfile.ZipInfo) -> str | None:
    """Return the entry's name as a relative path without "..", None when it is a folder or junk."""
    if entry.is_dir():
        return None
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        # Macs write UTF-8 names without saying so, which zipfile then reads as the code page of 1980s PCs.
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    name = "".join(character for character in name.replace("\\", "/") if character.isprintable())
    parts = [part for part in PurePosixPath(_DRIVE.sub("", name)).parts if part not in {"/", "//", "..", "."}]
    if not parts or any(part.casefold() in _JUNK or part.startswith((".", "~$")) for part in parts):
        return None
    return "/".join(parts)
