"""Tells a document's format by its content; its name is only used to notice that it says otherwise."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from jobs.documents.base import DAMAGE


class Format(StrEnum):
    """The formats that are read, and the zip files that may hold them."""

    DOCX = "docx"
    DOC = "doc"
    PDF = "pdf"
    RTF = "rtf"
    ODT = "odt"
    HTML = "html"
    MD = "md"
    TXT = "txt"
    ZIP = "zip"


# Every way a name may end, by the format that it promises.
EXTENSIONS: dict[str, Format] = {
    "docx": Format.DOCX,
    "docm": Format.DOCX,
    "dotx": Format.DOCX,
    "dotm": Format.DOCX,
    "doc": Format.DOC,
    "dot": Format.DOC,
    "pdf": Format.PDF,
    "rtf": Format.RTF,
    "odt": Format.ODT,
    "ott": Format.ODT,
    "fodt": Format.ODT,
    "html": Format.HTML,
    "htm": Format.HTML,
    "xhtml": Format.HTML,
    "mht": Format.HTML,
    "mhtml": Format.HTML,
    "md": Format.MD,
    "markdown": Format.MD,
    "txt": Format.TXT,
    "text": Format.TXT,
    "zip": Format.ZIP,
}

# Texts that Word and OpenDocument programs save as one XML file, by what the root of each says.
_XML_TEXTS = (
    (b"application/vnd.oasis.opendocument.text", Format.ODT),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", Format.DOCX),
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", Format.DOCX),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\x1f\x8b", "compressed"),
    (b"7z\xbc\xaf", "compressed"),
    (b"Rar!", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ", "compressed"),
    (b"\xffWPC", "wordperfect"),
    (b"\xdb\xa5", "old word"),
    (b"\x9b\xa5", "old word"),
    (b"\x31\xbe\0", "old word"),
    (b"\x32\xbe\0", "old word"),
    (b"\x01\xfe", "works"),
    (b"8BPS", "picture"),
    (b"ID3", "sound"),
    (b"\xff\xfb", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"%!PS", "postscript"),
    (b"SQLite format 3", "database"),
)
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|p|table|h[1-6]|ul|meta|title|span|article|section)[\s>]",
    re.IGNORECASE,
)
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\n)*?MIME-Version:[\s\S]{0,4000}text/html", re.IGNORECASE)
_MARKDOWN = re.compile(
    rb"\A---\s*\n[\s\S]{0,4000}?\n---\s*$|^#{1,6} ?[^\s#]|^\[[^\]]+\]:\s|\*\*[^*\n]+\*\*|\]\(https?://", re.MULTILINE
)
_PICTURE_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif"})
_RIFF = {b"WEBP": "picture", b"WAVE": "sound", b"AVI ": "video"}
# A message begins with lines such as these; a job description that mentions one has other words first.
_MAIL = re.compile(rb"(?:[\w-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_NEEDS = (
    re.compile(rb"^From: .*@", re.MULTILINE),
    re.compile(rb"^(?:Received|Message-ID|MIME-Version): ", re.MULTILINE),
)
_HEAD = 8192


def detect(data: bytes, filename: str) -> Format | str:
    """Return the format of `data`, or a word for what it is when that cannot be read.

    Args:
        data: the whole file.
        filename: decides only between plain text and Markdown, which no content can tell apart for certain.
    """
    head = data[:_HEAD]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(_OLE):
        found = _ole(data)
        # A torn one lost the names of its streams, which stand behind them.
        return Format.DOC if found == "binary" and EXTENSIONS.get(extension_of(filename)) is Format.DOC else found
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(data)
    if start.startswith(b"{\\rtf"):
        return Format.RTF
    for signature, found in _SIGNATURES:
        # No text begins with one that is not ASCII, so that it tells what a torn file was even without what followed.
        if head.startswith(signature) and not (signature.isascii() and _reads_as_text(head)):
            return found
    if head.startswith(b"RIFF") and not _reads_as_text(head):
        return _RIFF.get(head[8:12], "binary")
    if head[4:8] == b"ftyp":
        return "picture" if head[8:12] in _PICTURE_BRANDS else "video"
    return _text(data, head, start, filename)


def extension_of(filename: str) -> str:
    """Return how `filename` ends, in lower case and without the dot."""
    return PurePath(filename.replace("\\", "/")).suffix.lstrip(".").casefold()[:12]


def _text(data: bytes, head: bytes, start: bytes, filename: str) -> Format | str:
    plain = head.replace(b"\0", b"")
    promised = EXTENSIONS.get(extension_of(filename))
    if start.startswith(b"<") and _HTML.search(plain[:4096]):
        return Format.HTML
    if start.startswith((b"<?xml", b"<office:document", b"<pkg:package", b"<w:wordDocument")):
        return next((found for mark, found in _XML_TEXTS if mark in plain), "xml")
    if _is_message(start):
        return "e-mail"
    if _MIME.match(start) or (promised is Format.HTML and _HTML.search(plain)):
        return Format.HTML
    if promised is Format.MD or (promised is not Format.TXT and _MARKDOWN.search(plain)):
        return Format.MD
    return Format.TXT


def _is_message(start: bytes) -> bool:
    """Return whether it is an e-mail as programs save them (.eml)."""
    headers = _MAIL.match(start)
    return headers is not None and all(needed.search(headers[0]) for needed in _MAIL_NEEDS)


def _reads_as_text(head: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head[:512])


def _ole(data: bytes) -> Format | str:
    """Tell apart what Office kept in compound files before 2007, by the names of the streams within."""
    for stream, found in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", Format.DOC),
        ("Workbook", "spreadsheet"),
        ("PowerPoint Document", "presentation"),
        ("__substg1.0_", "e-mail"),
        ("MatOST", "works"),
    ):
        if stream.encode("utf-16-le") in data:
            return found
    return "binary"


def _zip(data: bytes) -> Format | str:
    """Tell the formats that are zip files inside by the entries they must have."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names and _is_small(archive, "mimetype") else b""
    except DAMAGE:
        # A torn file still shows its first entry, which says what it was going to be.
        if b"[Content_Types].xml" in data[:4096] or b"word/" in data[:4096]:
            return Format.DOCX
        return Format.ODT if b"opendocument.text" in data[:4096] else Format.ZIP
    if kind:
        return Format.ODT if b"opendocument.text" in kind else _kind_of_mimetype(kind)
    if "[Content_Types].xml" in names:
        for folder, found in (("word/", Format.DOCX), ("xl/", "spreadsheet"), ("ppt/", "presentation")):
            if any(name.startswith(folder) for name in names):
                return found
        return Format.DOCX
    if "word/document.xml" in names:
        return Format.DOCX
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "pages"
    return Format.ZIP


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size < 1000


def _kind_of_mimetype(kind: bytes) -> str:
    for word, found in ((b"spreadsheet", "spreadsheet"), (b"presentation", "presentation"), (b"epub", "e-book")):
        if word in kind:
            return found
    return "binary"
